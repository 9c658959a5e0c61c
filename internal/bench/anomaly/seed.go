package anomaly

import (
	"fmt"
	"strconv"
	"strings"
)

// Tuning are the worlds on which thresholds were chosen, of Glaux and of the baselines. No figure of the document comes from them.
func Tuning() []Spec {
	return specs("tuning", 20_251_001, []int{3, 6, 9, 14, 20, 30}, []int{6, 14})
}

// HeldOut are the worlds of the published figures. Nothing may be tuned on them.
func HeldOut() []Spec {
	return specs("held-out", 77_003_417, []int{3, 4, 6, 8, 11, 14, 18, 22, 26, 30, 36, 40}, []int{5, 8, 12, 20})
}

// specs lays out worlds of sizes, the styles in turn, and controls after them.
func specs(set string, seed uint64, sizes, quiet []int) []Spec {
	order := []string{"startup", "lab", "saas", "shop", "media", "bank"}
	var list []Spec
	for i, n := range sizes {
		list = append(list, Spec{Name: name(set, order[i%len(order)], n), Seed: seed + uint64(i), Style: order[i%len(order)], Accounts: n})
	}
	for i, n := range quiet {
		k := (i*2 + 2) % len(order)
		list = append(list, Spec{Name: name(set+"-control", order[k], n), Seed: seed + 1000 + uint64(i), Style: order[k], Accounts: n, Control: true})
	}
	return list
}

// name names a world by what it is.
func name(set, style string, accounts int) string {
	return set + "-" + style + "-" + strconv.Itoa(accounts)
}

// Named returns the specs whose names begin with a text, of the held-out worlds and those for tuning.
func Named(prefix string) ([]Spec, error) {
	var list []Spec
	for _, s := range append(Tuning(), HeldOut()...) {
		if strings.HasPrefix(s.Name, prefix) {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no world's name begins with %q", prefix)
	}
	return list, nil
}
