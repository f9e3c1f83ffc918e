package value

import (
	"slices"
	"strings"

	"github.com/usher-dev/usher/language/text"
)

// Read reads a whole message as the answer to an open question for a Spec. It
// is lenient: words around the value ("it was on the 3rd I think", 大概38块吧), a
// place in the list for a choice ("the second one", 第二个, "2"), bare numbers,
// slips of the pen in the words of a choice. For a text it takes all that was
// said, trimmed. Where the Spec allows none, "no", 没有 and the like are none.
// The error is a *ReadError.
func Read(spec Spec, s string, in Setting) (Found, error) {
	trimmed := strings.TrimSpace(s)
	start := strings.Index(s, trimmed)
	whole := Found{Start: start, End: start + len(trimmed), Sure: 1}
	switch {
	case trimmed == "":
		return Found{}, readError(spec.Kind, NothingSaid, s)
	case len(s) > MaxLength:
		return Found{}, readError(spec.Kind, TooLong, s)
	case spec.OrNone && ReadNone(trimmed):
		return whole, nil
	}
	switch spec.Kind {
	case Text:
		whole.Value = NewText(trimmed)
		return whole, nil
	case FileKind, Record:
		return Found{}, readError(spec.Kind, missing(spec.Kind), trimmed)
	case List:
		return readList(spec, s, in)
	}
	return readScalar(spec, s, trimmed, whole, in)
}

func readScalar(spec Spec, s, trimmed string, whole Found, in Setting) (Found, error) {
	if !IsKind(spec.Kind) {
		return Found{}, readError(spec.Kind, UnknownKind, trimmed)
	}
	if v, err := Parse(spec, trimmed, in); err == nil && spec.Kind != Choice {
		whole.Value = v
		return whole, nil
	}
	r := newReader(spec, s, in, true)
	if v, ok := canonicalID(spec.Pattern, narrow(trimmed)); ok && spec.Kind == ID {
		whole.Value = v
		return whole, nil
	}
	hits := r.hits()
	f, err := r.choose(hits, trimmed)
	if err != nil && spec.Kind == Choice {
		if place := r.choicePlace(); place > 0 && len(r.found(hits)) == 0 {
			whole.Value, whole.Sure = NewChoice(spec.Options[place-1].Key), 0.9
			return whole, nil
		}
	}
	return f, err
}

// leastSure is how sure a value must be to be an answer when other words stand
// around it.
const leastSure = 0.2

// choose takes the one value that a text means.
func (r *reader) choose(hits []hit, said string) (Found, error) {
	found := slices.DeleteFunc(r.found(hits), func(f Found) bool {
		return f.Sure < leastSure && f.End-f.Start < len(said)
	})
	if len(found) == 0 {
		for _, h := range hits {
			if h.reason != "" {
				return Found{}, readError(r.spec.Kind, h.reason, said)
			}
		}
		var suggest []string
		if r.spec.Kind == Choice {
			suggest = optionKeys(r.spec)
		}
		return Found{}, readError(r.spec.Kind, missing(r.spec.Kind), said, suggest...)
	}
	best := surest(r.affirmed(found))
	f := best[0]
	if len(best) > 1 {
		return Found{}, readError(r.spec.Kind, Ambiguous, said, canonicals(best)...)
	}
	if r.spec.Kind == Choice && len(f.Others) > 0 {
		return Found{}, readError(Choice, Ambiguous, said, canonicals(append([]Found{f}, foundOf(f.Others)...))...)
	}
	if err := Check(r.spec, f.Value, r.in); err != nil {
		return Found{}, err
	}
	if f.Sure < 0.9 && f.Start == 0 && f.End == len(r.src) {
		f.Sure = 0.9 // nothing else was said
	}
	return f, nil
}

// affirmed drops the values that are said not to be meant ("not 38, 48",
// 不是38,是48), unless nothing would be left.
func (r *reader) affirmed(found []Found) []Found {
	var out []Found
	for _, f := range found {
		before := strings.TrimRight(text.Fold(r.src[max(0, f.Start-24):f.Start]), " :,")
		negated := false
		for _, w := range []string{"not", "not on", "not at", "isn't", "wasn't", "不是", "别", "不要", "instead of", "rather than"} {
			negated = negated || strings.HasSuffix(before, w)
		}
		if !negated {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return found
	}
	return out
}

// surest keeps the findings that are about as sure as the surest, one for each
// value.
func surest(found []Found) []Found {
	top := slices.MaxFunc(found, func(a, b Found) int { return int(1000*a.Sure) - int(1000*b.Sure) })
	var out []Found
	for _, f := range found {
		if f.Sure >= top.Sure-0.2 && !slices.ContainsFunc(out, func(o Found) bool { return Equal(o.Value, f.Value) }) {
			out = append(out, f)
		}
	}
	return out
}

func foundOf(values []Value) []Found {
	out := make([]Found, len(values))
	for i, v := range values {
		out[i] = Found{Value: v}
	}
	return out
}

func canonicals(found []Found) []string {
	out := make([]string, len(found))
	for i, f := range found {
		out[i] = f.Value.String()
	}
	return out
}
