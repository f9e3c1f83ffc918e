package converse

import (
	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/run/engine"
)

// causes names the cause of a turn by the event that it follows from.
var causes = map[machine.EventKind]Cause{
	machine.EvResult:   CauseResult,
	machine.EvChild:    CauseResult,
	machine.EvDecision: CauseDecision,
	machine.EvEvent:    CauseEvent,
	machine.EvTimer:    CauseTimer,
}

// input makes the turn of something that happened to a run.
func (w *work) input(in engine.Input) {
	ev := in.Event
	step := Step{What: string(w.t.Cause), Run: in.Run, Outcome: ev.Outcome, By: ev.By, Why: ev.Reason}
	if ev.Kind == machine.EvDecision {
		step.Outcome = ev.Decision
	}
	if ev.Kind == machine.EvEvent || ev.Kind == machine.EvTimer {
		step.Outcome = ev.Name
	}
	if r, _, ok := w.set.Run(in.Run); ok {
		step.Process = r.Process
	}
	w.trace(step)
	w.apply(in.Run, ev)
	w.settle()
	if w.t.Run == "" {
		w.t.Run = in.Run
	}
}
