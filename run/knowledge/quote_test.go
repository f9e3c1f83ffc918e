package knowledge

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
)

// quoteFrom asks one document that is one passage.
func quoteFrom(t *testing.T, passage, ask string) string {
	t.Helper()
	list := Build([]Document{{Path: "x.md", Text: passage}}).Find(ask, 1)
	if len(list) == 0 {
		t.Fatalf("%q finds nothing in %q", ask, passage)
	}
	return list[0].Text
}

const long = " This sentence only fills the paragraph with other words, so that not all of it can be quoted together and the choice between its sentences shows itself to whoever reads this, which takes more than three hundred bytes in all, and that is a good deal more than anybody likes to read in one go on a small screen."

func TestTheSentenceThatHoldsTheQuestionIsQuoted(t *testing.T) {
	for _, c := range []struct{ name, passage, ask, want string }{
		{
			"first", "The warranty lasts two years." + long + long,
			"how long is the warranty", "The warranty lasts two years.",
		},
		{
			"last", strings.TrimSpace(long+long) + " The warranty lasts two years.",
			"how long is the warranty", "The warranty lasts two years.",
		},
		{
			"of two like ones, the one with a number", "The warranty is generous." + long + long + " The warranty ends after 24 months.",
			"how many months does the warranty last", "The warranty ends after 24 months.",
		},
		{
			"both, where each holds a part", "The warranty covers the battery." + long + " It ends after two years.",
			"warranty battery", "The warranty covers the battery.",
		},
		{
			"two short ones go together", "保修期为两年。电池除外。",
			"保修期", "保修期为两年。电池除外。",
		},
		{
			"a broken line is no end", "The warranty of the\nbattery lasts two\nyears." + long + long,
			"battery warranty", "The warranty of the\nbattery lasts two\nyears.",
		},
		{
			"code stays whole", "```\nusher serve a. Then b.\n\nusher chat\n```",
			"usher serve", "```\nusher serve a. Then b.\n\nusher chat\n```",
		},
	} {
		if got := quoteFrom(t, c.passage, c.ask); got != c.want {
			t.Errorf("%s: %q is answered with %q, want %q", c.name, c.ask, got, c.want)
		}
	}
}

func TestAQuoteIsNeverEndless(t *testing.T) {
	for _, passage := range []string{
		strings.Repeat("Warranty "+strings.Repeat("word ", 200)+"ends. ", 2),
		strings.Repeat("warranty ", 1000),
		strings.Repeat("保修", 1000),
	} {
		if got := quoteFrom(t, passage, "warranty 保修"); len(got) > maxSentence || !utf8.ValidString(got) {
			t.Errorf("%d bytes of %.20q are quoted", len(got), passage)
		}
	}
}

func TestCoverageIsTheShareOfWhatWasAsked(t *testing.T) {
	ix := Build([]Document{{Path: "x.md", Text: "# Warranty\n\nThe battery lasts. Screens break.\n\nOther text."}})
	for _, c := range []struct {
		ask          string
		least, most  float64
		first, words string
	}{
		{"battery screens", 0.8, 1, "battery", "battery screens"},
		{"battery submarine", 0.3, 0.55, "battery", "battery"},
		{"warranty of the battery", 0.8, 1, "battery", "battery warranty"},
	} {
		q := ix.Find(c.ask, 1)[0]
		if q.Score < c.least || q.Score > c.most {
			t.Errorf("%q is covered %v, want between %v and %v", c.ask, q.Score, c.least, c.most)
		}
		if got := strings.Join(q.Words, " "); got != c.words && got != reversed(c.words) {
			t.Errorf("%q was found by %q, want %q", c.ask, got, c.words)
		}
	}
}

func reversed(s string) string {
	a, b, _ := strings.Cut(s, " ")
	return b + " " + a
}

func TestSharesOfAQuestionSumToAtMostOne(t *testing.T) {
	ix := Build(handbook())
	for _, ask := range []string{"hotel in Shanghai", "年假可以结转到什么时候", "the of and", "北京出差住酒店的标准", "hotel hotel hotel"} {
		q := ix.read(ask)
		for i := range ix.passages {
			p := ix.passages[i]
			c := ix.covered(q, p, sentencesOf(p))
			var sum float64
			for _, w := range c.weight {
				sum += w
			}
			if math.IsNaN(sum) || sum < 0 || c.all < 0 || c.all > 1 || c.of(0, 62) > c.all+1e-9 {
				t.Errorf("%q: shares sum to %v, the passage covers %v, its sentences %v", ask, sum, c.all, c.of(0, 62))
			}
		}
	}
}

func TestMoreEvidenceNeverUnanswers(t *testing.T) {
	for _, e := range []evidence{{0.9, 0.5, 0.3}, {1, 0.2, 0.2}, {0.6, 0.6, 0.5}} {
		if !e.answers() {
			t.Errorf("%+v doesn't answer", e)
		}
		if more := (evidence{e.passage + 0.05, e.sentence + 0.05, e.match + 0.05}); !more.answers() {
			t.Errorf("%+v answers, %+v doesn't", e, more)
		}
	}
	for _, e := range []evidence{{}, {0.3, 0.3, 0.2}, {0.5, 0.1, 0.4}} {
		if e.answers() {
			t.Errorf("%+v answers", e)
		}
	}
}

func TestKindsOfAnswers(t *testing.T) {
	for _, c := range []struct {
		kind answer
		in   string
		want bool
	}{
		{aNumber, "after 24 months", true},
		{aNumber, "两年", true},
		{aNumber, "for ever", false},
		{aPlaceInTime, "in 1998", true},
		{aPlaceInTime, "一般", false},
		{anything, "24", false},
	} {
		if got := c.kind.holds(c.in); got != c.want {
			t.Errorf("%q holds an answer of kind %d: %v, want %v", c.in, c.kind, got, c.want)
		}
	}
}

func TestAWordIsWorthMoreTheRarerItIs(t *testing.T) {
	ix := Build(handbook())
	id := func(s string) uint64 { return text.Units(text.Tokens(s))[0].ID }
	often, once, never := ix.idf(id("hotel")), ix.idf(id("chengdu")), ix.idf(id("submarine"))
	if !(often < once && once < never) {
		t.Errorf("hotel %v, Chengdu %v, submarine %v", often, once, never)
	}
}

func TestAHeadingCountsForItsPassages(t *testing.T) {
	ix := Build([]Document{
		{Path: "a.md", Text: "# Travel\n\n## Taxi\n\nKeep the receipt.\n\n## Train\n\nKeep the ticket.\n"},
		{Path: "b.md", Title: "Kitchen", Text: "Keep the receipt of the coffee."},
	})
	for _, c := range []struct{ ask, want string }{
		{"taxi receipt", "Keep the receipt."},
		{"kitchen receipt", "Keep the receipt of the coffee."},
		{"train", "Keep the ticket."},
	} {
		list := ix.Ask(c.ask, 1)
		if len(list) == 0 || list[0].Text != c.want {
			t.Errorf("%q is answered with %v, want %q", c.ask, list, c.want)
		}
	}
}

func TestAnItemIsFoundByTheLineThatIntroducesIt(t *testing.T) {
	ix := Build([]Document{{Path: "a.md", Text: "Bring to the visa interview:\n\n- a passport\n- two photos\n\nSomething else.\n"}})
	list := ix.Find("visa interview photos", 1)
	if len(list) == 0 || list[0].Text != "two photos" {
		t.Errorf("found %v, want the item about photos", list)
	}
}

func TestQuestionsAreClippedAtACharacter(t *testing.T) {
	for limit := range 9 {
		if got := clip("年假a😀", limit); len(got) > limit || strings.ToValidUTF8(got, "") != got {
			t.Errorf("clipped to %d: %q", limit, got)
		}
	}
	ask := "hotel in Shanghai " + strings.Repeat("填", 10_000)
	if got := len(Build(handbook()).read(ask).toks); got > maxQuestion {
		t.Errorf("%d words of a question are read", got)
	}
}
