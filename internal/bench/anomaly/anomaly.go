// Package anomaly measures how good a detector of anomalies in cloud bills is. It makes worlds: bills of organisations over 24 months, day by
// day, delivered as bills are (late, in parts, revised), with labelled incidents; it runs Glaux and rules that others use on them, and
// scores them event by event. It promises that a world hangs on its spec alone, byte for byte, that no detector is told anything but
// deliveries, and that one finding counts for one incident at most. What it measures and how: doc/anomaly-benchmark.md.
package anomaly

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	detect "github.com/glauxhq/glaux/internal/anomaly"
)

// Options say what is run.
type Options struct {
	// Worlds are the worlds, HeldOut when nil.
	Worlds []Spec
	// Only runs the subject of a name, "" all.
	Only string
	// Subjects are who is scored, Glaux and the baselines when nil.
	Subjects []Subject
	// JSON writes the results as JSON instead of tables.
	JSON bool
	// Into is a document into which the tables go, after the line About; "" writes them to Out.
	Into, About string
	// Now is the clock.
	Now func() time.Time
	Out io.Writer
}

// Subject is somebody who finds anomalies.
type Subject struct {
	Name string
	Find func(*World) []detect.Finding
	// Explain says where the change of a finding comes from; without it the causes of the findings count.
	Explain Explainer
}

// Glaux is the detector of this repository, with the options that it has by default.
func Glaux() Subject {
	return Subject{Name: "Glaux", Explain: detect.Explain, Find: func(w *World) []detect.Finding {
		d, seen := detect.New(detect.Options{}), map[string]bool{}
		var list []detect.Finding
		for delivery := range w.Deliveries() {
			for _, f := range d.Deliver(delivery) {
				if !seen[f.ID] { // what it said first counts; later deliveries complete the case
					seen[f.ID] = true
					list = append(list, f)
				}
			}
		}
		return list
	}}
}

// Result is how a subject did.
type Result struct {
	Name string `json:"name"`
	*Score
	// Seconds is how long it computed on one core, by the clock.
	Seconds float64 `json:"seconds"`
}

// Run makes the worlds, runs all subjects on them, on all cores, and writes the tables.
func Run(ctx context.Context, o Options) error {
	if o.Worlds == nil {
		o.Worlds = HeldOut()
	}
	if o.Subjects == nil {
		o.Subjects = append([]Subject{Glaux()}, Baselines()...)
	}
	results, err := Measure(ctx, o)
	if err != nil {
		return err
	}
	if o.JSON {
		e := json.NewEncoder(o.Out)
		e.SetIndent("", "  ")
		if err := e.Encode(results); err != nil {
			return fmt.Errorf("write results: %w", err)
		}
		return nil
	}
	if o.Into != "" {
		return Insert(o.Into, o.About, results)
	}
	return Print(o.Out, results)
}

// Measure runs the subjects on the worlds and scores them. Worlds are taken the largest first, so that no core ends with a large one alone.
func Measure(ctx context.Context, o Options) ([]Result, error) {
	type cell struct {
		findings []detect.Finding
		seconds  float64
		score    Score
	}
	cells := make([][]cell, len(o.Worlds))
	work, wait := make(chan int, len(o.Worlds)), sync.WaitGroup{}
	for _, i := range bySize(o.Worlds) {
		work <- i
	}
	close(work)
	for range runtime.GOMAXPROCS(0) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range work {
				w := Make(o.Worlds[i])
				cells[i] = make([]cell, len(o.Subjects))
				for s, subject := range o.Subjects {
					if ctx.Err() != nil || (o.Only != "" && subject.Name != o.Only) {
						continue
					}
					start := o.Now()
					c := &cells[i][s]
					c.findings = subject.Find(w)
					c.seconds = o.Now().Sub(start).Seconds()
					c.score.Add(w, c.findings, subject.Explain)
				}
			}
		}()
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("benchmark: %w", err)
	}
	var results []Result
	for s, subject := range o.Subjects {
		if o.Only != "" && subject.Name != o.Only {
			continue
		}
		r := Result{Name: subject.Name, Score: &Score{}}
		for i := range cells {
			r.Merge(&cells[i][s].score)
			r.Seconds += cells[i][s].seconds
		}
		results = append(results, r)
	}
	return results, nil
}

// bySize returns the indexes of worlds, the largest first.
func bySize(specs []Spec) []int {
	list := make([]int, len(specs))
	for i := range list {
		list[i] = i
	}
	for i := range list {
		for j := i; j > 0 && specs[list[j]].Accounts > specs[list[j-1]].Accounts; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	return list
}
