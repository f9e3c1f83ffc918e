package tool

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/usher-dev/usher/app"
)

func TestWhichAddressesAreRefused(t *testing.T) {
	g := newGuard(nil)
	for address, refused := range map[string]bool{
		"93.184.215.14:443":                false,
		"[2606:2800:21f:cb07::1]:443":      false,
		"127.0.0.1:80":                     true,
		"127.9.9.9:80":                     true,
		"[::1]:80":                         true,
		"0.0.0.0:80":                       true,
		"[::]:80":                          true,
		"10.0.0.1:80":                      true,
		"172.16.0.1:80":                    true,
		"172.32.0.1:80":                    false,
		"192.168.1.1:80":                   true,
		"169.254.169.254:80":               true,
		"100.64.0.1:80":                    true,
		"100.100.100.200:80":               true, // Alibaba's metadata
		"100.128.0.1:80":                   false,
		"168.63.129.16:80":                 true, // Azure's
		"192.0.0.192:80":                   true, // Oracle's
		"198.18.0.1:80":                    true,
		"224.0.0.1:80":                     true,
		"255.255.255.255:80":               true,
		"240.0.0.1:80":                     true,
		"[fe80::1]:80":                     true,
		"[fe80::1%eth0]:80":                true,
		"[fc00::1]:80":                     true,
		"[fd00:ec2::254]:80":               true, // Amazon's
		"[::ffff:10.0.0.1]:80":             true,
		"[::ffff:93.184.215.14]:80":        false,
		"[64:ff9b::a9fe:a9fe]:80":          true, // 169.254.169.254 by NAT64
		"[64:ff9b::5db8:d70e]:80":          false,
		"[2002:7f00:1::]:80":               true, // 127.0.0.1 by 6to4
		"[2002:5db8:d70e::]:80":            false,
		"[2001:0:53aa:64c:0:fbff::1]:80":   true, // Teredo
		"[2001:db8::1]:80":                 true,
		"[ff02::1]:80":                     true,
		"finance.example.com:443":          true, // a name is no resolved address
		"":                                 true,
		"127.0.0.1":                        true,
		"[0:0:0:0:0:ffff:7f00:1]:80":       true,
		"[::ffff:0:127.0.0.1]:80":          false, // not routed anywhere, and no IPv4 address either
		"[64:ff9b:1:fffe::a00:1]:80":       true,
		"[100::1]:80":                      true,
		"[fec0::1]:80":                     true,
		"[2606:2800:21f:cb07::1%evil]:443": false,
	} {
		err := g.check(address, false)
		if (err != nil) != refused {
			t.Errorf("%s: %v, refused should be %v", address, err, refused)
		}
		var typed *RefusedError
		if err != nil && !errors.As(err, &typed) {
			t.Errorf("%s: %v is no RefusedError", address, err)
		}
	}
}

func TestWhatTheAllowListOpens(t *testing.T) {
	g := newGuard([]string{"127.0.0.1:9090", "Office.Internal:8080", "[fd00::1]:80", "169.254.0.9:80"})
	for _, c := range []struct {
		address string
		named   bool
		refused bool
	}{
		{"127.0.0.1:9090", false, false},
		{"[::ffff:127.0.0.1]:9090", false, false},
		{"127.0.0.1:9091", false, true},
		{"[fd00::1]:80", false, false},
		{"169.254.0.9:80", false, false},
		{"10.1.2.3:8080", true, false},
		{"169.254.169.254:8080", true, true},
		{"224.0.0.1:8080", true, true},
	} {
		if err := g.check(c.address, c.named); (err != nil) != c.refused {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A name that leads to a private address is refused after it was resolved.
func TestANameThatLeadsInsideIsRefusedWhenDialled(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	name := net.JoinHostPort("localhost", port)

	var refused *RefusedError
	if _, err := newGuard(nil).dial(t.Context(), "tcp4", name); !errors.As(err, &refused) {
		t.Fatalf("dialled %s: %v", name, err)
	}
	conn, err := newGuard([]string{"LOCALHOST:" + port}).dial(t.Context(), "tcp4", name)
	if err != nil {
		t.Fatalf("%s is allowed by name, but: %v", name, err)
	}
	conn.Close()
}

func TestAReplacedNetworkIsAskedOnlyForWhatTheGuardLets(t *testing.T) {
	var asked []string
	dial := func(_ context.Context, _, address string) (net.Conn, error) {
		asked = append(asked, address)
		return nil, errors.New("no network here")
	}
	g := newGuard([]string{"10.0.0.2:80"})
	for _, address := range []string{"10.0.0.1:80", "10.0.0.2:80", "finance.example.com:443"} {
		_, _ = g.dialWith(t.Context(), dial, "tcp", address)
	}
	if len(asked) != 2 || asked[0] != "10.0.0.2:80" || asked[1] != "finance.example.com:443" {
		t.Errorf("asked for %v", asked)
	}
}

func TestTheAllowListIsFilledIn(t *testing.T) {
	c := New(Options{Env: func(name string) (string, bool) {
		v, ok := map[string]string{"OFFICE": "127.0.0.1:9090", "FINANCE_URL": "http://Localhost/api", "TLS": "https://x"}[name]
		return v, ok
	}})
	defer c.Close()
	got := c.allow(&app.App{Allow: []string{"${OFFICE}", "${FINANCE_URL}", "${TLS}", "${NOT_SET}", "10.0.0.1:80", "10.0.0.1:80"}})
	want := []string{"10.0.0.1:80", "127.0.0.1:9090", "Localhost:80", "x:443"}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// What one app may reach is no other's, not even over a connection that is kept.
func TestAppsWithOtherAllowListsShareNoConnections(t *testing.T) {
	c := New(Options{})
	defer c.Close()
	a := c.client(&app.App{Allow: []string{"127.0.0.1:1"}}, "read")
	b := c.client(&app.App{}, "read")
	again := c.client(&app.App{Allow: []string{"127.0.0.1:1"}}, "read")
	if a == b || a != again || c.client(nil, once) == c.client(nil, read) {
		t.Error("clients are shared where they should not be, or not kept where they should be")
	}
	for i := range 2 * maxClients {
		c.client(&app.App{Allow: []string{net.JoinHostPort("10.0.0.1", string(rune('a'+i)))}}, read)
	}
	if len(c.clients) > maxClients {
		t.Errorf("%d allow lists are kept", len(c.clients))
	}
}
