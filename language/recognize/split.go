package recognize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
)

// maxCuts bounds how many places of a message are tried.
const maxCuts = 8

// joints are the words that can join two requests.
var joints = struct {
	words map[string]bool
	han   []string
}{
	words: map[string]bool{"and": true, "also": true, "then": true, "plus": true},
	han:   []string{"另外", "顺便", "还有", "然后", "并且", "同时", "再", "还想", "也想"},
}

// Split finds several requests in one message: it returns the span of each,
// without what joins them, where the parts are recognised for sure as
// different classes; else one span over the whole of s.
func (r *Recognizer) Split(s string) []text.Span {
	whole := []text.Span{{Start: 0, End: len(s)}}
	if len(s) > maxMessage {
		return whole
	}
	cuts := cutsOf(s)
	if len(cuts) == 0 {
		return whole
	}
	var out []text.Span
	start, last := 0, ""
	for i, cut := range cuts {
		if cut.Start < start {
			continue
		}
		left := trim(s, text.Span{Start: start, End: cut.Start})
		class := r.sure(s, left)
		if class == "" || class == last {
			continue
		}
		if !r.sureOther(s, cuts, i, class) {
			continue
		}
		out = append(out, left)
		start, last = cut.End, class
	}
	if len(out) == 0 {
		return whole
	}
	return append(out, trim(s, text.Span{Start: start, End: len(s)}))
}

// sure is the class that a part of s is recognised as for sure, else "".
func (r *Recognizer) sure(s string, part text.Span) string {
	if part.End <= part.Start {
		return ""
	}
	res := r.Recognize(s[part.Start:part.End])
	if res.Band != Act {
		return ""
	}
	return res.Ranked[0].ID
}

// sureOther tells whether what follows cut i, up to a later cut or the end,
// surely means another class.
func (r *Recognizer) sureOther(s string, cuts []text.Span, i int, class string) bool {
	from := cuts[i].End
	for _, next := range cuts[i+1:] {
		if next.Start <= from {
			continue
		}
		if c := r.sure(s, trim(s, text.Span{Start: from, End: next.Start})); c != "" {
			return c != class
		}
	}
	c := r.sure(s, trim(s, text.Span{Start: from, End: len(s)}))
	return c != "" && c != class
}

// cutsOf lists the places where s may be cut, each with what joins there.
func cutsOf(s string) []text.Span {
	var out []text.Span
	add := func(start, end int) {
		if n := len(out); n > 0 && strings.Trim(s[out[n-1].End:start], " \t\r\n") == "" {
			out[n-1].End = end
			return
		}
		if len(out) < maxCuts {
			out = append(out, text.Span{Start: start, End: end})
		}
	}
	for i := 0; i < len(s); {
		n := jointAt(s, i)
		if n > 0 {
			add(i, i+n)
			i += n
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return out
}

// jointAt is the length of the joint that begins at byte i of s, or 0.
func jointAt(s string, i int) int {
	c, size := utf8.DecodeRuneInString(s[i:])
	if strings.ContainsRune(";；。!！?？,，、\n", c) || c == '.' && (i+size == len(s) || s[i+size] == ' ') {
		return size
	}
	for _, h := range joints.han {
		if strings.HasPrefix(s[i:], h) {
			return len(h)
		}
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	if !unicode.IsLetter(c) || i > 0 && unicode.IsLetter(before) && !unicode.Is(unicode.Han, before) {
		return 0
	}
	end := i
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z') {
		end++
	}
	if joints.words[strings.ToLower(s[i:end])] {
		return end - i
	}
	return 0
}

// trim drops blanks and punctuation from both ends of a part of s.
func trim(s string, p text.Span) text.Span {
	loose := func(c rune) bool {
		return unicode.IsSpace(c) || strings.ContainsRune(",;.，；。、!！", c)
	}
	if p.End < p.Start {
		p.End = p.Start
	}
	part := s[p.Start:p.End]
	p.Start += len(part) - len(strings.TrimLeftFunc(part, loose))
	part = s[p.Start:p.End]
	p.End -= len(part) - len(strings.TrimRightFunc(part, loose))
	return p
}
