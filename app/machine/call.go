package machine

import (
	"strings"

	"github.com/usher-dev/usher/app/process"
)

// call makes a tool call, once for the values that it was given. When they
// change, the old effect is taken back before the new one is asked for.
func (w *walker) call(st *process.Step) flow {
	names := withNames(st.With)
	deps := w.deps(names)
	rec := w.s.Records[st.Path]
	if rec == nil {
		return w.startCall(st, deps, w.ev.Seq)
	}
	w.tells(names, rec.Seq)
	same := sameDeps(rec.Deps, deps)
	switch rec.State {
	case StateAsked:
		if !same && w.reads(rec.Tool) {
			return w.startCall(st, deps, w.ev.Seq)
		}
		return w.waitCall(st, rec)
	case StateRetry:
		if !same {
			return w.redoCall(st, rec, deps)
		}
		return w.startCall(st, deps, rec.Seq)
	case StateKept:
		rec.State, rec.Outcome, rec.Deps = StateDone, "done", deps
	case StateFailed, StateUnknown, StateDone:
		if !same {
			return w.redoCall(st, rec, deps)
		}
	default:
		return w.redoCall(st, rec, deps)
	}
	return w.calledAs(st, rec)
}

// redoCall takes back what an earlier call did, then calls with the new values.
func (w *walker) redoCall(st *process.Step, rec *Record, deps map[string]string) flow {
	done := rec.State == StateDone
	if f := w.takeBack(st.Path, rec, true); f != on {
		if done && rec.State == StateUndoing {
			w.sayKey(KeyUndoing, args{"what": w.what(st.Path)})
		}
		return f
	}
	return w.startCall(st, deps, w.ev.Seq)
}

// calledAs goes on as the call ended.
func (w *walker) calledAs(st *process.Step, rec *Record) flow {
	if rec.State == StateDone {
		if st.Save != "" {
			w.saved[st.Save] = rec.Result
		}
		return w.branch(st, "done")
	}
	if _, ok := st.Outcomes[rec.Outcome]; ok {
		return w.branch(st, rec.Outcome)
	}
	why := WhyCallFailed
	if rec.State == StateUnknown {
		why = WhyCallUnknown
	}
	return w.help(st.Path, st.Kind, why, rec.Error, w.ways(st)...)
}

// ways are what a person may decide about a step that did not end as it should: taking it
// as done is one only where no later step needs its result.
func (w *walker) ways(st *process.Step) []string {
	if st.Save != "" && w.readLater(st) {
		return []string{"retry", "reject"}
	}
	return []string{"retry", "accept", "reject"}
}

// readLater tells whether a step after st reads what st saves.
func (w *walker) readLater(st *process.Step) bool {
	for _, name := range readsAfter(w.p, st.Path) {
		if top, _, _ := strings.Cut(name, "."); top == st.Save {
			return true
		}
	}
	return false
}

func (w *walker) startCall(st *process.Step, deps map[string]string, seq int64) flow {
	if _, ok := w.tool(st.Tool); !ok {
		return w.help(st.Path, st.Kind, WhyNoTool, st.Tool, "retry", "reject")
	}
	with, err := w.with(st.With)
	if err != nil {
		return w.broken(st, err)
	}
	w.s.Records[st.Path] = &Record{
		Kind: st.Kind, Seq: seq, State: StateAsked, Deps: deps, With: with, Tool: st.Tool, At: w.ev.At,
	}
	w.s.Steps++
	w.tells(withNames(st.With), seq)
	for event := range w.told {
		if w.told[event] == seq {
			delete(w.s.Early, event) // what came early was about the call that this one replaces
		}
	}
	w.act(Action{Kind: ActCall, Path: st.Path, Seq: seq, Call: &Call{Tool: st.Tool, With: with}})
	return w.waitCall(st, w.s.Records[st.Path])
}

func (w *walker) waitCall(st *process.Step, rec *Record) flow {
	w.park(st.Path, string(st.Kind), Wait{For: "call", Name: rec.Tool}, Waiting)
	return rest
}

// tells notes that a call was given the addresses of events.
func (w *walker) tells(names []string, seq int64) {
	for _, name := range names {
		if event, ok := strings.CutSuffix(name, ".url"); ok && w.isEvent(event) {
			w.told[event] = seq
		}
	}
}

func (w *walker) tool(name string) (Tool, bool) {
	if w.env.Tool == nil {
		return Tool{}, false
	}
	return w.env.Tool(name)
}

// reads tells whether a tool only reads, so that its calls need no undo.
func (w *walker) reads(tool string) bool {
	t, ok := w.tool(tool)
	return ok && t.Effect == "read"
}

// inFlight returns the path of a call whose effect is on its way, or "".
func (w *walker) inFlight() string {
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		undoing := rec.State == StateUndoing
		if rec.Kind == process.Call && (undoing || rec.State == StateAsked && !w.reads(rec.Tool)) {
			return path
		}
	}
	return ""
}

// result takes the answer of a call or of an undo.
func (w *walker) result() bool {
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		switch {
		case rec.Kind == process.Call && rec.State == StateAsked && rec.Seq == w.ev.For:
			w.answered(rec)
			return true
		case rec.Kind == process.Call && rec.State == StateUndoing && rec.UndoSeq == w.ev.For:
			w.tookBack(path, rec)
			return true
		}
	}
	w.act(Action{Kind: ActRefused, Seq: w.ev.For, Why: WhyNotOpen})
	return false
}

func (w *walker) answered(rec *Record) {
	rec.Outcome, rec.Error = w.ev.Outcome, w.ev.Error
	switch w.ev.Outcome {
	case "done":
		rec.State, rec.Result, rec.Order = StateDone, w.ev.Result, w.ev.Seq
	case "unknown", "":
		rec.State, rec.Outcome, rec.Order = StateUnknown, "unknown", w.ev.Seq
	default:
		rec.State = StateFailed
	}
}

func (w *walker) tookBack(path string, rec *Record) {
	if w.ev.Outcome != "done" {
		rec.State, rec.Error = StateUndoFailed, w.ev.Error
		return
	}
	rec.State = StateUndone
	if w.s.Ending != "" {
		w.sayKey(KeyUndone, args{"what": w.what(path)})
	}
}
