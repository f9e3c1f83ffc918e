package machine

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

var update = flag.Bool("update", false, "write what the machine does into testdata")

// TestScripts runs every script in testdata: a process, then events ("> …"),
// each with all that the machine asked for and the state after it. -update
// rewrites what follows the events; read the diff.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := runScript(t, string(raw))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(raw) {
				t.Errorf("%s: the machine does otherwise (-want +got):\n%s", file, diff(string(raw), got))
			}
		})
	}
}

// runScript returns the script with what really happens under each event.
func runScript(t *testing.T, script string) string {
	t.Helper()
	source, rest, ok := strings.Cut(script, "\n=== events\n")
	if !ok {
		t.Fatal(`a script is a process, a line "=== events", and events`)
	}
	var b strings.Builder
	b.WriteString(source + "\n=== events\n")
	p := readProcess(t, source+"\n")
	pl := newPlay(t, p)
	for line := range strings.SplitSeq(rest, "\n") {
		switch {
		case strings.HasPrefix(line, "#"): // a run of its own
			b.WriteString("\n" + line + "\n")
			pl = newPlay(t, p)
		case strings.HasPrefix(line, "> "):
			b.WriteString(line + "\n" + pl.do(strings.TrimPrefix(line, "> ")))
		}
	}
	return b.String()
}

// play is one run being driven by a script.
type play struct {
	t     testing.TB
	p     *process.Process
	s     State
	now   time.Time
	seq   int64
	acts  []Action // of all events
	slots string
	env   Env
}

var shanghai = time.FixedZone("CST", 8*3600)

func newPlay(t testing.TB, p *process.Process) *play {
	return &play{
		t: t, p: p, s: New(p, "r1"), env: testEnv(),
		now: time.Date(2026, 11, 25, 10, 0, 0, 0, shanghai), // a Wednesday
	}
}

func testEnv() Env {
	named := func(name, src string) []process.Named {
		e, err := process.CompileExpr(src)
		if err != nil {
			panic(err)
		}
		return []process.Named{{Name: name, Expr: e}}
	}
	tools := map[string]Tool{
		"shop.look":   {Effect: "read"},
		"shop.book":   {Effect: "idempotent", Undo: &Undo{Tool: "shop.cancel", With: named("number", "out.number")}},
		"shop.pay":    {Effect: "once", Undo: &Undo{Tool: "shop.refund", With: named("number", "out.number")}},
		"shop.send":   {Effect: "once"},
		"shop.cancel": {Effect: "idempotent"},
		"shop.refund": {Effect: "once"},
	}
	pay := tools["shop.pay"]
	pay.Does = value.Localized{"en": "payment", "zh": "付款"}
	tools["shop.pay"] = pay
	return Env{
		Person: value.NewRecord(map[string]value.Value{
			"id": value.NewText("lin"), "name": value.NewText("Lin"), "cost_center": value.NewText("CC-7"),
		}),
		Languages: []string{"en", "zh"},
		Setting:   value.Setting{Zone: shanghai, Currency: "CNY"},
		Owner:     "boss",
		Tool:      func(name string) (Tool, bool) { tool, ok := tools[name]; return tool, ok },
		Title: func(process string) value.Localized {
			return map[string]value.Localized{"keys": {"en": "Get the keys", "zh": "领钥匙"}}[process]
		},
		EventURL: func(event string) string { return "https://usher.example/e/" + event },
	}
}

// do applies one event written as a line and renders what came of it.
func (pl *play) do(line string) string {
	pl.t.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	if verb == "later" {
		d, err := time.ParseDuration(rest)
		if err != nil {
			pl.t.Fatal(err)
		}
		pl.now = pl.now.Add(d)
		return ""
	}
	return pl.apply(pl.event(verb, rest))
}

// apply applies an event and checks what holds for every event.
func (pl *play) apply(ev Event) string {
	pl.t.Helper()
	pl.seq++
	ev.Seq, ev.At = pl.seq, pl.now
	before := asJSON(pl.t, pl.s)
	next, acts, err := Apply(pl.p, pl.s, ev, pl.env)
	if err != nil {
		pl.t.Fatalf("event %d: %v", ev.Seq, err)
	}
	if after := asJSON(pl.t, pl.s); after != before {
		pl.t.Fatalf("event %d changed the state it was given\n%s\n%s", ev.Seq, before, after)
	}
	pl.s = next
	pl.acts = append(pl.acts, acts...)
	pl.throughJSON()
	return pl.render(acts)
}

// throughJSON stores the state and reads it back, as every run does.
func (pl *play) throughJSON() {
	raw := asJSON(pl.t, pl.s)
	var back State
	if err := json.Unmarshal([]byte(raw), &back); err != nil {
		pl.t.Fatal(err)
	}
	if again := asJSON(pl.t, back); again != raw {
		pl.t.Fatalf("the state changes in JSON:\n%s\n%s", raw, again)
	}
	pl.s = back
}

func asJSON(t testing.TB, v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// event reads a line: "begin a=1 CNY; b=x", "said set a 1 CNY | affirm",
// "result done max=5 CNY", "decide approve by wang: fine", "event paid on=2026-12-05",
// "timer late", "child done x=y". "#7" or "#7.1" after the verb names what is
// meant; without it, the last that was asked.
func (pl *play) event(verb, rest string) Event {
	id, part := int64(0), 0
	if strings.HasPrefix(rest, "#") {
		var ref string
		ref, rest, _ = strings.Cut(rest[1:], " ")
		seq, n, _ := strings.Cut(ref, ".")
		id, _ = strconv.ParseInt(seq, 10, 64)
		part, _ = strconv.Atoi(n)
	}
	word, rest2, _ := strings.Cut(rest, " ")
	switch verb {
	case "begin":
		return Event{Kind: EvBegin, Values: pl.typed(rest)}
	case "said":
		return Event{Kind: EvSaid, Commands: pl.commands(rest)}
	case "result":
		ev := Event{Kind: EvResult, For: pl.last(id, ActCall), Outcome: word}
		if word == "done" {
			ev.Result = value.NewRecord(guessed(rest2))
		} else {
			ev.Error = rest2
		}
		return ev
	case "decide":
		what, reason, _ := strings.Cut(rest, ": ")
		what, by, _ := strings.Cut(what, " by ")
		what, outcome, _ := strings.Cut(what, " ")
		return Event{
			Kind: EvDecision, For: pl.last(id, ActItem), Part: part, Decision: what, Outcome: outcome, By: by,
			ByName: strings.ToUpper(by[:min(1, len(by))]) + by[min(1, len(by)):], Reason: reason,
		}
	case "event":
		return Event{Kind: EvEvent, Name: word, Result: value.NewRecord(guessed(rest2))}
	case "timer":
		return pl.timer(id, word)
	case "child":
		clean := strings.HasSuffix(rest2, "clean")
		rest2 = strings.TrimSuffix(rest2, "clean")
		return Event{
			Kind: EvChild, For: pl.last(id, ActChild), Outcome: word, Clean: clean,
			Result: value.NewRecord(guessed(rest2)),
		}
	}
	pl.t.Fatalf("unknown event %q", verb)
	return Event{}
}

// last returns id, or the Seq of the last action of a kind.
func (pl *play) last(id int64, kind ActionKind) int64 {
	for i := len(pl.acts) - 1; id == 0 && i >= 0; i-- {
		if pl.acts[i].Kind == kind {
			id = pl.acts[i].Seq
		}
	}
	return id
}

// timer lets the last timer of a name fire when it is due.
func (pl *play) timer(id int64, name string) Event {
	for i := len(pl.acts) - 1; i >= 0; i-- {
		a := pl.acts[i]
		if a.Kind == ActTimer && a.Timer.Name == name && (id == 0 || a.Seq == id) {
			pl.now = a.Timer.Due
			return Event{Kind: EvTimer, Name: name, For: a.Seq, Part: a.Timer.Part}
		}
	}
	pl.t.Fatalf("no timer %q was asked for", name)
	return Event{}
}

func (pl *play) commands(list string) []Command {
	var commands []Command
	for one := range strings.SplitSeq(list, " | ") {
		verb, rest, _ := strings.Cut(one, " ")
		c := Command{Kind: CommandKind(verb)}
		switch c.Kind {
		case CmdSet, CmdCorrect:
			slot, text, _ := strings.Cut(rest, " ")
			c.Slot, c.Value = slot, pl.value(slot, text)
		case CmdChoose:
			if c.Slot, _ = strings.CutPrefix(rest, "item "); c.Slot == rest {
				c.N, _ = strconv.Atoi(rest)
				c.Slot = ""
			}
		case CmdClarify, CmdDone:
			c.Text = rest
		case CmdCancel:
			c.Text = rest
		default:
			c.Slot = rest
		}
		commands = append(commands, c)
	}
	return commands
}

// value reads a canonical value for a slot or a field of a list.
func (pl *play) value(name, text string) value.Value {
	top, field, _ := strings.Cut(name, ".")
	for _, list := range [][]process.Slot{pl.p.Slots, pl.p.Context} {
		for _, slot := range list {
			if slot.Name != top {
				continue
			}
			spec := slot.Spec
			if q := pl.s.Open; spec.Kind == value.List && field == "" && q != nil && q.Slot == name {
				field = q.Field
			}
			for _, f := range slot.Spec.Fields {
				if f.Name == field {
					spec = f.Spec
				}
			}
			v, err := value.Parse(spec, text, pl.env.Setting)
			if text == "" || err != nil {
				return guess(text)
			}
			return v
		}
	}
	return guess(text)
}

func (pl *play) typed(list string) map[string]value.Value {
	values := map[string]value.Value{}
	for name, text := range pairs(list) {
		values[name] = pl.value(name, text)
	}
	return values
}

func pairs(list string) map[string]string {
	out := map[string]string{}
	for one := range strings.SplitSeq(strings.TrimSpace(list), "; ") {
		if name, text, ok := strings.Cut(one, "="); ok {
			out[strings.TrimSpace(name)] = text
		}
	}
	return out
}

func guessed(list string) map[string]value.Value {
	values := map[string]value.Value{}
	for name, text := range pairs(list) {
		values[name] = guess(text)
	}
	return values
}

var shapes = []struct {
	kind value.Kind
	re   *regexp.Regexp
}{
	{value.Money, regexp.MustCompile(`^-?\d+(\.\d+)? [A-Z]{3}$`)},
	{value.Date, regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)},
	{value.Number, regexp.MustCompile(`^-?\d+(\.\d+)?$`)},
	{value.YesNo, regexp.MustCompile(`^(yes|no)$`)},
	{value.Text, regexp.MustCompile(`.`)},
}

func guess(text string) value.Value {
	for _, s := range shapes {
		if s.re.MatchString(text) {
			v, err := value.Parse(value.Spec{Kind: s.kind, Currencies: []string{"CNY", "USD"}}, text, value.Setting{Currency: "CNY", Zone: shanghai})
			if err == nil {
				return v
			}
		}
	}
	return value.Value{}
}

func readProcess(t testing.TB, source string) *process.Process {
	t.Helper()
	p, faults := process.Read("test.md", []byte(source), process.ReadOptions{Languages: []string{"en", "zh"}})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return p
}

func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	for i := range max(len(w), len(g)) {
		var a, c string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			c = g[i]
		}
		if a != c {
			fmt.Fprintf(&b, "line %d\n- %s\n+ %s\n", i+1, a, c)
		}
	}
	return b.String()
}
