package tool_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/tool"
)

func text(t *testing.T, s string) *process.Template {
	t.Helper()
	tmpl, err := process.ToolText(s)
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

func TestABraceAloneKeepsItsType(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"C-1"}`))
	tl := submit("idempotent")
	tl.In = append(tl.In,
		app.Param{Name: "seats", Spec: value.Spec{Kind: value.Number}}, app.Param{Name: "window", Spec: value.Spec{Kind: value.YesNo}},
		app.Param{Name: "rows", Spec: value.Spec{Kind: value.List}},
	)
	tl.Body = map[string]any{
		"by": text(t, "{person}"), "sum": text(t, "{amount.number}"), "currency": text(t, "{amount.currency}"), "file": text(t, "{receipt}"),
		"note": text(t, "{person}: {amount} 元, {seats} seats{receipt}"), "nested": []any{map[string]any{"seats": text(t, "{seats}")}, "as it is", true},
		"window": text(t, "{window}"), "rows": text(t, "{rows}"), "brace": text(t, "{{x}"),
	}
	with := aClaim()
	with["person"] = value.NewText("林\"小雨\n")
	with["seats"], with["window"] = value.NewInt(3), value.NewYesNo(true)
	with["rows"] = value.NewList([]map[string]value.Value{{"n": value.NewInt(1)}})
	c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL})})
	if res := c.Call(t.Context(), tool.Request{App: anApp(o.address()), Tool: tl, With: with}); res.Outcome != "done" {
		t.Fatal(shown(res))
	}
	want := `{"brace":"{x}","by":"林\"小雨\n","currency":"CNY","file":null,"nested":[{"seats":3},"as it is",true],` +
		`"note":"林\"小雨\n: 38.00 CNY 元, 3 seats","rows":[{"n":1}],"sum":38.00,"window":true}`
	if got := o.calls()[0].Body; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !json.Valid([]byte(o.calls()[0].Body)) {
		t.Error("the body is no JSON")
	}
}

func TestValuesInThePathAreEscaped(t *testing.T) {
	for value_, want := range map[string]string{
		"taxi":             "GET /api/limits/taxi/of?person=lin",
		"打车 & co/..?x=1#y": "GET /api/limits/%E6%89%93%E8%BD%A6%20%26%20co%2F..%3Fx%3D1%23y/of?person=lin",
		"..":               `failed | finance.limit: its path would hold ".."`,
		".":                `failed | finance.limit: its path would hold "."`,
	} {
		o := newOffice(t, answers(200, `{}`))
		tl := &app.Tool{
			Name: "finance.limit", Method: http.MethodGet, Base: "${FINANCE_URL}/api/", Effect: "read", Path: text(t, "/limits/{category}/of"),
			In: []app.Param{{Name: "category", Spec: value.Spec{Kind: value.Text}}, {Name: "person", Spec: value.Spec{Kind: value.Text}}},
		}
		c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL})})
		res := c.Call(t.Context(), tool.Request{App: anApp(o.address()), Tool: tl, With: map[string]value.Value{
			"category": value.NewText(value_), "person": value.NewText("lin"),
		}})
		got := shown(res)
		if calls := o.calls(); len(calls) == 1 {
			got = calls[0].Line
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", value_, got, want)
		}
	}
}

func TestAnEmptyValueInThePathSendsNothing(t *testing.T) {
	o := newOffice(t, answers(200, `{}`))
	tl := &app.Tool{
		Name: "finance.limit", Method: http.MethodGet, Base: "${FINANCE_URL}", Effect: "read", Path: text(t, "/limits/{category}"),
		In: []app.Param{{Name: "category", Spec: value.Spec{Kind: value.Text, OrNone: true}}},
	}
	c := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": o.URL})})
	got := shown(c.Call(t.Context(), tool.Request{App: anApp(o.address()), Tool: tl}))
	if got != "failed | finance.limit: {category} in its path is empty" || len(o.calls()) != 0 {
		t.Errorf("got %s", got)
	}
}

func TestAPrivateAddressIsCalledOnlyWhereTheAppAllowsIt(t *testing.T) {
	o := newOffice(t, answers(200, `{"no":"C-1"}`))
	refused := "failed | finance.submit: its address is a private one; add host:port to `allow` in app.yaml if it may be reached"
	port := o.address()[strings.LastIndex(o.address(), ":"):]
	for _, c := range []struct {
		base, want string
		allow      []string
	}{
		{o.URL, refused, nil},
		{o.URL, refused, []string{"127.0.0.1:1"}},
		{o.URL, `done {"number":"C-1"}`, []string{o.address()}},
		{o.URL, `done {"number":"C-1"}`, []string{"${OFFICE}"}},
		{o.URL, `done {"number":"C-1"}`, []string{"${FINANCE_URL}"}},
		{"http://localhost" + port, `done {"number":"C-1"}`, []string{"localhost" + port}},
		{"http://[::ffff:127.0.0.1]" + port, refused, nil},
		{"http://0x7f000001" + port, "failed again | finance.submit: its host is not known here", nil},
		{"http://169.254.169.254", refused, nil},
	} {
		cl := caller(t, tool.Options{Env: environment(map[string]string{"FINANCE_URL": c.base, "OFFICE": o.address()})})
		got := shown(cl.Call(t.Context(), tool.Request{App: anApp(c.allow...), Tool: submit("once"), With: aClaim()}))
		if got != c.want {
			t.Errorf("%s, %v: got %s, want %s", c.base, c.allow, got, c.want)
		}
	}
}
