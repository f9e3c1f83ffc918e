package converse

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/usher-dev/usher/run/engine"
)

// Options are what a Conversations stands on. All but Log and Committed must be set.
type Options struct {
	Store  Store
	Engine *engine.Engine
	Shelf  *Shelf
	Node   string // this process's name among others on the same database
	Now    func() time.Time
	Log    *slog.Logger
	// Committed is told of every turn after it is committed; it must not block.
	Committed func(*Turn)
}

// Conversations turns inputs into turns. It is safe for concurrent use; two
// turns of one lane never run at once within a process, and the store's fence
// keeps other processes out.
type Conversations struct {
	o Options
}

// New returns Conversations.
func New(o Options) *Conversations {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Committed == nil {
		o.Committed = func(*Turn) {}
	}
	return &Conversations{o: o}
}

// Accept takes a message: when it returns, the message is committed and will be
// handled, whatever happens. The caller wakes the lane.
func (c *Conversations) Accept(ctx context.Context, m Message) (Accepted, error) {
	if _, ok := c.o.Shelf.Assistant(m.App); !ok {
		return Accepted{}, fmt.Errorf("app %q: %w", m.App, engine.ErrNotFound)
	}
	if m.At.IsZero() {
		m.At = c.o.Now()
	}
	return c.o.Store.Accept(ctx, m, c.o.Node)
}

// tries is how often a turn is made again after the lane moved on under it,
// before it is left to the next poll.
const tries = 5

// Handle works off a lane's inputs, one turn each, until none is left. It
// returns how many turns were committed. A lane that somebody else holds, or
// whose app is not served here, is left alone.
func (c *Conversations) Handle(ctx context.Context, lane string) (int, error) {
	turns, fenced := 0, 0
	for {
		l, queue, runs, err := c.o.Store.Load(ctx, lane, c.o.Node)
		switch {
		case errors.Is(err, engine.ErrTaken), errors.Is(err, engine.ErrNotFound):
			return turns, nil
		case err != nil:
			return turns, fmt.Errorf("load conversation: %w", err)
		case len(queue) == 0:
			return turns, nil
		}
		asst, ok := c.o.Shelf.Assistant(l.App)
		if !ok {
			return turns, nil
		}
		t, err := c.turn(ctx, asst, l, queue[0], runs)
		if err != nil {
			return turns, err
		}
		switch err := c.o.Store.Commit(ctx, t); {
		case errors.Is(err, ErrFenced):
			if fenced++; fenced >= tries {
				return turns, nil
			}
			continue
		case err != nil:
			return turns, fmt.Errorf("write turn: %w", err)
		}
		c.note(ctx, t, fenced)
		turns, fenced = turns+1, 0
		c.o.Committed(t)
		if len(t.Changes.Effects) > 0 || len(t.Changes.Timers) > 0 {
			c.o.Engine.Kick()
		}
		if t.Lane.Last <= t.Lane.Handled {
			return turns, nil // the commit saw that nothing more has come
		}
	}
}

// note writes one line a turn for those who run the server: which run and turn,
// and what came of it, but nothing that anybody said.
func (c *Conversations) note(ctx context.Context, t *Turn, again int) {
	if !c.o.Log.Enabled(ctx, slog.LevelInfo) {
		return
	}
	var runs []string
	for _, r := range t.Changes.Runs {
		runs = append(runs, r.Run.ID+" "+r.Run.Process+" "+string(r.Run.Status))
	}
	c.o.Log.Info("turn", "lane", t.Lane.ID, "turn", t.Number, "cause", t.Cause, "runs", runs, "effects", len(t.Changes.Effects),
		"replies", len(t.Replies), "again", again)
}

// turn makes the turn that follows from one input.
func (c *Conversations) turn(ctx context.Context, asst *Assistant, l Lane, q Queued, runs []engine.Run) (*Turn, error) {
	at := c.o.Now()
	runs, err := c.withInputsRun(ctx, q, runs)
	if err != nil {
		return nil, err
	}
	w := newWork(c, asst, l, at, runs)
	if err := w.take(q); err != nil {
		c.o.Log.Error("turn gave up; the person is told", "lane", l.ID, "input", q.Number, "err", err)
		w = newWork(c, asst, l, at, runs)
		w.place(q)
		w.trace(Step{What: "error", Why: err.Error()})
		w.say("fault")
	}
	return w.finish(), nil
}

// place notes which input the turn is for.
func (w *work) place(q Queued) {
	w.t.Handled, w.t.Message, w.t.Cause = q.Number, q.Entry, CauseMessage
	if q.Input != nil {
		w.t.Message, w.t.Cause = 0, causes[q.Input.Event.Kind]
	}
}

// take makes the turn. A fault in the understanding or a run must not keep the
// conversation from going on, so a panic becomes an error here and ends there.
func (w *work) take(q Queued) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	w.place(q)
	if q.Message != nil {
		w.message(*q.Message)
	} else {
		w.input(*q.Input)
	}
	return nil
}

// withInputsRun adds the run that an input is for when it is no longer open: a
// late result is applied and shown, never dropped.
func (c *Conversations) withInputsRun(ctx context.Context, q Queued, runs []engine.Run) ([]engine.Run, error) {
	if q.Input == nil {
		return runs, nil
	}
	for _, r := range runs {
		if r.ID == q.Input.Run {
			return runs, nil
		}
	}
	r, err := c.o.Store.Run(ctx, q.Input.Run)
	if errors.Is(err, engine.ErrNotFound) {
		return runs, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load run: %w", err)
	}
	return append(runs, r), nil
}
