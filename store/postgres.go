package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// postgresWriters is how many groups are written at a time. A conversation
// always goes to the same one, so that two groups of a node never wait for each
// other.
const postgresWriters = 2

var postgresDialect = dialect{
	words: strings.NewReplacer(
		"{now}", "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
		"{lock}", "FOR UPDATE", "{skip}", "FOR UPDATE SKIP LOCKED",
	),
	judge: judgePostgres,
	explain: func(err error) error {
		var e *pgconn.PgError
		if errors.As(err, &e) && e.Code == "53100" { // disk_full
			return fmt.Errorf("%w (%w)", ErrFull, err)
		}
		return err
	},
	cache: &sync.Map{},
}

// errAway is joined to what a connection says when it is gone.
var errAway = errors.New("the database is away")

// errRaced says that another node was between two statements of a unit; tried
// again, the unit sees what that one did.
var errRaced = errors.New("another node was faster")

// judgePostgres reads the class of an SQLSTATE, see PostgreSQL's appendix A.
func judgePostgres(err error) verdict {
	if errors.Is(err, errRaced) {
		return conflict
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch e.Code {
		case "40001", "40P01", "55P03", "23505", "0A000": // serialisation, deadlock, lock, unique (a race), stale plan
			return conflict
		case "57P01", "57P02", "57P03", "57014", "53300", "25006": // going down, starting, out of time, too many, standby
			return away
		case "25P02":
			return broken
		}
		if strings.HasPrefix(e.Code, "08") {
			return away
		}
		return own
	}
	var refused *pgconn.ConnectError
	var network net.Error
	if errors.Is(err, errAway) || errors.As(err, &refused) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) {
		return away
	}
	return own
}

// postgresDB is a pool, and what keeps this node alive among others.
type postgresDB struct {
	pool   *sql.DB
	config *pgx.ConnConfig
	opt    Options
	pooler bool // a pooler stands between: no LISTEN, no prepared statements
	peers  atomic.Int64
	folder folder
}

func openPostgres(ctx context.Context, url string, opt Options) (_ *postgresDB, err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err // pgx takes the password out
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	db := &postgresDB{opt: opt, config: config}
	if err := db.probe(ctx); err != nil {
		return nil, err
	}
	if db.pooler && config.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		config.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
		opt.Log.Info("a pooler stands before the database: no prepared statements, no LISTEN")
	}
	db.pool = stdlib.OpenDB(*config)
	db.pool.SetMaxOpenConns(postgresWriters + 10)
	db.pool.SetMaxIdleConns(postgresWriters + 6)
	if err := errors.Join(db.migrate(ctx), db.takeFolder(ctx), db.enter(ctx)); err != nil {
		return nil, errors.Join(err, db.folder.leave(), db.pool.Close())
	}
	return db, nil
}

// probe finds out whether connections are a pooler's: one that shares servers
// makes up the process id that it tells at the start.
func (db *postgresDB) probe(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, db.config)
	if err != nil {
		return err
	}
	var pid uint32
	err = conn.QueryRow(ctx, "SELECT pg_backend_pid()", pgx.QueryExecModeExec).Scan(&pid)
	db.pooler = pid != conn.PgConn().PID()
	return errors.Join(err, conn.Close(ctx))
}

// migrateLock is an arbitrary key: one node changes the schema at a time.
const migrateLock = 0x7573686572 // "usher"

// migrate holds a lock that lasts as long as a transaction, which works through
// a pooler as well.
func (db *postgresDB) migrate(ctx context.Context) error {
	guard, err := db.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = guard.Rollback() }()
	if _, err := guard.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(migrateLock)); err != nil {
		return err
	}
	return migrate(ctx, db.pool, goose.DialectPostgres)
}

// enter makes this node known. Effects that an earlier process of this name had
// started are anybody's now.
func (db *postgresDB) enter(ctx context.Context) error {
	var id string
	err := db.pool.QueryRowContext(ctx, postgresDialect.text(`INSERT INTO node (id, until) VALUES ($1, {now} + $2)
ON CONFLICT (id) DO UPDATE SET until = excluded.until WHERE node.until <= {now} RETURNING id`),
		db.opt.Node, db.opt.Lease.Microseconds()).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: a node named %q is alive; names must be unique to a process", ErrInUse, db.opt.Node)
	}
	if err != nil {
		return err
	}
	_, err = db.pool.ExecContext(ctx, "UPDATE effect SET node = '' WHERE status = 'started' AND node = $1", db.opt.Node)
	return err
}

func (db *postgresDB) session() session { return &pgSession{db: db} }

func (db *postgresDB) read(ctx context.Context, do func(tx) error) error {
	start := time.Now()
	for try := 0; ; try++ {
		err := db.readOnce(ctx, do)
		if err == nil || ctx.Err() != nil || time.Since(start) > db.opt.Patience {
			return err
		}
		if v := judgePostgres(err); v != away && (v != conflict || try >= conflicts) {
			return err
		}
		timer := time.NewTimer(min(time.Millisecond<<min(try, 10), 500*time.Millisecond))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

func (db *postgresDB) readOnce(ctx context.Context, do func(tx) error) error {
	held, err := db.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = held.Close() }()
	return held.Raw(func(dc any) error {
		conn := dc.(*stdlib.Conn).Conn()
		err := do(pgReads{ctx: ctx, conn: conn})
		if err != nil && conn.IsClosed() {
			return errors.Join(err, errAway)
		}
		return err
	})
}

func (db *postgresDB) leave(ctx context.Context) error {
	_, err := db.pool.ExecContext(ctx, "DELETE FROM node WHERE id = $1", db.opt.Node)
	if err != nil && judgePostgres(err) == away {
		db.opt.Log.Warn("the database is away: what this node holds is free when its lease ends", "error", err)
		return nil
	}
	return err
}

func (db *postgresDB) close() error { return errors.Join(db.pool.Close(), db.folder.leave()) }
