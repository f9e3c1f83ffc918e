package say

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/usher-dev/usher/language/value"
)

func TestEveryKeyHasASentenceInEveryLanguageWithTheSameArguments(t *testing.T) {
	for lang, catalogue := range catalogues {
		for _, k := range keys {
			text, ok := catalogue[k.name]
			if !ok || text == "" {
				t.Errorf("%s: no sentence for %q", lang, k.name)
				continue
			}
			for _, a := range argsOf(text) {
				if !slices.Contains(strings.Fields(k.args), a) {
					t.Errorf("%s: %q names {%s}, which it does not get", lang, k.name, a)
				}
			}
			if got, want := sorted(argsOf(text)), sorted(argsOf(english[k.name])); !slices.Equal(got, want) {
				t.Errorf("%s: %q names %v, in English %v", lang, k.name, got, want)
			}
		}
		for name := range catalogue {
			if !slices.ContainsFunc(keys, func(k key) bool { return k.name == name }) {
				t.Errorf("%s: %q is no key", lang, name)
			}
		}
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func TestKeysAreNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Keys() {
		if seen[k.Name] {
			t.Errorf("%q is listed twice", k.Name)
		}
		seen[k.Name] = true
		if k.Example == "" {
			t.Errorf("%q has no example", k.Name)
		}
	}
}

func TestSentencesAreCalm(t *testing.T) {
	for lang, catalogue := range catalogues {
		for name, text := range catalogue {
			if strings.ContainsAny(text, "!！") {
				t.Errorf("%s: %q shouts: %s", lang, name, text)
			}
			for _, r := range text {
				if unicode.Is(unicode.So, r) {
					t.Errorf("%s: %q has a sign %q", lang, name, r)
				}
			}
			if lang == "zh" && strings.Contains(text, "你") {
				t.Errorf("zh: %q says 你: %s", name, text)
			}
			if lang == "zh" && strings.ContainsAny(text, ",?;") {
				t.Errorf("zh: %q has western punctuation: %s", name, text)
			}
		}
	}
}

// machineKeys reads the keys that a run's sentences have from their source, so
// that this package need not import the machine.
func machineKeys(t *testing.T) map[string]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../../app/machine/keys.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		lit, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		s, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		out[spec.Names[0].Name] = s
		return true
	})
	return out
}

func TestEverySentenceOfARunIsThere(t *testing.T) {
	c := New(nil)
	names := machineKeys(t)
	if len(names) < 50 {
		t.Fatalf("found only %d keys of the machine", len(names))
	}
	for name, k := range names {
		switch {
		case strings.HasSuffix(k, "_"): // joined with a kind or a reason
			continue
		case strings.HasPrefix(name, "Why"):
			if !c.Has("why_"+k) && !c.Has("refused_"+k) {
				t.Errorf("%s: neither %q nor %q is a sentence", name, "why_"+k, "refused_"+k)
			}
		case !c.Has(k):
			t.Errorf("%s: %q is no sentence", name, k)
		}
	}
	for _, kind := range []value.Kind{
		value.Text, value.Number, value.Money, value.Date, value.Time, value.Duration, value.Choice, value.YesNo,
		value.Email, value.Phone, value.URL, value.FileKind, value.ID, value.List,
	} {
		if !c.Has("not_a_" + string(kind)) {
			t.Errorf("no sentence for an answer that is no %s", kind)
		}
	}
}

// args makes arguments that are the same in every language from name, text, …
func args(pairs ...string) map[string]value.Localized {
	out := map[string]value.Localized{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = value.Localized{"": pairs[i+1]}
	}
	return out
}

func TestSay(t *testing.T) {
	amount := map[string]value.Localized{"label": {"en": "Amount", "zh": "金额"}}
	tests := []struct {
		lang, key string
		args      map[string]value.Localized
		want      string
	}{
		{"en", "ask", amount, "What is the amount?"},
		{"zh", "ask", amount, "请说一下金额。"},
		{"zh-CN", "ask", amount, "请说一下金额。"},
		{"fr", "ask", amount, "What is the amount?"},
		{"en", "ask", args("label", "IBAN"), "What is the IBAN?"},
		{"en", "ask", args("label", "GitHub account"), "What is the GitHub account?"},
		{"en", "ask_yesno", args("label", "window seat"), "Window seat: yes or no?"},
		{"en", "ask_kind", args("label", "Start", "kind", "date"), "On which day? (start)"},
		{"zh", "ask_kind", args("label", "开始日期", "kind", "date"), "开始日期是哪一天？"},
		{"en", "ask_kind", args("label", "Purpose", "kind", "record"), "What is the purpose?"},
		{"en", "changed", args("label", "Seats", "old", "3", "new", "4"), "Changed: seats, from 3 to 4."},
		{"zh", "changed", args("label", "人数", "old", "3", "new", "4"), "已修改：人数由 3 改为 4。"},
		{"en", "rejected", args("who", "Wang Fang", "reason", "Too much."), "Wang Fang did not approve it: Too much."},
		{"zh", "rejected", args("who", "王芳", "reason", "超标了。"), "王芳没有同意：超标了。"},
		{"en", "with_owner", args("who", "finance", "why", "call_failed"), "That did not work on the other side. I've passed it on to finance."},
		{"zh", "with_owner", args("who", "财务", "why", "late"), "没有在规定时间内收到答复。已转给财务处理。"},
		{"en", "where_waits", args("title", "Claim", "done", "3", "total", "5", "for", "approve", "who", "Wang", "since", "10:20"), "Claim: 3 of 5 done. Waiting for approval (Wang), since 10:20."},
		{"zh", "where_waits", args("title", "报销", "done", "3", "total", "5", "for", "time", "who", "", "since", "10:20"), "报销：已完成 3/5，时间还没到，从10:20开始。"},
		{"en", "item", args("text", "Wait... then press `{x}`..", "number", "1"), "Wait... then press `{x}`.."},
		{"en", "resumed", nil, "Back to “…”."},
		{"zh", "begun", map[string]value.Localized{"process": {"en": "Claim an expense", "zh": "报销费用"}}, "报销费用"},
		{"zh", "begun", map[string]value.Localized{"process": {"en": "Claim an expense"}}, "Claim an expense"},
	}
	c := New(nil)
	for _, tt := range tests {
		if got := c.Say(tt.lang, tt.key, tt.args); got != tt.want {
			t.Errorf("Say(%s, %s) = %q, want %q", tt.lang, tt.key, got, tt.want)
		}
	}
}

func TestAnUnknownKeyCanBeSeen(t *testing.T) {
	c := New(nil)
	if got := c.Say("en", "refus", nil); got != "[refus]" {
		t.Errorf("Say = %q", got)
	}
	if _, ok := c.Lookup("en", "refus", nil); ok {
		t.Error("Lookup finds a key that does not exist")
	}
	var none *Catalogue
	if got := none.Say("zh", "thanks", nil); got != "不客气。" {
		t.Errorf("a nil catalogue says %q", got)
	}
}

func TestAnAppsSentenceComesFirst(t *testing.T) {
	c := New(map[string]value.Localized{
		"refuse":       {"en": "Not here. Try {offers}.", "zh": "这里不办，可以办：{offers}。"},
		"thanks":       {"en": "Any time."},
		"goodbye":      {"": "Ciao {{{{}}."},
		"role_plumber": {"en": "the plumber", "zh": "水管工"},
		"refus":        {"en": "never said"},
		"ok":           {"en": "wrong {argument}"},
	})
	tests := []struct{ lang, key, want string }{
		{"en", "refuse", "Not here. Try taxis."},
		{"zh", "refuse", "这里不办，可以办：taxis。"},
		{"en", "thanks", "Any time."},
		{"zh", "thanks", "不客气。"},
		{"zh", "goodbye", "Ciao {{}."},
		{"en", "ok", "Good."},
		{"en", "refus", "[refus]"},
	}
	for _, tt := range tests {
		if got := c.Say(tt.lang, tt.key, args("offers", "taxis")); got != tt.want {
			t.Errorf("Say(%s, %s) = %q, want %q", tt.lang, tt.key, got, tt.want)
		}
	}
	for _, tt := range []struct{ lang, role, want string }{
		{"en", "plumber", "the plumber"}, {"zh", "plumber", "水管工"}, {"zh", "manager", "您的主管"}, {"en", "welder", "welder"}, {"en", "night_shift", "night shift"}, {"zh", "welder", "负责的同事"}, {"zh", "夜班长", "夜班长"}, {"zh", "facilities", "行政"},
	} {
		if got := c.Role(tt.lang, tt.role); got != tt.want {
			t.Errorf("Role(%s, %s) = %q, want %q", tt.lang, tt.role, got, tt.want)
		}
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	got := Check(map[string]value.Localized{
		"refus":       {"en": "x"},
		"refuse":      {"en": "{offer}", "zh": "{offers}"},
		"thanks":      {"zh": "不客气，{who}。"},
		"xyzzyplughq": {"en": "x"},
		"role_baker":  {"en": "the baker"},
	})
	want := []string{
		`no sentence is called "refus"; did you mean "refuse"?`,
		`"refuse" gets no {offer}; it has {offers}`,
		`"thanks" gets no {who}; it has no arguments`,
		"no sentence is called \"xyzzyplughq\"; `usher schema` lists them",
	}
	var texts []string
	for _, e := range got {
		texts = append(texts, e.Error())
	}
	if !slices.Equal(texts, want) {
		t.Errorf("Check said\n%s\nwant\n%s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
}

func TestJoin(t *testing.T) {
	tests := []struct {
		lang  string
		items []string
		c     Conjunction
		want  string
	}{
		{"en", nil, And, ""},
		{"en", []string{"a"}, And, "a"},
		{"en", []string{"a", "b"}, Or, "a or b"},
		{"en", []string{"a", "b", "c"}, And, "a, b and c"},
		{"zh", []string{"出租车", "酒店"}, Or, "出租车还是酒店"},
		{"zh", []string{"出租车", "酒店", "其他"}, And, "出租车、酒店和其他"},
		{"zh", []string{"出租车", "酒店", "其他"}, Or, "出租车、酒店或其他"},
	}
	for _, tt := range tests {
		if got := Join(tt.lang, tt.items, tt.c); got != tt.want {
			t.Errorf("Join(%s, %v) = %q, want %q", tt.lang, tt.items, got, tt.want)
		}
	}
	each := JoinEach([]string{"en", "zh"}, []value.Localized{{"en": "taxi", "zh": "出租车"}, {"en": "hotel"}}, And)
	if each["en"] != "taxi and hotel" || each["zh"] != "出租车和hotel" {
		t.Errorf("JoinEach = %v", each)
	}
}

func TestQuestionFitsTheKindOfValue(t *testing.T) {
	label := value.Localized{"en": "Start", "zh": "开始时间"}
	options := []value.Option{
		{Key: "taxi", Words: map[string][]string{"en": {"taxi", "cab"}, "zh": {"出租车", "打车"}}},
		{Key: "other", Words: map[string][]string{"en": {"other"}}},
		{Key: "none"},
	}
	tests := []struct {
		spec   value.Spec
		en, zh string
	}{
		{value.Spec{Kind: value.Text}, "What is the start?", "请说一下开始时间。"},
		{value.Spec{Kind: value.Number}, "What is the start? A number will do.", "开始时间是多少？"},
		{value.Spec{Kind: value.Money}, "How much is it? (start)", "开始时间是多少？"},
		{value.Spec{Kind: value.Date}, "On which day? (start)", "开始时间是哪一天？"},
		{value.Spec{Kind: value.Time}, "At what time? (start)", "开始时间是几点？"},
		{value.Spec{Kind: value.YesNo}, "Start: yes or no?", "开始时间：是还是否？"},
		{value.Spec{Kind: value.FileKind}, "Please add the start.", "请上传开始时间。"},
		{value.Spec{Kind: value.Choice, Options: options}, "Which start? You can choose: taxi, other, none.", "开始时间选哪一项？可选：出租车、other、none。"},
		{value.Spec{Kind: value.Choice}, "What is the start?", "请说一下开始时间。"},
	}
	c := New(nil)
	for _, tt := range tests {
		if got := c.Question("en", label, tt.spec); got != tt.en {
			t.Errorf("%s: %q, want %q", tt.spec.Kind, got, tt.en)
		}
		if got := c.Question("zh", label, tt.spec); got != tt.zh {
			t.Errorf("%s: %q, want %q", tt.spec.Kind, got, tt.zh)
		}
	}
	if got, want := Numbered([]string{"taxi", "hotel"}), "1. taxi\n2. hotel"; got != want {
		t.Errorf("Numbered = %q, want %q", got, want)
	}
}

func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"", "{a}", "{{a}}", "{", "}", "{a", "a}", "{ }", "{A}", "{a}{b}", "{{{a}}}", "报销{label}。"} {
		f.Add(s, "值")
	}
	f.Fuzz(func(t *testing.T, template, arg string) {
		for _, p := range pieces(template) {
			if p.arg != "" && (p.text != "" || !isName(p.arg)) {
				t.Fatalf("pieces(%q) has %+v", template, p)
			}
		}
		c := New(map[string]value.Localized{"refuse": {"": template}})
		got := c.Say("en", "refuse", args("offers", arg))
		if !strings.ContainsAny(template, "{}") && template != "" && got != template {
			t.Fatalf("%q became %q", template, got)
		}
	})
}
