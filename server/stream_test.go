package server_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/server"
	"github.com/usher-dev/usher/store/storetest"
)

// numbers are the entries' places on the page.
func numbers(entries []converse.Entry) string {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%d ", e.No)
	}
	return b.String()
}

func TestALateSubscriberGetsExactlyWhatItMissed(t *testing.T) {
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		w := open(t, db)
		w.say("lin", "I need a badge for a visitor")
		w.say("lin", "yes")
		w.say("lin", "Li Hua")
		all := w.conversation("lin").Entries
		for seen := range len(all) {
			after := ""
			if seen > 0 {
				after = fmt.Sprint(all[seen-1].No)
			}
			for _, s := range []scenario{
				{name: "Last-Event-ID", header: lastEvent(after), path: "/api/apps/office/events"},
				{name: "?after", path: "/api/apps/office/events?after=" + after},
				{name: "both: the header is newer", header: lastEvent(after), path: "/api/apps/office/events?after=0"},
			} {
				if s.header == nil && strings.HasPrefix(s.name, "both") {
					continue
				}
				s.as = "lin"
				sub := w.listen(t, s)
				if got, want := numbers(sub.entries(len(all)-seen)), numbers(all[seen:]); got != want {
					t.Errorf("%s %s: got %swant %s", s.name, after, got, want)
				}
				sub.next("state") // after the entries, and then nothing
				sub.leave()
				for e := range sub.each() {
					t.Errorf("%s %s: then came %+v", s.name, after, e)
				}
			}
		}
	})
}

func TestASubscriberSeesItsMessageAndThenWhatWasUnderstood(t *testing.T) {
	w := memory(t)
	w.say("lin", "I need a day off")
	sub := w.subscribe(t, "lin", "")
	sub.next("state")
	w.post(t, "lin", "2026-12-01")
	var amended converse.Entry
	for e := range sub.each() {
		if e.data != "" && strings.Contains(e.data, `"values":[{"slot":"day"`) {
			answer{t: t, body: e.data}.into(&amended)
			break
		}
	}
	if amended.Text != "2026-12-01" || len(amended.Values) != 1 || amended.Values[0].Label != "day" || amended.Run == "" {
		t.Errorf("the message as it is known afterwards: %+v", amended)
	}
	back := w.subscribe(t, "lin", fmt.Sprint(amended.No))
	if e := back.next("amend"); e.id != "" {
		t.Errorf("an amended entry has the id %s, which would move a reader back", e.id)
	}
}

func TestReconnectInTheMiddleOfATurn(t *testing.T) {
	w := memory(t)
	w.loopPaused(func() {
		receipt := w.post(t, "lin", "I need a day off")
		sub := w.subscribe(t, "lin", "")
		mine := sub.entries(1)[0]
		state := sub.next("state")
		if mine.No != receipt.Entry || mine.Turn != 0 || !strings.Contains(state.data, `"busy":true`) {
			t.Errorf("while it is worked on: %+v, %s", mine, state.data)
		}
		sub.leave()
	})
	back := w.subscribe(t, "lin", "1")
	var names []string
	for e := range back.each() {
		if names = append(names, e.name); e.name == "state" && strings.Contains(e.data, `"busy":false`) {
			break
		}
	}
	replies := strings.Repeat("entry ", len(w.conversation("lin").Entries)-1)
	if got := strings.Join(names, " "); got != "retry amend "+replies+"state" && got != "retry state amend "+replies+"state" {
		t.Errorf("after coming back: %s; want the amended message, then the replies", got)
	}
}

func TestStreamsEndWhenTheServerCloses(t *testing.T) {
	w := memory(t)
	w.say("lin", "I need a day off")
	talk, inbox := w.subscribe(t, "lin", ""), w.listen(t, scenario{as: "wang", path: "/api/inbox/events"})
	talk.next("state")
	inbox.next("changed")
	w.try(t, scenario{name: "ready", path: "/readyz", status: 200})
	w.server.Close()
	w.server.Close() // twice is as once
	for _, sub := range []*subscriber{talk, inbox} {
		last := heard{}
		for e := range sub.each() {
			last = e
		}
		if last != (heard{name: "retry", data: "1000"}) {
			t.Errorf("the last thing heard is %+v, want when to come back", last)
		}
	}
	w.try(t, scenario{name: "no longer ready", path: "/readyz", status: 503})
	w.try(t, scenario{name: "but alive", path: "/healthz", status: 200})
	late := w.subscribe(t, "lin", "")
	late.entries(len(w.conversation("lin").Entries)) // it gets the end, and is let go
	for range late.each() {
		continue
	}
	w.say("lin", "tomorrow") // what comes is answered all the same
}

func TestTheInboxStreamSaysWhenSomethingChanged(t *testing.T) {
	w := memory(t)
	sub := w.listen(t, scenario{as: "wang", path: "/api/inbox/events"})
	sub.next("changed") // it may have changed while nobody listened
	w.say("lin", "I need a day off")
	w.say("lin", "2026-12-01")
	sub.next("changed")
	w.try(t, decision("wang", w.one("wang"), "approve", ""))
	sub.next("changed")
}

// ticks is a clock for streams that is moved by hand.
type ticks struct {
	mu  sync.Mutex
	due []chan time.Time
	got chan struct{}
}

func newTicks() *ticks { return &ticks{got: make(chan struct{}, 1024)} }

func (k *ticks) after(time.Duration) <-chan time.Time {
	c := make(chan time.Time, 1)
	k.mu.Lock()
	k.due = append(k.due, c)
	k.mu.Unlock()
	k.got <- struct{}{}
	return c
}

// tick ends all waits, once there is one.
func (k *ticks) tick() {
	<-k.got
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range k.due {
		c <- time.Time{}
	}
	k.due = nil
}

func TestAQuietStreamBreathes(t *testing.T) {
	for _, s := range []scenario{{as: "lin", path: "/api/apps/office/events"}, {as: "wang", path: "/api/inbox/events"}} {
		k := newTicks()
		w := memory(t, with(func(o *server.Options) { o.After = k.after }))
		sub := w.listen(t, s)
		for range 10 {
			k.tick()
		}
		for range 2 {
			sub.next("breath") // one in five looks
		}
	}
}

func TestALookFindsWhatNoHintToldOf(t *testing.T) {
	k := newTicks()
	w := memory(t, with(func(o *server.Options) { o.After = k.after }))
	sub := w.subscribe(t, "lin", "")
	sub.next("state")
	m := converse.Message{ID: "from another node", App: "office", Person: "lin", Text: "I need a day off", At: w.clock.Now()}
	if _, err := w.store.Accept(t.Context(), m, w.store.Node()); err != nil {
		t.Fatal(err)
	}
	k.tick()
	if e := sub.entries(1); e[0].Text != m.Text {
		t.Errorf("it found %+v", e)
	}
}

func TestASubscriberThatTakesNothingIsLetGo(t *testing.T) {
	w := memory(t, func(w *world) { w.narrow = true })
	w.server.SetWriteWait(50 * time.Millisecond)
	for range 10 {
		w.post(t, "lin", strings.Repeat("long ", 3500))
	}
	w.rest("lin")
	c, err := net.Dial("tcp", strings.TrimPrefix(w.http.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.(*net.TCPConn).SetReadBuffer(4 << 10)
	if _, err := fmt.Fprintf(c, "GET /api/apps/office/events HTTP/1.1\r\nHost: localhost\r\nUsher-Person: lin\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	w.until("the stream's request is over", func() bool {
		w.post(t, "wang", "hello") // makes turns, so that it is looked at again
		return strings.Contains(w.log.String(), `route="GET /api/apps/{app}/events"`)
	})
	if n, _ := io.Copy(io.Discard, c); n > 100<<10 {
		t.Errorf("%d bytes were sent to somebody who takes none", n)
	}
}

func TestWhateverBreaksEverySubscriberHasEachEntryOnce(t *testing.T) {
	const seeds = 4
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 23))
			w := memory(t)
			texts := []string{"I need a badge for a visitor", "yes", "Li Hua", "I need a day off", "2026-12-01", "asdf qwer", "where am I?", "cancel"}
			var writing sync.WaitGroup
			writing.Go(func() {
				for i := range 40 {
					w.post(t, "lin", texts[i%len(texts)])
				}
			})
			var got []string
			last := ""
			for len(got) < 60 {
				sub := w.subscribe(t, "lin", last)
				for range 1 + chance.IntN(12) {
					last = sub.next("entry").id
					got = append(got, last)
				}
				sub.leave()
			}
			writing.Wait()
			w.rest("lin")
			all := w.everything("lin")
			rest := w.subscribe(t, "lin", last)
			for range len(all) - len(got) {
				got = append(got, rest.next("entry").id)
			}
			want := make([]string, len(all))
			for i, e := range all {
				want[i] = fmt.Sprint(e.No)
			}
			if a, b := strings.Join(got, " "), strings.Join(want, " "); a != b {
				t.Errorf("heard %s\nwant  %s", a, b)
			}
		})
	}
}
