package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "TAXI", "報銷ＡＢ", "e\u0301\u0323", "\xff\xfe", "ﬁ①㏺½", strings.Repeat("\u0300", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded, at := FoldMap(s)
		if folded != Fold(s) {
			t.Fatalf("FoldMap and Fold differ on %q: %q, %q", s, folded, Fold(s))
		}
		if len(at) != len(folded)+1 || at[len(folded)] != len(s) {
			t.Fatalf("FoldMap(%q) has %d offsets for %d bytes", s, len(at), len(folded))
		}
		if !utf8.ValidString(folded) {
			t.Fatalf("Fold(%q) is no UTF-8", s)
		}
		for i := 1; i < len(at); i++ {
			if at[i] < at[i-1] {
				t.Fatalf("offsets of %q fall: %v", s, at)
			}
		}
		checkTokens(t, s)
	})
}

func checkTokens(t *testing.T, s string) {
	end := 0
	for _, tok := range Tokens(s) {
		if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) || tok.Word == "" {
			t.Fatalf("Tokens(%q) has %+v after %d", s, tok, end)
		}
		end = tok.Start // one rune such as "㏺" may be two words
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{"One. Two.", "好。好！", "…", "a.\n\n\"b.\"", "\xff.\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, span := range Sentences(s) {
			if span.Start < end || span.End <= span.Start || span.End > len(s) {
				t.Fatalf("Sentences(%q) has %+v after %d", s, span, end)
			}
			if strings.TrimSpace(s[end:span.Start]) != "" {
				t.Fatalf("Sentences(%q) lost %q", s, s[end:span.Start])
			}
			end = span.End
		}
		if c := Clean(s); Clean(c) != c || !utf8.ValidString(c) {
			t.Fatalf("Clean(%q) = %q is not clean", s, c)
		}
	})
}
