package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
)

// decision measures how soon a run goes on after it was decided on: from the
// moment the decision is stored until the turn that follows from it is.
func decision(ctx context.Context, args []string, emit func(Result)) error {
	s, err := flags("decision", args)
	if err != nil {
		return err
	}
	a, err := loadOffice(s.lone)
	if err != nil {
		return err
	}
	return eachDatabase(ctx, s, "decision", emit, func(db database) (Result, error) { return decisionOn(ctx, s, a, db) })
}

func decisionOn(ctx context.Context, s scale, a *app.App, db database) (Result, error) {
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
	if err := together(s.writers, func(w int) error {
		for p := w; p < s.lone; p += s.writers {
			if err := waits(ctx, h, p); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return Result{}, err
	}
	items, err := h.store.Inbox(ctx, boss, true, s.lone)
	if err != nil {
		return Result{}, err
	}
	var stored, gone, commit []float64
	for i, it := range items {
		first, all, err := decide(ctx, h, it)
		if err != nil {
			return Result{}, err
		}
		one, err := oneCommit(ctx, h.store, i)
		if err != nil {
			return Result{}, err
		}
		stored, gone, commit = append(stored, first), append(gone, all-first), append(commit, one)
	}
	return Result{N: len(items), Seconds: time.Since(begin).Seconds(), Figures: map[string]float64{
		"goes_on_p50_ms": median(gone), "goes_on_p99_ms": quantile(gone, 0.99), "decide_p50_ms": median(stored), "commit_p50_ms": median(commit),
	}}, nil
}

// waits brings a person's purchase to where the boss must decide.
func waits(ctx context.Context, h *house, person int) error {
	last, err := h.talkThrough(ctx, personID(person), purchase(person))
	if err != nil {
		return err
	}
	if len(last.Changes.Items) != 1 {
		return fmt.Errorf("the purchase of %s waits for nobody: %+v", last.Lane.Person, last.Replies)
	}
	return nil
}

// decide approves an item, and returns after how many ms that was stored and
// the run had gone on.
func decide(ctx context.Context, h *house, it engine.Item) (stored, gone float64, err error) {
	turns := h.lane(it.Lane)
	for len(turns) > 0 {
		<-turns // old ones
	}
	begin := time.Now()
	_, err = h.engine.Decide(ctx, engine.Decision{Item: it.ID, By: boss, ByName: "Boss", Decision: "approve", Hash: it.Card.Hash})
	if err != nil {
		return 0, 0, err
	}
	stored = ms(time.Since(begin))
	select {
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	case t := <-turns:
		if t.Cause != converse.CauseDecision || len(t.Ended) != 1 {
			return 0, 0, fmt.Errorf("after the decision came a %s: %+v", t.Cause, t.Replies)
		}
	}
	return stored, ms(time.Since(begin)), nil
}
