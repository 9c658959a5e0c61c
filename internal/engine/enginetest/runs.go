package enginetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// Queries of the tests below: one with the nine million numbers from 0 on, and one that takes hours.
const (
	long = "SELECT a.cost * 8 + b.cost * 72000 AS n FROM bill AS a CROSS JOIN (SELECT cost FROM bill WHERE cost < 125) AS b"
	slow = "SELECT sum(a.cost * b.cost - c.cost * d.cost) FROM bill AS a CROSS JOIN bill AS b CROSS JOIN bill AS c CROSS JOIN bill AS d"
)

// promptly is how soon a run must end when it is told to.
const promptly = 2 * time.Second

// runs tests how runs begin and end.
func (b *bench) runs(t *testing.T) {
	t.Run("a zero Guarded is refused", b.refusesNothing)
	t.Run("every row of a long result comes once", b.longResult)
	t.Run("a deadline ends a run", b.deadline)
	t.Run("a cancelled context ends a run", b.cancel)
	t.Run("the context of Next ends a run", b.cancelNext)
	t.Run("a deadline of Next ends a run", b.deadlineNext)
	t.Run("rows can be closed early and twice", b.closeEarly)
	t.Run("an error stays the answer", b.errorStays)
	t.Run("runs do not disturb each other", b.concurrent)
	t.Run("progress can be asked for at any time", b.progress)
}

func (b *bench) refusesNothing(t *testing.T) {
	rows, err := b.e.Run(t.Context(), access.Guarded{})
	if err == nil || rows != nil || fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v, %v", rows, err)
	}
}

func (b *bench) longResult(t *testing.T) {
	rows, err := b.start(t.Context(), long)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // tested elsewhere
	count, sum := 0, 0.0
	for {
		batch, err := rows.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if batch.Len() == 0 {
			t.Fatal("an empty batch")
		}
		for r := range batch.Len() {
			n, _ := batch.Value(r, 0).(float64)
			sum += n
		}
		count += batch.Len()
	}
	const n = 9_000_000
	if count != n || sum != n*(n-1)/2 {
		t.Errorf("%d rows with the sum %v", count, sum)
	}
	if _, err := rows.Next(t.Context()); !errors.Is(err, io.EOF) {
		t.Errorf("after the end comes %v", err)
	}
}

// ends holds a run to its end: an error of the kind with the code, soon.
func (b *bench) ends(run, next context.Context, t *testing.T, kind fault.Kind, code string) {
	t.Helper()
	begin := time.Now() //nolint:forbidigo // how long it takes is what is tested
	rows, err := b.start(run, slow)
	if err == nil {
		_, err = rows.Next(next)
		if e := rows.Close(); e != nil {
			t.Error(e)
		}
	}
	if err == nil || fault.KindOf(err) != kind || !strings.HasPrefix(err.Error(), code) {
		t.Errorf("got %v of kind %d", err, fault.KindOf(err))
	}
	if took := time.Since(begin); took > promptly {
		t.Errorf("it took %v", took)
	}
}

func (b *bench) deadline(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	b.ends(ctx, ctx, t, fault.Exhausted, "EXCEEDED_TIME_LIMIT")
}

func (b *bench) cancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	time.AfterFunc(100*time.Millisecond, cancel)
	b.ends(ctx, t.Context(), t, fault.Unavailable, "USER_CANCELED")
}

func (b *bench) cancelNext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	time.AfterFunc(100*time.Millisecond, cancel)
	b.ends(t.Context(), ctx, t, fault.Unavailable, "USER_CANCELED")
}

func (b *bench) deadlineNext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	b.ends(t.Context(), ctx, t, fault.Exhausted, "EXCEEDED_TIME_LIMIT")
}

func (b *bench) closeEarly(t *testing.T) {
	for range 3 {
		rows, err := b.start(t.Context(), long)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rows.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(rows.Close(), rows.Close()); err != nil {
			t.Error(err)
		}
		if _, err := rows.Next(t.Context()); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("closed rows answer %v", err)
		}
	}
}

func (b *bench) errorStays(t *testing.T) {
	rows, err := b.start(t.Context(), "SELECT 1 / (amount - 5) FROM bill")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // tested elsewhere
	for range 3 {
		if _, err := rows.Next(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "DIVISION_BY_ZERO") {
			t.Errorf("got %v", err)
		}
	}
}

func (b *bench) concurrent(t *testing.T) {
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			sql := fmt.Sprintf("SELECT sum(amount + %d) FROM bill WHERE team = 'red'", w)
			for range 5 {
				rows, err := b.start(t.Context(), sql)
				if err != nil {
					t.Error(err)
					return
				}
				lines, err := all(t.Context(), rows)
				if want := fmt.Sprint(3000 * w); err != nil || len(lines) != 1 || lines[0] != want {
					t.Errorf("got %v, %v", lines, err)
				}
			}
		})
	}
	wg.Wait()
}

func (b *bench) progress(t *testing.T) {
	rows, err := b.start(t.Context(), long)
	if err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			if p := rows.Progress(); p.Fraction > 1 {
				t.Errorf("%v is done", p.Fraction)
			}
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	if _, err := rows.Next(t.Context()); err != nil {
		t.Error(err)
	}
	if err := rows.Close(); err != nil {
		t.Error(err)
	}
	close(stop)
	<-stopped
}
