package tool_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/tool"
)

// What is sent for each method, with and without a path, a body and a base of
// its own path and query.
func TestWhatIsSent(t *testing.T) {
	for _, c := range []struct {
		name, method, base, path string
		body                     any
		line, sent               string
	}{
		{"a GET", "GET", "", "/claims", nil, "GET /claims?amount=38.00+CNY&person=lin", ""},
		{"a GET with a name in the path", "GET", "", "/of/{person}", nil, "GET /of/lin?amount=38.00+CNY", ""},
		{"a GET with a query in the path", "GET", "", "/claims?of={person}", nil, "GET /claims?amount=38.00+CNY&of=lin", ""},
		{"a GET on a base with a path and a query", "GET", "/api/?v=2", "/claims", nil, "GET /api/claims?amount=38.00+CNY&person=lin&v=2", ""},
		{"a POST", "POST", "", "/claims", nil, "POST /claims", `{"amount":"38.00 CNY","person":"lin","receipt":null}`},
		{"a POST with a name in the path", "POST", "/api", "/of/{person}/claims", nil, "POST /api/of/lin/claims", `{"amount":"38.00 CNY","receipt":null}`},
		{"a PUT with a body", "PUT", "", "/claims", map[string]any{"x": 1}, "PUT /claims", `{"x":1}`},
		{"a PATCH with an empty body", "PATCH", "", "/claims", map[string]any{}, "PATCH /claims", `{}`},
		{"a DELETE", "DELETE", "", "/claims/{person}/{amount}/{receipt ?? \"none\"}", nil, "DELETE /claims/lin/38.00%20CNY/none", ""},
		{"no path", "POST", "/rpc", "", map[string]any{"x": nil}, "POST /rpc", `{"x":null}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, answers(200, `{"no":"C-1"}`))
			tl := submit("idempotent")
			tl.Method, tl.Base, tl.Body = c.method, "${FINANCE_URL}"+c.base, c.body
			if c.path != "" {
				tl.Path = text(t, c.path)
			}
			if res := call(t, o, tl); res.Outcome != "done" {
				t.Fatal(shown(res))
			}
			got := o.calls()[0]
			if got.Line != c.line || got.Body != c.sent {
				t.Errorf("sent %s %s\nwant %s %s", got.Line, got.Body, c.line, c.sent)
			}
			if hasType := got.Header.Get("Content-Type") != ""; hasType != (c.sent != "") {
				t.Errorf("content type %q", got.Header.Get("Content-Type"))
			}
		})
	}
}

// Nothing is sent, and the sentence says what would be right.
func TestToolsThatCantBeCalled(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"C-1"}`))
	large := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(large, make([]byte, 70<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"FINANCE_URL": o.URL, "LARGE_FILE": large, "LINES": "a\r\nX-Evil: 1", "HASH": o.URL + "/#x", "FTP": "ftp://x"}
	for _, c := range []struct {
		name   string
		change func(*app.Tool)
		want   string
	}{
		{"no address", func(tl *app.Tool) { tl.Base = "${NOT_SET}" }, "NOT_SET is not set; set it, or NOT_SET_FILE to a file that holds it"},
		{"an address of another kind", func(tl *app.Tool) { tl.Base = "${FTP}" }, "its base is no address; it would be like https://finance.example.com/api"},
		{"an address with a #", func(tl *app.Tool) { tl.Base = "${HASH}" }, "its base has a #, which is never sent"},
		{"a secret that is not set", func(tl *app.Tool) { tl.Headers = map[string]string{"A": "${TOKEN}"} }, "header A: TOKEN is not set; set it, or TOKEN_FILE to a file that holds it"},
		{"a secret as large as a book", func(tl *app.Tool) { tl.Headers = map[string]string{"A": "${LARGE}"} }, "header A: the file that LARGE_FILE names can't be read: it is larger than 64 kB"},
		{"a secret of two lines", func(tl *app.Tool) { tl.Headers = map[string]string{"A": "${LINES}"} }, "header A has a line break in it"},
		{"a time-out of working days", func(tl *app.Tool) { tl.Timeout = value.Value{Kind: value.Duration, Text: "2 working days"} }, "its timeout is 2 working days; it would be like 5s"},
		{"a method that is none", func(tl *app.Tool) { tl.Method = "PO ST" }, `its method "PO ST" can't be sent`},
		{"a name that is not there", func(tl *app.Tool) { tl.Path = text(t, "/{person.age}") }, "{person.age} in its path"},
		{"a body that can't be computed", func(tl *app.Tool) { tl.Body = []any{text(t, "{amount + person}")} }, "its body: in amount + person"},
	} {
		tl := submit("once")
		c.change(tl)
		cl := caller(t, tool.Options{Env: environment(env)})
		res := cl.Call(t.Context(), tool.Request{App: anApp(o.address()), Tool: tl, With: aClaim()})
		if got := shown(res); !strings.HasPrefix(got, "failed | finance.submit: "+c.want) {
			t.Errorf("%s: got %s", c.name, got)
		}
	}
	if res := caller(t, tool.Options{}).Call(t.Context(), tool.Request{}); shown(res) != "failed | there is no such tool" {
		t.Errorf("without a tool: %s", shown(res))
	}
	if n := len(o.calls()); n != 0 {
		t.Errorf("sent %d times", n)
	}
}

func TestASecretIsReadAnewForEachCall(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"C-1"}`))
	file := filepath.Join(t.TempDir(), "token")
	tl := submit("read")
	tl.Headers = map[string]string{"Authorization": "Bearer ${TOKEN}"}
	c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL, "TOKEN_FILE": file})})
	for i, token := range []string{"first-token\n", "second-token\r\n"} {
		if err := os.WriteFile(file, []byte(token), 0o600); err != nil {
			t.Fatal(err)
		}
		c.Call(t.Context(), tool.Request{App: anApp(o.address()), Tool: tl, With: aClaim()})
		if got, want := o.calls()[i].Header.Get("Authorization"), "Bearer "+strings.TrimRight(token, "\r\n"); got != want {
			t.Errorf("sent %q, want %q", got, want)
		}
	}
}

func TestAHostThatIsNotKnownOrDoesNotSpeakTLS(t *testing.T) {
	plain := newOffice(t, answers(200, `{}`))
	secure := httptest.NewUnstartedServer(answers(200, `{}`))
	secure.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	secure.Config.ErrorLog = discard()
	secure.StartTLS()
	defer secure.Close()
	unknown := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "finance.example.com", IsNotFound: true}}
	}
	broken := func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("a cable with a secret")
	}
	for _, c := range []struct {
		name, base string
		dial       tool.Dial
		want       string
	}{
		{"unknown", "https://finance.example.com", unknown, "failed again | finance.submit: its host is not known here"},
		{"broken", "https://finance.example.com", broken, "failed again | finance.submit: the connection to it broke"},
		{"no TLS there", "https://" + plain.address(), nil, "failed again | finance.submit: its certificate can't be trusted, or it does not speak TLS"},
		{"a stranger's certificate", secure.URL, nil, "failed again | finance.submit: its certificate can't be trusted, or it does not speak TLS"},
	} {
		cl := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": c.base}), Dial: c.dial})
		allow := []string{plain.address(), strings.TrimPrefix(secure.URL, "https://")}
		got := shown(cl.Call(t.Context(), tool.Request{App: anApp(allow...), Tool: submit("once"), With: aClaim()}))
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	if n := len(plain.calls()); n != 0 {
		t.Errorf("sent %d times", n)
	}
}

func TestManyCallsAtOnce(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"C-1"}`))
	c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL})})
	effects := []string{"read", "idempotent", "once"}
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			a := anApp(o.address())
			if i%2 == 0 {
				a = anApp(o.address(), "10.0.0.1:80")
			}
			res := c.Call(context.Background(), tool.Request{App: a, Tool: submit(effects[i%3]), With: aClaim()})
			if shown(res) != `done {"number":"C-1"}` || res.Status != http.StatusOK || res.Duration <= 0 {
				t.Error(shown(res))
			}
		})
	}
	wg.Wait()
	if n := len(o.calls()); n != 60 {
		t.Errorf("sent %d times", n)
	}
}
