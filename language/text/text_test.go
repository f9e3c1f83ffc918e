package text

import (
	"reflect"
	"strings"
	"testing"
)

func TestLanguageOfATextIsNeverSwitchedByABareValue(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "38": "", "ok": "", "yes": "", "好": "", "a@b": "", "no, 48": "",
		"hello": "en", "the 3rd": "en", "my 好 friend": "en",
		"好的": "zh", "我要报销 taxi expenses": "zh", "昨天打车花了38块": "zh",
	} {
		if got := Language(in); got != want {
			t.Errorf("Language(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldMakesWidthScriptAndCaseEqual(t *testing.T) {
	for in, want := range map[string]string{
		"":             "",
		"plain":        "plain",
		"TAXI":         "taxi",
		"ＡＢＣ１２３，（元）":   "abc123,(元)",
		"報銷費用":         "报销费用",
		"禮拜五，週三":       "礼拜五,周三",
		"Cafe\u0301 É": "café é",
		"①ﬁ":           "1fi",
		"a\xffb":       "a\uFFFDb",
		"H\u0331":      "ẖ",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldMapPointsBackAtTheOriginal(t *testing.T) {
	in := "Ｔ報ﬁé!"
	folded, at := FoldMap(in)
	if folded != "t报fié!" {
		t.Fatalf("folded to %q", folded)
	}
	for _, piece := range []struct{ folded, original string }{
		{"t", "Ｔ"}, {"报", "報"}, {"fi", "ﬁ"}, {"f", "ﬁ"}, {"é", "é"}, {"!", "!"},
	} {
		i := strings.Index(folded, piece.folded)
		span := Original(at, i, i+len(piece.folded))
		if got := in[span.Start:span.End]; got != piece.original {
			t.Errorf("%q came from %q, want %q", piece.folded, got, piece.original)
		}
	}
}

func TestTokensAreHanziAndWords(t *testing.T) {
	in := "I don't pay 1,200.50元,報銷MU5101!"
	var words []string
	for _, tok := range Tokens(in) {
		words = append(words, tok.Word)
		if tok.Han && in[tok.Start:tok.End] == tok.Word != (tok.Word == "元") {
			t.Errorf("%q came from %q", tok.Word, in[tok.Start:tok.End])
		}
	}
	want := []string{"i", "don't", "pay", "1,200.50", "元", "报", "销", "mu5101"}
	if !reflect.DeepEqual(words, want) {
		t.Errorf("Tokens = %q, want %q", words, want)
	}
}

func TestStemJoinsTheFormsOfAWord(t *testing.T) {
	for _, forms := range [][]string{{"claim", "claims", "claimed", "claiming"}, {"expense", "expenses"}, {"reimburse", "reimbursed", "reimbursing"}} {
		for _, form := range forms {
			if Stem(form) != Stem(forms[0]) {
				t.Errorf("Stem(%q) = %q, Stem(%q) = %q", form, Stem(form), forms[0], Stem(forms[0]))
			}
		}
	}
	for _, same := range []string{"报", "38", "a", "mu5101", strings.Repeat("ing", 50)} {
		if Stem(same) != same {
			t.Errorf("Stem(%q) = %q", same, Stem(same))
		}
	}
}

func TestSentencesAreNotCutAtAbbreviationsOrDecimals(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"One. Two! Three?", "One.|Two!|Three?"},
		{"It is 3.5 metres. Mr. Lin pays, e.g. by card.", "It is 3.5 metres.|Mr. Lin pays, e.g. by card."},
		{"Dr. A. Lin came. He left.", "Dr. A. Lin came.|He left."},
		{"今天去上海。明天回来!后天呢?", "今天去上海。|明天回来!|后天呢?"},
		{"他说:“好的。”然后走了。", "他说:“好的。”|然后走了。"},
		{"花了3.5元。See a.com/b.html now.", "花了3.5元。|See a.com/b.html now."},
		{"1. Press it.\n2. Wait…… then go", "1. Press it.|2. Wait……|then go"},
		{"真的吗?!真的。", "真的吗?!|真的。"},
		{"Open /a?b=1 now! Then.", "Open /a?b=1 now!|Then."},
	} {
		var got []string
		for _, s := range Sentences(c.in) {
			got = append(got, c.in[s.Start:s.End])
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("Sentences(%q) = %q", c.in, got)
		}
	}
}

func TestDistanceCountsEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"taxi", "taxi", 0},
		{"taxi", "taix", 1},
		{"taxi", "tax", 1},
		{"hotel", "motel", 1},
		{"", "abc", 3},
		{"kitten", "sitting", 3},
		{"出租车", "出祖车", 1},
		{strings.Repeat("a", 1000), "", 1000},
		{strings.Repeat("a", 1000), strings.Repeat("a", 990), 10},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%.10q, %.10q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Distance(c.b, c.a); got != c.want {
			t.Errorf("Distance(%.10q, %.10q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func TestCleanDropsWhatNobodySees(t *testing.T) {
	for in, want := range map[string]string{
		"a\x00b\x1b[31m":         "ab[31m",
		"x\r\ny\rz\n\t.":         "x\ny\nz\n\t.",
		"pay \u202e00001\u202c!": "pay 00001!",
		"a\u200bb\ufeff":         "ab",
		"hi\U000E0041\U000E0042": "hi",
		"👩\u200d💻 ok":            "👩\u200d💻 ok",
		"bad\xffbyte":            "badbyte",
		"报销\u2066x\u2069":        "报销x",
		"nothing to do, 没什么可做的。": "nothing to do, 没什么可做的。",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}
