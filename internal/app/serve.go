package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/webapi"
)

// Serving says how the workbench is served.
type Serving struct {
	// Version of the program.
	Version string
	// Pages are the built pages of the workbench; nil where there are none.
	Pages fs.FS
	// Ready is told the address once requests are answered.
	Ready func(url string)
	// Worker is the command that starts a worker: this program, with the arguments that make it call Worker. Without it statements run in this
	// process, which they can end.
	Worker []string
	// Log is where the server tells of trouble.
	Log *slog.Logger
	// Grace is how long requests and statements under way may go on when the server stops; 10 seconds when 0.
	Grace time.Duration
}

// Serve serves the workbench until ctx is done. What runs then has a short time to come to its end.
func (a *App) Serve(ctx context.Context, o Serving) (err error) {
	loopback, err := a.mayListen()
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", a.Config.Listen)
	if err != nil {
		return listenFault(a.Config.Listen, err)
	}
	a.at = a.address(listener.Addr())
	w, err := a.openWorkbench(ctx, o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	parts, err := w.parts(o)
	if err != nil {
		return errors.Join(err, w.close(), listener.Close())
	}
	server := webapi.New(parts, webapi.Settings{Version: o.Version, Loopback: loopback, Hosts: a.hosts(), Log: o.Log, Now: a.outside.Now})
	if o.Ready != nil {
		o.Ready(a.at)
	}
	err = server.Run(ctx, listener, webapi.Run{Cert: a.Config.TLSCert, Key: a.Config.TLSKey, Grace: o.Grace, Stopping: w.stop})
	return errors.Join(err, w.close())
}

// mayListen refuses to let anybody in from other machines without tokens. It tells whether only this machine can reach the address.
func (a *App) mayListen() (loopback bool, err error) {
	host, _, err := net.SplitHostPort(a.Config.Listen)
	if err != nil {
		return false, fault.Wrap(err, fault.Invalid, "INVALID_SETTING", fmt.Sprintf("--listen: %v", err))
	}
	address, err := netip.ParseAddr(host)
	loopback = strings.EqualFold(host, "localhost") || err == nil && address.Unmap().IsLoopback()
	if loopback || a.needsLogin() {
		return loopback, nil
	}
	return false, fault.New(fault.Invalid, "TOKENS_NEEDED", fmt.Sprintf(
		"%s can be reached from other machines, and everybody there could read the bills: make a token with «glaux token create --file tokens.json NAME» "+
			"and start with --token-file tokens.json, or listen at 127.0.0.1", a.Config.Listen))
}

// hosts returns the names of the setting.
func (a *App) hosts() (names []string) {
	for name := range strings.SplitSeq(a.Config.Hosts, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	if name := a.publicHost(); name != "" {
		names = append(names, name)
	}
	return names
}

// address returns the URL of the workbench.
func (a *App) address(at net.Addr) string {
	scheme := "http://"
	if a.Config.TLSCert != "" {
		scheme = "https://"
	}
	host, port, err := net.SplitHostPort(at.String())
	if address, wrong := netip.ParseAddr(host); err == nil && wrong == nil && address.IsUnspecified() {
		return scheme + net.JoinHostPort("localhost", port)
	}
	return scheme + at.String()
}

// listenFault tells why an address cannot be listened at.
func listenFault(address string, err error) error {
	text := fmt.Sprintf("cannot listen at %s: %v", address, err)
	if errors.Is(err, syscall.EADDRINUSE) {
		text = fmt.Sprintf("another program listens at %s already; choose another port: --listen 127.0.0.1:0 takes a free one", address)
	}
	return fault.Wrap(err, fault.Unavailable, "ADDRESS_NOT_AVAILABLE", text)
}
