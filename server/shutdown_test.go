package server_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/server"
)

// slowDrawer keeps a file only when it is let.
type slowDrawer struct {
	drawer
	begun, goOn chan struct{}
}

func (d *slowDrawer) Put(ctx context.Context, hash string, data []byte) error {
	close(d.begun)
	<-d.goOn
	return d.drawer.Put(ctx, hash, data)
}

func TestWhatIsUnderWayIsFinished(t *testing.T) {
	files := &slowDrawer{begun: make(chan struct{}), goOn: make(chan struct{})}
	w := memory(t, with(func(o *server.Options) { o.Files = files }))
	stream := w.subscribe(t, "lin", "")
	stream.next("state")
	var under sync.WaitGroup
	under.Go(func() { w.handIn(t, "lin", "receipt.png", []byte("\x89PNG\r\n\x1a\n"), http.StatusCreated) })
	<-files.begun
	w.server.Close()
	for e := range stream.each() { // streams do not hold it up
		if e.name == "retry" && e.data != "1000" {
			t.Errorf("come back in %s ms", e.data)
		}
	}
	w.try(t, scenario{name: "not ready", path: "/readyz", status: http.StatusServiceUnavailable})
	down := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		down <- w.http.Config.Shutdown(ctx)
	}()
	close(files.goOn)
	under.Wait()
	if err := <-down; err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

// ours are the goroutines that run code of this project, but for the tests'.
func ours() []string {
	buf := make([]byte, 4<<20)
	var out []string
	for i, stack := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if i > 0 && strings.Contains(stack, "usher-dev/usher/") && !strings.Contains(stack, "testing.tRunner") {
			out = append(out, stack)
		}
	}
	return out
}

func TestNothingRunsOnAfterTheEnd(t *testing.T) {
	before := len(ours())
	w := memory(t)
	w.say("lin", "I need a day off")
	for range 5 {
		w.subscribe(t, "lin", "").next("state")
		w.listen(t, scenario{as: "wang", path: "/api/inbox/events"}).next("changed")
	}
	left := w.subscribe(t, "lin", "")
	left.next("state")
	left.leave()
	w.down()
	late := time.Now().Add(10 * time.Second)
	for len(ours()) > before && time.Now().Before(late) {
		runtime.Gosched()
	}
	if now := ours(); len(now) > before {
		t.Errorf("%d goroutines run on, %d did before:\n%s", len(now), before, strings.Join(now, "\n\n"))
	}
}

func TestWhyStandsOnlyWhereSomethingWasDecided(t *testing.T) {
	w := memory(t)
	w.say("lin", "I need a day off")
	w.say("lin", "2026-12-01")
	w.say("lin", "my car needs new tyres")
	for _, e := range w.conversation("lin").Entries {
		if e.Role == "person" && e.Why {
			t.Errorf("there is a why? under the person's own %q", e.Text)
		}
	}
	it := w.one("wang")
	w.try(t, decision("wang", it, "reject", "too late"))
	w.until("rejected", func() bool { return w.run("lin", it.Run).Status == "rejected" })
	entries := w.conversation("lin").Entries
	decided := 0
	for _, e := range entries {
		if e.Why && e.Turn > 0 && strings.Contains(e.Text, "too late") {
			decided++
			w.try(t, scenario{name: "why", as: "lin", path: "/api/apps/office/turns/" + jsonText(e.Turn), status: 200, has: []string{"too late", "Wang"}})
		}
	}
	if decided != 1 {
		t.Errorf("the no has %d why?s:\n%s", decided, jsonText(entries))
	}
}

func TestBusyWhileAMessageIsWorkedOn(t *testing.T) {
	w := memory(t)
	if w.conversation("lin").State.Busy {
		t.Error("busy before anything was said")
	}
	w.loopPaused(func() {
		w.post(t, "lin", "I need a day off")
		if !w.conversation("lin").State.Busy {
			t.Error("not busy with a message that waits")
		}
	})
	w.rest("lin")
	w.try(t, scenario{name: "speak", as: "lin", path: "/api/apps/office/language", body: `{"id":"zh","language":"zh"}`, status: 202, has: []string{`"entry":0`}})
	w.rest("lin")
	if s := w.conversation("lin").State; s.Language != "zh" || s.Ask == nil || s.Run == nil || s.Run.Title != "请假" {
		t.Errorf("state is %s", jsonText(s))
	}
	w.try(t, scenario{name: "a language that is not spoken", as: "lin", path: "/api/apps/office/language", body: `{"id":"fr","language":"fr"}`, status: 422, has: []string{`"code":"bad_field"`}})
}

func TestARunIsCancelledByItsPerson(t *testing.T) {
	w := memory(t)
	w.say("lin", "I need a day off")
	w.say("lin", "2026-12-01")
	it := w.one("wang")
	w.try(t, scenario{name: "cancel", as: "lin", method: "POST", path: "/api/runs/" + it.Run + "/cancel", status: 202})
	w.until("cancelled", func() bool { return w.run("lin", it.Run).Status == "cancelled" })
	d := decision("wang", it, "approve", "")
	d.status, d.has = http.StatusConflict, []string{`"code":"withdrawn"`, "no longer asked"}
	w.try(t, d)
	w.try(t, scenario{name: "cancel twice", as: "lin", method: "POST", path: "/api/runs/" + it.Run + "/cancel"})
	if got := w.runs("lin", "open=true"); len(got) != 0 {
		t.Errorf("%d runs are open", len(got))
	}
}
