package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

func TestALoginLinkWorksOnceAndInTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		now := noon
		s := open(store.Options{Now: func() time.Time { return now }})
		must(t, s.PutLogin(ctx, "a", "lin", noon.Add(time.Hour)))
		must(t, s.PutLogin(ctx, "b", "wang", noon.Add(time.Hour)))
		if who, err := s.TakeLogin(ctx, "a"); err != nil || who != "lin" {
			t.Errorf("taken: %q, %v", who, err)
		}
		if _, err := s.TakeLogin(ctx, "a"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("taken twice: %v", err)
		}
		now = noon.Add(2 * time.Hour)
		if _, err := s.TakeLogin(ctx, "b"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("taken too late: %v", err)
		}
	})
}

func TestASessionEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		now := noon
		s := open(store.Options{Now: func() time.Time { return now }})
		x := store.Session{Hash: "h", Person: "lin", Expires: noon.Add(time.Hour), CSRF: "c"}
		must(t, s.PutSession(ctx, x))
		if got, err := s.Session(ctx, "h"); err != nil || got != x {
			t.Errorf("got %+v, %v", got, err)
		}
		now = noon.Add(time.Hour)
		if _, err := s.Session(ctx, "h"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("after its time: %v", err)
		}
		now = noon
		must(t, s.DropSession(ctx, "h"))
		if _, err := s.Session(ctx, "h"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("after signing out: %v", err)
		}
	})
}

func TestASettingIsMadeOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		for i := range 3 {
			got, err := s.Setting(ctx, "secret", func() []byte { return []byte{0, 255, byte(i)} })
			must(t, err)
			if fmt.Sprint(got) != "[0 255 0]" {
				t.Errorf("ask %d: %v", i, got)
			}
		}
	})
}

func TestForgettingAPersonLeavesTheSkeleton(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		file := value.File{Name: "receipt.pdf", Hash: "f1", Type: "application/pdf", Size: 3}
		shared := value.File{Name: "policy.pdf", Hash: "f2", Type: "application/pdf", Size: 3}
		must(t, s.PutFile(ctx, file, "lin"))
		must(t, s.PutFile(ctx, shared, "lin"))
		must(t, s.PutFile(ctx, shared, "wang"))
		begin(t, s, "r1", func(c *engine.Changes) {
			c.Effects, c.Items = []engine.Effect{effect("r1", 1)}, []engine.Item{item("r1", 1, "wang")}
		})
		if _, err := s.Forget(ctx, "lin"); !errors.Is(err, store.ErrOpen) {
			t.Fatalf("forgotten while a run is open: %v", err)
		}
		a := accept(t, s, say("m2", "cancel"))
		l, in, _ := load(t, s, a.Lane)
		turn, r := answer(l, in[0], "Cancelled."), run("r1", 2)
		r.Status = machine.Cancelled
		turn.Changes.Runs = []engine.RunChange{{Run: r, Was: 1}}
		must(t, s.Commit(ctx, turn))

		gone, err := s.Forget(ctx, "lin")
		must(t, err)
		if fmt.Sprint(gone) != "[f1]" {
			t.Errorf("files to take away: %v", gone)
		}
		if _, _, err := s.File(ctx, "f1"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("the file: %v", err)
		}
		got, err := s.Run(ctx, "r1")
		must(t, err)
		events, err := s.RunEvents(ctx, "r1")
		must(t, err)
		effects, err := s.RunEffects(ctx, "r1")
		must(t, err)
		it, err := s.Item(ctx, "r1-1-0")
		must(t, err)
		all := fmt.Sprint(page(t, s, a.Lane), got, events, effects, it)
		for _, word := range []string{"38", "taxi", "claims"} {
			if strings.Contains(all, word) {
				t.Errorf("%q is still there: %s", word, all)
			}
		}
		if got.Status != machine.Cancelled || got.State.Seq != 2 || events[0].Kind != machine.EvBegin || effects[0].Tool != "finance.submit" {
			t.Errorf("the skeleton: %+v %+v %+v", got, events, effects)
		}
		if again := accept(t, s, say("m2", "cancel")); !again.Again {
			t.Error("a message came twice")
		}
	})
}
