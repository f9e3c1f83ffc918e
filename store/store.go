// Package store owns the SQL: it keeps conversations, runs, effects, timers,
// inbox items and who is signed in, in SQLite or in PostgreSQL, behind one small
// dialect. It must never know what a process means, and does no I/O but the
// database's.
//
// Everything is written in units of work. Units that come together share one
// outer transaction (group commit), each within a savepoint of its own, and are
// answered only after the outer COMMIT. A unit does nothing but SQL and may run
// twice.
package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/usher-dev/usher/run/converse"
)

// Errors that a caller decides on, besides those of engine and converse.
var (
	// ErrFull says that the database has no room left. Nothing was written, and
	// the same call works again when there is room.
	ErrFull = errors.New("the database is full: make room on its disk, or raise its limit")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("the store is closed")
	// ErrInUse says that another process has the data folder.
	ErrInUse = errors.New("another process uses this database")
)

// Options say how a Store works. The zero value is good.
type Options struct {
	// Node names this process among those on one database; it must be unique to
	// the process, and is what callers pass as node. Empty: one is made up.
	Node string
	// Folder is one that this process alone uses. With it, what the process before
	// held on PostgreSQL is taken over at once, without waiting for its lease to
	// end; ErrInUse when that one lives. "" for none.
	Folder string
	// Lease is how long a node that is not heard of keeps its conversations, by
	// the database's clock; 10 s when zero. Only PostgreSQL has several nodes.
	Lease time.Duration
	// Patience is how long an operation is tried again while the database is
	// away; 60 s when zero. The operation's context may end it earlier.
	Patience time.Duration
	Now      func() time.Time // time.Now when nil
	Log      *slog.Logger     // silent when nil
	// OnCommit is a hint, called after a commit with the conversations that it
	// gave something to do: inputs came, or a turn left some. Other nodes' commits
	// are told as well where the database can, whatever was written. It must
	// return soon and may be called from several goroutines.
	OnCommit func(lanes []string)
	// Record is given every statement of a unit of work, before it runs; for
	// measuring only. It is called by several goroutines.
	Record func(sql string, args []any)
	// MaxPages limits a SQLite database, in pages of 4,096 bytes; 0: no limit.
	MaxPages int
}

// Store is a database. All methods may be called by several goroutines.
type Store struct {
	opt     Options
	d       dialect
	db      database
	writers []*writer
	known   sync.Map // hashes of definitions that are committed
	closed  sync.Once
	cancel  context.CancelFunc
	wait    sync.WaitGroup // background loops
	hints   *hints
	ahead   ahead
	closeEr error
}

var _ converse.Store = (*Store)(nil)

// database is what differs between the two, besides the words of the dialect.
type database interface {
	// session returns a connection for one writer.
	session() session
	// read runs do outside any transaction, or inside a short one.
	read(ctx context.Context, do func(tx) error) error
	// background loops until ctx ends: heartbeats, listening.
	background(ctx context.Context, s *Store)
	leave(ctx context.Context) error
	close() error
}

// Open opens the database at url, which is "sqlite:PATH", "sqlite::memory:"
// (gone when closed) or "postgres://…", and brings its schema up to date. An
// error never holds the url's password.
func Open(ctx context.Context, url string, opt Options) (*Store, error) {
	opt = opt.filled()
	s := &Store{opt: opt, hints: &hints{}}
	writers := 1
	var err error
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		s.d = sqliteDialect
		s.db, err = openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"), opt)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		s.d, writers = postgresDialect, postgresWriters
		s.db, err = openPostgres(ctx, url, opt)
	default:
		err = fmt.Errorf("a database is sqlite:PATH, sqlite::memory: or postgres://…, not %q", scheme(url))
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s.start(writers)
	return s, nil
}

func scheme(url string) string {
	before, _, found := strings.Cut(url, ":")
	if !found {
		return url
	}
	return before + ":…"
}

func (o Options) filled() Options {
	if o.Node == "" {
		var b [6]byte
		_, _ = rand.Read(b[:]) // never fails since Go 1.24
		o.Node = "node-" + hex.EncodeToString(b[:])
	}
	if o.Lease <= 0 {
		o.Lease = 10 * time.Second
	}
	if o.Patience <= 0 {
		o.Patience = time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	return o
}

func (s *Store) start(writers int) {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	for range writers {
		w := newWriter(s, s.db.session())
		s.writers = append(s.writers, w)
		w.wait.Go(w.loop)
	}
	s.wait.Go(func() { s.db.background(ctx, s) })
}

// Node returns the name of this process among those on the database.
func (s *Store) Node() string { return s.opt.Node }

// Close finishes what was begun, gives back what this node holds, and waits for
// all of it.
func (s *Store) Close() error {
	s.closed.Do(func() {
		for _, w := range s.writers {
			w.close()
		}
		s.cancel()
		s.wait.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		left := s.db.leave(ctx)
		s.closeEr = errors.Join(left, s.db.close())
	})
	return s.closeEr
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, func(q tx) error {
		var one int64
		_, err := q.row("SELECT 1", nil, &one)
		return err
	})
}

func (s *Store) read(ctx context.Context, do func(tx) error) error {
	return s.db.read(ctx, do)
}

// write runs do as a unit of work and returns when it is committed, or not.
// Units with the same route run in the order in which they came.
func (s *Store) write(ctx context.Context, route string, u *unit) error {
	u.ctx, u.done = ctx, make(chan struct{})
	return s.writers[hash(route)%uint32(len(s.writers))].submit(u)
}

func hash(s string) uint32 {
	h := uint32(2166136261) // FNV-1a
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
