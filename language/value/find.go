package value

import (
	"slices"
	"strings"

	"github.com/usher-dev/usher/language/text"
)

// maxFound bounds how many values are taken from one text.
const maxFound = 500

// Find returns all values of a Spec that stand in running text, without
// overlap, from left to right; offsets are bytes of s on rune boundaries. Sure
// is honest: a bare number is a weak money (at most 0.4). Money in a currency
// that the Spec does not take is found too, so that it can be refused with
// words. Texts, files, lists and records are never found. Of a text longer
// than MaxLength the rest is not looked at.
func Find(spec Spec, s string, in Setting) []Found {
	r := newReader(spec, cut(s), in, false)
	return r.found(r.hits())
}

func cut(s string) string {
	if len(s) <= MaxLength {
		return s
	}
	return strings.ToValidUTF8(s[:MaxLength], "")
}

// hits lists what is found, with spans as bytes of the folded text.
func (r *reader) hits() []hit {
	switch r.spec.Kind {
	case Number:
		return r.scan(r.number)
	case Money:
		return r.scan(r.money)
	case Date:
		return r.scan(r.date)
	case Time:
		return r.scan(r.clock)
	case Duration:
		return r.scan(r.duration)
	case Choice:
		return r.findChoices()
	case YesNo:
		return r.findYesNo()
	case Email:
		return r.findEmails()
	case Phone:
		return r.findPhones()
	case URL:
		return r.findURLs()
	case ID:
		return r.findIDs()
	}
	return nil
}

// scan tries a form at each token and goes on behind what it took.
func (r *reader) scan(form func(int) hit) []hit {
	var out []hit
	for i := 0; i < len(r.toks) && len(out) < maxFound; {
		h := form(i)
		if !h.ok() {
			i++
			continue
		}
		i = h.j
		h.i, h.j = r.toks[h.i].start, r.toks[h.j-1].end
		out = append(out, h)
	}
	return out
}

// findYesNo finds one answer: the whole text, or its first clause.
func (r *reader) findYesNo() []hit {
	end := len(r.folded)
	for range 2 {
		if yes, sure := ReadYesNo(r.folded[:end]); sure {
			certain := 0.95
			if end < len(r.folded) {
				certain = 0.8
			}
			return []hit{one(0, end, NewYesNo(yes), certain)}
		}
		end = strings.IndexAny(r.folded, ",.!?;。!?;、\n")
		if end <= 0 {
			break
		}
	}
	return nil
}

// found maps hits back to the text that was given.
func (r *reader) found(hits []hit) []Found {
	var out []Found
	last := 0
	for _, h := range hits {
		if len(h.values) == 0 || h.j <= h.i {
			continue
		}
		span := text.Original(r.at, h.i, h.j)
		if span.Start < last && len(out) > 0 {
			continue
		}
		last = span.End
		out = append(out, Found{
			Start: span.Start, End: span.End, Value: h.values[0],
			Others: slices.Clone(h.values[1:]), Sure: h.sure,
		})
		if len(out) == maxFound {
			break
		}
	}
	return out
}
