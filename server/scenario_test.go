package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/server"
)

// scenario is one request and what must and must not be in its answer.
type scenario struct {
	name   string
	as     string // person, by Usher-Person
	method string // GET unless there is a body, then POST
	path   string
	body   string
	header map[string]string

	status int
	has    []string
	hasNot []string
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

// into decodes the body.
func (a answer) into(v any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

// code is what a program may decide on.
func (a answer) code() string {
	a.t.Helper()
	var f server.Fault
	a.into(&f)
	return f.Code
}

// client follows no redirect, so that they can be looked at, and keeps no cookie.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// request builds the request of a scenario.
func (w *world) request(t testing.TB, s scenario) *http.Request {
	t.Helper()
	if s.method == "" {
		s.method = http.MethodGet
		if s.body != "" {
			s.method = http.MethodPost
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), s.method, w.http.URL+s.path, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	if s.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.as != "" {
		r.Header.Set("Usher-Person", s.as)
	}
	for name, v := range s.header {
		r.Header.Set(name, v)
		if name == "Host" {
			r.Host = v
		}
	}
	return r
}

// try makes a request and checks its answer.
func (w *world) try(t testing.TB, s scenario) answer {
	t.Helper()
	res, err := client.Do(w.request(t, s))
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	a := answer{t: t, status: res.StatusCode, header: res.Header, body: drain(t, res.Body)}
	if s.status != 0 && a.status != s.status {
		t.Errorf("%s: %s answered %d, want %d: %s", s.name, s.path, a.status, s.status, a.body)
	}
	for _, x := range s.has {
		if !strings.Contains(a.body, x) {
			t.Errorf("%s: %q is not in %s", s.name, x, a.body)
		}
	}
	for _, x := range s.hasNot {
		if strings.Contains(a.body, x) {
			t.Errorf("%s: %q is in %s", s.name, x, a.body)
		}
	}
	return a
}

// all tries scenarios, each as a test of its own.
func (w *world) all(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) { w.try(t, s) })
	}
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

var messageIDs atomic.Int64

// post sends a message and returns its receipt.
func (w *world) post(t testing.TB, as, text string) server.Receipt {
	t.Helper()
	return w.postAs(t, as, fmt.Sprintf("m-%d", messageIDs.Add(1)), text)
}

func (w *world) postAs(t testing.TB, as, id, text string) server.Receipt {
	t.Helper()
	var r server.Receipt
	w.try(t, scenario{
		name: "post " + text, as: as, path: "/api/apps/office/messages", body: jsonText(server.Posted{ID: id, Text: text}), status: http.StatusAccepted,
	}).into(&r)
	return r
}

// say sends a message and waits until it is handled.
func (w *world) say(as, text string) {
	w.t.Helper()
	w.post(w.t, as, text)
	w.rest(as)
}

// rest waits until all that a person said is handled.
func (w *world) rest(as string) {
	w.t.Helper()
	w.until("handled", func() bool { return !w.conversation(as).State.Busy })
}

func (w *world) conversation(as string) server.Page {
	w.t.Helper()
	var p server.Page
	w.try(w.t, scenario{name: "conversation", as: as, path: "/api/apps/office/conversation", status: 200}).into(&p)
	return p
}

// talk is a conversation as lines: "> " the person, "< " Usher.
func talk(entries []converse.Entry) string {
	var b strings.Builder
	for _, e := range entries {
		mark := "< "
		if e.Role == "person" {
			mark = "> "
		}
		b.WriteString(mark + e.Text + "\n")
	}
	return b.String()
}

func (w *world) runs(as, query string) []server.Run {
	w.t.Helper()
	var out struct {
		Runs []server.Run `json:"runs"`
	}
	w.try(w.t, scenario{name: "runs", as: as, path: "/api/runs?person=me&" + query, status: 200}).into(&out)
	return out.Runs
}

func (w *world) run(as, id string) server.Run {
	w.t.Helper()
	var r server.Run
	w.try(w.t, scenario{name: "run", as: as, path: "/api/runs/" + url.PathEscape(id), status: 200}).into(&r)
	return r
}

// inbox is what waits for somebody.
func (w *world) inbox(as string) []server.Item {
	w.t.Helper()
	var out struct {
		Items []server.Item `json:"items"`
	}
	w.try(w.t, scenario{name: "inbox", as: as, path: "/api/inbox?open=true", status: 200}).into(&out)
	return out.Items
}

// one is the only thing that waits for somebody.
func (w *world) one(as string) server.Item {
	w.t.Helper()
	items := w.inbox(as)
	if len(items) != 1 {
		w.t.Fatalf("%d things wait for %s, want 1", len(items), as)
	}
	return items[0]
}

// decision is the request that decides.
func decision(as string, it server.Item, what, reason string) scenario {
	return scenario{
		name: as + " " + what, as: as, path: "/api/inbox/" + url.PathEscape(it.ID) + "/decision",
		body: jsonText(server.Decided{Decision: what, Hash: it.Hash, Reason: reason}), status: 200,
	}
}
