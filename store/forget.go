package store

import (
	"context"
	"errors"
)

// ErrOpen says that a person can't be forgotten while something of theirs goes
// on: end or cancel it first.
var ErrOpen = errors.New("there are open requests or unread messages of this person: end them first")

// forgetSQL erases what a person said and handed in, and every value that was
// made of it. $1 is the person.
var forgetSQL = []string{
	"DELETE FROM said WHERE person = $1",
	"UPDATE input SET event = '' WHERE kind = 'e' AND lane IN (SELECT id FROM conversation WHERE person = $1)",
	"UPDATE entry SET text = '', data = '' WHERE lane IN (SELECT id FROM conversation WHERE person = $1)",
	"UPDATE turn SET commands = '', trace = '', chips = '' WHERE lane IN (SELECT id FROM conversation WHERE person = $1)",
	"UPDATE conversation SET memory = '{}' WHERE person = $1",
	"UPDATE run_event SET body = '' WHERE run IN (SELECT id FROM run WHERE person = $1)",
	"UPDATE effect SET given = '', result = '', error = '' WHERE run IN (SELECT id FROM run WHERE person = $1)",
	"UPDATE item SET card = '', reason = '' WHERE run IN (SELECT id FROM run WHERE person = $1)",
	"UPDATE run SET state = '' WHERE person = $1",
	"DELETE FROM file WHERE person = $1",
	"DELETE FROM session WHERE person = $1",
	"DELETE FROM login_link WHERE person = $1",
}

// Forget erases a person's data in one unit of work. What stays is the skeleton:
// that there were messages, turns, runs, events, calls and decisions, of which
// kind, when, by whom and with which outcome and hash. What the person decided
// on other people's requests stays theirs. It returns the hashes of files that
// nobody else handed in, whose bytes may now be taken away; ErrOpen while
// something of the person's goes on.
func (s *Store) Forget(ctx context.Context, person string) ([]string, error) {
	var files []string
	err := s.write(ctx, person, &unit{do: func(q tx) error {
		files = nil
		if err := nothingOpen(q, person); err != nil {
			return err
		}
		err := q.rows(`SELECT hash FROM file f WHERE person = $1
AND NOT EXISTS (SELECT 1 FROM file o WHERE o.hash = f.hash AND o.person <> $1) ORDER BY hash`, []any{person}, func(scan scanner) error {
			var hash string
			err := scan(&hash)
			files = append(files, hash)
			return err
		})
		for _, sql := range forgetSQL {
			if err != nil {
				return err
			}
			err = q.later(nil, sql, person)
		}
		return err
	}})
	return files, wrap(err, "forget a person")
}

func nothingOpen(q tx, person string) error {
	var n int64
	for _, sql := range []string{
		"SELECT 1 FROM conversation WHERE person = $1 AND last > handled LIMIT 1",
		"SELECT 1 FROM run WHERE person = $1 AND final = 0 LIMIT 1",
	} {
		if ok, err := q.row(sql, []any{person}, &n); err != nil {
			return err
		} else if ok {
			return ErrOpen
		}
	}
	return nil
}
