package alert

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Sender hands messages over to the receivers of a channel.
type Sender interface {
	// Send delivers a parcel. It calls hand right before the first byte after which the receiver may take it, and goes no further where hand
	// returns an error; everything that can be done before (drawing, dialling, logging in) is done before. A Refusal tells more of an error.
	Send(ctx context.Context, p Parcel, hand func() error) error
}

// Refusal is an error of a receiver.
type Refusal struct {
	Err error
	// Final tells that no further attempt will help.
	Final bool
	// After is how long the receiver asks to wait; 0 where it does not.
	After time.Duration
}

// Error tells what the receiver said.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns the error behind.
func (r *Refusal) Unwrap() error { return r.Err }

// An attempt is over after attemptTime. The last of mostAttempts is about a day after the first.
const (
	attemptTime  = 45 * time.Second
	mostAttempts = 18
	mostAfter    = 6 * time.Hour
	workers      = 4
	stopTime     = 10 * time.Second
)

// wait is how long to wait after so many attempts: half a minute, more and more, two hours in the end, each a little by chance, so that not
// everything that failed together is tried together.
func (b *Box) wait(attempts int) time.Duration {
	const factor, by, most = 2.5, 0.2, 2 * time.Hour
	plan := backoff.ExponentialBackOff{InitialInterval: b.options.Pause, RandomizationFactor: by, Multiplier: factor, MaxInterval: most}
	plan.Reset()
	pause := plan.NextBackOff()
	for range attempts - 1 {
		pause = plan.NextBackOff()
	}
	return pause
}

// Run makes digests and delivers until ctx ends; what is being handed over then has a short time to come to its end. Several processes may
// run on one box. Errors of the records are logged, and tried again.
func (b *Box) Run(ctx context.Context) error {
	r := runner{box: b, busy: map[string]bool{}, done: make(chan string, workers)}
	// Attempts outlive ctx by stopTime: a receiver that was just told something should not be told it twice for a restart.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	var swept time.Time
	for ctx.Err() == nil {
		if now := b.options.Now(); now.Sub(swept) > time.Hour || swept.IsZero() {
			r.log("sweep", b.sweep(ctx))
			swept = now
		}
		r.log("make digests", b.digest(ctx))
		for len(r.busy) < workers && r.start(ctx, life) {
		}
		r.pause(ctx)
	}
	timer := time.AfterFunc(stopTime, end)
	defer timer.Stop()
	r.running.Wait()
	return nil
}

// Flush delivers what is due now, each once, and returns when nothing more is.
func (b *Box) Flush(ctx context.Context) error {
	if err := b.digest(ctx); err != nil {
		return err
	}
	for ctx.Err() == nil {
		c, ok, err := b.claim(ctx, nil)
		if err != nil || !ok {
			return err
		}
		if err := b.attempt(ctx, c); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// runner is what Run knows.
type runner struct {
	box     *Box
	busy    map[string]bool // the recipients that are being told something
	done    chan string
	running sync.WaitGroup
}

func (r *runner) log(what string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		r.box.options.Log.Error("alerts: "+what, "error", errors.Join(err, errors.Unwrap(err)))
	}
}

// start starts the next attempt; false where nothing is due.
func (r *runner) start(ctx, life context.Context) bool {
	c, ok, err := r.box.claim(ctx, slices.Collect(maps.Keys(r.busy)))
	r.log("claim", err)
	if !ok {
		return false
	}
	r.busy[c.recipient] = true
	r.running.Go(func() {
		r.log("deliver", r.box.attempt(life, c))
		r.done <- c.recipient
	})
	return true
}

// pause waits until there may be something to do.
func (r *runner) pause(ctx context.Context) {
	wait := r.box.options.Poll
	if due, err := r.box.nextDue(ctx); err == nil && !due.IsZero() {
		const least = 10 * time.Millisecond
		wait = max(min(wait, due.Sub(r.box.options.Now())), least)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-r.box.poke:
	case recipient := <-r.done:
		delete(r.busy, recipient)
		return
	}
	for {
		select {
		case recipient := <-r.done:
			delete(r.busy, recipient)
		default:
			return
		}
	}
}

// attempt tries a delivery once, and notes what became of it.
func (b *Box) attempt(ctx context.Context, c claimed) error {
	err := b.try(ctx, c)
	// What became of it is noted also where the server stops.
	ctx = context.WithoutCancel(ctx)
	var refusal *Refusal
	switch {
	case err == nil:
		return b.finish(ctx, c.id, Sent, "", 0)
	case errors.Is(err, errLost):
		return err
	case errors.Is(err, errGone):
		return b.finish(ctx, c.id, Dropped, err.Error(), 0)
	}
	n := c.attempts + 1
	wait, final := b.wait(n), n >= mostAttempts
	if errors.As(err, &refusal) {
		wait, final = max(wait, min(refusal.After, mostAfter)), final || refusal.Final
	}
	b.options.Log.Warn("an alert was not delivered", "delivery", c.id, "attempt", n, "final", final, "error", err)
	problem := shorten(err.Error())
	if final {
		return b.finish(ctx, c.id, Failed, problem, 0)
	}
	err = b.finish(ctx, c.id, Queued, problem, wait)
	if refusal != nil && refusal.After > 0 {
		err = errors.Join(err, b.postpone(ctx, c.recipient, wait))
	}
	return err
}

// try hands a delivery to its channel.
func (b *Box) try(ctx context.Context, c claimed) (err error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	defer func() { // a bug in drawing or writing one message must not end the delivery of the others
		if r := recover(); r != nil {
			b.options.Log.Error("alerts: a message cannot be made", "delivery", c.id, "panic", r, "stack", string(debug.Stack()))
			err = errors.New("something went wrong inside; the log tells more")
		}
	}()
	p, err := b.parcel(ctx, c)
	if err != nil {
		return err
	}
	sender, ok := b.options.Channels[p.To.Channel]
	if !ok {
		return &Refusal{Err: fmt.Errorf("there is no channel %q here", p.To.Channel), Final: true}
	}
	return sender.Send(ctx, p, func() error { return b.hand(ctx, c.id) })
}

// shorten bounds what is kept of an error.
func shorten(s string) string {
	const most = 500
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
