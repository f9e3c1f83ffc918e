package engine

import (
	"context"

	"github.com/usher-dev/usher/app/machine"
)

// View tells where a run of the set stands.
func (s *Set) View(id string) (machine.Progress, bool) {
	m, ok := s.runs[id]
	if !ok {
		return machine.Progress{}, false
	}
	def, err := s.definition(m)
	if err != nil {
		return machine.Progress{}, false
	}
	return machine.View(def.process, m.run.State, s.env(m, def)), true
}

// Command has a run's person give it a command in another way than by talking,
// by a button for instance. It is applied in the order of its lane. ErrEnded
// when the run is over.
func (e *Engine) Command(ctx context.Context, run string, c machine.Command) error {
	r, err := e.o.Store.Run(ctx, run)
	if err != nil {
		return err
	}
	if r.Status.Final() {
		return ErrEnded
	}
	in := Input{
		ID: "command/" + e.o.NewID(), Lane: r.Lane, Run: run,
		Event: machine.Event{At: e.o.Now(), Kind: machine.EvSaid, Commands: []machine.Command{c}},
	}
	if err := e.o.Store.Post(ctx, in); err != nil {
		return err
	}
	e.wake(r.Lane)
	return nil
}
