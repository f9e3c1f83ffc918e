package tool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/usher-dev/usher/app"
)

// Bounds of one call, where the options set none.
const (
	defaultTimeout = 10 * time.Second
	defaultLimit   = 1 << 20 // bytes of an answer
	maxRedirects   = 3
	maxClients     = 64 // allow lists whose connections are kept
)

// Dial makes a connection, as net.Dialer.DialContext does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// Options is what a Caller is made of. The zero value works.
type Options struct {
	// Env looks up what ${NAME} stands for; nil means the process's environment.
	Env func(string) (string, bool)
	// Timeout is for tools that say none; 0 means 10 s.
	Timeout time.Duration
	// Limit is how many bytes an answer may have; 0 means 1 MB.
	Limit int64
	// Dial replaces the network, for tests. It resolves names itself, so only
	// addresses that are numbers are judged before it is asked.
	Dial Dial
	// Now tells the time that a Retry-After date is counted from; nil means time.Now.
	Now func() time.Time
	// Log gets one line a call, with no address and no value; nil logs nothing.
	Log *slog.Logger
}

// Caller calls tools. It is safe for concurrent use. It goes straight to the
// address that a tool names: a proxy from the environment would resolve names
// out of the guard's sight, and is not used.
type Caller struct {
	options Options

	mu      sync.Mutex
	clients map[string]*clients // by allow list: a connection that one app may use is no other's
}

// clients are the two ways in which the apps of one allow list are served.
type clients struct {
	kept  *http.Client // keeps connections
	fresh *http.Client // a new connection each time: for tools that act once
}

// New returns a Caller.
func New(o Options) *Caller {
	if o.Env == nil {
		o.Env = os.LookupEnv
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Limit <= 0 {
		o.Limit = defaultLimit
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Caller{options: o, clients: map[string]*clients{}}
}

// Close closes the connections that are kept. Calls under way go on.
func (c *Caller) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, cs := range c.clients {
		cs.kept.CloseIdleConnections()
		delete(c.clients, key)
	}
}

// Ready tells whether t can be called here: its address and its secrets are set.
// The error says what is missing.
func (c *Caller) Ready(_ *app.App, t *app.Tool) error {
	if _, _, err := c.base(t); err != nil {
		return err
	}
	for _, name := range sortedKeys(t.Headers) {
		if _, _, err := c.fill(t.Headers[name]); err != nil {
			return fmt.Errorf("header %s: %w", name, err)
		}
	}
	return nil
}

// base returns the address of a tool's system.
func (c *Caller) base(t *app.Tool) (*url.URL, []string, error) {
	filled, used, err := c.fill(t.Base)
	if err != nil {
		return nil, nil, err
	}
	u, err := url.Parse(strings.TrimSpace(filled))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		// The text itself may hold a secret, so it is not shown.
		return nil, nil, errors.New("its base is no address; it would be like https://finance.example.com/api")
	}
	if u.Fragment != "" {
		return nil, nil, errors.New("its base has a #, which is never sent")
	}
	u.Path, u.RawPath = strings.TrimSuffix(u.Path, "/"), strings.TrimSuffix(u.RawPath, "/")
	return u, used, nil
}

// client returns the client that serves an app.
func (c *Caller) client(a *app.App, effect string) *http.Client {
	allow := c.allow(a)
	key := strings.Join(allow, "\n")
	c.mu.Lock()
	defer c.mu.Unlock()
	cs, ok := c.clients[key]
	if !ok {
		c.makeRoom()
		cs = c.newClients(newGuard(allow))
		c.clients[key] = cs
	}
	if effect == once {
		return cs.fresh
	}
	return cs.kept
}

// makeRoom forgets some allow list where there are too many: reloads change them.
func (c *Caller) makeRoom() {
	for key, cs := range c.clients {
		if len(c.clients) < maxClients {
			return
		}
		cs.kept.CloseIdleConnections()
		delete(c.clients, key)
	}
}

// allow returns the app's allow list, filled in and sorted. What can't be filled
// in allows nothing.
func (c *Caller) allow(a *app.App) []string {
	if a == nil {
		return nil
	}
	var out []string
	for _, entry := range a.Allow {
		filled, _, err := c.fill(entry)
		if err != nil {
			continue
		}
		out = append(out, hostPort(filled))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// hostPort takes an entry that was filled in with a whole address as its host and port.
func hostPort(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return s
	}
	return portOf(u)
}

// portOf returns host:port, with the scheme's port where none is written.
func portOf(u *url.URL) string {
	port := u.Port()
	if port == "" && u.Scheme == "https" {
		port = "443"
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func (c *Caller) newClients(g *guard) *clients {
	dial := g.dial
	if c.options.Dial != nil {
		dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			return g.dialWith(ctx, c.options.Dial, network, address)
		}
	}
	kept := &http.Transport{
		DialContext: dial, TLSHandshakeTimeout: dialTimeout, MaxIdleConnsPerHost: 8, MaxIdleConns: 64,
		IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10,
	}
	// net/http sends a request again by itself when a kept connection turns out to
	// be dead and the request has an Idempotency-Key. A tool that acts once must
	// never be sent twice, so it gets a connection of its own.
	fresh := kept.Clone()
	fresh.DisableKeepAlives = true
	return &clients{
		kept:  &http.Client{Transport: kept, CheckRedirect: stayHere},
		fresh: &http.Client{Transport: fresh, CheckRedirect: stayHere},
	}
}

// stayHere follows a redirect only on the same system and with the same method:
// to another it would carry the secrets along, with another it would do something else.
func stayHere(next *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) > maxRedirects || next.URL.Scheme != first.URL.Scheme || portOf(next.URL) != portOf(first.URL) ||
		next.Method != first.Method {
		return http.ErrUseLastResponse
	}
	return nil
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
