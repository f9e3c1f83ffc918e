package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
)

// us is a time in microseconds; 0 is none.
func us(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func at(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// text is x as JSON. What is stored is made of strings, numbers and times, which
// always have a JSON.
func text(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		panic(fmt.Sprintf("store: %T has no JSON: %v", x, err))
	}
	return string(b)
}

func parse(s string, into any) error {
	if s == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(s), into); err != nil {
		return fmt.Errorf("a stored %T can't be read: %w", into, err)
	}
	return nil
}

// acceptSQL numbers a message and claims its conversation in one statement. It
// touches no row when the message is known already.
const acceptSQL = `INSERT INTO conversation
 (id, app, person, language, spoken, epoch, seq, last, handled, entries, turns, memory, node, touched, created_at)
VALUES ($1, $2, $3, '', '', 1, 0, 1, 0, $4, 0, '{}', $5, $6, $6)
ON CONFLICT (id) DO UPDATE SET last = conversation.last + 1, entries = conversation.entries + excluded.entries,
 epoch = CASE WHEN conversation.node <> excluded.node AND ` + free + ` THEN conversation.epoch + 1 ELSE conversation.epoch END,
 node = CASE WHEN ` + free + ` THEN excluded.node ELSE conversation.node END,
 touched = CASE WHEN conversation.last > conversation.handled THEN conversation.touched ELSE excluded.touched END
WHERE NOT EXISTS (SELECT 1 FROM input i WHERE i.lane = $1 AND i.kind = 'm' AND i.id = $7)
RETURNING last, entries`

// Accept implements converse.Store. A message that only switches the language
// stands on no page: its Entry is 0. NUL and broken UTF-8 in what people send is
// stored as U+FFFD.
func (s *Store) Accept(ctx context.Context, m converse.Message, node string) (converse.Accepted, error) {
	if m.App == "" || m.Person == "" || m.ID == "" {
		return converse.Accepted{}, errors.New("a message needs an app, a person and an id")
	}
	a := converse.Accepted{Lane: LaneID(m.App, m.Person)}
	shown := int64(1)
	if m.Text == "" && len(m.Files) == 0 && len(m.Values) == 0 {
		shown = 0
	}
	files, vals := "", ""
	if len(m.Files) > 0 {
		files = text(m.Files)
	}
	if len(m.Values) > 0 {
		vals = text(m.Values)
	}
	u := &unit{lanes: []string{a.Lane}}
	u.do = func(q tx) error {
		a.Again, a.Number, a.Entry = false, 0, 0
		err := errors.Join(acceptRows(q, m, &a, node, shown, files, vals), readAhead(q, u, a.Lane), q.flush())
		if err != nil || !a.Again {
			return err
		}
		u.ahead = nil
		_, err = q.row("SELECT no, entry FROM input WHERE lane = $1 AND kind = 'm' AND id = $2", []any{a.Lane, m.ID}, &a.Number, &a.Entry)
		return err
	}
	err := s.write(ctx, a.Lane, u)
	if err != nil {
		return converse.Accepted{}, fmt.Errorf("accept a message: %w", err)
	}
	return a, nil
}

// acceptRows writes a message that is new, in one round trip: no statement needs
// the answer to another. The row that makes it known comes last.
func acceptRows(q tx, m converse.Message, a *converse.Accepted, node string, shown int64, files, vals string) error {
	const fresh = ` FROM conversation c WHERE c.id = $1 AND NOT EXISTS (SELECT 1 FROM input i WHERE i.lane = $1 AND i.kind = 'm' AND i.id = $2)`
	again := func(n int64) error {
		a.Again = n == 0
		return nil
	}
	both := func(n int64) error { // another node may have taken the same message meanwhile
		if !a.Again && n == 0 {
			return errRaced
		}
		return nil
	}
	err := errors.Join(
		q.asks(again, query{acceptSQL, []any{a.Lane, m.App, m.Person, shown, node, us(m.At), m.ID}, func(scan scanner) error {
			err := scan(&a.Number, &a.Entry)
			a.Entry *= shown
			return err
		}}),
		q.later(nil, "INSERT INTO said (lane, no, person, text, files, vals) SELECT $1, c.last, $3, $4, $5, $6"+fresh,
			a.Lane, m.ID, m.Person, m.Text, files, vals))
	if shown > 0 {
		err = errors.Join(err, q.later(nil, `INSERT INTO entry (lane, no, role, kind, said, turn, text, data, at)
SELECT $1, c.entries, 'person', '', c.last, 0, '', '', $3`+fresh, a.Lane, m.ID, us(m.At)))
	}
	return errors.Join(err,
		q.later(both, `INSERT INTO input (lane, no, kind, id, entry, language, run, event, at)
SELECT $1, c.last, 'm', $2, c.entries * $3, $4, '', '', $5`+fresh, a.Lane, m.ID, shown, m.Language, us(m.At)))
}

// LaneID names the conversation of a person with an app.
func LaneID(app, person string) string { return app + "/" + person }

// Ready implements converse.Store. The one that waits longest is first. It
// writes only when there is a conversation to claim.
func (s *Store) Ready(ctx context.Context, node string, limit int) ([]string, error) {
	var mine []string
	unclaimed := 0
	err := s.read(ctx, func(q tx) error {
		mine, unclaimed = nil, 0
		return q.rows(`SELECT id, node FROM conversation WHERE last > handled AND (node = $1 OR `+free+`) ORDER BY touched LIMIT $2`,
			[]any{node, int64(limit)}, func(scan scanner) error {
				var id, holder string
				if err := scan(&id, &holder); err != nil {
					return err
				}
				if holder == node {
					mine = append(mine, id)
				} else {
					unclaimed++
				}
				return nil
			})
	})
	if err != nil || unclaimed == 0 {
		return mine, err
	}
	more, err := s.claimSome(ctx, node, unclaimed)
	return append(mine, more...), err
}

// claimSome claims free conversations, passing over those that another node
// is claiming just now.
func (s *Store) claimSome(ctx context.Context, node string, limit int) ([]string, error) {
	var got []string
	err := s.write(ctx, node, &unit{do: func(q tx) error {
		got = nil
		return q.rows(`UPDATE conversation SET epoch = epoch + 1, node = $1 WHERE id IN (SELECT id FROM conversation
 WHERE last > handled AND node <> $1 AND `+free+` ORDER BY touched LIMIT $2 {skip}) RETURNING id`,
			[]any{node, int64(limit)}, func(scan scanner) error {
				var id string
				err := scan(&id)
				got = append(got, id)
				return err
			})
	}})
	return got, err
}

const laneSQL = `SELECT id, app, person, language, spoken, epoch, seq, last, handled, entries, turns, memory, node FROM conversation WHERE id = $1`

// laneRow is a conversation as it stands in its row, and who holds it.
type laneRow struct {
	converse.Lane
	memory, node string
}

func (r laneRow) lane() (converse.Lane, error) {
	err := parse(r.memory, &r.Memory)
	return r.Lane, err
}

// laneQuery asks for a conversation; r.ID stays empty when there is none.
func laneQuery(id string, r *laneRow) query {
	return query{laneSQL, []any{id}, func(scan scanner) error {
		return scan(&r.ID, &r.App, &r.Person, &r.Language, &r.Spoken, &r.Epoch, &r.Seq,
			&r.Last, &r.Handled, &r.Entries, &r.Turns, &r.memory, &r.node)
	}}
}

// Lane implements converse.Store.
func (s *Store) Lane(ctx context.Context, lane string) (converse.Lane, error) {
	var r laneRow
	err := s.read(ctx, func(q tx) error {
		r = laneRow{}
		return q.all(laneQuery(lane, &r))
	})
	if err == nil && r.ID == "" {
		err = engine.ErrNotFound
	}
	if err != nil {
		return converse.Lane{}, err
	}
	return r.lane()
}

// Load implements converse.Store. It writes only when it must claim.
func (s *Store) Load(ctx context.Context, lane, node string) (converse.Lane, []converse.Queued, []engine.Run, error) {
	if x := s.ahead.take(lane); x != nil {
		if l, in, runs, err := x.values(node); err == nil {
			return l, in, runs, nil
		}
	}
	l, in, runs, err := s.load(ctx, lane, node)
	if errors.Is(err, engine.ErrTaken) {
		if err = s.claim(ctx, lane, node); err == nil {
			l, in, runs, err = s.load(ctx, lane, node)
		}
	}
	if err != nil {
		return converse.Lane{}, nil, nil, err
	}
	return l, in, runs, nil
}

// load is one round trip. What is written in between is found by the fence of
// Commit.
func (s *Store) load(ctx context.Context, lane, node string) (converse.Lane, []converse.Queued, []engine.Run, error) {
	var x loading
	if err := s.read(ctx, func(q tx) error { return q.all(x.queries(lane, false)...) }); err != nil {
		return converse.Lane{}, nil, nil, err
	}
	return x.values(node)
}

func (s *Store) claim(ctx context.Context, lane, node string) error {
	return s.write(ctx, lane, &unit{do: func(q tx) error {
		var id string
		ok, err := q.row(`UPDATE conversation SET epoch = epoch + 1, node = $2 WHERE id = $1 AND node <> $2 AND `+free+` RETURNING id`,
			[]any{lane, node}, &id)
		if err != nil || ok {
			return err
		}
		ok, err = q.row("SELECT node FROM conversation WHERE id = $1", []any{lane}, &id)
		switch {
		case err != nil:
			return err
		case !ok:
			return engine.ErrNotFound
		case id != node:
			return engine.ErrTaken
		}
		return nil
	}})
}

// maxInputs is how many inputs Load returns.
const maxInputs = 16

// inputRow is an input as it stands in its rows.
type inputRow struct {
	no, entry, at                                     int64
	kind, id, language, run, event, text, files, vals string
}

// inputQuery asks for what is not handled yet; with only, for what is alone.
func inputQuery(lane string, only bool, out *[]inputRow) query {
	waits := "c.last > c.handled"
	if only {
		waits = "c.last = c.handled + 1"
	}
	return query{`SELECT i.no, i.kind, i.id, i.entry, i.language, i.run, i.event, i.at,
 COALESCE(s.text, ''), COALESCE(s.files, ''), COALESCE(s.vals, '')
FROM conversation c JOIN input i ON i.lane = c.id AND i.no > c.handled LEFT JOIN said s ON s.lane = i.lane AND s.no = i.no
WHERE c.id = $1 AND ` + waits + ` ORDER BY i.no LIMIT $2`, []any{lane, int64(maxInputs)}, func(scan scanner) error {
		var r inputRow
		err := scan(&r.no, &r.kind, &r.id, &r.entry, &r.language, &r.run, &r.event, &r.at, &r.text, &r.files, &r.vals)
		*out = append(*out, r)
		return err
	}}
}

// queued is the input, of conversation l.
func (r inputRow) queued(l converse.Lane) (converse.Queued, error) {
	x := converse.Queued{Number: r.no, Entry: r.entry}
	if r.kind == "e" {
		x.Input = &engine.Input{ID: r.id, Lane: l.ID, Run: r.run}
		return x, parse(r.event, &x.Input.Event)
	}
	m := &converse.Message{ID: r.id, App: l.App, Person: l.Person, Text: r.text, Language: r.language, At: at(r.at)}
	x.Message = m
	var handed []value.File
	err := errors.Join(parse(r.files, &handed), parse(r.vals, &m.Values))
	m.Files = handed
	return x, err
}
