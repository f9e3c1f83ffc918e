package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
)

// say is a message of lin to the app workplace.
func say(id, words string) converse.Message {
	return converse.Message{ID: id, App: "workplace", Person: "lin", Text: words, At: noon}
}

func accept(t testing.TB, s *store.Store, m converse.Message) converse.Accepted {
	t.Helper()
	a, err := s.Accept(ctx, m, s.Node())
	if err != nil {
		t.Fatalf("accept %q: %v", m.Text, err)
	}
	return a
}

func load(t testing.TB, s *store.Store, lane string) (converse.Lane, []converse.Queued, []engine.Run) {
	t.Helper()
	l, in, runs, err := s.Load(ctx, lane, s.Node())
	if err != nil {
		t.Fatalf("load %s: %v", lane, err)
	}
	return l, in, runs
}

// answer is the turn that handles the next input of a loaded lane with a reply.
func answer(l converse.Lane, in converse.Queued, replies ...string) *converse.Turn {
	t := &converse.Turn{
		Lane: l, WasSeq: l.Seq, Number: l.Turns + 1, Cause: converse.CauseMessage,
		Handled: in.Number, Message: in.Entry, Language: "en", At: noon.Add(time.Second),
	}
	t.Lane.Turns++
	t.Lane.Handled = in.Number
	for _, r := range replies {
		t.Replies = append(t.Replies, converse.Entry{Role: "usher", Text: r})
	}
	return t
}

// run is a run of lin's expense, waiting, with one slot.
func run(id string, seq int64) engine.Run {
	return engine.Run{
		ID: id, App: "workplace", Lane: "workplace/lin", Person: "lin", Process: "expense", Definition: "d1",
		Status: machine.Waiting, Seq: seq, CreatedAt: noon, UpdatedAt: noon,
		State: machine.State{
			Run: id, Process: "expense", Status: machine.Waiting, Seq: seq,
			Slots: map[string]machine.Slot{"amount": {Value: value.Value{Kind: value.Money, Text: "38.00 CNY"}, Seq: 1}},
		},
	}
}

// begin commits a turn that starts a run and asks for what ask adds to it.
func begin(t testing.TB, s *store.Store, id string, ask func(*engine.Changes)) {
	t.Helper()
	a := accept(t, s, say("start "+id, "I paid for a taxi"))
	l, in, _ := load(t, s, a.Lane)
	turn := answer(l, in[0], "How much was it?")
	turn.Changes.Runs = []engine.RunChange{{Run: run(id, 1), New: true, Events: []machine.Event{{Seq: 1, At: noon, Kind: machine.EvBegin}}}}
	if ask != nil {
		ask(&turn.Changes)
	}
	if err := s.Commit(ctx, turn); err != nil {
		t.Fatalf("begin %s: %v", id, err)
	}
}

func effect(run string, seq int64) engine.Effect {
	return engine.Effect{
		Key: fmt.Sprintf("%s/%d", run, seq), Run: run, Lane: "workplace/lin", App: "workplace", Seq: seq, Path: "steps.1",
		Tool: "finance.submit", With: map[string]value.Value{"amount": {Kind: value.Money, Text: "38.00 CNY"}},
		Status: engine.EffectAsked, NextAt: noon, AskedAt: noon,
	}
}

func item(run string, seq int64, people ...string) engine.Item {
	return engine.Item{
		ID: fmt.Sprintf("%s-%d-0", run, seq), Run: run, Lane: "workplace/lin", App: "workplace", Process: "expense", Person: "lin",
		Seq: seq, Path: "steps.2", People: people, Status: engine.ItemOpen, AskedAt: noon.Add(time.Duration(seq) * time.Second),
		Card: machine.Item{
			Sort: "approve", To: "manager", Hash: "h1", Outcomes: []string{"approve", "reject"},
			Show: value.Localized{"en": "Lin claims 38.00 CNY", "zh": "林小雨申请报销 38 元"},
		},
	}
}

func input(id, run string, kind machine.EventKind) engine.Input {
	return engine.Input{ID: id, Lane: "workplace/lin", Run: run, Event: machine.Event{At: noon, Kind: kind}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
