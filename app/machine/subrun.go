package machine

import (
	"maps"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// run starts another process as a sub-run and waits for its end; its slots and
// its status come back as one record.
func (w *walker) run(st *process.Step) flow {
	deps := w.deps(withNames(st.With))
	rec := w.s.Records[st.Path]
	if rec == nil {
		return w.startChild(st, deps)
	}
	same := sameDeps(rec.Deps, deps)
	switch {
	case rec.State == StateKept:
		rec.State, rec.Outcome, rec.Deps = StateDone, "done", deps
	case rec.State == StateAsked && same:
		return w.waitChild(st.Path, rec)
	case rec.State == StateDone && same, rec.State == StateEnded && same:
	default:
		if f := w.takeBack(st.Path, rec, true); f != on {
			return f
		}
		return w.startChild(st, deps)
	}
	return w.ranAs(st, rec)
}

// ranAs goes on as the sub-run ended.
func (w *walker) ranAs(st *process.Step, rec *Record) flow {
	if st.Save != "" {
		w.saved[st.Save] = rec.Result
	}
	if rec.State == StateDone {
		return w.branch(st, "done")
	}
	if _, ok := st.Outcomes[rec.Outcome]; ok {
		return w.branch(st, rec.Outcome)
	}
	return w.help(st.Path, st.Kind, WhyChild, rec.Outcome, "retry", "accept", "reject")
}

func (w *walker) startChild(st *process.Step, deps map[string]string) flow {
	with, err := w.with(st.With)
	if err != nil {
		return w.broken(st, err)
	}
	rec := &Record{
		Kind: st.Kind, Seq: w.ev.Seq, State: StateAsked, Deps: deps, With: with, Tool: st.Process, At: w.ev.At,
	}
	w.s.Records[st.Path] = rec
	w.s.Steps++
	w.act(Action{Kind: ActChild, Path: st.Path, Child: &Child{Process: st.Process, With: with}})
	return w.waitChild(st.Path, rec)
}

func (w *walker) waitChild(path string, rec *Record) flow {
	w.park(path, string(rec.Kind), Wait{For: "run", Name: rec.Tool}, Waiting)
	return rest
}

// takeBackChild cancels a sub-run that is still open. One that has ended can't
// be taken back from here.
func (w *walker) takeBackChild(path string, rec *Record, can []string) flow {
	if rec.State == StateAsked || rec.State == StateUndoing {
		w.cancelChild(path, rec)
		return w.waitChild(path, rec)
	}
	return w.help(path, rec.Kind, WhyUndoMissing, rec.Tool, can...)
}

// cancelChild asks once for the cancelling of an open sub-run.
func (w *walker) cancelChild(path string, rec *Record) {
	if rec.State == StateAsked {
		rec.State, rec.UndoSeq = StateUndoing, w.ev.Seq
		w.act(Action{Kind: ActCancelChild, Path: path, Seq: rec.Seq})
	}
}

// childEnded takes the end of a sub-run.
func (w *walker) childEnded() bool {
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		if rec.Kind == process.SubRun && rec.Seq == w.ev.For && w.pending(rec) {
			if Status(w.ev.Outcome) == HandedOff && !w.lists(path, w.ev.Outcome) {
				return false // a person has it; its end is still to come
			}
			w.childIs(rec)
			return true
		}
	}
	w.act(Action{Kind: ActRefused, Seq: w.ev.For, Why: WhyNotOpen})
	return false
}

// lists tells whether the step at path says what follows an outcome.
func (w *walker) lists(path, outcome string) bool {
	st := w.stepAt(path)
	if st == nil {
		return false
	}
	_, ok := st.Outcomes[outcome]
	return ok
}

func (w *walker) childIs(rec *Record) {
	undoing := rec.State == StateUndoing
	rec.Outcome, rec.Clean, rec.Order = w.ev.Outcome, w.ev.Clean, w.ev.Seq
	fields := maps.Clone(w.ev.Result.Fields)
	if fields == nil {
		fields = map[string]value.Value{}
	}
	if _, ok := fields["status"]; !ok {
		fields["status"] = value.NewText(w.ev.Outcome)
	}
	rec.Result = value.NewRecord(fields)
	switch {
	case Status(w.ev.Outcome) == Done:
		rec.State = StateDone
	case undoing && Status(w.ev.Outcome) == Cancelled:
		rec.State = StateUndone
	default:
		rec.State = StateEnded
	}
}
