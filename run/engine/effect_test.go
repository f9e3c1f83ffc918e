package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
)

var money = value.Value{Kind: value.Money, Text: "38.00 CNY"}

func amount() map[string]value.Value { return map[string]value.Value{"amount": money} }

// script answers call after call, and notes what it was asked.
type script struct {
	mu      sync.Mutex
	results []tool.Result
	asked   []string
}

func (s *script) call(_ context.Context, r tool.Request) tool.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, fmt.Sprintf("%s %s %d", r.Tool.Name, r.Key, r.Attempt))
	if len(s.results) == 0 {
		return done(map[string]value.Value{"number": value.NewText("C-1")})
	}
	next := s.results[0]
	s.results = s.results[1:]
	return next
}

func (s *script) expect(t *testing.T, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.asked, want) {
		t.Errorf("asked %q, want %q", s.asked, want)
	}
}

func TestACallIsPerformedAndItsResultGoesOn(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.start("claim", amount())
	r.expect(`
run-1 claim waiting for call finance.submit
  run-1/1 finance.submit asked ×0`)
	r.rest()
	r.expect(`
run-1 claim done
  run-1/1 finance.submit done ×1`)
	r.expectSaid("run-1: Handed in, number C-1.")
	s.expect(t, "finance.submit run-1/1 1")
	if !slices.Equal(r.ended, []string{"run-1"}) {
		t.Errorf("ended %v", r.ended)
	}
}

// An effect is started, in a commit of its own, before anything is on the wire.
func TestAnEffectIsStartedBeforeTheWire(t *testing.T) {
	var r *rig
	arrived := make(chan engine.Effect, 1)
	office := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		effects, _ := r.store.RunEffects(req.Context(), "run-1")
		arrived <- effects[0]
		_, _ = io.WriteString(w, `{"no":"C-1"}`)
	}))
	defer office.Close()
	r = newRig(t, load(t, reaching(office)), realCaller(t, office))
	r.start("claim", amount())
	r.rest()
	got := <-arrived
	if got.Status != engine.EffectStarted || got.Attempt != 1 || got.Node != "node-1" || got.Key != "run-1/1" {
		t.Errorf("when the request arrived, the store held %+v", got)
	}
}

// reaching is the folder with an allow list for an office.
func reaching(office *httptest.Server) map[string]string {
	return with(map[string]string{
		"app.yaml": folder["app.yaml"] + "allow: [\"" + strings.TrimPrefix(office.URL, "http://") + "\"]\n",
	})
}

func realCaller(t *testing.T, office *httptest.Server) toolFunc {
	t.Helper()
	c := tool.New(tool.Options{Env: func(name string) (string, bool) { return office.URL, name == "FINANCE_URL" }})
	t.Cleanup(c.Close)
	return c.Call
}

// CASES 40: the server books, then hangs past the time-out.
func TestCase40ARetryCarriesTheSameKeyAndThereIsOneEffect(t *testing.T) {
	var mu sync.Mutex
	booked := map[string]int{}
	calls := 0
	office := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		key := req.Header.Get("Idempotency-Key")
		if booked[key] == 0 {
			booked[key] = len(booked) + 1
		}
		number := booked[key]
		calls++
		hang := calls == 1
		mu.Unlock()
		if hang {
			_, _ = io.Copy(io.Discard, req.Body)
			<-req.Context().Done()
			return
		}
		fmt.Fprintf(w, `{"no":"C-%d"}`, number)
	}))
	defer office.Close()
	live := load(t, reaching(office))
	live.Tools["finance.submit"].Timeout = value.Value{Kind: value.Duration, Text: "PT0.05S"}
	r := newRig(t, live, realCaller(t, office))
	r.start("claim", amount())
	r.later(time.Minute)
	r.expectSaid("run-1: Handed in, number C-1.")
	r.expect(`
run-1 claim done
  run-1/1 finance.submit done ×2`)
	mu.Lock()
	defer mu.Unlock()
	if len(booked) != 1 || calls != 2 {
		t.Errorf("booked %v in %d calls", booked, calls)
	}
}

// CASES 41: killed while the call was on its way, and started again.
func TestCase41AfterAKillTheKeyIsTheSame(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.start("claim", amount())
	if _, err := r.store.StartEffect(t.Context(), "run-1/1", "node-1"); err != nil {
		t.Fatal(err)
	}
	r.rest()
	s.expect(t) // node-1 lives: nobody else takes the call from it
	r.restart("node-2")
	r.rest()
	s.expect(t, "finance.submit run-1/1 2")
	r.expect(`
run-1 claim done
  run-1/1 finance.submit done ×2`)
}

// A tool that acts once is not called again when nobody knows whether it was.
func TestAOnceToolFoundStartedIsUnknownAndGoesToTheOwner(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.start("pay", amount())
	if _, err := r.store.StartEffect(t.Context(), "run-1/1", "node-1"); err != nil {
		t.Fatal(err)
	}
	r.restart("node-2")
	r.rest()
	s.expect(t)
	r.expect(`
run-1 pay handed_off for handoff it
  run-1/1 finance.pay unknown ×2
  run-1-2-0 handoff ida open`)

	// The owner has looked: it was not paid. The same call, with the same key.
	if _, err := r.decide("ida", "retry", ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	r.handle()
	r.rest()
	s.expect(t, "finance.pay run-1/1 3")
	r.expect(`
run-1 pay done
  run-1/1 finance.pay done ×3
  run-1-2-0 handoff ida decided retry ida`)
}

func TestRetriesAreDurableAndEnd(t *testing.T) {
	busy := tool.Result{Outcome: "failed", Again: true, Error: "finance.submit: it answered 429 Too Many Requests"}
	lost := tool.Result{Outcome: "unknown", Again: true, Error: "finance.submit: it did not answer within 5s"}
	asked := tool.Result{Outcome: "failed", Again: true, After: 3 * time.Second, Error: "finance.submit: it answered 503 Service Unavailable"}
	final := tool.Result{Outcome: "failed", Error: "finance.submit: it answered 422 Unprocessable Entity"}
	for _, c := range []struct {
		name    string
		results []tool.Result
		waits   []time.Duration
		status  engine.EffectStatus
		outcome string
	}{
		{"it works in the end", []tool.Result{busy, busy}, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond}, engine.EffectDone, "done"},
		{"it never does", []tool.Result{busy, busy, busy, busy, busy}, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}, engine.EffectFailed, "failed"},
		{"the other side says when", []tool.Result{asked}, []time.Duration{3 * time.Second}, engine.EffectDone, "done"},
		{"it may have happened the last time", []tool.Result{busy, busy, busy, lost}, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}, engine.EffectUnknown, "unknown"},
		{"it may have happened before", []tool.Result{lost, busy, busy, busy}, []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}, engine.EffectUnknown, "unknown"},
		{"the answer to the same key is no", []tool.Result{lost, final}, []time.Duration{200 * time.Millisecond}, engine.EffectFailed, "failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := script{results: c.results}
			r := newRig(t, load(t, folder), s.call)
			r.start("claim", amount())
			var waits []time.Duration
			for n := 2; ; n++ {
				r.rest()
				next, err := r.Next(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if next.IsZero() {
					break
				}
				waits = append(waits, next.Sub(r.clock.Now()))
				r.clock.pass(waits[len(waits)-1])
				r.restart(fmt.Sprintf("node-%d", n)) // attempts are counted in the store
			}
			if !slices.Equal(waits, c.waits) {
				t.Errorf("waited %v, want %v", waits, c.waits)
			}
			effects, _ := r.store.RunEffects(t.Context(), "run-1")
			if e := effects[0]; e.Status != c.status || e.Outcome != c.outcome || e.Attempt != len(c.waits)+1 {
				t.Errorf("%s %s after %d attempts, want %s %s after %d", e.Status, e.Outcome, e.Attempt, c.status, c.outcome, len(c.waits)+1)
			}
		})
	}
}

// Nothing was sent, so even a tool that acts once may be tried again.
func TestAOnceToolIsRetriedOnlyWhenNothingWasSent(t *testing.T) {
	refused := tool.Result{Outcome: "failed", Again: true, Error: "finance.pay: it refused the connection"}
	s := script{results: []tool.Result{refused, {Outcome: "unknown", Status: 500, Error: "finance.pay: it answered 500"}}}
	live := load(t, folder)
	live.Tools["finance.pay"].Retry = 3 // check refuses it in a file
	r := newRig(t, live, s.call)
	r.start("pay", amount())
	r.later(time.Minute)
	s.expect(t, "finance.pay run-1/1 1", "finance.pay run-1/1 2")
	r.expect(`
run-1 pay handed_off for handoff it
  run-1/1 finance.pay unknown ×2
  run-1-2-0 handoff ida open`)
}

func TestWaitsBetweenAttemptsGrowToAMinuteAndAreSpread(t *testing.T) {
	jitter := 0.0
	e := engine.New(engine.Options{Jitter: func() float64 { return jitter }})
	for n, want := range map[int]time.Duration{
		1: 200 * time.Millisecond, 2: 400 * time.Millisecond, 5: 3200 * time.Millisecond, 9: 51200 * time.Millisecond, 10: time.Minute, 1000: time.Minute,
	} {
		if got := engine.Backoff(e, n, 0); got != want {
			t.Errorf("after %d: %v, want %v", n, got, want)
		}
	}
	jitter = 0.5
	if got := engine.Backoff(e, 1, 0); got != 250*time.Millisecond {
		t.Errorf("with chance: %v", got)
	}
	if got := engine.Backoff(e, 1, time.Hour); got != time.Hour {
		t.Errorf("when asked to wait: %v", got)
	}
}

// A result that is known only here is stored as soon as the database is back.
func TestAResultIsNotLostWhenTheDatabaseIsGone(t *testing.T) {
	var r *rig
	waits := make(chan chan time.Time)
	r = newRig(t, load(t, folder), func(context.Context, tool.Request) tool.Result {
		r.store.mu.Lock()
		defer r.store.mu.Unlock()
		r.store.broken = errGone
		return done(map[string]value.Value{"number": value.NewText("C-1")})
	})
	r.o.After = func(time.Duration) <-chan time.Time {
		c := make(chan time.Time)
		waits <- c
		return c
	}
	r.Engine = engine.New(r.o)
	r.start("claim", amount())
	ended := make(chan error)
	go func() {
		_, err := r.Perform(t.Context(), 1)
		ended <- err
	}()
	for range 3 {
		(<-waits) <- time.Time{}
	}
	last := <-waits
	r.store.mu.Lock()
	r.store.broken = nil
	r.store.mu.Unlock()
	last <- time.Time{}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	r.handle()
	r.expect(`
run-1 claim done
  run-1/1 finance.submit done ×1`)
}

// doubtful is a store whose StartEffect commits and then says that it did not.
type doubtful struct{ *memory }

func (d doubtful) StartEffect(ctx context.Context, key, node string) (engine.Effect, error) {
	e, err := d.memory.StartEffect(ctx, key, node)
	return e, errors.Join(err, errGone)
}

func TestAnEffectWhoseStartIsInDoubtIsPutBack(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.o.Store = doubtful{r.store}
	r.start("claim", amount())
	n, err := engine.New(r.o).Perform(t.Context(), 10)
	if n != 0 || !errors.Is(err, errGone) {
		t.Errorf("began %d, %v", n, err)
	}
	s.expect(t)
	r.rest()
	s.expect(t, "finance.submit run-1/1 2")
}

func TestEffectsWaitForAnAppThatIsNotHere(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.start("claim", amount())
	live := r.live()
	r.apps.live = nil
	if n, err := r.Perform(t.Context(), 10); n != 0 || err != nil {
		t.Errorf("began %d, %v", n, err)
	}
	r.apps.live = map[string]*app.App{"workplace": live}
	r.rest()
	s.expect(t, "finance.submit run-1/1 1")
}

func TestSeveralEffectsAreOnTheirWayAtOnce(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(4) // as many as there are workers: each waits for all
	r := newRig(t, load(t, folder), func(context.Context, tool.Request) tool.Result {
		wg.Done()
		wg.Wait()
		return done(map[string]value.Value{"number": value.NewText("C-1")})
	})
	for range 4 {
		r.start("claim", amount())
	}
	n, err := r.Perform(t.Context(), 10)
	if n != 4 || err != nil {
		t.Errorf("performed %d, %v", n, err)
	}
}

func TestTwoEnginesOnOneStorePerformAnEffectOnce(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	for range 20 {
		r.start("claim", amount())
	}
	other := r.o
	other.Node = "node-2"
	var wg sync.WaitGroup
	for _, e := range []*engine.Engine{r.Engine, r.Engine, engine.New(other)} {
		wg.Go(func() {
			if _, err := e.Perform(t.Context(), 100); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	slices.Sort(s.asked)
	if len(s.asked) != 20 || len(slices.Compact(s.asked)) != 20 {
		t.Errorf("asked %v", s.asked)
	}
}
