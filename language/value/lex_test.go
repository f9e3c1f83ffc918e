package value

import "testing"

func TestNoEntryOfATableIsTooLongToBeFound(t *testing.T) {
	tables := map[string][]string{
		"signs": keys(currencySigns), "currencies": keys(currencyWords), "durations": keys(durationUnits), "days": keys(relativeDays), "weeks": keys(hanWeeks),
		"months": keys(englishMonths), "han months": keys(hanMonths), "directions": keys(directions), "halves": keys(halves), "meridiems": keys(meridiems),
		"times": keys(namedTimes), "feasts": keys(feasts), "now": keys(nows),
	}
	for name, entries := range tables {
		for _, entry := range entries {
			r := newReader(Spec{}, entry, Setting{}, false)
			if len(entry) > longestEntry || len(r.toks) > 6 || r.folded != entry {
				t.Errorf("%s: %q has %d bytes, %d tokens, and folds to %q", name, entry, len(entry), len(r.toks), r.folded)
			}
		}
	}
}

func keys[T any](table map[string]T) []string {
	out := make([]string, 0, len(table))
	for k := range table {
		out = append(out, k)
	}
	return out
}

func TestTokensKeepTheirClassAndGap(t *testing.T) {
	r := newReader(Spec{}, "Ａb12 報38元, 好", Setting{}, false)
	want := []struct {
		s     string
		class class
		gap   bool
	}{{"ab", word, false}, {"12", digits, false}, {"报", han, true}, {"38", digits, false}, {"元", han, false}, {",", sign, false}, {"好", han, true}}
	if len(r.toks) != len(want) {
		t.Fatalf("%d tokens", len(r.toks))
	}
	for i, w := range want {
		if tok := r.toks[i]; r.s(i) != w.s || tok.class != w.class || tok.gap != w.gap {
			t.Errorf("token %d is %q %+v, want %+v", i, r.s(i), tok, w)
		}
	}
	if r.s(-1) != "" || r.s(99) != "" || r.text(3, 3) != "" {
		t.Error("beyond the ends there is something")
	}
}
