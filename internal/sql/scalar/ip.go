package scalar

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// cidrContains tells whether a network such as 10.0.0.0/8 holds an address. The address of an IPv4 network must be zero after
// the prefix; an address of the other version is in no network. A mapped network, ::ffff:a.b.c.d, counts all 128 bits.
func cidrContains(args []value.Value) (value.Value, error) {
	network, length, found := strings.Cut(text(args, 0), "/")
	if !found {
		return nil, bad("Invalid CIDR")
	}
	base, err := netip.ParseAddr(network)
	if err != nil || base.Zone() != "" {
		return nil, bad("Invalid network IP address")
	}
	bits, err := strconv.Atoi(length)
	switch {
	case err != nil:
		return nil, bad("For input string: \"%s\"", length) //nolint:gocritic // Java does not escape it
	case bits < 0:
		return nil, bad("Invalid prefix length")
	case bits > base.BitLen():
		return nil, bad("Prefix length exceeds address length")
	}
	prefix := netip.PrefixFrom(base, bits)
	if base.Is4() && prefix.Masked().Addr() != base {
		return nil, bad("Invalid CIDR")
	}
	ip, _ := args[1].(value.IP)
	address := netip.AddrFrom16(ip)
	if base.Unmap().Is4() != address.Is4In6() {
		return false, nil
	}
	if base.Is4() {
		return prefix.Contains(address.Unmap()), nil
	}
	masked, _ := address.Prefix(bits) // bits are at most 128
	own, _ := base.Prefix(bits)
	return masked.Addr() == own.Addr(), nil
}
