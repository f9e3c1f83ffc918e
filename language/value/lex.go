package value

import (
	"unicode"
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
)

// class is what a token is made of.
type class uint8

const (
	sign   class = iota // one rune of punctuation or a symbol
	word                // letters
	digits              // 0-9
	han                 // one hanzi
)

// tok is one token of the folded text.
type tok struct {
	class      class
	gap        bool // a blank or line break stands before it
	start, end int  // bytes of the folded text
}

// reader holds one text while values are looked for in it. It is used by one
// goroutine and thrown away.
type reader struct {
	src    string
	folded string
	at     []int
	toks   []tok
	in     Setting
	spec   Spec
	// whole is set when the text is the answer to an open question, so that
	// weak forms count.
	whole bool
	// week is the shift of the week that was named last ("下周三到周五"), which
	// holds for a weekday that begins after weekEnd and a word for "to".
	week, weekEnd int
	// taken marks the tokens of dates and times; made when first asked for.
	taken []bool
}

func newReader(spec Spec, s string, in Setting, whole bool) *reader {
	r := &reader{src: s, in: in, spec: spec, whole: whole, weekEnd: -1}
	r.folded, r.at = text.FoldMap(s)
	r.toks = lex(r.folded)
	return r
}

func lex(s string) []tok {
	toks := make([]tok, 0, len(s)/3+4)
	gap := false
	for i := 0; i < len(s); {
		c, n := classOf(s[i:])
		if n == 0 { // a blank
			_, n = utf8.DecodeRuneInString(s[i:])
			gap = true
			i += n
			continue
		}
		start := i
		i += n
		for c == word || c == digits {
			next, m := classOf(s[i:])
			if m == 0 || next != c {
				break
			}
			i += m
		}
		toks = append(toks, tok{class: c, gap: gap, start: start, end: i})
		gap = false
	}
	return toks
}

// classOf returns the class and size of the first rune; size 0 for a blank or
// nothing.
func classOf(s string) (class, int) {
	if s == "" {
		return sign, 0
	}
	c := s[0]
	switch {
	case c >= 'a' && c <= 'z':
		return word, 1
	case c >= '0' && c <= '9':
		return digits, 1
	case c == ' ' || c >= '\t' && c <= '\r':
		return sign, 0
	case c < utf8.RuneSelf:
		return sign, 1
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case text.IsHan(r):
		return han, n
	case unicode.IsSpace(r):
		return sign, 0
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return word, n
	}
	return sign, n
}

// s is the folded text of token i, "" beyond the ends.
func (r *reader) s(i int) string {
	if i < 0 || i >= len(r.toks) {
		return ""
	}
	return r.folded[r.toks[i].start:r.toks[i].end]
}

// is tells whether token i has a class.
func (r *reader) is(i int, c class) bool { return i >= 0 && i < len(r.toks) && r.toks[i].class == c }

// close tells whether token i stands right behind the one before it.
func (r *reader) close(i int) bool { return i > 0 && i < len(r.toks) && !r.toks[i].gap }

// text is the folded text of tokens [i, j).
func (r *reader) text(i, j int) string {
	if i >= j {
		return ""
	}
	return r.folded[r.toks[i].start:r.toks[j-1].end]
}

// any tells whether token i is one of words.
func (r *reader) any(i int, words ...string) bool {
	s := r.s(i)
	if s == "" {
		return false
	}
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false
}

// longestEntry is how many bytes the longest entry of a table has.
const longestEntry = 26

// longest finds the longest entry of a table that stands at token i, over at
// most 6 tokens, and where it ends; j is i when none does. Entries have single
// blanks between words.
func longest[T any](r *reader, table map[string]T, i int) (found T, j int) {
	j = i
	last := min(len(r.toks), i+6)
	for end := i + 1; end <= last && r.toks[end-1].end-r.toks[i].start <= longestEntry; end++ {
		if v, ok := table[r.text(i, end)]; ok {
			found, j = v, end
		}
	}
	return found, j
}

// span maps tokens [i, j) to bytes of the text.
func (r *reader) span(i, j int) (start, end int) {
	s := text.Original(r.at, r.toks[i].start, r.toks[j-1].end)
	return s.Start, s.End
}

// original is what was written for tokens [i, j).
func (r *reader) original(i, j int) string {
	start, end := r.span(i, j)
	return r.src[start:end]
}

// hit is a value over tokens [i, j): its readings, best first, and how surely
// the words mean such a value. No readings with reason set means that the
// words have the form but name nothing (30 February).
type hit struct {
	i, j   int
	values []Value
	sure   float64
	reason string
}

func one(i, j int, v Value, sure float64) hit {
	return hit{i: i, j: j, values: []Value{v}, sure: sure}
}

func (h hit) ok() bool { return h.j > h.i }
