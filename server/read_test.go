package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/server"
)

func TestWhatAPageShowsBeforeTheFirstMessage(t *testing.T) {
	broken := ""
	w := memory(t, with(func(o *server.Options) {
		o.Demo = true
		o.Faults = func(string) string { return broken }
	}))
	w.all(t, []scenario{
		{name: "home", path: "/api/apps", status: 200, has: []string{`"name":"office"`, `"title":{"en":"Office","zh":"办公"}`, `"languages":["en","zh"]`}, hasNot: []string{`"error"`, "starters"}},
		{name: "app", as: "lin", path: "/api/apps/office", status: 200, has: []string{`"process":"leave"`, "我要报销", "I want my money back", `"starters"`}},
		{name: "demo", as: "lin", path: "/api/me", status: 200, has: []string{`"demo":true`}},
		{name: "an empty conversation", as: "lin", path: "/api/apps/office/conversation", status: 200, has: []string{`"entries":[]`, `"run":null`, `"ask":null`, `"waits":null`, `"open":[]`, `"last":0`, `"more":false`, `"busy":false`}},
		{name: "an empty inbox", as: "lin", path: "/api/inbox", status: 200, has: []string{`{"items":[]}`}},
		{name: "no runs", as: "lin", path: "/api/runs", status: 200, has: []string{`"runs":[]`}, hasNot: []string{"next"}},
	})
	broken = "processes/leave.md:3:1: there is no such thing"
	w.all(t, []scenario{
		{name: "a broken edit", path: "/api/apps", status: 200, has: []string{broken}},
		{name: "a broken edit, on its page", as: "lin", path: "/api/apps/office", status: 200, has: []string{broken, `"process":"leave"`}},
	})
}

func TestOnlyWhatOneMayStartIsOffered(t *testing.T) {
	w := memory(t)
	files := office()
	files["processes/books.md"] = &fstest.MapFile{Data: []byte(`---
title: {en: "Close the books", zh: "关账"}
who: [finance]
examples: [close the books, 关账]
slots:
  month: {type: text, ask: {en: "Which month?", zh: "哪个月？"}}
steps:
  - collect: [month]
  - tell: {en: "Closed.", zh: "关好了。"}
---
`)}
	a, faults := app.Load(files, "office")
	for _, f := range faults.Errors() {
		t.Fatal(f.Show())
	}
	w.shelf.Put(converse.Prepare(a)) // as a reload does
	w.all(t, []scenario{
		{name: "finance", as: "zhao", path: "/api/apps/office", status: 200, has: []string{`"process":"books"`}},
		{name: "others", as: "lin", path: "/api/apps/office", status: 200, hasNot: []string{"books"}},
	})
}

func TestALongConversationIsPagedBack(t *testing.T) {
	w := memory(t)
	for i := range 130 {
		w.post(t, "lin", fmt.Sprintf("message %d", i))
	}
	w.rest("lin")
	newest := w.conversation("lin")
	if len(newest.Entries) != 100 || !newest.More || newest.Last != newest.Entries[99].No {
		t.Errorf("%d entries, more %v, last %d", len(newest.Entries), newest.More, newest.Last)
	}
	all := w.everything("lin")
	for i, e := range all {
		if e.No != int64(i+1) {
			t.Fatalf("entry %d has the number %d", i+1, e.No)
		}
	}
	said := 0
	for _, e := range all {
		if e.Role == "person" {
			if want := fmt.Sprintf("message %d", said); e.Text != want {
				t.Errorf("%q stands where %q should", e.Text, want)
			}
			said++
		}
	}
	if said != 130 {
		t.Errorf("%d messages, want 130", said)
	}
	w.try(t, scenario{name: "before the first", as: "lin", path: "/api/apps/office/conversation?before=1", status: 200, has: []string{`"entries":[]`, `"more":false`}})
}

func TestRunsAreListedInPages(t *testing.T) {
	w := memory(t)
	for i := range 5 {
		w.say("lin", "I need a badge for a visitor")
		w.say("lin", "no")
		w.say("lin", fmt.Sprintf("Visitor %c", 'A'+i))
	}
	w.say("wang", "I need a day off")
	var seen []string
	for before := ""; ; {
		var page struct {
			Runs []server.Run `json:"runs"`
			Next string       `json:"next"`
		}
		w.try(t, scenario{name: "page", as: "lin", path: "/api/runs?person=lin&limit=2&before=" + before, status: 200}).into(&page)
		for _, r := range page.Runs {
			seen = append(seen, r.ID)
			if r.Person.ID != "lin" || r.Status != "done" || r.Slots != nil {
				t.Errorf("run is %+v", r)
			}
		}
		if before = page.Next; before == "" {
			break
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d runs seen, want 5: %v", len(seen), seen)
	}
	for i := 1; i < len(seen); i++ {
		if seen[i] >= seen[i-1] {
			t.Errorf("they are not the newest first: %v", seen)
		}
	}
	w.all(t, []scenario{
		{name: "mine", as: "wang", path: "/api/runs?person=me", status: 200, has: []string{`"process":"leave"`, `"title":"Day off"`, `"asks":"day"`}, hasNot: []string{"badge"}},
		{name: "open ones", as: "lin", path: "/api/runs?open=true", status: 200, has: []string{`"process":"leave"`}, hasNot: []string{"badge"}},
		{name: "of a process", as: "lin", path: "/api/runs?process=badge", status: 200, hasNot: []string{"leave"}},
		{name: "in Chinese", as: "wang", path: "/api/runs?person=me", header: map[string]string{"Accept-Language": "zh"}, status: 200, has: []string{`"title":"请假"`, "王芳"}},
	})
}

func TestACardIsReadInTheReadersLanguage(t *testing.T) {
	w := memory(t)
	w.say("lin", "I need a day off")
	w.say("lin", "2026-12-01")
	it := w.one("wang")
	at := "/api/inbox/" + it.ID
	w.all(t, []scenario{
		{name: "English", as: "wang", path: at, header: map[string]string{"Accept-Language": "en-GB"}, status: 200, has: []string{`"title":"Day off"`, "Lin is away on", `"label":"day"`, `"name":"Lin"`}},
		{name: "Chinese", as: "wang", path: at, header: map[string]string{"Accept-Language": "zh-CN"}, status: 200, has: []string{`"title":"请假"`, "林小雨在", `"label":"日期"`, `"name":"林小雨"`}},
		{name: "neither", as: "wang", path: at, header: map[string]string{"Accept-Language": "fr"}, status: 200, has: []string{`"title":"Day off"`}},
	})
	if it.Hash == "" || it.Due == nil || len(it.Outcomes) < 2 || it.Consequences["approve"] == "" || it.Consequences["reject"] == "" {
		t.Errorf("not all that is needed to decide: %+v", it)
	}
}

func TestAWholeRunSaysWhatHappened(t *testing.T) {
	w := memory(t)
	file := w.handIn(t, "lin", "receipt.png", []byte("\x89PNG\r\n\x1a\n"), http.StatusCreated)
	w.say("lin", "I want my money back")
	w.say("lin", "38 yuan")
	w.try(t, scenario{name: "file", as: "lin", path: "/api/apps/office/messages", body: `{"id":"f","files":[{"hash":"` + file + `","name":"my receipt.png"}]}`, status: 202})
	w.rest("lin")
	it := w.one("wang")
	w.try(t, decision("wang", it, "approve", ""))
	w.until("done", func() bool { return w.run("lin", it.Run).Status == "done" })
	run := w.run("lin", it.Run)
	if len(run.Calls) != 1 || run.Calls[0].Tool != "finance.pay" || run.Calls[0].Status != "done" || run.Calls[0].Attempts != 1 || !strings.HasPrefix(run.Calls[0].Key, run.ID) {
		t.Errorf("calls are %+v", run.Calls)
	}
	if len(run.Items) != 1 || run.Items[0].DecidedBy == nil || run.Items[0].DecidedBy.Name != "Wang" {
		t.Errorf("items are %+v", run.Items)
	}
	kinds := map[string]bool{}
	for i, e := range run.Timeline {
		kinds[string(e.Kind)] = true
		if i > 0 && e.Seq <= run.Timeline[i-1].Seq {
			t.Errorf("the timeline is out of order: %+v", run.Timeline)
		}
	}
	if !kinds["decision"] || !kinds["result"] {
		t.Errorf("the timeline has only %v", kinds)
	}
	if got := strings.Join(run.Tells, "\n"); !strings.Contains(got, "How much?") || !strings.Contains(got, "Paid under number F-1.") {
		t.Errorf("it told %q", got)
	}
	if w.finance.effects() != 1 {
		t.Errorf("%d effects, want 1", w.finance.effects())
	}
	if got := jsonText(w.conversation("lin").Entries); !strings.Contains(got, `"files":[{"name":"my receipt.png"`) {
		t.Errorf("the file does not stand in the conversation: %s", got)
	}
}

func TestTypedControlsSendCanonicalValues(t *testing.T) {
	w := memory(t)
	w.say("lin", "I need a day off")
	ask := w.conversation("lin").State.Ask
	if ask == nil || ask.Slot != "day" || ask.Type != "date" || ask.Label != "day" || ask.Today != "2026-11-25" {
		t.Fatalf("the open question is %+v", ask)
	}
	w.try(t, scenario{name: "picked", as: "lin", path: "/api/apps/office/messages", body: `{"id":"v","text":"1 Dec","values":{"day":"2026-12-01"}}`, status: 202})
	w.rest("lin")
	if r := w.runs("lin", "open=true"); len(r) != 1 || w.run("lin", r[0].ID).Slots["day"] != "2026-12-01" {
		t.Errorf("runs are %+v", r)
	}
	state := w.conversation("lin").State
	if state.Waits == nil || state.Waits.Name != "Wang" || state.Waits.For != "approve" || state.Waits.Until == nil {
		t.Errorf("it waits for %+v", state.Waits)
	}
}

// panics is a place for files that is broken.
type panics struct{}

func (panics) Put(context.Context, string, []byte) error { panic("a secret in a panic") }

func (panics) Get(context.Context, string) ([]byte, error) {
	return nil, fmt.Errorf("disk /dev/sda is gone")
}

func TestAFaultOfOursIsLoggedAndNotShown(t *testing.T) {
	files := &brokenDrawer{}
	w := memory(t, with(func(o *server.Options) { o.Files = files }))
	files.ok = true
	hash := w.handIn(t, "lin", "a.png", []byte("\x89PNG\r\n\x1a\n"), http.StatusCreated)
	files.ok = false
	a := w.try(t, scenario{name: "broken", as: "lin", path: "/api/files/" + hash, status: 500, has: []string{"Something went wrong here"}, hasNot: []string{"sda"}})
	if a.code() != "fault" || !strings.Contains(w.log.String(), "disk /dev/sda is gone") {
		t.Errorf("code %s; it is not in the log", a.code())
	}
	w.handIn(t, "lin", "b.png", []byte("\x89PNG\r\n\x1a\nb"), http.StatusInternalServerError)
	if !strings.Contains(w.log.String(), "request gave up") {
		t.Error("a panic is not in the log")
	}
	w.try(t, scenario{name: "and it goes on", as: "lin", path: "/api/me", status: 200})
}

// brokenDrawer works while ok, and else fails as panics does.
type brokenDrawer struct {
	drawer
	panics
	ok bool
}

func (b *brokenDrawer) Put(ctx context.Context, hash string, data []byte) error {
	if b.ok {
		return b.drawer.Put(ctx, hash, data)
	}
	return b.panics.Put(ctx, hash, data)
}

func (b *brokenDrawer) Get(ctx context.Context, hash string) ([]byte, error) {
	return b.panics.Get(ctx, hash)
}

func TestAServerWithNoAppIsNotReady(t *testing.T) {
	w := memory(t, with(func(o *server.Options) { o.Shelf = &converse.Shelf{} }))
	w.all(t, []scenario{
		{name: "not ready", path: "/readyz", status: 503, has: []string{"no app is loaded"}},
		{name: "alive", path: "/healthz", status: 200},
		{name: "somebody all the same", path: "/api/me", status: 200, has: []string{`"id":"me"`}},
		{name: "no apps", path: "/api/apps", status: 200, has: []string{`"apps":[]`}},
		{name: "anybody, where nobody is listed", as: "visitor", path: "/api/me", status: 200, has: []string{`"id":"visitor"`}},
		{name: "but no path", as: "a/b", path: "/api/me", status: 401},
	})
}

func TestNoSecretIsLogged(t *testing.T) {
	w := signedIn(t)
	key := w.key(t, "lin")
	link := w.link(t, "wang")
	w.try(t, scenario{name: "say", path: "/api/apps/office/messages", header: key, body: `{"id":"1","text":"my password is hunter2"}`, status: 202})
	w.try(t, scenario{name: "guess", path: "/api/me?key=hunter3", header: map[string]string{"Authorization": "Bearer hunter4"}, status: 401})
	w.try(t, form("/login", "link=hunter5", http.StatusForbidden))
	w.try(t, scenario{name: "event", path: "/api/events/hunter6", body: `{"x":"hunter7"}`, status: 404})
	w.until("handled", func() bool {
		return strings.Contains(w.try(t, scenario{name: "read", path: "/api/apps/office/conversation", header: key, status: 200}).body, `"busy":false`)
	})
	logged := w.log.String()
	for _, secret := range []string{"hunter", strings.TrimPrefix(key["Authorization"], "Bearer "), link, "the operator's key"} {
		if strings.Contains(logged, secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
	if !strings.Contains(logged, `route="POST /api/events/{token}"`) {
		t.Error("requests are not logged by their route")
	}
}
