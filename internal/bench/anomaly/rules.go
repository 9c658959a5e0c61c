package anomaly

// Baselines are the rules that Glaux is compared with. Their levels and thresholds are those that do best (F1) on the tuning worlds, of the
// choices in Choices; Adtributor says where their changes come from.
func Baselines() []Subject {
	list := make([]Subject, 0, len(chosen()))
	for _, b := range chosen() {
		list = append(list, Subject{Name: b.Name, Find: b.Find, Explain: Adtributor})
	}
	return list
}

// The names of the rules.
const (
	averageRule = "% over N-day average"
	sevenRule   = "10 % over 7 days"
	zRule       = "z-score"
	madRule     = "MAD"
	bandRule    = "Holt-Winters band"
)

// chosen are the baselines with the parameters that were best.
func chosen() []Baseline {
	return []Baseline{
		{Name: averageRule, Level: 1, Least: 10, Quiet: 14, Judge: percent(0.5, 30)},
		{Name: sevenRule, Level: 1, Least: 10, Quiet: 14, Judge: percent(0.1, 7)},
		{Name: zRule, Level: 2, Least: 10, Quiet: 14, Judge: zScore(5, 60)},
		{Name: madRule, Level: 2, Least: 10, Quiet: 14, Judge: medianDeviation(8, 56, true)},
		{Name: bandRule, Level: 2, Least: 10, Quiet: 14, Judge: holtWinters(8, 0.2, 0.02, 0.1)},
	}
}
