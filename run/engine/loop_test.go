package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// dueStore only knows when something is due.
type dueStore struct {
	Store
	next time.Time
	err  error
}

func (d *dueStore) NextDue(context.Context) (time.Time, error) { return d.next, d.err }

func TestHowLongTheLoopWaits(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		next time.Time
		err  error
		held bool
		want time.Duration
	}{
		{"nothing is due", time.Time{}, nil, false, time.Second},
		{"soon", now.Add(30 * time.Millisecond), nil, false, 30 * time.Millisecond},
		{"much later", now.Add(time.Hour), nil, false, time.Second},
		{"due, and no worker is free", now.Add(-time.Hour), nil, false, 100 * time.Millisecond},
		{"due, but held", now.Add(-time.Hour), nil, true, time.Second},
		{"soon, and another is held", now.Add(30 * time.Millisecond), nil, true, 30 * time.Millisecond},
		{"the database is gone", now, errors.New("gone"), false, time.Second},
	} {
		e := New(Options{Store: &dueStore{next: c.next, err: c.err}, Now: func() time.Time { return now }})
		if c.held {
			e.hold("run-1/1")
		}
		if got := e.pause(t.Context()); got != c.want {
			t.Errorf("%s: waits %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAHeldEffectIsPassedOverForAWhile(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	e := New(Options{Now: func() time.Time { return now }})
	e.hold("run-1/1")
	if !e.isHeld("run-1/1") || e.isHeld("run-2/1") || e.held() != 1 {
		t.Error("only run-1/1 should be held")
	}
	now = now.Add(holdTime)
	if e.isHeld("run-1/1") || e.held() != 0 || len(e.holds) != 0 {
		t.Error("it is held for too long, or never forgotten")
	}
}

// stuckStore has more effects of an app that is not here than there are workers,
// all older than one that can be performed.
type stuckStore struct {
	Store
	mu      sync.Mutex
	effects []Effect
	asked   chan string
}

func (s *stuckStore) ReadyEffects(_ context.Context, _ time.Time, limit int) ([]Effect, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Effect(nil), s.effects[:min(limit, len(s.effects))]...), nil
}

func (s *stuckStore) DueTimers(context.Context, time.Time, int) ([]Timer, error) { return nil, nil }
func (s *stuckStore) NextDue(context.Context) (time.Time, error)                 { return time.Time{}, nil }

func (s *stuckStore) Run(_ context.Context, id string) (Run, error) {
	s.asked <- id
	return Run{}, ErrNotFound
}

func (s *stuckStore) StartEffect(context.Context, string, string) (Effect, error) {
	return Effect{}, ErrTaken
}

type onlyHere struct{}

func (onlyHere) App(name string) (*app.App, bool) { return &app.App{}, name == "here" }

func TestEffectsOfAnAppThatIsNotHereKeepNobodyWaiting(t *testing.T) {
	s := &stuckStore{asked: make(chan string)}
	for i := range 20 {
		s.effects = append(s.effects, Effect{Key: fmt.Sprintf("gone-%d/1", i), Run: "gone", App: "gone"})
	}
	s.effects = append(s.effects, Effect{Key: "run-1/1", Run: "run-1", App: "here"})
	ticks := make(chan time.Time)
	e := New(Options{Store: s, Apps: onlyHere{}, Workers: 4, After: func(time.Duration) <-chan time.Time { return ticks }})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- e.Run(ctx) }()
	for found := false; !found; {
		select {
		case ticks <- time.Time{}:
		case id := <-s.asked:
			found = id == "run-1"
		}
	}
	stop()
	for waiting := true; waiting; {
		select {
		case <-s.asked:
		case <-ended:
			waiting = false
		}
	}
}

func TestDefinitionsAreKeptUpToABound(t *testing.T) {
	d := newDefinitions()
	made := 0
	get := func(key string) *definition {
		def, err := d.get(key, func() (*definition, error) { made++; return &definition{}, nil })
		if err != nil {
			t.Fatal(err)
		}
		return def
	}
	first := get("0")
	if get("0") != first || made != 1 {
		t.Errorf("made %d times", made)
	}
	for i := range maxDefinitions + 10 {
		get(fmt.Sprint(i))
	}
	if len(d.byKey) != maxDefinitions || len(d.order) != maxDefinitions {
		t.Errorf("%d are kept", len(d.byKey))
	}
	if _, err := d.get("bad", func() (*definition, error) { return nil, ErrNotFound }); !errors.Is(err, ErrNotFound) || len(d.byKey) != maxDefinitions {
		t.Errorf("a fault is kept: %v", err)
	}
}

func TestDefinitionsAreMadeBySeveralAtOnce(t *testing.T) {
	d := newDefinitions()
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := map[*definition]bool{}
	for range 16 {
		wg.Go(func() {
			def, _ := d.get("one", func() (*definition, error) { return &definition{}, nil })
			mu.Lock()
			defer mu.Unlock()
			seen[def] = true
		})
	}
	wg.Wait()
	if len(seen) != 1 {
		t.Errorf("%d definitions under one key", len(seen))
	}
}

func TestWhenTwoToolsMeanTheSame(t *testing.T) {
	expr := func(s string) *process.Expr {
		e, err := process.CompileExpr(s)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	tool := func() *app.Tool {
		return &app.Tool{
			Name: "finance.submit", Base: "a", Effect: "idempotent", Retry: 1, Fails: map[int]string{409: "known"},
			In:   []app.Param{{Name: "amount", Spec: value.Spec{Kind: value.Money}}},
			Out:  []process.OutField{{Name: "number", Spec: value.Spec{Kind: value.Text}, Pointer: "/no"}},
			Undo: &app.Undo{Tool: "finance.withdraw", With: []process.Named{{Name: "number", Expr: expr("out.number")}}},
		}
	}
	for name, c := range map[string]struct {
		change func(*app.Tool)
		same   bool
	}{
		"nothing":            {func(*app.Tool) {}, true},
		"the address":        {func(t *app.Tool) { t.Base = "b" }, true},
		"headers":            {func(t *app.Tool) { t.Headers = map[string]string{"A": "b"} }, true},
		"retries":            {func(t *app.Tool) { t.Retry = 9 }, true},
		"statuses":           {func(t *app.Tool) { t.Fails = nil }, true},
		"an input's kind":    {func(t *app.Tool) { t.In[0].Spec.Kind = value.Number }, false},
		"an input's name":    {func(t *app.Tool) { t.In[0].Name = "sum" }, false},
		"an input more":      {func(t *app.Tool) { t.In = append(t.In, app.Param{Name: "x"}) }, false},
		"an output's place":  {func(t *app.Tool) { t.Out[0].Pointer = "/number" }, false},
		"an output may lack": {func(t *app.Tool) { t.Out[0].Spec.OrNone = true }, false},
		"the effect":         {func(t *app.Tool) { t.Effect = "once" }, false},
		"no undo":            {func(t *app.Tool) { t.Undo = nil }, false},
		"another undo":       {func(t *app.Tool) { t.Undo.Tool = "finance.cancel" }, false},
		"undone with":        {func(t *app.Tool) { t.Undo.With[0].Expr = expr("out.id") }, false},
		"undone with less":   {func(t *app.Tool) { t.Undo.With = nil }, false},
	} {
		live := tool()
		c.change(live)
		old := tool()
		got := serving(old, live)
		if (got != old) != c.same {
			t.Errorf("%s changed: the live transport serves: %v, want %v", name, got != old, c.same)
		}
		if got.Fails[409] != "known" {
			t.Errorf("%s changed: the outcomes are not the pinned ones", name)
		}
	}
	if old := tool(); serving(old, nil) != old {
		t.Error("a tool that is gone is not served as it was")
	}
}

func TestTokensAreReadOnlyWhereTheyWereMade(t *testing.T) {
	e := New(Options{Secret: []byte("secret")})
	for _, c := range [][2]string{{"run-1", "paid"}, {"0192", "到账"}, {"run-1", ""}, {"", "paid"}} {
		run, event, ok := e.readToken(e.EventToken(c[0], c[1]))
		if !ok || run != c[0] || event != c[1] {
			t.Errorf("%v came back as %q, %q, %v", c, run, event, ok)
		}
	}
	one, other := New(Options{}), New(Options{})
	if one.EventToken("run-1", "paid") == other.EventToken("run-1", "paid") {
		t.Error("two servers without a secret sign alike")
	}
}
