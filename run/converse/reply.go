package converse

import (
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// decidedKeys are the sentences behind which a decision stands, so that "why?"
// has an answer.
var decidedKeys = map[string]bool{
	"refuse": true, "question_none": true, "not_allowed": true,
	machine.KeyRejected: true, machine.KeyRejectedBare: true, machine.KeyLate: true, machine.KeyWithOwner: true,
	machine.KeyWaitsApprove: true, machine.KeyWaitsJudge: true, machine.KeyEndedRejected: true,
}

// say adds one of Usher's own sentences; args come in pairs of name and text by
// language or plain string.
func (w *work) say(key string, args ...any) { w.sentence("", key, args) }

// notice adds a sentence that the page shows as a quiet line.
func (w *work) notice(key string, args ...any) { w.sentence("notice", key, args) }

// decided adds a sentence that has a "why?".
func (w *work) decided(key string, args ...any) { w.sentence("", key, args) }

func (w *work) sentence(kind, key string, pairs []any) {
	args := make(map[string]value.Localized, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		switch v := pairs[i+1].(type) {
		case value.Localized:
			args[name] = v
		case string:
			args[name] = value.Localized{"": v}
		}
	}
	w.reply(Entry{Kind: kind, Text: w.asst.Catalogue.Say(w.lang, key, args), Run: w.topRun(), Why: decidedKeys[key]})
}

func (w *work) reply(e Entry) {
	if strings.TrimSpace(e.Text) == "" {
		return
	}
	e.Role, e.At, e.Turn = "usher", w.at, w.t.Number
	w.t.Replies = append(w.t.Replies, e)
}

// drain turns what the runs said since the last time into replies. A question
// of a run that is not on top is not shown: one question is open at a time. A
// sub-run's question goes on top of the run that started it.
func (w *work) drain() {
	w.leave()
	says := w.set.Says()
	for ; w.drained < len(says); w.drained++ {
		s := says[w.drained]
		question := s.Say.Kind == "ask" || s.Say.Kind == "item"
		if question && w.childOfTop(s.Run) {
			w.push(s.Run)
		}
		if question && s.Run != w.topRun() {
			w.deferred[s.Run] = true
			continue
		}
		if question {
			w.asked = true
			delete(w.deferred, s.Run)
		}
		w.reply(Entry{
			Kind: s.Say.Kind, Text: w.words(s.Say), Run: s.Run, Slot: s.Say.Slot,
			Why: decidedKeys[s.Say.Key],
		})
	}
}

// words renders a sentence of the machine in the turn's language.
func (w *work) words(s machine.Say) string {
	if s.Key == "" {
		return s.Text.In(w.lang, w.asst.App.Languages...)
	}
	args := make(map[string]value.Localized, len(s.Args))
	for name, v := range s.Args {
		args[name] = w.named(name, v)
	}
	return w.asst.Catalogue.Say(w.lang, s.Key, args)
}

// named gives the arguments that are ids or keys the names that people know.
func (w *work) named(arg string, v value.Localized) value.Localized {
	id, only := v[""]
	if !only || len(v) != 1 {
		return v
	}
	switch arg {
	case "who":
		return value.Localized{"": w.who(id)}
	case "process":
		return w.processTitle(id)
	case "why", "command", "for":
		return value.Localized{"": w.asst.Catalogue.Say(w.lang, arg+"_"+id, nil)}
	}
	return v
}

// who names a person, a relation of this person or a role in the turn's language.
func (w *work) who(id string) string { return w.asst.Who(id, w.t.Lane.Person, w.lang) }

// title is the title of a run's process.
func (w *work) title(run string) value.Localized {
	r, p, ok := w.set.Run(run)
	if !ok {
		return nil
	}
	return titleOf(p, r.Process)
}

func (w *work) processTitle(id string) value.Localized {
	p, _ := w.asst.App.Process(id)
	return titleOf(p, id)
}

func titleOf(p *process.Process, id string) value.Localized {
	if p == nil || len(p.Title) == 0 {
		return value.Localized{"": id}
	}
	return p.Title
}

// chips notes the values that were understood, as the page shows them under the
// person's message.
func (w *work) chips(run string, p *process.Process, values map[string]value.Value) {
	if p == nil {
		return
	}
	r, _, ok := w.set.Run(run)
	if !ok {
		return
	}
	for i := range p.Slots {
		s := &p.Slots[i]
		v, said := values[s.Name]
		if !said || v.IsNone() || !value.Equal(r.State.Slots[s.Name].Value, v) {
			continue
		}
		w.t.Chips = append(w.t.Chips, Chip{
			Slot: s.Name, Label: label(*s, w.lang, w.asst.App.Languages),
			Text: value.Show(v, &s.Spec, w.lang, w.setting()), Value: v,
		})
	}
}

// label is what people call a slot.
func label(s process.Slot, lang string, fallbacks []string) string {
	if l := s.Label.In(lang, fallbacks...); l != "" {
		return l
	}
	return strings.ReplaceAll(s.Name, "_", " ")
}

// childOfTop tells whether a run was started, directly, by the one on top.
func (w *work) childOfTop(run string) bool {
	r, _, ok := w.set.Run(run)
	return ok && r.Parent != "" && r.Parent == w.topRun() && !r.Status.Final()
}
