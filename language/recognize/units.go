package recognize

import (
	"strings"
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
)

// maxMessage bounds the work on one text, in bytes: what a message is about is
// said in its first pages.
const maxMessage = 8 << 10

// clip cuts s to at most maxMessage bytes without splitting a character.
func clip(s string) string { return clipTo(s, maxMessage) }

func clipTo(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := limit
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// feature is the hash of a piece of text together with its kind.
type feature uint64

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// hash is FNV-1a over the kind and the parts, with a separator between parts.
func hash(kind byte, parts ...string) feature {
	h := (uint64(fnvOffset) ^ uint64(kind)) * fnvPrime
	for _, p := range parts {
		for i := 0; i < len(p); i++ {
			h = (h ^ uint64(p[i])) * fnvPrime
		}
		h = (h ^ 0xff) * fnvPrime
	}
	return feature(h)
}

// unit is one thing that a text talks about: a word of a spaced language by
// its stem, or two hanzi that stand together (one, where it stands alone).
type unit struct {
	id feature
	// first and last are the tokens that it covers, inclusive.
	first, last int
	// weight says how much it can mean at all: 1 for a word of content, less
	// for one that every sentence may hold.
	weight float64
}

// unitsOf lists the units of a tokenised text in order of appearance.
func unitsOf(toks []text.Token) []unit {
	out := make([]unit, 0, len(toks))
	for i, t := range toks {
		if !t.Han {
			out = append(out, unit{hash('u', t.Stem), i, i, wordWeight(t)})
			continue
		}
		next := i+1 < len(toks) && toks[i+1].Han && toks[i+1].Start == t.End
		prev := i > 0 && toks[i-1].Han && toks[i-1].End == t.Start
		if next {
			out = append(out, unit{hash('u', t.Word, toks[i+1].Word), i, i + 1, pairWeight(t.Word, toks[i+1].Word)})
		}
		w := hanWeight(t.Word) * 0.3
		if !next && !prev {
			w = hanWeight(t.Word)
		}
		out = append(out, unit{hash('u', t.Word), i, i, w})
	}
	return out
}

// wordWeight is the weight of a word of a spaced language.
func wordWeight(t text.Token) float64 {
	switch {
	case functionWords[t.Word]:
		return 0.08
	case commonWords[t.Word] || commonWords[t.Stem]:
		return 0.45
	case len(t.Word) == 1:
		return 0.3
	case strings.Trim(t.Word, "0123456789.,:") == "":
		return 0.2
	}
	return 1
}

func hanWeight(han string) float64 {
	if strings.Contains(functionHanzi, han) {
		return 0.15
	}
	return 1
}

// pairWeight is the weight of two hanzi: a pair that crosses into a function
// character says half of what a pair of content characters says.
func pairWeight(a, b string) float64 {
	if commonPairs[a+b] {
		return 0.15
	}
	fa, fb := strings.Contains(functionHanzi, a), strings.Contains(functionHanzi, b)
	switch {
	case fa && fb:
		return 0.1
	case fa || fb:
		return 0.4
	}
	return 1
}
