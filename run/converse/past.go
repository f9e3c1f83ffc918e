package converse

import (
	"maps"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/say"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
)

// past keeps what a run of the person ended with, so that "that was wrong" and
// "why?" still mean something. A sub-run ends for its parent.
func (w *work) past(r *engine.Run) {
	if r.Parent != "" {
		return
	}
	p := &Past{Request: Request{Process: r.Process, Values: map[string]value.Value{}}}
	for name, s := range r.State.Slots {
		if s.Source != "default" && s.Source != "context" && !s.Value.IsNone() {
			p.Values[name] = s.Value
		}
	}
	if r.Status == machine.Rejected && len(r.State.Reason) > 0 {
		p.Why = w.asst.CardText(r.State.Reason, w.lang)
	}
	w.t.Lane.Memory.Last = p
}

// endedChange answers a correction of what has ended: it can't be changed any
// more, but begun anew, or taken to a person.
func (w *work) endedChange(values map[string]value.Value) {
	m := &w.t.Lane.Memory
	anew := &Request{Process: m.Last.Process, Values: maps.Clone(m.Last.Values)}
	if anew.Values == nil {
		anew.Values = map[string]value.Value{}
	}
	maps.Copy(anew.Values, values)
	m.Anew, m.Between = anew, []string{anew.Process}
	w.say("ended_change", "title", w.processTitle(anew.Process), "who", w.who(w.ownerOf(anew.Process)))
}

// ownerOf is who gets what a process can't finish.
func (w *work) ownerOf(process string) string {
	if p, ok := w.asst.App.Process(process); ok && p.Owner != "" {
		return p.Owner
	}
	return w.asst.App.Owner
}

// anew adds the values of what ended to a process that is begun again.
func (w *work) anew(cmd machine.Command, again *Request) machine.Command {
	if again == nil || again.Process != cmd.Process {
		return cmd
	}
	values := maps.Clone(again.Values)
	maps.Copy(values, cmd.Values)
	cmd.Values = values
	return cmd
}

// unspoken says what was taken, and asks again, where a message gave only
// values that nobody had asked for: silence would leave the person in doubt.
func (w *work) unspoken() {
	top := w.topRun()
	if len(w.t.Replies) > 0 || w.open(top) == nil {
		return
	}
	var noted []string
	for _, c := range w.t.Chips {
		noted = append(noted, c.Label+" "+c.Text)
	}
	if len(noted) > 0 {
		w.say("noted", "values", say.List(w.lang, noted))
	}
	w.repeat(top)
}
