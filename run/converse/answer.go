package converse

import (
	"regexp"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/recognize"
	"github.com/usher-dev/usher/language/say"
	"github.com/usher-dev/usher/run/understand"
)

// question answers from the app's documents, verbatim, or says that they do not
// tell; then the open question stands again.
func (w *work) question(asked string) {
	if w.ownSection(asked) {
		return
	}
	quotes := w.asst.Documents.Ask(asked, 5)
	if len(quotes) == 0 {
		w.unanswered(asked)
		return
	}
	q := w.ownFirst(quotes)
	w.drain()
	w.reply(Entry{
		Text: q.Text, Run: w.topRun(),
		Citations: []Citation{{
			Document: q.Doc, Title: q.DocTitle, Heading: q.Heading,
			Start: q.Sentence.Start, End: q.Sentence.End, Text: q.Passage.Text,
		}},
	})
	w.trace(Step{What: "quote", Document: q.Doc, Heading: q.Heading})
	w.askAgain()
}

// factFirst answers a question for a fact from the documents and offers the
// process that fits it, which a yes then starts. It does nothing when the
// documents are silent or a run is under way.
func (w *work) factFirst(asked string, meaning understand.Meaning) bool {
	if w.topRun() != "" || len(meaning.Commands) != 1 || meaning.Commands[0].Kind != machine.CmdStart {
		return false
	}
	if len(w.asst.Documents.Ask(asked, 1)) == 0 {
		return false
	}
	w.question(asked)
	id := meaning.Commands[0].Process
	w.t.Commands = []machine.Command{{Kind: machine.CmdQuestion, Text: asked}}
	w.t.Lane.Memory.Between = []string{id}
	w.say("shall_i", "process", w.processTitle(id))
	return true
}

// unanswered says that the documents do not tell, and what Usher can do.
func (w *work) unanswered(asked string) {
	switch top := w.topRun(); {
	case top == "":
		w.refuse()
		return
	case w.open(top) == nil: // about what waits, most likely
		if !asksWhen.MatchString(asked) {
			w.decided("question_none")
		}
		w.apply(top, machine.Event{Kind: machine.EvSaid, Commands: []machine.Command{{Kind: machine.CmdWhere}}})
		return
	}
	w.decided("question_none")
	w.askAgain()
}

// asksWhen is a question that where a run stands is an answer to.
var asksWhen = regexp.MustCompile(`(?i)什么时候|何时|多久|几天|哪天|了吗|了没|好没|\bwhen\b|\bhow long\b|\byet\b`)

// askAgain repeats the open question after something came between. A runbook's
// item is not repeated: it still stands on the page.
func (w *work) askAgain() {
	if q := w.open(w.topRun()); q != nil && q.Kind != machine.AskItem {
		w.repeat(w.topRun())
	}
}

// refuse says that nothing fits and what Usher can do instead.
func (w *work) refuse() {
	m := &w.t.Lane.Memory
	m.Misses++
	offers := w.offers(3)
	if len(offers) == 0 {
		w.decided("refuse_bare")
		return
	}
	w.decided("refuse", "offers", say.Join(w.lang, offers, say.Or))
}

// offers are titles of processes that this person may start.
func (w *work) offers(most int) []string {
	var out []string
	for _, p := range w.asst.App.Processes {
		if len(out) == most {
			break
		}
		if w.may(p.Who) {
			out = append(out, titleOf(p, p.ID).In(w.lang, w.asst.App.Languages...))
		}
	}
	return out
}

// clarify says what was not understood: between two processes, an answer that
// is none, or a message that fits nothing.
func (w *work) clarify(cmd machine.Command, r recognize.Result) {
	if cmd.Text == "between" {
		w.between(r)
		return
	}
	if cmd.Text == understand.Ended && w.t.Lane.Memory.Last != nil {
		w.endedChange(cmd.Values)
		return
	}
	if top := w.topRun(); top != "" && w.open(top) != nil {
		w.apply(top, machine.Event{Kind: machine.EvSaid, Commands: []machine.Command{cmd}})
		return
	}
	if cmd.Text == "nothing_open" {
		w.say("nothing_open")
		return
	}
	w.refuse()
}

// between asks which of the two likeliest processes is meant.
func (w *work) between(r recognize.Result) {
	var ids, titles []string
	for _, ranked := range r.Ranked {
		p, ok := w.asst.App.Process(ranked.ID)
		if !ok || !w.may(p.Who) {
			continue
		}
		ids = append(ids, p.ID)
		titles = append(titles, titleOf(p, p.ID).In(w.lang, w.asst.App.Languages...))
		if len(ids) == 2 {
			break
		}
	}
	if len(ids) == 2 && titles[0] == titles[1] {
		titles[0], titles[1] = titles[0]+" ("+ids[0]+")", titles[1]+" ("+ids[1]+")"
	}
	if len(ids) == 0 {
		w.refuse()
		return
	}
	w.t.Lane.Memory.Between = ids
	w.decided("ask_between", "options", say.Join(w.lang, titles, say.Or))
	w.asked = true
}

// smalltalk answers a greeting, thanks or goodbye, shortly.
func (w *work) smalltalk(kind string) {
	if kind == "" {
		kind = "greeting"
	}
	offers := w.offers(3)
	if kind == "help" && len(offers) > 0 || kind == "greeting" && w.topRun() == "" && len(offers) > 0 {
		w.say("offer", "offers", say.Join(w.lang, offers, say.Or))
		return
	}
	w.say(kind)
	if kind == "greeting" {
		w.askAgain()
	}
}

// noRun answers a command that needs a run when there is none to take it.
func (w *work) noRun(cmd machine.Command) {
	w.trace(Step{What: "refused", Command: &cmd, Why: "nothing_open"})
	open := w.openTitles()
	last := w.t.Lane.Memory.Last
	switch {
	case len(open) > 0:
	case cmd.Kind == machine.CmdHandoff:
		w.say("person_none", "who", w.who(w.asst.App.Owner))
		return
	case cmd.Kind == machine.CmdWhere:
		w.say("where_none")
		return
	case cmd.Kind == machine.CmdWhy && last != nil && last.Why != "":
		w.say("why_ended", "title", w.processTitle(last.Process), "reason", last.Why)
		return
	default:
		w.say("nothing_open")
		return
	}
	w.say("which_run", "runs", say.Join(w.lang, open, say.Or))
}

// openTitles names what is open.
func (w *work) openTitles() []string {
	var out []string
	for _, r := range w.set.Runs() {
		if !r.Status.Final() {
			out = append(out, w.title(r.ID).In(w.lang, w.asst.App.Languages...))
		}
	}
	return out
}

// Who names who stands behind an id of a person, a relation or a role, in lang;
// several stand with commas between.
func (a *Assistant) Who(id, person, lang string) string {
	if ids := strings.Split(id, ", "); len(ids) > 1 {
		names := make([]string, len(ids))
		for i, one := range ids {
			names[i] = a.Who(one, person, lang)
		}
		return say.Join(lang, names, say.And)
	}
	if a.App.People == nil { // whoever says so is a person, so only what has a name of its own is a role
		if role, ok := a.Catalogue.Lookup(lang, "role_"+id, nil); ok {
			return role
		}
		return id
	}
	if p, ok := a.App.People.Person(id); ok {
		return personName(p.Name, p.Fields, lang)
	}
	if ids := a.App.People.Resolve(id, person); len(ids) == 1 {
		if p, ok := a.App.People.Person(ids[0]); ok {
			return personName(p.Name, p.Fields, lang)
		}
	}
	return a.Catalogue.Role(lang, id)
}

// personName is a person's name in lang, else as it is.
func personName(name string, fields map[string]string, lang string) string {
	if n := fields["name."+lang]; n != "" {
		return n
	}
	return name
}
