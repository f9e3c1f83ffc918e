package store

import (
	"context"
	"database/sql"
	"errors"
)

// sqliteSession is the one connection that writes. Statements run at once:
// there is no round trip to save.
type sqliteSession struct {
	db    *sqliteDB
	stmts map[string]*sql.Stmt
}

// A unit never waits, so it is never interrupted: a context that can end costs
// a goroutine a statement.
func (s *sqliteSession) stmt(text string) (*sql.Stmt, error) {
	if st := s.stmts[text]; st != nil {
		return st, nil
	}
	st, err := s.db.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, err
	}
	s.stmts[text] = st
	return st, nil
}

func (s *sqliteSession) prepare(text string, args []any) (*sql.Stmt, []any, error) {
	if s.db.opt.Record != nil {
		s.db.opt.Record(text, args)
	}
	return s.quiet(text, args)
}

func (s *sqliteSession) quiet(text string, args []any) (*sql.Stmt, []any, error) {
	st, err := s.stmt(sqliteDialect.text(text))
	return st, plain(args), err
}

func (s *sqliteSession) exec(text string) error {
	st, err := s.stmt(text)
	if err != nil {
		return err
	}
	_, err = st.Exec()
	return err
}

func (s *sqliteSession) begin() error {
	if s.db.memory {
		s.db.one.Lock()
	}
	err := s.exec("BEGIN IMMEDIATE")
	if err != nil && s.db.memory {
		s.db.one.Unlock()
	}
	return err
}

func (s *sqliteSession) save() error    { return s.exec("SAVEPOINT unit") }
func (s *sqliteSession) release() error { return s.exec("RELEASE unit") }

func (s *sqliteSession) back() error {
	return errors.Join(s.exec("ROLLBACK TO unit"), s.exec("RELEASE unit"))
}

func (s *sqliteSession) commit() error {
	err := s.exec("COMMIT")
	if err == nil && s.db.memory {
		s.db.one.Unlock()
	}
	return err
}

// rollback ends what begin began; SQLite may have done so by itself.
func (s *sqliteSession) rollback() {
	_ = s.exec("ROLLBACK")
	if s.db.memory {
		s.db.one.Unlock()
	}
}

func (s *sqliteSession) close() error {
	var errs []error
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(errs...)
}

func (s *sqliteSession) row(text string, args []any, dest ...any) (bool, error) {
	st, args, err := s.prepare(text, args)
	if err != nil {
		return false, err
	}
	return found(st.QueryRow(args...).Scan(dest...))
}

func (s *sqliteSession) rows(text string, args []any, each func(scanner) error) error {
	st, args, err := s.prepare(text, args)
	if err != nil {
		return err
	}
	rows, err := st.Query(args...)
	return every(rows, err, each)
}

func (s *sqliteSession) all(list ...query) error { return inTurn(s, list) }

func (s *sqliteSession) later(check func(int64) error, text string, args ...any) error {
	st, args, err := s.prepare(text, args)
	if err != nil {
		return err
	}
	res, err := st.Exec(args...)
	if err != nil || check == nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	return check(n)
}

func (s *sqliteSession) asks(check func(int64) error, ask query) error {
	n := int64(0)
	err := s.rows(ask.sql, ask.args, func(scan scanner) error {
		n++
		return ask.each(scan)
	})
	if err != nil || check == nil {
		return err
	}
	return check(n)
}

func (s *sqliteSession) flush() error { return nil }

func (s *sqliteSession) settle(bool) error { return nil }

// sqliteQuiet reads on the writer's connection, between groups.
type sqliteQuiet struct{ *sqliteSession }

func (s sqliteQuiet) row(text string, args []any, dest ...any) (bool, error) {
	st, args, err := s.quiet(text, args)
	if err != nil {
		return false, err
	}
	return found(st.QueryRow(args...).Scan(dest...))
}

func (s sqliteQuiet) rows(text string, args []any, each func(scanner) error) error {
	st, args, err := s.quiet(text, args)
	if err != nil {
		return err
	}
	rows, err := st.Query(args...)
	return every(rows, err, each)
}

func (s sqliteQuiet) all(list ...query) error { return inTurn(s, list) }

// sqliteReads reads on any of the reading connections.
type sqliteReads struct {
	db  *sqliteDB
	ctx context.Context
}

func (r *sqliteReads) stmt(text string) (*sql.Stmt, error) {
	text = sqliteDialect.text(text)
	if st, ok := r.db.stmts.Load(text); ok {
		return st.(*sql.Stmt), nil
	}
	st, err := r.db.reader.PrepareContext(r.ctx, text)
	if err != nil {
		return nil, err
	}
	if other, loaded := r.db.stmts.LoadOrStore(text, st); loaded {
		return other.(*sql.Stmt), st.Close()
	}
	return st, nil
}

func (r *sqliteReads) row(text string, args []any, dest ...any) (bool, error) {
	st, err := r.stmt(text)
	if err != nil {
		return false, err
	}
	return found(st.QueryRow(plain(args)...).Scan(dest...))
}

func (r *sqliteReads) rows(text string, args []any, each func(scanner) error) error {
	st, err := r.stmt(text)
	if err != nil {
		return err
	}
	rows, err := st.Query(plain(args)...)
	return every(rows, err, each)
}

func (r *sqliteReads) all(list ...query) error { return inTurn(r, list) }

func (r *sqliteReads) later(func(int64) error, string, ...any) error {
	return errors.New("a read can't write")
}

func (r *sqliteReads) asks(func(int64) error, query) error { return errors.New("a read can't write") }

func (r *sqliteReads) flush() error { return nil }

func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func every(rows *sql.Rows, err error, each func(scanner) error) error {
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
