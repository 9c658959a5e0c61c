package anomaly

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
)

// choice is a rule with one set of its parameters.
type choice struct {
	rule, text string
	judge      func() judge
}

// choices are the parameters among which each rule's best were sought.
func choices() []choice {
	var list []choice
	for _, share := range []float64{0.3, 0.6, 1, 1.5, 2, 3} {
		for _, days := range []int{7, 14, 30, 60} {
			list = append(list, choice{averageRule, fmt.Sprintf("percent(%v, %d)", share, days), percent(share, days)})
		}
	}
	list = append(list, choice{sevenRule, "percent(0.1, 7)", percent(0.1, 7)})
	for _, limit := range []float64{3, 6, 10, 15, 25} {
		for _, days := range []int{30, 60, 90} {
			list = append(list, choice{zRule, fmt.Sprintf("zScore(%v, %d)", limit, days), zScore(limit, days)})
		}
	}
	for _, limit := range []float64{5, 8, 10, 12, 16} {
		for _, days := range []int{28, 56, 84} {
			for _, weekday := range []bool{false, true} {
				list = append(list, choice{madRule, fmt.Sprintf("medianDeviation(%v, %d, %v)", limit, days, weekday), medianDeviation(limit, days, weekday)})
			}
		}
	}
	for _, limit := range []float64{5, 12, 20, 30, 50} {
		for _, alpha := range []float64{0.05, 0.1, 0.3} {
			for _, gamma := range []float64{0.02, 0.05, 0.15} {
				list = append(list, choice{bandRule, fmt.Sprintf("holtWinters(%v, %v, 0.01, %v)", limit, alpha, gamma), holtWinters(limit, alpha, 0.01, gamma)})
			}
		}
	}
	return list
}

// variants are the ways in which a rule is run.
func variants(c choice, level int) []Baseline {
	var list []Baseline
	for _, least := range []float64{0, 3, 5, 10, 20, 40, 80} {
		for _, quiet := range []int{7, 21, 60, 120} {
			for _, merge := range []bool{false, true} {
				list = append(list, Baseline{Name: c.rule, Level: level, Least: least, Quiet: quiet, Merge: merge, Judge: c.judge})
			}
		}
	}
	return list
}

// allLevels are the levels of the hierarchy at which a rule is run.
func allLevels() []int { return []int{1, 2, 4} }

// largest is the size of the largest world on which choices are tried: the others would take long and say no more.
const largest = 14

// Choose runs all choices on the tuning worlds but the largest and writes the three best of each rule. It takes ten minutes.
func Choose(ctx context.Context, out io.Writer) error {
	type entry struct {
		text  string
		score Score
	}
	scores := map[string]*entry{}
	for _, spec := range Tuning() {
		if spec.Accounts > largest {
			continue
		}
		w := Make(spec)
		deliveries := slices.Collect(w.Deliveries())
		var lock sync.Mutex
		var wait sync.WaitGroup
		free := make(chan struct{}, runtime.GOMAXPROCS(0))
		for _, c := range choices() {
			if ctx.Err() != nil {
				return fmt.Errorf("choose: %w", ctx.Err())
			}
			wait.Add(1)
			free <- struct{}{}
			go func() {
				defer func() { <-free; wait.Done() }()
				for _, level := range allLevels() {
					events := Baseline{Level: level, Judge: c.judge}.watch(w, slices.Values(deliveries))
					for _, b := range variants(c, level) {
						var s Score
						s.count(w, b.cases(events))
						text := fmt.Sprintf("%s: Level: %d, Least: %v, Quiet: %d, Merge: %v, Judge: %s", c.rule, level, b.Least, b.Quiet, b.Merge, c.text)
						lock.Lock()
						if scores[text] == nil {
							scores[text] = &entry{text: text}
						}
						scores[text].score.Merge(&s)
						lock.Unlock()
					}
				}
			}()
		}
		wait.Wait()
	}
	for _, rule := range []string{averageRule, sevenRule, zRule, madRule, bandRule} {
		var of []*entry
		for text, e := range scores {
			if len(text) > len(rule) && text[:len(rule)+1] == rule+":" {
				of = append(of, e)
			}
		}
		slices.SortFunc(of, func(a, b *entry) int {
			if c := compare(b.score.F1(), a.score.F1()); c != 0 {
				return c
			}
			return len(a.text) - len(b.text)
		})
		for _, e := range of[:min(3, len(of))] {
			if _, err := fmt.Fprintf(out, "F1 %.3f precision %.2f recall %.2f dollars %.2f %s\n", e.score.F1(), e.score.Precision(), e.score.Recall(), e.score.DollarRecall(), e.text); err != nil {
				return fmt.Errorf("write choices: %w", err)
			}
		}
	}
	return nil
}
