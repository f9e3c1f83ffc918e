package machine

import (
	"slices"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// affirm is a yes to whatever is open.
func (w *walker) affirm(c *Command) {
	q := w.s.Open
	if q == nil {
		w.notHere(c, WhyNoQuestion)
		return
	}
	switch q.Kind {
	case AskSlot:
		w.yesNo(c, true)
	case AskConfirm:
		w.confirmed(c)
	case AskItem:
		w.applied(c)
		w.nextItem("done")
	case AskSolved:
		w.applied(c)
		w.solved()
	case AskHandoff:
		w.applied(c)
		w.toPerson(orElse(q.Why, WhyAsked))
	case AskCancel:
		w.applied(c)
		w.cancel(q.Why, true)
	default:
		w.unclear(c)
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// deny is a no to whatever is open.
func (w *walker) deny(c *Command) {
	q := w.s.Open
	if q == nil {
		w.notHere(c, WhyNoQuestion)
		return
	}
	switch q.Kind {
	case AskSlot:
		w.yesNo(c, false)
	case AskConfirm:
		w.denied(c)
	case AskChange:
		w.applied(c)
		if !w.moved {
			w.cancel(string(CmdCancel), false)
		}
	case AskItem:
		w.stuck(c)
	case AskSolved:
		w.applied(c)
		w.unsolved()
	case AskHandoff:
		w.applied(c)
		w.lift()
	case AskCancel:
		w.applied(c)
		w.lift()
		w.sayKey(KeyGoesOn, args{"title": w.p.Title})
	}
}

// yesNo is a yes or no while a value is asked for: a yes-or-no slot takes it,
// a no ends a list or leaves an optional slot empty; else it is no answer.
func (w *walker) yesNo(c *Command, yes bool) {
	slot := w.openSlot()
	if slot == nil {
		w.applied(c) // the same message answered it
		return
	}
	q := w.s.Open
	if q.Field != "" {
		w.yesNoField(c, slot, q, yes)
		return
	}
	switch {
	case slot.Spec.Kind == value.YesNo:
		w.answer(c, slot, value.NewYesNo(yes))
	case !yes && (slot.Optional || slot.Spec.OrNone):
		w.answer(c, slot, value.Value{})
	default:
		w.unclear(c)
	}
}

func (w *walker) yesNoField(c *Command, slot *process.Slot, q *Question, yes bool) {
	i := slices.IndexFunc(slot.Spec.Fields, func(f value.Field) bool { return f.Name == q.Field })
	field := &slot.Spec.Fields[i]
	switch {
	case field.Spec.Kind == value.YesNo:
		w.answerField(c, slot, q.Field, value.NewYesNo(yes))
	case !yes && len(q.Row) == 0:
		w.endList(c, slot)
	case !yes && (field.Optional || field.Spec.OrNone):
		w.answerField(c, slot, q.Field, value.Value{})
	case yes && len(q.Row) == 0 && w.s.Slots[slot.Name].More:
		w.applied(c)
		w.reask = true
	default:
		w.unclear(c)
	}
}

func (w *walker) answerField(c *Command, slot *process.Slot, field string, v value.Value) {
	w.setField(&Command{Kind: c.Kind, N: c.N, Text: c.Text, Slot: slot.Name + "." + field, Value: v})
}

// answer sets the open slot.
func (w *walker) answer(c *Command, slot *process.Slot, v value.Value) {
	w.change([]edit{{cmd: c, slot: slot, to: v}}, "said")
}

func (w *walker) unclear(c *Command) {
	w.refuse(c, WhyUnclear)
	switch q := w.s.Open; {
	case lies(q):
	case q.Kind == AskSlot:
		w.sayKey(KeyUnclear, args{"label": w.openLabel("")})
	default:
		w.sayKey(KeyRefused+WhyUnclear, nil)
	}
	w.missed = true
}

// choose picks the n-th of what is open, or a runbook's item by its number.
func (w *walker) choose(c *Command) {
	if c.Slot != "" {
		w.goToItem(c)
		return
	}
	q := w.s.Open
	if q == nil || len(q.Options) == 0 {
		w.notHere(c, WhyNoChoice)
		return
	}
	if c.N < 1 || c.N > len(q.Options) {
		w.refuseSaying(c, WhyNoChoice, nil)
		w.missed = true
		return
	}
	key := q.Options[c.N-1]
	if q.Kind == AskItem {
		w.applied(c)
		w.jump(key)
		return
	}
	slot := w.openSlot()
	switch {
	case slot == nil:
		w.applied(c)
	case q.Field != "":
		i := slices.IndexFunc(slot.Spec.Fields, func(f value.Field) bool { return f.Name == q.Field })
		w.answerField(c, slot, q.Field, value.Value{Kind: slot.Spec.Fields[i].Spec.Kind, Text: key})
	default:
		w.answer(c, slot, value.Value{Kind: slot.Spec.Kind, Text: key})
	}
}

// overItem tells whether a person is offered at a runbook's item, which "done"
// and "skip" are then about.
func overItem(q *Question) bool {
	return q.Kind == AskHandoff && q.Under != nil && q.Under.Kind == AskItem
}

// skip leaves an optional slot empty, or a runbook's item undone.
func (w *walker) skip(c *Command) {
	q := w.s.Open
	switch {
	case q == nil:
		w.notHere(c, WhyNoQuestion)
	case q.Kind == AskItem || overItem(q):
		w.applied(c)
		w.nextItem("skipped")
	case w.skipSlot(c):
	case q.Kind == AskSlot && w.openSlot() != nil:
		w.refuse(c, WhyNeeded)
		w.sayKey(KeyCannotSkip, args{"label": w.label(q.Slot)})
		w.reask = true
	default:
		w.notHere(c, WhyNotHere)
	}
}

// skipSlot leaves what is asked for empty when that is allowed.
func (w *walker) skipSlot(c *Command) bool {
	slot := w.openSlot()
	if slot == nil {
		return false
	}
	q := w.s.Open
	if q.Field == "" {
		if !slot.Optional && !slot.Spec.OrNone {
			return false
		}
		w.answer(c, slot, value.Value{})
		return true
	}
	if len(q.Row) == 0 && (len(w.s.Slots[slot.Name].Value.Rows) > 0 || slot.Optional) {
		return w.endList(c, slot)
	}
	for _, f := range slot.Spec.Fields {
		if f.Name == q.Field && (f.Optional || f.Spec.OrNone) {
			w.answerField(c, slot, q.Field, value.Value{})
			return true
		}
	}
	return false
}

// unknown is "I don't know": what may stay empty does, else it is explained
// and a person is offered.
func (w *walker) unknown(c *Command) {
	q := w.s.Open
	switch {
	case q == nil:
		w.notHere(c, WhyNoQuestion)
	case q.Kind == AskItem:
		w.stuck(c)
	case w.skipSlot(c):
	default:
		w.applied(c)
		w.sayWhy(q)
		if lies(q) {
			w.reask = true
			return
		}
		w.lay(Question{Kind: AskHandoff, Why: WhyAsked})
	}
}

// isDone ends a list, an item of a runbook, or the search for a change.
func (w *walker) isDone(c *Command) {
	q := w.s.Open
	if q == nil {
		w.notHere(c, WhyNoQuestion)
		return
	}
	slot := w.openSlot()
	switch {
	case q.Kind == AskItem && c.Text == "solved":
		w.applied(c)
		w.s.Cursor.Done = append(w.s.Cursor.Done, q.Field)
		w.solved()
	case q.Kind == AskItem || overItem(q):
		w.applied(c)
		w.nextItem("done")
	case q.Kind == AskSolved:
		w.applied(c)
		w.solved()
	case slot != nil && q.Field != "":
		w.endList(c, slot)
	case q.Kind == AskChange:
		w.applied(c)
		delete(w.s.Records, q.Path) // nothing is to be changed: asked again as it is
	default:
		w.notHere(c, WhyNotHere)
	}
}

// stuck is "this doesn't work": the ways that the item names, else a person.
func (w *walker) stuck(c *Command) {
	q := w.s.Open
	switch {
	case q == nil:
		w.notHere(c, WhyNoQuestion)
	case q.Kind == AskItem:
		w.applied(c)
		w.stuckAtItem(q)
	case q.Kind == AskSolved:
		w.applied(c)
		w.unsolved()
	case lies(q):
		w.applied(c)
		w.toPerson(orElse(q.Why, WhyAsked))
	default:
		w.applied(c)
		w.lay(Question{Kind: AskHandoff, Why: WhyAsked})
	}
}

// back takes the named or the last answer out, so that it is asked again.
func (w *walker) back(c *Command, tell bool) {
	if c.Slot == "" && w.itemBack() {
		w.tellApplied(c, tell)
		return
	}
	name := c.Slot
	if name == "" {
		name = w.lastAnswered()
	}
	if name == "" && w.lastAnswered() == "" && w.s.Open != nil && w.s.Open.Kind == AskItem {
		w.refuse(c, WhyNotHere)
		w.sayKey(KeyFirstItem, nil)
		w.reask = true
		return
	}
	have, ok := w.s.Slots[name]
	slot := w.slotOf(name)
	if slot == nil || !ok {
		w.notHere(c, WhyNotHere)
		return
	}
	w.tellApplied(c, tell)
	w.lift()
	delete(w.s.Slots, name)
	if slot.Default != nil {
		w.s.Slots[name] = Slot{Source: "back", Seq: w.ev.Seq, Needed: have.Needed}
	}
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		st := w.stepAt(path)
		if rec.Kind == process.Collect && st != nil && slices.Contains(st.Slots, name) {
			delete(w.s.Records, path)
		}
	}
	w.s.Open = nil
	w.sayKey(KeyAgain, args{"label": w.label(name)})
}

func (w *walker) tellApplied(c *Command, tell bool) {
	if tell {
		w.applied(c)
	}
}

// lastAnswered is the slot that was answered last, "" when there is none.
func (w *walker) lastAnswered() string {
	best := ""
	for i := range w.p.Slots {
		name := w.p.Slots[i].Name
		have, ok := w.s.Slots[name]
		if !ok || have.Source == "default" || have.Source == "back" || have.Source == "context" {
			continue
		}
		if best == "" || have.Seq >= w.s.Slots[best].Seq {
			best = name
		}
	}
	return best
}
