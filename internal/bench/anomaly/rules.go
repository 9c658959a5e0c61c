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

// chosen are the baselines with the parameters that were best.
func chosen() []Baseline {
	return []Baseline{
		{Name: "% over N-day average", Level: 1, Least: 10, Quiet: 14, Judge: percent(0.5, 30)},
		{Name: "10 % over 7 days", Level: 1, Least: 10, Quiet: 14, Judge: percent(0.1, 7)},
		{Name: "z-score", Level: 2, Least: 10, Quiet: 14, Judge: zScore(5, 60)},
		{Name: "MAD", Level: 2, Least: 10, Quiet: 14, Judge: medianDeviation(8, 56, true)},
		{Name: "Holt-Winters band", Level: 2, Least: 10, Quiet: 14, Judge: holtWinters(8, 0.2, 0.02, 0.1)},
	}
}
