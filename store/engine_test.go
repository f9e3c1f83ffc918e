package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

// waiting are the ids of the events that wait for their turn.
func waiting(t testing.TB, s *store.Store) string {
	t.Helper()
	_, in, _ := load(t, s, "workplace/lin")
	var ids []string
	for _, x := range in {
		if x.Input != nil {
			ids = append(ids, x.Input.ID)
		}
	}
	return fmt.Sprint(ids)
}

func TestAnEffectGoesFromAskedToDoneOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", func(c *engine.Changes) { c.Effects = []engine.Effect{effect("r1", 1)} })
		early, err := s.ReadyEffects(ctx, noon.Add(-time.Second), 10)
		must(t, err)
		ready, err := s.ReadyEffects(ctx, noon, 10)
		must(t, err)
		if len(early) != 0 || len(ready) != 1 || ready[0].With["amount"].Text != "38.00 CNY" {
			t.Fatalf("early %v, ready %+v", early, ready)
		}
		e, err := s.StartEffect(ctx, "r1/1", s.Node())
		must(t, err)
		if e.Status != engine.EffectAsked || e.Attempt != 1 || e.Node != s.Node() {
			t.Errorf("started %+v", e)
		}
		if _, err := s.StartEffect(ctx, "r1/1", s.Node()); !errors.Is(err, engine.ErrTaken) {
			t.Errorf("a second start: %v, want ErrTaken", err)
		}
		if _, err := s.StartEffect(ctx, "r9/1", s.Node()); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("starting what is not there: %v", err)
		}
		must(t, s.RetryEffect(ctx, "r1/1", noon.Add(time.Minute), "503"))
		if e, err = s.StartEffect(ctx, "r1/1", s.Node()); err != nil || e.Attempt != 2 || e.Error != "503" {
			t.Errorf("the second attempt: %+v, %v", e, err)
		}
		e.Status, e.Outcome, e.DoneAt = engine.EffectDone, "done", noon
		e.Result = value.Value{Kind: value.Text, Text: "C-1"}
		in := input("r1/1", "r1", machine.EvResult)
		must(t, s.FinishEffect(ctx, e, in))
		e.Result.Text = "C-2"
		must(t, s.FinishEffect(ctx, e, in))
		got, err := s.RunEffects(ctx, "r1")
		must(t, err)
		if got[0].Result.Text != "C-1" || got[0].Status != engine.EffectDone || waiting(t, s) != "[r1/1]" {
			t.Errorf("stored %+v, waiting %s", got, waiting(t, s))
		}
	})
}

func TestALateResultIsStoredOverUnknown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", func(c *engine.Changes) { c.Effects = []engine.Effect{effect("r1", 1)} })
		e, err := s.StartEffect(ctx, "r1/1", s.Node())
		must(t, err)
		in := input("r1/1", "r1", machine.EvResult)
		given := e
		given.Status, given.Outcome = engine.EffectUnknown, "unknown"
		must(t, s.FinishEffect(ctx, given, in)) // who took it over
		e.Status, e.Outcome, e.Result = engine.EffectDone, "done", value.Value{Kind: value.Text, Text: "C-1"}
		must(t, s.FinishEffect(ctx, e, in)) // who was fenced out
		must(t, s.FinishEffect(ctx, e, in))
		got, err := s.RunEffects(ctx, "r1")
		must(t, err)
		if got[0].Result.Text != "C-1" || waiting(t, s) != "[r1/1 r1/1/late]" {
			t.Errorf("stored %+v, waiting %s", got[0], waiting(t, s))
		}
	})
}

func TestAnEffectDroppedBeforeItStartsNeverStarts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", func(c *engine.Changes) {
			c.Effects = []engine.Effect{effect("r1", 1), effect("r1", 2)}
			c.DropEffects = []string{"r1/1"}
		})
		ready, err := s.ReadyEffects(ctx, noon, 10)
		must(t, err)
		if len(ready) != 1 || ready[0].Key != "r1/2" {
			t.Errorf("ready %+v", ready)
		}
		if _, err := s.StartEffect(ctx, "r1/1", s.Node()); !errors.Is(err, engine.ErrTaken) {
			t.Errorf("started: %v", err)
		}
	})
}

func TestATimerFiresOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		late := engine.Timer{Run: "r1", Lane: "workplace/lin", Seq: 1, Name: "late", Due: noon.Add(3 * time.Second)}
		remind := late
		remind.Name, remind.Due = "remind", noon.Add(time.Second)
		other := late
		other.Part, other.Due = 1, noon.Add(time.Millisecond)
		begin(t, s, "r1", func(c *engine.Changes) {
			c.Timers = []engine.Timer{late, remind, other}
			c.DropTimers = []engine.Drop{{Run: "r1", Seq: 1, Part: 1}}
		})
		next, err := s.NextDue(ctx)
		must(t, err)
		if !next.Equal(remind.Due) {
			t.Errorf("next due %v, want %v", next, remind.Due)
		}
		due, err := s.DueTimers(ctx, noon.Add(time.Hour), 10)
		must(t, err)
		if len(due) != 2 || due[0] != remind || due[1] != late {
			t.Fatalf("due %+v", due)
		}
		in := input("r1/1/late", "r1", machine.EvTimer)
		must(t, s.FireTimer(ctx, late, in))
		must(t, s.FireTimer(ctx, late, in))
		if got := waiting(t, s); got != "[r1/1/late]" {
			t.Errorf("waiting %s", got)
		}
	})
}

func TestAnInputHappensOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", nil)
		in := input("paid-1", "r1", machine.EvEvent)
		in.Event.Name = "paid"
		must(t, s.Post(ctx, in))
		must(t, s.Post(ctx, in))
		accept(t, s, say("paid-1", "a message may have the same id"))
		_, got, _ := load(t, s, "workplace/lin")
		if len(got) != 2 || got[0].Input.Event.Name != "paid" || got[0].Number != 2 || got[1].Message == nil || got[1].Number != 3 {
			t.Errorf("inputs %+v", got)
		}
		in.Lane = "workplace/nobody"
		if err := s.Post(ctx, in); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("posted to nobody: %v", err)
		}
	})
}

func decide(s *store.Store, by, decision, hash string) (engine.Item, error) {
	return s.Decide(ctx, engine.Decision{Item: "r1-1-0", By: by, Decision: decision, Hash: hash, Reason: "fine", At: noon},
		input("r1-1-0", "r1", machine.EvDecision))
}

func TestAnItemIsDecidedByOneOfThoseWhoMay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", func(c *engine.Changes) { c.Items = []engine.Item{item("r1", 1, "wang", "chen")} })
		if _, err := decide(s, "lin", "approve", "h1"); !errors.Is(err, engine.ErrNotYours) {
			t.Errorf("by lin: %v", err)
		}
		if _, err := decide(s, "wang", "approve", "h0"); !errors.Is(err, engine.ErrChanged) {
			t.Errorf("with an old hash: %v", err)
		}
		it, err := decide(s, "wang", "approve", "h1")
		must(t, err)
		if it.Status != engine.ItemDecided || it.DecidedBy != "wang" || it.Reason != "fine" || it.Card.Show["zh"] != "林小雨申请报销 38 元" {
			t.Errorf("decided %+v", it)
		}
		var decided *engine.DecidedError
		if _, err := decide(s, "chen", "reject", "h1"); !errors.As(err, &decided) || decided.Item.DecidedBy != "wang" {
			t.Errorf("the second: %v", err)
		}
		if got := waiting(t, s); got != "[r1-1-0]" {
			t.Errorf("waiting %s", got)
		}
	})
}

func TestOfManyWhoDecideAtOnceOneWins(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", func(c *engine.Changes) { c.Items = []engine.Item{item("r1", 1, "*")} })
		var wait sync.WaitGroup
		won := make(chan string, 8)
		for i := range 8 {
			wait.Go(func() {
				if _, err := decide(s, fmt.Sprint("p", i), "approve", "h1"); err == nil {
					won <- fmt.Sprint("p", i)
				}
			})
		}
		wait.Wait()
		it, err := s.Item(ctx, "r1-1-0")
		must(t, err)
		if len(won) != 1 || it.DecidedBy != <-won || waiting(t, s) != "[r1-1-0]" {
			t.Errorf("%d won, decided by %s", len(won), it.DecidedBy)
		}
	})
}

func TestAnInboxShowsWhatWaitsFirstAndTheNewestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", func(c *engine.Changes) {
			c.Items = []engine.Item{item("r1", 1, "wang"), item("r1", 2, "*"), item("r1", 3, "wang", "*"), item("r1", 4, "zhao"), item("r1", 5, "wang"), item("r1", 6, "wang")}
			c.DropItems = []engine.Drop{{Run: "r1", Seq: 5, Part: -1, Why: "superseded", At: noon}, {Run: "r1", Seq: 6, Why: "expired", At: noon}}
		})
		_, err := decide(s, "wang", "approve", "h1")
		must(t, err)
		list := func(person string, open bool, limit int) string {
			items, err := s.Inbox(ctx, person, open, limit)
			must(t, err)
			var out []string
			for _, it := range items {
				out = append(out, fmt.Sprint(it.Seq, " ", it.Status, " ", it.Why))
			}
			return fmt.Sprint(out)
		}
		for _, c := range []struct{ got, want string }{
			{list("wang", false, 10), "[3 open  2 open  6 expired expired 5 withdrawn superseded 1 decided ]"},
			{list("wang", true, 10), "[3 open  2 open ]"},
			{list("wang", false, 1), "[3 open ]"},
			{list("lin", true, 10), "[3 open  2 open ]"},
			{list("zhao", true, 1), "[4 open ]"},
		} {
			if c.got != c.want {
				t.Errorf("got %s, want %s", c.got, c.want)
			}
		}
	})
}

func TestRunsAreFoundByPersonAppAndProcess(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		def := engine.Definition{Hash: "d1", App: "workplace", Process: "expense", Format: 1, Source: []byte("---\x00\xff")}
		for i := range 5 {
			begin(t, s, fmt.Sprint("r", i), func(c *engine.Changes) {
				c.Definitions = []engine.Definition{def}
				if i == 2 {
					c.Runs[0].Run.Status, c.Runs[0].Run.Process = machine.Done, "leave"
				}
			})
		}
		for _, c := range []struct {
			f    engine.RunFilter
			want string
		}{
			{engine.RunFilter{}, "[r4 r3 r2 r1 r0]"},
			{engine.RunFilter{Person: "lin", Open: true}, "[r4 r3 r1 r0]"},
			{engine.RunFilter{App: "workplace", Before: "r3", Limit: 2}, "[r2 r1]"},
			{engine.RunFilter{Process: "leave"}, "[r2]"},
			{engine.RunFilter{Person: "wang"}, "[]"},
		} {
			runs, err := s.Runs(ctx, c.f)
			must(t, err)
			ids := []string{}
			for _, r := range runs {
				ids = append(ids, r.ID)
			}
			if fmt.Sprint(ids) != c.want {
				t.Errorf("%+v: %v, want %s", c.f, ids, c.want)
			}
		}
		got, err := s.Definition(ctx, "d1")
		must(t, err)
		if fmt.Sprint(got) != fmt.Sprint(def) {
			t.Errorf("definition %v", got)
		}
		events, err := s.RunEvents(ctx, "r1")
		must(t, err)
		if len(events) != 1 || events[0].Kind != machine.EvBegin || !events[0].At.Equal(noon) {
			t.Errorf("events %+v", events)
		}
		if _, err := s.Run(ctx, "none"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("no such run: %v", err)
		}
	})
}
