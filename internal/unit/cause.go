package unit

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
)

// titles are what causes are called that have more than one kind of usage type.
func titles() map[string]Text {
	return map[string]Text{
		"network.nat": both("NAT gateways", "NAT ゲートウェイ"), "network.transfer.zone": both("traffic between zones", "AZ 間の転送"),
		"network.transfer.internet": both("traffic with the internet", "インターネットとの転送"), "network.transfer.region": both("traffic between regions", "リージョン間の転送"),
		"network.endpoint": both("interface endpoints", "インターフェイスエンドポイント"), "network.transit": both("transit gateways", "Transit Gateway"),
		"network.balancer": both("load balancers", "ロードバランサー"), "network.address": both("public addresses", "パブリックアドレス"), "network.cdn": both("CloudFront", "CloudFront"),
		"model": both("models", "モデル"), "compute.instance": both("EC2 instances", "EC2 インスタンス"), "storage.object": both("S3", "S3"), "storage.block": both("EBS", "EBS"),
		"storage.file": both("file systems", "ファイルシステム"), "database.instance": both("database instances", "データベースインスタンス"), "database.table": both("DynamoDB", "DynamoDB"),
		"container.fargate": both("Fargate", "Fargate"), "function.duration": both("compute of Lambda", "Lambda の実行"), "function.requests": both("requests of Lambda", "Lambda のリクエスト"),
		"logs.ingest": both("logs taken in", "ログの取り込み"), "commitment.plan": both("commitments", "コミットメント"),
		"charge/Tax": both("tax", "税"), "charge/Fee": both("fees", "手数料"), "charge/Credit": both("credits", "クレジット"), "charge/Refund": both("refunds", "返金"),
		"charge/EdpDiscount": both("discounts of the contract", "契約割引"), "charge/PrivateRateDiscount": both("private rates", "個別割引"), "charge/RIFee": both("reservations", "リザーブド料金"),
		"charge/SavingsPlanRecurringFee": both("Savings Plans", "Savings Plans"), "charge/SavingsPlanUpfrontFee": both("Savings Plans, paid ahead", "Savings Plans の前払い"),
		"charge/Rest": both("all other lines", "その他すべての明細"),
	}
}

// both is a text in both languages.
func both(en, ja string) Text { return Text{EN: en, JA: ja} }

// titleOf is what a cause is called: by the table, as its one kind of usage is, or by its service.
func titleOf(id string, lines []line) Text {
	if t, ok := titles()[id]; ok {
		return t
	}
	var own []Text
	for i := range lines {
		if t := lines[i].title(); !slices.Contains(own, t) {
			own = append(own, t)
		}
	}
	if len(own) == 1 {
		return own[0]
	}
	if service, ok := strings.CutPrefix(id, "other/"); ok && service != "" {
		return Text{EN: service, JA: service}
	}
	if charge, ok := strings.CutPrefix(id, "charge/"); ok {
		return Text{EN: charge, JA: charge}
	}
	if len(own) > 0 { // the dearest
		return Text{EN: own[0].EN + " and others", JA: own[0].JA + " など"}
	}
	return Text{EN: id, JA: id}
}

// title is what a line is called.
func (l *line) title() Text {
	switch {
	case l.model != "":
		return Text{EN: l.model, JA: l.model}
	case l.meaning.Title.EN != "":
		return l.meaning.Title
	}
	name := cmp.Or(l.usageType, l.charge, l.service)
	return Text{EN: name, JA: name}
}

// causeSays says why a cause costs more or less for one.
func (u *Unit) causeSays(c *Cause, lines []line, l *Listed, currency string) Text {
	parts := []struct {
		amount money.Amount
		words  func() Text
	}{
		{c.Efficiency, func() Text { return used(lines, l) }}, {c.Mix, func() Text { return instead(lines) }}, {c.Price, func() Text { return priced(c, lines) }},
	}
	slices.SortStableFunc(parts, func(a, b struct {
		amount money.Amount
		words  func() Text
	},
	) int {
		return size(b.amount).Cmp(size(a.amount))
	})
	said := parts[0].words()
	t := Text{
		EN: fmt.Sprintf("%s: %s, %s", c.Title.EN, said.EN, c.Amount.SignedIn(currency)),
		JA: fmt.Sprintf("%s: %s、%s", c.Title.JA, said.JA, c.Amount.SignedIn(currency)),
	}
	// a second reason of a fifth or more is told too
	if second := parts[1]; new(big.Rat).Mul(size(second.amount).Rat(), big.NewRat(5, 1)).Cmp(size(parts[0].amount).Rat()) > 0 { //nolint:mnd // a fifth
		also := second.words()
		t.EN += fmt.Sprintf("; also %s, %s of it", also.EN, second.amount.SignedIn(currency))
		t.JA += fmt.Sprintf("。うち%s %s", also.JA, second.amount.SignedIn(currency))
	}
	return t
}

// used says how much more or less was used for one, by the usage at the prices before.
func used(lines []line, l *Listed) Text {
	before, after := new(big.Rat), new(big.Rat)
	for i := range lines {
		one := &lines[i]
		var price *big.Rat
		switch {
		case one.usageBefore.Sign() > 0:
			price = new(big.Rat).Quo(one.costBefore.Rat(), one.usageBefore.Rat())
		case one.usageAfter.Sign() > 0:
			price = new(big.Rat).Quo(one.costAfter.Rat(), one.usageAfter.Rat())
		default:
			continue
		}
		before.Add(before, new(big.Rat).Mul(price, one.usageBefore.Rat()))
		after.Add(after, new(big.Rat).Mul(price, one.usageAfter.Rat()))
	}
	switch {
	case before.Sign() <= 0:
		return Text{EN: "new", JA: "新たに使用"}
	case after.Sign() <= 0:
		return Text{EN: "no longer used", JA: "使用されなくなった"}
	}
	if l.Before.Quantity.Sign() <= 0 || l.After.Quantity.Sign() <= 0 {
		return Text{EN: "used more or less", JA: "使用量の変化"}
	}
	share, _ := after.Quo(after.Quo(after, before), new(big.Rat).Quo(l.After.Quantity.Rat(), l.Before.Quantity.Rat())).Float64()
	if share--; share < 0 {
		return Text{EN: percent(share) + " less used for one", JA: "1 件あたりの使用量が " + percent(share) + " 減"}
	}
	return Text{EN: percent(share) + " more used for one", JA: "1 件あたりの使用量が " + percent(share) + " 増"}
}

// instead says from which to which kind usage went.
func instead(lines []line) Text {
	type kind struct {
		title  Text
		change *big.Rat
	}
	var kinds []kind
	before, after := map[string]*big.Rat{}, map[string]*big.Rat{} // by family
	add := func(m map[string]*big.Rat, name string, a money.Amount) {
		if m[name] == nil {
			m[name] = new(big.Rat)
		}
		m[name].Add(m[name], a.Rat())
	}
	for i := range lines {
		one := &lines[i]
		add(before, one.family, one.used(one.usageBefore))
		add(after, one.family, one.used(one.usageAfter))
	}
	for i := range lines {
		one := &lines[i]
		if before[one.family].Sign() <= 0 || after[one.family].Sign() <= 0 {
			continue
		}
		was := new(big.Rat).Quo(one.used(one.usageBefore).Rat(), before[one.family])
		is := new(big.Rat).Quo(one.used(one.usageAfter).Rat(), after[one.family])
		title := one.kindTitle()
		at := slices.IndexFunc(kinds, func(k kind) bool { return k.title == title })
		if at < 0 {
			at = len(kinds)
			kinds = append(kinds, kind{title, new(big.Rat)})
		}
		kinds[at].change.Add(kinds[at].change, is.Sub(is, was))
	}
	slices.SortStableFunc(kinds, func(a, b kind) int { return a.change.Cmp(b.change) })
	if n := len(kinds); n > 1 && kinds[0].change.Sign() < 0 && kinds[n-1].change.Sign() > 0 {
		from, to := kinds[0].title, kinds[n-1].title
		return Text{EN: to.EN + " instead of " + from.EN, JA: from.JA + " から " + to.JA + " へ"}
	}
	return Text{EN: "another mix", JA: "内訳の変化"}
}

// kindTitle tells the kinds of a family apart.
func (l *line) kindTitle() Text {
	if l.model != "" {
		return Text{EN: l.model, JA: l.model}
	}
	name := cmp.Or(l.meaning.Bare, l.usageType)
	return Text{EN: name, JA: name}
}

// priced says that prices, fees or discounts changed.
func priced(c *Cause, lines []line) Text {
	if strings.HasPrefix(c.ID, "charge/") || !slices.ContainsFunc(lines, func(l line) bool { return l.usageBefore.Sign() > 0 || l.usageAfter.Sign() > 0 }) {
		if c.Price.Sign() < 0 {
			return Text{EN: "less for one", JA: "1 件あたりで減"}
		}
		return Text{EN: "more for one", JA: "1 件あたりで増"}
	}
	if c.Price.Sign() < 0 {
		return Text{EN: "a lower price", JA: "料金の低下"}
	}
	return Text{EN: "a higher price", JA: "料金の上昇"}
}
