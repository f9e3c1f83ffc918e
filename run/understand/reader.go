package understand

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// reader is one message being understood.
type reader struct {
	view *View
	msg  string // what is read of the message
	// plain is the message folded, punctuation as blanks, apostrophes dropped,
	// no blanks beside hanzi: what patterns are held against.
	plain string
	// core is plain without what is said for politeness or to fill time.
	core string
	// tokens are made when they are first needed; see words.
	tokens []text.Token
	named  map[string][]mention // by process
	finds  map[findKey][]value.Found
	placed int // files that have a slot
	out    Meaning
}

func newReader(msg string, v *View) *reader {
	r := &reader{view: v, msg: msg}
	if short := clip(msg, MaxRead); len(short) < len(msg) {
		r.msg = short
		r.out.Trace = append(r.out.Trace, Reason{What: "read", Why: "only the first 4000 characters are read", End: len(short)})
	}
	r.plain = plainOf(r.msg)
	r.core = coreOf(r.plain)
	return r
}

// words are the tokens of the message.
func (r *reader) words() []text.Token {
	if r.tokens == nil {
		r.tokens = text.Tokens(r.msg)
	}
	return r.tokens
}

// clip cuts s to at most n characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count := 0
	for i := range s {
		if count == n {
			return s[:i]
		}
		count++
	}
	return s
}

// plainOf folds s to bare words.
func plainOf(s string) string {
	var b strings.Builder
	gap, lastHan := false, false
	for _, c := range text.Fold(s) {
		if c == '\'' || c == '’' || c == '`' {
			continue
		}
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) {
			gap = true
			continue
		}
		han := text.IsHan(c)
		if gap && b.Len() > 0 && !han && !lastHan {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
		gap, lastHan = false, han
	}
	return b.String()
}

var (
	opening = regexp.MustCompile(`^(?:(?:um+|uh+|hmm+|oh|ok|okay|so|well|hey|please|pls|sorry|just|now|then|and|but|actually|can you|can we|can i|could you|could we|could i|may i|i want to|i would like to|i need to|i d like to|id like to|i wanna|let me|lets|let us|usher)(?: |$)|那个|那就|那我|那|嗯+|哦|啊|呃|额|请你|请|麻烦你|麻烦您|麻烦|帮我|我想要|我想|我要|你能不能|能不能|可不可以|给我|对了)`)
	closing = regexp.MustCompile(`(?:(?:^| )(?:please|pls|thanks|thank you|thx|for me|for now|now|then|ok|okay|mate|man)|吧|了|啊|呀|呢|哦|哈|嘛|啦|谢谢您|谢谢你|谢谢|多谢|好吗|好不好|可以吗|行吗|行不行|一下)$`)
)

// coreOf strips what surrounds what is meant, as long as something is left.
func coreOf(plain string) string {
	s := plain
	for range 5 {
		before := s
		for _, re := range []*regexp.Regexp{opening, closing} {
			if at := re.FindStringIndex(s); at != nil && at[1]-at[0] < len(s) {
				s = strings.TrimSpace(s[:at[0]] + s[at[1]:])
			}
		}
		if s == before {
			return s
		}
	}
	return s
}

// typed takes what came from typed controls and what was handed in: canonical
// values to their slots, files to the slots that want one.
func (r *reader) typed() bool {
	top := r.view.Top
	if top == nil || top.Process == nil {
		return false
	}
	any := false
	for i := range top.Process.Slots {
		slot := &top.Process.Slots[i]
		said, ok := r.view.Values[slot.Name]
		if !ok {
			continue
		}
		any = true
		spec := slot.Spec
		spec.OrNone = spec.OrNone || slot.Optional
		v, err := value.Parse(spec, said, r.view.Setting)
		switch {
		case err != nil:
			r.clarify(reasonOf(err), slot.Name)
		case v.IsNone():
			r.add(machine.Command{Kind: machine.CmdSkip, Slot: slot.Name}, said)
		default:
			r.put(slot.Name, v, nil, said)
		}
	}
	return r.files() || any
}

// files gives each file to a slot: the open one first, then the empty ones in
// order, then, when it is the only one, one that is filled.
func (r *reader) files() bool {
	if len(r.view.Files) == 0 {
		return false
	}
	slots := r.fileSlots()
	for i, f := range r.view.Files {
		if i >= len(slots) {
			r.out.Trace = append(r.out.Trace, Reason{What: "typed", Why: "no slot of the open run wants the file " + clip(f.Name, 80)})
			break
		}
		r.put(slots[i], value.NewFile(f), nil, f.Name)
		r.placed++
	}
	return len(slots) > 0
}

func (r *reader) fileSlots() []string {
	top := r.view.Top
	var open, empty, full []string
	for i := range top.Process.Slots {
		slot := &top.Process.Slots[i]
		q := top.State.Open
		switch {
		case slot.Spec.Kind != value.FileKind:
		case q != nil && q.Slot == slot.Name:
			open = append(open, slot.Name)
		case !r.filled(slot.Name):
			empty = append(empty, slot.Name)
		default:
			full = append(full, slot.Name)
		}
	}
	if len(open)+len(empty) == 0 {
		return full[:min(1, len(full))]
	}
	return append(open, empty...)
}

// filled tells whether the run on top has a value for a slot.
func (r *reader) filled(name string) bool {
	top := r.view.Top
	return top != nil && !top.State.Slots[name].Value.IsNone()
}

// put sets or corrects a slot of the run on top.
func (r *reader) put(slot string, v value.Value, span *[2]int, words string) {
	c := machine.Command{Kind: machine.CmdSet, Slot: slot, Value: v, Span: span}
	if r.filled(slot) {
		c.Kind = machine.CmdCorrect
	}
	r.add(c, words)
}

// notA are the reasons that say no more than that something is no value of a
// kind; the others say why.
var notA = map[string]value.Kind{
	value.NoSuchChoice: value.Choice, value.NotYesOrNo: value.YesNo, value.BadEmail: value.Email, value.BadPhone: value.Phone,
	value.BadURL: value.URL, value.BadID: value.ID, value.FileNeeded: value.FileKind, value.BadList: value.List,
}

// reasonOf is the reason of a reading error, as a sentence of package say is
// called: not_a_date, no_such_date, other_currency …
func reasonOf(err error) string {
	if e := (*value.ReadError)(nil); errors.As(err, &e) {
		if kind, ok := notA[e.Reason]; ok {
			return "not_a_" + string(kind)
		}
		return e.Reason
	}
	return "unclear"
}

// tail is the end of s, folded, at most n bytes before folding.
func tail(s string, n int) string {
	if len(s) > n {
		s = s[len(s)-n:]
		for s != "" && !utf8.RuneStart(s[0]) {
			s = s[1:]
		}
	}
	return text.Fold(s)
}

// head is the beginning of s, folded, at most n bytes before folding.
func head(s string, n int) string {
	if len(s) > n {
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	return text.Fold(s)
}
