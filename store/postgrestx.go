package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// groupTime bounds one group, so that a network that swallows everything is
// taken as a database that is away.
const groupTime = 15 * time.Second

// pgSession is the connection of one writer. Statements are kept until an
// answer is needed and then sent together: a turn is two round trips.
type pgSession struct {
	db     *postgresDB
	held   *sql.Conn
	conn   *pgx.Conn
	ctx    context.Context
	cancel context.CancelFunc
	queue  []queued
	mark   int // how much of the queue is not the unit's
}

type queued struct {
	sql   string
	args  []any
	each  func(scanner) error // takes the rows, of a statement that returns some
	check func(int64) error
}

func (s *pgSession) begin() error {
	if s.cancel != nil {
		s.cancel()
	}
	s.ctx, s.cancel = context.WithTimeout(context.Background(), groupTime)
	s.queue, s.mark = s.queue[:0], 0
	if err := s.connect(); err != nil {
		return err
	}
	s.control("BEGIN")
	return nil
}

func (s *pgSession) connect() error {
	if s.conn != nil && !s.conn.IsClosed() {
		return nil
	}
	s.drop()
	held, err := s.db.pool.Conn(s.ctx)
	if err != nil {
		return errors.Join(err, errAway)
	}
	s.held = held
	// The connection is this session's alone until it gives it back.
	return held.Raw(func(dc any) error {
		s.conn = dc.(*stdlib.Conn).Conn()
		return nil
	})
}

// drop gives up a connection that is of no use any more.
func (s *pgSession) drop() {
	if s.held == nil {
		return
	}
	_ = s.held.Raw(func(any) error { return driver.ErrBadConn })
	_ = s.held.Close()
	s.held, s.conn = nil, nil
}

// control queues what is not a unit's own.
func (s *pgSession) control(sql string) {
	s.queue = append(s.queue, queued{sql: sql})
	s.mark = len(s.queue)
}

func (s *pgSession) save() error {
	s.control("SAVEPOINT unit")
	return nil
}

func (s *pgSession) release() error {
	s.control("RELEASE SAVEPOINT unit")
	return nil
}

func (s *pgSession) back() error {
	s.queue = s.queue[:s.mark]
	s.control("ROLLBACK TO SAVEPOINT unit")
	s.control("RELEASE SAVEPOINT unit")
	return nil
}

func (s *pgSession) commit() error {
	s.queue = append(s.queue, queued{sql: "COMMIT"})
	if err := s.send(); err != nil {
		return err
	}
	if status := s.conn.PgConn().TxStatus(); status != 'I' {
		return errors.Join(errors.New("the transaction did not end"), errAway)
	}
	return nil
}

func (s *pgSession) rollback() {
	s.queue, s.mark = s.queue[:0], 0
	if s.conn == nil || s.conn.IsClosed() {
		s.drop()
		return
	}
	if s.conn.PgConn().TxStatus() == 'I' {
		return // nothing was sent, or it is over
	}
	if _, err := s.conn.Exec(s.ctx, "ROLLBACK", pgx.QueryExecModeSimpleProtocol); err != nil {
		s.drop()
	}
}

func (s *pgSession) close() error {
	if s.cancel != nil {
		s.cancel()
	}
	if s.held == nil {
		return nil
	}
	if s.conn.IsClosed() {
		s.drop()
		return nil
	}
	return s.held.Close()
}

func (s *pgSession) push(check func(int64) error, each func(scanner) error, text string, args []any) {
	if s.db.opt.Record != nil {
		s.db.opt.Record(text, append([]any(nil), args...))
	}
	s.queue = append(s.queue, queued{postgresDialect.text(text), plain(args), each, check})
}

func (s *pgSession) later(check func(int64) error, text string, args ...any) error {
	s.push(check, nil, text, args)
	return nil
}

func (s *pgSession) asks(check func(int64) error, ask query) error {
	s.push(check, ask.each, ask.sql, ask.args)
	return nil
}

func (s *pgSession) flush() error {
	if len(s.queue) == s.mark {
		return nil // nothing of the unit's: what is there can wait
	}
	return s.send()
}

// settle ends a unit. Alone, what needs no look at its outcome goes with the
// COMMIT.
func (s *pgSession) settle(alone bool) error {
	if alone {
		for _, x := range s.queue {
			if x.check != nil {
				return s.flush()
			}
		}
		return nil
	}
	return s.flush()
}

func (s *pgSession) row(text string, args []any, dest ...any) (bool, error) {
	found := false
	err := s.rows(text, args, func(scan scanner) error {
		found = true
		return scan(dest...)
	})
	return found && err == nil, err
}

func (s *pgSession) rows(text string, args []any, each func(scanner) error) error {
	s.push(nil, each, text, args)
	return s.send()
}

func (s *pgSession) all(list ...query) error { return inTurn(s, list) }

// send sends the queue in one round trip.
func (s *pgSession) send() error {
	var b pgx.Batch
	for _, x := range s.queue {
		b.Queue(x.sql, x.args...)
	}
	list := s.queue
	s.queue, s.mark = s.queue[:0], 0
	results := s.conn.SendBatch(s.ctx, &b)
	err := receive(results, list)
	if bad := results.Close(); err == nil {
		err = bad
	}
	if err != nil && s.conn.IsClosed() {
		return errors.Join(err, errAway)
	}
	return err
}

// receive takes what each statement of a list came to. A check that was not met
// comes before an error that follows from it.
func receive(results pgx.BatchResults, list []queued) error {
	var unmet error
	for _, x := range list {
		n, err := x.receive(results)
		if err != nil {
			if unmet != nil {
				return unmet
			}
			return err
		}
		if x.check != nil && unmet == nil {
			unmet = x.check(n)
		}
	}
	return unmet
}

// receive returns how many rows the statement touched, or returned where
// somebody takes them.
func (x queued) receive(results pgx.BatchResults) (n int64, err error) {
	if x.each == nil {
		tag, err := results.Exec()
		return tag.RowsAffected(), err
	}
	rows, err := results.Query()
	err = walk(rows, err, func(scan scanner) error {
		n++
		return x.each(scan)
	})
	return n, err
}

func walk(rows pgx.Rows, err error, each func(scanner) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// pgReads reads outside any transaction.
type pgReads struct {
	ctx  context.Context
	conn *pgx.Conn
}

func (r pgReads) row(text string, args []any, dest ...any) (bool, error) {
	found := false
	err := r.rows(text, args, func(scan scanner) error {
		found = true
		return scan(dest...)
	})
	return found && err == nil, err
}

func (r pgReads) rows(text string, args []any, each func(scanner) error) error {
	rows, err := r.conn.Query(r.ctx, postgresDialect.text(text), plain(args)...)
	return walk(rows, err, each)
}

func (r pgReads) all(list ...query) error {
	var b pgx.Batch
	for _, x := range list {
		b.Queue(postgresDialect.text(x.sql), plain(x.args)...)
	}
	results := r.conn.SendBatch(r.ctx, &b)
	var err error
	for _, x := range list {
		rows, bad := results.Query()
		if err = walk(rows, bad, x.each); err != nil {
			break
		}
	}
	if bad := results.Close(); err == nil {
		err = bad
	}
	return err
}

func (r pgReads) later(func(int64) error, string, ...any) error {
	return errors.New("a read can't write")
}

func (r pgReads) asks(func(int64) error, query) error { return errors.New("a read can't write") }

func (r pgReads) flush() error { return nil }
