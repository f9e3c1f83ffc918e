package engine_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/run/engine"
)

// memory is an engine.Store without a database, as small as the contract lets
// it be. What is in it survives the engine, as a database would a process.
type memory struct {
	mu      sync.Mutex
	now     func() time.Time
	runs    map[string]engine.Run
	events  map[string][]machine.Event
	effects map[string]engine.Effect
	timers  []engine.Timer
	items   map[string]engine.Item
	defs    map[string]engine.Definition
	inputs  []engine.Input
	seen    map[string]bool
	dead    map[string]bool // nodes whose lease has ended
	broken  error           // what every method returns while it is set
}

func newMemory(now func() time.Time) *memory {
	return &memory{
		now: now, runs: map[string]engine.Run{}, events: map[string][]machine.Event{}, effects: map[string]engine.Effect{},
		items: map[string]engine.Item{}, defs: map[string]engine.Definition{}, seen: map[string]bool{}, dead: map[string]bool{},
	}
}

func (m *memory) ReadyEffects(_ context.Context, now time.Time, limit int) ([]engine.Effect, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []engine.Effect
	for _, e := range m.effects {
		asked := e.Status == engine.EffectAsked && !e.NextAt.After(now)
		if asked || e.Status == engine.EffectStarted && m.dead[e.Node] {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b engine.Effect) int { return cmp.Or(a.AskedAt.Compare(b.AskedAt), cmp.Compare(a.Key, b.Key)) })
	return out[:min(limit, len(out))], m.broken
}

func (m *memory) StartEffect(_ context.Context, key, node string) (engine.Effect, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.effects[key]
	switch {
	case m.broken != nil:
		return e, m.broken
	case !ok:
		return e, engine.ErrNotFound
	case e.Status != engine.EffectAsked && (e.Status != engine.EffectStarted || !m.dead[e.Node]):
		return e, engine.ErrTaken
	}
	before := e.Status
	e.Status, e.Node, e.Attempt = engine.EffectStarted, node, e.Attempt+1
	m.effects[key] = e
	e.Status = before
	return e, nil
}

func (m *memory) RetryEffect(_ context.Context, key string, next time.Time, reason string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	e := m.effects[key]
	if e.Status != engine.EffectStarted {
		return engine.ErrTaken
	}
	e.Status, e.NextAt, e.Error = engine.EffectAsked, next, reason
	m.effects[key] = e
	return nil
}

func (m *memory) FinishEffect(_ context.Context, e engine.Effect, in engine.Input) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	if now := m.effects[e.Key].Status; now != engine.EffectStarted && now != engine.EffectAsked {
		return nil
	}
	m.effects[e.Key] = e
	m.post(in)
	return nil
}

func (m *memory) post(in engine.Input) {
	if id := in.Lane + "\x00" + in.ID; !m.seen[id] {
		m.seen[id] = true
		m.inputs = append(m.inputs, in)
	}
}

func (m *memory) DueTimers(_ context.Context, now time.Time, limit int) ([]engine.Timer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []engine.Timer
	for _, t := range m.timers {
		if !t.Due.After(now) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b engine.Timer) int { return a.Due.Compare(b.Due) })
	return out[:min(limit, len(out))], m.broken
}

func (m *memory) FireTimer(_ context.Context, t engine.Timer, in engine.Input) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.Index(m.timers, t)
	if i < 0 || m.broken != nil {
		return m.broken
	}
	m.timers = slices.Delete(m.timers, i, i+1)
	m.post(in)
	return nil
}

func (m *memory) NextDue(context.Context) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var next time.Time
	for _, t := range m.timers {
		if next.IsZero() || t.Due.Before(next) {
			next = t.Due
		}
	}
	for _, e := range m.effects {
		if e.Status == engine.EffectAsked && (next.IsZero() || e.NextAt.Before(next)) {
			next = e.NextAt
		}
	}
	return next, m.broken
}

func (m *memory) Decide(_ context.Context, d engine.Decision, in engine.Input) (engine.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, ok := m.items[d.Item]
	switch {
	case !ok:
		return i, engine.ErrNotFound
	case !slices.Contains(i.People, d.By) && !slices.Contains(i.People, "*"):
		return i, engine.ErrNotYours
	case i.Status != engine.ItemOpen:
		return i, &engine.DecidedError{Item: i}
	case i.Card.Hash != d.Hash:
		return i, engine.ErrChanged
	}
	i.Status, i.Decision, i.Outcome, i.DecidedBy, i.Reason, i.DecidedAt = engine.ItemDecided, d.Decision, d.Outcome, d.By, d.Reason, d.At
	m.items[d.Item] = i
	m.post(in)
	return i, nil
}

func (m *memory) Item(_ context.Context, id string) (engine.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i, ok := m.items[id]; ok {
		return i, m.broken
	}
	return engine.Item{}, engine.ErrNotFound
}

func (m *memory) Inbox(_ context.Context, person string, open bool, limit int) ([]engine.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []engine.Item
	for _, i := range m.items {
		mine := slices.Contains(i.People, person) || slices.Contains(i.People, "*")
		if mine && (!open || i.Status == engine.ItemOpen) {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(a, b engine.Item) int { return cmp.Compare(a.ID, b.ID) })
	return out[:min(limit, len(out))], m.broken
}

func (m *memory) Post(_ context.Context, in engine.Input) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.post(in)
	return m.broken
}

func (m *memory) Run(_ context.Context, id string) (engine.Run, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.runs[id]; ok {
		return r, m.broken
	}
	return engine.Run{}, engine.ErrNotFound
}

func (m *memory) Runs(_ context.Context, f engine.RunFilter) ([]engine.Run, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []engine.Run
	for _, r := range m.runs {
		if !f.Open || !r.Status.Final() {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b engine.Run) int { return cmp.Compare(a.ID, b.ID) })
	return out, m.broken
}

func (m *memory) RunEvents(_ context.Context, run string) ([]machine.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events[run]), m.broken
}

func (m *memory) RunEffects(_ context.Context, run string) ([]engine.Effect, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []engine.Effect
	for _, e := range m.effects {
		if e.Run == run {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b engine.Effect) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, nil
}

func (m *memory) RunItems(_ context.Context, run string) ([]engine.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []engine.Item
	for _, i := range m.items {
		if i.Run == run {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(a, b engine.Item) int { return cmp.Compare(a.ID, b.ID) })
	return out, m.broken
}

func (m *memory) Definition(_ context.Context, hash string) (engine.Definition, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d, ok := m.defs[hash]; ok {
		return d, m.broken
	}
	return engine.Definition{}, engine.ErrNotFound
}

var errFenced = errors.New("fenced")

// commit writes what a turn changed, all or nothing.
func (m *memory) commit(c engine.Changes) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range c.Runs {
		if now, ok := m.runs[r.Run.ID]; ok == r.New || now.Seq != r.Was {
			return fmt.Errorf("run %s is at %d, not %d: %w", r.Run.ID, now.Seq, r.Was, errFenced)
		}
	}
	for _, d := range c.Definitions {
		m.defs[d.Hash] = d
	}
	for _, r := range c.Runs {
		m.runs[r.Run.ID] = r.Run
		m.events[r.Run.ID] = append(m.events[r.Run.ID], r.Events...)
	}
	m.drop(c)
	for _, e := range c.Effects {
		// A call that a person has tried again keeps its key and counts on.
		e.Attempt = m.effects[e.Key].Attempt
		m.effects[e.Key] = e
	}
	m.timers = append(m.timers, c.Timers...)
	for _, i := range c.Items {
		m.items[i.ID] = i
	}
	return nil
}

func (m *memory) drop(c engine.Changes) {
	for _, key := range c.DropEffects {
		if e, ok := m.effects[key]; ok && e.Status == engine.EffectAsked {
			e.Status = engine.EffectDropped
			m.effects[key] = e
		}
	}
	for _, d := range c.DropTimers {
		m.timers = slices.DeleteFunc(m.timers, func(t engine.Timer) bool {
			return t.Run == d.Run && t.Seq == d.Seq && (d.Part < 0 || t.Part == d.Part) && (d.Name == "" || t.Name == d.Name)
		})
	}
	for _, d := range c.DropItems {
		for id, i := range m.items {
			if i.Run == d.Run && i.Seq == d.Seq && (d.Part < 0 || i.Card.Part == d.Part) && i.Status == engine.ItemOpen {
				i.Status, i.Why, i.DecidedAt = engine.ItemWithdrawn, d.Why, d.At
				if d.Why == "expired" {
					i.Status = engine.ItemExpired
				}
				m.items[id] = i
			}
		}
	}
}
