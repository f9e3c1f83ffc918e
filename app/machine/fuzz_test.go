package machine

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// FuzzApply drives every process of testdata with random events and holds what
// must be true of any run, whatever happens to it.
func FuzzApply(f *testing.F) {
	processes := scriptProcesses(f)
	for i := range processes {
		for seed := range uint64(6) {
			f.Add(i, seed, 40)
		}
	}
	f.Fuzz(func(t *testing.T, which int, seed uint64, n int) {
		p := processes[abs(which)%len(processes)]
		r := &random{
			play: newPlay(t, p), rand: rand.New(rand.NewPCG(seed, 7)),
			calls: map[int64]string{}, open: map[string]Action{},
		}
		r.run(min(abs(n)%120+1, 120))
	})
}

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}

func scriptProcesses(tb testing.TB) []*process.Process {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		tb.Fatal("no scripts")
	}
	var list []*process.Process
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		source, _, _ := strings.Cut(string(raw), "\n=== events\n")
		p, faults := process.Read("test.md", []byte(source+"\n"), process.ReadOptions{})
		if err := faults.Err(); err != nil {
			tb.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// random is one run with random events, and what is known to be open outside.
type random struct {
	*play
	rand   *rand.Rand
	events []Event
	calls  map[int64]string  // every key ever used and for what
	open   map[string]Action // items, timers, calls and children that are open
	log    []string
}

func (r *random) run(n int) {
	r.step(Event{Kind: EvBegin, Values: r.someValues()})
	for range n {
		r.now = r.now.Add(time.Duration(r.rand.IntN(100)) * time.Minute)
		r.step(r.event())
	}
	r.replay()
}

func (r *random) step(ev Event) {
	final := r.s.Status.Final()
	from := len(r.acts)
	r.log = append(r.log, fmt.Sprintf("%+v", ev))
	out := r.apply(ev)
	r.log = append(r.log, out)
	ev.Seq, ev.At = r.seq, r.now
	r.events = append(r.events, ev)
	acts := r.acts[from:]
	r.outside(ev, acts)
	switch {
	case final:
		r.onlyRefused(acts)
	case r.s.Status.Final():
		r.nothingOpen()
	default:
		r.somethingComes()
	}
}

func (r *random) fail(format string, a ...any) {
	r.t.Helper()
	r.t.Fatalf("%s\n%s", fmt.Sprintf(format, a...), strings.Join(r.log, "\n"))
}

// outside keeps the books that an engine keeps: what is open. A result,
// decision, timer or end that was taken closes it.
func (r *random) outside(ev Event, acts []Action) {
	r.close(ev, acts)
	calls := 0
	for _, a := range acts {
		switch a.Kind {
		case ActCall:
			calls++
			r.oneKey(a)
			r.open[fmt.Sprintf("call %d", a.Seq)] = a
		case ActItem:
			key := fmt.Sprintf("item %d.%d", a.Seq, a.Item.Part)
			if _, ok := r.open[key]; ok {
				r.fail("%s was asked twice", key)
			}
			if a.Item.To == "" || len(a.Item.Outcomes) == 0 || a.Item.Hash == "" {
				r.fail("nobody can decide %+v", a.Item)
			}
			r.open[key] = a
		case ActTimer:
			r.open[fmt.Sprintf("timer %d %s", a.Seq, a.Timer.Name)] = a
		case ActChild:
			r.open[fmt.Sprintf("child %d", a.Seq)] = a
		case ActWithdraw:
			r.drop(fmt.Sprintf("item %d.", a.Seq))
		case ActCancelTimer:
			r.drop(fmt.Sprintf("timer %d ", a.Seq))
		}
	}
	if calls > 1 {
		r.fail("%d calls share one key", calls)
	}
}

// close drops what an accepted event answers.
func (r *random) close(ev Event, acts []Action) {
	if slices.ContainsFunc(acts, func(a Action) bool { return a.Kind == ActRefused && a.Why == WhyNotHere }) {
		return
	}
	switch ev.Kind {
	case EvResult:
		delete(r.open, fmt.Sprintf("call %d", ev.For))
	case EvDecision:
		delete(r.open, fmt.Sprintf("item %d.%d", ev.For, ev.Part))
	case EvTimer:
		delete(r.open, fmt.Sprintf("timer %d %s", ev.For, ev.Name))
	case EvChild:
		if ev.Outcome != "handed_off" {
			delete(r.open, fmt.Sprintf("child %d", ev.For))
		}
	}
}

func (r *random) drop(prefix string) {
	for key := range r.open {
		if strings.HasPrefix(key, prefix) {
			delete(r.open, key)
		}
	}
}

// oneKey: a key is used for one purpose only; only a retry uses it again.
func (r *random) oneKey(a Action) {
	what := fmt.Sprintf("%s %s %d", a.Path, a.Call.Tool, a.Call.Undo)
	if before, ok := r.calls[a.Seq]; ok && before != what {
		r.fail("key %d was used for %q and for %q", a.Seq, before, what)
	}
	if _, again := r.calls[a.Seq]; again && (r.events[len(r.events)-1].Kind != EvDecision || r.events[len(r.events)-1].Decision != "retry") {
		r.fail("key %d was used again without a retry", a.Seq)
	}
	r.calls[a.Seq] = what
}

func (r *random) onlyRefused(acts []Action) {
	for _, a := range acts {
		if a.Kind != ActRefused {
			r.fail("after the end: %+v", a)
		}
	}
}

// nothingOpen: a run that is over leaves no item, timer or sub-run behind. A
// call that only reads may still be on its way.
func (r *random) nothingOpen() {
	for key, a := range r.open {
		if tool, _ := r.env.Tool(toolOf(a)); tool.Effect == "read" {
			continue
		}
		r.fail("the run ended as %s, but %s is open", r.s.Status, key)
	}
}

func toolOf(a Action) string {
	if a.Call == nil {
		return ""
	}
	return a.Call.Tool
}

// somethingComes: a run that is not over has a question for its person, or
// waits for something that can come (case 29).
func (r *random) somethingComes() {
	if r.s.Status == Active {
		if r.s.Open == nil {
			r.fail("active, but nothing is asked")
		}
		return
	}
	if r.s.Open != nil {
		r.fail("%s with an open question", r.s.Status)
	}
	if r.s.Waits == nil {
		r.fail("%s for nothing", r.s.Status)
	}
	kind := map[string]string{
		"call": "call ", "undo": "call ", "approve": "item ", "judge": "item ", "handoff": "item ",
		"time": "timer ", "run": "child ", "event": "",
	}[r.s.Waits.For]
	for key := range r.open {
		if kind == "" || strings.HasPrefix(key, kind) {
			return
		}
	}
	if r.s.Waits.For != "event" {
		r.fail("waits for %s, but nothing is open: %v", r.s.Waits.For, r.open)
	}
}

// replay applies the same events to a new run: the state must be the same.
func (r *random) replay() {
	s := New(r.p, "r1")
	for _, ev := range r.events {
		next, _, err := Apply(r.p, s, ev, r.env)
		if err != nil {
			r.fail("replay: %v", err)
		}
		s = next
	}
	if asJSON(r.t, s) != asJSON(r.t, r.s) {
		r.fail("the replayed state differs:\n%s\n%s", asJSON(r.t, s), asJSON(r.t, r.s))
	}
}

// event is one that may happen now, sometimes one that may not.
func (r *random) event() Event {
	if len(r.open) > 0 && r.rand.IntN(3) > 0 {
		return r.answer()
	}
	switch r.rand.IntN(12) {
	case 0:
		return Event{Kind: EvResult, For: r.rand.Int64N(r.seq + 1), Outcome: "done"}
	case 1:
		return Event{Kind: EvDecision, For: r.rand.Int64N(r.seq + 1), Part: r.rand.IntN(3) - 1, Decision: "approve"}
	case 2:
		return Event{Kind: EvTimer, For: r.rand.Int64N(r.seq + 1), Name: pick(r.rand, "late", "wait", "remind")}
	case 3:
		return Event{Kind: EvChild, For: r.rand.Int64N(r.seq + 1), Outcome: "done"}
	case 4, 5:
		var events []string
		eachStep(r.p.Steps, func(st *process.Step) {
			if st.Event != "" {
				events = append(events, st.Event)
			}
		})
		return Event{Kind: EvEvent, Name: pick(r.rand, append(events, "other")...), Result: r.result()}
	}
	commands := make([]Command, r.rand.IntN(3)+1)
	for i := range commands {
		commands[i] = r.command()
	}
	return Event{Kind: EvSaid, Commands: commands}
}

// answer answers something that is open.
func (r *random) answer() Event {
	keys := sortedKeys(r.open)
	a := r.open[pick(r.rand, keys...)]
	switch a.Kind {
	case ActCall:
		return Event{
			Kind: EvResult, For: a.Seq, Result: r.result(),
			Outcome: pick(r.rand, "done", "done", "done", "failed", "unknown", "full", ""),
		}
	case ActItem:
		ev := Event{
			Kind: EvDecision, For: a.Seq, Part: a.Item.Part, By: "wang",
			Decision: pick(r.rand, append(a.Item.Outcomes, "approve", "nonsense")...),
		}
		if a.Item.Sort == "judge" {
			ev.Outcome, ev.Decision = ev.Decision, "pick"
		}
		return ev
	case ActTimer:
		return Event{Kind: EvTimer, For: a.Seq, Name: a.Timer.Name}
	}
	return Event{
		Kind: EvChild, For: a.Seq, Result: r.result(), Clean: r.rand.IntN(2) == 0,
		Outcome: pick(r.rand, "done", "done", "rejected", "cancelled", "failed", "handed_off"),
	}
}

func (r *random) result() value.Value {
	if r.rand.IntN(6) == 0 {
		return value.Value{}
	}
	return value.NewRecord(map[string]value.Value{
		"number": value.NewInt(r.rand.Int64N(3)), "name": value.NewText(pick(r.rand, "A", "B")),
		"max": guess(pick(r.rand, "10 CNY", "500 CNY")), "on": guess("2026-12-05"), "nr": value.NewText("7"),
	})
}

var anyCommand = []CommandKind{
	CmdAffirm, CmdAffirm, CmdAffirm, CmdDeny, CmdChoose, CmdSkip, CmdUnknown, CmdBack, CmdRepeat, CmdDone,
	CmdStuck, CmdWhere, CmdWhy, CmdCancel, CmdRestart, CmdHandoff, CmdClarify, CmdPause, CmdSmalltalk, "nonsense",
}

func (r *random) command() Command {
	if r.rand.IntN(3) > 0 && len(r.p.Slots) > 0 {
		slot := r.p.Slots[r.rand.IntN(len(r.p.Slots))]
		if q := r.s.Open; q != nil && q.Slot != "" && r.rand.IntN(3) > 0 {
			slot = *(&walker{p: r.p}).slotOf(q.Slot)
		}
		return Command{Kind: pick(r.rand, CmdSet, CmdCorrect), Slot: slot.Name, Value: r.valueFor(slot)}
	}
	c := Command{Kind: pick(r.rand, anyCommand...), N: r.rand.IntN(4), Text: pick(r.rand, "", "unclear", "not_a_date", "parent")}
	if c.Kind == CmdBack && len(r.p.Slots) > 0 {
		c.Slot = pick(r.rand, "", "nowhere", r.p.Slots[r.rand.IntN(len(r.p.Slots))].Name)
	}
	return c
}

var samples = map[value.Kind][]string{
	value.Text: {"a", "b", "nobody"}, value.Number: {"0", "1", "4", "7", "12"}, value.Money: {"5 CNY", "800 CNY", "-1 CNY"},
	value.Date: {"2026-11-24", "2026-11-28", "2026-12-30"}, value.YesNo: {"yes", "no"},
}

func (r *random) valueFor(slot process.Slot) value.Value {
	if r.rand.IntN(10) == 0 {
		return guess(pick(r.rand, "", "x", "5", "2026-11-27"))
	}
	if slot.Spec.Kind == value.Choice {
		return value.NewChoice(slot.Spec.Options[r.rand.IntN(len(slot.Spec.Options))].Key)
	}
	kind := slot.Spec.Kind
	if kind == value.List {
		if q := r.s.Open; q != nil && q.Slot == slot.Name {
			for _, f := range slot.Spec.Fields {
				if f.Name == q.Field {
					kind = f.Spec.Kind
				}
			}
		}
	}
	if len(samples[kind]) == 0 {
		return value.NewList([]map[string]value.Value{{"what": value.NewText("x"), "count": value.NewInt(2)}})
	}
	v, err := value.Parse(value.Spec{Kind: kind}, pick(r.rand, samples[kind]...), r.env.Setting)
	if err != nil {
		return value.Value{}
	}
	return v
}

func (r *random) someValues() map[string]value.Value {
	values := map[string]value.Value{"nothing": value.NewText("x")}
	for _, slot := range r.p.Slots {
		if r.rand.IntN(2) == 0 {
			values[slot.Name] = r.valueFor(slot)
		}
	}
	return values
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }
