package tool

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// The examples of RFC 6901, section 5.
func TestPointers(t *testing.T) {
	doc, err := Decode([]byte(`{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}`))
	if err != nil {
		t.Fatal(err)
	}
	for pointer, want := range map[string]string{
		"/foo": `["bar","baz"]`, "/foo/0": `"bar"`, "/": "0", "/a~1b": "1", "/c%d": "2", "/e^f": "3", "/g|h": "4", `/i\j`: "5",
		`/k"l`: "6", "/ ": "7", "/m~0n": "8",
		"/foo/2": "nothing", "/foo/00": "nothing", "/foo/-1": "nothing", "/foo/bar": "nothing", "/foo/0/x": "nothing", "foo": "nothing", "/none": "nothing",
	} {
		got := "nothing"
		if v, ok := at(doc, pointer); ok {
			b, _ := json.Marshal(v)
			got = string(b)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", pointer, got, want)
		}
	}
	if whole, ok := at(doc, ""); !ok || len(whole.(map[string]any)) != 10 {
		t.Error("the empty pointer is not the whole answer")
	}
}

func TestEscapedTextStandsForItselfInAPathAndAQuery(t *testing.T) {
	for _, s := range []string{"taxi", "a/b", "a b", "打车", "x?y=1&z#f", "100%", "..", "+", "a;b", "\x00\xff"} {
		if got, err := url.PathUnescape(escape(s)); err != nil || got != s {
			t.Errorf("path: %q came back as %q", s, got)
		}
		if got, err := url.QueryUnescape(escape(s)); err != nil || got != s {
			t.Errorf("query: %q came back as %q", s, got)
		}
		if strings.ContainsAny(escape(s), "/?#&+ ;") {
			t.Errorf("%q is %q", s, escape(s))
		}
	}
}

func TestAPathIsJoinedToABase(t *testing.T) {
	for _, c := range []struct{ base, path, want string }{
		{"https://x.example/api", "/limits/taxi", "https://x.example/api/limits/taxi"},
		{"https://x.example", "claims", "https://x.example/claims"},
		{"https://x.example/api?key=1", "/limits?of=a%20b", "https://x.example/api/limits?key=1&of=a%20b"},
		{"https://x.example/a%2Fb", "/c%2Fd", "https://x.example/a%2Fb/c%2Fd"},
		{"https://x.example/api", "/limits/..", `its path would hold ".."`},
		{"https://x.example/api", "/limits/%2e%2E/x", `its path would hold "%2e%2E"`},
		{"https://x.example/api", "/limits/%zz", `its path would hold "%zz"`},
		{"https://x.example/api", "/./x", `its path would hold "."`},
	} {
		u, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		err = join(u, c.path)
		got := u.String()
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s + %s: got %s, want %s", c.base, c.path, got, c.want)
		}
	}
}

func TestClipMakesOneShortLine(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\tc":                "a b c",
		"a\x1b[31mred\x00":       "a[31mred",
		"a\u202eb\u200b":         "ab",
		strings.Repeat("你", 400): strings.Repeat("你", 300) + "…",
	} {
		if got := clip(in); got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}

func TestSecretsAreHiddenInTheShapesInWhichTheyTravel(t *testing.T) {
	var h hider
	h.header("Basic dXNyOnBhc3M=", []string{"dXNyOnBhc3M="})
	h.header("Bearer a+b/c=d!", []string{"a+b/c=d!"})
	h.header("sales", nil)
	for in, want := range map[string]string{
		"Basic dXNyOnBhc3M= is wrong":   "••• is wrong",
		"a+b/c=d! and a%2Bb%2Fc%3Dd%21": "••• and •••",
		"base64 YStiL2M9ZCE=":           "base64 •••",
		"nothing of it":                 "nothing of it",
		"sales":                         "sales",
	} {
		if got := h.inError(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// A short secret, or the address of the system, may be honest text of an answer.
func TestAnAnswerKeepsWhatIsNoSecret(t *testing.T) {
	var h hider
	u, _ := url.Parse("https://finance.example.com/api?key=long-query-key")
	h.base(u, []string{"https://finance.example.com/api", "long-query-key"})
	h.header("12345", []string{"12345"})
	got := h.inAnswer(map[string]any{"a": "12345", "b": []any{"https://finance.example.com/api/claims/1", "long-query-key"}, "c": json.Number("1")})
	b, _ := json.Marshal(got)
	want := `{"a":"12345","b":["https://finance.example.com/api/claims/1","•••"],"c":1}`
	if string(b) != want {
		t.Errorf("got %s, want %s", b, want)
	}
	if got := h.inError("https://finance.example.com/api 12345"); got != "••• •••" {
		t.Errorf("an error keeps %q", got)
	}
}

func FuzzFit(f *testing.F) {
	for _, s := range []string{`{"no":"C-1","max":"5 CNY","on":"2026-12-05"}`, `{"no":1e999999999}`, `[[[[[[`, `{"max":{"amount":1,"currency":"X"}}`, `null`, "\xff", `{"rows":[{"n":1},null]}`} {
		f.Add([]byte(s))
	}
	out := []process.OutField{
		{Name: "no", Spec: value.Spec{Kind: value.Text, OrNone: true}},
		{Name: "max", Spec: value.Spec{Kind: value.Money, OrNone: true}},
		{Name: "on", Spec: value.Spec{Kind: value.Date, OrNone: true}},
		{Name: "rows", Spec: value.Spec{Kind: value.List, OrNone: true}},
		{Name: "any", Spec: value.Spec{Kind: value.Record, OrNone: true}, Pointer: "/rows/0"},
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		answer, err := Decode(body)
		if err != nil {
			return
		}
		v, err := Fit(out, answer, value.Setting{Currency: "CNY"})
		if err != nil {
			if !utf8.ValidString(clip(err.Error())) {
				t.Errorf("error %q", err)
			}
			return
		}
		if v.Kind != value.Record || len(v.Fields) != len(out) {
			t.Errorf("%q made %v", body, v)
		}
		if reason := clip(reasonIn(answer, 0)); utf8.RuneCountInString(reason) > maxTold+1 {
			t.Errorf("a reason of %d bytes", len(reason))
		}
	})
}

func FuzzPointer(f *testing.F) {
	f.Add("/a/0/~1~0", `{"a":[{"/~":1}]}`)
	f.Add("", `1`)
	f.Fuzz(func(_ *testing.T, pointer, doc string) {
		if v, err := Decode([]byte(doc)); err == nil {
			at(v, pointer)
		}
	})
}

func FuzzEscapeAndJoin(f *testing.F) {
	f.Add("a/b", "x?y")
	f.Add("..", "%2e")
	f.Fuzz(func(t *testing.T, a, b string) {
		u, _ := url.Parse("https://x.example/api")
		if join(u, "/limits/"+escape(a)+"/of?b="+escape(b)) != nil {
			return
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Host != "x.example" || again.Query().Get("b") != b || !strings.HasPrefix(again.EscapedPath(), "/api/limits/"+escape(a)+"/of") {
			t.Errorf("%q, %q made %s", a, b, u)
		}
	})
}
