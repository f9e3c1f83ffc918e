package store_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
)

// loaded is all that Load returns.
type loaded struct {
	lane   converse.Lane
	inputs []converse.Queued
	runs   []engine.Run
}

func loadAll(t *testing.T, s *store.Store) loaded {
	t.Helper()
	l, in, runs := load(t, s, "workplace/lin")
	return loaded{l, in, runs}
}

// A Load takes what the message's own unit read, the next one asks the database.
func TestWhatIsReadAheadIsWhatTheDatabaseHolds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		begin(t, s, "r1", nil) // a turn with a run that stays open
		m := say("m-ahead", "38 yuan\x00 and a \xff broken byte")
		m.Values = map[string]string{"amount": "38 CNY"}
		accept(t, s, m)
		ahead, asked := loadAll(t, s), loadAll(t, s)
		if !reflect.DeepEqual(ahead, asked) {
			t.Errorf("read ahead:\n%+v\nin the database:\n%+v", ahead, asked)
		}
		if len(ahead.inputs) != 1 || len(ahead.runs) != 1 || ahead.runs[0].ID != "r1" {
			t.Errorf("read ahead: %+v", ahead)
		}
	})
}

func TestWhatCameLaterIsLoadedToo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		s := open()
		for i := range 3 {
			accept(t, s, say(fmt.Sprint("m", i), fmt.Sprint("message ", i)))
		}
		accept(t, s, say("m1", "message 1, sent again"))
		got := loadAll(t, s)
		if len(got.inputs) != 3 || got.lane.Last != 3 || got.inputs[2].Message.Text != "message 2" {
			t.Errorf("loaded %+v", got)
		}
	})
}
