package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
)

// statement is SQL made ready before its unit of work runs, so that the writer
// only writes. want is how many rows it must touch, -1 for any.
type statement struct {
	sql  string
	args []any
	want int64
}

type batch []statement

func (b *batch) add(sql string, args ...any) { *b = append(*b, statement{sql, args, -1}) }

func (b *batch) must(sql string, args ...any) { *b = append(*b, statement{sql, args, 1}) }

// run does what was made ready; ErrFenced when a row is not as it was.
func (b batch) run(q tx) error {
	for _, st := range b {
		var check func(int64) error
		if want := st.want; want >= 0 {
			check = func(n int64) error {
				if n != want {
					return converse.ErrFenced
				}
				return nil
			}
		}
		// The arguments are copied: a unit may run twice, and drivers may change them.
		if err := q.later(check, st.sql, append([]any(nil), st.args...)...); err != nil {
			return err
		}
	}
	return nil
}

// turnSQL is the fence. A conversation in which nothing is left to do is given
// back, so that no lease stands idle.
const turnSQL = `UPDATE conversation SET seq = seq + 1, language = $4, spoken = $5, handled = $6,
 turns = $7, memory = $8, entries = entries + $9, touched = $10,
 node = CASE WHEN last <= $6 THEN '' ELSE node END
WHERE id = $1 AND epoch = $2 AND seq = $3 RETURNING entries, last`

// Commit implements converse.Store. It gives the replies their numbers, which
// may leave some out where messages came in between, and writes them back into
// t.Replies, with t.Lane's Seq, Entries and Last. After an error t is unchanged.
func (s *Store) Commit(ctx context.Context, t *converse.Turn) error {
	var before, after batch
	for _, d := range t.Changes.Definitions {
		if _, known := s.known.Load(d.Hash); !known {
			before.add("INSERT INTO definition (hash, app, process, format, source) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO NOTHING",
				d.Hash, d.App, d.Process, int64(d.Format), d.Source)
		}
	}
	changes(&after, t.Lane, t.Changes)
	if t.Message > 0 {
		after.add("UPDATE entry SET turn = $3, data = $4 WHERE lane = $1 AND no = $2",
			t.Lane.ID, t.Message, t.Number, text(entryData{Run: about(t), Values: t.Chips}))
	}
	l, n := t.Lane, int64(len(t.Replies))
	fence := []any{l.ID, l.Epoch, t.WasSeq, l.Language, l.Spoken, t.Handled, t.Number, text(l.Memory), n, us(t.At)}
	replies := replyRows(t)
	var entries, last int64
	u := &unit{lanes: []string{l.ID}, after: func() {
		for _, d := range t.Changes.Definitions {
			s.known.Store(d.Hash, true)
		}
	}}
	u.do = func(q tx) error {
		moved := func(n int64) error {
			if n == 0 {
				return converse.ErrFenced
			}
			return nil
		}
		// No statement needs the answer to another: together they are one round trip.
		err := q.asks(moved, query{turnSQL, append([]any(nil), fence...), func(scan scanner) error {
			err := scan(&entries, &last)
			u.still = last <= t.Handled
			return err
		}})
		if err != nil {
			return err
		}
		if err := errors.Join(before.run(q), after.run(q)); err != nil {
			return err
		}
		for i, r := range replies {
			if err := q.later(nil, replySQL, append([]any{l.ID, n - int64(i) - 1}, r...)...); err != nil {
				return err
			}
		}
		return writeTurn(q, t)
	}
	err := s.write(ctx, l.ID, u)
	if err != nil {
		if errors.Is(err, converse.ErrFenced) {
			return converse.ErrFenced
		}
		return fmt.Errorf("commit a turn: %w", err)
	}
	for i := range t.Replies {
		t.Replies[i].No = entries - n + int64(i) + 1
	}
	t.Lane.Seq, t.Lane.Entries, t.Lane.Last = t.WasSeq+1, entries, last
	return nil
}

// about is the run that a message began, else the one whose commands were in it,
// "" when it was about none. With it a card can show the person's own words.
func about(t *converse.Turn) string {
	run := ""
	for _, s := range t.Trace {
		if s.What == "start" {
			return s.Run
		}
		if s.What == "command" && run == "" {
			run = s.Run
		}
	}
	return run
}

// replyRows are the replies' rows from the column role on.
func replyRows(t *converse.Turn) [][]any {
	out := make([][]any, len(t.Replies))
	for i, e := range t.Replies {
		if e.At.IsZero() {
			e.At = t.At
		}
		out[i] = []any{
			e.Role, e.Kind, int64(0), t.Number, e.Text,
			text(entryData{Run: e.Run, Slot: e.Slot, Values: e.Values, Files: e.Files, Why: e.Why, Citations: e.Citations}), us(e.At),
		}
	}
	return out
}

// replySQL numbers a reply by how many of its turn come after it.
const replySQL = `INSERT INTO entry (lane, no, role, kind, said, turn, text, data, at)
VALUES ($1, (SELECT entries FROM conversation WHERE id = $1) - $2, $3, $4, $5, $6, $7, $8, $9)`

func writeTurn(q tx, t *converse.Turn) error {
	return q.later(nil, `INSERT INTO turn (lane, no, cause, handled, message, run, ended, language, commands, trace, chips, first, replies, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (SELECT entries FROM conversation WHERE id = $1) - $12 + 1, $12, $13)`,
		t.Lane.ID, t.Number, string(t.Cause), t.Handled, t.Message, t.Run, list(t.Ended), t.Language,
		list(t.Commands), list(t.Trace), list(t.Chips), int64(len(t.Replies)), us(t.At))
}

// list is a list as JSON, "" when there is nothing in it.
func list[T any](x []T) string {
	if len(x) == 0 {
		return ""
	}
	return text(x)
}

// changes are all that the engine asks for. What is dropped is dropped last: it
// may have been asked earlier in the same turn.
func changes(b *batch, l converse.Lane, c engine.Changes) {
	for _, r := range c.Runs {
		runChange(b, r)
	}
	for _, e := range c.Effects {
		askEffect(b, e)
	}
	for _, t := range c.Timers {
		b.add(`INSERT INTO timer (run, seq, part, name, lane, due) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (run, seq, part, name) DO UPDATE SET due = excluded.due`,
			t.Run, t.Seq, int64(t.Part), t.Name, or(t.Lane, l.ID), us(t.Due))
	}
	for _, it := range c.Items {
		askItem(b, it, l)
	}
	for _, key := range c.DropEffects {
		b.add("UPDATE effect SET status = 'dropped' WHERE key = $1 AND status = 'asked'", key)
	}
	for _, d := range c.DropTimers {
		b.add(`DELETE FROM timer WHERE run = $1 AND seq = $2 AND part BETWEEN $3 AND $4 AND ($5 = '' OR name = $5)`,
			d.Run, d.Seq, low(d.Part), high(d.Part), d.Name)
	}
	for _, d := range c.DropItems {
		dropItem(b, d)
	}
	for _, run := range wakes(c) {
		b.add(wakeSQL, run)
	}
}

// wakeSQL keeps a run's wake_at the least of its timers.
const wakeSQL = `UPDATE run SET wake_at = COALESCE((SELECT MIN(due) FROM timer WHERE run = $1), 0) WHERE id = $1`

func wakes(c engine.Changes) []string {
	var out []string
	seen := map[string]bool{}
	note := func(run string) {
		if !seen[run] {
			seen[run] = true
			out = append(out, run)
		}
	}
	for _, t := range c.Timers {
		note(t.Run)
	}
	for _, d := range c.DropTimers {
		note(d.Run)
	}
	return out
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// low and high are the parts that a Drop means: one, or with -1 all.
func low(part int) int64 { return int64(max(part, 0)) }

func high(part int) int64 {
	if part < 0 {
		return 1 << 30
	}
	return int64(part)
}

func runChange(b *batch, c engine.RunChange) {
	r := c.Run
	if c.New {
		b.must(`INSERT INTO run (id, app, lane, person, process, definition, status, final, seq, state, parent, parent_seq, wake_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14) ON CONFLICT (id) DO NOTHING`,
			r.ID, r.App, r.Lane, r.Person, r.Process, r.Definition, string(r.Status), final(r), r.Seq,
			text(r.State), r.Parent, r.ParentSeq, us(r.CreatedAt), us(r.UpdatedAt))
	} else {
		b.must(`UPDATE run SET status = $3, final = $4, seq = $5, state = $6, updated_at = $7 WHERE id = $1 AND seq = $2`,
			r.ID, c.Was, string(r.Status), final(r), r.Seq, text(r.State), us(r.UpdatedAt))
	}
	for _, ev := range c.Events {
		b.add("INSERT INTO run_event (run, seq, at, kind, body) VALUES ($1, $2, $3, $4, $5)",
			r.ID, ev.Seq, us(ev.At), string(ev.Kind), text(ev))
	}
}

func final(r engine.Run) int64 {
	if r.Status.Final() {
		return 1
	}
	return 0
}

func askItem(b *batch, it engine.Item, l converse.Lane) {
	lane := or(it.Lane, l.ID)
	b.add(`INSERT INTO item (id, run, lane, app, process, person, seq, part, path, card, hash, people, status, why, decision, outcome, decided_by, reason, asked_at, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', $14, '', '', '', '', $13, 0)`,
		it.ID, it.Run, lane, it.App, it.Process, it.Person, it.Seq, int64(it.Card.Part), it.Path,
		text(it.Card), it.Card.Hash, list(it.People), us(it.AskedAt), it.Why)
	for _, p := range it.People {
		b.add("INSERT INTO item_person (item, person, open, at) VALUES ($1, $2, 1, $3) ON CONFLICT (item, person) DO NOTHING",
			it.ID, p, us(it.AskedAt))
	}
}

func dropItem(b *batch, d engine.Drop) {
	status := engine.ItemWithdrawn
	if d.Why == "expired" {
		status = engine.ItemExpired
	}
	const which = ` WHERE run = $1 AND seq = $2 AND part BETWEEN $3 AND $4 AND status = 'open'`
	b.add(`UPDATE item_person SET open = 0 WHERE item IN (SELECT id FROM item`+which+`)`, d.Run, d.Seq, low(d.Part), high(d.Part))
	b.add(`UPDATE item SET status = $5, why = $6, decided_at = $7`+which,
		d.Run, d.Seq, low(d.Part), high(d.Part), string(status), d.Why, us(d.At))
}
