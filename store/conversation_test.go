package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

// page is what stands in a conversation, a line an entry.
func page(t testing.TB, s *store.Store, lane string) string {
	t.Helper()
	entries, err := s.Entries(ctx, lane, 0, 100)
	must(t, err)
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%d %s: %s\n", e.No, e.Role, e.Text)
	}
	return b.String()
}

func TestAMessageIsNumberedOnceAndAnswered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open(store.Options{Node: "a"})
		first := accept(t, s, say("m1", "昨天打车花了38块,报一下"))
		second := accept(t, s, say("m2", "等等,是48"))
		again := accept(t, s, say("m1", "昨天打车花了38块,报一下"))
		want := "{workplace/lin 1 1 false} {workplace/lin 2 2 false} {workplace/lin 1 1 true}"
		if got := fmt.Sprint(first, second, again); got != want {
			t.Errorf("accepted %s, want %s", got, want)
		}

		l, in, _ := load(t, s, first.Lane)
		if len(in) != 2 || in[0].Message.Text != "昨天打车花了38块,报一下" || in[1].Message.ID != "m2" {
			t.Fatalf("inputs %+v", in)
		}
		turn := answer(l, in[0], "38.00 CNY, 2026-11-24.", "确认报销?")
		turn.Chips = []converse.Chip{{Slot: "amount", Label: "金额", Text: "38.00 CNY"}}
		must(t, s.Commit(ctx, turn))
		if turn.Replies[0].No != 3 || turn.Replies[1].No != 4 || turn.Lane.Seq != 1 || turn.Lane.Entries != 4 {
			t.Errorf("numbers not written back: %+v", turn)
		}
		want = "1 person: 昨天打车花了38块,报一下\n2 person: 等等,是48\n3 usher: 38.00 CNY, 2026-11-24.\n4 usher: 确认报销?\n"
		if got := page(t, s, l.ID); got != want {
			t.Errorf("the page is\n%swant\n%s", got, want)
		}
		entries, err := s.Entries(ctx, l.ID, 0, 1)
		must(t, err)
		if len(entries) != 1 || entries[0].Turn != 1 || entries[0].Values[0].Text != "38.00 CNY" || !entries[0].At.Equal(noon) {
			t.Errorf("the message's chips: %+v", entries)
		}
	})
}

func TestAMessageThatComesWhileATurnIsMadeKeepsItsNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		a := accept(t, s, say("m1", "one"))
		l, in, _ := load(t, s, a.Lane)
		turn := answer(l, in[0], "first reply", "second reply")
		accept(t, s, say("m2", "two")) // after the load, before the commit
		must(t, s.Commit(ctx, turn))
		want := "1 person: one\n2 person: two\n3 usher: first reply\n4 usher: second reply\n"
		if got := page(t, s, a.Lane); got != want {
			t.Errorf("the page is\n%swant\n%s", got, want)
		}
		l, in, _ = load(t, s, a.Lane)
		if len(in) != 1 || in[0].Message.Text != "two" || l.Last != 2 || l.Handled != 1 {
			t.Errorf("left: %+v of %+v", in, l)
		}
	})
}

func TestASecondTurnOnTheSameStateIsFenced(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		a := accept(t, s, say("m1", "one"))
		l, in, _ := load(t, s, a.Lane)
		must(t, s.Commit(ctx, answer(l, in[0], "done")))
		if err := s.Commit(ctx, answer(l, in[0], "done twice")); !errors.Is(err, converse.ErrFenced) {
			t.Fatalf("got %v, want ErrFenced", err)
		}
		if got, want := page(t, s, a.Lane), "1 person: one\n2 usher: done\n"; got != want {
			t.Errorf("the page is %q, want %q", got, want)
		}
	})
}

func TestARunThatMovedOnFencesTheWholeTurn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", nil)
		a := accept(t, s, say("m2", "two"))
		l, in, runs := load(t, s, a.Lane)
		if len(runs) != 1 || runs[0].State.Slots["amount"].Value.Text != "38.00 CNY" {
			t.Fatalf("open runs %+v", runs)
		}
		turn := answer(l, in[0], "never said")
		turn.Changes.Runs = []engine.RunChange{{Run: run("r1", 9), Was: 8, Events: []machine.Event{{Seq: 9, Kind: machine.EvSaid}}}}
		turn.Changes.Effects = []engine.Effect{effect("r1", 9)}
		if err := s.Commit(ctx, turn); !errors.Is(err, converse.ErrFenced) {
			t.Fatalf("got %v, want ErrFenced", err)
		}
		effects, err := s.RunEffects(ctx, "r1")
		must(t, err)
		after, _, _ := load(t, s, a.Lane)
		if len(effects) != 0 || after.Seq != l.Seq || after.Entries != l.Entries || strings.Contains(page(t, s, a.Lane), "never") {
			t.Errorf("something of the turn was written: %+v %+v", effects, after)
		}
	})
}

func TestALanguageSwitchStandsOnNoPage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		a := accept(t, s, converse.Message{ID: "m1", App: "workplace", Person: "lin", Language: "zh", At: noon})
		_, in, _ := load(t, s, a.Lane)
		if a.Entry != 0 || page(t, s, a.Lane) != "" || in[0].Message.Language != "zh" {
			t.Errorf("accepted %+v, page %q, input %+v", a, page(t, s, a.Lane), in[0].Message)
		}
	})
}

func TestWhatIsHandedInComesBackAsItWas(t *testing.T) {
	file := value.File{Name: "发票.pdf", Hash: "abc", Type: "application/pdf", Size: 12}
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		m := say("m\x001", "a\x00b\xff 🧾")
		m.Files, m.Values = []value.File{file}, map[string]string{"day": "2026-11-24"}
		a := accept(t, s, m)
		if !accept(t, s, m).Again {
			t.Error("the same id again is a new message")
		}
		_, in, _ := load(t, s, a.Lane)
		got := in[0].Message
		if got.Text != "a\uFFFDb\uFFFD 🧾" || got.Files[0] != file || got.Values["day"] != "2026-11-24" {
			t.Errorf("got %+v", got)
		}
		entries, err := s.Entries(ctx, a.Lane, 0, 10)
		must(t, err)
		if entries[0].Files[0] != file {
			t.Errorf("the entry's files are %+v", entries[0].Files)
		}
	})
}

func TestAMessageNeedsASender(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		if _, err := s.Accept(ctx, converse.Message{App: "workplace", ID: "1"}, "a"); err == nil {
			t.Error("accepted a message of nobody")
		}
		if _, err := s.Lane(ctx, "workplace/lin"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("an unknown lane: %v", err)
		}
		if _, _, _, err := s.Load(ctx, "workplace/lin", s.Node()); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("load an unknown lane: %v", err)
		}
	})
}

func TestReadyNamesTheConversationThatWaitsLongestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		for i, person := range []string{"wang", "lin", "chen"} {
			m := say("m1", "hello")
			m.Person, m.At = person, noon.Add(-time.Duration(i)*time.Second)
			accept(t, s, m)
		}
		got, err := s.Ready(ctx, s.Node(), 2)
		must(t, err)
		if want := "[workplace/chen workplace/lin]"; fmt.Sprint(got) != want {
			t.Errorf("ready %v, want %s", got, want)
		}
		l, in, _ := load(t, s, "workplace/chen")
		must(t, s.Commit(ctx, answer(l, in[0], "hi")))
		got, err = s.Ready(ctx, s.Node(), 10)
		must(t, err)
		if want := "[workplace/lin workplace/wang]"; fmt.Sprint(got) != want {
			t.Errorf("ready %v, want %s", got, want)
		}
	})
}

func TestTurnsKeepTheirTraceAndReplies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		for i := 1; i <= 3; i++ {
			a := accept(t, s, say(fmt.Sprint("m", i), fmt.Sprint("message ", i)))
			l, in, _ := load(t, s, a.Lane)
			turn := answer(l, in[0], fmt.Sprint("reply ", i))
			turn.Trace = []converse.Step{{What: "start", Process: "expense", Why: "words"}}
			turn.Commands = []machine.Command{{Kind: machine.CmdStart, Process: "expense"}}
			turn.Run, turn.Ended = "r1", []string{"r0"}
			must(t, s.Commit(ctx, turn))
		}
		turns, err := s.Turns(ctx, "workplace/lin", 1, 10)
		must(t, err)
		var got []string
		for _, x := range turns {
			got = append(got, fmt.Sprintf("%d %s %s %s %v %d: %d %s", x.Number, x.Trace[0].Process, x.Commands[0].Kind,
				x.Run, x.Ended, x.Message, x.Replies[0].No, x.Replies[0].Text))
		}
		want := "2 expense start r1 [r0] 3: 4 reply 2\n3 expense start r1 [r0] 5: 6 reply 3"
		if strings.Join(got, "\n") != want {
			t.Errorf("turns %q, want %q", got, want)
		}
		back, err := s.EntriesBefore(ctx, "workplace/lin", 5, 2)
		must(t, err)
		if len(back) != 2 || back[0].No != 3 || back[1].Text != "reply 2" {
			t.Errorf("paged back: %+v", back)
		}
	})
}
