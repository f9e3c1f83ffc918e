package text

import "strings"

// Unit is one thing that a text talks about: a word of a spaced language by
// its stem, two hanzi that stand together, or one hanzi.
type Unit struct {
	// ID is the hash of what it says; equal things have equal IDs on every
	// machine and in every build.
	ID uint64
	// First and Last are the places of the tokens that it covers, inclusive.
	First, Last int
	// Weight says how much it can mean at all: 1 for a word of content, less
	// for one that a text about anything may hold ("the", "want", 怎么).
	Weight float64
}

// singleHan is how much one hanzi of a longer run counts beside its pairs.
const singleHan = 0.3

// Units lists what a text, given as its tokens, talks about, in order.
func Units(toks []Token) []Unit {
	out := make([]Unit, 0, len(toks)+len(toks)/2)
	for i, t := range toks {
		if !t.Han {
			out = append(out, Unit{Hash('u', t.Stem), i, i, wordWeight(t)})
			continue
		}
		next := i+1 < len(toks) && toks[i+1].Han && toks[i+1].Start == t.End
		prev := i > 0 && toks[i-1].Han && toks[i-1].End == t.Start
		w := hanWeight(t.Word)
		if next {
			out = append(out, Unit{Hash('u', t.Word, toks[i+1].Word), i, i + 1, PairWeight(t.Word, toks[i+1].Word)})
		}
		if next || prev {
			w *= singleHan
		}
		out = append(out, Unit{Hash('u', t.Word), i, i, w})
	}
	return out
}

// Hash is FNV-1a, 64 bits, over a kind and parts of text, with a mark between
// the parts.
func Hash(kind byte, parts ...string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := (uint64(offset) ^ uint64(kind)) * prime
	for _, p := range parts {
		for i := 0; i < len(p); i++ {
			h = (h ^ uint64(p[i])) * prime
		}
		h = (h ^ 0xff) * prime
	}
	return h
}

// Weight says how much a token can mean at all, 0..1; see Unit.
func Weight(t Token) float64 {
	if t.Han {
		return hanWeight(t.Word)
	}
	return wordWeight(t)
}

// PairWeight is the weight of two hanzi: a pair that crosses into a function
// character says less than half of what a pair of content characters says.
func PairWeight(a, b string) float64 {
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

func wordWeight(t Token) float64 {
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
