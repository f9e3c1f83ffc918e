package store

import (
	"context"
	"errors"
	"slices"

	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
)

// entryData is what of a page entry needs no column of its own.
type entryData struct {
	Run       string              `json:"run,omitempty"`
	Slot      string              `json:"slot,omitempty"`
	Values    []converse.Chip     `json:"values,omitempty"`
	Files     []value.File        `json:"files,omitempty"`
	Why       bool                `json:"why,omitempty"`
	Citations []converse.Citation `json:"citations,omitempty"`
}

func readEntries(q tx, tail string, args ...any) ([]converse.Entry, error) {
	var out []converse.Entry
	err := q.rows(`SELECT e.no, e.role, e.kind, e.turn, e.text, e.data, e.at, COALESCE(s.text, ''), COALESCE(s.files, '')
FROM entry e LEFT JOIN said s ON s.lane = e.lane AND s.no = e.said `+tail, args, func(scan scanner) error {
		var e converse.Entry
		var data, said, files string
		var when int64
		if err := scan(&e.No, &e.Role, &e.Kind, &e.Turn, &e.Text, &data, &when, &said, &files); err != nil {
			return err
		}
		var d entryData
		err := errors.Join(parse(data, &d), parse(files, &e.Files))
		e.At, e.Run, e.Slot, e.Values, e.Why, e.Citations = at(when), d.Run, d.Slot, d.Values, d.Why, d.Citations
		if e.Role == "person" {
			e.Text = said
		} else {
			e.Files = d.Files
		}
		out = append(out, e)
		return err
	})
	return out, err
}

func page(limit int) int64 {
	if limit <= 0 || limit > maxPage {
		limit = maxPage
	}
	return int64(limit)
}

// Entries implements converse.Store.
func (s *Store) Entries(ctx context.Context, lane string, after int64, limit int) ([]converse.Entry, error) {
	var out []converse.Entry
	err := s.read(ctx, func(q tx) (err error) {
		out, err = readEntries(q, "WHERE e.lane = $1 AND e.no > $2 ORDER BY e.no LIMIT $3", lane, after, page(limit))
		return err
	})
	return out, err
}

// EntriesBefore returns the newest entries before a number (0: of all), in
// order.
func (s *Store) EntriesBefore(ctx context.Context, lane string, before int64, limit int) ([]converse.Entry, error) {
	if before <= 0 {
		before = 1 << 62
	}
	var out []converse.Entry
	err := s.read(ctx, func(q tx) (err error) {
		out, err = readEntries(q, "WHERE e.lane = $1 AND e.no < $2 ORDER BY e.no DESC LIMIT $3", lane, before, page(limit))
		return err
	})
	slices.Reverse(out)
	return out, err
}

// Turns implements converse.Store. Of the Lane only its ID is set; Changes are
// left out.
func (s *Store) Turns(ctx context.Context, lane string, after int64, limit int) ([]converse.Turn, error) {
	var out []converse.Turn
	err := s.read(ctx, func(q tx) error {
		out = nil
		var low, high int64
		err := q.rows(`SELECT no, cause, handled, message, run, ended, language, commands, trace, chips, first, replies, at
FROM turn WHERE lane = $1 AND no > $2 ORDER BY no LIMIT $3`, []any{lane, after, page(limit)}, func(scan scanner) error {
			t, first, n, err := scanTurn(scan)
			t.Lane.ID = lane
			out = append(out, t)
			if n > 0 {
				if low == 0 {
					low = first
				}
				high = first + n
			}
			return err
		})
		if err != nil || low == 0 {
			return err
		}
		entries, err := readEntries(q, "WHERE e.lane = $1 AND e.no >= $2 AND e.no < $3 ORDER BY e.no", lane, low, high)
		attach(out, entries)
		return err
	})
	return out, err
}

func scanTurn(scan scanner) (t converse.Turn, first, n int64, err error) {
	var cause, ended, commands, trace, chips string
	var when int64
	err = scan(&t.Number, &cause, &t.Handled, &t.Message, &t.Run, &ended, &t.Language, &commands, &trace, &chips, &first, &n, &when)
	if err != nil {
		return t, 0, 0, err
	}
	t.Cause, t.At = converse.Cause(cause), at(when)
	err = errors.Join(parse(ended, &t.Ended), parse(commands, &t.Commands), parse(trace, &t.Trace), parse(chips, &t.Chips))
	return t, first, n, err
}

// attach gives each turn its replies.
func attach(turns []converse.Turn, entries []converse.Entry) {
	for _, e := range entries {
		i, ok := slices.BinarySearchFunc(turns, e.Turn, func(t converse.Turn, no int64) int { return int(t.Number - no) })
		if ok && e.Role != "person" {
			turns[i].Replies = append(turns[i].Replies, e)
		}
	}
}
