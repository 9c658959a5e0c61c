package finding

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/playbook"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// longest bounds the window: what is older says little of what is wrong now, and a year of flow logs is much to read.
const longest = 100 * 24 * time.Hour

// look is one search for findings.
type look struct {
	ctx    context.Context //nolint:containedctx // one search, as long as the call that makes it
	runner Runner
	who    access.Principal
	ask    values
	bill   *ledger
	there  *inventory
	flows  *traffic // nil without flow logs
	found  Found
	keys   map[string]bool
}

// Find looks for findings, as who asks.
func Find(ctx context.Context, runner Runner, who access.Principal, ranges netflow.Ranges, ask Ask) (Found, error) {
	if err := ask.fill(ctx, runner, who); err != nil {
		return Found{}, err
	}
	from, to := ask.From.UTC(), ask.To.UTC()
	switch {
	case !from.Before(to):
		return Found{}, fault.New(fault.Invalid, "INVALID_PERIOD", "the end of the time is not after its beginning")
	case to.Sub(from) > longest:
		return Found{}, fault.New(fault.Invalid, "INVALID_PERIOD", "findings are looked for in 100 days at most: they are about what is wrong at the end of the time")
	}
	l := &look{ctx: ctx, runner: runner, who: who, ask: values{from: from, to: to}, keys: map[string]bool{}}
	l.found = Found{From: from, To: to, Findings: []Finding{}, Currency: "USD", SQL: []string{}}
	var err error
	if l.bill, err = readLedger(ctx, runner, who, l.ask); err != nil {
		return Found{}, err
	}
	l.found.SQL = append(l.found.SQL, l.bill.sql...)
	if l.bill.to.IsZero() {
		l.miss("the bill, as far as you see it, has no usage in this time, so that nothing has a price", "閲覧できる請求データにこの期間の使用量がないため、金額を出せません")
		return l.found, nil
	}
	l.found.Currency = cmp.Or(l.bill.currency, l.found.Currency)
	if l.there, err = readInventory(ctx, runner, who, l.ask); err != nil {
		return Found{}, err
	}
	l.found.SQL = append(l.found.SQL, l.there.sql...)
	if len(l.there.subnets) == 0 {
		l.miss("no inventory tells of subnets, routes and gateways (AWS Config or describe calls)", "サブネット・ルート・ゲートウェイのインベントリ（AWS Config または describe の出力）がありません")
	}
	if l.flows, err = readTraffic(ctx, runner, who, ranges, l.ask, ask.Traced); err != nil {
		return Found{}, err
	}
	l.found.SQL = append(l.found.SQL, l.flows.sql...)
	if !l.flows.known {
		l.miss("there are no flow logs in this time: who talks to whom is not known", "この期間のフローログがないため、通信の相手が分かりません")
	}
	if l.flows.known && l.flows.bare && !l.flows.services {
		l.miss("the flow logs do not tell the services of AWS, and no ip-ranges.json does: what goes to S3 or DynamoDB through NAT is not known",
			"フローログに AWS サービスの情報がなく、ip-ranges.json も指定されていないため、NAT 経由で S3 や DynamoDB に向かう通信が分かりません")
	}
	return l.all(ask.Accounts)
}

// newest asks how far the bill goes.
const newest = `SELECT max(line_item_usage_end_date) AS last FROM glaux.bill
WHERE line_item_line_item_type = 'Usage' AND billing_period = (SELECT max(billing_period) FROM glaux.bill)`

// usual is how many days are looked at where none are asked for.
const usual = 30

// fill sets the times that are not asked for: the end of the bill, and the days before.
func (a *Ask) fill(ctx context.Context, runner Runner, who access.Principal) error {
	if a.To.IsZero() {
		q, err := asked(newest, values{})
		if err != nil {
			return err
		}
		if err := read(ctx, runner, who, q, func(r row) { a.To = r.moment(0) }); err != nil {
			return err
		}
		if a.To.IsZero() {
			return fault.New(fault.NotFound, "NO_BILL_YET", "there is no bill: add its folder with glaux source add, and load it with glaux sync")
		}
	}
	if a.From.IsZero() {
		a.From = a.To.AddDate(0, 0, -usual)
	}
	return nil
}

// all looks for each kind, and puts what is found into order.
func (l *look) all(accounts []string) (Found, error) {
	var trouble error
	for _, kind := range []func() error{
		l.gatewayEndpoints, l.interfaceEndpoints, l.otherZones, l.idleGateways, l.spreadGateways, l.pairs, l.idleAddresses, l.publicAddresses,
		l.idleEndpoints, l.transitPairs, l.idleAttachments, l.logs,
	} {
		trouble = errors.Join(trouble, kind())
	}
	if trouble != nil {
		return Found{}, trouble
	}
	if len(accounts) > 0 {
		l.found.Findings = slices.DeleteFunc(l.found.Findings, func(f Finding) bool { return !slices.Contains(accounts, f.Account) })
	}
	l.overlaps()
	slices.SortStableFunc(l.found.Findings, func(a, b Finding) int {
		return cmp.Or(b.Saves.Cmp(a.Saves), cmp.Compare(a.ID, b.ID))
	})
	for _, f := range l.found.Findings {
		l.found.Saves = l.found.Saves.Add(f.Saves).Sub(f.Overlap)
	}
	return l.found, nil
}

// miss says what could not be looked at.
func (l *look) miss(en, ja string) { l.found.Missing = append(l.found.Missing, Text{EN: en, JA: ja}) }

// leastSaved is how many dollars a month a finding is worth telling.
func leastSaved() money.Amount { return money.New(1, 0) }

// plan is a playbook with its ids.
type plan interface {
	Plan() (playbook.Plan, error)
}

// add adds a finding where it is worth it. key tells findings of a kind apart.
func (l *look) add(f Finding, key string, fix plan) error {
	f.ID = string(f.Kind) + ":" + key
	f.Before, f.After = f.Before.Round(cents), f.After.Round(cents)
	f.Saves = f.Before.Sub(f.After)
	if f.Saves.Cmp(leastSaved()) < 0 || l.keys[f.ID] {
		return nil
	}
	l.keys[f.ID] = true
	written, err := fix.Plan()
	if err != nil {
		return fmt.Errorf("the fix of %s: %w", f.ID, err)
	}
	f.Fix, f.Risk = written, written.Risk
	if f.Confidence == "" {
		f.Confidence = Certain
	}
	l.found.Findings = append(l.found.Findings, f)
	return nil
}

// evidence adds a query of this package with values put in.
func (l *look) evidence(f *Finding, en, ja, text string, list []string) error {
	v := l.ask
	v.list = list
	if len(list) == 0 {
		return nil
	}
	q, err := asked(text, v)
	if err != nil {
		return err
	}
	f.Evidence = append(f.Evidence, Evidence{Name: Text{EN: en, JA: ja}, SQL: ast.Print(q)})
	return nil
}

// billed adds the lines of resources as evidence.
func (l *look) billed(f *Finding, ids ...string) error {
	return l.evidence(f, "what is billed for it", "請求された金額", ofResources, l.bill.resources(ids...))
}

// routesOf asks for the routes of some targets or tables.
const routesOf = `SELECT r.route_table_id, r.name, r.subnet_id, s.name AS subnet, s.az_id, r.destination, r.target_type, r.target_id, r.first_seen, r.until
FROM glaux.routes r LEFT JOIN (SELECT subnet_id, max(name) AS name, max(az_id) AS az_id FROM glaux.subnets GROUP BY subnet_id) s ON s.subnet_id = r.subnet_id
WHERE r.target_id IN ('RESOURCES') AND r.first_seen < TIMESTAMP '2000-01-02 00:00:00' AND (r.until IS NULL OR r.until >= TIMESTAMP '2000-01-02 00:00:00')
ORDER BY 1, 3, 6`

// led adds the routes to targets as evidence.
func (l *look) led(f *Finding, targets ...string) error {
	en, ja := "the routes that lead there at the end of the time", "期間末の時点でのルート"
	if !slices.ContainsFunc(l.there.routes, func(r route) bool { return slices.Contains(targets, r.target) }) {
		en, ja = "the routes that lead there at the end of the time: none", "期間末の時点でのルート: なし"
	}
	return l.evidence(f, en, ja, routesOf, targets)
}

// overlaps finds what two findings save alike: the way of traffic to another zone is saved by an endpoint too.
func (l *look) overlaps() {
	for i := range l.found.Findings {
		f := &l.found.Findings[i]
		if f.Kind == NatOtherZone && l.flows.known {
			also := l.alsoSaved(f.Resources[0], f.Resources[2])
			if also.Cmp(f.Saves) > 0 {
				also = f.Saves
			}
			f.Overlap = also
		}
	}
}

// dollars writes an amount for people, in the currency of the bill.
func (l *look) dollars(a money.Amount) string { return a.In(l.found.Currency) }

// gigabytes writes bytes for people.
func gigabytes(bytes int64) string {
	const giga, few = 1 << 30, 10
	n := float64(bytes) / giga
	if n < few {
		return fmt.Sprintf("%.1f GiB", n)
	}
	return fmt.Sprintf("%.0f GiB", n)
}

// rational is a number as an exact one.
func rational(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// list writes some names, not too many.
func list(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" … (%d)", len(names))
	}
	return strings.Join(names, ", ")
}
