package converse

import (
	"slices"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
)

// work is one turn in the making. It is used by one goroutine and thrown away
// when the turn is fenced.
type work struct {
	c    *Conversations
	asst *Assistant
	set  *engine.Set
	t    *Turn
	at   time.Time
	lang string

	drained  int             // how many of the set's sentences are replies already
	deferred map[string]bool // runs that have a question that was not shown
	started  map[string]bool // runs that this turn began
	over     []string        // processes to be started over
	top      string          // run on top when the turn began
	asked    bool            // a question was shown
}

func newWork(c *Conversations, asst *Assistant, l Lane, at time.Time, runs []engine.Run) *work {
	w := &work{
		c: c, asst: asst, at: at,
		set:      c.o.Engine.Begin(asst.App, l.ID, l.Person, runs, at),
		deferred: map[string]bool{}, started: map[string]bool{},
	}
	w.t = &Turn{Lane: l, WasSeq: l.Seq, Number: l.Turns + 1, At: at}
	w.t.Lane.Memory.Stack = slices.Clone(l.Memory.Stack)
	w.t.Lane.Memory.Paused = slices.Clone(l.Memory.Paused)
	w.t.Lane.Memory.Next = slices.Clone(l.Memory.Next)
	w.lang = w.language()
	w.top = w.topRun()
	return w
}

// language is the one to answer in: what the person set, else that of their last
// message long enough to tell, else the directory's, else the app's first.
func (w *work) language() string {
	l := w.t.Lane
	if l.Language != "" {
		return l.Language
	}
	if l.Spoken != "" {
		return l.Spoken
	}
	if w.asst.App.People != nil {
		if p, ok := w.asst.App.People.Person(l.Person); ok && p.Language != "" {
			return p.Language
		}
	}
	return w.asst.App.Languages[0]
}

// setting is what reading and showing need, at the time of this turn.
func (w *work) setting() value.Setting {
	s := w.asst.App.Setting(w.at)
	s.Lang = w.lang
	return s
}

// topRun is the id of the run on top of the stack, "" when none is.
func (w *work) topRun() string {
	s := w.t.Lane.Memory.Stack
	if len(s) == 0 {
		return ""
	}
	return s[len(s)-1]
}

// open returns the open question of a run, or nil.
func (w *work) open(run string) *machine.Question {
	r, _, ok := w.set.Run(run)
	if !ok || r.Status.Final() {
		return nil
	}
	return r.State.Open
}

// push puts a run on top of the stack.
func (w *work) push(run string) {
	w.remove(run)
	m := &w.t.Lane.Memory
	m.Stack = append(m.Stack, run)
}

// below puts a run right under the top.
func (w *work) below(run string) {
	top := w.topRun()
	if top == "" || top == run {
		w.push(run)
		return
	}
	w.remove(run)
	m := &w.t.Lane.Memory
	m.Stack = slices.Insert(m.Stack, len(m.Stack)-1, run)
}

// remove takes a run off the stack and out of what is paused.
func (w *work) remove(run string) {
	m := &w.t.Lane.Memory
	is := func(id string) bool { return id == run }
	m.Stack = slices.DeleteFunc(m.Stack, is)
	m.Paused = slices.DeleteFunc(m.Paused, is)
}

// apply gives a run an event and turns what it says into replies.
func (w *work) apply(run string, ev machine.Event) {
	ev.At = w.at
	if err := w.set.Apply(run, ev); err != nil {
		w.c.o.Log.Error("event not applied", "run", run, "event", ev.Kind, "err", err)
		w.trace(Step{What: "error", Run: run, Why: err.Error()})
		w.say("fault")
		return
	}
	w.drain()
}

// repeat has a run ask its question again.
func (w *work) repeat(run string) {
	if w.open(run) == nil {
		return
	}
	w.apply(run, machine.Event{Kind: machine.EvSaid, Commands: []machine.Command{{Kind: machine.CmdRepeat}}})
}

func (w *work) trace(s Step) { w.t.Trace = append(w.t.Trace, s) }

// settle brings the conversation to rest: what has ended leaves the stack, what
// waits for its turn begins, and the run on top asks its question.
func (w *work) settle() {
	w.drain()
	for range maxNext {
		w.leave()
		if !w.startsOver() && !w.begins() {
			break
		}
	}
	w.surface()
	top := w.topRun()
	if top != "" && top != w.top && !w.asked && w.open(top) != nil && w.known(top) {
		w.say("resumed", "process", w.title(top))
		w.repeat(top)
	}
	w.t.Lane.Memory.Asked = ""
	if w.open(top) != nil {
		w.t.Lane.Memory.Asked = top
	}
}

// maxNext bounds how many requests of one message begin in one turn.
const maxNext = 8

// leave takes runs that ended, or are with a person now, off the stack.
func (w *work) leave() {
	for _, id := range slices.Clone(w.t.Lane.Memory.Stack) {
		r, _, ok := w.set.Run(id)
		if !ok || r.Status.Final() || r.Status == machine.HandedOff {
			w.remove(id)
		}
	}
	for _, id := range w.set.Ended() {
		if !slices.Contains(w.t.Ended, id) {
			w.t.Ended = append(w.t.Ended, id)
			w.trace(Step{What: "end", Run: id})
			if r, _, ok := w.set.Run(id); ok && r.Status == machine.Cancelled && r.State.Why == string(machine.CmdRestart) && r.Parent == "" {
				w.over = append(w.over, r.Process)
			} else if ok {
				w.past(r)
			}
		}
		w.remove(id)
	}
}

// startsOver begins anew what the person wanted to start over, now that the old
// run is cancelled.
func (w *work) startsOver() bool {
	if len(w.over) == 0 {
		return false
	}
	process := w.over[0]
	w.over = w.over[1:]
	w.start(process, nil)
	return true
}

// begins starts the next request that waits, when nothing is asked now.
func (w *work) begins() bool {
	m := &w.t.Lane.Memory
	if len(m.Next) == 0 || w.open(w.topRun()) != nil || w.calling(w.topRun()) {
		return false
	}
	next := m.Next[0]
	m.Next = m.Next[1:]
	w.start(next.Process, next.Values)
	return true
}

// calling tells whether a run waits for a system, not for people: its next
// question may be a moment away.
func (w *work) calling(run string) bool {
	r, _, ok := w.set.Run(run)
	return ok && r.State.Waits != nil && (r.State.Waits.For == "call" || r.State.Waits.For == "undo")
}

// surface brings a background run that has a question up, or announces that it
// queues behind the open one.
func (w *work) surface() {
	for id := range w.deferred {
		delete(w.deferred, id)
		if w.open(id) == nil || id == w.topRun() && w.asked {
			continue
		}
		if id == w.topRun() || w.open(w.topRun()) == nil {
			w.push(id)
			w.repeat(id)
			continue
		}
		w.below(id)
		w.say("queued", "process", w.title(id))
	}
}

// known tells whether a run was there before this turn, so that coming back to
// it is worth saying.
func (w *work) known(run string) bool { return !w.started[run] }

// finish closes the turn.
func (w *work) finish() *Turn {
	t := w.t
	t.Changes = w.set.Changes()
	t.Language = w.lang
	t.Run = w.topRun()
	if t.Run == "" && len(t.Ended) > 0 {
		t.Run = t.Ended[len(t.Ended)-1]
	}
	t.Lane.Seq++
	t.Lane.Turns = t.Number
	t.Lane.Handled = t.Handled
	return t
}
