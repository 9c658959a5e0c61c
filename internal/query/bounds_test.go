package query

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
)

func TestBoundsNameWhoseTheyAre(t *testing.T) {
	b := Bounds{Workgroup: "small", Bytes: 100, Rows: 10, Time: time.Nanosecond}
	r := &Runner{}
	ctx, cancel := b.timed(t.Context())
	defer cancel()
	<-ctx.Done()
	for name, err := range map[string]error{
		`EXCEEDED_SCAN_LIMIT: the query would read more than 100 bytes, its limit in the workgroup "small"; read fewer months, columns or tables`: r.admit(t.Context(), &b, engine.Estimate{Bytes: 101}),
		`EXCEEDED_ROW_LIMIT: the query has more rows than 10, its limit in the workgroup "small"; add LIMIT or conditions`:                        b.many(11),
		`EXCEEDED_TIME_LIMIT: the query ran for longer than 1ns, its limit in the workgroup "small"`:                                              b.late(ctx, errors.New("stopped")),
	} {
		if err == nil || err.Error() != name || fault.KindOf(err) != fault.Exhausted {
			t.Errorf("got %v, want %s", err, name)
		}
	}
	if err := errors.Join(r.admit(t.Context(), &b, engine.Estimate{Bytes: 100}), b.many(10), b.late(ctx, nil)); err != nil {
		t.Errorf("what is within the bounds: %v", err)
	}
	if err := b.late(context.Background(), errTimeOver); !errors.Is(err, errTimeOver) || fault.KindOf(err) == fault.Exhausted {
		t.Errorf("an error of another cause became %v", err)
	}
}
