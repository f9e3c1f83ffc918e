package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
)

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// apps is what is live.
type apps struct {
	mu   sync.Mutex
	live map[string]*app.App
}

func (a *apps) App(name string) (*app.App, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	found, ok := a.live[name]
	return found, ok
}

func (a *apps) publish(live *app.App) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.live[live.Name] = live
}

// toolFunc is a whole outside world.
type toolFunc func(ctx context.Context, r tool.Request) tool.Result

func (f toolFunc) Call(ctx context.Context, r tool.Request) tool.Result { return f(ctx, r) }

// rig is an engine with all that it stands on, and the smallest conversation:
// it applies inputs in their order and commits.
type rig struct {
	t     *testing.T
	store *memory
	clock *clock
	apps  *apps
	tools engine.Tools
	o     engine.Options
	*engine.Engine

	ids     int
	says    []string
	refused []string
	ended   []string
}

const lane = "workplace/lin"

func newRig(t *testing.T, live *app.App, tools toolFunc) *rig {
	t.Helper()
	r := &rig{
		t: t, clock: &clock{now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)},
		apps: &apps{live: map[string]*app.App{live.Name: live}}, tools: tools,
	}
	r.store = newMemory(r.clock.Now)
	r.restart("node-1")
	return r
}

// restart gives the store a new engine, as a process that starts again does.
func (r *rig) restart(node string) {
	if r.Engine != nil {
		r.store.dead[r.o.Node] = true
	}
	r.o = engine.Options{
		Store: r.store, Apps: r.apps, Tools: r.tools, Node: node, Now: r.clock.Now, Secret: []byte("secret"), BaseURL: "https://usher.example",
		Workers: 4, Jitter: func() float64 { return 0 },
		NewID: func() string { r.ids++; return fmt.Sprintf("run-%d", r.ids) },
	}
	r.Engine = engine.New(r.o)
}

func (r *rig) live() *app.App {
	a, _ := r.apps.App("workplace")
	return a
}

// turn does something to the open runs and commits it.
func (r *rig) turn(person string, do func(*engine.Set) error) {
	r.t.Helper()
	runs, err := r.store.Runs(context.Background(), engine.RunFilter{Open: true})
	if err != nil {
		r.t.Fatal(err)
	}
	s := r.Begin(r.live(), lane, person, runs, r.clock.Now())
	if err := do(s); err != nil {
		r.t.Fatalf("turn: %v", err)
	}
	if err := r.store.commit(s.Changes()); err != nil {
		r.t.Fatalf("commit: %v", err)
	}
	for _, said := range s.Says() {
		r.says = append(r.says, said.Run+": "+words(said.Say))
	}
	for _, refused := range s.Refused() {
		r.refused = append(r.refused, refused.Run+": "+refused.Why)
	}
	r.ended = append(r.ended, s.Ended()...)
}

func words(s machine.Say) string {
	if s.Key == "" {
		return s.Text.In("en")
	}
	return s.Key
}

// start starts a run of lin's.
func (r *rig) start(process string, values map[string]value.Value) string {
	r.t.Helper()
	id := ""
	r.turn("lin", func(s *engine.Set) (err error) {
		id, err = s.Start(process, values)
		return err
	})
	return id
}

// say gives a run commands.
func (r *rig) say(run string, commands ...machine.Command) {
	r.t.Helper()
	r.turn("lin", func(s *engine.Set) error {
		return s.Apply(run, machine.Event{Kind: machine.EvSaid, Commands: commands})
	})
}

// handle applies the inputs that wait, in their order; it tells how many there were.
func (r *rig) handle() int {
	r.t.Helper()
	n := 0
	for {
		r.store.mu.Lock()
		if len(r.store.inputs) == 0 {
			r.store.mu.Unlock()
			return n
		}
		in := r.store.inputs[0]
		r.store.inputs = r.store.inputs[1:]
		r.store.mu.Unlock()
		n++
		r.turn("lin", func(s *engine.Set) error { return s.Apply(in.Run, in.Event) })
	}
}

// rest goes on until nothing is due any more at this time.
func (r *rig) rest() {
	r.t.Helper()
	for range 100 {
		performed, err := r.Perform(r.t.Context(), 100)
		if err != nil {
			r.t.Fatal(err)
		}
		fired, err := r.Fire(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		if performed+fired+r.handle() == 0 {
			return
		}
	}
	r.t.Fatal("it does not come to rest")
}

// later moves the clock from one due time to the next.
func (r *rig) later(d time.Duration) {
	r.t.Helper()
	until := r.clock.Now().Add(d)
	for {
		r.rest()
		next, err := r.Next(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		if next.IsZero() || next.After(until) {
			r.clock.pass(until.Sub(r.clock.Now()))
			return
		}
		r.clock.pass(max(next.Sub(r.clock.Now()), 0))
	}
}

// decide decides on the open item of a run.
func (r *rig) decide(by, decision, reason string) (engine.Item, error) {
	r.t.Helper()
	items, err := r.store.Inbox(r.t.Context(), by, true, 10)
	if err != nil {
		r.t.Fatal(err)
	}
	if len(items) != 1 {
		r.t.Fatalf("%s has %d items", by, len(items))
	}
	d := engine.Decision{Item: items[0].ID, By: by, ByName: by, Decision: decision, Hash: items[0].Card.Hash, Reason: reason}
	if items[0].Card.Sort == "judge" {
		d.Decision, d.Outcome = "pick", decision
	}
	return r.Decide(r.t.Context(), d)
}

// shows is the whole of what there is, for comparing with what there should be.
func (r *rig) shows() string {
	r.t.Helper()
	var b strings.Builder
	runs, _ := r.store.Runs(context.Background(), engine.RunFilter{})
	for _, run := range runs {
		fmt.Fprintf(&b, "%s %s %s", run.ID, run.Process, run.Status)
		if w := run.State.Waits; w != nil {
			b.WriteString(strings.TrimRight(" for "+w.For+" "+w.Name, " "))
		}
		b.WriteByte('\n')
		effects, _ := r.store.RunEffects(context.Background(), run.ID)
		for _, e := range effects {
			fmt.Fprintf(&b, "  %s %s %s ×%d\n", e.Key, e.Tool, e.Status, e.Attempt)
		}
		items, _ := r.store.RunItems(context.Background(), run.ID)
		for _, i := range items {
			fmt.Fprintf(&b, "  %s %s %s %s", i.ID, i.Card.Sort, strings.Join(i.People, "|"), i.Status)
			for _, s := range []string{i.Why, i.Decision, i.Outcome, i.DecidedBy, i.Reason} {
				if s != "" {
					b.WriteString(" " + s)
				}
			}
			b.WriteByte('\n')
		}
	}
	timers := slices.Clone(r.store.timers)
	slices.SortFunc(timers, func(a, b engine.Timer) int { return a.Due.Compare(b.Due) })
	for _, t := range timers {
		fmt.Fprintf(&b, "timer %s/%d %s in %s\n", t.Run, t.Seq, t.Name, t.Due.Sub(r.clock.Now()))
	}
	return b.String()
}

func (r *rig) expect(want string) {
	r.t.Helper()
	if got := r.shows(); strings.TrimSpace(got) != strings.TrimSpace(want) {
		r.t.Errorf("got\n%s\nwant\n%s", got, strings.TrimSpace(want))
	}
}

func (r *rig) expectSaid(want ...string) {
	r.t.Helper()
	if !slices.Equal(r.says, want) {
		r.t.Errorf("said %q, want %q", r.says, want)
	}
	r.says = nil
}

// done is what a tool answers that did what it should.
func done(fields map[string]value.Value) tool.Result {
	return tool.Result{Outcome: "done", Status: 200, Value: value.NewRecord(fields)}
}

func set(slot string, v value.Value) machine.Command {
	return machine.Command{Kind: machine.CmdSet, Slot: slot, Value: v}
}

var errGone = errors.New("the database is gone")
