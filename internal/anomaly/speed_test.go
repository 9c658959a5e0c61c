package anomaly

import (
	"fmt"
	"testing"
)

// BenchmarkOneDay delivers a day of a bill of ten thousand series, with its month so far, after three months of history.
func BenchmarkOneDay(b *testing.B) {
	w := world{first: begin(), series: map[Key]model{}}
	for account := range 50 {
		for service := range 10 {
			for usage := range 20 {
				key := Key{fmt.Sprintf("%012d", account), fmt.Sprint("Service", service), fmt.Sprint("Usage", usage), "us-east-1", Usage}
				w.series[key] = usual(fmt.Sprint(key), 5+float64(usage), 0.1)
			}
		}
	}
	d := New(Options{})
	history := Delivery{At: w.first + 89, First: w.first, End: w.first + 90}
	for key, model := range w.series {
		for day := range 90 {
			cost, use := model(day)
			history.Rows = append(history.Rows, Row{key, w.first + Day(day), cost, use})
		}
	}
	d.Deliver(history)
	for day := 90; day < 100; day++ {
		d.Deliver(w.delivery(day))
	}
	next := 100
	for b.Loop() {
		b.StopTimer()
		delivery := w.delivery(next)
		next++
		b.StartTimer()
		d.Deliver(delivery)
	}
}
