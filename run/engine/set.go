package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// Bounds of what one turn may do, so that processes that start each other come
// to an end.
const (
	maxDepth   = 16   // sub-runs within sub-runs
	maxApplied = 2000 // events in one turn
)

var (
	errTooDeep = errors.New("sub-runs lie too deep in each other")
	errTooMany = errors.New("the turn does not come to an end")
)

// Said is a sentence that a run asked to be said.
type Said struct {
	Run string
	Say machine.Say
}

// Refused is a command, or (Command nil) a decision, that a run did not take.
type Refused struct {
	Run     string
	Command *machine.Command
	Why     string // a reason key of package machine
}

// Parent is the run that starts a sub-run, and the Seq of the event that asked for it.
type Parent struct {
	Run string
	Seq int64
}

// Set collects what one turn does to runs. Nothing of it is stored until its
// Changes are. It is used by one goroutine and thrown away when the turn is
// fenced; then a new one does the same to the runs as they are now.
type Set struct {
	e      *Engine
	app    *app.App
	lane   string
	person string
	at     time.Time

	runs    map[string]*member
	order   []string
	says    []Said
	refused []Refused
	ended   []string
	applied int
	queue   []func() error // what follows from an event, after all of its actions

	definitions []Definition
	effects     []Effect
	dropEffects []string
	timers      []Timer
	dropTimers  []Drop
	items       []Item
	dropItems   []Drop
}

// member is one run in a Set.
type member struct {
	run    Run
	def    *definition // nil until it is needed
	isNew  bool
	was    int64
	events []machine.Event
}

// Begin makes a Set of the open runs of a lane as they were loaded. app is the
// live app of the lane: new runs are pinned to what it is now.
func (e *Engine) Begin(app *app.App, lane, person string, runs []Run, at time.Time) *Set {
	s := &Set{e: e, app: app, lane: lane, person: person, at: at, runs: map[string]*member{}}
	for _, r := range runs {
		s.add(&member{run: r, was: r.Seq})
	}
	return s
}

func (s *Set) add(m *member) {
	s.runs[m.run.ID] = m
	s.order = append(s.order, m.run.ID)
}

// Run returns a run as it is now in the Set and the process that it is pinned
// to, nil when that can't be read any more.
func (s *Set) Run(id string) (*Run, *process.Process, bool) {
	m, ok := s.runs[id]
	if !ok {
		return nil, nil, false
	}
	def, err := s.definition(m)
	if err != nil {
		s.e.o.Log.Error("definition of a run can't be used", "run", id, "err", err)
		return &m.run, nil, true
	}
	return &m.run, def.process, true
}

// Runs returns the runs of the Set: those that it began with, then those that
// it started, in order.
func (s *Set) Runs() []*Run {
	out := make([]*Run, len(s.order))
	for i, id := range s.order {
		out[i] = &s.runs[id].run
	}
	return out
}

// Says returns what runs asked to be said, in order.
func (s *Set) Says() []Said { return s.says }

// Refused returns what runs did not take, in order.
func (s *Set) Refused() []Refused { return s.refused }

// Ended returns the runs that became final or went to a person, in order.
func (s *Set) Ended() []string { return s.ended }

// Start starts a run of a process of the live app with the values that are
// known, and applies its begin.
func (s *Set) Start(id string, values map[string]value.Value, parent ...Parent) (string, error) {
	def, err := s.e.live(s.app, id)
	if err != nil {
		return "", err
	}
	run := ""
	err = s.settle(func() error {
		run, err = s.begin(def, values, parent...)
		return err
	})
	return run, err
}

// begin starts a run of a definition.
func (s *Set) begin(def *definition, values map[string]value.Value, parent ...Parent) (string, error) {
	m := &member{def: def, isNew: true, run: Run{
		ID: s.e.o.NewID(), App: s.app.Name, Lane: s.lane, Person: s.person, Process: def.process.ID,
		Definition: def.row.Hash, CreatedAt: s.at, UpdatedAt: s.at,
	}}
	if len(parent) > 0 {
		m.run.Parent, m.run.ParentSeq = parent[0].Run, parent[0].Seq
	}
	m.run.State = machine.New(def.process, m.run.ID)
	m.run.Status = m.run.State.Status
	s.add(m)
	s.definitions = append(s.definitions, def.row)
	return m.run.ID, s.apply(m, machine.Event{Kind: machine.EvBegin, Values: values})
}

// Apply gives a run an event, and carries out what follows at once: sub-runs
// start, and what they came to goes to their parents. It sets the event's Seq.
func (s *Set) Apply(run string, ev machine.Event) error {
	m, ok := s.runs[run]
	if !ok {
		return fmt.Errorf("run %s: %w", run, ErrNotFound)
	}
	return s.settle(func() error { return s.apply(m, ev) })
}

// settle does what was asked and then all that follows from it, in order.
func (s *Set) settle(do func() error) error {
	if err := do(); err != nil {
		s.queue = nil
		return err
	}
	for len(s.queue) > 0 {
		next := s.queue[0]
		s.queue = s.queue[1:]
		if err := next(); err != nil {
			s.queue = nil
			return err
		}
	}
	return nil
}

func (s *Set) apply(m *member, ev machine.Event) error {
	if s.applied++; s.applied > maxApplied {
		return errTooMany
	}
	def, err := s.definition(m)
	if err != nil {
		return err
	}
	ev.Seq = m.run.Seq + 1
	if ev.At.IsZero() {
		ev.At = s.at
	}
	before := m.run.State.Status
	state, acts, err := machine.Apply(def.process, m.run.State, ev, s.env(m, def))
	if err != nil {
		return fmt.Errorf("run %s: %w", m.run.ID, err)
	}
	m.events = append(m.events, ev)
	m.run.Seq, m.run.State, m.run.Status, m.run.UpdatedAt = ev.Seq, state, state.Status, s.at
	for i := range acts {
		if err := s.act(m, ev, &acts[i]); err != nil {
			return err
		}
	}
	s.afterwards(m, def, before)
	return nil
}

// afterwards does what the new status of a run brings with it.
func (s *Set) afterwards(m *member, def *definition, before machine.Status) {
	now := m.run.Status
	if now != before && (now.Final() || now == machine.HandedOff) {
		s.ended = append(s.ended, m.run.ID)
	}
	if !now.Final() || before.Final() {
		return
	}
	s.clear(m)
	if m.run.Parent != "" {
		s.queue = append(s.queue, func() error { return s.tellParent(m, def) })
	}
}

// tellParent gives the parent what its sub-run came to. A parent that is no
// longer open is not in the Set, and needs nothing.
func (s *Set) tellParent(m *member, def *definition) error {
	parent, ok := s.runs[m.run.Parent]
	if !ok {
		return nil
	}
	slots := make(map[string]value.Value, len(m.run.State.Slots))
	for name, slot := range m.run.State.Slots {
		if !slot.Value.IsNone() {
			slots[name] = slot.Value
		}
	}
	return s.apply(parent, machine.Event{
		Kind: machine.EvChild, For: m.run.ParentSeq, Outcome: string(m.run.Status), Result: value.NewRecord(slots),
		Clean: len(machine.Standing(def.process, m.run.State, s.env(m, def))) == 0,
	})
}

// env is what is live around a run.
func (s *Set) env(m *member, def *definition) machine.Env {
	return machine.Env{
		Person:    personOf(s.app, m.run.Person),
		Languages: s.app.Languages,
		Setting:   s.app.Setting(s.at),
		Owner:     s.app.Owner,
		Tool:      def.tool,
		Title:     def.title,
		EventURL:  func(event string) string { return s.e.EventURL(m.run.ID, event) },
	}
}

// definition returns what a run is pinned to.
func (s *Set) definition(m *member) (*definition, error) {
	if m.def != nil {
		return m.def, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), definitionTimeout)
	defer cancel()
	def, err := s.e.pinned(ctx, s.app, m.run.Process, m.run.Definition)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", m.run.ID, err)
	}
	m.def = def
	return def, nil
}

// Changes returns all that the Set wants written, in one transaction.
func (s *Set) Changes() Changes {
	c := Changes{
		Definitions: s.definitions, Effects: s.effects, DropEffects: s.dropEffects,
		Timers: s.timers, DropTimers: s.dropTimers, Items: s.items, DropItems: s.dropItems,
	}
	for _, id := range s.order {
		if m := s.runs[id]; m.isNew || len(m.events) > 0 {
			c.Runs = append(c.Runs, RunChange{Run: m.run, New: m.isNew, Was: m.was, Events: m.events})
		}
	}
	return c
}
