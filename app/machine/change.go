package machine

import (
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// edit is one value that is to be set.
type edit struct {
	cmd  *Command // nil: nobody is told whether it was applied
	slot *process.Slot
	to   value.Value
	why  string // why it was refused, "" while it was not
}

// edits turns set and correct commands into edits; those that name no slot are
// refused, those of an open list row are carried out at once.
func (w *walker) edits(commands []Command, tell bool) []edit {
	var list []edit
	for i := range commands {
		c := &commands[i]
		if c.Kind != CmdSet && c.Kind != CmdCorrect {
			continue
		}
		if w.isField(c) {
			w.setField(c)
			continue
		}
		slot := w.slotOf(c.Slot)
		switch {
		case slot != nil:
			e := edit{slot: slot, to: c.Value}
			if tell {
				e.cmd = c
			}
			list = append(list, e)
		case w.isContext(c.Slot):
			w.refuseSaying(c, WhyFixed, args{"label": w.label(c.Slot)})
		default:
			w.refuseSaying(c, WhyNoSlot, nil)
			w.missed = true
		}
	}
	return list
}

func (w *walker) isContext(name string) bool {
	for i := range w.p.Context {
		if w.p.Context[i].Name == name {
			return true
		}
	}
	return false
}

// change sets several values at once: each must pass its check with all the
// others in place; one that does not keeps its old value.
func (w *walker) change(edits []edit, source string) {
	edits = w.lastOnly(edits)
	old := map[string]Slot{}
	for i := range edits {
		w.stage(&edits[i], old, source)
	}
	for again := true; again; {
		again = false
		for i := range edits {
			again = w.unstage(&edits[i], old) || again
		}
	}
	for i := range edits {
		if have, ok := w.s.Slots[edits[i].slot.Name]; ok && edits[i].why == "" {
			have.Deps = w.deps(slotReads(edits[i].slot))
			w.s.Slots[edits[i].slot.Name] = have
		}
	}
	w.report(edits, old, source)
}

// lastOnly keeps the last of several values for one slot.
func (w *walker) lastOnly(edits []edit) []edit {
	last := map[string]int{}
	for i, e := range edits {
		last[e.slot.Name] = i
	}
	kept := edits[:0]
	for i, e := range edits {
		switch {
		case last[e.slot.Name] == i:
			kept = append(kept, e)
		case e.cmd != nil:
			w.refuse(e.cmd, WhyAnswered)
		}
	}
	return kept
}

func (w *walker) stage(e *edit, old map[string]Slot, source string) {
	name := e.slot.Name
	if e.why = w.fits(e.slot, e.to); e.why != "" {
		return
	}
	have := w.s.Slots[name]
	if _, ok := old[name]; !ok {
		old[name] = have
	}
	said := ""
	if e.cmd != nil {
		said = e.cmd.Text
	}
	w.s.Slots[name] = Slot{
		Value: e.to, Empty: e.to.IsNone(), Source: source, Said: said, Seq: w.ev.Seq, Needed: have.Needed,
	}
}

// unstage puts the old value back when the new one does not pass; it tells
// whether it did. A check that can't be computed is looked at when its slot is
// come to.
func (w *walker) unstage(e *edit, old map[string]Slot) bool {
	if e.why != "" || e.to.IsNone() {
		return false
	}
	if ok, err := w.holds(e.slot, e.to); ok || err != nil {
		return false
	}
	e.why = WhyCheck
	if was, name := old[e.slot.Name], e.slot.Name; was.Seq != 0 {
		w.s.Slots[name] = was
	} else {
		delete(w.s.Slots, name)
	}
	return true
}

// report tells what was applied, what was refused and what changed.
func (w *walker) report(edits []edit, old map[string]Slot, source string) {
	var changed []edit
	for _, e := range edits {
		if e.why != "" {
			w.wrongEdit(e)
			continue
		}
		if e.cmd != nil {
			w.applied(e.cmd)
		}
		w.moved = true
		if was := old[e.slot.Name]; !was.Value.IsNone() && !value.Equal(was.Value, e.to) && !was.More {
			changed = append(changed, e)
		}
	}
	if w.moved && source != "begin" {
		w.answersChange()
	}
	w.sayChanged(changed, old)
}

// answersChange: a change answers "what is to be changed?" and whatever
// question lies over the rest.
func (w *walker) answersChange() {
	again := w.reask
	w.lift()
	w.reask = again
	if w.s.Open != nil {
		w.s.Open.Misses = 0
	}
	for _, path := range w.paths() {
		if rec := w.s.Records[path]; rec.State == StateDenied || rec.State == StateSentBack {
			delete(w.s.Records, path)
		}
	}
}

func (w *walker) sayChanged(changed []edit, old map[string]Slot) {
	switch len(changed) {
	case 0:
	case 1:
		e := changed[0]
		w.sayKey(KeyChanged, args{
			"label": w.label(e.slot.Name), "old": w.show(old[e.slot.Name].Value, &e.slot.Spec),
			"new": w.show(e.to, &e.slot.Spec),
		})
	default:
		w.sayKey(KeyChangedMany, args{"changes": w.eachLanguage(func(lang string) string {
			return w.changesIn(lang, changed, old)
		})})
	}
}

func (w *walker) changesIn(lang string, changed []edit, old map[string]Slot) string {
	parts := make([]string, len(changed))
	colon, semicolon := ": ", "; "
	if strings.HasPrefix(lang, "zh") {
		colon, semicolon = "：", "；"
	}
	for i, e := range changed {
		was, is := w.show(old[e.slot.Name].Value, &e.slot.Spec), w.show(e.to, &e.slot.Spec)
		parts[i] = w.label(e.slot.Name).In(lang, w.env.Languages...) + colon + was.In(lang) + " → " + is.In(lang)
	}
	return strings.Join(parts, semicolon)
}

// wrongEdit refuses a value; it counts as a miss when its slot was asked for.
func (w *walker) wrongEdit(e edit) {
	if e.cmd != nil {
		w.refuse(e.cmd, e.why)
	}
	switch e.why {
	case WhyCheck:
		w.sayWrong(e.slot, e.to, KeyWrongValue)
	case WhyNeeded:
		w.sayKey(KeyCannotSkip, args{"label": w.label(e.slot.Name)})
	default:
		w.sayKey(KeyNotA+string(e.slot.Spec.Kind), args{"label": w.label(e.slot.Name)})
	}
	w.reask = true
	if q := w.s.Open; q != nil && q.Kind == AskSlot && q.Slot == e.slot.Name {
		w.missed = true
	}
}

// applyPending makes the changes that waited for a call to end.
func (w *walker) applyPending() {
	if len(w.s.Pending) == 0 || w.s.Ending != "" || w.inFlight() != "" {
		return
	}
	pending := w.s.Pending
	w.s.Pending = nil
	w.change(w.edits(pending, false), "said")
	for i := range pending {
		if pending[i].Kind == CmdBack {
			w.back(&pending[i], false)
		}
	}
}
