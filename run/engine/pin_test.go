package engine_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
)

// changed is a file of the folder with some of its text replaced.
func changed(file string, pairs ...string) map[string]string {
	return with(map[string]string{file: strings.NewReplacer(pairs...).Replace(folder[file])})
}

// CASES 26: a new version with a new required field; the run that is open ends as it began.
func TestCase26ARunEndsAsItBegan(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.start("claim", nil)
	r.apps.publish(load(t, changed("processes/claim.md",
		"slots:\n", "slots:\n  why: {type: text, ask: \"What for?\"}\n", "[amount]", "[amount, why]", "Handed in", "Filed")))
	r.restart("node-2")
	r.says = nil
	r.say("run-1", set("amount", money))
	r.rest()
	r.expectSaid("run-1: Handed in, number C-1.")
	run, _ := r.store.Run(t.Context(), "run-1")
	if run.Status != "done" {
		t.Errorf("the old run is %s", run.Status)
	}
	r.start("claim", amount())
	r.expectSaid("run-2: What for?")
	runs, _ := r.store.Run(t.Context(), "run-2")
	if runs.Definition == run.Definition {
		t.Error("both runs have one definition")
	}
}

// CASES 28: another process and the binary change while a run waits.
func TestCase28ADeployStrandsNoWaitingRun(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("leave", day())
	before, _ := r.store.Run(t.Context(), "run-1")
	r.apps.publish(load(t, changed("processes/claim.md", "Handed in", "Filed")))
	r.restart("node-2")
	if _, err := r.decide("wang", "approve", ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	r.expect(`
run-1 leave done
  run-1-1-0 approve wang decided approve wang`)
	r.start("leave", day())
	after, _ := r.store.Run(t.Context(), "run-2")
	if after.Definition != before.Definition {
		t.Error("what another file says changed this process's definition")
	}
}

func TestARunGoesOnWhenItsProcessIsTakenAway(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("trip", day())
	files := with(nil)
	delete(files, "processes/trip.md")
	delete(files, "processes/visa.md")
	r.apps.publish(load(t, files))
	r.restart("node-2")
	for _, by := range []string{"wang", "fay"} {
		if _, err := r.decide(by, "approve", ""); err != nil {
			t.Fatal(err)
		}
		r.rest()
	}
	run, _ := r.store.Run(t.Context(), "run-1")
	if run.Status != "done" {
		t.Errorf("the run is %s", run.Status)
	}
}

// A sub-run is what it was when its parent began, even when it starts later.
func TestASubRunIsPinnedWithItsParent(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("trip", nil)
	r.apps.publish(load(t, changed("processes/visa.md", "[manager, finance]", "finance")))
	r.restart("node-2")
	r.say("run-1", set("day", day()["day"]))
	r.expect(`
run-1 trip waiting for run visa
run-2 visa waiting for approve manager
  run-2-1-0 approve wang open`)
}

func TestWhichTransportServesAPinnedRun(t *testing.T) {
	for _, c := range []struct {
		name    string
		replace []string
		want    string
	}{
		{"nothing changed", nil, "${FINANCE_URL} PT5S 3 [already_claimed]"},
		{"the address, the timeout and the retries", []string{
			"${FINANCE_URL}", "${NEW_URL}", "timeout: 5s", "timeout: 7s", "    retry: 3", "    retry: 9", "already_claimed", "known",
		}, "${NEW_URL} PT7S 9 [already_claimed]"},
		{"what goes in", []string{"${FINANCE_URL}", "${NEW_URL}", "in: {amount: money}\n    out", "in: {amount: money, note: text or none}\n    out"}, "${FINANCE_URL} PT5S 3 [already_claimed]"},
		{"what comes out", []string{"${FINANCE_URL}", "${NEW_URL}", "text at /no", "text at /number"}, "${FINANCE_URL} PT5S 3 [already_claimed]"},
		{"the undo", []string{"${FINANCE_URL}", "${NEW_URL}", "undo: {tool: withdraw, with: {number: out.number}}", ""}, "${FINANCE_URL} PT5S 3 [already_claimed]"},
		{"it is gone", []string{"  submit:", "  submit2:"}, "${FINANCE_URL} PT5S 3 [already_claimed]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got string
			r := newRig(t, load(t, folder), func(_ context.Context, q tool.Request) tool.Result {
				var names []string
				for _, name := range q.Tool.Fails {
					names = append(names, name)
				}
				got = strings.Join([]string{q.Tool.Base, q.Tool.Timeout.String(), string(rune('0' + q.Tool.Retry)), "[" + strings.Join(names, " ") + "]"}, " ")
				return tool.Result{Outcome: "already_claimed"}
			})
			r.start("claim", amount())
			files := changed("tools/finance.yaml", c.replace...)
			if c.name == "it is gone" {
				delete(files, "processes/claim.md")
				delete(files, "processes/booking.md")
			}
			r.apps.publish(load(t, files))
			r.restart("node-2")
			r.rest()
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// The loop performs what is due, is woken by Kick, and leaves nothing behind.
func TestTheLoopPerformsAndEnds(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	woken := make(chan string, 10)
	never := make(chan time.Time)
	r.o.Wake = func(lane string) { woken <- lane }
	r.o.After = func(time.Duration) <-chan time.Time { return never }
	r.Engine = engine.New(r.o)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- r.Run(ctx) }()

	r.start("claim", amount())
	r.Kick()
	if got := <-woken; got != lane {
		t.Errorf("woke %q", got)
	}
	r.start("pause", amount())
	r.clock.pass(3 * 24 * time.Hour)
	r.Kick()
	<-woken
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	r.rest()
	r.expect(`
run-1 claim done
  run-1/1 finance.submit done ×1
run-2 pause done`)
}

// A call that acts once is waited for when the server stops; any other is
// broken off and put back, to be made again with its key.
func TestStoppingTheLoop(t *testing.T) {
	for process, want := range map[string]string{
		"pay":   "run-1 pay waiting for call finance.pay\n  run-1/1 finance.pay done ×1",
		"claim": "run-1 claim waiting for call finance.submit\n  run-1/1 finance.submit asked ×1",
	} {
		t.Run(process, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			r := newRig(t, load(t, folder), func(callCtx context.Context, _ tool.Request) tool.Result {
				stop()
				if process == "pay" {
					if callCtx.Err() != nil {
						t.Error("a call that acts once was broken off")
					}
					return done(nil)
				}
				<-callCtx.Done()
				return tool.Result{Outcome: "unknown", Again: true, Error: "the call was broken off"}
			})
			r.start(process, amount())
			if err := r.Run(ctx); err != nil {
				t.Error(err)
			}
			r.expect(want)
		})
	}
}
