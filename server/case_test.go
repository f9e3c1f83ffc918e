package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/server"
	"github.com/usher-dev/usher/store/storetest"
)

func TestCase23TheAnswerGoesToItsOwnQuestion(t *testing.T) {
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		w := open(t, db)
		w.say("lin", "I need a badge for a visitor")
		w.post(t, "lin", "yes")
		gap := time.NewTimer(50 * time.Millisecond) // the case's own gap: a person's two quick answers
		defer gap.Stop()
		<-gap.C
		w.post(t, "lin", "Li Hua")
		w.rest("lin")
		got := talk(w.conversation("lin").Entries)
		want := `> I need a badge for a visitor
< Do they need a parking place?
> yes
< What is their name?
> Li Hua
< The badge for Li Hua is ready.
`
		if !sameLines(got, want) { // the second message may stand before the reply to the first
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		runs := w.runs("lin", "")
		if len(runs) != 1 {
			t.Fatalf("%d runs, want 1", len(runs))
		}
		run := w.run("lin", runs[0].ID)
		if run.Status != "done" || run.Slots["name"] != "Li Hua" {
			t.Errorf("run is %s with %v, want done with name Li Hua", run.Status, run.Slots)
		}
		for n := int64(1); n <= 3; n++ {
			w.try(t, scenario{name: "a turn each", as: "lin", path: fmt.Sprintf("/api/apps/office/turns/%d", n), status: 200, has: []string{`"cause":"message"`}})
		}
		w.try(t, scenario{name: "and no more", as: "lin", path: "/api/apps/office/turns/4", status: 404})
	})
}

// sameLines tells whether the same was said, whatever stands between.
func sameLines(got, want string) bool {
	have := map[string]int{}
	for _, l := range strings.Split(got, "\n") {
		have[l]++
	}
	for _, l := range strings.Split(want, "\n") {
		if have[l]--; have[l] < 0 {
			return false
		}
	}
	return true
}

func TestCase23SixteenWritersAndEveryMessageOnceInItsOrder(t *testing.T) {
	const writers, each = 16, 6
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		w := open(t, db)
		numbers := make([][]int64, writers)
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				for j := range each {
					id, text := fmt.Sprintf("w%d-%d", i, j), fmt.Sprintf("writer %d says %d", i, j)
					first, second := w.postAs(t, "lin", id, text), w.postAs(t, "lin", id, text)
					if first.Again || !second.Again || first.Number != second.Number || first.Entry != second.Entry {
						t.Errorf("%s: %+v, then %+v", id, first, second)
					}
					numbers[i] = append(numbers[i], first.Number)
				}
			})
		}
		wg.Wait()
		w.rest("lin")
		seen := map[int64]bool{}
		for i, mine := range numbers {
			for j, n := range mine {
				if seen[n] || j > 0 && n <= mine[j-1] {
					t.Errorf("writer %d got the numbers %v", i, mine)
				}
				seen[n] = true
			}
		}
		said := map[string]int{}
		for _, e := range w.everything("lin") {
			if e.Role == "person" {
				said[e.Text]++
				if e.Turn == 0 {
					t.Errorf("%q has no turn", e.Text)
				}
			}
		}
		if len(said) != writers*each {
			t.Errorf("%d messages stand there, want %d", len(said), writers*each)
		}
		for text, n := range said {
			if n != 1 {
				t.Errorf("%q stands there %d times", text, n)
			}
		}
	})
}

func TestCase25TwoFirstMessagesAtOnce(t *testing.T) {
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		w := open(t, db)
		var wg sync.WaitGroup
		receipts := make([]server.Receipt, 2)
		for i, text := range []string{"I need a day off", "I need a badge for a visitor"} {
			wg.Go(func() { receipts[i] = w.post(t, "lin", text) })
		}
		wg.Wait()
		w.rest("lin")
		if a, b := receipts[0].Number, receipts[1].Number; a+b != 3 {
			t.Errorf("they are numbered %d and %d, want 1 and 2", a, b)
		}
		var said []string
		for _, e := range w.conversation("lin").Entries {
			if e.Role == "person" {
				said = append(said, e.Text)
			}
		}
		if len(said) != 2 || said[0] == said[1] {
			t.Errorf("kept are %q, want both", said)
		}
		if runs := w.runs("lin", "open=true"); len(runs) != 2 {
			t.Errorf("%d runs are open, want both", len(runs))
		}
	})
}

func TestCase29TheApprovalOutlivesTheProcess(t *testing.T) {
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		if !db.Keeps {
			t.Skip("in memory nothing outlives the process")
		}
		w := open(t, db)
		w.say("lin", "I need a day off")
		w.say("lin", "2026-12-01")
		before := w.one("wang")
		w.again()
		it := w.one("wang")
		if it.ID != before.ID || it.Hash != before.Hash || it.Status != "open" {
			t.Errorf("the approval is %+v, was %+v", it, before)
		}
		if r := w.runs("lin", "open=true"); len(r) != 1 || r[0].Waits == nil || r[0].Waits.Name != "Wang" {
			t.Errorf("the run waits for %+v", r)
		}
		w.try(t, decision("wang", it, "approve", ""))
		w.until("done", func() bool { return w.run("lin", it.Run).Status == "done" })
	})
}

func TestCase34RejectedIsNotDone(t *testing.T) {
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		for _, c := range []struct{ decision, reason, status, said string }{
			{"approve", "", "done", "Have a good day off."},
			{"reject", "we need you that day", "rejected", "we need you that day"},
		} {
			t.Run(c.decision, func(t *testing.T) {
				w := open(t, db)
				w.say("lin", "I need a day off")
				w.say("lin", "2026-12-01")
				it := w.one("wang")
				w.try(t, decision("wang", it, c.decision, c.reason))
				w.until("decided", func() bool { return w.run("lin", it.Run).Status == "rejected" || w.run("lin", it.Run).Status == "done" })
				run := w.run("lin", it.Run)
				if string(run.Status) != c.status || len(run.Items) != 1 || run.Items[0].Decision != c.decision || run.Items[0].Reason != c.reason {
					t.Errorf("run is %s, items %+v", run.Status, run.Items)
				}
				last := w.conversation("lin").Entries
				if got := last[len(last)-1].Text; !strings.Contains(talk(last), c.said) {
					t.Errorf("the last thing said is %q, want %q in it", got, c.said)
				}
				if c.status == "rejected" && strings.Contains(talk(last), "Have a good day off") {
					t.Error("it says granted after a no")
				}
			})
			db = another(t, db)
		}
	})
}

func TestCase35WhatIsSaidAfterTheApprovalIsEverywhere(t *testing.T) {
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		w := open(t, db)
		w.say("lin", "I need a day off")
		w.say("lin", "2026-12-01")
		live := w.subscribe(t, "lin", "")
		live.entries(len(w.conversation("lin").Entries))
		it := w.one("wang")
		w.try(t, decision("wang", it, "approve", ""))
		const said = "Have a good day off."
		for e := range live.each() {
			if e.name == "entry" && strings.Contains(e.data, said) {
				break
			}
		}
		if got := talk(w.conversation("lin").Entries); !strings.Contains(got, said) {
			t.Errorf("after a reload it is not there:\n%s", got)
		}
		if tells := strings.Join(w.run("lin", it.Run).Tells, "\n"); !strings.Contains(tells, said) {
			t.Errorf("the API does not have it: %q", tells)
		}
	})
}

// key makes a key with which a program acts as one person.
func (w *world) key(t testing.TB, person string) map[string]string {
	t.Helper()
	var k struct{ Key string }
	w.try(t, scenario{
		name: "key", path: "/api/operate/key", body: jsonText(server.Someone{Person: person}), status: 200,
		header: map[string]string{"Authorization": "Bearer the operator's key"},
	}).into(&k)
	return map[string]string{"Authorization": "Bearer " + k.Key}
}

func TestCase37ApprovedByAProgramWithAKeyOfItsOwn(t *testing.T) {
	for _, signIn := range []bool{false, true} {
		t.Run(fmt.Sprintf("sign-in %v", signIn), func(t *testing.T) {
			w := memory(t, with(func(o *server.Options) { o.SignIn = signIn }))
			lin, wang := w.key(t, "lin"), w.key(t, "wang")
			send := func(id, text string) {
				w.try(t, scenario{name: text, path: "/api/apps/office/messages", header: lin, body: jsonText(server.Posted{ID: id, Text: text}), status: 202})
			}
			send("1", "I need a day off")
			send("2", "2026-12-01")
			var list struct{ Items []server.Item }
			w.until("asked", func() bool {
				w.try(t, scenario{name: "list", path: "/api/inbox", header: wang, status: 200}).into(&list)
				return len(list.Items) == 1
			})
			var it server.Item
			w.try(t, scenario{
				name: "read", path: "/api/inbox/" + list.Items[0].ID, header: wang, status: 200,
				has: []string{"Lin is away on", `"key":"approve"`, `"hash":"`},
			}).into(&it)
			d := decision("", it, "approve", "")
			d.header = lin
			d.status = map[bool]int{true: 404, false: 404}[signIn]
			w.try(t, d) // a key may no more than its person, who asked for it
			d.header, d.status, d.has = wang, 200, []string{`"status":"decided"`, `"decided_by":{"id":"wang","name":"Wang"`}
			w.try(t, d)
			w.until("done", func() bool {
				return strings.Contains(w.try(t, scenario{name: "run", path: "/api/runs/" + it.Run, header: lin}).body, `"status":"done"`)
			})
			for _, s := range []scenario{
				{name: "a key makes no keys", path: "/api/operate/key", body: `{"person":"wang"}`, header: lin, status: 403, has: []string{`"code":"operators"`}},
				{name: "a wrong key is nobody's", path: "/api/inbox", header: map[string]string{"Authorization": "Bearer guess"}, status: 401},
				{name: "a key for nobody", path: "/api/operate/key", body: `{"person":"nobody"}`, header: map[string]string{"Authorization": "Bearer the operator's key"}, status: 422, has: []string{"unknown_person"}},
			} {
				w.try(t, s)
			}
		})
	}
}

func TestCase38AStaleButtonSaysWhenItEnded(t *testing.T) {
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		w := open(t, db)
		w.say("lin", "I need a day off")
		w.say("lin", "2026-12-01")
		it := w.one("wang")
		w.later(73 * time.Hour)
		w.until("late", func() bool { return w.run("lin", it.Run).Status == "rejected" })
		for lang, sentence := range map[string]string{"en": "This expired on 2026-11-28 11:00; nothing was done.", "zh-CN": "已于2026-11-28 11:00过期，没有执行任何操作。"} {
			d := decision("wang", it, "approve", "")
			d.status, d.header = http.StatusConflict, map[string]string{"Accept-Language": lang}
			d.has = []string{`"code":"expired"`, sentence, `"status":"expired"`}
			w.try(t, d)
		}
		if n := w.finance.effects(); n != 0 {
			t.Errorf("%d tool calls, want none", n)
		}
		run := w.run("lin", it.Run)
		if len(run.Items) != 1 || run.Items[0].Status != "expired" || len(run.Items[0].Asked) != 1 || run.Items[0].Asked[0].Name != "Wang" {
			t.Errorf("the run does not say who was asked: %+v", run.Items)
		}
	})
}

// another is a new database of the same kind.
func another(t testing.TB, db storetest.Database) storetest.Database {
	t.Helper()
	switch db.Name {
	case "postgres":
		return storetest.Postgres(t)
	case "sqlite":
		return storetest.SQLite(t)
	}
	return db
}
