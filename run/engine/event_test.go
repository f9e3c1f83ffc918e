package engine_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/run/engine"
)

func TestAnEventGoesToTheRunThatItsAddressNames(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("payout", amount())
	r.expect(`
run-1 payout waiting for event paid
timer run-1/1 late in 240h0m0s`)
	url := r.EventURL("run-1", "paid")
	if !strings.HasPrefix(url, "https://usher.example/api/events/") {
		t.Errorf("the address is %s", url)
	}
	r.says = nil
	if err := r.PostJSON(t.Context(), r.EventToken("run-1", "paid"), []byte(`{"on":"2026-12-05"}`), "once"); err != nil {
		t.Fatal(err)
	}
	if err := r.PostJSON(t.Context(), r.EventToken("run-1", "paid"), []byte(`{"on":"2026-12-06"}`), "once"); err != nil {
		t.Fatal(err)
	}
	r.rest()
	r.expect(`run-1 payout done`)
	if len(r.says) != 1 || !strings.HasPrefix(r.says[0], "run-1: Paid on ") {
		t.Errorf("said %q", r.says)
	}
	if err := r.PostJSON(t.Context(), r.EventToken("run-1", "paid"), []byte(`{"on":"2026-12-07"}`), ""); !errors.Is(err, engine.ErrEnded) {
		t.Errorf("after the end: %v", err)
	}
}

func TestAnEventThatComesBeforeItsWaitIsKept(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("payout", nil)
	if err := r.Post(t.Context(), r.EventToken("run-1", "paid"), map[string]any{"on": "2026-12-05"}, ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	r.says = nil
	r.say("run-1", set("amount", money))
	r.expect(`run-1 payout done`)
}

func TestWhatIsWrongWithAnEventIsSaid(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("payout", amount())
	good := r.EventToken("run-1", "paid")
	stranger := engine.New(engine.Options{Secret: []byte("another")})
	for _, c := range []struct{ name, token, body, want string }{
		{"no token", "", `{}`, "there is no such thing"},
		{"another server's", stranger.EventToken("run-1", "paid"), `{}`, "there is no such thing"},
		{"of another event", good[:8] + "A" + good[9:], `{}`, "there is no such thing"},
		{"with something after it", good + "=", `{}`, "there is no such thing"},
		{"too long", good + strings.Repeat("A", 2000), `{}`, "there is no such thing"},
		{"a run that is not there", r.EventToken("run-7", "paid"), `{}`, "event paid: there is no such thing"},
		{"an event that nothing waits for", r.EventToken("run-1", "lost"), `{}`, "event lost: there is no such thing"},
		{"nothing", good, ``, "event paid: on (/on) is not there"},
		{"no object", good, `[1]`, `event paid: it should be a JSON object, like {"on": "2026-12-05"}`},
		{"no JSON", good, `on=1`, "event paid: it is no JSON"},
		{"too large", good, `{"on":"` + strings.Repeat("x", 1<<20) + `"}`, "event paid: it is larger than 1024 kB"},
	} {
		err := r.PostJSON(t.Context(), c.token, []byte(c.body), "")
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	var wrong *engine.PayloadError
	if err := r.PostJSON(t.Context(), good, []byte(`{"on":"soon"}`), ""); !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), "event paid: on (/on) should be date: ") {
		t.Errorf("got %v", err)
	}
	if len(r.store.inputs) != 0 {
		t.Errorf("stored %v", r.store.inputs)
	}
}

func TestTimersFireWhenTheyAreDueAndOnce(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("pause", amount())
	r.later(3*24*time.Hour - time.Second)
	r.expect(`
run-1 pause waiting for time
timer run-1/1 wait in 1s`)
	r.restart("node-2")
	r.clock.pass(time.Second)
	for range 2 {
		if _, err := r.Fire(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.handle(); n != 1 {
		t.Errorf("fired %d times", n)
	}
	r.expect(`run-1 pause done`)
}

func TestACancelledRunAsksForNothingAnyMore(t *testing.T) {
	var s script
	r := newRig(t, load(t, folder), s.call)
	r.start("leave", day())
	r.start("pause", amount())
	for _, run := range []string{"run-1", "run-2"} {
		r.say(run, machine.Command{Kind: machine.CmdCancel})
	}
	r.rest()
	r.expect(`
run-1 leave cancelled
  run-1-1-0 approve wang withdrawn cancelled
run-2 pause cancelled`)
	if next, err := r.Next(t.Context()); err != nil || !next.IsZero() {
		t.Errorf("something is due at %v, %v", next, err)
	}
}

func FuzzPost(f *testing.F) {
	f.Add("", []byte(`{}`), "")
	f.Add("cnVuLTEAcGFpZA.AAAA", []byte(`{"on":"2026-12-05"}`), "1")
	f.Add("good", []byte(`{"on":null,"by":{"a":[[[]]]}}`), "\x00")
	f.Add("good", []byte(`{"on":"2026-12-05","by":5}`), strings.Repeat("x", 300))
	live := load(f, folder)
	f.Fuzz(func(t *testing.T, token string, body []byte, dedupe string) {
		r := newRig(t, live, nil)
		r.start("payout", amount())
		good := token == "good"
		if good {
			token = r.EventToken("run-1", "paid")
		}
		err := r.PostJSON(t.Context(), token, body, dedupe)
		var payload *engine.PayloadError
		switch {
		case !good && !errors.Is(err, engine.ErrNotFound):
			t.Errorf("token %q: %v", token, err)
		case good && err != nil && !errors.As(err, &payload):
			t.Errorf("%q: %v", body, err)
		case (err == nil) != (len(r.store.inputs) == 1):
			t.Errorf("%q: %v, and %d inputs", body, err, len(r.store.inputs))
		}
		r.rest()
	})
}
