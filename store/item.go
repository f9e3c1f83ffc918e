package store

import (
	"context"
	"errors"
	"slices"

	"github.com/usher-dev/usher/run/engine"
)

const itemColumns = `id, run, lane, app, process, person, seq, path, card, people, status, why, decision, outcome, decided_by, reason, asked_at, decided_at`

func readItems(q tx, tail string, args ...any) ([]engine.Item, error) {
	var out []engine.Item
	err := q.rows("SELECT "+itemColumns+" FROM item "+tail, args, func(scan scanner) error {
		var it engine.Item
		var card, people, status string
		var asked, decided int64
		err := scan(&it.ID, &it.Run, &it.Lane, &it.App, &it.Process, &it.Person, &it.Seq, &it.Path, &card, &people, &status,
			&it.Why, &it.Decision, &it.Outcome, &it.DecidedBy, &it.Reason, &asked, &decided)
		if err != nil {
			return err
		}
		it.Status, it.AskedAt, it.DecidedAt = engine.ItemStatus(status), at(asked), at(decided)
		err = errors.Join(parse(card, &it.Card), parse(people, &it.People))
		out = append(out, it)
		return err
	})
	return out, err
}

// Item implements engine.Store.
func (s *Store) Item(ctx context.Context, id string) (engine.Item, error) {
	var out []engine.Item
	err := s.read(ctx, func(q tx) (err error) {
		out, err = readItems(q, "WHERE id = $1", id)
		return err
	})
	return first(out, err)
}

// RunItems implements engine.Store: in the order in which they were asked.
func (s *Store) RunItems(ctx context.Context, run string) ([]engine.Item, error) {
	var out []engine.Item
	err := s.read(ctx, func(q tx) (err error) {
		out, err = readItems(q, "WHERE run = $1 ORDER BY seq, part", run)
		return err
	})
	return out, err
}

// inboxSQL walks the index of one person and that of anybody, each no further
// than the limit.
const inboxSQL = `WHERE id IN (
 SELECT item FROM (SELECT item FROM item_person WHERE person = $1 AND open >= $2 ORDER BY open DESC, at DESC, item DESC LIMIT $3) a
 UNION
 SELECT item FROM (SELECT item FROM item_person WHERE person = '*' AND open >= $2 ORDER BY open DESC, at DESC, item DESC LIMIT $3) b
) ORDER BY CASE WHEN status = 'open' THEN 0 ELSE 1 END, asked_at DESC, id DESC LIMIT $3`

// Inbox implements engine.Store. With open only those that wait.
func (s *Store) Inbox(ctx context.Context, person string, open bool, limit int) ([]engine.Item, error) {
	if limit <= 0 || limit > maxPage {
		limit = maxPage
	}
	least := int64(0)
	if open {
		least = 1
	}
	var out []engine.Item
	err := s.read(ctx, func(q tx) (err error) {
		out, err = readItems(q, inboxSQL, person, least, int64(limit))
		return err
	})
	return out, err
}

// Decide implements engine.Store.
func (s *Store) Decide(ctx context.Context, d engine.Decision, in engine.Input) (engine.Item, error) {
	event := text(in.Event)
	var it engine.Item
	decide := func(q tx) error {
		found, err := first(readItems(q, "WHERE id = $1", d.Item))
		if err != nil {
			return err
		}
		it = found
		if ok, err := mayDecide(it, d); ok || err != nil {
			return err
		}
		in := in
		in.Lane = it.Lane
		if err := s.post(q, in, event); err != nil { // locks the conversation before the item
			return err
		}
		if err := s.writeDecision(q, d, it.Card.Hash); err != nil {
			return err
		}
		it, err = first(readItems(q, "WHERE id = $1", d.Item))
		return err
	}
	u := &unit{do: decide}
	if in.Lane != "" {
		u.lanes = []string{in.Lane}
	}
	if err := s.write(ctx, in.Lane, u); err != nil {
		return engine.Item{}, wrap(err, "decide")
	}
	return it, nil
}

// mayDecide tells with true that this very decision is stored already.
func mayDecide(it engine.Item, d engine.Decision) (bool, error) {
	switch {
	case !slices.Contains(it.People, d.By) && !slices.Contains(it.People, "*"):
		return false, engine.ErrNotYours
	case it.Status == engine.ItemDecided && it.DecidedBy == d.By && it.Decision == d.Decision && us(it.DecidedAt) == us(d.At):
		return true, nil // its first COMMIT was not answered
	case it.Status != engine.ItemOpen:
		return false, &engine.DecidedError{Item: it}
	case it.Card.Hash != d.Hash:
		return false, engine.ErrChanged
	}
	return false, nil
}

// writeDecision has one winner, whatever was read before.
func (s *Store) writeDecision(q tx, d engine.Decision, hash string) error {
	var id string
	ok, err := q.row(`UPDATE item SET status = 'decided', decision = $2, outcome = $3, decided_by = $4, reason = $5, decided_at = $6
WHERE id = $1 AND status = 'open' AND hash = $7 RETURNING id`,
		[]any{d.Item, d.Decision, d.Outcome, d.By, d.Reason, us(d.At), hash}, &id)
	if err != nil {
		return err
	}
	if !ok {
		now, err := first(readItems(q, "WHERE id = $1", d.Item))
		if err != nil {
			return err
		}
		return &engine.DecidedError{Item: now}
	}
	return q.later(nil, "UPDATE item_person SET open = 0 WHERE item = $1", d.Item)
}
