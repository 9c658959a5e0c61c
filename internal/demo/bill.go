package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// line is a line item of the bill.
type line struct {
	use
	account    account
	month      time.Time
	start, end time.Time
	kind       string // Usage, Tax, Credit
	resourceID string
	amount     float64
	cost       float64
	text       string
	tags       map[string]string
	number     int
}

const (
	seedHigh, seedLow = 0x61_74_68_65_6e_61, 0x67_6c_61_75_78
	creditRate        = 0.02
	taxRate           = 0.19
	exact             = 1e10 // costs have ten digits after the point, as AWS's have
)

// bill returns the lines of a month: usage by day, then a credit and the tax of each account.
func bill(number int, month time.Time) []line {
	chance := rand.New(rand.NewPCG(seedHigh, seedLow+uint64(number))) //nolint:gosec // the world must be the same each time
	var lines []line
	for _, who := range accounts() {
		total := 0.0
		for day := month; day.Month() == month.Month(); day = day.AddDate(0, 0, 1) {
			for _, u := range uses() {
				if len(u.teams) > 0 && !slices.Contains(u.teams, who.team) {
					continue
				}
				l := usage(chance, who, u, number, day)
				l.month = month
				total += l.cost
				lines = append(lines, l)
			}
		}
		lines = append(lines, closing(who, month, "Credit", -total*creditRate), closing(who, month, "Tax", total*taxRate))
	}
	for i := range lines {
		lines[i].number = i + 1
	}
	return lines
}

// usage is what an account uses of a thing on a day: less at weekends and outside of production, and more of what grows.
func usage(chance *rand.Rand, who account, u use, number int, day time.Time) line {
	amount := u.daily * (0.9 + 0.2*chance.Float64())
	if number > 0 {
		amount *= u.growth
	}
	if weekday := day.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		amount *= 0.8
	}
	if who.stage == "dev" {
		amount *= 0.3
	}
	amount = round(amount)
	l := line{
		use: u, account: who, kind: "Usage", start: day, end: day.AddDate(0, 0, 1), amount: amount, cost: round(amount * u.price),
		text: fmt.Sprintf("$%g per %s of %s", u.price, u.unit, u.usageType),
		tags: map[string]string{"user_team": who.team, "user_stage": who.stage},
	}
	if u.resource != "" {
		l.resourceID = fmt.Sprintf("%s%s%d", u.resource, who.id[8:], chance.IntN(3))
	}
	if chance.IntN(5) == 0 { // every fifth resource lacks its tags
		l.tags = nil
	}
	return l
}

// closing is a line of the whole month.
func closing(who account, month time.Time, kind string, cost float64) line {
	return line{
		use: use{product: product{code: "AWSSupportBusiness", name: "AWS Support (Business)"}, region: "global"}, account: who, month: month,
		kind: kind, start: month, end: month.AddDate(0, 1, 0), amount: 1, cost: round(cost), text: kind + " of the month",
	}
}

func round(x float64) float64 { return math.Round(x*exact) / exact }
