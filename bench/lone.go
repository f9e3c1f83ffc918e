package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/store"
)

// lone measures a turn of the only person who writes, from the call that hands
// the message in until the turn is committed, against a commit of one row by
// the same store. One follows the other, so both see the same machine.
func lone(ctx context.Context, args []string, emit func(Result)) error {
	s, err := flags("lone", args)
	if err != nil {
		return err
	}
	a, err := loadOffice(1)
	if err != nil {
		return err
	}
	return eachDatabase(ctx, s, "lone", emit, func(db database) (Result, error) { return loneOn(ctx, s, a, db) })
}

func loneOn(ctx context.Context, s scale, a *app.App, db database) (Result, error) {
	begin := time.Now()
	url, drop, err := db.fresh(ctx)
	if err != nil {
		return Result{}, err
	}
	defer drop()
	h, err := openHouse(ctx, url, a, nil)
	if err != nil {
		return Result{}, err
	}
	defer func() { _ = h.close() }()
	h.start()
	if err := handIn(ctx, h, 0, 1); err != nil { // warms up
		return Result{}, err
	}
	var turn, accepted, commit, ratio []float64
	for len(turn) < s.lone {
		for _, m := range claim(0) {
			first, all, err := loneTurn(ctx, h, m)
			if err != nil {
				return Result{}, err
			}
			one, err := oneCommit(ctx, h.store, len(turn))
			if err != nil {
				return Result{}, err
			}
			turn, accepted, commit = append(turn, all), append(accepted, first), append(commit, one)
			ratio = append(ratio, all/one)
		}
	}
	return Result{N: len(turn), Seconds: time.Since(begin).Seconds(), Figures: map[string]float64{
		"turn_p50_ms": median(turn), "accept_p50_ms": median(accepted), "commit_p50_ms": median(commit),
		"ratio": median(turn) / median(commit), "ratio_of_pairs": median(ratio),
		"turn_p99_ms": quantile(turn, 0.99), "commit_p99_ms": quantile(commit, 0.99),
	}}, nil
}

// loneTurn returns after how many ms a message was accepted and its turn
// committed.
func loneTurn(ctx context.Context, h *house, text string) (accepted, committed float64, err error) {
	begin := time.Now()
	a, err := h.accept(ctx, personID(0), text)
	if err != nil {
		return 0, 0, err
	}
	accepted = ms(time.Since(begin))
	_, err = h.turn(ctx, a.Lane, a.Number)
	return accepted, ms(time.Since(begin)), err
}

// oneCommit writes the least that can be written: one small row.
func oneCommit(ctx context.Context, st *store.Store, n int) (float64, error) {
	row := []store.Statement{{
		SQL:  "INSERT INTO setting (key, value) VALUES ($1, $2)",
		Args: []any{fmt.Sprint("bench-", n), []byte("x")},
	}}
	begin := time.Now()
	err := st.Replay(ctx, "bench", row)
	return ms(time.Since(begin)), err
}
