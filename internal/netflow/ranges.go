package netflow

import (
	"encoding/json"
	"fmt"
	"io"
	"net/netip"

	"github.com/gaissmai/bart"
)

// Range is a block of public addresses of AWS.
type Range struct {
	Prefix netip.Prefix `json:"prefix"`
	// Service is the service in AWS's words, such as S3; AMAZON where no service is named.
	Service string `json:"service"`
	Region  string `json:"region"`
}

// Ranges are the public addresses of AWS. The zero value knows none.
type Ranges struct {
	table *bart.Table[Range]
	// Published is when AWS published them, as the file writes it.
	Published string
}

// maxRanges bounds the file: AWS publishes about ten thousand blocks.
const maxRanges = 64 << 20

// anyService is the word for blocks that are all of AWS's.
const anyService = "AMAZON"

// ReadRanges reads the file ip-ranges.json that AWS publishes. A block that is no block is an error that names it.
func ReadRanges(r io.Reader) (Ranges, error) {
	var file struct {
		Created  string `json:"createDate"`
		Prefixes []struct {
			Block   string `json:"ip_prefix"`
			Region  string `json:"region"`
			Service string `json:"service"`
		} `json:"prefixes"`
		Six []struct {
			Block   string `json:"ipv6_prefix"`
			Region  string `json:"region"`
			Service string `json:"service"`
		} `json:"ipv6_prefixes"`
	}
	if err := json.NewDecoder(io.LimitReader(r, maxRanges)).Decode(&file); err != nil {
		return Ranges{}, fmt.Errorf("address ranges of AWS: %w", err)
	}
	out := Ranges{table: &bart.Table[Range]{}, Published: file.Created}
	for _, p := range file.Prefixes {
		if err := out.add(p.Block, p.Service, p.Region); err != nil {
			return Ranges{}, err
		}
	}
	for _, p := range file.Six {
		if err := out.add(p.Block, p.Service, p.Region); err != nil {
			return Ranges{}, err
		}
	}
	return out, nil
}

// add adds a block. AWS lists each block of a service as one of AMAZON too: the service says more.
func (r *Ranges) add(block, service, region string) error {
	prefix, err := netip.ParsePrefix(block)
	if err != nil {
		return fmt.Errorf("address ranges of AWS: %q is no block of addresses", block)
	}
	prefix = prefix.Masked()
	if known, ok := r.table.Get(prefix); ok && known.Service != anyService && (service == anyService || known.Service <= service) {
		return nil
	}
	r.table.Insert(prefix, Range{Prefix: prefix, Service: service, Region: region})
	return nil
}

// Of returns the smallest block that holds an address.
func (r *Ranges) Of(a netip.Addr) (Range, bool) {
	if r.table == nil {
		return Range{}, false
	}
	return r.table.Lookup(a)
}
