package machine

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// played returns a play of the process of a script after some events.
func played(t testing.TB, script string, events ...string) *play {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + script + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	source, _, _ := strings.Cut(string(raw), "\n=== events\n")
	pl := newPlay(t, readProcess(t, source+"\n"))
	for _, ev := range events {
		pl.do(ev)
	}
	return pl
}

func TestEventsOutOfOrderAreAFaultOfTheCaller(t *testing.T) {
	pl := played(t, "collect", "begin city=Shanghai")
	other := played(t, "list").p
	for name, c := range map[string]struct {
		p    *process.Process
		s    State
		ev   Event
		want string
	}{
		"again":         {pl.p, pl.s, Event{Seq: 1, Kind: EvSaid}, "event out of order: 1 after 1"},
		"no begin":      {pl.p, New(pl.p, "r"), Event{Seq: 1, Kind: EvSaid}, "event out of order: said is event 1"},
		"begun twice":   {pl.p, pl.s, Event{Seq: 2, Kind: EvBegin}, "event out of order: begin is event 2"},
		"other process": {&process.Process{ID: "x"}, pl.s, Event{Seq: 2, Kind: EvSaid}, `run r1 is of process "test", not "x"`},
	} {
		next, acts, err := Apply(c.p, c.s, c.ev, pl.env)
		if err == nil || err.Error() != c.want || len(acts) > 0 || asJSON(t, next) != asJSON(t, c.s) {
			t.Errorf("%s: %v, %v", name, acts, err)
		}
		if c.p == pl.p && !errors.Is(err, ErrOrder) {
			t.Errorf("%s: %v is no ErrOrder", name, err)
		}
	}
	if other.ID != "test" {
		t.Error("the scripts' processes share an id")
	}
}

func TestUnknownEventsChangeNothingButTheNumber(t *testing.T) {
	pl := played(t, "collect", "begin city=Shanghai")
	before := pl.s
	pl.apply(Event{Kind: "earthquake"})
	before.Seq++
	if asJSON(t, before) != asJSON(t, pl.s) {
		t.Errorf("%s\n%s", asJSON(t, before), asJSON(t, pl.s))
	}
}

// What a person is, what day it is and what the app says never count as a change.
func TestANewDayAndAChangedPersonRedoNothing(t *testing.T) {
	pl := played(t, "expense",
		"begin amount=800.00 CNY; category=hotel; day=2026-11-24", "result done max=500 CNY", "said affirm")
	pl.now = pl.now.AddDate(0, 0, 2)
	pl.env.Person = value.NewRecord(map[string]value.Value{"id": value.NewText("lin"), "name": value.NewText("Lin Renamed")})
	pl.env.Owner = "somebody else"
	got := pl.do("event other") + pl.do("said where") + pl.do("decide approve by wang")
	if strings.Contains(got, "superseded") || strings.Contains(got, "item #") || strings.Contains(got, "shop.look") ||
		!strings.Contains(got, "call #6 shop.book") {
		t.Error(got)
	}
}

func TestTheHashBindsTheValuesAndNotTheText(t *testing.T) {
	hash := func(person, amount, category string) string {
		pl := played(t, "expense")
		pl.env.Person = value.NewRecord(map[string]value.Value{"id": value.NewText("lin"), "name": value.NewText(person)})
		pl.do("begin amount=" + amount + "; category=" + category + "; day=2026-11-24")
		pl.do("result done max=500 CNY")
		pl.do("said affirm")
		i := slices.IndexFunc(pl.acts, func(a Action) bool { return a.Kind == ActItem })
		if i < 0 {
			t.Fatal("nobody was asked")
		}
		return pl.acts[i].Item.Hash
	}
	base := hash("Lin", "800.00 CNY", "hotel")
	for _, c := range []struct {
		person, amount, category string
		same                     bool
	}{
		{"Lin", "800.00 CNY", "hotel", true},
		{"Somebody", "800.00 CNY", "hotel", true},
		{"Lin", "800.01 CNY", "hotel", false},
		{"Lin", "800.00 CNY", "taxi", false},
	} {
		if got := hash(c.person, c.amount, c.category); (got == base) != c.same {
			t.Errorf("%+v: %s against %s", c, got, base)
		}
	}
}

func TestACyclicRunbookGoesToAPersonAfterAThousandSteps(t *testing.T) {
	pl := newPlay(t, &process.Process{
		ID: "test", Title: value.Localized{"en": "Round", "zh": "循环"},
		Steps: []process.Step{{Path: "0", Kind: process.Walk}},
		Runbook: &process.Runbook{Items: []process.Item{
			{Number: "1", Text: "Turn it off.", Lead: "Turn it off."},
			{Number: "2", Text: "Turn it on.", Lead: "Turn it on.", Jumps: []process.Jump{{When: "it is off", To: "1"}}},
		}},
	})
	pl.do("begin")
	for range 2 * MaxSteps {
		if pl.s.Status != Active {
			break
		}
		pl.do("said done")
		if pl.s.Status == Active {
			pl.do("said choose 1")
		}
	}
	got := pl.do("said done")
	want := "  refused done: with_person\n  say: hand_kept(who=boss)\n  = handed_off 2 @0 waits for handoff boss\n"
	if pl.s.Steps != MaxSteps+1 || pl.s.Help == nil || pl.s.Help.Why != WhyTooMany || got != want {
		t.Errorf("after %d steps: %+v\n%s", pl.s.Steps, pl.s.Help, got)
	}
	if got := pl.do("decide done by li"); !strings.Contains(got, "end done") {
		t.Error(got)
	}
}

func TestAThousandCallsAreEnough(t *testing.T) {
	steps := make([]process.Step, MaxSteps+5)
	words, err := process.CompileTemplate(value.Localized{"": "x"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range steps {
		steps[i] = process.Step{Path: strconv.Itoa(i), Kind: process.Tell, Text: words}
	}
	pl := newPlay(t, &process.Process{ID: "test", Steps: steps})
	got := pl.do("begin")
	if pl.s.Status != HandedOff || pl.s.Help.Why != WhyTooMany || strings.Count(got, "say: x") != MaxSteps+1 {
		t.Errorf("%s after %d", pl.s.Status, strings.Count(got, "say: x"))
	}
}

func TestStandingNamesWhatAParentCantTakeBack(t *testing.T) {
	pl := played(t, "cancel", "begin to=nobody")
	for _, c := range []struct {
		event string
		want  []string
	}{
		{"result done number=1", []string{"2", "1"}},
		{"result done number=2", []string{"3.then.0", "2", "1"}},
		{"result failed", []string{"2", "1"}},
		{"said cancel", []string{"2", "1"}},
		{"result done", []string{"1"}},
		{"result done", nil},
	} {
		pl.do(c.event)
		if got := Standing(pl.p, pl.s, pl.env); !slices.Equal(got, c.want) {
			t.Errorf("after %q: %v, want %v", c.event, got, c.want)
		}
	}
}

func TestContextIsGivenAndStays(t *testing.T) {
	pl := newPlay(t, readProcess(t, `---
title: {en: "Complain", zh: "投诉"}
who: [anyone]
examples: [complain]
context:
  order: {type: text, label: {en: "order", zh: "订单"}}
slots:
  what: {type: text, label: {en: "what", zh: "什么"}}
steps:
  - collect: [what]
  - confirm: {en: "{what} of order {order}?", zh: "订单 {order} 的 {what}?"}
---
`))
	got := pl.do("begin order=A-7; what=broken") + pl.do("said set order A-8") + pl.do("said back order")
	want := `  ask: broken of order A-7? / 订单 A-7 的 broken?
  = active confirm @1 asks confirm
    order=A-7; what=broken
  refused set order: fixed
  say: refused_fixed(label=order / 订单)
  ask: broken of order A-7? / 订单 A-7 的 broken?
  = active confirm @1 asks confirm
  refused back order: not_here
  say: not_here()
  ask: broken of order A-7? / 订单 A-7 的 broken?
  = active confirm @1 asks confirm
`
	if got != want {
		t.Error(diff(want, got))
	}
}

func TestReadsAfterAStep(t *testing.T) {
	pl := played(t, "expense")
	for path, want := range map[string]string{
		"0":        "amount category category day limit.max amount person.id",
		"4.then.0": "amount category claim.number day paid.url payment.on person.id",
		"7":        "amount payment.on",
		"8":        "",
		"nowhere":  "",
	} {
		got := readsAfter(pl.p, path)
		for _, name := range strings.Fields(want) {
			if !slices.Contains(got, name) {
				t.Errorf("%s: %v lacks %s", path, got, name)
			}
		}
		if path != "0" && strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", path, got, want)
		}
	}
}

func TestPathsSortAsInTheFile(t *testing.T) {
	paths := []string{"10", "2", "2.then.10", "2.then.9", "2.else.0", "0", "2.then.9.late.0"}
	slices.SortFunc(paths, comparePaths)
	want := "0 2 2.else.0 2.then.9 2.then.9.late.0 2.then.10 10"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func renderView(v Progress) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d of %d, done %d", v.Status, v.Now+1, v.Total, v.Done)
	if v.Waits != nil {
		fmt.Fprintf(&b, ", waits for %s %s since %s", v.Waits.For, v.Waits.Name, v.Waits.Since.Format("15:04"))
	}
	b.WriteString("\n")
	for _, s := range v.Stages {
		label := both(s.Label)
		if s.Key != "" {
			label = renderSay(&Say{Key: s.Key, Args: s.Args})
		}
		fmt.Fprintf(&b, "  %s %s\n", s.State, label)
	}
	return b.String()
}

func TestViewTellsWhatIsDoneNowAndNext(t *testing.T) {
	for _, c := range []struct {
		name, script string
		events       []string
		want         string
	}{
		{"at the second question", "expense", []string{"begin amount=800.00 CNY"}, `active: 2 of 5, done 1
  done amount / 金额
  now day / 日期
  next category / 类别
  next say: label_confirm()
  next say: label_wait(event=paid)
`},
		{"waiting for the manager", "expense", []string{
			"begin amount=800.00 CNY; category=hotel; day=2026-11-24", "result done max=500 CNY", "later 30m", "said affirm",
		}, `waiting: 5 of 6, done 4, waits for approve manager since 10:30
  done amount / 金额
  done day / 日期
  done category / 类别
  done say: label_confirm()
  now say: label_approve(who=manager)
  next say: label_wait(event=paid)
`},
		{"a need that is known", "expense", []string{"begin category=other"}, `active: 1 of 7, done 1
  now amount / 金额
  next day / 日期
  done category / 类别
  next reason
  next say: label_confirm()
  next say: label_judge()
  next say: label_wait(event=paid)
`},
		{"over", "expense", []string{
			"begin amount=8.00 CNY; category=hotel; day=2026-11-24", "result done max=500 CNY", "said affirm",
			"result done number=1", "event paid on=2026-12-01",
		}, `done: 0 of 5, done 5
  done amount / 金额
  done day / 日期
  done category / 类别
  done say: label_confirm()
  done say: label_wait(event=paid)
`},
		{"in a runbook", "runbook", []string{"begin", "said done", "said skip"}, `active: 3 of 5, done 2
  done say: label_item(number=1; text=Check that the cable sits at both ends.)
  skipped say: label_item(number=2; text=Press Source until HDMI 1 shows.)
  now say: label_item(number=3; text=Press Windows+P and choose Duplicate.)
  next say: label_item(number=4; text=Take another cable from the cupboard; call 8008 if that doesn't help.)
  next say: label_solved()
`},
		{"a person is offered, the question stays", "collect", []string{"begin city=x", "said stuck"}, `active: 2 of 7, done 1
  done city / 城市
  now seats / 座位
  next first day / 出发日
  next last day / 返回日
  next class / 座席
  next note / 备注
  next say: label_confirm()
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			pl := played(t, c.script, c.events...)
			env := pl.env
			env.Setting.Now = pl.now.Add(time.Hour)
			if got := renderView(View(pl.p, pl.s, env)); got != c.want {
				t.Error(diff(c.want, got))
			}
		})
	}
}

func TestStatusesThatAreFinal(t *testing.T) {
	for status, want := range map[Status]bool{
		Active: false, Waiting: false, HandedOff: false, Done: true, Rejected: true, Cancelled: true, Failed: true,
	} {
		if status.Final() != want {
			t.Errorf("%s", status)
		}
	}
}

// A state without languages, tools or event addresses is still carried through.
func TestABareEnv(t *testing.T) {
	pl := played(t, "expense")
	pl.env = Env{Owner: "boss"}
	got := pl.do("begin amount=8.00 CNY; category=hotel; day=2026-11-24")
	if !strings.Contains(got, "why no_such_tool") || pl.s.Status != HandedOff {
		t.Error(got)
	}
}

func BenchmarkApply(b *testing.B) {
	pl := played(b, "expense",
		"begin amount=800.00 CNY; category=hotel; day=2026-11-24", "result done max=500 CNY", "said affirm")
	ev := Event{Seq: pl.seq + 1, At: pl.now, Kind: EvDecision, For: 3, Decision: "approve", By: "wang"}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Apply(pl.p, pl.s, ev, pl.env); err != nil {
			b.Fatal(err)
		}
	}
}
