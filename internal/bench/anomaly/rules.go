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
		{Name: averageRule, Level: 4, Least: 5, Quiet: 60, Merge: true, Judge: percent(2, 30)},
		{Name: sevenRule, Level: 4, Least: 40, Quiet: 60, Merge: true, Judge: percent(0.1, 7)},
		{Name: zRule, Level: 4, Least: 3, Quiet: 60, Merge: true, Judge: zScore(10, 60)},
		{Name: madRule, Level: 4, Least: 0, Quiet: 60, Merge: true, Judge: medianDeviation(12, 56, false)},
		{Name: bandRule, Level: 4, Least: 3, Quiet: 60, Merge: true, Judge: holtWinters(20, 0.1, 0.01, 0.02)},
	}
}
