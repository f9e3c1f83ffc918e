package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/run/tool"
)

// The outcomes that every call has.
const (
	outcomeFailed  = "failed"
	outcomeUnknown = "unknown"
)

// effectOnce is the effect of a tool that acts each time it is called.
const (
	effectOnce = "once"
	effectRead = "read"
)

// Perform performs effects that are due, at most limit and Workers at a time,
// and waits for all of them; n is how many were begun. Each is started in a
// commit of its own before anything goes on the wire. An error is the store's:
// effects that could not be started are tried again the next time.
func (e *Engine) Perform(ctx context.Context, limit int) (n int, err error) {
	effects, err := e.o.Store.ReadyEffects(ctx, e.o.Now(), limit)
	if err != nil {
		return 0, fmt.Errorf("read effects that are due: %w", err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, effect := range effects {
		if !e.take(ctx, effect.Key) {
			continue
		}
		wg.Go(func() {
			defer e.leave(effect.Key)
			began, e1 := e.perform(ctx, effect)
			mu.Lock()
			defer mu.Unlock()
			if began {
				n++
			}
			err = errors.Join(err, e1)
		})
	}
	wg.Wait()
	return n, err
}

// take makes effect key this goroutine's to perform, when nobody in this
// process does already, and waits for a free worker.
func (e *Engine) take(ctx context.Context, key string) bool {
	e.mu.Lock()
	if e.inFlight[key] {
		e.mu.Unlock()
		return false
	}
	e.inFlight[key] = true
	e.mu.Unlock()
	select {
	case e.workers <- struct{}{}:
		return true
	case <-ctx.Done():
		e.mu.Lock()
		delete(e.inFlight, key)
		e.mu.Unlock()
		return false
	}
}

func (e *Engine) leave(key string) {
	<-e.workers
	e.mu.Lock()
	delete(e.inFlight, key)
	e.mu.Unlock()
}

// perform carries out one effect.
func (e *Engine) perform(ctx context.Context, effect Effect) (began bool, err error) {
	a, t, err := e.toolOf(ctx, effect)
	if errors.Is(err, errNoApp) {
		// The app may come back with the next reload; its runs wait.
		e.o.Log.Warn("effect waits for its app", "effect", effect.Key, "app", effect.App)
		return false, nil
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, err
	}
	started, serr := e.o.Store.StartEffect(ctx, effect.Key, e.o.Node)
	switch {
	case errors.Is(serr, ErrTaken), errors.Is(serr, ErrNotFound):
		return false, nil
	case serr != nil:
		return false, errors.Join(fmt.Errorf("start effect %s: %w", effect.Key, serr), e.unstart(ctx, effect))
	}
	if err != nil {
		res := tool.Result{Outcome: outcomeFailed, Error: err.Error()}
		return true, e.finish(ctx, started, res)
	}
	if started.Status == EffectStarted && t.Effect == effectOnce {
		return true, e.finish(ctx, started, tool.Result{
			Outcome: outcomeUnknown, Error: t.Name + ": Usher was stopped while it called; it may have happened",
		})
	}
	return true, e.call(ctx, started, a, t)
}

// unstart puts an effect back whose start may or may not have been committed:
// nothing was sent. Only a start of this node is put back.
func (e *Engine) unstart(ctx context.Context, effect Effect) error {
	return e.persist(ctx, func(ctx context.Context) error {
		effects, err := e.o.Store.RunEffects(ctx, effect.Run)
		if err != nil {
			return err
		}
		for _, now := range effects {
			if now.Key == effect.Key && now.Status == EffectStarted && now.Node == e.o.Node {
				return e.o.Store.RetryEffect(ctx, effect.Key, e.o.Now(), effect.Error)
			}
		}
		return nil
	})
}

// call makes one attempt and stores what came of it.
func (e *Engine) call(ctx context.Context, effect Effect, a *app.App, t *app.Tool) error {
	callCtx := ctx
	if t.Effect == effectOnce {
		// Breaking it off would only make its result unknown; its timeout bounds it.
		callCtx = context.WithoutCancel(ctx)
	}
	res := e.attempt(callCtx, tool.Request{App: a, Tool: t, With: effect.With, Key: effect.Key, Attempt: effect.Attempt})
	e.o.Log.Info("tool called", "run", effect.Run, "tool", t.Name, "key", effect.Key, "attempt", effect.Attempt,
		"outcome", res.Outcome, "status", res.Status, "again", res.Again, "error", res.Error, "duration", res.Duration)
	if ctx.Err() != nil && res.Again && t.Effect != effectOnce {
		return e.retry(ctx, effect, e.o.Now(), res)
	}
	if res.Again && effect.Attempt <= t.Retry {
		return e.retry(ctx, effect, e.o.Now().Add(e.backoff(effect.Attempt, res.After)), res)
	}
	if res.Outcome == outcomeFailed && res.Again && t.Effect != effectRead && strings.HasPrefix(effect.Error, outcomeUnknown+": ") {
		// This attempt did nothing, but one before it may have.
		res.Outcome = outcomeUnknown
	}
	return e.finish(ctx, effect, res)
}

// attempt calls the tool. A fault in the calling must not end the process, nor
// leave the effect without a result: what it did is not known.
func (e *Engine) attempt(ctx context.Context, r tool.Request) (res tool.Result) {
	defer func() {
		if fault := recover(); fault != nil {
			e.o.Log.ErrorContext(ctx, "tool call panicked", "tool", r.Tool.Name, "key", r.Key, "fault", fault, "stack", string(debug.Stack()))
			res = tool.Result{Outcome: outcomeUnknown, Error: r.Tool.Name + ": a fault in Usher broke the call off; it may have happened"}
		}
	}()
	return e.o.Tools.Call(ctx, r)
}

// retry puts an effect back. What an attempt before may have done is kept in
// the reason, so that it is known after the last one.
func (e *Engine) retry(ctx context.Context, effect Effect, next time.Time, res tool.Result) error {
	outcome := res.Outcome
	if strings.HasPrefix(effect.Error, outcomeUnknown+": ") {
		outcome = outcomeUnknown
	}
	return e.persist(ctx, func(ctx context.Context) error {
		return e.o.Store.RetryEffect(ctx, effect.Key, next, outcome+": "+res.Error)
	})
}

// finish stores how an effect ended and wakes its lane.
func (e *Engine) finish(ctx context.Context, effect Effect, res tool.Result) error {
	effect.Status, effect.Outcome, effect.Result, effect.Error = EffectDone, res.Outcome, res.Value, res.Error
	effect.Node, effect.DoneAt = e.o.Node, e.o.Now()
	switch res.Outcome {
	case outcomeFailed:
		effect.Status = EffectFailed
	case outcomeUnknown:
		effect.Status = EffectUnknown
	}
	in := Input{
		// A person may have the same call tried again under the same key; that
		// result is another input.
		ID: "effect/" + effect.Key + "/" + strconv.Itoa(effect.Attempt), Lane: effect.Lane, Run: effect.Run,
		Event: machine.Event{
			At: effect.DoneAt, Kind: machine.EvResult, For: effect.Seq, Outcome: res.Outcome, Result: res.Value, Error: res.Error,
		},
	}
	err := e.persist(ctx, func(ctx context.Context) error { return e.o.Store.FinishEffect(ctx, effect, in) })
	if err == nil {
		e.wake(effect.Lane)
	}
	return err
}

// persist stores what is known only here and would be lost otherwise: it tries
// again until it is stored, or ctx has ended and one more try failed.
func (e *Engine) persist(ctx context.Context, store func(context.Context) error) error {
	wait := persistFirst
	for {
		last := ctx.Err() != nil
		err := bounded(ctx, store)
		if err == nil || errors.Is(err, ErrTaken) || errors.Is(err, ErrNotFound) {
			return nil
		}
		e.o.Log.Error("result is not stored yet", "err", err)
		if last {
			return err
		}
		select {
		case <-e.o.After(wait):
			wait = min(2*wait, persistMost)
		case <-ctx.Done():
		}
	}
}

// bounded gives a write its own time, so that it may still end when ctx has.
func bounded(ctx context.Context, store func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), persistTimeout)
	defer cancel()
	return store(ctx)
}

// backoff is how long to wait after attempt n (from 1): 200 ms doubled each
// time, at most a minute, plus up to half of it by chance so that callers that
// failed together don't come back together; never less than the other side asked for.
func (e *Engine) backoff(n int, after time.Duration) time.Duration {
	d := min(backoffFirst<<min(n-1, 16), backoffMost)
	d += time.Duration(e.o.Jitter() * float64(d) / 2)
	return max(d, after)
}
