package rehearse

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
)

// Result is how a test went.
type Result struct {
	Test     Test
	Failures []Failure
	Faked    []string // tools that answered
	Reached  Reach
	Err      error // the test could not be played
}

// Passed tells whether everything was as expected.
func (r Result) Passed() bool { return r.Err == nil && len(r.Failures) == 0 }

// Failure is one expectation that was not met.
type Failure struct {
	Line Line
	Got  []string // what was there in its place, as lines of a test
}

// Stores opens an empty store for one test.
type Stores func(ctx context.Context, now func() time.Time) (store converse.Store, closeStore func(), err error)

// Play plays one test against an app. fakes are those of tests/fakes.yaml; the
// test's own come first.
func Play(ctx context.Context, a *app.App, t Test, fakes Fakes, open Stores) Result {
	p := &player{app: a, test: t, fakes: Fakes{}, result: Result{Test: t, Reached: Reach{}}}
	for name, answer := range fakes {
		p.fakes[name] = answer
	}
	zone := a.Setting(time.Time{}).Zone
	start := time.Date(2026, 1, 5, 10, 0, 0, 0, zone)
	for _, l := range t.Lines {
		if l.Kind == States && l.Key == "today" {
			d, err := day(l.Text, zone)
			if err != nil {
				return p.broken(l, "today is a date, as 2026-11-25")
			}
			start = d
			break
		}
	}
	clock := NewClock(start)
	st, closeStore, err := open(ctx, clock.Now)
	if err != nil {
		p.result.Err = err
		return p.result
	}
	defer closeStore()
	p.stage = &stageFor{fakes: p.fakes, now: clock.Now}
	p.session = NewSession(Options{App: a, Store: st, Clock: clock, Tools: p.stage, Person: firstPerson(a)})
	for _, l := range t.Lines {
		if err := p.step(ctx, l); err != nil {
			p.result.Err = fmt.Errorf("%s:%d: %w", t.File, l.Number, err)
			break
		}
	}
	p.reached(ctx, st)
	return p.result
}

// firstPerson is who talks where a test names nobody.
func firstPerson(a *app.App) string {
	if a.People != nil {
		if all := a.People.Persons(); len(all) > 0 {
			return all[0].ID
		}
	}
	return "me"
}

// stageFor answers by fakes only; a test never calls out. A tool that nobody
// wrote an answer for fails.
type stageFor struct {
	fakes Fakes
	now   func() time.Time
}

// Call implements engine.Tools.
func (s *stageFor) Call(_ context.Context, req tool.Request) tool.Result {
	if res, ok := s.fakes.Answer(req, req.App.Setting(s.now())); ok {
		return res
	}
	return unanswered(req)
}

// player plays one test.
type player struct {
	app     *app.App
	test    Test
	fakes   Fakes
	stage   *stageFor
	session *Session
	person  string
	last    Shown  // the newest turn
	calls   []Call // of the whole test
	replies []string
	result  Result
}

func (p *player) broken(l Line, right string) Result {
	p.result.Err = &ScriptError{File: p.test.File, Line: l.Number, Column: 1, Wrong: "this line can't be played", Right: right, Raw: l.Raw}
	return p.result
}

func (p *player) step(ctx context.Context, l Line) error {
	var shown Shown
	var err error
	switch l.Kind {
	case Says:
		if file, ok := strings.CutPrefix(l.Text, "/file "); ok {
			shown, err = p.session.Say(ctx, p.person, "", fileNamed(strings.TrimSpace(file)))
		} else {
			shown, err = p.session.Say(ctx, p.person, l.Text)
		}
	case Comes:
		var payload []byte
		if payload, err = payloadJSON(l.Text); err == nil {
			shown, err = p.session.Event(ctx, l.Key, payload)
		}
	case Decides:
		shown, err = p.session.Decide(ctx, l.Decision)
	case Later:
		shown, err = p.session.later(ctx, l.Text)
	case Contains:
		p.contains(l)
		return nil
	case States:
		return p.state(ctx, l)
	}
	if err != nil {
		return err
	}
	p.calls = append(p.calls, shown.Calls...)
	p.replies = shown.Reply
	if shown.Turn > 0 {
		p.last = shown
	}
	return nil
}

// contains expects a reply of the newest turn to contain a text.
func (p *player) contains(l Line) {
	for _, r := range p.replies {
		if strings.Contains(r, l.Text) {
			return
		}
	}
	got := make([]string, 0, len(p.replies))
	for _, r := range p.replies {
		got = append(got, "< "+strings.ReplaceAll(r, "\n", "\n  "))
	}
	if len(got) == 0 {
		got = []string{"(no reply)"}
	}
	p.fail(l, got...)
}

func (p *player) fail(l Line, got ...string) {
	p.result.Failures = append(p.result.Failures, Failure{Line: l, Got: got})
}

// state sets a thing up, or expects it to be so.
func (p *player) state(ctx context.Context, l Line) error {
	if strings.Contains(l.Key, ".") {
		answer, err := written(l.Text)
		if err != nil {
			return err
		}
		if _, ok := p.app.Tools[l.Key]; !ok {
			return fmt.Errorf("there is no tool %s", l.Key)
		}
		p.fakes[l.Key] = answer
		return nil
	}
	switch l.Key {
	case "today":
		return nil
	case "person":
		p.person = l.Text
		return nil
	case "lang", "language":
		p.equal(l, p.last.Lang)
	case "at":
		p.at(l)
	case "run":
		p.equal(l, p.status())
	case "asks":
		p.equal(l, p.asks())
	case "called":
		return p.called(l)
	case "ended":
		p.equal(l, strings.Join(p.endedProcesses(ctx), ", "))
	case "open":
		p.equal(l, p.openProcesses())
	default:
		p.slot(l)
	}
	return nil
}

func (p *player) equal(l Line, got string) {
	if got != l.Text {
		p.fail(l, "- "+l.Key+": "+got)
	}
}

func (p *player) status() string {
	if p.last.Run == nil {
		return "none"
	}
	return string(p.last.Run.Status)
}

func (p *player) asks() string {
	if p.last.Run == nil || p.last.Run.Asks == "" {
		return "nothing"
	}
	return p.last.Run.Asks
}

// at expects the process, and the step if one is named.
func (p *player) at(l Line) {
	want, step, named := strings.Cut(l.Text, ",")
	got := "none"
	if r := p.last.Run; r != nil {
		got = r.Process
		if named {
			got += ", " + r.Step
		}
	}
	if named {
		want = strings.TrimSpace(want) + ", " + strings.TrimSpace(step)
	}
	if got != want {
		p.fail(l, "- at: "+got)
	}
}

func (p *player) openProcesses() string {
	var out []string
	for _, r := range p.last.Open {
		out = append(out, r.Process)
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

func (p *player) endedProcesses(ctx context.Context) []string {
	var out []string
	for _, id := range p.last.Ended {
		if r, err := p.session.o.Store.Run(ctx, id); err == nil {
			out = append(out, r.Process)
		}
	}
	if len(out) == 0 {
		return []string{"none"}
	}
	return out
}

// slot expects a slot's canonical value, or none.
func (p *player) slot(l Line) {
	got := "none"
	if p.last.Run != nil {
		if v, ok := p.last.Run.Slots[l.Key]; ok && v != nil {
			got = fmt.Sprint(v)
			if yes, is := v.(bool); is && (l.Text == "yes" || l.Text == "no") {
				got = map[bool]string{true: "yes", false: "no"}[yes]
			}
		}
	}
	if got != strings.Trim(l.Text, `"`) {
		p.fail(l, "- "+l.Key+": "+got)
	}
}

// counts are the words for how often.
var counts = map[string]int{"never": 0, "once": 1, "twice": 2}

// called expects a tool to have been called so often in the whole test, the
// last time with values: "finance.submit once, amount 48.00 CNY".
func (p *player) called(l Line) error {
	parts := strings.Split(l.Text, ",")
	head := strings.Fields(parts[0])
	if len(head) == 0 {
		return fmt.Errorf("write \"- called: finance.submit once, amount 48.00 CNY\"")
	}
	want := -1
	if len(head) > 1 {
		n, ok := counts[head[1]]
		if !ok {
			var err error
			if n, err = strconv.Atoi(head[1]); err != nil {
				return fmt.Errorf("%q is no count; write never, once, twice or \"3 times\"", head[1])
			}
		}
		want = n
	}
	var calls []Call
	keys := map[string]bool{}
	for _, c := range p.calls {
		if c.Tool == head[0] {
			calls = append(calls, c)
			keys[c.Key] = true
		}
	}
	if want >= 0 && len(keys) != want || want < 0 && len(keys) == 0 {
		p.fail(l, fmt.Sprintf("- called: %s %d times", head[0], len(keys)))
		return nil
	}
	for _, pair := range parts[1:] {
		name, text, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if got := fmt.Sprint(calls[len(calls)-1].With[name]); got != strings.TrimSpace(text) {
			p.fail(l, fmt.Sprintf("- called: %s, %s %s", head[0], name, got))
		}
	}
	return nil
}

// reached notes which steps the test's runs went through.
func (p *player) reached(ctx context.Context, st converse.Store) {
	runs, err := st.Runs(ctx, engine.RunFilter{App: p.app.Name, Limit: 200})
	if err != nil {
		return
	}
	for _, r := range runs {
		p.result.Reached.add(r)
	}
}
