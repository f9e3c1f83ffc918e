package engine_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
)

var errKilled = errors.New("killed")

// mortal is a store as one process sees it. At its nth write the process is
// killed: before the write is committed, or after it but before anybody is told.
type mortal struct {
	*memory
	mu    sync.Mutex
	left  int
	after bool // the last write is committed
	kill  context.CancelFunc
}

func (m *mortal) write(do func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.left == 0 {
		return errKilled
	}
	if m.left--; m.left > 0 {
		return do()
	}
	m.kill()
	if m.after {
		_ = do()
	}
	return errKilled
}

func (m *mortal) StartEffect(ctx context.Context, key, node string) (e engine.Effect, err error) {
	err = m.write(func() (err error) {
		e, err = m.memory.StartEffect(ctx, key, node)
		return err
	})
	return e, err
}

func (m *mortal) RetryEffect(ctx context.Context, key string, next time.Time, reason string) error {
	return m.write(func() error { return m.memory.RetryEffect(ctx, key, next, reason) })
}

func (m *mortal) FinishEffect(ctx context.Context, e engine.Effect, in engine.Input) error {
	return m.write(func() error { return m.memory.FinishEffect(ctx, e, in) })
}

func (m *mortal) FireTimer(ctx context.Context, t engine.Timer, in engine.Input) error {
	return m.write(func() error { return m.memory.FireTimer(ctx, t, in) })
}

func (m *mortal) RunEffects(ctx context.Context, run string) ([]engine.Effect, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.left == 0 {
		return nil, errKilled
	}
	return m.memory.RunEffects(ctx, run)
}

// backOffice counts what really happened: a booking for each new key, a payment
// for each call. Every third call of submit is answered by a time-out after it was booked.
type backOffice struct {
	mu     sync.Mutex
	booked map[string]int // calls by key
	paid   map[string]int
	calls  int
}

func (o *backOffice) call(_ context.Context, r tool.Request) tool.Result {
	o.mu.Lock()
	defer o.mu.Unlock()
	if r.Tool.Name == "finance.pay" {
		o.paid[r.Key]++
		return done(nil)
	}
	o.booked[r.Key]++
	if o.calls++; o.calls%3 == 0 {
		return tool.Result{Outcome: "unknown", Again: true, Error: "finance.submit: it did not answer within 5s"}
	}
	return done(map[string]value.Value{"number": value.NewText("C-1")})
}

// Killed at any write and started again: every run ends right, nothing that was
// finished is repeated, what was on its way is repeated only with its own key,
// and what acts once never acts twice.
func TestKilledAtAnyWrite(t *testing.T) {
	live := load(t, folder)
	for _, after := range []bool{false, true} {
		for nth := 1; nth <= 14; nth++ {
			t.Run(fmt.Sprintf("write %d, committed %v", nth, after), func(t *testing.T) {
				office := backOffice{booked: map[string]int{}, paid: map[string]int{}}
				r := newRig(t, live, office.call)
				r.start("claim", amount())
				r.start("pay", amount())
				r.start("pause", amount())
				r.start("claim", amount())
				killedOnce(r, nth, after)
				r.restart("node-2")
				r.later(4 * 24 * time.Hour)
				checkEnds(t, r, &office)
			})
		}
	}
}

// killedOnce lets a process work until it is killed at its nth write, or has nothing more to do.
func killedOnce(r *rig, nth int, after bool) {
	ctx, kill := context.WithCancel(context.Background())
	defer kill()
	store := &mortal{memory: r.store, left: nth, after: after, kill: kill}
	o := r.o
	o.Store, o.Workers = store, 1
	e := engine.New(o)
	for ctx.Err() == nil {
		performed, err := e.Perform(ctx, 100)
		fired, err2 := e.Fire(ctx)
		if err != nil || err2 != nil {
			return
		}
		next, _ := r.store.NextDue(ctx)
		if performed+fired+r.handle() > 0 {
			continue
		}
		if next.IsZero() {
			return
		}
		r.clock.pass(max(next.Sub(r.clock.Now()), 0))
	}
}

func checkEnds(t *testing.T, r *rig, office *backOffice) {
	t.Helper()
	status := map[string]string{}
	for _, id := range []string{"run-1", "run-2", "run-3", "run-4"} {
		run, err := r.store.Run(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		status[run.Process+" "+id] = string(run.Status)
	}
	want := map[string]string{"claim run-1": "done", "pay run-2": "done", "pause run-3": "done", "claim run-4": "done"}
	if status["pay run-2"] == "handed_off" {
		// Nobody knows whether it was paid: a person looks.
		want["pay run-2"] = "handed_off"
	}
	if !maps.Equal(status, want) {
		t.Errorf("ended as %v\n%s", status, r.shows())
	}
	if len(office.booked) != 2 || office.booked["run-1/1"] == 0 || office.booked["run-4/1"] == 0 {
		t.Errorf("booked under %v", office.booked)
	}
	if office.paid["run-2/1"] > 1 || len(office.paid) > 1 {
		t.Errorf("paid %v", office.paid)
	}
	if status["pay run-2"] == "done" && office.paid["run-2/1"] != 1 {
		t.Error("it says that it paid, and did not")
	}
	for _, run := range []string{"run-1", "run-2", "run-3", "run-4"} {
		for i, ev := range r.store.events[run] {
			if ev.Seq != int64(i+1) {
				t.Errorf("%s: event %d has the number %d", run, i, ev.Seq)
			}
		}
	}
}
