package store

import (
	"context"
	"errors"
	"time"

	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
)

// Session is somebody who is signed in. Only the hash of its token is stored.
type Session struct {
	Hash    string
	Person  string
	Expires time.Time
	CSRF    string
}

// PutLogin stores a link that signs person in once, until expires, by the hash
// of its token.
func (s *Store) PutLogin(ctx context.Context, hash, person string, expires time.Time) error {
	return s.put(ctx, "keep a login link",
		"INSERT INTO login_link (hash, person, expires, used) VALUES ($1, $2, $3, 0)", hash, person, us(expires))
}

// TakeLogin uses a link up and returns whom it signs in; engine.ErrNotFound
// when there is none, it was used or has expired.
func (s *Store) TakeLogin(ctx context.Context, hash string) (string, error) {
	var person string
	now := s.opt.Now()
	err := s.write(ctx, hash, &unit{do: func(q tx) error {
		ok, err := q.row("UPDATE login_link SET used = 1 WHERE hash = $1 AND used = 0 AND expires > $2 RETURNING person",
			[]any{hash, us(now)}, &person)
		if err == nil && !ok {
			return engine.ErrNotFound
		}
		return err
	}})
	return person, wrap(err, "take a login link")
}

// PutSession stores a session.
func (s *Store) PutSession(ctx context.Context, x Session) error {
	return s.put(ctx, "keep a session", `INSERT INTO session (hash, person, expires, csrf) VALUES ($1, $2, $3, $4)
ON CONFLICT (hash) DO UPDATE SET expires = excluded.expires`, x.Hash, x.Person, us(x.Expires), x.CSRF)
}

// Session returns the session with the hash of its token; engine.ErrNotFound
// when there is none or it has expired.
func (s *Store) Session(ctx context.Context, hash string) (Session, error) {
	x := Session{Hash: hash}
	err := s.read(ctx, func(q tx) error {
		var expires int64
		ok, err := q.row("SELECT person, expires, csrf FROM session WHERE hash = $1 AND expires > $2",
			[]any{hash, us(s.opt.Now())}, &x.Person, &expires, &x.CSRF)
		if err == nil && !ok {
			return engine.ErrNotFound
		}
		x.Expires = at(expires)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	return x, nil
}

// DropSession signs out. It also takes away what has expired.
func (s *Store) DropSession(ctx context.Context, hash string) error {
	now := us(s.opt.Now())
	return wrap(s.write(ctx, hash, &unit{do: func(q tx) error {
		return errors.Join(
			q.later(nil, "DELETE FROM session WHERE hash = $1 OR expires <= $2", hash, now),
			q.later(nil, "DELETE FROM login_link WHERE expires <= $1", now))
	}}), "end a session")
}

// PutFile notes that person handed in a file whose bytes lie in the blob store.
func (s *Store) PutFile(ctx context.Context, f value.File, person string) error {
	return s.put(ctx, "note a file", `INSERT INTO file (hash, person, name, type, size, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (hash, person) DO UPDATE SET name = excluded.name`, f.Hash, person, f.Name, f.Type, f.Size, us(s.opt.Now()))
}

// File returns what is noted of a file, and who handed it in (several people
// may have; the order is that of their ids); engine.ErrNotFound when nobody did.
func (s *Store) File(ctx context.Context, hash string) (value.File, []string, error) {
	f := value.File{Hash: hash}
	var people []string
	err := s.read(ctx, func(q tx) error {
		people = nil
		return q.rows("SELECT person, name, type, size FROM file WHERE hash = $1 ORDER BY person DESC", []any{hash}, func(scan scanner) error {
			var p string
			err := scan(&p, &f.Name, &f.Type, &f.Size)
			people = append([]string{p}, people...)
			return err
		})
	})
	if err == nil && len(people) == 0 {
		err = engine.ErrNotFound
	}
	return f, people, err
}

// Setting returns the value kept under key, which is made by gen once: of
// several nodes that ask, all get the same.
func (s *Store) Setting(ctx context.Context, key string, gen func() []byte) ([]byte, error) {
	var out []byte
	get := func(q tx) (bool, error) {
		return q.row("SELECT value FROM setting WHERE key = $1", []any{key}, &out)
	}
	known := false
	err := s.read(ctx, func(q tx) (err error) {
		known, err = get(q)
		return err
	})
	if err != nil || known {
		return out, err
	}
	fresh := gen()
	err = s.write(ctx, key, &unit{do: func(q tx) error {
		if err := q.later(nil, "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", key, fresh); err != nil {
			return err
		}
		_, err := get(q)
		return err
	}})
	return out, wrap(err, "keep a setting")
}

// put writes one row.
func (s *Store) put(ctx context.Context, doing, sql string, args ...any) error {
	route, _ := args[0].(string)
	return wrap(s.write(ctx, route, &unit{do: func(q tx) error {
		return q.later(nil, sql, append([]any(nil), args...)...)
	}}), doing)
}

// Statement is SQL with its arguments, as Options.Record was given it.
type Statement struct {
	SQL  string
	Args []any
}

// Replay writes statements as one unit of work, in the same groups as
// everything else and with nothing of Usher around: what a turn is measured
// against.
func (s *Store) Replay(ctx context.Context, route string, list []Statement) error {
	return s.write(ctx, route, &unit{do: func(q tx) error {
		for _, st := range list {
			if err := q.later(nil, st.SQL, append([]any(nil), st.Args...)...); err != nil {
				return err
			}
		}
		return nil
	}})
}
