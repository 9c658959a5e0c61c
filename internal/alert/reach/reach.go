// Package reach opens connections to the receivers of alerts, whose addresses somebody typed in. It promises that nothing but public
// addresses and those that the installation allows is connected to, whatever a name resolves to at that moment, that what is not
// encrypted goes to allowed addresses only, that no redirect is followed and no proxy asked, and that time and answers are bounded.
//
//	guard, err := reach.New("private, 198.51.100.7")
//	answer, err := guard.Post(ctx, "https://hooks.example.com/glaux", header, body, hand)
package reach

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"github.com/glauxhq/glaux/internal/fault"
)

// Guard knows what may be connected to.
type Guard struct {
	public  *ssrf.Guardian
	named   []netip.Prefix // written as numbers
	allowed []netip.Prefix // all of them, those of words too
	plain   *http.Transport
	secure  *http.Transport
}

// words are lists of networks that have a name.
func words(word string) []string {
	switch word {
	case "private":
		return []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}
	case "loopback":
		return []string{"127.0.0.0/8", "::1/128"}
	}
	return nil
}

// metadata are the addresses at which clouds tell a machine its credentials. A word does not allow them.
func metadata() []string {
	return []string{"169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23", "100.100.100.200", "fd20:ce::254"}
}

// New returns a Guard that allows public addresses, and a list of more with commas between: private, loopback, addresses, and networks such
// as 10.20.0.0/16.
func New(allow string) (*Guard, error) {
	g := &Guard{}
	for one := range strings.SplitSeq(allow, ",") {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		if named := words(one); named != nil {
			for _, text := range named {
				g.allowed = append(g.allowed, netip.MustParsePrefix(text))
			}
			continue
		}
		p, err := parse(one)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "INVALID_SETTING", fmt.Sprintf("%q is neither private nor loopback nor a network such as 10.20.0.0/16", one))
		}
		g.named, g.allowed = append(g.named, p), append(g.allowed, p)
	}
	var v4, v6 []netip.Prefix
	for _, p := range g.allowed {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	g.public = ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	g.plain, g.secure = g.transport(true), g.transport(false)
	return g, nil
}

// parse reads an address or a network.
func parse(text string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Masked(), nil
	}
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, errors.Join(err, fmt.Errorf("%q is no network", text))
	}
	return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
}

// errPlace tells that an address must not be connected to.
func errPlace(at netip.Addr, why string) error {
	return fault.New(fault.Denied, "DESTINATION_REFUSED", fmt.Sprintf("%s is %s; the setting alert-allow lists what else may be reached", at, why))
}

// check looks at the address that a connection is about to be opened to. A plain one goes to allowed addresses only.
func (g *Guard) check(network, address string, plain bool) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("check destination: %w", err)
	}
	at := to.Addr().Unmap().WithZone("")
	in := func(list []netip.Prefix) bool {
		return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(at) })
	}
	if slices.ContainsFunc(metadata(), func(m string) bool { return netip.MustParseAddr(m) == at }) && !in(g.named) {
		return errPlace(at, "where a cloud keeps its credentials")
	}
	if plain && !in(g.allowed) {
		return errPlace(at, "not allowed without encryption")
	}
	if in(g.allowed) {
		return nil
	}
	if err := g.public.Safe(network, netip.AddrPortFrom(at, to.Port()).String(), nil); err != nil {
		return errPlace(at, "no public address")
	}
	return nil
}

// Dial opens a connection. Plain tells that it may stay unencrypted.
func (g *Guard) Dial(ctx context.Context, network, address string, plain bool) (net.Conn, error) {
	const patience = 10 * time.Second
	d := net.Dialer{Timeout: patience, ControlContext: func(_ context.Context, network, address string, _ syscall.RawConn) error {
		return g.check(network, address, plain)
	}}
	return d.DialContext(ctx, network, address)
}

// transport returns what sends requests. Every message has a connection of its own: they are few, and one that was kept could be of an
// address that is not allowed any more.
func (g *Guard) transport(plain bool) *http.Transport {
	const patience, header = 10 * time.Second, 64 << 10
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return g.Dial(ctx, network, address, plain)
		},
		TLSHandshakeTimeout: patience, DisableKeepAlives: true, MaxResponseHeaderBytes: header, ForceAttemptHTTP2: true,
	}
}

// RoundTrip sends a request by the rules of its scheme.
func (g *Guard) RoundTrip(r *http.Request) (*http.Response, error) {
	t := g.secure
	if r.URL.Scheme != "https" {
		t = g.plain
	}
	answer, err := t.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = bounded{Reader: io.LimitReader(answer.Body, maxAnswer), Closer: answer.Body}
	return answer, nil
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 1 << 20

// bounded is a body of which not more than some bytes are read.
type bounded struct {
	io.Reader
	io.Closer
}

// Client returns an HTTP client that goes by the guard and follows no redirect.
func (g *Guard) Client() *http.Client {
	const patience = 30 * time.Second
	return &http.Client{Transport: g, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
