package machine

import (
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// walker applies one event to one state: it takes the event in, then walks the
// run from its first step.
type walker struct {
	p    *process.Process
	s    *State
	ev   Event
	env  Env
	acts []Action

	names   map[string]*value.Spec // top-level names whose values count as dependencies: slots and saved results
	saved   map[string]value.Value // results saved by the steps passed in this walk
	told    map[string]int64       // event name → Seq of the last call that was given its address
	bound   map[string]value.Value // `in` and `out` while an undo is computed
	seen    map[string]bool        // paths of the steps visited
	here    string                 // the step that is being walked
	held    bool                   // the open handoff item is about where this walk rests
	reask   bool                   // the open question is to be said again
	instead bool                   // what was said stands for the open question
	spoke   bool                   // a sentence for the person was asked for in this event
	moved   bool                   // a value changed in this event
	// missed is set when something said was no answer to the open question.
	missed bool
}

func newWalker(p *process.Process, s *State, ev Event, env Env) *walker {
	w := &walker{
		p: p, s: s, ev: ev, env: env,
		names: map[string]*value.Spec{}, saved: s.Saved,
		told: map[string]int64{}, seen: map[string]bool{},
	}
	for i := range p.Context {
		w.names[p.Context[i].Name] = &p.Context[i].Spec
	}
	for i := range p.Slots {
		w.names[p.Slots[i].Name] = &p.Slots[i].Spec
	}
	eachStep(p.Steps, func(st *process.Step) {
		if st.Save != "" {
			w.names[st.Save] = nil
		}
	})
	return w
}

// eachStep calls do for every step in the order of the file, outcomes by name.
func eachStep(steps []process.Step, do func(*process.Step)) {
	for i := range steps {
		st := &steps[i]
		do(st)
		eachStep(st.Then, do)
		eachStep(st.Else, do)
		for _, name := range outcomes(st) {
			eachStep(st.Outcomes[name], do)
		}
	}
}

// outcomes returns the names of the listed outcomes, sorted.
func outcomes(st *process.Step) []string {
	names := make([]string, 0, len(st.Outcomes))
	for name := range st.Outcomes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// flow says how a step left the walk.
type flow int

const (
	on    flow = iota // go on with the next step
	rest              // the run rests here
	ended             // the run is over
)

func (w *walker) steps(list []process.Step) flow {
	for i := range list {
		if f := w.step(&list[i]); f != on {
			return f
		}
	}
	return on
}

func (w *walker) step(st *process.Step) flow {
	w.seen[st.Path], w.here = true, st.Path
	if w.s.Steps > MaxSteps {
		return w.help("", process.Handoff, WhyTooMany, "", "done", "reject")
	}
	switch st.Kind {
	case process.Collect:
		return w.collect(st)
	case process.Call:
		return w.call(st)
	case process.When:
		return w.when(st)
	case process.Judge:
		return w.judge(st)
	case process.Confirm:
		return w.confirm(st)
	case process.Approve:
		return w.approve(st)
	case process.Tell:
		return w.tell(st)
	case process.Wait:
		return w.wait(st)
	case process.SubRun:
		return w.run(st)
	case process.Handoff:
		return w.handoff(st)
	case process.Walk:
		return w.runbook(st)
	case process.End:
		return w.end(Status(st.Status), nil)
	}
	return w.help(st.Path, st.Kind, WhyExpression, "unknown kind of step "+string(st.Kind), "retry", "reject")
}

// finish records that a step is done with the values that it read.
func (w *walker) finish(st *process.Step, deps map[string]string, outcome string) *Record {
	rec := &Record{Kind: st.Kind, Seq: w.ev.Seq, State: StateDone, Outcome: outcome, Deps: deps, Order: w.ev.Seq}
	w.s.Records[st.Path] = rec
	w.s.Steps++
	return rec
}

// when takes the branch that was taken before as long as nothing changed that
// the condition reads.
func (w *walker) when(st *process.Step) flow {
	deps := w.deps(st.Cond.Names())
	rec := w.s.Records[st.Path]
	if rec == nil || !sameDeps(rec.Deps, deps) {
		truth, err := st.Cond.Truth(w.scope())
		if err != nil {
			return w.broken(st, err)
		}
		outcome := "else"
		if truth {
			outcome = "then"
		}
		rec = w.finish(st, deps, outcome)
	}
	if f := w.leaveOthers(st.Path, rec.Outcome); f != on {
		return f
	}
	if rec.Outcome == "then" {
		return w.steps(st.Then)
	}
	return w.steps(st.Else)
}

// branch takes a named outcome; what other outcomes did is taken back first.
// An outcome that is not listed goes on.
func (w *walker) branch(st *process.Step, outcome string) flow {
	if f := w.leaveOthers(st.Path, outcome); f != on {
		return f
	}
	return w.steps(st.Outcomes[outcome])
}

func (w *walker) leaveOthers(path, outcome string) flow {
	taken := path + "." + outcome + "."
	return w.leave(func(p string) bool {
		return strings.HasPrefix(p, path+".") && !strings.HasPrefix(p, taken)
	}, "moved_on")
}

// tell says its text once for the values in it.
func (w *walker) tell(st *process.Step) flow {
	deps := w.deps(st.Text.Names())
	if rec := w.s.Records[st.Path]; rec != nil && sameDeps(rec.Deps, deps) {
		return on
	}
	words, err := w.text(st.Text)
	if err != nil {
		return w.broken(st, err)
	}
	w.say(Say{Text: words})
	w.finish(st, deps, "")
	return on
}

// broken hands a step whose expression can't be computed to the owner.
func (w *walker) broken(st *process.Step, err error) flow {
	return w.help(st.Path, st.Kind, WhyExpression, err.Error(), "retry", "reject")
}

// sweep withdraws what people and sub-runs were asked in steps that this walk
// did not come to: a change before them is being made. Waits for events and
// times are kept, as nothing is lost by them.
func (w *walker) sweep() {
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		if w.seen[path] {
			continue
		}
		switch rec.Kind {
		case process.Approve, process.Judge, process.Handoff:
			if rec.State != StateDone {
				w.withdraw(rec, "superseded")
				delete(w.s.Records, path)
			}
		case process.Confirm:
			if rec.State != StateDone {
				delete(w.s.Records, path)
			}
		case process.SubRun:
			w.cancelChild(path, rec)
		}
	}
	if h := w.s.Help; h != nil && !w.held {
		w.dropHelp("moved_on")
	}
}

// paths returns the paths of all records in a fixed order.
func (w *walker) paths() []string {
	paths := make([]string, 0, len(w.s.Records))
	for path := range w.s.Records {
		paths = append(paths, path)
	}
	slices.SortFunc(paths, comparePaths)
	return paths
}

// comparePaths orders paths as the file does, as far as numbers go.
func comparePaths(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		if as[i] == bs[i] {
			continue
		}
		if len(as[i]) != len(bs[i]) && isNumber(as[i]) && isNumber(bs[i]) {
			return len(as[i]) - len(bs[i])
		}
		return strings.Compare(as[i], bs[i])
	}
	return len(as) - len(bs)
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }
