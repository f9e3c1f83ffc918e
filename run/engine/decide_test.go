package engine_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
)

func day() map[string]value.Value {
	return map[string]value.Value{"day": {Kind: value.Date, Text: "2026-12-01"}}
}

// CASES 29: killed while it waits for a decision.
func TestCase29AnApprovalOutlivesTheProcess(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("leave", day())
	r.restart("node-2")
	r.expect(`
run-1 leave waiting for approve manager
  run-1-1-0 approve wang open
timer run-1/1 late in 120h0m0s`)
	if _, err := r.decide("wang", "approve", ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	r.expectSaid("run-1: waits_approve", "run-1: approved", "run-1: Granted.")
	r.expect(`
run-1 leave done
  run-1-1-0 approve wang decided approve wang`)
}

// CASES 34: to approve and to reject are two ends, never mixed.
func TestCase34ApprovedIsDoneAndRejectedIsRejected(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("leave", day())
	if _, err := r.decide("wang", "reject", "  too many are away  "); err != nil {
		t.Fatal(err)
	}
	r.rest()
	r.expect(`
run-1 leave rejected
  run-1-1-0 approve wang decided reject wang too many are away`)
	run, _ := r.store.Run(t.Context(), "run-1")
	if got := run.State.Reason.In("en"); got != "too many are away" {
		t.Errorf("the reason is %q", got)
	}
}

// CASES 38: the approval times out; then somebody clicks on the old card.
func TestCase38AnExpiredCardSaysSo(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("leave", day())
	items, _ := r.store.Inbox(t.Context(), "wang", true, 1)
	r.later(7 * 24 * time.Hour)
	_, err := r.Decide(t.Context(), engine.Decision{Item: items[0].ID, By: "wang", Decision: "approve", Hash: items[0].Card.Hash})
	var gone *engine.DecidedError
	if !errors.As(err, &gone) || gone.Item.Status != engine.ItemExpired || gone.Item.DecidedAt.IsZero() || !slices.Equal(gone.Item.People, []string{"wang"}) {
		t.Errorf("got %v", err)
	}
	r.rest()
	r.expect(`
run-1 leave rejected
  run-1-1-0 approve wang expired expired`)
}

// CASES 32: the parent goes on only when its sub-run has ended.
func TestCase32AParentWaitsForTheWholeSubRun(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("trip", day())
	r.expect(`
run-1 trip waiting for run visa
run-2 visa waiting for approve manager
  run-2-1-0 approve wang open`)
	if _, err := r.decide("wang", "approve", ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	r.expect(`
run-1 trip waiting for run visa
run-2 visa waiting for approve finance
  run-2-1-0 approve wang decided approve wang
  run-2-2-1 approve fay open`)
	r.says = nil
	if _, err := r.decide("fay", "approve", ""); err != nil {
		t.Fatal(err)
	}
	r.rest()
	r.expect(`
run-1 trip done
run-2 visa done
  run-2-1-0 approve wang decided approve wang
  run-2-2-1 approve fay decided approve fay`)
	r.expectSaid("run-2: approved", "run-2: Visa granted.", "run-1: All is set.")
	if !slices.Equal(r.ended, []string{"run-2", "run-1"}) {
		t.Errorf("ended %v", r.ended)
	}
}

func TestCancellingAParentCancelsItsSubRun(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("trip", day())
	r.say("run-1", machine.Command{Kind: machine.CmdCancel})
	r.rest()
	r.expect(`
run-1 trip cancelled
run-2 visa cancelled
  run-2-1-0 approve wang withdrawn cancelled`)
}

// Load refuses it; the engine ends it all the same, with the owner.
func TestAProcessThatRunsItselfComesToAnEnd(t *testing.T) {
	live := load(t, with(map[string]string{"processes/loop.md": strings.Replace(folder["processes/trip.md"], "Trip", "Loop", 1)}))
	p, _ := live.Process("loop")
	p.Steps[1].Process = "loop"
	r := newRig(t, live, nil)
	r.start("loop", day())
	runs, _ := r.store.Runs(t.Context(), engine.RunFilter{})
	if len(runs) != 17 {
		t.Errorf("%d runs", len(runs))
	}
	items, _ := r.store.Inbox(t.Context(), "ida", true, 100)
	if len(items) != 1 || items[0].Run != "run-17" {
		t.Errorf("the owner was asked %v", items)
	}
}

func TestOneDecisionWins(t *testing.T) {
	r := newRig(t, load(t, folder), nil)
	r.start("leave", day())
	items, _ := r.store.Inbox(t.Context(), "wang", true, 1)
	card := items[0]
	for _, c := range []struct {
		name string
		d    engine.Decision
		want string
	}{
		{"no such item", engine.Decision{Item: "run-9-1-0", By: "wang", Decision: "approve", Hash: card.Card.Hash}, "item run-9-1-0: there is no such thing"},
		{"nobody", engine.Decision{Item: card.ID, Decision: "approve", Hash: card.Card.Hash}, "this is not yours to decide"},
		{"somebody else", engine.Decision{Item: card.ID, By: "fay", Decision: "approve", Hash: card.Card.Hash}, "this is not yours to decide"},
		{"on one's own run", engine.Decision{Item: card.ID, By: "lin", Decision: "approve", Hash: card.Card.Hash}, "this is not yours to decide"},
		{"an old card", engine.Decision{Item: card.ID, By: "wang", Decision: "approve", Hash: "old"}, "changed since you looked"},
		{"what is not offered", engine.Decision{Item: card.ID, By: "wang", Decision: "accept", Hash: card.Card.Hash}, `"accept" can't be decided here; it would be one of approve, reject, send_back`},
		{"a pick of an approval", engine.Decision{Item: card.ID, By: "wang", Decision: "pick", Outcome: "approve", Hash: card.Card.Hash}, `"approve" can't be decided here; it would be one of approve, reject, send_back`},
		{"a book for a reason", engine.Decision{Item: card.ID, By: "wang", Decision: "reject", Reason: strings.Repeat("很", 4001), Hash: card.Card.Hash}, "the reason is longer than 4000 characters; put the rest into a file"},
		{"the first", engine.Decision{Item: card.ID, By: "wang", Decision: "approve", Hash: card.Card.Hash}, ""},
		{"the second", engine.Decision{Item: card.ID, By: "wang", Decision: "reject", Hash: card.Card.Hash}, "already decided"},
	} {
		_, err := r.Decide(t.Context(), c.d)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	r.rest()
	r.expect(`
run-1 leave done
  run-1-1-0 approve wang decided approve wang`)
}

// Where nobody can decide, the owner does; never the run's own person.
func TestEveryItemHasSomebodyWhoMayDecideIt(t *testing.T) {
	for _, c := range []struct{ name, people, person, want string }{
		{"the manager", folder["people.csv"], "lin", "wang"},
		{"no manager of one's own: whoever is one", folder["people.csv"], "zhao", "wang"},
		{"no other manager", "id,name,roles,manager\nwang,Wang,manager,\nida,Ida,it,\n", "wang", "ida to_owner"},
		{"no manager, and the owner is oneself", "id,name,roles,manager\nida,Ida,it,\n", "ida", "* to_anybody"},
		{"no people.csv", "", "lin", "*"},
	} {
		files := with(map[string]string{"people.csv": c.people})
		if c.people == "" {
			delete(files, "people.csv")
		}
		r := newRig(t, load(t, files), nil)
		r.turn(c.person, func(s *engine.Set) error {
			_, err := s.Start("leave", day())
			return err
		})
		items, _ := r.store.RunItems(t.Context(), "run-1")
		if len(items) != 1 {
			t.Errorf("%s: %d items", c.name, len(items))
			continue
		}
		if got := strings.TrimSpace(strings.Join(items[0].People, "|") + " " + items[0].Why); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if _, err := r.Decide(t.Context(), engine.Decision{Item: items[0].ID, By: c.person, Decision: "approve", Hash: items[0].Card.Hash}); !errors.Is(err, engine.ErrNotYours) {
			t.Errorf("%s: decided on their own run: %v", c.name, err)
		}
	}
}
