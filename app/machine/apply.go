package machine

import (
	"errors"
	"fmt"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// New returns the state of a run of p before its first event, which is EvBegin.
func New(p *process.Process, run string) State {
	return State{Run: run, Process: p.ID, Status: Active}
}

// ErrOrder says that an event came twice, out of order or before the begin:
// a fault of the program that stores events.
var ErrOrder = errors.New("event out of order")

// Apply carries out one event: it returns the state after it and what it asks
// for, in order. It never changes s. The same arguments always give the same
// results. An error means a programming fault in the caller, never something
// that a person, an app's author or a system did wrong.
func Apply(p *process.Process, s State, ev Event, env Env) (State, []Action, error) {
	if err := inOrder(p, s, ev); err != nil {
		return s, nil, err
	}
	next := clone(s)
	next.Seq = ev.Seq
	w := newWalker(p, &next, ev, env)
	if s.Status.Final() {
		w.afterEnd()
		return next, w.acts, nil
	}
	if w.handle() {
		w.goOn()
	}
	return next, w.acts, nil
}

func inOrder(p *process.Process, s State, ev Event) error {
	switch {
	case s.Process != p.ID:
		return fmt.Errorf("run %s is of process %q, not %q", s.Run, s.Process, p.ID)
	case ev.Seq <= s.Seq:
		return fmt.Errorf("%w: %d after %d", ErrOrder, ev.Seq, s.Seq)
	case (ev.Kind == EvBegin) != (s.Seq == 0):
		return fmt.Errorf("%w: %s is event %d", ErrOrder, ev.Kind, ev.Seq)
	}
	return nil
}

// afterEnd answers what comes when the run is over.
func (w *walker) afterEnd() {
	switch w.ev.Kind {
	case EvSaid:
		for i := range w.ev.Commands {
			w.refuse(&w.ev.Commands[i], WhyEnded)
		}
	case EvDecision:
		w.act(Action{Kind: ActRefused, Seq: w.ev.For, Why: WhyEnded})
	}
}

// handle takes the event into the state; it tells whether the run is then to
// be walked.
func (w *walker) handle() bool {
	switch w.ev.Kind {
	case EvBegin:
		w.begin()
	case EvSaid:
		w.heard()
	case EvResult:
		return w.result()
	case EvDecision:
		return w.decided()
	case EvEvent:
		return w.came()
	case EvTimer:
		return w.fired()
	case EvChild:
		return w.childEnded()
	}
	return true
}

// goOn walks the run from its first step, or towards its end when it is being
// ended, and leaves the state at rest.
func (w *walker) goOn() {
	w.applyPending()
	switch {
	case w.s.Ending != "":
		w.unwind()
	case w.withPerson():
		w.park(w.s.Path, w.s.Step, Wait{For: "handoff", Name: w.s.Help.To}, HandedOff)
	default:
		w.walk()
	}
	w.answerSomething()
}

// answerSomething says where the run stands when a message led to no sentence
// and others are waited for: nobody is left without an answer.
func (w *walker) answerSomething() {
	if w.ev.Kind != EvSaid || w.spoke || w.s.Waits == nil || w.s.Status.Final() {
		return
	}
	switch w.s.Waits.For {
	case "call", "undo", "run":
		return // its result says more, soon
	}
	w.sayWhere()
}

// walk goes from the first step to where the run rests.
func (w *walker) walk() {
	w.saved, w.s.Undo = map[string]value.Value{}, nil
	if w.steps(w.p.Steps) == on {
		w.end(Done, nil)
	}
	w.s.Saved = w.saved
	if !w.s.Status.Final() {
		w.sweep()
	}
}

// begin takes what is known from the start.
func (w *walker) begin() {
	var edits []edit
	for _, slot := range w.p.Context {
		if v, ok := w.ev.Values[slot.Name]; ok && w.fits(&slot, v) == "" {
			w.s.Slots[slot.Name] = Slot{Value: v, Source: "context", Seq: w.ev.Seq, Empty: v.IsNone()}
		}
	}
	for i := range w.p.Slots {
		slot := &w.p.Slots[i]
		if v, ok := w.ev.Values[slot.Name]; ok {
			edits = append(edits, edit{slot: slot, to: w.given(slot, v)})
		}
	}
	w.change(edits, "begin")
}

// Standing returns the paths of the steps whose effects stand, last first.
// The engine tells a parent run that a sub-run was Clean when there are none.
func Standing(p *process.Process, s State, env Env) []string {
	w := newWalker(p, &s, Event{}, env)
	return w.standing(func(string) bool { return true })
}

// same tells whether every value that was read is still the same; names that
// had no value then and have one now don't count.
func (w *walker) same(deps map[string]string) bool {
	for name, hash := range deps {
		if w.hash(name) != hash {
			return false
		}
	}
	return true
}

func text(s string) value.Localized { return value.Localized{"": s} }
