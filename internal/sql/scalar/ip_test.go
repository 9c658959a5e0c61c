package scalar

import (
	"net/netip"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

func TestNetworksContainAddresses(t *testing.T) {
	for _, c := range []struct{ network, address, want string }{
		{"10.0.0.0/8", "10.255.1.2", "true"},
		{"10.0.0.0/8", "11.0.0.1", "false"},
		{"10.1.2.3/32", "10.1.2.3", "true"},
		{"0.0.0.0/0", "255.1.1.1", "true"},
		{"10.0.0.0/8", "::1", "false"},
		{"::/0", "10.0.0.1", "false"},
		{"2001:db8::/32", "2001:db8:ffff::1", "true"},
		{"2001:db8::1/32", "2001:db8::2", "true"},
		{"2001:db8::/32", "2001:db9::", "false"},
		{"::ffff:10.0.0.0/104", "10.9.9.9", "true"},
		{"10.0.0.1/8", "10.0.0.1", "INVALID_FUNCTION_ARGUMENT: Invalid CIDR"},
		{"10.0.0.0", "10.0.0.1", "INVALID_FUNCTION_ARGUMENT: Invalid CIDR"},
		{"10.0.0/8", "10.0.0.1", "INVALID_FUNCTION_ARGUMENT: Invalid network IP address"},
		{"fe80::1%eth0/8", "10.0.0.1", "INVALID_FUNCTION_ARGUMENT: Invalid network IP address"},
		{"10.0.0.0/33", "10.0.0.1", "INVALID_FUNCTION_ARGUMENT: Prefix length exceeds address length"},
		{"10.0.0.0/-1", "10.0.0.1", "INVALID_FUNCTION_ARGUMENT: Invalid prefix length"},
		{"10.0.0.0/x", "10.0.0.1", `INVALID_FUNCTION_ARGUMENT: For input string: "x"`},
	} {
		address := value.IP(netip.MustParseAddr(c.address).As16())
		if got := result(t, "contains", types.Of(types.Boolean), c.network, address); got != c.want {
			t.Errorf("%s in %s: got %s, want %s", c.address, c.network, got, c.want)
		}
	}
}
