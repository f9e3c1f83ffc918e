package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

// BenchmarkTurns measures messages that are accepted, loaded and answered by a
// turn that moves a run on: two commits a turn.
func BenchmarkTurns(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		for _, writers := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/writers=%d", kind, writers), func(b *testing.B) {
				db := storetest.SQLite(b)
				if kind == "postgres" {
					db = storetest.StartPostgres(b, true).Database(b)
				}
				benchTurns(b, db.Opener(b)(), writers)
			})
		}
	}
}

func benchTurns(b *testing.B, s *store.Store, writers int) {
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			person := fmt.Sprint("p", w)
			for i := int64(1); left.Add(-1) >= 0; i++ {
				if err := oneTurn(s, person, i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}

// oneTurn is the whole way of a message through the store.
func oneTurn(s *store.Store, person string, i int64) error {
	m := say(fmt.Sprint("m", i), "I paid 38 yuan for a taxi yesterday")
	m.Person = person
	a, err := s.Accept(ctx, m, s.Node())
	if err != nil {
		return err
	}
	l, in, _, err := s.Load(ctx, a.Lane, s.Node())
	if err != nil {
		return err
	}
	turn := answer(l, in[0], "38.00 CNY.", "On which day?")
	turn.Chips = []converse.Chip{{Slot: "amount", Label: "amount", Text: "38.00 CNY"}}
	turn.Trace = []converse.Step{{What: "recognition", Process: "expense"}, {What: "command", Applied: true}}
	turn.Commands = []machine.Command{{Kind: machine.CmdSet, Slot: "amount"}}
	r := run("run-"+person, i)
	r.Lane, r.Person = a.Lane, person
	turn.Changes.Runs = []engine.RunChange{{Run: r, New: i == 1, Was: i - 1, Events: []machine.Event{{Seq: i, At: noon, Kind: machine.EvSaid, Commands: turn.Commands}}}}
	return s.Commit(ctx, turn)
}
