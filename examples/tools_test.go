package examples_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/examples/backoffice"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/tool"
)

// caller calls the app's tools at a back office that listens.
type caller struct {
	t      *testing.T
	app    *app.App
	caller *tool.Caller
	called map[string]bool
	key    int
}

func newCaller(t *testing.T) *caller {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC) }
	office := backoffice.New(backoffice.Options{Now: now})
	server := httptest.NewServer(office.Handler())
	env := backoffice.Environment(server.Listener.Addr().String())
	c := &caller{t: t, app: workplace(t), called: map[string]bool{}, caller: tool.New(tool.Options{
		Now: now, Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})}
	t.Cleanup(func() {
		c.caller.Close()
		if err := office.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return c
}

// call calls a tool with values in canonical form and gives back "outcome {result}".
func (c *caller) call(name string, with map[string]any) string {
	c.t.Helper()
	described := c.app.Tools[name]
	if described == nil {
		return "there is no tool " + name
	}
	c.called[name] = true
	set := c.app.Setting(time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC))
	in := map[string]value.Value{}
	for _, p := range described.In {
		v, err := value.FromJSON(p.Spec, with[p.Name], set)
		if err != nil {
			c.t.Fatalf("%s: %s: %v", name, p.Name, err)
		}
		in[p.Name] = v
	}
	c.key++
	res := c.caller.Call(context.Background(), tool.Request{App: c.app, Tool: described, With: in, Key: fmt.Sprint("run/", c.key), Attempt: 1})
	return strings.TrimSpace(res.Outcome + " " + showJSON(res.Value.JSON()) + " " + res.Error)
}

// showJSON is a result as text, its fields sorted; nothing where there are none.
func showJSON(x any) string {
	fields, _ := x.(map[string]any)
	if len(fields) == 0 {
		return ""
	}
	return strings.TrimPrefix(fmt.Sprint(fields), "map")
}

// TestEveryToolFitsTheBackOffice calls each tool of the app as its files
// describe it: a field that one side renames breaks the other.
func TestEveryToolFitsTheBackOffice(t *testing.T) {
	c := newCaller(t)
	trip := map[string]any{"person": "lin", "destination": "shanghai", "from": "2026-12-02", "to": "2026-12-04", "transport": "train", "hotel": true}
	claim := map[string]any{"person": "lin", "amount": "48.00 CNY", "day": "2026-11-24", "category": "taxi"}
	grant := map[string]any{"person": "lin", "software": "vpn", "email": "lin@example.com"}
	room := map[string]any{"person": "lin", "room": "2.05", "day": "2026-11-26", "from": "15:00", "length": "PT1H", "people": 6}
	leave := map[string]any{"person": "lin", "kind": "annual", "from": "2026-11-30", "to": "2026-12-02", "days": 3}
	for _, row := range []struct {
		tool string
		with map[string]any
		want string
	}{
		{"finance.limit", map[string]any{"category": "taxi"}, "done [max:200.00 CNY]"},
		{"finance.submit", claim, "done [number:C-1]"},
		{"finance.submit", claim, "already_claimed  finance.submit: it answered 409 Conflict: this was claimed before as C-1"},
		{"finance.withdraw", map[string]any{"number": "C-1"}, "done"},
		{"finance.earmark", map[string]any{"person": "lin", "amount": "1690.00 CNY", "reason": "a customer"}, "done [number:E-1]"},
		{"finance.release", map[string]any{"number": "E-1"}, "done"},
		{"finance.order", map[string]any{"person": "lin", "what": "a chair", "quantity": 2, "price": "900.00 CNY"}, "done [due:2026-12-02 number:O-1]"},
		{"hr.balance", map[string]any{"person": "lin"}, "done [annual:10]"},
		{"hr.leave", leave, "done [left:7 number:L-1]"},
		{"hr.leave", leave, "overlaps  hr.leave: it answered 409 Conflict: it overlaps with L-1"},
		{"hr.return", map[string]any{"number": "L-1"}, "done"},
		{"travel.quote", trip, "done [cost:1690.00 CNY]"},
		{"travel.book", trip, "done [number:B-1]"},
		{"travel.book", trip, "sold_out  travel.book: it answered 409 Conflict: there is a trip on these days already"},
		{"travel.cancel", map[string]any{"number": "B-1"}, "done"},
		{"it.ticket", map[string]any{"person": "lin", "device": "laptop", "trouble": "it does not start", "urgent": true}, "done [number:T-1]"},
		{"it.grant", grant, "done [number:G-1]"},
		{"it.grant", grant, "has_it  it.grant: it answered 409 Conflict: it is open already as G-1"},
		{"it.revoke", map[string]any{"number": "G-1"}, "done"},
		{"facilities.find", room, "done [room:2.05 seats:6]"},
		{"facilities.reserve", room, "done [number:R-1]"},
		{"facilities.reserve", room, "taken  facilities.reserve: it answered 409 Conflict: the room is taken"},
		{"facilities.find", map[string]any{"day": "2026-11-26", "from": "15:00", "length": "PT1H", "people": 40}, "none_free  facilities.find: it answered 404 Not Found: no room is free"},
		{"facilities.free", map[string]any{"number": "R-1"}, "done"},
		{"facilities.visit", map[string]any{
			"host": "lin", "day": "2026-11-26", "at": "10:00", "visitors": []any{map[string]any{"name": "Zhang Wei", "phone": "+8613800138000"}},
		}, "done [code:V-1]"},
		{"facilities.unvisit", map[string]any{"code": "V-1"}, "done"},
	} {
		if got := c.call(row.tool, row.with); got != row.want {
			t.Errorf("%s:\n got  %s\n want %s", row.tool, got, row.want)
		}
	}
	for name := range c.app.Tools {
		if !c.called[name] {
			t.Errorf("%s was not called", name)
		}
	}
}

func TestOnlyTheBackOfficeMayBeReached(t *testing.T) {
	a := workplace(t)
	if !slices.Equal(a.Allow, []string{"${OFFICE_ADDR}"}) {
		t.Fatalf("allow is %v", a.Allow)
	}
	env := backoffice.Environment("127.0.0.1:9")
	env["OFFICE_ADDR"] = "127.0.0.1:10" // not where the tools lie
	c := tool.New(tool.Options{Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
	defer c.Close()
	res := c.Call(t.Context(), tool.Request{App: a, Tool: a.Tools["finance.limit"], With: map[string]value.Value{"category": value.NewText("taxi")}})
	if res.Outcome != "failed" || !strings.Contains(res.Error, "private") {
		t.Errorf("%s: %s", res.Outcome, res.Error)
	}
}
