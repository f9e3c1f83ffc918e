package machine

import (
	"slices"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// Progress is where a run stands, for people: "2 of 5" is Now+1 of Total.
type Progress struct {
	Title  value.Localized `json:"title,omitempty"`
	Status Status          `json:"status"`
	Stages []Stage         `json:"stages,omitempty"`
	Done   int             `json:"done"` // stages behind
	Total  int             `json:"total"`
	Now    int             `json:"now"`             // index of the present stage, -1 when there is none
	Waits  *Wait           `json:"waits,omitempty"` // for what, whom and since when
}

// Stage is one line of the list of what is done, now and next: a slot that is
// asked for, a step that people notice, or an item of a runbook.
type Stage struct {
	Path string       `json:"path"`
	Kind process.Kind `json:"kind"`
	Slot string       `json:"slot,omitempty"`
	// Label is the process's own word; when it has none, Key (a Label… key) with Args is said.
	Label value.Localized            `json:"label,omitempty"`
	Key   string                     `json:"key,omitempty"`
	Args  map[string]value.Localized `json:"args,omitempty"`
	State string                     `json:"state"` // done, now, next, skipped
}

// View tells where a run stands. Steps whose turn depends on what is not known
// yet are left out, so Total may grow. Env.Setting.Now is the time of looking.
func View(p *process.Process, s State, env Env) Progress {
	w := newWalker(p, &s, Event{At: env.Setting.Now}, env)
	w.saved = s.Saved
	v := Progress{Title: p.Title, Status: s.Status, Waits: s.Waits, Now: -1, Stages: w.stages(nil, p.Steps)}
	for i := range v.Stages {
		stage := &v.Stages[i]
		switch {
		case s.Status.Final():
		case w.isNow(stage) && v.Now < 0:
			stage.State, v.Now = "now", i
		}
		if stage.State == "done" || stage.State == "skipped" {
			v.Done++
		}
	}
	v.Total = len(v.Stages)
	return v
}

// isNow tells whether the run rests at a stage.
func (w *walker) isNow(stage *Stage) bool {
	if stage.Path != w.s.Path {
		return false
	}
	q := w.s.Open
	if lies(q) && q.Under != nil {
		q = q.Under
	}
	switch stage.Kind {
	case process.Collect:
		return q != nil && q.Slot == stage.Slot
	case process.Walk:
		if q != nil && q.Kind == AskSolved {
			return stage.Key == LabelSolved
		}
		return w.s.Cursor != nil && stage.Slot == w.s.Step
	}
	return true
}

func (w *walker) stages(list []Stage, steps []process.Step) []Stage {
	for i := range steps {
		list = w.stage1(list, &steps[i])
	}
	return list
}

// stage1 adds the stages of one step and of the branch that it took.
func (w *walker) stage1(list []Stage, st *process.Step) []Stage {
	switch st.Kind {
	case process.Collect:
		return w.slotStages(list, st)
	case process.When:
		return w.whenStages(list, st)
	case process.Walk:
		return w.itemStages(list, st)
	case process.Tell, process.End:
		return list
	}
	rec := w.s.Records[st.Path]
	if st.Kind != process.Call || rec != nil && rec.State != StateDone {
		stage := Stage{Path: st.Path, Kind: st.Kind, State: "next"}
		stage.Key, stage.Args = w.stageLabel(st)
		if st.Kind == process.Wait {
			stage.Label = w.awaited(st)
		}
		if rec != nil && (rec.State == StateDone || rec.State == StateLate || rec.State == StateRejected) {
			stage.State = "done"
		}
		list = append(list, stage)
	}
	if rec != nil {
		list = w.stages(list, st.Outcomes[rec.Outcome])
	}
	return list
}

func (w *walker) stageLabel(st *process.Step) (string, args) {
	switch st.Kind {
	case process.Confirm:
		return LabelConfirm, nil
	case process.Call:
		return LabelCall, args{"tool": w.does(st.Tool)}
	case process.Approve:
		return LabelApprove, args{"who": text(names(st.Who))}
	case process.Judge:
		return LabelJudge, nil
	case process.Wait:
		if st.Event != "" {
			return LabelWait, args{"event": text(st.Event)}
		}
		return LabelTime, nil
	case process.SubRun:
		return LabelRun, args{"process": text(st.Process)}
	}
	return LabelHandoff, args{"who": text(names(st.Who))}
}

func names(who *process.Who) string {
	if who == nil {
		return ""
	}
	return waitingOn(&Record{Parts: partsOf(who)})
}

func partsOf(who *process.Who) []Part {
	parts := make([]Part, len(who.Names))
	for i, name := range who.Names {
		parts[i] = Part{Who: name, Seq: 1}
	}
	return parts
}

func (w *walker) slotStages(list []Stage, st *process.Step) []Stage {
	for _, name := range st.Slots {
		slot := w.slotOf(name)
		if slot == nil {
			continue
		}
		answered := w.hasAnswer(name)
		if !answered && !w.neededNow(slot) || answered && w.s.Slots[name].Idle {
			continue
		}
		stage := Stage{Path: st.Path, Kind: st.Kind, Slot: name, Label: w.label(name), State: "next"}
		if answered {
			stage.State = "done"
			if w.s.Slots[name].Empty {
				stage.State = "skipped"
			}
		}
		list = append(list, stage)
	}
	return list
}

// neededNow tells whether a slot will be asked as far as is known.
func (w *walker) neededNow(slot *process.Slot) bool {
	if slot.Needed == nil {
		return slot.Default == nil || w.s.Open != nil && w.s.Open.Slot == slot.Name
	}
	if !w.allKnown(slot.Needed.Names()) {
		return false
	}
	needed, err := slot.Needed.Truth(w.scope())
	return err == nil && needed
}

func (w *walker) allKnown(names []string) bool {
	for _, name := range names {
		if _, counts := w.names[topOf(name)]; counts && w.resolve(name).IsNone() {
			return false
		}
	}
	return true
}

func (w *walker) whenStages(list []Stage, st *process.Step) []Stage {
	if rec := w.s.Records[st.Path]; rec != nil {
		if rec.Outcome == "then" {
			return w.stages(list, st.Then)
		}
		return w.stages(list, st.Else)
	}
	if !w.allKnown(st.Cond.Names()) {
		return list
	}
	truth, err := st.Cond.Truth(w.scope())
	switch {
	case err != nil:
		return list
	case truth:
		return w.stages(list, st.Then)
	}
	return w.stages(list, st.Else)
}

func (w *walker) itemStages(list []Stage, st *process.Step) []Stage {
	if w.p.Runbook == nil {
		return list
	}
	c := w.s.Cursor
	if c == nil {
		c = &Cursor{}
	}
	for i := range w.p.Runbook.Items {
		item := &w.p.Runbook.Items[i]
		stage := Stage{
			Path: st.Path, Kind: st.Kind, Slot: item.Number, Key: LabelItem, State: "next",
			Args: args{"number": text(item.Number), "text": text(item.Lead)},
		}
		switch {
		case slices.Contains(c.Skipped, item.Number):
			stage.State = "skipped"
		case slices.Contains(c.Done, item.Number):
			stage.State = "done"
		}
		list = append(list, stage)
	}
	solved := Stage{Path: st.Path, Kind: st.Kind, Key: LabelSolved, State: "next"}
	if rec := w.s.Records[st.Path]; rec != nil && rec.State == StateDone {
		solved.State = "done"
	}
	return append(list, solved)
}
