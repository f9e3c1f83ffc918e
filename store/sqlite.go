package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var sqliteDialect = dialect{
	words: strings.NewReplacer(
		"{now}", "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
		"{lock}", "", "{skip}", "",
	),
	judge: judgeSQLite,
	explain: func(err error) error {
		if sqliteCode(err) == sqlite3.SQLITE_FULL {
			return fmt.Errorf("%w (%w)", ErrFull, err)
		}
		return err
	},
	cache: &sync.Map{},
}

func sqliteCode(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff // the primary code of an extended one
}

// judgeSQLite: after these errors SQLite may have rolled back by itself.
func judgeSQLite(err error) verdict {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT,
		sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return broken
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return conflict
	}
	return own
}

// sqliteDB has one connection that writes and a few that read; in memory, the
// writer reads as well.
type sqliteDB struct {
	writer *sql.DB
	conn   *sql.Conn
	reader *sql.DB
	stmts  sync.Map // of reader, by text
	lock   *os.File
	opt    Options
	memory bool
	one    sync.Mutex // in memory: reads between groups
	ses    *sqliteSession
}

func openSQLite(ctx context.Context, path string, opt Options) (_ *sqliteDB, err error) {
	db := &sqliteDB{opt: opt, memory: path == ":memory:" || path == ""}
	defer func() {
		if err != nil {
			_ = db.close()
		}
	}()
	if !db.memory {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		if db.lock, err = lockFile(path + ".lock"); err != nil {
			return nil, err
		}
	}
	if db.writer, err = sql.Open("sqlite", sqliteURL(path, db.memory, opt, false)); err != nil {
		return nil, err
	}
	db.writer.SetMaxOpenConns(1)
	if err := migrate(ctx, db.writer, goose.DialectSQLite3); err != nil {
		return nil, err
	}
	if db.conn, err = db.writer.Conn(ctx); err != nil {
		return nil, err
	}
	if !db.memory {
		if db.reader, err = sql.Open("sqlite", sqliteURL(path, false, opt, true)); err != nil {
			return nil, err
		}
		db.reader.SetMaxOpenConns(4)
		db.reader.SetMaxIdleConns(4)
	}
	return db, db.enter(ctx)
}

func sqliteURL(path string, memory bool, opt Options, reading bool) string {
	q := url.Values{}
	pragma := func(p string) { q.Add("_pragma", p) }
	pragma("busy_timeout(5000)")
	pragma("foreign_keys(1)")
	if memory {
		pragma("journal_mode(MEMORY)")
		pragma("synchronous(OFF)")
	} else {
		pragma("journal_mode(WAL)")
		pragma("synchronous(FULL)")
	}
	pragma("cache_size(-16384)")
	pragma("temp_store(MEMORY)")
	if opt.MaxPages > 0 && !reading {
		pragma(fmt.Sprintf("max_page_count(%d)", opt.MaxPages))
	}
	if reading {
		pragma("query_only(1)")
	}
	if memory {
		return ":memory:?" + q.Encode()
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// enter makes this process the only node: whatever another one held when it
// ended is free, as the lock on the file shows that it is gone.
func (db *sqliteDB) enter(ctx context.Context) error {
	tx, err := db.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, q := range []string{
		"DELETE FROM node",
		"UPDATE conversation SET node = '' WHERE node <> ''",
		"UPDATE effect SET node = '' WHERE status = 'started'",
	} {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO node (id, until) VALUES ($1, $2)", db.opt.Node, int64(math.MaxInt64)); err != nil {
		return err
	}
	return tx.Commit()
}

func (db *sqliteDB) session() session {
	db.ses = &sqliteSession{db: db, stmts: map[string]*sql.Stmt{}}
	return db.ses
}

func (db *sqliteDB) read(ctx context.Context, do func(tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !db.memory {
		return do(&sqliteReads{db: db, ctx: ctx})
	}
	db.one.Lock()
	defer db.one.Unlock()
	return do(sqliteQuiet{db.ses})
}

func (db *sqliteDB) background(ctx context.Context, _ *Store) { <-ctx.Done() }

func (db *sqliteDB) leave(context.Context) error { return nil }

func (db *sqliteDB) close() error {
	var errs []error
	db.stmts.Range(func(_, st any) bool {
		errs = append(errs, st.(*sql.Stmt).Close())
		return true
	})
	if db.reader != nil {
		errs = append(errs, db.reader.Close())
	}
	if db.conn != nil {
		errs = append(errs, db.conn.Close())
	}
	if db.writer != nil {
		errs = append(errs, db.writer.Close())
	}
	if db.lock != nil {
		errs = append(errs, db.lock.Close()) // and with it the lock
	}
	return errors.Join(errs...)
}
