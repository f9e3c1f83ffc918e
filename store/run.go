package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/run/engine"
)

const runColumns = `id, app, lane, person, process, definition, status, seq, state, parent, parent_seq, created_at, updated_at`

func readRuns(q tx, tail string, args ...any) ([]engine.Run, error) {
	var rows []runRow
	if err := q.all(runQuery(&rows, tail, args...)); err != nil {
		return nil, err
	}
	return runValues(rows)
}

// runRow is a run as it stands in its row.
type runRow struct {
	engine.Run
	status, state    string
	created, updated int64
}

// runQuery asks for runs, which go to out.
func runQuery(out *[]runRow, tail string, args ...any) query {
	return query{"SELECT " + runColumns + " FROM run " + tail, args, func(scan scanner) error {
		var r runRow
		err := scan(&r.ID, &r.App, &r.Lane, &r.Person, &r.Process, &r.Definition, &r.status, &r.Seq, &r.state,
			&r.Parent, &r.ParentSeq, &r.created, &r.updated)
		*out = append(*out, r)
		return err
	}}
}

func runValues(rows []runRow) ([]engine.Run, error) {
	var out []engine.Run
	for _, row := range rows {
		r := row.Run
		r.Status, r.CreatedAt, r.UpdatedAt = machine.Status(row.status), at(row.created), at(row.updated)
		r.State = machine.State{Run: r.ID, Process: r.Process, Status: r.Status, Seq: r.Seq} // all that is left of one forgotten
		if err := parse(row.state, &r.State); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// Run implements engine.Store.
func (s *Store) Run(ctx context.Context, id string) (engine.Run, error) {
	var out []engine.Run
	err := s.read(ctx, func(q tx) (err error) {
		out, err = readRuns(q, "WHERE id = $1", id)
		return err
	})
	return first(out, err)
}

func first[T any](out []T, err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if len(out) == 0 {
		return none, engine.ErrNotFound
	}
	return out[0], nil
}

// maxPage bounds what one call returns where the caller does not.
const maxPage = 1000

// Runs implements engine.Store: the newest first.
func (s *Store) Runs(ctx context.Context, f engine.RunFilter) ([]engine.Run, error) {
	tail, args := runsWhere(f)
	var out []engine.Run
	err := s.read(ctx, func(q tx) (err error) {
		out, err = readRuns(q, tail, append([]any(nil), args...)...)
		return err
	})
	return out, err
}

func runsWhere(f engine.RunFilter) (string, []any) {
	var where []string
	var args []any
	add := func(cond string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(cond, len(args)))
	}
	if f.App != "" {
		add("app = $%d", f.App)
	}
	if f.Person != "" {
		add("person = $%d", f.Person)
	}
	if f.Process != "" {
		add("process = $%d", f.Process)
	}
	if f.Open {
		where = append(where, "final = 0")
	}
	if f.Before != "" {
		add("id < $%d", f.Before)
	}
	tail := ""
	if len(where) > 0 {
		tail = "WHERE " + strings.Join(where, " AND ") + " "
	}
	if f.Limit <= 0 || f.Limit > maxPage {
		f.Limit = maxPage
	}
	args = append(args, int64(f.Limit))
	return tail + fmt.Sprintf("ORDER BY id DESC LIMIT $%d", len(args)), args
}

// RunEvents implements engine.Store: in their order.
func (s *Store) RunEvents(ctx context.Context, run string) ([]machine.Event, error) {
	var out []machine.Event
	err := s.read(ctx, func(q tx) error {
		out = nil
		return q.rows("SELECT seq, at, kind, body FROM run_event WHERE run = $1 ORDER BY seq", []any{run}, func(scan scanner) error {
			var seq, when int64
			var kind, body string
			if err := scan(&seq, &when, &kind, &body); err != nil {
				return err
			}
			e := machine.Event{Seq: seq, At: at(when), Kind: machine.EventKind(kind)}
			err := parse(body, &e)
			out = append(out, e)
			return err
		})
	})
	return out, err
}

// RunEffects implements engine.Store: in the order in which they were asked.
func (s *Store) RunEffects(ctx context.Context, run string) ([]engine.Effect, error) {
	var out []engine.Effect
	err := s.read(ctx, func(q tx) (err error) {
		out, err = readEffects(q, "WHERE run = $1 ORDER BY seq", run)
		return err
	})
	return out, err
}

// Definition implements engine.Store.
func (s *Store) Definition(ctx context.Context, hash string) (engine.Definition, error) {
	d := engine.Definition{Hash: hash}
	err := s.read(ctx, func(q tx) error {
		var format int64
		ok, err := q.row("SELECT app, process, format, source FROM definition WHERE hash = $1", []any{hash},
			&d.App, &d.Process, &format, &d.Source)
		if err == nil && !ok {
			return engine.ErrNotFound
		}
		d.Format = int(format)
		return err
	})
	return d, err
}
