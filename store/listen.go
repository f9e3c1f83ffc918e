package store

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel carries hints: "node\nlane\nlane …". PostgreSQL lines up the commits
// of those who notify, so hints have a transaction of their own, few a second,
// and nothing depends on them.
const (
	channel    = "usher"
	hintPause  = 20 * time.Millisecond
	hintBytes  = 7000 // PostgreSQL takes 8,000
	probeLimit = 2 * time.Second
)

func (db *postgresDB) background(ctx context.Context, s *Store) {
	var wait sync.WaitGroup
	wait.Go(func() { db.beat(ctx) })
	if !db.pooler {
		woken := s.hints.listen()
		wait.Go(func() { db.tell(ctx, s, woken) })
		wait.Go(func() { db.hear(ctx, s) })
	}
	wait.Wait()
}

// beat renews the node's lease, by the database's clock, and counts the others.
func (db *postgresDB) beat(ctx context.Context) {
	for {
		var peers int64
		err := db.pool.QueryRowContext(ctx, postgresDialect.text(`WITH mine AS (
 INSERT INTO node (id, until) VALUES ($1, {now} + $2) ON CONFLICT (id) DO UPDATE SET until = excluded.until
), old AS (DELETE FROM node WHERE until < {now} - 86400000000)
SELECT count(*) FROM node WHERE id <> $1 AND until > {now}`), db.opt.Node, db.opt.Lease.Microseconds()).Scan(&peers)
		if err == nil {
			db.peers.Store(peers)
		} else if ctx.Err() == nil {
			db.opt.Log.Warn("the node's lease is not renewed", "error", err)
		}
		if !pause(ctx, db.opt.Lease/3) {
			return
		}
	}
}

// pause waits; false when ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// tell sends hints to other nodes, where there are any.
func (db *postgresDB) tell(ctx context.Context, s *Store, woken <-chan struct{}) {
	for {
		select {
		case <-woken:
		case <-ctx.Done():
			return
		}
		if !pause(ctx, hintPause) {
			return
		}
		lanes := s.hints.take()
		if db.peers.Load() == 0 {
			continue
		}
		for _, payload := range payloads(db.opt.Node, lanes) {
			if err := db.notify(ctx, payload); err != nil && ctx.Err() == nil {
				db.opt.Log.Debug("a hint was not sent", "error", err)
			}
		}
	}
}

func payloads(node string, lanes []string) []string {
	var out []string
	var b strings.Builder
	for _, l := range lanes {
		if b.Len() > 0 && b.Len()+len(l)+1 > hintBytes {
			out = append(out, b.String())
			b.Reset()
		}
		if b.Len() == 0 {
			b.WriteString(node)
		}
		if len(node)+len(l)+2 > hintBytes {
			continue // its node polls
		}
		b.WriteString("\n" + l)
	}
	if b.Len() > len(node) {
		out = append(out, b.String())
	}
	return out
}

// notify need not survive a crash, so it waits for no disk.
func (db *postgresDB) notify(ctx context.Context, payload string) error {
	tx, err := db.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "SET LOCAL synchronous_commit = off"); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, payload); err != nil {
		return err
	}
	return tx.Commit()
}

// hear takes other nodes' hints on a connection of its own, and connects again
// when that is lost.
func (db *postgresDB) hear(ctx context.Context, s *Store) {
	for ctx.Err() == nil {
		err := db.listen(ctx, s)
		if ctx.Err() != nil {
			return
		}
		db.opt.Log.Info("no hints of other nodes for now: polling", "error", err)
		if !pause(ctx, time.Second) {
			return
		}
	}
}

func (db *postgresDB) listen(ctx context.Context, s *Store) error {
	conn, err := pgx.ConnectConfig(ctx, db.config)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	if err := db.selfTest(ctx, conn); err != nil {
		return err
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		node, lanes, _ := strings.Cut(n.Payload, "\n")
		if node != db.opt.Node && lanes != "" && s.opt.OnCommit != nil {
			s.opt.OnCommit(strings.Split(lanes, "\n"))
		}
	}
}

// selfTest sends a hint to itself: what stands between may drop them.
func (db *postgresDB) selfTest(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	if err := db.notify(ctx, db.opt.Node); err != nil {
		return err
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil || n.Payload == db.opt.Node {
			return err
		}
	}
}
