package inventory

// Keys returns what makes a row of a table: item tells the rows of one moment apart, whole is what is captured as a whole, so that a row
// holds until the whole is captured again. An address ends where the same address is seen again: files of several resources tell of it.
func Keys(table string) (item, whole []string) {
	key := map[string][]string{
		resources: {"resource_type", "resource_id", "arn"}, "interfaces": {"interface_id"}, "instances": {"instance_id"}, "vpcs": {"vpc_id"},
		"subnets": {"subnet_id"}, "nat_gateways": {"nat_gateway_id"}, "endpoints": {"endpoint_id"}, "load_balancers": {"name", "arn"},
		"functions": {"name", "arn"}, "databases": {"kind", "name"},
	}[table]
	place := []string{"account_id", "region"}
	switch table {
	case tags:
		whole = append(place, "resource_type", "resource_id", "arn")
		return append(whole, "key"), whole
	case routes:
		whole = append(place, "route_table_id")
		return append(whole, "subnet_id", "gateway_id", "destination"), whole
	case addresses:
		whole = append(place, "scope", "vpc_id", "address")
		return append(whole, "interface_id", "owner_type", "owner_id"), whole
	}
	whole = append(place, key...)
	return whole, whole
}
