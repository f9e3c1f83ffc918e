package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// tx is what a unit of work or a read may do. Placeholders are $1, $2 …; `{now}`
// is the database's clock in µs, `{lock}` and `{skip}` lock the rows selected
// where there are row locks.
type tx interface {
	// row runs a statement that returns at most one row; false when none.
	row(sql string, args []any, dest ...any) (bool, error)
	// rows calls each for every row; scan reads its columns.
	rows(sql string, args []any, each func(scan scanner) error) error
	// all asks several at once, and gives each its rows in turn.
	all(list ...query) error
	// later runs a statement no later than flush, in order; check, if not nil,
	// sees how many rows it touched.
	later(check func(n int64) error, sql string, args ...any) error
	// asks runs a statement that returns rows no later than flush, in order; check,
	// if not nil, sees how many it returned.
	asks(check func(n int64) error, ask query) error
	flush() error
}

// query is a question and what takes its rows.
type query struct {
	sql  string
	args []any
	each func(scan scanner) error
}

// inTurn asks one after the other, where there is no round trip to save.
func inTurn(q tx, list []query) error {
	for _, x := range list {
		if err := q.rows(x.sql, x.args, x.each); err != nil {
			return err
		}
	}
	return nil
}

type scanner func(dest ...any) error

// session is a connection on which one writer commits groups of units.
type session interface {
	tx
	begin() error
	save() error             // a savepoint for one unit
	settle(alone bool) error // the unit is done: see that it is written
	release() error
	back() error // to the savepoint
	commit() error
	rollback()
	close() error
}

// verdict says what an error of the database means for a group.
type verdict int

const (
	own       verdict = iota // the unit's own; the others go on
	broken                   // the outer transaction is gone; the units are tried one by one
	conflict                 // try all again, a few times
	away                     // the database is away; try again until patience ends
	maxGroup  = 64
	conflicts = 8
)

// unit is one piece of work that is written as a whole or not at all.
type unit struct {
	// do does SQL only. It may run twice, so it must set its results anew.
	do func(tx) error
	// lanes are hinted at, and after runs, once the outer COMMIT is done. A unit
	// that leaves nothing to do for this node is still: only others are told.
	lanes []string
	still bool
	ahead *loading // read for the Load that follows, nil when nothing was
	after func()

	ctx   context.Context
	state atomic.Int32 // 0 queued, 1 begun, 2 given up
	err   error
	done  chan struct{}
}

func (u *unit) finish(err error) {
	u.err = err
	close(u.done)
}

// writer commits units in groups, in the order in which they came.
type writer struct {
	s     *Store
	db    session
	mu    sync.Mutex
	more  *sync.Cond
	queue []*unit
	shut  bool
	wait  sync.WaitGroup
}

func newWriter(s *Store, db session) *writer {
	w := &writer{s: s, db: db}
	w.more = sync.NewCond(&w.mu)
	return w
}

func (w *writer) submit(u *unit) error {
	if err := u.ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	if w.shut {
		w.mu.Unlock()
		return ErrClosed
	}
	w.queue = append(w.queue, u)
	w.mu.Unlock()
	w.more.Signal()
	select {
	case <-u.done:
	case <-u.ctx.Done():
		if u.state.CompareAndSwap(0, 2) {
			return u.ctx.Err()
		}
		<-u.done // it has begun: whether it is committed must be known
	}
	return u.err
}

func (w *writer) close() {
	w.mu.Lock()
	w.shut = true
	w.mu.Unlock()
	w.more.Signal()
	w.wait.Wait()
	if err := w.db.close(); err != nil {
		w.s.opt.Log.Warn("closing a connection", "error", err)
	}
}

func (w *writer) loop() {
	for {
		group := w.next()
		if group == nil {
			return
		}
		if len(group) > 0 {
			w.run(group)
		}
	}
}

// next waits for units and takes those that are there; nil at the end.
func (w *writer) next() []*unit {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.queue) == 0 {
		if w.shut {
			return nil
		}
		w.more.Wait()
	}
	n := min(len(w.queue), maxGroup)
	group := make([]*unit, 0, n)
	for _, u := range w.queue[:n] {
		if u.state.CompareAndSwap(0, 1) {
			group = append(group, u)
		}
	}
	w.queue = append(w.queue[:0], w.queue[n:]...)
	return group
}

// run commits a group, and answers each of its units.
func (w *writer) run(group []*unit) {
	start := time.Now()
	for try := 0; ; try++ {
		err := w.attempt(group)
		kind := own
		if err != nil {
			kind = w.s.d.judge(err)
		}
		switch {
		case err == nil:
			w.answer(group)
			return
		case kind == conflict && try < conflicts, kind == away && time.Since(start) < w.s.opt.Patience:
			w.s.opt.Log.Debug("a group of writes is tried again", "error", err, "try", try)
			group = w.patient(group, try)
			if len(group) == 0 {
				return
			}
		case len(group) > 1 && kind != away:
			for _, u := range group {
				w.run([]*unit{u})
			}
			return
		default:
			for _, u := range group {
				u.finish(w.s.d.explain(err))
			}
			return
		}
	}
}

// patient waits a little and returns the units that are still wanted.
func (w *writer) patient(group []*unit, try int) []*unit {
	pause := min(time.Millisecond<<min(try, 10), 500*time.Millisecond)
	timer := time.NewTimer(pause/2 + rand.N(pause/2+1))
	defer timer.Stop()
	if len(group) == 1 {
		select {
		case <-timer.C:
		case <-group[0].ctx.Done():
		}
	} else {
		<-timer.C
	}
	left := group[:0:0]
	for _, u := range group {
		if err := u.ctx.Err(); err != nil {
			u.finish(err)
			continue
		}
		left = append(left, u)
	}
	return left
}

// attempt runs a group in one transaction. An error means that nothing of the
// group is written; a unit's own error is kept in the unit.
func (w *writer) attempt(group []*unit) error {
	if err := w.db.begin(); err != nil {
		return err
	}
	for _, u := range group {
		u.err = nil
		if err := w.one(u, len(group) == 1); err != nil {
			w.db.rollback()
			return err
		}
	}
	if len(group) == 1 && group[0].err != nil {
		w.db.rollback() // its only unit failed
		return nil
	}
	if err := w.db.commit(); err != nil {
		w.db.rollback()
		return err
	}
	return nil
}

// one runs a unit within a savepoint; alone, the transaction itself is one.
func (w *writer) one(u *unit, alone bool) error {
	if !alone {
		if err := w.db.save(); err != nil {
			return err
		}
	}
	err := guarded(u.do, w.db)
	if err == nil {
		err = w.db.settle(alone)
	}
	if err != nil {
		if w.s.d.judge(err) != own {
			return err
		}
		u.err = err
		if alone {
			return nil
		}
		return w.db.back()
	}
	if alone {
		return nil
	}
	return w.db.release()
}

// guarded keeps a panic of one unit from taking the writer with it.
func guarded(do func(tx) error, q tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a unit of work panicked: %v", r)
		}
	}()
	return do(q)
}

// answer tells the callers, and only now lets others know.
func (w *writer) answer(group []*unit) {
	var lanes, busy []string
	for _, u := range group {
		if u.err == nil {
			lanes = append(lanes, u.lanes...)
			w.s.ahead.note(u.lanes, u.ahead)
			if !u.still {
				busy = append(busy, u.lanes...)
			}
			if u.after != nil {
				u.after()
			}
		} else {
			u.err = w.s.d.explain(u.err)
		}
	}
	if len(lanes) > 0 {
		w.s.hints.add(lanes)
	}
	if len(busy) > 0 && w.s.opt.OnCommit != nil {
		w.s.opt.OnCommit(busy)
	}
	for _, u := range group {
		close(u.done)
	}
}

// hints are conversations that other nodes are to be told of.
type hints struct {
	mu    sync.Mutex
	lanes map[string]bool
	on    bool // somebody takes them
	woken chan struct{}
}

func (h *hints) add(lanes []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.on {
		return
	}
	if h.lanes == nil {
		h.lanes = map[string]bool{}
	}
	for _, l := range lanes {
		h.lanes[l] = true
	}
	select {
	case h.woken <- struct{}{}:
	default:
	}
}

func (h *hints) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []string
	for l := range h.lanes {
		out = append(out, l)
	}
	clear(h.lanes)
	return out
}

func (h *hints) listen() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.on, h.woken = true, make(chan struct{}, 1)
	return h.woken
}
