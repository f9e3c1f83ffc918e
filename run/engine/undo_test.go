package engine_test

import (
	"context"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
)

// A correction takes the old effect back and asks anew: three keys, each its own.
func TestEachAskingHasAKeyOfItsOwn(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.start("booking", amount())
	r.rest()
	r.say("run-1", machine.Command{Kind: machine.CmdCorrect, Slot: "amount", Value: value.Value{Kind: value.Money, Text: "48.00 CNY"}})
	r.rest()
	s.expect(t, "finance.submit run-1/1 1", "finance.withdraw run-1/3 1", "finance.submit run-1/4 1")
	r.expect(`
run-1 booking waiting for event paid
  run-1/1 finance.submit done ×1
  run-1/3 finance.withdraw done ×1
  run-1/4 finance.submit done ×1
timer run-1/2 late in 240h0m0s`)
}

// While a call is on its way, cancelling waits for its result and takes it back.
func TestCancellingWhileACallIsOnItsWay(t *testing.T) {
	var r *rig
	var asked []string
	r = newRig(t, load(t, folder), func(_ context.Context, q tool.Request) tool.Result {
		asked = append(asked, q.Tool.Name+" "+q.Key)
		if q.Tool.Name == "finance.submit" {
			r.say("run-1", machine.Command{Kind: machine.CmdCancel})
		}
		return done(map[string]value.Value{"number": value.NewText("C-1")})
	})
	r.start("booking", amount())
	r.rest()
	if want := []string{"finance.submit run-1/1", "finance.withdraw run-1/3"}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
	r.expect(`
run-1 booking cancelled
  run-1/1 finance.submit done ×1
  run-1/3 finance.withdraw done ×1`)
}

// What a sub-run did and can't take back stays, and the person is told so.
func TestCancellingAParentWhoseSubRunCantBeTakenBack(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.start("month", amount())
	r.rest()
	r.says = nil
	r.say("run-1", machine.Command{Kind: machine.CmdCancel})
	r.rest()
	r.expectSaid("run-2: cancelled_stays", "run-1: cancelled")
	r.expect(`
run-1 month cancelled
run-2 wages cancelled
  run-2/1 finance.pay done ×1
  run-2-2-0 approve wang withdrawn cancelled`)
	s.expect(t, "finance.pay run-2/1 1")
}

func TestAFaultInTheCallingIsAResult(t *testing.T) {
	r := newRig(t, load(t, folder), func(context.Context, tool.Request) tool.Result { panic("a fault") })
	r.start("claim", amount())
	r.rest()
	r.expect(`
run-1 claim handed_off for handoff it
  run-1/1 finance.submit unknown ×1
  run-1-2-0 handoff ida open`)
}

// A turn that was fenced is thrown away; the same done to the run as it is now holds.
func TestAFencedTurnLeavesNothing(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("payout", nil)
	runs, _ := r.store.Runs(t.Context(), engine.RunFilter{Open: true})
	stale := r.Begin(r.live(), lane, "lin", runs, r.clock.Now())
	if err := stale.Apply("run-1", machine.Event{Kind: machine.EvSaid, Commands: []machine.Command{set("amount", money)}}); err != nil {
		t.Fatal(err)
	}
	r.say("run-1", machine.Command{Kind: machine.CmdRepeat})
	before := r.shows()
	if err := r.store.commit(stale.Changes()); err == nil {
		t.Fatal("a stale turn was committed")
	}
	r.expect(before)
	r.say("run-1", set("amount", money))
	r.expect(`
run-1 payout waiting for event paid
timer run-1/3 late in 240h0m0s`)
}

func TestASetTellsWhatWasRefusedAndWhatIsNotThere(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	s := r.Begin(r.live(), lane, "lin", nil, r.clock.Now())
	if _, err := s.Start("nothing", nil); err == nil || err.Error() != `app workplace has no process "nothing": there is no such thing` {
		t.Errorf("got %v", err)
	}
	if err := s.Apply("run-7", machine.Event{Kind: machine.EvSaid}); err == nil || err.Error() != "run run-7: there is no such thing" {
		t.Errorf("got %v", err)
	}
	id, err := s.Start("payout", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Apply(id, machine.Event{Kind: machine.EvSaid, Commands: []machine.Command{set("colour", money)}}); err != nil {
		t.Fatal(err)
	}
	if got := s.Refused(); len(got) != 1 || got[0].Run != id || got[0].Command == nil || got[0].Command.Slot != "colour" || got[0].Why == "" {
		t.Errorf("refused %+v", got)
	}
	run, p, ok := s.Run(id)
	if !ok || p.ID != "payout" || run.State.Open == nil || run.State.Open.Slot != "amount" || len(s.Runs()) != 1 {
		t.Errorf("the run is %+v", run)
	}
	c := s.Changes()
	if len(c.Runs) != 1 || !c.Runs[0].New || c.Runs[0].Was != 0 || len(c.Runs[0].Events) != 2 || len(c.Definitions) != 1 {
		t.Errorf("changes %+v", c)
	}
}

// TestMain fails when a test leaves a goroutine of the engine behind.
func TestMain(m *testing.M) {
	code := m.Run()
	if left := leftBehind(); code == 0 && left != "" {
		os.Stderr.WriteString("a goroutine is left behind:\n" + left)
		code = 1
	}
	os.Exit(code)
}

func leftBehind() string {
	left := ""
	for range 10_000 { // one that ends now may need the processor a few times more
		var b strings.Builder
		_ = pprof.Lookup("goroutine").WriteTo(&b, 2)
		left = ""
		for stack := range strings.SplitSeq(b.String(), "\n\n") {
			if strings.Contains(stack, "run/engine.(*Engine)") {
				left += stack + "\n\n"
			}
		}
		if left == "" {
			break
		}
		runtime.Gosched()
	}
	return left
}
