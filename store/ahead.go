package store

import (
	"sync"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
)

// loading is what Load reads, as it stands in the rows. Whoever loads makes
// values of it, so that a writer does not spend its time on that.
type loading struct {
	lane   laneRow
	inputs []inputRow
	runs   []runRow
}

// queries ask for all of a conversation, its first input before the rest where
// only is set: then none are given when more than one waits.
func (x *loading) queries(lane string, only bool) []query {
	*x = loading{}
	return []query{
		laneQuery(lane, &x.lane),
		inputQuery(lane, only, &x.inputs),
		runQuery(&x.runs, "WHERE lane = $1 AND final = 0 ORDER BY id", lane),
	}
}

// values are what Load returns to a node: engine.ErrNotFound when there is no
// such conversation, engine.ErrTaken when another node holds it.
func (x *loading) values(node string) (l converse.Lane, in []converse.Queued, runs []engine.Run, err error) {
	switch {
	case x.lane.ID == "":
		return l, nil, nil, engine.ErrNotFound
	case x.lane.node != node:
		return l, nil, nil, engine.ErrTaken
	}
	if l, err = x.lane.lane(); err != nil {
		return l, nil, nil, err
	}
	for _, row := range x.inputs {
		if row.no > l.Last {
			break // it came after the conversation was read, and is for the next time
		}
		q, err := row.queued(l)
		if err != nil {
			return l, nil, nil, err
		}
		in = append(in, q)
	}
	runs, err = runValues(x.runs)
	return l, in, runs, err
}

// maxAhead is how many conversations are read ahead at most.
const maxAhead = 1024

// ahead keeps what was read in the very unit of work that gave a resting
// conversation something to do, for the Load that follows: on PostgreSQL that
// spares a round trip, on SQLite a reader whose pages the commit has made old. Any
// later unit of this process that touches the conversation drops it, and what
// another process writes is found by the fence, as after any Load.
type ahead struct {
	mu    sync.Mutex
	lanes map[string]*loading
}

// note takes what a unit that was committed read, or drops what was read before.
func (a *ahead) note(lanes []string, x *loading) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, l := range lanes {
		delete(a.lanes, l)
	}
	if x == nil || len(x.inputs) != 1 {
		return
	}
	if a.lanes == nil || len(a.lanes) >= maxAhead {
		a.lanes = map[string]*loading{} // nobody came for them
	}
	a.lanes[x.lane.ID] = x
}

// take gives what was read ahead, once; nil when there is none.
func (a *ahead) take(lane string) *loading {
	a.mu.Lock()
	defer a.mu.Unlock()
	x := a.lanes[lane]
	delete(a.lanes, lane)
	return x
}

// readAhead reads for the Load that follows u, with what u writes.
func readAhead(q tx, u *unit, lane string) error {
	u.ahead = &loading{}
	for _, ask := range u.ahead.queries(lane, true) {
		if err := q.asks(nil, ask); err != nil {
			return err
		}
	}
	return nil
}
