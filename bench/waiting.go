package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// waiting measures what runs that wait for people cost a server: memory above
// the same server with the same app and people on an empty database, and
// processor time while nothing happens.
func waiting(ctx context.Context, args []string, emit func(Result)) error {
	s, err := flags("waiting", args)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(s.dir, "usher-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	bin, err := build(ctx, dir)
	if err != nil {
		return err
	}
	folder, err := putOffice(dir, s.runs)
	if err != nil {
		return err
	}
	return eachDatabase(ctx, s, "waiting", emit, func(db database) (Result, error) {
		begin := time.Now()
		full, drop, err := db.fresh(ctx)
		if err != nil {
			return Result{}, err
		}
		defer drop()
		if err := fill(ctx, s, full); err != nil {
			return Result{}, err
		}
		empty, dropEmpty, err := db.fresh(ctx)
		if err != nil {
			return Result{}, err
		}
		defer dropEmpty()
		figures, err := sideBySide(ctx, s, bin, folder, full, empty)
		return Result{N: s.runs, Seconds: time.Since(begin).Seconds(), Figures: figures}, err
	})
}

// fill brings one purchase of every person to where the boss must decide.
func fill(ctx context.Context, s scale, url string) error {
	a, err := loadOffice(s.runs)
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, url, a, nil)
	if err != nil {
		return err
	}
	defer func() { _ = h.close() }()
	h.start()
	const at = 64 // once, as nobody waits for these
	return together(at, func(w int) error {
		for p := w; p < s.runs; p += at {
			if err := waits(ctx, h, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// sideBySide runs both servers at the same time, so that both see the same machine.
func sideBySide(ctx context.Context, s scale, bin, folder, full, empty string) (map[string]float64, error) {
	a, err := watch(ctx, bin, folder, full)
	if err != nil {
		return nil, err
	}
	defer func() { _ = a.stop() }()
	b, err := watch(ctx, bin, folder, empty)
	if err != nil {
		return nil, err
	}
	defer func() { _ = b.stop() }()
	if err := pause(ctx, 3); err != nil { // starting is not idling
		return nil, err
	}
	cpu, err := idle(ctx, s.idle, a, b)
	if err != nil {
		return nil, err
	}
	with, err1 := a.resident()
	without, err2 := b.resident()
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("%w, %w", err1, err2)
	}
	return map[string]float64{
		"resident_mb": with, "resident_empty_mb": without, "resident_above_mb": with - without,
		"idle_cpu_percent": cpu[0], "idle_cpu_empty_percent": cpu[1],
	}, nil
}

// watch starts a server on a database and shows it to the boss, who looks into
// the inbox.
func watch(ctx context.Context, bin, folder, url string) (*program, error) {
	data, err := os.MkdirTemp(filepath.Dir(folder), "data-")
	if err != nil {
		return nil, err
	}
	p, err := launch(ctx, bin, "serve", folder, "--db", url, "--data", data, "--listen", "127.0.0.1:0", "--log", "warn")
	if err != nil {
		return nil, err
	}
	return p, p.page(ctx, "/a/"+appName)
}

func pause(ctx context.Context, seconds float64) error {
	t := time.NewTimer(time.Duration(seconds * float64(time.Second)))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// idle returns what each process used of a core in so many seconds, in per cent.
func idle(ctx context.Context, seconds float64, list ...*program) ([]float64, error) {
	before := make([]time.Duration, len(list))
	begin := time.Now()
	for i, p := range list {
		var err error
		if before[i], err = p.used(); err != nil {
			return nil, err
		}
	}
	if err := pause(ctx, seconds); err != nil {
		return nil, err
	}
	out := make([]float64, len(list))
	for i, p := range list {
		after, err := p.used()
		if err != nil {
			return nil, err
		}
		out[i] = 100 * float64(after-before[i]) / float64(time.Since(begin))
	}
	return out, nil
}
