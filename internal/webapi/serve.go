package webapi

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// The times a connection gets. Nothing bounds the time of an answer itself: a large file may take long to fetch, and a query has limits of
// its own.
const (
	headerTime = 10 * time.Second
	bodyTime   = time.Minute
	idleTime   = 2 * time.Minute
	maxHeader  = 64 << 10
	// lastTime is what requests get to tell that they were cancelled.
	lastTime = 3 * time.Second
)

// Run is how the server runs.
type Run struct {
	// Cert and Key are the files of a certificate and its key; "" for plain HTTP.
	Cert, Key string
	// Grace is how long requests under way get to their end once ctx is done; 10 seconds when 0.
	Grace time.Duration
	// Stopping is called when ctx is done, while requests come to their end; nil does nothing. Its context ends with the grace.
	Stopping func(context.Context) error
}

// Run answers requests on a listener until ctx is done. Then it takes no more, gives those under way their grace, and cancels what is left.
func (s *Server) Run(ctx context.Context, listener net.Listener, run Run) error {
	return s.answerOn(ctx, listener, s.Handler(), run)
}

// answerOn is Run with a handler.
func (s *Server) answerOn(ctx context.Context, listener net.Listener, handler http.Handler, run Run) error {
	const grace = 10 * time.Second
	if run.Grace == 0 {
		run.Grace = grace
	}
	base, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(errStopping)
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       bodyTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(s.settings.Log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() {
		if run.Cert != "" {
			served <- server.ServeTLS(listener, run.Cert, run.Key)
			return
		}
		served <- server.Serve(listener)
	}()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	return errors.Join(stop(base, cancel, server, run), ended(<-served))
}

// stop lets the requests of a server come to their end, and cancels those that do not.
func stop(base context.Context, cancel context.CancelCauseFunc, server *http.Server, run Run) error {
	waiting, done := context.WithTimeout(context.WithoutCancel(base), run.Grace)
	defer done()
	stopped := make(chan error, 1)
	go func() { stopped <- server.Shutdown(waiting) }()
	var err error
	if run.Stopping != nil {
		err = run.Stopping(waiting)
	}
	if trouble := <-stopped; trouble == nil {
		return err
	}
	cancel(errStopping)
	last, doneLast := context.WithTimeout(context.WithoutCancel(base), lastTime)
	defer doneLast()
	if server.Shutdown(last) != nil {
		err = errors.Join(err, server.Close())
	}
	return err
}

// ended forgets the error that a server which was stopped returns.
func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
