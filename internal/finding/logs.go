package finding

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/playbook"
)

// A log group is flooded on days that have more than surge times what a usual day has, where a usual day is the median of the window.
const (
	surge     = 3
	leastDays = 14
	kept      = 30 // days, the retention that the fix proposes
)

// logs are log groups that took in much more than they do on other days.
func (l *look) logs() error {
	list, sql, err := readGroups(l.ctx, l.runner, l.who, l.ask)
	if err != nil {
		return err
	}
	l.found.SQL = append(l.found.SQL, sql)
	for _, g := range list {
		if err := l.flooded(g); err != nil {
			return err
		}
	}
	return nil
}

func (l *look) flooded(g *group) error {
	if len(g.days) < leastDays {
		return nil
	}
	usual := median(g.days)
	var days []string
	var above float64
	for day, amount := range g.days {
		if amount > surge*usual {
			days, above = append(days, day), above+amount-usual
		}
	}
	if len(days) == 0 || usual <= 0 {
		return nil
	}
	slices.Sort(days)
	name := g.resource[strings.LastIndex(g.resource, "log-group:")+len("log-group:"):]
	const day = 24.0
	hours := float64(len(g.days)) * day
	extra := perMonth(new(big.Rat).SetFloat64(above), hours)
	f := Finding{
		Kind: LogIngestion, Account: g.account, Region: g.region, Resources: []string{g.resource}, Before: extra, Confidence: Likely,
		Title: Text{EN: "Log group " + name + " took in much more than it does", JA: "ロググループ " + name + " の取り込みが急増しました"},
		Says: Text{
			EN: fmt.Sprintf("On %d days from %s on it cost more than three times a usual day (%s): %s above it. If it goes on so, that is %s a month.", len(days), days[0], l.about(usual), l.about(above), l.dollars(extra)),
			JA: fmt.Sprintf("%s 以降の %d 日間、通常の日（%s）の 3 倍を超え、超過分は %s です。この割合が続けば月 %s になります。", days[0], len(days), l.about(usual), l.about(above), l.dollars(extra)),
		},
		BreakEven: Text{EN: "always: the lines are of no use to anybody twice", JA: "常に有利（同じ内容の繰り返しには価値がありません）"},
	}
	if err := l.evidence(&f, "what it cost, day by day", "日別の費用", floods, []string{g.resource}); err != nil {
		return err
	}
	return l.add(f, g.resource, playbook.LogClass{Region: g.region, Group: name, Days: kept})
}

// about writes a number of dollars for people.
func (l *look) about(n float64) string {
	return l.dollars(money.FromRat(new(big.Rat).SetFloat64(n), cents))
}

// floods asks for the days of one log group.
const floods = `SELECT CAST(line_item_usage_start_date AS date) AS day, sum(CAST(line_item_unblended_cost AS decimal(38, 10))) AS dollars, sum(CAST(line_item_usage_amount AS decimal(38, 10))) AS gigabytes
FROM glaux.bill
WHERE billing_period BETWEEN '2000-01' AND '2000-02'
  AND line_item_usage_start_date >= TIMESTAMP '2000-01-01 00:00:00' AND line_item_usage_start_date < TIMESTAMP '2000-01-02 00:00:00'
  AND line_item_resource_id IN ('RESOURCES') AND line_item_usage_type LIKE '%DataProcessing-Bytes'
GROUP BY 1 ORDER BY 1`

// median is the middle of some amounts.
func median(days map[string]float64) float64 {
	list := make([]float64, 0, len(days))
	for _, amount := range days {
		list = append(list, amount)
	}
	slices.Sort(list)
	return list[len(list)/2]
}
