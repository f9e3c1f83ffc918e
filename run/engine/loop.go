package engine

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/usher-dev/usher/app/machine"
)

// Kick tells a running engine that there may be work. It never blocks.
func (e *Engine) Kick() {
	select {
	case e.kick <- struct{}{}:
	default:
	}
}

// Fire turns timers that are due into inputs of their lanes; n is how many.
func (e *Engine) Fire(ctx context.Context) (n int, err error) {
	for {
		timers, err := e.o.Store.DueTimers(ctx, e.o.Now(), batch)
		if err != nil {
			return n, fmt.Errorf("read timers that are due: %w", err)
		}
		for _, t := range timers {
			if err := e.o.Store.FireTimer(ctx, t, e.timerInput(t)); err != nil {
				return n, fmt.Errorf("fire timer of run %s: %w", t.Run, err)
			}
			n++
			e.wake(t.Lane)
		}
		if len(timers) < batch {
			return n, nil
		}
	}
}

func (e *Engine) timerInput(t Timer) Input {
	id := []string{
		"timer", t.Run, strconv.FormatInt(t.Seq, 10), strconv.Itoa(t.Part), t.Name, strconv.FormatInt(t.Due.UnixMicro(), 10),
	}
	return Input{ID: strings.Join(id, "/"), Lane: t.Lane, Run: t.Run, Event: machine.Event{
		At: e.o.Now(), Kind: machine.EvTimer, For: t.Seq, Part: t.Part, Name: t.Name,
	}}
}

// Next tells when the next timer or effect is due; zero when none is.
func (e *Engine) Next(ctx context.Context) (time.Time, error) {
	next, err := e.o.Store.NextDue(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("read what is due next: %w", err)
	}
	return next, nil
}

// Run performs effects and fires timers until ctx ends, woken by Kick, by what
// is due and each Poll. It returns when all that it started has ended: calls
// that act once are waited for, as breaking them off would leave their result unknown.
func (e *Engine) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	for ctx.Err() == nil {
		if _, err := e.Fire(ctx); err != nil && ctx.Err() == nil {
			e.o.Log.Error("timers are not fired", "err", err)
		}
		if err := e.begin(ctx, &wg); err != nil && ctx.Err() == nil {
			e.o.Log.Error("effects are not performed", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-e.kick:
		case <-e.o.After(e.pause(ctx)):
		}
	}
	return nil
}

// begin starts effects that are due, each in a goroutine of wg, as many as
// there are free workers; one that ends looks for more.
func (e *Engine) begin(ctx context.Context, wg *sync.WaitGroup) error {
	free := cap(e.workers) - len(e.workers)
	if free == 0 {
		return nil
	}
	effects, err := e.o.Store.ReadyEffects(ctx, e.o.Now(), free+e.held())
	if err != nil {
		return fmt.Errorf("read effects that are due: %w", err)
	}
	for _, effect := range effects {
		if e.isHeld(effect.Key) || !e.take(ctx, effect.Key) {
			continue
		}
		wg.Go(func() {
			began, err := e.perform(ctx, effect)
			e.leave(effect.Key)
			if err != nil && ctx.Err() == nil {
				e.o.Log.Error("effect is not performed", "effect", effect.Key, "err", err)
			}
			if began {
				e.Kick()
			} else {
				e.hold(effect.Key)
			}
		})
	}
	return nil
}

// hold passes an effect over for a while: it could not be begun, as its app is
// not here or its definition can't be read. It must not keep others waiting.
func (e *Engine) hold(key string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.holds[key] = e.o.Now().Add(holdTime)
}

// held counts the effects that are passed over now, and forgets old ones.
func (e *Engine) held() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.o.Now()
	maps.DeleteFunc(e.holds, func(_ string, until time.Time) bool { return !until.After(now) })
	return len(e.holds)
}

func (e *Engine) isHeld(key string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.holds[key].After(e.o.Now())
}

// pause is how long Run may wait: until something is due, at most Poll. What is
// due already waits for a free worker, which kicks, or is held.
func (e *Engine) pause(ctx context.Context) time.Duration {
	next, err := e.Next(ctx)
	if err != nil || next.IsZero() {
		return e.o.Poll
	}
	wait := next.Sub(e.o.Now())
	switch {
	case wait > 0:
		return min(wait, e.o.Poll)
	case e.held() > 0:
		return e.o.Poll
	default:
		return e.o.Poll / 10
	}
}
