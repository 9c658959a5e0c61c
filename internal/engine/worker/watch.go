package worker

import "time"

// watchEvery is how often the parent looks at a worker that runs.
const watchEvery = 20 * time.Millisecond

// What a worker may hold beyond the limit of its statement, beside a quarter of it: DuckDB counts its tables and buffers, but not single
// vectors, nor what functions in Go make. The worker looks after that itself, and ends its run; this is for when it is too slow.
const memorySlack = 384 << 20

// A worker that computes for long gives way to others: statements that take a moment keep their pace beside any number of those that
// take minutes. The system lets a process fall behind but not catch up, so it is not used again.
const (
	longRun, veryLongRun   = 250 * time.Millisecond, 2 * time.Second
	longNice, veryLongNice = 10, 19
)

// meter looks at a worker from outside.
type meter struct {
	before usage // when the run began
	cpu    time.Duration
	nice   int
}

// usage is what a process takes.
type usage struct {
	memory int64
	cpu    time.Duration
}

// meter begins to measure.
func (w *process) meter() *meter { return &meter{before: w.usage()} }

// took returns the CPU time since the run began, as far as it can be known of a worker that has ended.
func (m *meter) took(w *process) time.Duration {
	m.cpu = max(m.cpu, w.usage().cpu-m.before.cpu)
	return m.cpu
}

// look kills a worker that is beyond a limit, and slows one down that computes for long.
func (m *meter) look(w *process, r request) {
	now := w.usage()
	m.cpu = max(m.cpu, now.cpu-m.before.cpu)
	cpu := m.cpu
	switch {
	case now.memory-m.before.memory > r.Memory+r.Memory/4+memorySlack:
		w.kill(overMemory(r.Memory))
		return
	case r.CPU > 0 && cpu > r.CPU:
		w.kill(overCPU(r.CPU))
		return
	}
	for _, step := range []struct {
		after time.Duration
		nice  int
	}{{longRun, longNice}, {veryLongRun, veryLongNice}} {
		if cpu > step.after && m.nice < step.nice {
			m.nice = step.nice
			w.spent.Store(true)
			w.slow(step.nice)
		}
	}
}
