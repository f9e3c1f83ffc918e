package tool

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// dialTimeout bounds making a connection, within the tool's own timeout.
const dialTimeout = 5 * time.Second

// reserved are the networks beyond those that package netip knows as private,
// loopback or link-local that no tool has business with: IANA's special-purpose
// registries (RFC 6890 and its updates), and the address under which Azure
// answers its virtual machines.
func reserved() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "168.63.129.16/32",
		"64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// RefusedError says that a tool's address is one that tools may not reach.
type RefusedError struct {
	Address string // host:port as it was resolved
}

// Error implements error.
func (e *RefusedError) Error() string {
	return "its address is a private one; add host:port to `allow` in app.yaml if it may be reached"
}

// guard decides which addresses may be dialled.
type guard struct {
	names    map[string]bool // "host:port", lower case, of the allow list
	reserved []netip.Prefix
}

func newGuard(allow []string) *guard {
	g := &guard{names: map[string]bool{}, reserved: reserved()}
	for _, a := range allow {
		g.names[strings.ToLower(strings.TrimSpace(a))] = true
	}
	return g
}

// check judges an address after it was resolved, so that a name that answers
// differently the second time (DNS rebinding) gains nothing. named tells that
// the host was listed by name: it may be private, but never a link-local one,
// where the clouds keep their metadata.
func (g *guard) check(address string, named bool) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return &RefusedError{Address: address}
	}
	ip := at.Addr().Unmap().WithZone("")
	if g.names[netip.AddrPortFrom(ip, at.Port()).String()] {
		return nil
	}
	if named && !ip.IsLinkLocalUnicast() && !ip.IsMulticast() && !ip.IsUnspecified() {
		return nil
	}
	if g.private(ip) {
		return &RefusedError{Address: address}
	}
	return nil
}

func (g *guard) private(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return true
	}
	for _, p := range g.reserved {
		if p.Contains(ip) {
			return true
		}
	}
	if v4, ok := embedded(ip); ok {
		return g.private(v4)
	}
	return false
}

// embedded returns the IPv4 address that a NAT64 (RFC 6052) or 6to4 (RFC 3056)
// address leads to.
func embedded(ip netip.Addr) (netip.Addr, bool) {
	if !ip.Is6() {
		return netip.Addr{}, false
	}
	b := ip.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(ip):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case netip.MustParsePrefix("2002::/16").Contains(ip):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	default:
		return netip.Addr{}, false
	}
}

// dial connects to address if the guard lets it.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	named := g.names[strings.ToLower(address)]
	d := net.Dialer{
		Timeout: dialTimeout,
		ControlContext: func(_ context.Context, network, resolved string, _ syscall.RawConn) error {
			if !strings.HasPrefix(network, "tcp") {
				return fmt.Errorf("tools speak TCP, not %s", network)
			}
			return g.check(resolved, named)
		},
	}
	return d.DialContext(ctx, network, address)
}

// dialWith connects by a replacement of the network, which resolves names itself;
// what is an address already is judged all the same.
func (g *guard) dialWith(ctx context.Context, dial Dial, network, address string) (net.Conn, error) {
	if _, err := netip.ParseAddrPort(address); err == nil {
		if err := g.check(address, false); err != nil {
			return nil, err
		}
	}
	return dial(ctx, network, address)
}
