package tool_test

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/tool"
)

// office is a system that tools call: it notes what came and answers as told.
type office struct {
	*httptest.Server
	mu     sync.Mutex
	seen   []seen
	answer http.HandlerFunc
}

type seen struct {
	Line   string // method and address as sent
	Body   string
	Header http.Header
}

func newOffice(t *testing.T, answer http.HandlerFunc) *office {
	t.Helper()
	o := &office{answer: answer}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		o.seen = append(o.seen, seen{Line: r.Method + " " + r.RequestURI, Body: string(body), Header: r.Header.Clone()})
		o.mu.Unlock()
		o.answer(w, r)
	}))
	t.Cleanup(o.Close)
	return o
}

func (o *office) calls() []seen {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]seen(nil), o.seen...)
}

func (o *office) address() string { return strings.TrimPrefix(o.URL, "http://") }

func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func environment(pairs map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := pairs[name]
		return v, ok
	}
}

func anApp(allow ...string) *app.App {
	return &app.App{
		Name: "workplace", Languages: []string{"en", "zh"}, Timezone: "Asia/Shanghai", Currency: "CNY", Allow: allow,
	}
}

// submit is a tool that posts its inputs as JSON.
func submit(effect string) *app.Tool {
	return &app.Tool{
		Name: "finance.submit", Method: http.MethodPost, Base: "${FINANCE_URL}", Effect: effect,
		In: []app.Param{
			{Name: "person", Spec: value.Spec{Kind: value.Text}},
			{Name: "amount", Spec: value.Spec{Kind: value.Money}},
			{Name: "receipt", Spec: value.Spec{Kind: value.FileKind, OrNone: true}},
		},
		Out:   []process.OutField{{Name: "number", Spec: value.Spec{Kind: value.Text}, Pointer: "/no"}},
		Fails: map[int]string{409: "already_claimed"},
	}
}

func aClaim() map[string]value.Value {
	return map[string]value.Value{"person": value.NewText("lin"), "amount": {Kind: value.Money, Text: "38.00 CNY"}}
}

func caller(t *testing.T, o tool.Options) *tool.Caller {
	t.Helper()
	c := tool.New(o)
	t.Cleanup(c.Close)
	return c
}

// call makes one attempt at the office with the claim.
func call(t *testing.T, o *office, tl *app.Tool) tool.Result {
	t.Helper()
	c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL})})
	res := c.Call(t.Context(), tool.Request{App: anApp(o.address()), Tool: tl, With: aClaim(), Key: "run-1/3", Attempt: 1})
	res.Duration = 0
	return res
}

func shown(r tool.Result) string {
	again := ""
	if r.Again {
		again = " again"
	}
	if r.After > 0 {
		again += " after " + r.After.String()
	}
	s := r.Outcome + again
	if !r.Value.IsNone() {
		s += " " + r.Value.String()
	}
	if r.Error != "" {
		s += " | " + r.Error
	}
	return s
}

func TestWhatATurnOfTheOtherSideComesTo(t *testing.T) {
	for _, c := range []struct {
		name, effect string
		status       int
		body         string
		want         string
	}{
		{"success", "once", 201, `{"no":"C-1"}`, `done {"number":"C-1"}`},
		{"a number where text is needed is text", "idempotent", 200, `{"no":17}`, `done {"number":"17"}`},
		{"an outcome that the tool names", "once", 409, `{"error":"C-1 exists"}`, `already_claimed | finance.submit: it answered 409 Conflict: C-1 exists`},
		{"another 4xx", "idempotent", 422, `{"detail":"no such person"}`, `failed | finance.submit: it answered 422 Unprocessable Entity: no such person`},
		{"4xx without a reason", "read", 404, `<html>`, `failed | finance.submit: it answered 404 Not Found`},
		{"5xx of reading", "read", 503, ``, `failed again | finance.submit: it answered 503 Service Unavailable`},
		{"5xx of a call that may be repeated", "idempotent", 500, `{"message":"database\nis down"}`, `unknown again | finance.submit: it answered 500 Internal Server Error: database is down`},
		{"5xx of a call that acts once", "once", 500, ``, `unknown | finance.submit: it answered 500 Internal Server Error`},
		{"too many, of a call that may be repeated", "idempotent", 429, ``, `failed again | finance.submit: it answered 429 Too Many Requests`},
		{"too many, of a call that acts once", "once", 429, ``, `failed | finance.submit: it answered 429 Too Many Requests`},
		{"408 of a call that may be repeated", "idempotent", 408, ``, `failed again | finance.submit: it answered 408 Request Timeout`},
		{"408 of a call that acts once", "once", 408, ``, `unknown | finance.submit: it answered 408 Request Timeout`},
		{"no JSON, reading", "read", 200, `C-1`, `failed | finance.submit: its answer (200) does not fit: it is no JSON`},
		{"no JSON, but something was done", "idempotent", 200, `C-1`, `unknown | finance.submit: its answer (200) does not fit: it is no JSON`},
		{"nothing where something is described", "once", 204, ``, `unknown | finance.submit: its answer (204) does not fit: it is empty`},
		{"the member is not there", "read", 200, `{"id":1}`, `failed | finance.submit: its answer (200) does not fit: number (/no) is not there`},
		{"two answers", "read", 200, `{"no":"C-1"}{"no":"C-2"}`, `failed | finance.submit: its answer (200) does not fit: there is something after its JSON`},
		{"too much", "read", 200, `{"no":"` + strings.Repeat("x", 1<<20) + `"}`, `failed | finance.submit: its answer (200) does not fit: it is larger than 1024 kB`},
		{"sent elsewhere", "idempotent", 302, ``, `failed | finance.submit: it sends elsewhere (302), which is not followed`},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := call(t, newOffice(t, answers(c.status, c.body)), submit(c.effect))
			if got := shown(res); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if res.Status != c.status {
				t.Errorf("status %d, want %d", res.Status, c.status)
			}
		})
	}
}

func TestTheAnswerIsTypedByOut(t *testing.T) {
	o := newOffice(t, answers(200, `{"data":{"max":500,"on":"2026-12-05T01:00:00+08:00","ok":true,"rows":[{"n":"a"}]},"a/b":"x"}`))
	tl := submit("read")
	tl.Out = []process.OutField{
		{Name: "max", Spec: value.Spec{Kind: value.Money}, Pointer: "/data/max"},
		{Name: "on", Spec: value.Spec{Kind: value.Date}, Pointer: "/data/on"},
		{Name: "ok", Spec: value.Spec{Kind: value.YesNo}, Pointer: "/data/ok"},
		{Name: "first", Spec: value.Spec{Kind: value.Text}, Pointer: "/data/rows/0/n"},
		{Name: "escaped", Spec: value.Spec{Kind: value.Text}, Pointer: "/a~1b"},
		{Name: "missing", Spec: value.Spec{Kind: value.Text, OrNone: true}},
	}
	got := shown(call(t, o, tl))
	want := `done {"escaped":"x","first":"a","max":"500.00 CNY","missing":null,"ok":true,"on":"2026-12-05"}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAnAnswerOfTheWrongKindSaysWhatWouldBeRight(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"soon"}`))
	tl := submit("read")
	tl.Out[0].Spec = value.Spec{Kind: value.Date}
	got := shown(call(t, o, tl))
	if !strings.HasPrefix(got, "failed | finance.submit: its answer (200) does not fit: number (/no) should be date: ") {
		t.Errorf("got %s", got)
	}
}

func TestInputsThatAreNotInTheURLGoAsJSONWithTheKey(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"C-1"}`))
	tl := submit("idempotent")
	call(t, o, tl)
	tl.Key = "X-Once"
	tl.Headers = map[string]string{"X-Unit": "sales"}
	call(t, o, tl)
	calls := o.calls()
	for i, header := range []string{"Idempotency-Key", "X-Once"} {
		if got := calls[i].Header.Get(header); got != "run-1/3" {
			t.Errorf("call %d: %s is %q", i, header, got)
		}
		var body map[string]any
		if err := json.Unmarshal([]byte(calls[i].Body), &body); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{"person": "lin", "amount": "38.00 CNY", "receipt": nil}
		if !maps.Equal(body, want) {
			t.Errorf("call %d: body %v, want %v", i, body, want)
		}
	}
	if calls[1].Header.Get("X-Unit") != "sales" || calls[1].Header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", calls[1].Header)
	}
}

func TestTheInputsOfAGetGoIntoTheQuery(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"C-1"}`))
	tl := submit("read")
	tl.Method = http.MethodGet
	call(t, o, tl)
	if got := o.calls()[0]; got.Line != "GET /?amount=38.00+CNY&person=lin" || got.Body != "" {
		t.Errorf("sent %q with body %q", got.Line, got.Body)
	}
}

func TestNothingIsSentWhenAnInputIsEmpty(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"C-1"}`))
	c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL})})
	got := c.Call(t.Context(), tool.Request{App: anApp(o.address()), Tool: submit("once"), With: map[string]value.Value{"person": value.NewText("lin")}})
	got.Duration = 0
	if shown(got) != "failed | finance.submit: it needs amount, which is empty" || len(o.calls()) != 0 {
		t.Errorf("got %s after %d calls", shown(got), len(o.calls()))
	}
}

func TestATimeOut(t *testing.T) {
	for effect, want := range map[string]string{
		"read":       "failed again | finance.submit: it did not answer within 50ms",
		"idempotent": "unknown again | finance.submit: it did not answer within 50ms",
		"once":       "unknown | finance.submit: it did not answer within 50ms; it may have happened all the same",
	} {
		t.Run(effect, func(t *testing.T) {
			o := newOffice(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
			tl := submit(effect)
			tl.Timeout = value.Value{Kind: value.Duration, Text: "PT0.05S"}
			if got := shown(call(t, o, tl)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if n := len(o.calls()); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

func TestATimeOutInTheMiddleOfTheAnswer(t *testing.T) {
	o := newOffice(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"no":`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	tl := submit("once")
	tl.Timeout = value.Value{Kind: value.Duration, Text: "PT0.05S"}
	if got := shown(call(t, o, tl)); !strings.HasPrefix(got, "unknown | finance.submit: it did not answer within 50ms") {
		t.Errorf("got %s", got)
	}
}

func TestARefusedConnectionMayBeTriedAgainEvenOnce(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	for _, effect := range []string{"read", "idempotent", "once"} {
		c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": "http://" + address})})
		got := c.Call(t.Context(), tool.Request{App: anApp(address), Tool: submit(effect), With: aClaim()})
		want := "failed again | finance.submit: it refused the connection; it may not be running"
		if shown(got) != want {
			t.Errorf("%s: got %s", effect, shown(got))
		}
	}
}

func TestACutConnection(t *testing.T) {
	for effect, want := range map[string]string{
		"read":       "failed again | finance.submit: it ended the connection before its answer was whole",
		"idempotent": "unknown again | finance.submit: it ended the connection before its answer was whole",
		"once":       "unknown | finance.submit: it ended the connection before its answer was whole; it may have happened all the same",
	} {
		o := newOffice(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		if got := shown(call(t, o, submit(effect))); got != want {
			t.Errorf("%s: got  %s\nwant %s", effect, got, want)
		}
		if n := len(o.calls()); n != 1 {
			t.Errorf("%s: sent %d times", effect, n)
		}
	}
}

// A kept connection that dies is replaced by net/http, which then sends the
// request again. For a tool that acts once that would be twice.
func TestAToolThatActsOnceIsNeverSentTwiceByTheTransport(t *testing.T) {
	second := false
	o := newOffice(t, nil)
	o.answer = func(w http.ResponseWriter, r *http.Request) {
		if second {
			panic(http.ErrAbortHandler)
		}
		second = true
		answers(200, `{"no":"C-1"}`)(w, r)
	}
	c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL})})
	r := tool.Request{App: anApp(o.address()), Tool: submit("once"), With: aClaim(), Key: "run-1/3"}
	first := c.Call(t.Context(), r)
	next := c.Call(t.Context(), r)
	if first.Outcome != "done" || next.Outcome != "unknown" || len(o.calls()) != 2 {
		t.Errorf("%s, then %s; sent %d times", shown(first), shown(next), len(o.calls()))
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"":                              0,
		"7":                             7 * time.Second,
		"-3":                            0,
		"nonsense":                      0,
		"99999999":                      time.Hour,
		"Wed, 25 Nov 2026 09:02:00 GMT": 2 * time.Minute,
		"Wed, 25 Nov 2020 09:02:00 GMT": 0,
	} {
		o := newOffice(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		c := caller(t, tool.Options{
			Env: environment(map[string]string{"FINANCE_URL": o.URL}), Now: func() time.Time { return now },
		})
		res := c.Call(t.Context(), tool.Request{App: anApp(o.address()), Tool: submit("read"), With: aClaim()})
		if res.After != want || !res.Again {
			t.Errorf("%q: after %v, again %v; want %v", header, res.After, res.Again, want)
		}
	}
}

func TestRedirectsAreFollowedOnlyOnTheSameSystem(t *testing.T) {
	other := newOffice(t, answers(200, `{"no":"stolen"}`))
	for _, c := range []struct{ name, to, want string }{
		{"same system", "/new", `done {"number":"C-1"}`},
		{"another system", other.URL + "/new", "failed | finance.submit: it sends elsewhere (307), which is not followed"},
		{"the cloud's metadata", "http://169.254.169.254/latest/meta-data", "failed | finance.submit: it sends elsewhere (307), which is not followed"},
		{"in a circle", "/old", "failed | finance.submit: it sends elsewhere (307), which is not followed"},
	} {
		o := newOffice(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/new" {
				answers(200, `{"no":"C-1"}`)(w, r)
				return
			}
			w.Header().Set("Location", c.to)
			w.WriteHeader(http.StatusTemporaryRedirect)
		})
		tl := submit("read")
		tl.Headers = map[string]string{"Authorization": "Bearer x"}
		if got := shown(call(t, o, tl)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	if n := len(other.calls()); n != 0 {
		t.Errorf("the other system was called %d times", n)
	}
}

func TestACallThatIsBrokenOffEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := newOffice(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL})})
	got := c.Call(ctx, tool.Request{App: anApp(o.address()), Tool: submit("idempotent"), With: aClaim()})
	if shown(got) != "unknown again | finance.submit: the call was broken off" {
		t.Errorf("got %s", shown(got))
	}
}
