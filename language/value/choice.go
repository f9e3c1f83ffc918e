package value

import (
	"slices"
	"strings"

	"github.com/usher-dev/usher/language/text"
)

// optionWord is one thing that people say for an option, as stems.
type optionWord struct {
	key    string
	folded string
	stems  []string
}

// optionWords lists what can be said for the options, longest first, so that
// "taxi home" wins over "taxi".
func optionWords(spec Spec) []optionWord {
	var out []optionWord
	for _, o := range spec.Options {
		said := []string{o.Key, strings.ReplaceAll(o.Key, "_", " ")}
		for _, words := range o.Words {
			said = append(said, words...)
		}
		slices.Sort(said)
		for _, w := range slices.Compact(said) {
			folded := strings.TrimSpace(text.Fold(w))
			if folded == "" {
				continue
			}
			ow := optionWord{key: o.Key, folded: folded}
			for _, t := range text.Tokens(folded) {
				ow.stems = append(ow.stems, t.Stem)
			}
			out = append(out, ow)
		}
	}
	slices.SortStableFunc(out, func(a, b optionWord) int { return len(b.stems) - len(a.stems) })
	return out
}

// findChoices finds options by their words, then by their stems, then by words
// with a slip of the pen. What is said not to be meant ("not a taxi") is left
// out.
func (r *reader) findChoices() []hit {
	words := optionWords(r.spec)
	tokens := text.Tokens(r.folded)
	var out []hit
	for i := 0; i < len(tokens); {
		w, n, sure := matchOption(words, tokens[i:])
		if n == 0 {
			i++
			continue
		}
		if !negated(tokens, i) {
			h := hit{i: tokens[i].Start, j: tokens[i+n-1].End, sure: sure, values: []Value{NewChoice(w.key)}}
			h.values = append(h.values, r.sameWords(words, w)...)
			out = append(out, h)
		}
		i += n
	}
	return out
}

// sameWords lists other options that the same words mean.
func (r *reader) sameWords(words []optionWord, w optionWord) []Value {
	var out []Value
	for _, o := range words {
		if o.folded == w.folded && o.key != w.key {
			out = append(out, NewChoice(o.key))
		}
	}
	return out
}

func matchOption(words []optionWord, tokens []text.Token) (optionWord, int, float64) {
	for _, quality := range []struct {
		same func(text.Token, string, string) bool
		sure float64
	}{
		{func(t text.Token, stem, _ string) bool { return t.Stem == stem }, 0.95},
		{slip, 0.6},
	} {
		for _, w := range words {
			n := len(w.stems)
			if n == 0 || n > len(tokens) {
				continue
			}
			all := true
			for k, stem := range w.stems {
				if !quality.same(tokens[k], stem, w.folded) {
					all = false
					break
				}
			}
			if all {
				return w, n, quality.sure
			}
		}
	}
	return optionWord{}, 0, 0
}

// slip tells whether a word is another with a letter wrong (two when long).
func slip(t text.Token, stem, _ string) bool {
	n := len(stem)
	if t.Han || n < 4 || len(t.Word) < 4 || stem[0] != t.Word[0] && n < 6 {
		return t.Stem == stem
	}
	allowed := 1
	if n >= 8 {
		allowed = 2
	}
	if d := len(t.Word) - n; d > 3 || d < -3 {
		return false
	}
	return min(text.Distance(t.Word, stem), text.Distance(t.Stem, stem)) <= allowed
}

// negated tells whether a word for "not" stands right before token i.
func negated(tokens []text.Token, i int) bool {
	before := func(k int) string {
		if i-k < 0 {
			return ""
		}
		return tokens[i-k].Word
	}
	switch before(1) {
	case "not", "isn't", "never":
		return true
	case "a", "an", "the", "by":
		return before(2) == "not" || before(2) == "isn't"
	case "是", "要", "选":
		return before(2) == "不" || before(2) == "别"
	case "非":
		return true
	}
	return false
}

var places = map[string]int{
	"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7,
	"eighth": 8, "8th": 8, "ninth": 9, "9th": 9, "tenth": 10, "10th": 10, "last": -1,
}

// choicePlace reads "2", "the second one", "number 2", 第二个, 最后一个 as a place
// in the options that were shown: 1 is the first; 0 is none.
func (r *reader) choicePlace() int {
	n := len(r.spec.Options)
	place := r.placeSaid()
	if place < 0 {
		place = n + 1 + place
	}
	if place < 1 || place > n {
		return 0
	}
	return place
}

func (r *reader) placeSaid() int {
	for i := range r.toks {
		if r.s(i) == "第" {
			if v, j := r.small(i + 1); j > i+1 {
				return v
			}
		}
		if r.s(i) == "最" && r.s(i+1) == "后" {
			return -1
		}
		if p, ok := places[r.s(i)]; ok {
			return p
		}
		if r.is(i, digits) && r.close(i+1) && r.any(i+1, "st", "nd", "rd", "th") {
			return atoi(r.s(i))
		}
	}
	if i, ok := r.onlyNumeral(); ok {
		return i
	}
	return 0
}

// onlyNumeral reads a text that is a number and little else: "2", "2.", "no.
// 2", "option 2", "选2".
func (r *reader) onlyNumeral() (int, bool) {
	for i := range r.toks {
		if v, j := r.small(i); j > i {
			for k := j; k < len(r.toks); k++ {
				if !r.is(k, sign) && !r.any(k, "please", "吧", "个", "号", "项", "种") {
					return 0, false
				}
			}
			return v, true
		}
		if !r.is(i, sign) && !r.any(i, "no", "number", "option", "choose", "pick", "i", "take", "the", "选", "我", "要", "就", "号", "选择") {
			return 0, false
		}
	}
	return 0, false
}
