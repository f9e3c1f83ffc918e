package understand

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// candidate is a value that a part of a message may have for a slot.
type candidate struct {
	slot       string
	order      int // of the slot in its process
	value      value.Value
	start, end int // bytes of the message
	sure       float64
	named      bool // the slot's name stands beside it
}

// search says where values are looked for and what speaks for which slot.
type search struct {
	process *process.Process
	state   machine.State
	part    text.Span // of the message
	// boost adds to the sureness of all values for a slot; slots that are not in
	// it are not filled unless they are named.
	boost map[string]float64
	least float64 // sureness from which a value is taken
}

// extract gives each value in a part of the message to at most one slot and
// each slot at most one value, the surest first.
func (r *reader) extract(s search) []candidate {
	all := r.candidates(s)
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.sure, a.sure), cmp.Compare(a.start, b.start), cmp.Compare(a.order, b.order))
	})
	var out []candidate
	for _, c := range all {
		if c.sure < s.least || slices.ContainsFunc(out, func(o candidate) bool {
			return o.slot == c.slot || c.start < o.end && o.start < c.end
		}) {
			continue
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(a.start, b.start) })
	return out
}

// maxSlots bounds for how many slots values are looked for in one message.
const maxSlots = 200

func (r *reader) candidates(s search) []candidate {
	names := r.mentions(s.process)
	surest := r.forms(s.part)
	var out []candidate
	for i := range s.process.Slots[:min(maxSlots, len(s.process.Slots))] {
		slot := &s.process.Slots[i]
		boost, wanted := s.boost[slot.Name]
		for _, c := range append(r.found(s, slot, names), r.lasting(s, slot)...) {
			c.order = i
			if !wanted && !c.named || r.negated(c.start) || overruled(surest, slot.Spec.Kind, c) {
				continue
			}
			c.sure += boost
			out = append(out, c)
		}
	}
	return out
}

// found lists what a part of the message has for one slot, with what its name
// and the words around say for or against.
func (r *reader) found(s search, slot *process.Slot, names []mention) []candidate {
	if slot.Spec.Kind == value.Text {
		return r.texts(s.part, slot, names)
	}
	if slot.Spec.Kind == value.YesNo {
		return r.wishesFor(s.part, slot, names)
	}
	in := r.setting(slot, s.state)
	part := r.msg[s.part.Start:s.part.End]
	var out []candidate
	for _, f := range r.findIn(s.part, part, slot.Spec, in) {
		c := candidate{slot: slot.Name, value: f.Value, start: s.part.Start + f.Start, end: s.part.Start + f.End, sure: f.Sure}
		if value.Check(slot.Spec, f.Value, in) != nil {
			continue
		}
		if slot.Spec.Kind == value.Number && s.boost[slot.Name] < openBoost && r.article(c) {
			c.sure = min(c.sure, 0.15)
		}
		if who := r.namedBy(names, c.start, c.end); who != "" {
			c.named = who == slot.Name
			if c.named {
				c.sure += namedBoost
			} else if compatible(s.process, who, slot.Spec.Kind) {
				c.sure -= 0.4
			} else if c.sure < 0.9 {
				c.sure -= 0.2
			}
		}
		if !c.named && r.countedIn(slot, c) {
			c.named = true
			c.sure += namedBoost
		}
		side := r.side(slot, c)
		c.named = c.named || side > 0
		c.sure += side + r.paid(slot, c)
		out = append(out, c)
	}
	return out
}

var articles = regexp.MustCompile(`^(?:一|1)$|^(?i:one|a|an)$`)

// article tells whether a number is no more than an article: 订一个会议室.
func (r *reader) article(c candidate) bool {
	return articles.MatchString(strings.TrimSpace(strings.Trim(text.Fold(r.msg[c.start:c.end]), "个间次份张笔")))
}

// findKey names a search for values that is the same for many slots.
type findKey struct {
	kind       value.Kind
	start, end int
}

// findIn is find that looks only once for what does not depend on the slot.
func (r *reader) findIn(at text.Span, part string, spec value.Spec, in value.Setting) []value.Found {
	if in.Check != nil || spec.OrNone || spec.Options != nil || spec.Pattern != "" || spec.Currencies != nil {
		return find(spec, part, in)
	}
	key := findKey{spec.Kind, at.Start, at.End}
	found, ok := r.finds[key]
	if !ok {
		if r.finds == nil {
			r.finds = map[findKey][]value.Found{}
		}
		found = find(spec, part, in)
		r.finds[key] = found
	}
	return found
}

// compatible tells whether the slot called name is of a kind.
func compatible(p *process.Process, name string, kind value.Kind) bool {
	for i := range p.Slots {
		if p.Slots[i].Name == name {
			k := p.Slots[i].Spec.Kind
			return k == kind || isAmount(k) && isAmount(kind)
		}
	}
	return false
}

func isAmount(k value.Kind) bool { return k == value.Number || k == value.Money }

// form is a stretch that is surely a value of one kind, whatever slots there are.
type form struct {
	kind       value.Kind
	start, end int
	sure       float64
}

// forms finds what can not be a bare number because it is a date, a time, a
// phone number …
func (r *reader) forms(part text.Span) []form {
	s := r.msg[part.Start:part.End]
	if !numberLike.MatchString(text.Fold(s)) {
		return nil
	}
	var out []form
	for _, kind := range []value.Kind{value.Date, value.Time, value.Money, value.Duration, value.Phone, value.Email, value.URL} {
		for _, f := range value.Find(value.Spec{Kind: kind}, s, r.view.Setting) {
			if f.Sure >= 0.8 {
				out = append(out, form{kind, part.Start + f.Start, part.Start + f.End, f.Sure})
			}
		}
	}
	return out
}

// numberLike is what a message without any can't have a date's or a price's number.
var numberLike = regexp.MustCompile(`[0-9一二三四五六七八九十两半]|\b(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half)\b`)

// overruled tells whether a surer form of another kind covers a number.
func overruled(surest []form, kind value.Kind, c candidate) bool {
	if kind != value.Number && kind != value.Money && kind != value.ID {
		return false
	}
	for _, f := range surest {
		if f.kind != kind && f.start <= c.start && c.end <= f.end && f.sure > c.sure && (kind != value.ID || f.end-f.start > c.end-c.start) {
			return true
		}
	}
	return false
}

// beside are words that may stand between a slot's name and its value.
var beside = regexp.MustCompile(`^[\s:=,"“”'’()（）]*(?:(?:is|was|were|are|be|to|from|at|of|the|a|an|on|for|should be|has to be|must be|by|from|now|about|around|于|是|为|要|得|该|应该|应|就|改|改成|改为|改到|换|换成|调|调成|调到|调整为|变成|变为|填|写|选|算|在|有|大概|大约|共|一共)[\s:=,"“”'’]*){0,4}$`)

// namedBy is the slot whose name stands right before or behind a value, "" when none.
func (r *reader) namedBy(names []mention, start, end int) string {
	best, gap := "", 1000
	for _, m := range names {
		switch {
		case m.end <= start && start-m.end < 40:
			if g := start - m.end; g < gap && beside.MatchString(text.Fold(r.msg[m.end:start])) {
				best, gap = m.slot, g
			}
		case m.start >= end && m.start-end <= 4:
			// "4 seats", 4个人: a name right behind counts as its unit.
			if g := m.start - end + 1; g < gap && strings.Trim(text.Fold(r.msg[end:m.start]), " 个位名") == "" {
				best, gap = m.slot, g
			}
		case m.start >= start && m.end <= end && gap > 1:
			best, gap = m.slot, 1 // the value's own unit
		}
	}
	return best
}

// setting is what values of a slot are read with: candidates are held against
// the slot's check, so that the nearest allowed reading wins.
func (r *reader) setting(slot *process.Slot, state machine.State) value.Setting {
	in := r.view.Setting
	in.Lang = text.Language(r.msg)
	if slot.Check == nil {
		return in
	}
	in.Check = func(v value.Value) bool { return allowed(slot, v, state, r.view.Setting) }
	return in
}

// allowed tells whether a slot's check holds for v; a check that can't be
// computed yet allows all.
func allowed(slot *process.Slot, v value.Value, state machine.State, in value.Setting) bool {
	in.Check = nil
	ok, err := slot.Check.Truth(process.Scope{
		Setting: in,
		Lookup: func(name string) (value.Value, *value.Spec) {
			switch name {
			case slot.Name:
				return v, &slot.Spec
			case "today":
				zone := in.Zone
				if zone == nil {
					return value.NewDate(in.Now.UTC()), nil
				}
				return value.NewDate(in.Now.In(zone)), nil
			}
			if s, ok := state.Slots[name]; ok {
				return s.Value, nil
			}
			return state.Saved[name], nil
		},
	})
	return err != nil || ok
}

var notMeant = regexp.MustCompile(`(?:\bnot|\bnot (?:on|the|a|an|at|for)|instead of|rather than|不是|并非|不要|别|而不是|不再是)\s*$`)

// negated tells whether what begins at start is said not to be meant.
func (r *reader) negated(start int) bool { return notMeant.MatchString(tail(r.msg[:start], 30)) }
