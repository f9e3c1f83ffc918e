package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/store"
)

// turns measures how many turns a second many people get through the whole
// stack, against the statements of the very same turns written in the same
// groups with nothing of Usher around them.
func turns(ctx context.Context, args []string, emit func(Result)) error {
	s, err := flags("turns", args)
	if err != nil {
		return err
	}
	a, err := loadOffice(s.writers + 1) // the last one warms up
	if err != nil {
		return err
	}
	return eachDatabase(ctx, s, "turns", emit, func(db database) (Result, error) { return turnsOn(ctx, s, a, db) })
}

func turnsOn(ctx context.Context, s scale, a *app.App, db database) (Result, error) {
	begin := time.Now()
	script, err := record(ctx, s, a, db)
	if err != nil {
		return Result{}, fmt.Errorf("record: %w", err)
	}
	var usher, plain, ratio []float64
	n := 0
	for i := range s.pairs {
		var with, without float64
		measure := []func() error{
			func() (err error) { n, with, err = throughUsher(ctx, s, a, db); return err },
			func() (err error) { without, err = replay(ctx, s, db, script); return err },
		}
		for j := range measure { // who is first alternates
			if err := measure[(i+j)%2](); err != nil {
				return Result{}, err
			}
		}
		usher, plain, ratio = append(usher, with), append(plain, without), append(ratio, with/without)
	}
	return Result{N: n, Seconds: time.Since(begin).Seconds(), Figures: map[string]float64{
		"turns_per_s": median(usher), "sql_only_turns_per_s": median(plain), "ratio": median(ratio),
		"ratio_least": quantile(ratio, 0), "ratio_most": quantile(ratio, 1), "writers": float64(s.writers),
		"statements_per_turn": script.perTurn(),
	}}, nil
}

// throughUsher has everybody hand in claims at once, and returns the turns and
// how many a second.
func throughUsher(ctx context.Context, s scale, a *app.App, db database) (n int, perSecond float64, err error) {
	url, drop, err := db.fresh(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer drop()
	h, err := openHouse(ctx, url, a, nil)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = h.close() }()
	h.start()
	if err := handIn(ctx, h, s.writers, 1); err != nil { // the one who warms up
		return 0, 0, err
	}
	begin := time.Now()
	err = together(s.writers, func(w int) error { return handIn(ctx, h, w, s.claims) })
	return s.writers * s.claims * len(claim(0)), perSec(s.writers*s.claims*len(claim(0)), begin), err
}

func perSec(n int, since time.Time) float64 { return float64(n) / time.Since(since).Seconds() }

// handIn hands in a person's claims and sees that each ended well.
func handIn(ctx context.Context, h *house, person, claims int) error {
	for range claims {
		last, err := h.talkThrough(ctx, personID(person), claim(person))
		if err != nil {
			return err
		}
		if err := ended(last); err != nil {
			return err
		}
	}
	return nil
}

// ended sees that what is measured is what is meant.
func ended(t *converse.Turn) error {
	if len(t.Ended) != 1 || len(t.Changes.Runs) != 1 || t.Changes.Runs[0].Run.Status != "done" {
		return fmt.Errorf("the claim of %s did not end: %+v", t.Lane.Person, t.Replies)
	}
	return nil
}

// together runs do for 0 … n-1 at once and returns the first error.
func together(n int, do func(int) error) error {
	var wait sync.WaitGroup
	errs := make(chan error, n)
	for i := range n {
		wait.Go(func() { errs <- do(i) })
	}
	wait.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// script is what was written for each person, unit by unit.
type script [][][]store.Statement

func (x script) perTurn() float64 {
	statements, turns := 0, 0
	for _, units := range x {
		turns += len(units) / 2 // one that accepts, one that commits
		for _, u := range units {
			statements += len(u)
		}
	}
	return float64(statements) / float64(turns)
}

// record writes down the statements of every person's turns, by having one after
// the other hand in their claims.
func record(ctx context.Context, s scale, a *app.App, db database) (script, error) {
	url, drop, err := db.fresh(ctx)
	if err != nil {
		return nil, err
	}
	defer drop()
	var mu sync.Mutex
	var unit []store.Statement
	h, err := openHouse(ctx, url, a, func(sql string, args []any) {
		mu.Lock()
		defer mu.Unlock()
		unit = append(unit, store.Statement{SQL: sql, Args: append([]any(nil), args...)})
	})
	if err != nil {
		return nil, err
	}
	defer func() { _ = h.close() }()
	out := make(script, s.writers+1)
	cut := func(person int) {
		mu.Lock()
		defer mu.Unlock()
		out[person] = append(out[person], unit)
		unit = nil
	}
	for p := range out {
		for range s.claims {
			for _, m := range claim(p) {
				got, err := h.accept(ctx, personID(p), m)
				if err != nil {
					return nil, err
				}
				cut(p)
				if n, err := h.talk.Handle(ctx, got.Lane); err != nil || n != 1 {
					return nil, fmt.Errorf("%d turns: %w", n, err)
				}
				cut(p)
			}
			if p == s.writers {
				break // one is enough to warm up
			}
		}
	}
	return out, nil
}

// replay writes the statements again, each person's in their order, all persons
// at once, into an empty database, and returns how many turns a second.
func replay(ctx context.Context, s scale, db database, x script) (float64, error) {
	url, drop, err := db.fresh(ctx)
	if err != nil {
		return 0, err
	}
	defer drop()
	st, err := store.Open(ctx, url, store.Options{Node: node})
	if err != nil {
		return 0, err
	}
	defer func() { _ = st.Close() }()
	write := func(p int) error {
		for _, unit := range x[p] {
			if err := st.Replay(ctx, store.LaneID(appName, personID(p)), unit); err != nil {
				return err
			}
		}
		return nil
	}
	if err := write(s.writers); err != nil {
		return 0, err
	}
	begin := time.Now()
	if err := together(s.writers, write); err != nil {
		return 0, err
	}
	rate := perSec(s.writers*s.claims*len(claim(0)), begin)
	return rate, same(ctx, st, x)
}

// same sees that a replay left the conversations as the turns had.
func same(ctx context.Context, st *store.Store, x script) error {
	for p := range x {
		l, err := st.Lane(ctx, store.LaneID(appName, personID(p)))
		if err != nil {
			return err
		}
		if want := int64(len(x[p]) / 2); l.Turns != want || l.Handled != want {
			return fmt.Errorf("after the replay %s has %d turns and %d inputs handled; want %d", l.ID, l.Turns, l.Handled, want)
		}
	}
	return nil
}
