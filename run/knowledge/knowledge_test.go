package knowledge

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
)

// handbook is a small set of documents in both languages.
func handbook() []Document {
	return []Document{
		{Path: "expense.md", Lang: "en", Text: `---
title: secret front matter about submarines
---
# Expense policy

What we pay for: taxis between offices and customers, hotels up to the city's limit.
A hotel in Shanghai may cost 600 CNY a night. Elsewhere the limit is 400 CNY.

<!-- nobody reads this remark about penguins -->

## Receipts

Anything above 50 CNY needs a receipt. A photo of
the receipt is enough.

## Deadlines

Claims have to be handed in within 30 days after the trip. Later claims need the approval of the head of finance.

| City | Hotel limit |
|---|---|
| Beijing | 650 CNY |
| Chengdu | 450 CNY |
`},
		{Path: "leave.md", Lang: "zh", Text: "# 休假制度\n\n## 年假\n\n员工入职满一年后享有十天年假。年假可以结转到次年三月三十一日,逾期作废。\n\n## 病假\n\n请病假需要提供医院证明。三天以内的病假由直属经理批准,超过三天的由人事部门批准。\n\n以下情况不扣工资:\n\n- 婚假十天\n- 陪产假十五天\n"},
		{Path: "it.md", Lang: "en", Text: "VPN\n===\n\nThe VPN client is installed on every laptop. Start it with:\n\n```sh\nvpn connect --profile office\n\n# then type your code\n```\n\nGuests can't use the VPN.\n\nWi-Fi\n-----\n\n1. Choose the network Guest.\n2. The password of the guest network changes every Monday.\n"},
		{Path: "safety.md", Lang: "zh", Text: "安全,是指没有受到威胁,没有危险、危害、损失。\n\n质量是指产品满足要求的程度。\n"},
	}
}

func TestQuestionsAreAnsweredWordForWord(t *testing.T) {
	ix := Build(handbook())
	for _, c := range []struct{ ask, doc, heading, quote string }{
		{"How much may a hotel in Shanghai cost?", "expense.md", "Expense policy", "A hotel in Shanghai may cost 600 CNY a night."},
		{"when do I need a receipt", "expense.md", "Expense policy › Receipts", "needs a receipt"},
		{"is a photo of the receipt enough?", "expense.md", "Expense policy › Receipts", "A photo of\nthe receipt is enough."},
		{"within how many days must I hand in a claim", "expense.md", "Expense policy › Deadlines", "within 30 days"},
		{"hotel limit in Chengdu", "expense.md", "Expense policy › Deadlines", "| Chengdu | 450 CNY |"},
		{"年假可以结转到什么时候?", "leave.md", "休假制度 › 年假", "年假可以结转到次年三月三十一日"},
		{"年假有几天", "leave.md", "休假制度 › 年假", "十天年假"},
		{"請病假要什麼證明", "leave.md", "休假制度 › 病假", "请病假需要提供医院证明。"},
		{"陪产假多少天", "leave.md", "休假制度 › 病假", "陪产假十五天"},
		{"how do I connect the vpn", "it.md", "VPN", "vpn connect --profile office\n\n# then type your code"},
		{"guest network password", "it.md", "VPN › Wi-Fi", "The password of the guest network changes every Monday."},
		{"安全", "safety.md", "", "安全,是指没有受到威胁"},
		{"什么是质量", "safety.md", "", "质量是指产品满足要求的程度。"},
	} {
		list := ix.Ask(c.ask, 3)
		if len(list) == 0 {
			t.Errorf("%q finds nothing", c.ask)
			continue
		}
		q := list[0]
		if q.Doc != c.doc || q.Heading != c.heading || !strings.Contains(q.Text, c.quote) {
			t.Errorf("%q quotes %s, %q: %q; want %s, %q: %q", c.ask, q.Doc, q.Heading, q.Text, c.doc, c.heading, c.quote)
		}
	}
}

func TestWhatTheDocumentsDoNotSayIsNotAnswered(t *testing.T) {
	ix := Build(handbook())
	for _, ask := range []string{
		"who won the world cup in 1998?", "which tyres fit my car?", "世界杯谁赢了", "公司的股票代码是什么", "推荐一家餐厅",
		"submarines", "penguins", "hello", "你好", "what is it", "the", "怎么办", "???", "", "🙂",
	} {
		if list := ix.Ask(ask, 3); len(list) != 0 {
			t.Errorf("%q is answered with %q (%.2f)", ask, list[0].Text, list[0].Score)
		}
	}
}

func TestFindLooksThroughWhatAskWouldNotSay(t *testing.T) {
	ix := Build(handbook())
	const ask = "does the hotel have a swimming pool and a sauna?"
	if list := ix.Ask(ask, 3); len(list) != 0 {
		t.Errorf("%q is answered with %q", ask, list[0].Text)
	}
	list := ix.Find(ask, 3)
	if len(list) != 3 {
		t.Fatalf("%d passages have to do with %q, want 3", len(list), ask)
	}
	for _, q := range list {
		if !slices.Contains(q.Words, "hotel") {
			t.Errorf("%q has nothing to do with a hotel: %q", q.Text, q.Words)
		}
	}
}

func TestAQuoteSaysWhyItIsOne(t *testing.T) {
	q := Build(handbook()).Ask("hotel in Shanghai", 1)[0]
	want := Quote{
		Passage: Passage{
			Doc: "expense.md", DocTitle: "Expense policy", Heading: "Expense policy", Start: q.Start, End: q.End,
			Text: "What we pay for: taxis between offices and customers, hotels up to the city's limit.\nA hotel in Shanghai may cost 600 CNY a night. Elsewhere the limit is 400 CNY.",
		},
		Sentence: q.Sentence, Text: q.Text, Score: q.Score, Words: []string{"shanghai", "hotel"},
	}
	if !reflect.DeepEqual(q, want) {
		t.Errorf("got %+v\nwant %+v", q, want)
	}
	if q.Score < 0.8 || q.Score > 1 {
		t.Errorf("the score is %v, want nearly 1", q.Score)
	}
}

func TestPassagesOfADocument(t *testing.T) {
	var lines []string
	for _, d := range handbook()[:3] {
		for _, p := range Passages(d) {
			lines = append(lines, fmt.Sprintf("%s [%s] %q", p.DocTitle, p.Heading, p.Text))
		}
	}
	want := []string{
		`Expense policy [Expense policy] "What we pay for: taxis between offices and customers, hotels up to the city's limit.\nA hotel in Shanghai may cost 600 CNY a night. Elsewhere the limit is 400 CNY."`,
		`Expense policy [Expense policy › Receipts] "Anything above 50 CNY needs a receipt. A photo of\nthe receipt is enough."`,
		`Expense policy [Expense policy › Deadlines] "Claims have to be handed in within 30 days after the trip. Later claims need the approval of the head of finance."`,
		`Expense policy [Expense policy › Deadlines] "| City | Hotel limit |"`,
		`Expense policy [Expense policy › Deadlines] "| Beijing | 650 CNY |"`,
		`Expense policy [Expense policy › Deadlines] "| Chengdu | 450 CNY |"`,
		`休假制度 [休假制度 › 年假] "员工入职满一年后享有十天年假。年假可以结转到次年三月三十一日,逾期作废。"`,
		`休假制度 [休假制度 › 病假] "请病假需要提供医院证明。三天以内的病假由直属经理批准,超过三天的由人事部门批准。"`,
		`休假制度 [休假制度 › 病假] "以下情况不扣工资:"`,
		`休假制度 [休假制度 › 病假] "婚假十天"`,
		`休假制度 [休假制度 › 病假] "陪产假十五天"`,
		`VPN [VPN] "The VPN client is installed on every laptop. Start it with:"`,
		"VPN [VPN] \"```sh\\nvpn connect --profile office\\n\\n# then type your code\\n```\"",
		`VPN [VPN] "Guests can't use the VPN."`,
		`VPN [VPN › Wi-Fi] "Choose the network Guest."`,
		`VPN [VPN › Wi-Fi] "The password of the guest network changes every Monday."`,
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("passages:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func TestOddMarkdownIsCutAsItReads(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"blank lines", "\n\n \t\n", ""},
		{"windows line ends", "# T\r\n\r\none\r\ntwo\r\n", "T: one\r\ntwo"},
		{"a rule at the top is no front matter", "---\nabc\n", ": abc"},
		{"front matter alone", "---\na: b\n---\n", ""},
		{"open fence", "```\ncode\n\nmore", ": ```\ncode\n\nmore"},
		{"fence in a fence", "````\n```\nx\n```\n````\nafter", ": ````\n```\nx\n```\n````|: after"},
		{"inline code is no fence", "```not a fence``` here", ": ```not a fence``` here"},
		{"heading needs a blank", "#hash\n", ": #hash"},
		{"closing hashes", "## Two ##\ntext", "Two: text"},
		{"deeper heading ends with its parent", "# A\n## B\nx\n# C\ny", "A › B: x|C: y"},
		{"rules", "a\n\n***\n\nb", ": a|: b"},
		{"items over two lines", "- one\n  more\n- two", ": one\n  more|: two"},
		{"numbered", "1) one\n2. two\n3.three", ": one|: two\n3.three"},
		{"quotation", "> said\n> again", ": said|: again"},
		{"comment over lines", "a\n<!-- x\ny -->\nb", ": a|: b"},
		{"open comment", "<!-- x\ny", ": <!-- x\ny"},
		{"empty item", "-\n- \n", ""},
	} {
		var parts []string
		for _, p := range Passages(Document{Path: "x.md", Text: c.in}) {
			parts = append(parts, p.Heading+": "+p.Text)
		}
		if got := strings.Join(parts, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTitleFallsBackToHeadingThenPath(t *testing.T) {
	for _, c := range []struct{ title, text, want string }{
		{"Given", "# Heading\n\nx", "Given"},
		{"", "# Heading\n\nx", "Heading"},
		{"", "x", "a/b.md"},
	} {
		if got := Passages(Document{Path: "a/b.md", Title: c.title, Text: c.text})[0].DocTitle; got != c.want {
			t.Errorf("title %q of %q is shown as %q, want %q", c.title, c.text, got, c.want)
		}
	}
}

func checkQuotes(t testing.TB, docs []Document, ask string) {
	t.Helper()
	by := map[string]string{}
	for _, d := range docs {
		by[d.Path] = d.Text
	}
	for _, q := range Build(docs).Ask(ask, 4) {
		source := by[q.Doc]
		if q.Sentence.Start < q.Start || q.Sentence.End > q.End || q.Text == "" {
			t.Fatalf("%.40q: sentence %v is not inside its passage %d to %d", ask, q.Sentence, q.Start, q.End)
		}
		if source[q.Sentence.Start:q.Sentence.End] != q.Text || source[q.Start:q.End] != q.Passage.Text {
			t.Fatalf("%.40q: the quote is not what stands in the document", ask)
		}
		if utf8.ValidString(source) && !utf8.ValidString(q.Text) {
			t.Fatalf("%.40q: the quote cuts a character: %q", ask, q.Text)
		}
		if q.Score < 0 || q.Score > 1 {
			t.Fatalf("%.40q: score %v", ask, q.Score)
		}
	}
}

func TestEveryQuoteStandsInItsDocument(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	pieces := []string{"hotel ", "receipt", ". ", "。", "年假", "病假需要证明", "\n", "\n\n", "# ", "- ", "| ", "```\n", "<!--", "-->", "🙂", "\xff", "\x00", "600 CNY", "？", "安全"}
	for range 150 {
		var b strings.Builder
		for range rng.IntN(60) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
		}
		docs := append(handbook(), Document{Path: "random.md", Text: b.String()})
		checkQuotes(t, docs, pieces[rng.IntN(6)]+pieces[rng.IntN(6)])
	}
}

func TestLongAndHostileTextIsBounded(t *testing.T) {
	for name, s := range map[string]string{
		"one line":   strings.Repeat("hotel ", 17_000),
		"hanzi":      strings.Repeat("年假", 17_000),
		"headings":   strings.Repeat("# h\n", 25_000),
		"fences":     strings.Repeat("```\n", 25_001),
		"comments":   strings.Repeat("<!--\n", 20_000),
		"quotations": strings.Repeat(">", 100_000),
		"controls":   strings.Repeat("\x00\x1b[2J\u202e", 20_000),
		"pipes":      strings.Repeat("|", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			checkQuotes(t, append(handbook(), Document{Path: "long.md", Text: s}), s)
			checkQuotes(t, append(handbook(), Document{Path: "long.md", Text: s}), "hotel 年假")
		})
	}
}

func TestManyMayAskOneIndex(t *testing.T) {
	ix := Build(handbook())
	want := ix.Ask("年假有几天", 3)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				if got := ix.Ask("年假有几天", 3); !reflect.DeepEqual(got, want) {
					t.Error("concurrent questions get other answers")
				}
			}
		})
	}
	all.Wait()
}

func TestAnEmptyIndexAnswersNothing(t *testing.T) {
	for _, docs := range [][]Document{nil, {{Path: "empty.md"}}} {
		if list := Build(docs).Ask("hotel", 3); list != nil {
			t.Errorf("%v answers %v", docs, list)
		}
	}
	if list := Build(handbook()).Ask("hotel in Shanghai", 0); list != nil {
		t.Errorf("asked for none, got %v", list)
	}
}

func TestQuestionsSayWhatTheirAnswerHolds(t *testing.T) {
	for _, c := range []struct {
		ask  string
		want answer
	}{
		{"when was it built", aPlaceInTime},
		{"什么时候到期", aPlaceInTime},
		{"how many days", aNumber},
		{"有多少人", aNumber},
		{"who decides", anything},
		{"为什么", anything},
	} {
		if got := answerOf(text.Tokens(c.ask)); got != c.want {
			t.Errorf("%q asks for %v, want %v", c.ask, got, c.want)
		}
	}
}

func FuzzBuild(f *testing.F) {
	for _, d := range handbook() {
		f.Add(d.Text, "hotel 年假 安全")
	}
	f.Add("\xff\xfe```\n|", "|")
	f.Fuzz(func(t *testing.T, source, ask string) {
		checkQuotes(t, []Document{{Path: "a.md", Text: source}, {Path: "b.md", Text: ask}}, ask)
	})
}

func BenchmarkAsk(b *testing.B) {
	ix := Build(handbook())
	for b.Loop() {
		ix.Ask("How much may a hotel in Shanghai cost?", 3)
	}
}
