package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"syscall"

	"github.com/glauxhq/glaux/internal/dashboard"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/webapi"
)

// Serving says how the workbench is served.
type Serving struct {
	// Version of the program.
	Version string
	// Ready is told the address once requests are answered.
	Ready func(url string)
	// Log is where the server tells of trouble.
	Log *slog.Logger
}

// Serve serves the workbench until ctx is done.
func (a *App) Serve(ctx context.Context, o Serving) error {
	server, err := a.workbench(o)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", a.Config.Listen)
	if err != nil {
		return listenFault(a.Config.Listen, err)
	}
	if o.Ready != nil {
		o.Ready("http://" + listener.Addr().String())
	}
	return server.Run(ctx, listener, webapi.Run{})
}

// workbench builds the server out of its parts.
func (a *App) workbench(o Serving) (*webapi.Server, error) {
	runner, err := a.Runner()
	if err != nil {
		return nil, err
	}
	parts := webapi.Parts{Local: a.who, Texts: runner, Dashboards: dashboard.Open(a.Config.Dashboards), Administrator: a.policy.Administrator, Explore: runner}
	return webapi.New(parts, webapi.Settings{Version: o.Version, Loopback: true, Log: o.Log, Now: a.outside.Now}), nil
}

// listenFault tells why an address cannot be listened at.
func listenFault(address string, err error) error {
	text := fmt.Sprintf("cannot listen at %s: %v", address, err)
	if errors.Is(err, syscall.EADDRINUSE) {
		text = fmt.Sprintf("another program listens at %s already; choose another port: --listen 127.0.0.1:0 takes a free one", address)
	}
	return fault.Wrap(err, fault.Unavailable, "ADDRESS_NOT_AVAILABLE", text)
}
