package engine

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
)

// act turns one action of the machine into rows to be written.
func (s *Set) act(m *member, ev machine.Event, a *machine.Action) error {
	switch a.Kind {
	case machine.ActSay:
		s.says = append(s.says, Said{Run: m.run.ID, Say: *a.Say})
	case machine.ActRefused:
		s.refused = append(s.refused, Refused{Run: m.run.ID, Command: a.Command, Why: a.Why})
	case machine.ActCall:
		return s.call(m, ev, a)
	case machine.ActItem:
		s.items = append(s.items, s.item(m, ev, a))
	case machine.ActWithdraw:
		s.dropItem(Drop{Run: m.run.ID, Seq: a.Seq, Part: -1, Why: a.Why, At: ev.At})
	case machine.ActTimer:
		s.timers = append(s.timers, Timer{
			Run: m.run.ID, Lane: m.run.Lane, Seq: seqOf(a, ev), Part: a.Timer.Part, Name: a.Timer.Name, Due: a.Timer.Due,
		})
	case machine.ActCancelTimer:
		s.dropTimer(cancelled(m, ev, a))
	case machine.ActChild:
		s.queue = append(s.queue, func() error { return s.child(m, seqOf(a, ev), *a.Child) })
	case machine.ActCancelChild:
		s.queue = append(s.queue, func() error { return s.cancelChild(m, a.Seq) })
	case machine.ActApplied, machine.ActEnd:
		// The trace and the run's status say these already.
	default:
		return fmt.Errorf("run %s asks for %q, which the engine does not know", m.run.ID, a.Kind)
	}
	return nil
}

// seqOf is the Seq that an action goes by: its own where it has one.
func seqOf(a *machine.Action, ev machine.Event) int64 {
	if a.Seq != 0 {
		return a.Seq
	}
	return ev.Seq
}

// Key is the idempotency key of the call that event seq of a run asked for. It
// is made of nothing else, so it is the same for every attempt, restart and node.
func Key(run string, seq int64) string { return run + "/" + strconv.FormatInt(seq, 10) }

func (s *Set) call(m *member, ev machine.Event, a *machine.Action) error {
	e := Effect{
		Key: Key(m.run.ID, seqOf(a, ev)), Run: m.run.ID, Lane: m.run.Lane, App: m.run.App, Seq: seqOf(a, ev), Path: a.Path,
		Tool: a.Call.Tool, With: a.Call.With, Undo: a.Call.Undo, Status: EffectAsked, NextAt: ev.At, AskedAt: ev.At,
	}
	for _, other := range s.effects {
		if other.Key == e.Key {
			return fmt.Errorf("run %s asks for two calls in event %d", m.run.ID, ev.Seq)
		}
	}
	s.effects = append(s.effects, e)
	return nil
}

func (s *Set) item(m *member, ev machine.Event, a *machine.Action) Item {
	seq := seqOf(a, ev)
	people, why := deciders(s.app, m.run.Person, a.Item.To)
	return Item{
		ID:  m.run.ID + "-" + strconv.FormatInt(seq, 10) + "-" + strconv.Itoa(a.Item.Part),
		Run: m.run.ID, Lane: m.run.Lane, App: m.run.App, Process: m.run.Process, Person: m.run.Person, Seq: seq, Path: a.Path,
		Card: *a.Item, People: people, Why: why, Status: ItemOpen, AskedAt: ev.At,
	}
}

// dropItem takes an item of this Set back, or has a stored one taken back.
func (s *Set) dropItem(d Drop) {
	s.items = slices.DeleteFunc(s.items, func(i Item) bool {
		return i.Run == d.Run && i.Seq == d.Seq && (d.Part < 0 || i.Card.Part == d.Part)
	})
	s.dropItems = append(s.dropItems, d)
}

// dropTimer does the same to a timer.
func (s *Set) dropTimer(d Drop) {
	s.timers = slices.DeleteFunc(s.timers, func(t Timer) bool {
		return t.Run == d.Run && t.Seq == d.Seq && (d.Part < 0 || t.Part == d.Part) && (d.Name == "" || t.Name == d.Name)
	})
	s.dropTimers = append(s.dropTimers, d)
}

func cancelled(m *member, ev machine.Event, a *machine.Action) Drop {
	d := Drop{Run: m.run.ID, Seq: a.Seq, Part: -1, At: ev.At}
	if a.Timer != nil {
		d.Part, d.Name = a.Timer.Part, a.Timer.Name
	}
	return d
}

// child starts a sub-run. It is pinned to the same definition as its parent;
// when it can't start, the parent hears that it failed.
func (s *Set) child(m *member, seq int64, c machine.Child) error {
	def, err := s.definition(m)
	if err != nil {
		return err
	}
	var sub *definition
	if s.depth(m) >= maxDepth {
		err = errTooDeep
	} else {
		sub, err = s.e.sub(def, s.app, c.Process)
	}
	if err != nil {
		return s.apply(m, machine.Event{
			Kind: machine.EvChild, For: seq, Outcome: string(machine.Failed), Result: value.NewRecord(nil), Error: err.Error(), Clean: true,
		})
	}
	_, err = s.begin(sub, c.With, Parent{Run: m.run.ID, Seq: seq})
	return err
}

// depth counts the runs above m.
func (s *Set) depth(m *member) int {
	n := 0
	for m.run.Parent != "" && n <= maxDepth {
		parent, ok := s.runs[m.run.Parent]
		if !ok {
			break
		}
		m = parent
		n++
	}
	return n
}

// cancelChild cancels the sub-run that event seq asked for. Where it asks back
// because something can't be undone, the answer is yes, as the parent is being
// cancelled: the question is not said, what stays is.
func (s *Set) cancelChild(m *member, seq int64) error {
	for _, id := range s.order {
		child := s.runs[id]
		if child.run.Parent != m.run.ID || child.run.ParentSeq != seq || child.run.Status.Final() {
			continue
		}
		before := len(s.says)
		if err := s.apply(child, said(machine.CmdCancel)); err != nil {
			return err
		}
		if q := child.run.State.Open; q == nil || q.Kind != machine.AskCancel {
			return nil
		}
		asked := slices.DeleteFunc(slices.Clone(s.says[before:]), func(said Said) bool { return said.Run == id && said.Say.Kind == "ask" })
		s.says = append(s.says[:before], asked...)
		return s.apply(child, said(machine.CmdAffirm))
	}
	return nil
}

func said(kind machine.CommandKind) machine.Event {
	return machine.Event{Kind: machine.EvSaid, Commands: []machine.Command{{Kind: kind}}}
}

// settled are the states of a record that asks for nothing any more.
var settled = []string{
	machine.StateDone, machine.StateUndone, machine.StateKept, machine.StateDenied, machine.StateRejected, machine.StateEnded,
}

// clear takes back all that an ended run still asks: calls not begun, items, timers.
func (s *Set) clear(m *member) {
	seqs := map[int64]bool{}
	for _, r := range m.run.State.Records {
		if slices.Contains(settled, r.State) {
			continue
		}
		seqs[r.Seq], seqs[r.UndoSeq] = true, true
		for _, p := range r.Parts {
			seqs[p.Seq] = true
		}
	}
	if h := m.run.State.Help; h != nil {
		seqs[h.Seq] = true
	}
	delete(seqs, 0)
	for _, seq := range slices.Sorted(maps.Keys(seqs)) {
		d := Drop{Run: m.run.ID, Seq: seq, Part: -1, Why: "moved_on", At: m.run.UpdatedAt}
		s.dropItem(d)
		s.dropTimer(d)
		s.dropEffects = append(s.dropEffects, Key(m.run.ID, seq))
	}
	s.effects = slices.DeleteFunc(s.effects, func(e Effect) bool { return e.Run == m.run.ID })
}
