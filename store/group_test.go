package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

func TestSixteenWritersKeepTheirOrder(t *testing.T) {
	const writers, each = 16, 12
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		var wait sync.WaitGroup
		for w := range writers {
			wait.Go(func() {
				for i := range each {
					m := say(fmt.Sprint(w, "-", i), fmt.Sprint(w, " ", i))
					m.Person = fmt.Sprint("p", w%4) // four writers share a conversation
					if _, err := s.Accept(ctx, m, s.Node()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		for p := range 4 {
			entries, err := s.Entries(ctx, fmt.Sprint("workplace/p", p), 0, 1000)
			must(t, err)
			next := map[int]int{}
			for i, e := range entries {
				var w, n int
				_, err := fmt.Sscan(e.Text, &w, &n)
				must(t, err)
				if e.No != int64(i+1) || n != next[w] {
					t.Fatalf("entry %d of p%d is %d: message %d of writer %d, want its %d", i+1, p, e.No, n, w, next[w])
				}
				next[w]++
			}
			if len(entries) != writers/4*each {
				t.Errorf("p%d has %d entries", p, len(entries))
			}
		}
	})
}

func TestOneFailingUnitTakesNoOtherWithIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", nil)
		bad := []store.Statement{
			{SQL: "INSERT INTO setting (key, value) VALUES ($1, $2)", Args: []any{"half", []byte("x")}},
			{SQL: "INSERT INTO nowhere (key) VALUES ($1)", Args: []any{"x"}},
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		failed := 0
		for i := range 40 {
			wait.Go(func() {
				if i%4 == 0 {
					err := s.Replay(ctx, "workplace/lin", bad)
					mu.Lock()
					defer mu.Unlock()
					if err != nil {
						failed++
					}
					return
				}
				accept(t, s, say(fmt.Sprint("m", i), "hello"))
			})
		}
		wait.Wait()
		l, err := s.Lane(ctx, "workplace/lin")
		must(t, err)
		half, err := s.Setting(ctx, "half", func() []byte { return []byte("not there") })
		must(t, err)
		if failed != 10 || l.Last != 31 || string(half) != "not there" {
			t.Errorf("%d failed, %d messages, half a unit: %s", failed, l.Last, half)
		}
	})
}

func TestACallerWhoGivesUpIsAnswered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := s.Accept(gone, say("m1", "hello"), s.Node()); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		must(t, s.Close())
		if _, err := s.Accept(ctx, say("m1", "hello"), s.Node()); !errors.Is(err, store.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	})
}

func TestAHintComesAfterTheCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		hints := make(chan []string, 10)
		var seen []string
		var mu sync.Mutex
		s := open(store.Options{
			OnCommit: func(lanes []string) { hints <- lanes },
			Record: func(sql string, _ []any) {
				mu.Lock()
				defer mu.Unlock()
				seen = append(seen, strings.Join(strings.Fields(sql)[:3], " "))
			},
		})
		accept(t, s, say("m1", "hello"))
		if got := fmt.Sprint(<-hints); got != "[workplace/lin]" {
			t.Errorf("hint %s", got)
		}
		want := "[INSERT INTO conversation INSERT INTO said INSERT INTO entry INSERT INTO input SELECT id, app, SELECT i.no, i.kind, SELECT id, app,]"
		mu.Lock()
		defer mu.Unlock()
		if fmt.Sprint(seen) != want {
			t.Errorf("recorded %v, want %s", seen, want)
		}
	})
}

// copyDatabase copies the files as they are, as a crash would leave them.
func copyDatabase(t *testing.T, from, to string) {
	t.Helper()
	for _, tail := range []string{"", "-wal"} {
		in, err := os.Open(from + tail)
		must(t, err)
		out, err := os.Create(to + tail)
		must(t, err)
		_, err = io.Copy(out, in)
		must(t, errors.Join(err, in.Close(), out.Close()))
	}
}

func TestWhatWasAcknowledgedSurvivesACrash(t *testing.T) {
	db := storetest.SQLite(t)
	path := strings.TrimPrefix(db.URL, "sqlite:")
	s := db.Opener(t)(store.Options{Node: "a"})
	begin(t, s, "r1", func(c *engine.Changes) {
		c.Effects, c.Items = []engine.Effect{effect("r1", 1)}, []engine.Item{item("r1", 1, "wang")}
	})
	accept(t, s, say("m2", "acknowledged"))
	_, err := s.StartEffect(ctx, "r1/1", "a")
	must(t, err)
	crashed := filepath.Join(t.TempDir(), "copy.db")
	copyDatabase(t, path, crashed)

	after := storetest.Database{Name: "copy", URL: "sqlite:" + crashed}.Opener(t)(store.Options{Node: "a"})
	ready, err := after.Ready(ctx, "a", 10)
	must(t, err)
	_, in, runs := load(t, after, "workplace/lin")
	items, err := after.Inbox(ctx, "wang", true, 10)
	must(t, err)
	found, err := after.ReadyEffects(ctx, noon, 10)
	must(t, err)
	if len(ready) != 1 || in[0].Message.Text != "acknowledged" || len(runs) != 1 || len(items) != 1 ||
		len(found) != 1 || found[0].Status != engine.EffectStarted {
		t.Fatalf("ready %v, inputs %v, runs %v, items %v, effects %v", ready, in, runs, items, found)
	}
	e, err := after.StartEffect(ctx, "r1/1", "a")
	must(t, err)
	if e.Status != engine.EffectStarted || e.Attempt != 2 {
		t.Errorf("found %+v", e)
	}
	if _, err := decide(after, "wang", "approve", "h1"); err != nil {
		t.Errorf("the approval: %v", err)
	}
}

func TestASecondProcessIsToldWhoHasTheDatabase(t *testing.T) {
	db := storetest.SQLite(t)
	db.Opener(t)()
	_, err := store.Open(ctx, db.URL, store.Options{})
	if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) {
		t.Errorf("got %v", err)
	}
}

func TestAFullDatabaseSaysSoAndLosesNothing(t *testing.T) {
	db := storetest.SQLite(t)
	small, err := store.Open(ctx, db.URL, store.Options{MaxPages: 120})
	must(t, err)
	last := int64(0)
	for i := range 200 {
		a, err := small.Accept(ctx, say(fmt.Sprint("m", i), strings.Repeat("x", 4000)), small.Node())
		if err != nil {
			if !errors.Is(err, store.ErrFull) {
				t.Fatalf("got %v, want ErrFull", err)
			}
			break
		}
		last = a.Number
	}
	var wait sync.WaitGroup
	for i := range 8 { // a group of which none fits
		wait.Go(func() {
			if _, err := small.Accept(ctx, say(fmt.Sprint("big", i), strings.Repeat("y", 90000)), small.Node()); !errors.Is(err, store.ErrFull) {
				t.Errorf("got %v, want ErrFull", err)
			}
		})
	}
	wait.Wait()
	l, in, _ := load(t, small, "workplace/lin")
	if last < 3 || l.Last != last || len(in) == 0 {
		t.Errorf("%d were acknowledged, %d are there", last, l.Last)
	}
	must(t, small.Close())

	s := db.Opener(t)() // there is room again
	if a := accept(t, s, say("more", strings.Repeat("y", 90000))); a.Number != last+1 {
		t.Errorf("accepted %+v", a)
	}
	l, in, _ = load(t, s, "workplace/lin")
	must(t, s.Commit(ctx, answer(l, in[0], "hello")))
}

func TestAPersonWhoWritesOnTwoTabsHasOneOrder(t *testing.T) { // CASES 25
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		var wait sync.WaitGroup
		numbers := make([]int64, 2)
		for i := range numbers {
			wait.Go(func() { numbers[i] = accept(t, s, say(fmt.Sprint("tab", i), "hello")).Number })
		}
		wait.Wait()
		_, in, _ := load(t, s, "workplace/lin")
		if numbers[0]+numbers[1] != 3 || len(in) != 2 {
			t.Errorf("numbers %v, inputs %v", numbers, in)
		}
	})
}

func TestATurnIsWrittenWithItsRunOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", nil)
		a := accept(t, s, say("m2", "two"))
		l, in, _ := load(t, s, a.Lane)
		turn := answer(l, in[0], "never said")
		turn.Changes.Runs = []engine.RunChange{{Run: run("r1", 1), New: true, Events: []machine.Event{{Seq: 1}}}} // there is one
		if err := s.Commit(ctx, turn); !errors.Is(err, converse.ErrFenced) {
			t.Errorf("got %v", err)
		}
		if got := page(t, s, a.Lane); strings.Contains(got, "never") {
			t.Errorf("the page is %s", got)
		}
	})
}
