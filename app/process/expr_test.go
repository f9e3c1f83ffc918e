package process

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/language/value"
)

// claimScope is a claim of 38.00 CNY for something other, without receipt.
func claimScope() Scope {
	values := map[string]value.Value{
		"amount":   {Kind: value.Money, Text: "38.00 CNY"},
		"dollars":  {Kind: value.Money, Text: "5.00 USD"},
		"category": value.NewChoice("other"),
		"day":      {Kind: value.Date, Text: "2026-11-24"},
		"today":    {Kind: value.Date, Text: "2026-11-25"},
		"n":        value.NewInt(3),
		"urgent":   value.NewYesNo(true),
		"title":    value.NewText("Hello 世界"),
		"limit":    value.NewRecord(map[string]value.Value{"max": {Kind: value.Money, Text: "50.00 CNY"}}),
		"person": value.NewRecord(map[string]value.Value{
			"name": value.NewText("Lin"), "name.zh": value.NewText("林小雨"), "roles": value.NewText("employee manager"),
		}),
		"rows": value.NewList([]map[string]value.Value{
			{"price": {Kind: value.Money, Text: "0.10 CNY"}}, {"price": {Kind: value.Money, Text: "0.20 CNY"}},
		}),
	}
	spec := &value.Spec{Kind: value.Choice, Options: []value.Option{
		{Key: "taxi", Words: map[string][]string{"en": {"taxi"}, "zh": {"出租车"}}},
		{Key: "other", Words: map[string][]string{"en": {"other"}, "zh": {"其他"}}},
	}}
	return Scope{
		Lookup: func(name string) (value.Value, *value.Spec) {
			if name == "category" {
				return values[name], spec
			}
			return values[name], nil
		},
		Setting: value.Setting{Currency: "CNY", Zone: time.UTC, Now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)},
	}
}

func TestExpressionsAreExactAndSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"0.1 + 0.2 == 0.3", "yes"},
		{"1 / 4", "0.25"},
		{"2 * 3 + 4 - 1", "9"},
		{"-n + 1", "-2"},
		{"12345678901234567890.5 + 1", "12345678901234567891.5"},
		{"amount > 50", "no"},
		{"amount > limit.max", "no"},
		{"amount + 2", "40.00 CNY"},
		{"amount + amount", "76.00 CNY"},
		{"amount * 1.13", "42.94 CNY"},
		{"amount / 3", "12.67 CNY"},
		{"amount / 2 * 2 == amount", "yes"},
		{"amount / limit.max", "0.76"},
		{"amount.number", "38.00"},
		{"amount.currency", "CNY"},
		{`amount == "38.00 CNY"`, "yes"},
		{"amount + dollars", "! in amount + dollars: an amount of money (38.00 CNY) and an amount of money (5.00 USD) can't be added"},
		{"dollars > 3", "! in dollars > 3: an amount of money (5.00 USD) and an amount of money (3.00 CNY) can't be compared"},
		{"category == other", "yes"},
		{`category == "other"`, "yes"},
		{"other != category", "no"},
		{"category in [taxi, other]", "yes"},
		{"category in [taxi]", "no"},
		{`"manager" in person.roles`, "yes"},
		{"n in [1, 2, 3]", "yes"},
		{"day <= today", "yes"},
		{`day == "2026-11-24"`, "yes"},
		{"today - day", "1"},
		{"day + 3", "2026-11-27"},
		{"day - 24", "2026-10-31"},
		{"day.weekday", "2"},
		{"day.year * 100 + day.month", "202611"},
		{"days(day, today)", "1"},
		{`working_days("2026-11-20", "2026-11-23")`, "2"},
		{"receipt", "! in receipt: receipt is empty; write receipt ?? … to say what counts then"},
		{"receipt ?? none", ""},
		{"receipt == none", "yes"},
		{"receipt != none and receipt.size > 5", "no"},
		{"nothing > 5", "! in nothing > 5: nothing is empty; write nothing ?? … to say what counts then"},
		{"(nothing ?? 7) > 5", "yes"},
		{"limit.min", "! in limit.min: limit.min is empty; write limit.min ?? … to say what counts then"},
		{"urgent and not (n > 5)", "yes"},
		{"urgent == yes or nothing", "yes"},
		{"n and urgent", "! in n and urgent: and, or and not need a yes or no, this is a number"},
		{"len(title)", "8"},
		{"len(rows)", "2"},
		{`sum(rows, "price")`, "0.30 CNY"},
		{"max(n, 5, 2)", "5"},
		{"min(amount, 20)", "20.00 CNY"},
		{"abs(n - 5)", "2"},
		{"round(2.5)", "3"},
		{"round(2.345, 2)", "2.35"},
		{`has(lower(title), "hello")`, "yes"},
		{`starts_with(title, "Hello") and ends_with(title, "界")`, "yes"},
		{`"a" + "b"`, "ab"},
		{"1 / 0", "! in 1 / 0: nothing can be divided by 0"},
		{"n + title", "! in n + title: a number (3) and a text (Hello 世界) can't be added"},
		{"9999999999999999999999999999999999.0 * 99999999999", "! in 9999999999999999999999999999999999.0 * 99999999999: the number is too large or too small"},
	} {
		e, err := CompileExpr(c.src)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		v, err := e.Eval(claimScope())
		got := v.String()
		if err != nil {
			got = "! " + err.Error()
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

func TestWhatTheSubsetLacksIsRefused(t *testing.T) {
	for _, src := range []string{
		"true", "nil", "a && b", "a || b", "!a", "a ? b : c", "x[0]", "x[1:2]", "a.b()", "a?.b", "filter(x, .y)", "all(x, # > 1)",
		"map(x, .y)", "now()", "let x = 1; x", "1; 2", "1..3", "2 ** 3", "5 % 2", "{a: 1}", "a matches \"x\"", "a contains \"x\"",
		"x | len()", "0x10", "1e5", "a = b", "", "   ", "b'x'", "$env", "len()", "upper(1, 2)", strings.Repeat("a+", 2001) + "a",
		strings.Repeat("(", 17) + "a" + strings.Repeat(")", 17), "not not not not not not not not not not not not not not not not not not a",
	} {
		if e, err := CompileExpr(src); err == nil {
			t.Errorf("%s was taken as %s", src, e.root)
		} else if !strings.Contains(err.Error(), "; ") {
			t.Errorf("%s: %q does not say what would be right", src, err)
		}
	}
}

func TestNamesAreDottedAndSorted(t *testing.T) {
	e, err := CompileExpr("limit.max > amount and person.unit == b or len(a.b.c) > amount.number")
	if got := fmt.Sprint(e.Names(), err); got != "[a.b.c amount amount.number b limit.max person.unit] <nil>" {
		t.Error(got)
	}
}

func TestATemplateShowsValuesAsItsLanguageDoes(t *testing.T) {
	tmpl, err := CompileTemplate(value.Localized{"en": "{person.name}: {amount} for {category}, {{x}", "zh": "{person.name}:{category}"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := tmpl.Eval(claimScope())
	if err != nil {
		t.Fatal(err)
	}
	if got["en"] != "Lin: ¥38.00 for other, {x}" || got["zh"] != "林小雨:其他" {
		t.Errorf("%q", got)
	}
	if names := fmt.Sprint(tmpl.Names()); names != "[amount category person.name]" {
		t.Error(names)
	}
}

func TestAToolsTextIsCanonicalAndOneBraceKeepsItsKind(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"{amount}", "money 38.00 CNY"},
		{"{amount.number}", "number 38.00"},
		{"/limits/{category}?day={day}", "text /limits/other?day=2026-11-24"},
		{"{receipt}", " "},
		{"plain", "text plain"},
		{"{5}", "number 5"},
	} {
		tmpl, err := ToolText(c.src)
		if err != nil {
			t.Fatal(err)
		}
		v, err := tmpl.EvalValue(claimScope())
		if got := string(v.Kind) + " " + v.String(); err != nil || got != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.src, got, err, c.want)
		}
	}
}

func FuzzExpr(f *testing.F) {
	for _, s := range []string{"a > 1", "x ?? none", "len(a) in [1, b]", "((((", "\"", "a.b.c", "1e9999", "日 == 本"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, err := CompileExpr(src)
		if err == nil {
			_, _ = e.Eval(claimScope())
			if _, again := CompileExpr(e.root.String()); again != nil && len(e.root.String()) < maxSource && !strings.ContainsAny(src, `"'`+"`") {
				t.Logf("%s is written back as %s: %v", src, e.root, again)
			}
		}
		if tmpl, err := CompileTemplate(value.Localized{"en": src}); err == nil {
			_, _ = tmpl.Eval(claimScope())
		}
	})
}

func FuzzRunbook(f *testing.F) {
	for _, s := range []string{"1. a\n2. b", "# T\n\n- a\n  ```\n x", "1.\ta\n\n\tb", "> 1. a", "a\n===\n", "\r\n\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		b := ReadRunbook(body)
		seen := map[string]bool{}
		for _, it := range b.Items {
			if seen[it.Number] {
				t.Errorf("two items are %s", it.Number)
			}
			seen[it.Number] = true
		}
		for _, it := range b.Items {
			for _, j := range it.Jumps {
				if !seen[j.To] {
					t.Errorf("%s jumps to %s, which is not there", it.Number, j.To)
				}
			}
		}
	})
}

func FuzzReadProcess(f *testing.F) {
	for _, s := range []string{"---\nsteps: [{tell: x}]\n---\n", "---\nwho: [a]\nslots: {a: {type: list}}\n---\n1. x", "+++\n+++", "---\nsteps:\n- {when: a, then: [{end: done}]}\n---"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, faults := Read("x.md", src, appOptions())
		if p == nil && len(faults) == 0 {
			t.Error("nothing came back, and nobody says why")
		}
		for _, fault := range faults {
			if fault.Pos.Line < 0 || fault.Text == "" || fault.Right == "" {
				t.Errorf("a fault without place or words: %+v", fault)
			}
			_ = fault.Show()
		}
	})
}
