package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/usher-dev/usher/run/engine"
)

const effectColumns = `key, run, lane, app, seq, path, tool, given, undo, status, attempt, next_at, node, outcome, result, error, asked_at, done_at`

func scanEffect(scan scanner) (engine.Effect, error) {
	var e engine.Effect
	var given, status, result string
	var attempt, next, asked, done int64
	err := scan(&e.Key, &e.Run, &e.Lane, &e.App, &e.Seq, &e.Path, &e.Tool, &given, &e.Undo, &status, &attempt, &next,
		&e.Node, &e.Outcome, &result, &e.Error, &asked, &done)
	if err != nil {
		return e, err
	}
	e.Status, e.Attempt = engine.EffectStatus(status), int(attempt)
	e.NextAt, e.AskedAt, e.DoneAt = at(next), at(asked), at(done)
	return e, errors.Join(parse(given, &e.With), parse(result, &e.Result))
}

// askEffect asks again under the same key when a person chose to retry.
func askEffect(b *batch, e engine.Effect) {
	b.add(`INSERT INTO effect (key, run, lane, app, seq, path, tool, given, undo, status, before, attempt, next_at, node, token, outcome, result, error, asked_at, done_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', '', 0, $10, '', '', '', '', '', $11, 0)
ON CONFLICT (key) DO UPDATE SET status = 'asked', given = excluded.given, next_at = excluded.next_at, outcome = '', result = '', error = '', done_at = 0
WHERE effect.status NOT IN ('asked', 'started')`,
		e.Key, e.Run, e.Lane, e.App, e.Seq, e.Path, e.Tool, text(e.With), e.Undo, us(e.NextAt), us(e.AskedAt))
}

func readEffects(q tx, tail string, args ...any) ([]engine.Effect, error) {
	var out []engine.Effect
	err := q.rows("SELECT "+effectColumns+" FROM effect "+tail, args, func(scan scanner) error {
		e, err := scanEffect(scan)
		out = append(out, e)
		return err
	})
	return out, err
}

// lost is true of an effect whose node no longer lives.
const lost = `status = 'started' AND NOT EXISTS (SELECT 1 FROM node n WHERE n.id = effect.node AND n.until > {now})`

// ReadyEffects implements engine.Store. Several nodes may be given the same
// effect; StartEffect has one winner.
func (s *Store) ReadyEffects(ctx context.Context, now time.Time, limit int) ([]engine.Effect, error) {
	var out []engine.Effect
	err := s.read(ctx, func(q tx) error {
		found, err := readEffects(q, "WHERE "+lost+" ORDER BY asked_at LIMIT $1", int64(limit))
		if err != nil {
			return err
		}
		out = found
		if left := limit - len(found); left > 0 {
			asked, err := readEffects(q, "WHERE status = 'asked' AND next_at <= $1 ORDER BY next_at LIMIT $2", us(now), int64(left))
			out = append(out, asked...)
			return err
		}
		return nil
	})
	return out, err
}

// StartEffect implements engine.Store.
func (s *Store) StartEffect(ctx context.Context, key, node string) (engine.Effect, error) {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	token := hex.EncodeToString(b[:])
	var e engine.Effect
	start := func(q tx) error {
		// The token tells a unit that ran twice, as its first COMMIT was not
		// answered, from another starter.
		got, err := readBack(q, `UPDATE effect SET before = status, status = 'started', node = $2, attempt = attempt + 1, token = $3
WHERE key = $1 AND (status = 'asked' OR (`+lost+`)) RETURNING before, `+effectColumns, key, node, token)
		if err == nil && got == nil {
			got, err = readBack(q, "SELECT before, "+effectColumns+" FROM effect WHERE key = $1 AND status = 'started' AND token = $2", key, token)
		}
		if err != nil {
			return err
		}
		if got == nil {
			return missing(q, "effect", "key", key, engine.ErrTaken)
		}
		e = *got
		return nil
	}
	err := s.write(ctx, runOf(key), &unit{do: start})
	if err != nil {
		return engine.Effect{}, wrap(err, "start an effect")
	}
	return e, nil
}

// readBack reads one effect with the status that it had before.
func readBack(q tx, sql string, args ...any) (*engine.Effect, error) {
	var out *engine.Effect
	err := q.rows(sql, args, func(scan scanner) error {
		var before string
		e, err := scanEffect(func(dest ...any) error { return scan(append([]any{&before}, dest...)...) })
		e.Status = engine.EffectStatus(before)
		out = &e
		return err
	})
	return out, err
}

// runOf is the run of an effect's key: units about one effect keep their order.
func runOf(key string) string {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] == '/' {
			return key[:i]
		}
	}
	return key
}

// missing returns ErrNotFound when there is no such row, else otherwise.
func missing(q tx, table, column, id string, otherwise error) error {
	var one int64
	ok, err := q.row("SELECT 1 FROM "+table+" WHERE "+column+" = $1", []any{id}, &one)
	if err != nil {
		return err
	}
	if !ok {
		return engine.ErrNotFound
	}
	return otherwise
}

// wrap says what was done, and leaves alone what callers decide on.
func wrap(err error, doing string) error {
	var decided *engine.DecidedError
	for _, known := range []error{engine.ErrNotFound, engine.ErrTaken, engine.ErrNotYours, engine.ErrChanged} {
		if errors.Is(err, known) {
			return err
		}
	}
	if err == nil || errors.As(err, &decided) {
		return err
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// RetryEffect implements engine.Store. It does nothing when the effect is no
// longer started.
func (s *Store) RetryEffect(ctx context.Context, key string, next time.Time, reason string) error {
	return wrap(s.write(ctx, runOf(key), &unit{do: func(q tx) error {
		return q.later(nil, "UPDATE effect SET status = 'asked', next_at = $2, error = $3 WHERE key = $1 AND status = 'started'",
			key, us(next), reason)
	}}), "put an effect back")
}

// FinishEffect implements engine.Store. A result that comes after the effect
// was given up as unknown (its node was fenced out) is stored over it and
// posted once more, with "/late" after the input's ID.
func (s *Store) FinishEffect(ctx context.Context, e engine.Effect, in engine.Input) error {
	const set = `UPDATE effect SET status = $2, outcome = $3, result = $4, error = $5, done_at = $6 WHERE key = $1 AND `
	args := []any{e.Key, string(e.Status), e.Outcome, text(e.Result), e.Error, us(e.DoneAt)}
	try := func(q tx, when string) (ok bool, err error) {
		var key string
		return q.row(set+when+" RETURNING key", append([]any(nil), args...), &key)
	}
	event := text(in.Event)
	return wrap(s.write(ctx, in.Lane, &unit{lanes: []string{in.Lane}, do: func(q tx) error {
		in := in
		var status string
		// The conversation is locked before the effect, as everywhere.
		if _, err := q.row("SELECT id FROM conversation WHERE id = $1 {lock}", []any{in.Lane}, &status); err != nil {
			return err
		}
		ok, err := try(q, "status IN ('asked', 'started')")
		if err == nil && !ok && e.Status != engine.EffectUnknown {
			if ok, err = try(q, "status IN ('unknown', 'dropped')"); ok {
				in.ID += "/late"
			}
		}
		if err != nil {
			return err
		}
		if !ok {
			return missing(q, "effect", "key", e.Key, nil) // the second result is dropped
		}
		return s.post(q, in, event)
	}}), "finish an effect")
}

// postSQL numbers an input and claims its conversation for this node where it
// is free. It touches no row when the input is known already.
const postSQL = `UPDATE conversation SET last = last + 1,
 epoch = CASE WHEN node <> $2 AND ` + free + ` THEN epoch + 1 ELSE epoch END,
 node = CASE WHEN ` + free + ` THEN $2 ELSE node END,
 touched = CASE WHEN last > handled THEN touched ELSE $3 END
WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM input i WHERE i.lane = $1 AND i.kind = 'e' AND i.id = $4)
RETURNING last`

func (s *Store) post(q tx, in engine.Input, event string) error {
	var no int64
	ok, err := q.row(postSQL, []any{in.Lane, s.opt.Node, us(s.opt.Now()), in.ID}, &no)
	if err != nil {
		return err
	}
	if !ok {
		return missing(q, "conversation", "id", in.Lane, nil) // known already
	}
	return q.later(nil, "INSERT INTO input (lane, no, kind, id, entry, language, run, event, at) VALUES ($1, $2, 'e', $3, 0, '', $4, $5, $6)",
		in.Lane, no, in.ID, in.Run, event, us(in.Event.At))
}

// Post implements engine.Store.
func (s *Store) Post(ctx context.Context, in engine.Input) error {
	event := text(in.Event)
	return wrap(s.write(ctx, in.Lane, &unit{lanes: []string{in.Lane}, do: func(q tx) error {
		return s.post(q, in, event)
	}}), "post an input")
}

// DueTimers implements engine.Store. Several nodes may be given the same timer;
// FireTimer has one winner.
func (s *Store) DueTimers(ctx context.Context, now time.Time, limit int) ([]engine.Timer, error) {
	var out []engine.Timer
	err := s.read(ctx, func(q tx) error {
		out = nil
		return q.rows("SELECT run, lane, seq, part, name, due FROM timer WHERE due <= $1 ORDER BY due LIMIT $2",
			[]any{us(now), int64(limit)}, func(scan scanner) error {
				var t engine.Timer
				var part, due int64
				err := scan(&t.Run, &t.Lane, &t.Seq, &part, &t.Name, &due)
				t.Part, t.Due = int(part), at(due)
				out = append(out, t)
				return err
			})
	})
	return out, err
}

// FireTimer implements engine.Store.
func (s *Store) FireTimer(ctx context.Context, t engine.Timer, in engine.Input) error {
	event := text(in.Event)
	return wrap(s.write(ctx, in.Lane, &unit{lanes: []string{in.Lane}, do: func(q tx) error {
		var run string
		if _, err := q.row("SELECT id FROM conversation WHERE id = $1 {lock}", []any{in.Lane}, &run); err != nil {
			return err
		}
		ok, err := q.row("DELETE FROM timer WHERE run = $1 AND seq = $2 AND part = $3 AND name = $4 RETURNING run",
			[]any{t.Run, t.Seq, int64(t.Part), t.Name}, &run)
		if err != nil || !ok {
			return err
		}
		if err := s.post(q, in, event); err != nil {
			return err
		}
		return q.later(nil, wakeSQL, t.Run)
	}}), "fire a timer")
}

// NextDue implements engine.Store.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var timer, effect int64
	err := s.read(ctx, func(q tx) error {
		_, err := q.row("SELECT COALESCE(MIN(due), 0) FROM timer", nil, &timer)
		if err != nil {
			return err
		}
		_, err = q.row("SELECT COALESCE(MIN(next_at), 0) FROM effect WHERE status = 'asked'", nil, &effect)
		return err
	})
	if timer == 0 || (effect > 0 && effect < timer) {
		timer = effect
	}
	return at(timer), err
}
