package rehearse_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
	"github.com/usher-dev/usher/studio/rehearse"
)

// files is an app by example, path → text.
type files map[string]string

const settings = `usher: 1
title: {en: "Office", zh: "办公"}
languages: [en, zh]
timezone: Asia/Shanghai
currency: CNY
roles: [employee, manager, finance]
owner: zhao
`

const everybody = `id,name,name.zh,roles,manager,language
lin,Lin,林小雨,employee,wang,
wang,Wang,王芳,employee manager,zhao,
zhao,Zhao,赵敏,manager finance,,
`

// load reads an app; app.yaml and people.csv are there unless given.
func load(t *testing.T, f files) *app.App {
	t.Helper()
	fsys := fstest.MapFS{"app.yaml": {Data: []byte(settings)}, "people.csv": {Data: []byte(everybody)}}
	for path, text := range f {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	a, faults := app.Load(fsys, "office")
	for _, f := range faults.Errors() {
		t.Fatal(f.Show())
	}
	return a
}

// world is an app that runs in a rehearsal, for tests.
type world struct {
	*rehearse.Session
	t     *testing.T
	ctx   context.Context
	clock *rehearse.Clock
	last  rehearse.Shown
}

// morning is Wednesday 2026-11-25, ten o'clock in Shanghai.
func morning() time.Time { return time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC) }

// begin opens a world on a store.
func begin(t *testing.T, open storetest.Open, a *app.App, fakes rehearse.Fakes) *world {
	t.Helper()
	clock := rehearse.NewClock(morning())
	return resume(t, open, a, fakes, clock)
}

// resume opens a world on a store that may hold something already.
func resume(t *testing.T, open storetest.Open, a *app.App, fakes rehearse.Fakes, clock *rehearse.Clock) *world {
	t.Helper()
	st := open(store.Options{Node: "rehearsal", Now: clock.Now})
	s := rehearse.NewSession(rehearse.Options{
		App: a, Store: st, Clock: clock, Person: "lin", Tools: &rehearse.Stage{Fakes: fakes, Now: clock.Now},
	})
	return &world{Session: s, t: t, ctx: t.Context(), clock: clock}
}

// says carries out a line and returns the replies as one text.
func (w *world) says(line string) string {
	w.t.Helper()
	shown, err := w.Line(w.ctx, line)
	if err != nil {
		w.t.Fatalf("%s: %v", line, err)
	}
	if shown.Turn > 0 {
		w.last = shown
	}
	return strings.Join(shown.Reply, "\n")
}

// fails carries out a line that must not go well and returns why.
func (w *world) fails(line string) error {
	w.t.Helper()
	if _, err := w.Line(w.ctx, line); err != nil {
		return err
	}
	w.t.Fatalf("%s went well", line)
	return nil
}

// at expects the run's process, step and open slot ("" for none).
func (w *world) at(process, step, asks string) {
	w.t.Helper()
	r := w.last.Run
	if r == nil {
		w.t.Fatalf("no run after %q; want one of %s", w.last.Text, process)
	}
	if r.Process != process || r.Step != step || r.Asks != asks {
		w.t.Fatalf("after %q the run of %s is at %q and asks %q; want %s, %q, %q\n%s", w.last.Text, r.Process, r.Step, r.Asks, process, step, asks,
			strings.Join(w.last.Reply, "\n"))
	}
}

// slots expects values in canonical form, as name, value pairs.
func (w *world) slots(pairs ...any) {
	w.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		if got := canonical(w.last.Run.Slots[name]); got != canonical(pairs[i+1]) {
			w.t.Errorf("after %q %s is %s; want %s", w.last.Text, name, got, canonical(pairs[i+1]))
		}
	}
}

// status expects how the last run stands.
func (w *world) status(want string) {
	w.t.Helper()
	if w.last.Run == nil || string(w.last.Run.Status) != want {
		w.t.Fatalf("after %q the run is %+v; want %s\n%s", w.last.Text, w.last.Run, want, strings.Join(w.last.Reply, "\n"))
	}
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in\n%s", p, text)
		}
	}
}

func lacks(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("%q is in\n%s", p, text)
		}
	}
}
