package netflow

import (
	"net/netip"

	"github.com/glauxhq/glaux/internal/usagetype"
)

// Text is one text in both languages.
type Text = usagetype.Text

// special is a block of addresses that belong to nobody's resource, and what they are.
type special struct {
	block netip.Prefix
	says  Text
}

// specials are blocks with a meaning of their own, the smaller ones first. Source: the special-purpose registries of IANA, and the guide of
// Amazon VPC for its own services.
//
//nolint:gochecknoglobals // a table that nobody changes
var specials = []special{
	{netip.MustParsePrefix("169.254.169.254/32"), Text{EN: "the metadata service of EC2 instances", JA: "EC2 インスタンスのメタデータサービス"}},
	{netip.MustParsePrefix("fd00:ec2::254/128"), Text{EN: "the metadata service of EC2 instances", JA: "EC2 インスタンスのメタデータサービス"}},
	{netip.MustParsePrefix("169.254.169.253/32"), Text{EN: "the DNS resolver of VPCs", JA: "VPC の DNS リゾルバー"}},
	{netip.MustParsePrefix("fd00:ec2::253/128"), Text{EN: "the DNS resolver of VPCs", JA: "VPC の DNS リゾルバー"}},
	{netip.MustParsePrefix("169.254.169.123/32"), Text{EN: "the time service of Amazon", JA: "Amazon Time Sync Service"}},
	{netip.MustParsePrefix("fd00:ec2::123/128"), Text{EN: "the time service of Amazon", JA: "Amazon Time Sync Service"}},
	{netip.MustParsePrefix("169.254.170.2/32"), Text{EN: "the credentials of ECS tasks", JA: "ECS タスクの認証情報"}},
	{netip.MustParsePrefix("169.254.170.23/32"), Text{EN: "the credentials of EKS pods", JA: "EKS Pod の認証情報"}},
	{netip.MustParsePrefix("255.255.255.255/32"), Text{EN: "all hosts of the network (broadcast)", JA: "ネットワークの全ホスト（ブロードキャスト）"}},
	{netip.MustParsePrefix("::1/128"), Text{EN: "the host itself (loopback)", JA: "ホスト自身（ループバック）"}},
	{netip.MustParsePrefix("127.0.0.0/8"), Text{EN: "the host itself (loopback)", JA: "ホスト自身（ループバック）"}},
	{netip.MustParsePrefix("169.254.0.0/16"), Text{EN: "link-local", JA: "リンクローカル"}},
	{netip.MustParsePrefix("fe80::/10"), Text{EN: "link-local", JA: "リンクローカル"}},
	{netip.MustParsePrefix("224.0.0.0/4"), Text{EN: "multicast", JA: "マルチキャスト"}},
	{netip.MustParsePrefix("ff00::/8"), Text{EN: "multicast", JA: "マルチキャスト"}},
	{netip.MustParsePrefix("192.0.2.0/24"), Text{EN: "addresses for examples", JA: "例示用アドレス"}},
	{netip.MustParsePrefix("198.51.100.0/24"), Text{EN: "addresses for examples", JA: "例示用アドレス"}},
	{netip.MustParsePrefix("203.0.113.0/24"), Text{EN: "addresses for examples", JA: "例示用アドレス"}},
	{netip.MustParsePrefix("2001:db8::/32"), Text{EN: "addresses for examples", JA: "例示用アドレス"}},
}

// shared is the block that carriers, and pods of clusters, use beside the private ones.
//
//nolint:gochecknoglobals // a constant
var shared = netip.MustParsePrefix("100.64.0.0/10")

// meaningOf returns what an address means by itself, wherever it is.
func meaningOf(a netip.Addr) (Text, bool) {
	for _, s := range specials {
		if s.block.Contains(a) {
			return s.says, true
		}
	}
	return Text{}, false
}

// inside tells whether an address is one of a private network, so that it says nothing without the network.
func inside(a netip.Addr) bool { return a.IsPrivate() || shared.Contains(a) }
