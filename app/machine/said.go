package machine

import (
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// heard carries out the commands of a message: first all values, as they
// belong together, then the rest in order.
func (w *walker) heard() {
	commands := w.ev.Commands
	if w.s.Ending != "" {
		w.whileEnding(commands)
		return
	}
	if w.inFlight() != "" {
		commands = w.putOff(commands)
	}
	w.change(w.edits(commands, true), "said")
	for i := range commands {
		c := &commands[i]
		switch {
		case c.Kind == CmdSet || c.Kind == CmdCorrect:
		case w.s.Ending != "":
			w.refuse(c, WhyEnding)
		case w.withPerson() && !stillPossible(c.Kind):
			w.refuse(c, WhyWithPerson)
			w.sayKey(KeyHandKept, args{"who": text(w.s.Help.To)})
		default:
			w.command(c)
		}
	}
	if w.withPerson() && w.moved {
		w.sayKey(KeyHandKept, args{"who": text(w.s.Help.To)})
	}
	if w.missed {
		w.miss()
	}
}

func (w *walker) withPerson() bool { return w.s.Help != nil && w.s.Help.Path == "" }

// stillPossible are the commands that mean something while a person has the run.
func stillPossible(k CommandKind) bool {
	switch k {
	case CmdCancel, CmdRestart, CmdWhere, CmdWhy, CmdRepeat:
		return true
	}
	return false
}

// whileEnding answers what is said while the run is being undone.
func (w *walker) whileEnding(commands []Command) {
	for i := range commands {
		if k := commands[i].Kind; k == CmdWhere || k == CmdRepeat || k == CmdWhy {
			w.applied(&commands[i])
			w.sayWhere()
			continue
		}
		w.refuseSaying(&commands[i], WhyEnding, nil)
	}
}

// putOff keeps changes until the call that is on its way has ended.
func (w *walker) putOff(commands []Command) []Command {
	var now []Command
	for _, c := range commands {
		if c.Kind == CmdSet || c.Kind == CmdCorrect || c.Kind == CmdBack {
			w.s.Pending = append(w.s.Pending, c)
			w.applied(&c)
			continue
		}
		now = append(now, c)
	}
	if len(now) < len(commands) {
		w.sayKey(KeyChangeWaits, args{"what": w.what(w.inFlight())})
	}
	return now
}

// command carries out one command that is no value.
func (w *walker) command(c *Command) {
	switch c.Kind {
	case CmdAffirm:
		w.affirm(c)
	case CmdDeny:
		w.deny(c)
	case CmdChoose:
		w.choose(c)
	case CmdSkip:
		w.skip(c)
	case CmdUnknown:
		w.unknown(c)
	case CmdBack:
		w.back(c, true)
	case CmdDone:
		w.isDone(c)
	case CmdStuck:
		w.stuck(c)
	case CmdRepeat, CmdWhere, CmdWhy:
		w.explain(c)
	case CmdCancel, CmdRestart:
		w.cancelSaid(c)
	case CmdHandoff:
		w.applied(c)
		w.toPerson(WhyAsked)
	case CmdClarify:
		w.clarify(c)
	default:
		w.refuse(c, WhyNotHere)
	}
}

// notHere refuses a command that has no meaning at this point, saying so.
func (w *walker) notHere(c *Command, why string) {
	w.refuse(c, why)
	if w.s.Open == nil {
		w.sayKey(KeyNothingOpen, args{"title": w.p.Title})
		return
	}
	w.sayKey(KeyNotHere, nil)
}

// clarify is an answer that could not be read.
func (w *walker) clarify(c *Command) {
	w.applied(c)
	if w.s.Open == nil {
		w.sayKey(KeyNothingOpen, args{"title": w.p.Title})
		return
	}
	key := KeyUnclear
	if kind, ok := strings.CutPrefix(c.Text, KeyNotA); ok && value.IsKind(value.Kind(kind)) || saysWhy(c.Text) {
		key = c.Text
	}
	switch q := w.s.Open; {
	case lies(q):
	case q.Kind == AskSlot:
		w.sayKey(key, args{"label": w.openLabel(c.Slot)})
	default:
		w.sayKey(KeyRefused+WhyUnclear, nil)
	}
	w.missed = true
}

// saysWhy tells whether a reason of package value has a sentence of its own.
func saysWhy(reason string) bool {
	switch reason {
	case value.NoSuchDate, value.OtherCurrency, value.Ambiguous, value.TooLong, value.NothingSaid:
		return true
	}
	return false
}

// openLabel names what is asked for: a slot, or the field of a list's row.
func (w *walker) openLabel(named string) value.Localized {
	q := w.s.Open
	if slot := w.slotOf(q.Slot); slot != nil && q.Field != "" {
		for i := range slot.Spec.Fields {
			if slot.Spec.Fields[i].Name == q.Field {
				return fieldLabel(&slot.Spec.Fields[i])
			}
		}
	}
	return w.label(orElse(named, q.Slot))
}

// miss counts an answer that was none: the question is said again, after two
// misses with what can be chosen, or a person is offered.
func (w *walker) miss() {
	q := w.s.Open
	if q == nil || w.s.Ending != "" {
		return
	}
	if q.Kind == AskSlot && w.hasAnswer(q.Slot) {
		return // it was answered all the same
	}
	q.Misses++
	w.reask = true
	switch {
	case q.Misses < 2:
	case q.Kind == AskHandoff:
		w.toPerson(WhyMisses)
	case q.Kind == AskCancel:
		w.lift()
		w.sayKey(KeyGoesOn, args{"title": w.p.Title})
	case len(q.Options) > 0 && q.Misses == 2 && q.Kind == AskSlot:
		w.sayChoices(q)
	default:
		w.lay(Question{Kind: AskHandoff, Why: WhyMisses})
	}
}

// sayChoices numbers what can be chosen; that stands for the question.
func (w *walker) sayChoices(q *Question) {
	slot := w.slotOf(q.Slot)
	if slot == nil {
		return
	}
	spec, label := slot.Spec, w.label(slot.Name)
	for _, f := range slot.Spec.Fields {
		if f.Name == q.Field {
			spec = f.Spec
		}
	}
	w.say(Say{Key: KeyChoices, Kind: "ask", Slot: q.Slot, Args: args{"label": label, "options": w.optionWords(spec, true)}})
	w.instead = true
}

// toPerson hands the whole run to its owner.
func (w *walker) toPerson(why string) {
	if w.withPerson() {
		w.sayKey(KeyHandKept, args{"who": text(w.s.Help.To)})
		return
	}
	w.dropHelp("moved_on")
	w.s.Open = nil
	w.openHelp("", why, w.restingAt(), []string{"done", "retry", "reject"})
}

// restingAt says where the run was, for whoever takes over.
func (w *walker) restingAt() string {
	if w.s.Step == "" {
		return ""
	}
	return w.s.Step + " " + w.s.Path
}

// explain repeats, or says where the run stands, or why something is asked;
// the open question is then said again.
func (w *walker) explain(c *Command) {
	w.applied(c)
	w.reask = true
	switch {
	case c.Kind == CmdWhere:
		w.sayWhere()
	case w.s.Open == nil:
		w.sayWhere()
	case c.Kind == CmdWhy:
		w.sayWhy(w.s.Open)
	}
}

func (w *walker) sayWhere() {
	v := View(w.p, *w.s, w.viewEnv())
	a := args{"title": w.p.Title, "done": text(strconv.Itoa(v.Done)), "total": text(strconv.Itoa(v.Total))}
	if wait := w.s.Waits; wait != nil {
		a["for"], a["since"] = text(wait.For), w.moment(wait.Since)
		switch wait.For {
		case "approve", "judge", "handoff":
			a["who"] = text(wait.Name)
		default:
			a["who"] = wait.Label
		}
		if len(a["who"]) == 0 {
			delete(a, "who")
			w.sayKey(KeyWhereWaitsBare, a)
			return
		}
		w.sayKey(KeyWhereWaits, a)
		return
	}
	q := w.s.Open
	if lies(q) {
		q = q.Under
	}
	if q != nil && q.Kind == AskItem && w.s.Cursor != nil {
		item := w.p.Runbook.Items[w.s.Cursor.Item]
		a["total"] = text(strconv.Itoa(len(w.p.Runbook.Items)))
		a["number"], a["n"], a["now"] = text(item.Number), text(strconv.Itoa(w.s.Cursor.Item+1)), text(item.Lead)
		w.sayKey(KeyWhereItem, a)
		return
	}
	if v.Now >= 0 {
		a["now"] = v.Stages[v.Now].Label
	}
	w.sayKey(KeyWhere, a)
}

// viewEnv is the env with the event's time.
func (w *walker) viewEnv() Env {
	env := w.env
	env.Setting = w.setting()
	return env
}

func (w *walker) sayWhy(q *Question) {
	title := args{"title": w.p.Title}
	switch q.Kind {
	case AskSlot:
		w.sayWhySlot(q.Slot)
	case AskConfirm, AskChange:
		w.sayKey(KeyWhyConfirm, title)
	case AskItem, AskSolved:
		w.sayKey(KeyWhyItem, title)
	case AskCancel:
		w.sayKey(KeyWhyCancel, args{"title": w.p.Title, "stays": w.nameAll(w.staying())})
	case AskHandoff:
		if q.Under != nil && q.Under.Kind == AskSlot {
			w.sayWhySlot(q.Under.Slot)
			return
		}
		w.sayKey(KeyWhyPerson, title)
	}
}

func (w *walker) sayWhySlot(name string) {
	if slot := w.slotOf(name); slot != nil && slot.Why != nil {
		if words, err := w.text(slot.Why); err == nil {
			w.say(Say{Text: words})
			return
		}
	}
	w.sayKey(KeyWhy, args{"label": w.label(name), "title": w.p.Title})
}

// openSlot is the slot that is asked for and still has no answer, or nil.
func (w *walker) openSlot() *process.Slot {
	if q := w.s.Open; q != nil && q.Kind == AskSlot && !w.hasAnswer(q.Slot) {
		return w.slotOf(q.Slot)
	}
	return nil
}
