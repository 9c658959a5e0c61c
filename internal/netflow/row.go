package netflow

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/sql/value"
)

// text is a text of a row, "" for NULL.
func text(v value.Value) string {
	s, _ := v.(string)
	return s
}

// texts is a list of texts of a row.
func texts(v value.Value) []string {
	list, _ := v.(value.List)
	var out []string
	for _, one := range list {
		if s := text(one); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// pairs is a map of texts of a row.
func pairs(v value.Value) map[string]string {
	m, _ := v.(value.Map)
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]string, len(m))
	for _, e := range m {
		out[text(e.Key)] = text(e.Value)
	}
	return out
}

// moment is a time of a row, nil for NULL.
func moment(v value.Value) *time.Time {
	if t, ok := v.(value.Timestamp); ok {
		at := time.UnixMicro(int64(t)).UTC()
		return &at
	}
	return nil
}

// says is the identity of a resource in a sentence.
func (i Identity) says() Text {
	kind := KindText(cmp.Or(i.OwnerType, "interface"))
	thing := cmp.Or(i.Name, i.OwnerID, i.Interface)
	place, placeJA := "", ""
	if i.ZoneID != "" || i.Zone != "" {
		zone := cmp.Or(i.ZoneID, i.Zone)
		place, placeJA = " in "+zone, "（"+zone+"）"
	}
	return Text{EN: fmt.Sprintf("%s %s%s", kind.EN, thing, place), JA: fmt.Sprintf("%s %s%s", kind.JA, thing, placeJA)}
}

// kindsJA are the types of owners in Japanese. Those that are missing are written alike.
//
//nolint:gochecknoglobals // a table that nobody changes
var kindsJA = map[string]string{
	"instance": "インスタンス", "interface": "ネットワークインターフェイス", natOwner: "NAT ゲートウェイ", "load_balancer": "ロードバランサー", "network_load_balancer": "ネットワークロードバランサー",
	"gateway_load_balancer": "Gateway Load Balancer", "lambda": "Lambda 関数", "rds": "データベース", endpointOwner: "VPC エンドポイント", transitOwner: "Transit Gateway",
	heldAddress: "Elastic IP", "eks": "EKS", "ecs": "ECS タスク", "elasticache": "キャッシュ", "efs": "ファイルシステム", "msk": "Kafka ブローカー", "redshift": "Redshift",
}

// KindText is a type of owners, such as nat_gateway, in words.
func KindText(ownerType string) Text {
	en := strings.ReplaceAll(ownerType, "_", " ")
	return Text{EN: en, JA: cmp.Or(kindsJA[ownerType], en)}
}
