package rehearse_test

import (
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/store/storetest"
	"github.com/usher-dev/usher/studio/rehearse"
)

// canonical is a value as JSON shows it.
func canonical(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func TestCase01TheProcessNamedInTheTraceIsTheOneStarted(t *testing.T) {
	a := load(t, files{
		"processes/refund.md": "---\ntitle: {en: \"Refund\", zh: \"退款\"}\nexamples:\n  - 我要退款\n  - 退款流程怎么走\n  - 钱什么时候退给我\n  - 退款太慢了\n" +
			"  - I want my money back\n  - how do I get a refund\nslots:\n  order: {type: text, ask: {en: \"Which order?\", zh: \"哪个订单?\"}}\nsteps:\n  - collect: [order]\n---\n",
		"processes/praise.md": "---\ntitle: {en: \"Praise\", zh: \"表扬\"}\nexamples:\n  - 我要表扬你们的客服\n  - 服务态度很好\n  - 客服太棒了\n" +
			"  - I want to praise somebody\n  - your staff was great\nslots:\n  who: {type: text, ask: {en: \"Whom?\", zh: \"表扬谁?\"}}\nsteps:\n  - collect: [who]\n---\n",
	})
	messages := []string{"退款流程太折腾了", "我要退款", "表扬一下客服", "退钱", "客服态度真好", "给我退款吧", "how do I get my refund", "the staff was great"}
	verbs := []string{"我想", "麻烦", "请问", "帮我", "你好,"}
	for i := len(messages); i < 50; i++ {
		messages = append(messages, verbs[i%len(verbs)]+messages[i%7])
	}
	started := 0
	for _, m := range messages {
		w := begin(t, memory(t), a, nil)
		w.says(m)
		named, ran := "", ""
		for _, s := range w.last.Trace {
			if s.What == "start" {
				named = s.Process
			}
		}
		if w.last.Run != nil {
			ran = w.last.Run.Process
		}
		if named != ran {
			t.Errorf("%q: the trace names %q and %q was started", m, named, ran)
		}
		if ran != "" {
			started++
			if top := w.last.Recognition[0].Process; top != ran {
				t.Errorf("%q: recognised as %q and %q was started", m, top, ran)
			}
		}
	}
	if started < 30 {
		t.Errorf("only %d of %d messages started anything", started, len(messages))
	}
}

// memory opens stores in memory, a new one each time.
func memory(t *testing.T) storetest.Open {
	return func(opt ...store.Options) *store.Store {
		t.Helper()
		s, err := store.Open(t.Context(), "sqlite::memory:", opt[0])
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
}

const recipes = "---\ntitle: {en: \"Find a recipe\", zh: \"找菜谱\"}\nexamples:\n  - what can I cook with eggs\n  - a recipe for noodles\n  - 西红柿能做什么菜\n" +
	"  - 找个菜谱\nslots:\n  dish: {type: text, ask: {en: \"Which dish?\", zh: \"什么菜?\"}}\nsteps:\n  - collect: [dish]\n---\n"

func TestCase02WhatFitsNothingIsRefusedWithWhatUsherCanDo(t *testing.T) {
	a := load(t, files{"processes/recipes.md": recipes})
	for _, m := range []string{"where can I get new car tyres?", "轮胎哪里换?", "my tyre is flat", "asdf qwer"} {
		w := begin(t, memory(t), a, nil)
		reply := w.says(m)
		if w.last.Run != nil {
			t.Errorf("%q started %s", m, w.last.Run.Process)
		}
		if !strings.Contains(reply, "Find a recipe") && !strings.Contains(reply, "找菜谱") {
			t.Errorf("%q: the refusal does not say what Usher can do: %s", m, reply)
		}
	}
}

func TestCase04QuotesAndBracesInATitleAreText(t *testing.T) {
	title := `He said "VIP" {{x}} 退货`
	a := load(t, files{
		"processes/vip.md": "---\ntitle: 'He said \"VIP\" {{x}} 退货'\nexamples:\n  - VIP 退货\n  - return a VIP order\nslots:\n  order: {type: text, ask: {en: \"Which order?\", zh: \"哪个订单?\"}}\n" +
			"steps:\n  - collect: [order]\n---\n",
		"processes/recipes.md": recipes,
	})
	p, _ := a.Process("vip")
	if got := p.Title.In("en"); got != title {
		t.Errorf("the title is %q; want %q", got, title)
	}
	w := begin(t, memory(t), a, nil)
	contains(t, w.says(title), title)
	w.at("vip", "collect", "order")
}

func TestCase05TwoTasksInOneSessionAreTwoRuns(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("I want to claim an expense of 38 yuan from yesterday")
		w.says("yes")
		first := w.last.Run
		w.says("I need a meeting room")
		if w.last.Run.Process != "room" || w.last.Run.ID == first.ID {
			t.Errorf("the second task runs as %+v after %+v", w.last.Run, first)
		}
	})
}

// claimApp has a claim with an approval above 500, and a room without tools.
var claimApp = files{
	"processes/claim.md": `---
title: {en: "Claim an expense", zh: "报销费用"}
who: [employee]
owner: zhao
examples:
  - I want to claim an expense
  - please pay me back for the taxi
  - I paid for it myself, how do I get the money back
  - 我要报销
  - 打车费报一下
  - 垫付的钱怎么报
slots:
  amount: {type: money, label: {en: "amount", zh: "金额"}, ask: {en: "How much was it?", zh: "多少钱?"}, check: amount > 0}
  day: {type: date, label: {en: "day", zh: "日期"}, ask: {en: "On which day?", zh: "哪天?"}, check: day <= today}
  note: {type: text, label: {en: "note", zh: "备注"}, optional: true, ask: {en: "Anything to add?", zh: "有备注吗?"}, needed: amount > 1000}
steps:
  - collect: [amount, day, note]
  - confirm: {en: "Claim {amount} for {day}?", zh: "报销 {day} 的 {amount}?"}
  - when: amount > 500
    then:
      - approve: manager
        show: {en: "{person.name} claims {amount}", zh: "{person.name} 报销 {amount}"}
        within: 3 working days
  - call: office.submit
    with:
      amount: amount
      day: day
    save: claim
  - tell: {en: "Handed in, number {claim.number}.", zh: "已提交,编号 {claim.number}。"}
---
`,
	"processes/room.md": `---
title: {en: "Book a meeting room", zh: "订会议室"}
examples:
  - I need a meeting room
  - book a room
  - 订个会议室
slots:
  people: {type: number, label: {en: "people", zh: "人数"}, ask: {en: "For how many?", zh: "几个人?"}}
  day: {type: date, label: {en: "day", zh: "日期"}, ask: {en: "When?", zh: "哪天?"}, check: day >= today}
  name: {type: text, label: {en: "name", zh: "名字"}, ask: {en: "Under which name?", zh: "用谁的名字?"}}
  screen: {type: yesno, label: {en: "screen", zh: "屏幕"}, ask: {en: "Do you need a screen?", zh: "要屏幕吗?"}}
  note: {type: text, label: {en: "note", zh: "备注"}, optional: true, ask: {en: "Any wishes?", zh: "有什么要求?"}}
steps:
  - collect: [people, day, name, screen, note]
  - confirm: {en: "A room for {people} on {day} for {name}?", zh: "{day} {people} 人的会议室,{name}?"}
  - tell: {en: "It is booked.", zh: "订好了。"}
---
`,
	"tools/office.yaml": `base: ${OFFICE_URL}
tools:
  submit:
    does: "hand in a claim"
    post: /claims
    in: {amount: money, day: date}
    out: {number: text at /no}
    effect: idempotent
    undo: {tool: withdraw, with: {number: out.number}}
  withdraw: {does: "take a claim back", delete: "/claims/{number}", in: {number: text}, effect: idempotent}
`,
}

var claimFakes = rehearse.Fakes{"office.submit": map[string]any{"number": "C-1"}}

func TestCase08AnAnswerThatIsNoneIsAskedAgainAndThenHelped(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("I want to claim an expense of 38 yuan")
		w.at("claim", "collect", "day")
		reply := w.says("asdf qwer")
		w.at("claim", "collect", "day")
		contains(t, reply, "date", "On which day?")
		reply = w.says("asdf qwer zxcv")
		contains(t, reply, "?")
		if w.last.Run.Asks == "day" && strings.Count(reply, "On which day?") > 0 && !strings.Contains(reply, "pass") {
			t.Errorf("after two misses nothing but the same question comes: %s", reply)
		}
		for range 4 {
			w.says("asdf qwer")
		}
		if w.last.Run != nil && w.last.Run.Asks == "day" {
			t.Error("the question is asked without end")
		}
	})
}

func TestCase20NoneAnswersAnOptionalSlotAndStartOverEmptiesAll(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		for _, line := range []string{"订个会议室", "4个人", "明天", "林小雨", "要"} {
			w.says(line)
		}
		w.at("room", "collect", "note")
		w.says("没有")
		w.at("room", "confirm", "")
		if v, answered := w.last.Run.Slots["note"]; !answered || v != nil {
			t.Errorf("note is %v, answered %v; want empty and answered", v, answered)
		}
		old := w.last.Run.ID
		w.says("重新开始")
		w.at("room", "collect", "people")
		if len(w.last.Run.Slots) != 0 || w.last.Run.ID == old {
			t.Errorf("after starting over the run is %+v", w.last.Run)
		}
		if len(w.last.Ended) != 1 || w.last.Ended[0] != old {
			t.Errorf("ended: %v; want the old run %s", w.last.Ended, old)
		}
	})
}

func TestCase22GoingBackAsksOnlyWhatDepends(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		for _, line := range []string{"I need a meeting room", "4", "tomorrow", "Lin", "yes"} {
			w.says(line)
		}
		w.at("room", "collect", "note")
		w.says("change my answer to question 2")
		w.at("room", "collect", "day")
		w.slots("people", 4, "name", "Lin", "screen", true)
		w.says("Friday")
		w.at("room", "collect", "note")
		w.slots("people", 4, "day", "2026-11-27", "name", "Lin", "screen", true)
	})
}

func TestCase26ARunEndsOnTheDefinitionItStartedWith(t *testing.T) {
	v1 := load(t, claimApp)
	edited := files{}
	for path, text := range claimApp {
		edited[path] = text
	}
	edited["processes/claim.md"] = strings.NewReplacer(
		"slots:\n", "slots:\n  project: {type: text, label: {en: \"project\", zh: \"项目\"}, ask: {en: \"Which project?\", zh: \"哪个项目?\"}}\n",
		"collect: [amount", "collect: [project, amount").Replace(claimApp["processes/claim.md"])
	v2 := load(t, edited)
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		if !db.Keeps {
			t.Skip("nothing is kept in memory")
		}
		st := open(t, db)
		w := on(t, st, v1, claimFakes)
		w.says("I want to claim an expense of 38 yuan")
		old := w.last.Run
		w = on(t, st, v2, claimFakes)
		w.says("yesterday")
		w.at("claim", "confirm", "")
		w.says("yes")
		w.status("done")
		if w.last.Run.Version != old.Version {
			t.Errorf("the run began on %s and ended on %s", old.Version, w.last.Run.Version)
		}
		w.says("I want to claim an expense")
		w.at("claim", "collect", "project")
		if w.last.Run.Version == old.Version {
			t.Error("a new run uses the old definition")
		}
	})
}

// open opens a database for several sessions one after the other.
func open(t *testing.T, db storetest.Database) *store.Store {
	t.Helper()
	clock := rehearse.NewClock(morning())
	return db.Opener(t)(store.Options{Node: "rehearsal", Now: clock.Now})
}

// on is a new session, as after a restart, on a store that goes on.
func on(t *testing.T, st *store.Store, a *app.App, fakes rehearse.Fakes) *world {
	t.Helper()
	clock := rehearse.NewClock(morning())
	s := rehearse.NewSession(rehearse.Options{
		App: a, Store: st, Clock: clock, Person: "lin", Tools: &rehearse.Stage{Fakes: fakes, Now: clock.Now},
		IDs: rand.Text(),
	})
	return &world{Session: s, t: t, ctx: t.Context(), clock: clock}
}

func TestCase28ADeployDoesNotStrandWhatWaits(t *testing.T) {
	v1 := load(t, claimApp)
	edited := files{}
	for path, text := range claimApp {
		edited[path] = text
	}
	edited["processes/room.md"] = strings.ReplaceAll(claimApp["processes/room.md"], "It is booked.", "Booked for you.")
	v2 := load(t, edited)
	storetest.EachDatabase(t, func(t *testing.T, db storetest.Database) {
		if !db.Keeps {
			t.Skip("nothing is kept in memory")
		}
		first := open(t, db)
		w := on(t, first, v1, claimFakes)
		w.says("I want to claim an expense of 800 yuan from yesterday")
		w.says("yes")
		w.status("waiting")
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		w = on(t, open(t, db), v2, claimFakes)
		contains(t, w.says("/as wang approve"), "C-1")
		w.status("done")
	})
}

func TestCase34ApprovedIsDoneAndRejectedIsRejectedWithTheReason(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("I want to claim an expense of 800 yuan from yesterday")
		w.says("yes")
		contains(t, w.says("/as wang approve"), "C-1")
		w.status("done")
		w.says("I want to claim an expense of 900 yuan from yesterday")
		w.says("yes")
		reply := w.says("/as wang reject: no receipt")
		contains(t, reply, "no receipt")
		lacks(t, reply, "C-1")
		w.status("rejected")
		if len(w.last.Calls) > 0 {
			t.Errorf("a rejected claim called %v", w.last.Calls)
		}
	})
}

func TestCase38AStaleCardDecidesNothing(t *testing.T) {
	a := load(t, claimApp)
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, claimFakes)
		w.says("I want to claim an expense of 800 yuan from yesterday")
		w.says("yes")
		reply := w.says("/later 5 days")
		contains(t, reply, "Wang")
		w.status("handed_off")
		if err := w.fails("/as wang approve"); !strings.Contains(err.Error(), "nothing waits") {
			t.Errorf("the old card: %v", err)
		}
		if len(w.last.Calls) > 0 {
			t.Errorf("called %v", w.last.Calls)
		}
	})
}

func TestCase32TheParentWaitsForTheWholeSubRun(t *testing.T) {
	a := load(t, files{
		"processes/trip.md": "---\ntitle: {en: \"Business trip\", zh: \"出差\"}\nexamples:\n  - I go on a business trip\n  - 我要出差\nslots:\n" +
			"  city: {type: text, label: {en: \"city\", zh: \"城市\"}, ask: {en: \"Where to?\", zh: \"去哪里?\"}}\nsteps:\n  - collect: [city]\n" +
			"  - {run: visa, with: {city: city}, save: visa}\n  - tell: {en: \"Have a good trip to {city}.\", zh: \"{city} 之行顺利。\"}\n---\n",
		"processes/visa.md": "---\ntitle: {en: \"Visa letter\", zh: \"签证函\"}\nexamples:\n  - I need a visa letter\n  - 开签证函\nslots:\n" +
			"  city: {type: text, label: {en: \"city\", zh: \"城市\"}, ask: {en: \"For which city?\", zh: \"哪个城市?\"}}\nsteps:\n  - collect: [city]\n" +
			"  - approve: [manager, finance]\n    show: {en: \"A letter for {city}\", zh: \"{city} 的签证函\"}\n    within: 3 days\n---\n",
	})
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		w := begin(t, open, a, nil)
		w.says("I go on a business trip")
		lacks(t, w.says("Tokyo"), "good trip")
		lacks(t, w.says("/as wang approve"), "good trip")
		contains(t, w.says("/as zhao approve"), "Have a good trip to Tokyo.")
	})
}
