package usagetype

import "strings"

// Region is a region of AWS: what stands before its usage types, its code and its name.
type Region struct {
	Prefix string `json:"prefix"`
	Code   string `json:"code"`
	Name   string `json:"name"`
}

// Regions returns all regions by the prefixes of their usage types. Source: the billing codes of regions in AWS's documentation; those of
// GovCloud and China were not seen in a bill.
func Regions() []Region {
	list := make([]Region, len(regions))
	copy(list, regions)
	return list
}

//nolint:gochecknoglobals // a table that nobody changes
var regions = []Region{
	{"USE1", "us-east-1", "US East (N. Virginia)"},
	{"USE2", "us-east-2", "US East (Ohio)"},
	{"USW1", "us-west-1", "US West (N. California)"},
	{"USW2", "us-west-2", "US West (Oregon)"},
	{"CAN1", "ca-central-1", "Canada (Central)"},
	{"CAN2", "ca-west-1", "Canada West (Calgary)"},
	{"MXC1", "mx-central-1", "Mexico (Central)"},
	{"SAE1", "sa-east-1", "South America (Sao Paulo)"},
	{"EU", "eu-west-1", "Europe (Ireland)"},
	{"EUW1", "eu-west-1", "Europe (Ireland)"},
	{"EUW2", "eu-west-2", "Europe (London)"},
	{"EUW3", "eu-west-3", "Europe (Paris)"},
	{"EUC1", "eu-central-1", "Europe (Frankfurt)"},
	{"EUC2", "eu-central-2", "Europe (Zurich)"},
	{"EUN1", "eu-north-1", "Europe (Stockholm)"},
	{"EUS1", "eu-south-1", "Europe (Milan)"},
	{"EUS2", "eu-south-2", "Europe (Spain)"},
	{"AFS1", "af-south-1", "Africa (Cape Town)"},
	{"ILC1", "il-central-1", "Israel (Tel Aviv)"},
	{"MEC1", "me-central-1", "Middle East (UAE)"},
	{"MES1", "me-south-1", "Middle East (Bahrain)"},
	{"APE1", "ap-east-1", "Asia Pacific (Hong Kong)"},
	{"APE2", "ap-east-2", "Asia Pacific (Taipei)"},
	{"APN1", "ap-northeast-1", "Asia Pacific (Tokyo)"},
	{"APN2", "ap-northeast-2", "Asia Pacific (Seoul)"},
	{"APN3", "ap-northeast-3", "Asia Pacific (Osaka)"},
	{"APS1", "ap-southeast-1", "Asia Pacific (Singapore)"},
	{"APS2", "ap-southeast-2", "Asia Pacific (Sydney)"},
	{"APS3", "ap-south-1", "Asia Pacific (Mumbai)"},
	{"APS4", "ap-southeast-3", "Asia Pacific (Jakarta)"},
	{"APS5", "ap-south-2", "Asia Pacific (Hyderabad)"},
	{"APS6", "ap-southeast-4", "Asia Pacific (Melbourne)"},
	{"APS7", "ap-southeast-5", "Asia Pacific (Malaysia)"},
	{"APS8", "ap-southeast-6", "Asia Pacific (New Zealand)"},
	{"APS9", "ap-southeast-7", "Asia Pacific (Thailand)"},
	{"UGW1", "us-gov-west-1", "AWS GovCloud (US-West)"},
	{"UGE1", "us-gov-east-1", "AWS GovCloud (US-East)"},
	{"CNN1", "cn-north-1", "China (Beijing)"},
	{"CNW1", "cn-northwest-1", "China (Ningxia)"},
}

// ByPrefix returns the region whose usage types begin with a prefix, in any case, or nil.
func ByPrefix(prefix string) *Region {
	for i := range regions {
		if strings.EqualFold(regions[i].Prefix, prefix) {
			r := regions[i]
			return &r
		}
	}
	return nil
}

// ByCode returns the region of a code such as eu-west-1, or nil.
func ByCode(code string) *Region {
	for i := range regions {
		if strings.EqualFold(regions[i].Code, code) {
			r := regions[i]
			return &r
		}
	}
	return nil
}

// home is the region of usage types without a prefix, where the usage is of a region at all.
const home = "us-east-1"

// Split takes the regions off a usage type: "USE1-APN1-AWS-Out-Bytes" is from us-east-1 to ap-northeast-1 and "AWS-Out-Bytes". Some services
// write the code instead: "us-east-1-KMS-Requests". Where there is no prefix, from is nil: it is us-east-1, or no region at all.
func Split(usageType string) (from, to *Region, bare string) {
	bare = usageType
	if from, bare = cutRegion(bare); from == nil {
		return nil, nil, bare
	}
	if to, bare = cutRegion(bare); to != nil && !strings.Contains(bare, "Bytes") {
		// A second region is one of traffic only: other usage types may begin like a region.
		return from, nil, usageType[len(usageType)-len(bare)-len(to.Prefix)-1:]
	}
	return from, to, bare
}

// cutRegion takes one region off: a code, which may begin as a prefix does, or a prefix.
func cutRegion(usageType string) (region *Region, rest string) {
	for i := range regions {
		if tail, ok := strings.CutPrefix(usageType, regions[i].Code+"-"); ok {
			r := regions[i]
			return &r, tail
		}
	}
	if head, tail, ok := strings.Cut(usageType, "-"); ok {
		if r := ByPrefix(head); r != nil {
			return r, tail
		}
	}
	return nil, usageType
}
