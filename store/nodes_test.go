package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

// die ends a node's lease, as if nothing had been heard of it for long.
func die(t *testing.T, db storetest.Database, node string) {
	t.Helper()
	c, err := sql.Open("pgx", db.URL)
	must(t, err)
	_, err = c.ExecContext(ctx, "UPDATE node SET until = 0 WHERE id = $1", node)
	must(t, errors.Join(err, c.Close()))
}

// two are two nodes on one PostgreSQL; their leases outlast the test.
func two(t *testing.T) (db storetest.Database, a, b *store.Store) {
	t.Helper()
	db = storetest.Postgres(t)
	open := db.Opener(t)
	return db, open(store.Options{Node: "a", Lease: time.Hour}), open(store.Options{Node: "b", Lease: time.Hour})
}

func TestAConversationIsOneNodesUntilItsLeaseEnds(t *testing.T) {
	db, a, b := two(t)
	accept(t, a, say("m1", "one"))
	old, in, _ := load(t, a, "workplace/lin")
	if _, _, _, err := b.Load(ctx, "workplace/lin", "b"); !errors.Is(err, engine.ErrTaken) {
		t.Fatalf("b loads what a holds: %v", err)
	}
	accept(t, b, say("m2", "two, to the other node"))
	if ready, err := b.Ready(ctx, "b", 10); err != nil || len(ready) != 0 {
		t.Fatalf("b is ready for %v, %v", ready, err)
	}

	die(t, db, "a")
	ready, err := b.Ready(ctx, "b", 10)
	must(t, err)
	fresh, inputs, _ := load(t, b, "workplace/lin")
	if len(ready) != 1 || fresh.Epoch != old.Epoch+1 || len(inputs) != 2 {
		t.Fatalf("b took over %v: %+v, %d inputs", ready, fresh, len(inputs))
	}
	if err := a.Commit(ctx, answer(old, in[0], "from the dead")); !errors.Is(err, converse.ErrFenced) {
		t.Errorf("a, fenced out, wrote: %v", err)
	}
	must(t, b.Commit(ctx, answer(fresh, inputs[0], "from the living")))
}

func TestAConversationAtRestIsNobodys(t *testing.T) {
	_, a, b := two(t)
	accept(t, a, say("m1", "one"))
	l, in, _ := load(t, a, "workplace/lin")
	must(t, a.Commit(ctx, answer(l, in[0], "done")))
	accept(t, b, say("m2", "two"))
	if got, _, _ := load(t, b, "workplace/lin"); got.Epoch != l.Epoch+1 {
		t.Errorf("b has %+v", got)
	}
}

func TestAnEffectOfADeadNodeIsFoundAndItsLateResultKept(t *testing.T) {
	db, a, b := two(t)
	begin(t, a, "r1", func(c *engine.Changes) { c.Effects = []engine.Effect{effect("r1", 1)} })
	started, err := a.StartEffect(ctx, "r1/1", "a")
	must(t, err)
	if found, err := b.ReadyEffects(ctx, noon, 10); err != nil || len(found) != 0 {
		t.Fatalf("b finds %v of a living node, %v", found, err)
	}
	if _, err := b.StartEffect(ctx, "r1/1", "b"); !errors.Is(err, engine.ErrTaken) {
		t.Fatalf("b starts what a does: %v", err)
	}
	die(t, db, "a")
	found, err := b.ReadyEffects(ctx, noon, 10)
	must(t, err)
	if len(found) != 1 || found[0].Node != "a" || found[0].Status != engine.EffectStarted {
		t.Fatalf("b finds %+v", found)
	}
	taken, err := b.StartEffect(ctx, "r1/1", "b")
	must(t, err)
	if taken.Status != engine.EffectStarted || taken.Attempt != 2 {
		t.Errorf("taken over: %+v", taken)
	}
	in := input("r1/1", "r1", machine.EvResult)
	started.Status, started.Result = engine.EffectDone, value.Value{Kind: value.Text, Text: "late, but first"}
	must(t, a.FinishEffect(ctx, started, in))
	taken.Status, taken.Result = engine.EffectDone, value.Value{Kind: value.Text, Text: "second"}
	must(t, b.FinishEffect(ctx, taken, in))
	got, err := b.RunEffects(ctx, "r1")
	must(t, err)
	if got[0].Result.Text != "late, but first" {
		t.Errorf("kept %+v", got[0])
	}
}

func TestTwoNodesFireATimerOnce(t *testing.T) { // CASES 31
	_, a, b := two(t)
	timer := engine.Timer{Run: "r1", Lane: "workplace/lin", Seq: 1, Name: "wait", Due: noon.Add(3 * time.Second)}
	begin(t, a, "r1", func(c *engine.Changes) { c.Timers = []engine.Timer{timer} })
	var wait sync.WaitGroup
	for _, s := range []*store.Store{a, b} {
		wait.Go(func() {
			due, err := s.DueTimers(ctx, timer.Due, 10)
			if err != nil {
				t.Error(err)
			}
			for _, x := range due {
				if err := s.FireTimer(ctx, x, input("r1/1/wait/"+s.Node(), "r1", machine.EvTimer)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	l, err := a.Lane(ctx, "workplace/lin")
	must(t, err)
	if l.Last-l.Handled != 1 {
		t.Errorf("resumed %d times", l.Last-l.Handled)
	}
}

func TestTwoNodesNeverClaimTheSameConversation(t *testing.T) {
	db, a, b := two(t)
	for i := range 40 {
		m := say("m1", "hello")
		m.Person = fmt.Sprint("p", i)
		accept(t, a, m)
	}
	die(t, db, "a")
	c := db.Opener(t)(store.Options{Node: "c", Lease: time.Hour})
	var mu sync.Mutex
	holder := map[string]string{}
	var wait sync.WaitGroup
	for _, s := range []*store.Store{b, c} {
		wait.Go(func() {
			for range 10 {
				ready, err := s.Ready(ctx, s.Node(), 5)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				for _, lane := range ready {
					if other := holder[lane]; other != "" && other != s.Node() {
						t.Errorf("%s is claimed by %s and %s", lane, other, s.Node())
					}
					holder[lane] = s.Node()
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if len(holder) < 5 {
		t.Errorf("only %d were claimed", len(holder))
	}
}

func TestTheSameMessageToTwoNodesIsOne(t *testing.T) {
	_, a, b := two(t)
	for i := range 10 {
		var wait sync.WaitGroup
		got := make([]converse.Accepted, 4)
		for k, s := range []*store.Store{a, b, a, b} {
			wait.Go(func() { got[k] = accept(t, s, say(fmt.Sprint("m", i), "hello")) })
		}
		wait.Wait()
		for _, x := range got {
			if x.Number != int64(i+1) {
				t.Fatalf("accepted %+v", got)
			}
		}
	}
}

func TestANodesNameIsItsOwn(t *testing.T) {
	db := storetest.Postgres(t)
	first := db.Opener(t)(store.Options{Node: "a", Lease: time.Hour})
	if _, err := store.Open(ctx, db.URL, store.Options{Node: "a"}); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a second node a: %v", err)
	}
	must(t, first.Close())
	db.Opener(t)(store.Options{Node: "a"})
}

func TestANodeHearsOfAnothersCommit(t *testing.T) {
	db := storetest.Postgres(t)
	heard := make(chan string, 100)
	open := db.Opener(t)
	open(store.Options{Node: "a", OnCommit: func(lanes []string) {
		for _, l := range lanes {
			heard <- l
		}
	}})
	b := open(store.Options{Node: "b"})
	limit := time.After(20 * time.Second)
	for i := 0; ; i++ { // hints may be lost until a listens
		accept(t, b, say(fmt.Sprint("m", i), "hello"))
		select {
		case l := <-heard:
			if l != "workplace/lin" {
				t.Errorf("heard of %s", l)
			}
			return
		case <-time.After(50 * time.Millisecond):
		case <-limit:
			t.Fatal("nothing was heard")
		}
	}
}

func TestEveryWayOfSendingStatementsWorks(t *testing.T) {
	for _, mode := range []string{"cache_describe", "describe_exec", "exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			db := storetest.Postgres(t)
			u, err := url.Parse(db.URL)
			must(t, err)
			q := u.Query()
			q.Set("default_query_exec_mode", mode) // what a pooler in transaction mode needs
			u.RawQuery = q.Encode()
			db.URL = u.String()
			s := db.Opener(t)()
			begin(t, s, "r1", func(c *engine.Changes) {
				c.Definitions = []engine.Definition{{Hash: "d1", App: "workplace", Source: []byte{0, 255}}}
				c.Effects, c.Items = []engine.Effect{effect("r1", 1)}, []engine.Item{item("r1", 1, "wang")}
				c.Timers = []engine.Timer{{Run: "r1", Seq: 1, Name: "late", Due: noon}}
				c.DropTimers = []engine.Drop{{Run: "r1", Seq: 1, Part: -1}}
			})
			_, err = s.StartEffect(ctx, "r1/1", s.Node())
			must(t, err)
			_, err = decide(s, "wang", "approve", "h1")
			must(t, err)
			d, err := s.Definition(ctx, "d1")
			must(t, err)
			if _, in, runs := load(t, s, "workplace/lin"); len(in) != 1 || len(runs) != 1 || len(d.Source) != 2 {
				t.Errorf("inputs %v, runs %v, definition %v", in, runs, d)
			}
		})
	}
}

func TestADatabaseThatGoesAwayComesBackAndNothingIsLost(t *testing.T) {
	server := storetest.StartPostgres(t, true)
	s := server.Database(t).Opener(t)(store.Options{Node: "a", Lease: time.Hour})
	var acked atomic.Int64
	var wait sync.WaitGroup
	half, down := make(chan bool, 1), make(chan bool)
	for w := range 8 {
		wait.Go(func() {
			for i := range 30 {
				m := say(fmt.Sprint("m", i), fmt.Sprint(i))
				m.Person = fmt.Sprint("p", w)
				if a, err := s.Accept(ctx, m, "a"); err != nil || a.Number != int64(i+1) {
					t.Errorf("message %d: %+v, %v", i, a, err)
					return
				}
				if acked.Add(1) == 80 {
					half <- true
					<-down
				}
			}
		})
	}
	<-half
	server.Stop(t)
	close(down)
	hurried, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	if _, err := s.Accept(hurried, say("late", "hello"), "a"); err == nil {
		t.Error("accepted while the database is away")
	}
	cancel()
	server.Start(t)
	wait.Wait()
	for w := range 8 {
		l, err := s.Lane(ctx, fmt.Sprint("workplace/p", w))
		must(t, err)
		if l.Last != 30 {
			t.Errorf("p%d has %d messages", w, l.Last)
		}
	}
}
