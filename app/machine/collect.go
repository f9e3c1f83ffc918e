package machine

import (
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// collect asks for the first slot of the step that is needed and has no answer.
func (w *walker) collect(st *process.Step) flow {
	rec := w.s.Records[st.Path]
	if rec != nil && sameDeps(rec.Deps, w.collectDeps(st)) {
		return on
	}
	for _, name := range st.Slots {
		slot := w.slotOf(name)
		if slot == nil {
			continue
		}
		if f := w.fill(st, slot); f != on {
			return f
		}
	}
	w.finish(st, w.collectDeps(st), "")
	return on
}

func (w *walker) collectDeps(st *process.Step) map[string]string {
	lists := [][]string{st.Slots}
	for _, name := range st.Slots {
		if slot := w.slotOf(name); slot != nil {
			lists = append(lists, slotReads(slot))
		}
	}
	return w.deps(lists...)
}

// fill brings one slot to an answer: it has one that still holds, is not
// needed, has a default, or is asked for.
func (w *walker) fill(st *process.Step, slot *process.Slot) flow {
	needed := true
	if slot.Needed != nil {
		var err error
		if needed, err = slot.Needed.Truth(w.scope()); err != nil {
			return w.broken(st, err)
		}
	}
	have, ok := w.s.Slots[slot.Name]
	if ok && have.Source != "context" {
		have.Idle = !needed && have.Needed
		have.Needed = have.Needed || needed
		w.s.Slots[slot.Name] = have
	}
	if !needed {
		return on
	}
	if w.hasAnswer(slot.Name) {
		holds, err := w.recheck(slot)
		if err != nil {
			return w.broken(st, err)
		}
		if holds {
			return on
		}
	} else if w.byDefault(slot) {
		return on
	}
	return w.askSlot(st, slot)
}

// hasAnswer tells whether a slot needs no asking.
func (w *walker) hasAnswer(name string) bool {
	slot, ok := w.s.Slots[name]
	return ok && !slot.More && (slot.Empty || !slot.Value.IsNone())
}

// recheck looks again at a value whose check or default reads something that
// changed. A value that no longer holds is taken out, saying so.
func (w *walker) recheck(slot *process.Slot) (bool, error) {
	have := w.s.Slots[slot.Name]
	deps := w.deps(slotReads(slot))
	if have.Empty || have.Source == "context" || sameDeps(have.Deps, deps) {
		return true, nil
	}
	if have.Source == "default" {
		delete(w.s.Slots, slot.Name)
		return w.byDefault(slot), nil
	}
	holds, err := w.holds(slot, have.Value)
	if err != nil {
		return false, err
	}
	if holds {
		have.Deps = deps
		w.s.Slots[slot.Name] = have
		return true, nil
	}
	w.sayWrong(slot, have.Value, KeyNoLonger)
	delete(w.s.Slots, slot.Name)
	return false, nil
}

// holds tells whether a value passes the slot's check. A check that reads a
// name which has no value yet can't be computed and holds until it can.
func (w *walker) holds(slot *process.Slot, v value.Value) (bool, error) {
	if slot.Check == nil {
		return true, nil
	}
	ok, err := slot.Check.Truth(w.scopeWith(slot.Name, v, &slot.Spec))
	if err == nil {
		return ok, nil
	}
	for _, name := range slotReads(slot) {
		if _, known := w.names[topOf(name)]; known && w.resolve(name).IsNone() {
			return true, nil
		}
	}
	return false, err
}

// byDefault fills a slot from its default without a word; a slot whose value
// the person asked to change is asked for.
func (w *walker) byDefault(slot *process.Slot) bool {
	if slot.Default == nil || w.s.Slots[slot.Name].Source == "back" {
		return false
	}
	v, err := slot.Default.Eval(w.scope())
	v = w.given(slot, v)
	if err != nil || v.IsNone() || w.fits(slot, v) != "" {
		return false
	}
	if ok, err := w.holds(slot, v); err != nil || !ok {
		return false
	}
	w.s.Slots[slot.Name] = Slot{
		Value: v, Source: "default", Seq: w.ev.Seq, Needed: true, Deps: w.deps(slotReads(slot)),
	}
	return true
}

// given is a value that comes from elsewhere than a person, as the slot keeps
// it: a column of people.csv is a text and may be written as the slot's kind,
// and what has letters may go into a text. What can't be taken stays as it is.
func (w *walker) given(slot *process.Slot, v value.Value) value.Value {
	switch {
	case v.IsNone() || v.Kind == slot.Spec.Kind:
		return v
	case v.Kind == value.Text:
		if read, err := value.Parse(slot.Spec, v.Text, w.setting()); err == nil {
			return read
		}
	case slot.Spec.Kind == value.Text && v.Text != "":
		return value.NewText(v.Text)
	}
	return v
}

// fits tells why v can't be a value of the slot, "" when it can.
func (w *walker) fits(slot *process.Slot, v value.Value) string {
	if v.IsNone() {
		if slot.Optional || slot.Spec.OrNone {
			return ""
		}
		return WhyNeeded
	}
	if v.Kind != slot.Spec.Kind || value.Check(slot.Spec, v, w.setting()) != nil {
		return WhyWrongKind
	}
	return ""
}

func (w *walker) askSlot(st *process.Step, slot *process.Slot) flow {
	if slot.Spec.Kind == value.List {
		return w.askRow(st, slot)
	}
	q := Question{Kind: AskSlot, Slot: slot.Name, Path: st.Path, Options: optionsOf(slot.Spec)}
	return w.ask(st, q, func() Say { return w.slotWords(slot) })
}

// optionsOf are the keys that choose(n) picks from.
func optionsOf(spec value.Spec) []string {
	switch spec.Kind {
	case value.Choice:
		keys := make([]string, len(spec.Options))
		for i, o := range spec.Options {
			keys[i] = o.Key
		}
		return keys
	case value.YesNo:
		return []string{"yes", "no"}
	}
	return nil
}

// slotWords is the question for a slot: the process's own, else Usher's.
func (w *walker) slotWords(slot *process.Slot) Say {
	if slot.Ask != nil {
		if words, err := w.text(slot.Ask); err == nil {
			return Say{Text: words, Kind: "ask", Slot: slot.Name}
		}
	}
	s := Say{Key: KeyAsk, Kind: "ask", Slot: slot.Name, Args: args{"label": w.label(slot.Name)}}
	switch slot.Spec.Kind {
	case value.Text:
	case value.Choice:
		s.Key = KeyAskChoice
		s.Args["options"] = w.optionWords(slot.Spec, false)
	case value.YesNo:
		s.Key = KeyAskYesNo
	case value.FileKind:
		s.Key = KeyAskFile
	default:
		s.Key = KeyAskKind
		s.Args["kind"] = text(string(slot.Spec.Kind))
	}
	return s
}

// optionWords lists what a choice can be, on one line or numbered.
func (w *walker) optionWords(spec value.Spec, numbered bool) value.Localized {
	return w.eachLanguage(func(lang string) string {
		var words []string
		for i, key := range optionsOf(spec) {
			word := value.Show(value.Value{Kind: spec.Kind, Text: key}, &spec, lang, w.setting())
			if numbered {
				word = strconv.Itoa(i+1) + ". " + word
			}
			words = append(words, word)
		}
		if numbered {
			return strings.Join(words, "\n")
		}
		return strings.Join(words, comma(lang))
	})
}

// sayWrong says why a value is refused: the process's words, else Usher's.
func (w *walker) sayWrong(slot *process.Slot, v value.Value, key string) {
	if slot.Wrong != nil {
		if words, err := w.wrongWords(slot, v); err == nil {
			w.say(Say{Text: words})
			return
		}
	}
	w.sayKey(key, args{"label": w.label(slot.Name), "value": w.show(v, &slot.Spec)})
}

// wrongWords fills the slot's `wrong` with its name bound to the candidate.
func (w *walker) wrongWords(slot *process.Slot, v value.Value) (value.Localized, error) {
	keep := w.bound
	w.bound = map[string]value.Value{slot.Name: v}
	defer func() { w.bound = keep }()
	return w.text(slot.Wrong)
}
