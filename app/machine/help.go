package machine

import (
	"slices"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// help hands what can't go on to the owner: one item, asked once as long as
// the step, the reason and what can be decided stay the same. The walk rests.
func (w *walker) help(path string, kind process.Kind, why, detail string, can ...string) flow {
	w.held = true
	h := w.s.Help
	if h == nil || h.Path != path || h.Why != why || !slices.Equal(h.Outcomes, can) {
		w.dropHelp("moved_on")
		w.openHelp(path, why, detail, can)
	}
	step := string(kind)
	if path == "" {
		path, step = w.s.Path, w.s.Step // the whole run: it stays where it was
	}
	w.park(path, step, Wait{For: "handoff", Name: w.owner()}, HandedOff)
	return rest
}

func (w *walker) openHelp(path, why, detail string, can []string) {
	w.s.Help = &Help{Seq: w.ev.Seq, Path: path, Why: why, To: w.owner(), Outcomes: can}
	item := &Item{Sort: "handoff", To: w.owner(), Why: why, Outcomes: can, Show: w.p.Title, Values: w.known()}
	if detail != "" {
		item.Text = text(detail)
	}
	if c := w.s.Cursor; c != nil {
		item.Tried = tried(c)
	}
	item.Hash = hashShown(item.Values)
	w.act(Action{Kind: ActItem, Path: path, Item: item})
	if why == WhyTooMany {
		w.sayKey(KeyTooMany, args{"who": text(w.owner())})
		return
	}
	if why == WhyAsked || why == WhyMisses || why == WhyNotSolved {
		w.sayKey(KeyHandedOff, args{"who": text(w.owner())})
		return
	}
	w.sayKey(KeyWithOwner, args{"who": text(w.owner()), "why": text(why)})
}

// tried lists the runbook items that were tried: done, and with a minus those
// at which the person was stuck.
func tried(c *Cursor) []string {
	var list []string
	add := func(number string) {
		if !slices.Contains(list, number) {
			list = append(list, number)
		}
	}
	for _, number := range c.Done {
		add(number)
	}
	for _, number := range c.Stuck {
		add("-" + number)
	}
	return list
}

func (w *walker) dropHelp(why string) {
	if w.s.Help != nil {
		w.act(Action{Kind: ActWithdraw, Seq: w.s.Help.Seq, Why: why})
		w.s.Help = nil
	}
}

// known shows every value that the run has, slots and results, for whoever
// takes over.
func (w *walker) known() []Shown {
	var shown []Shown
	for _, list := range [][]process.Slot{w.p.Context, w.p.Slots} {
		for i := range list {
			name := list[i].Name
			if v, spec := w.lookup(name); !v.IsNone() {
				shown = append(shown, Shown{Name: name, Label: w.label(name), Value: v, Text: w.show(v, spec)})
			}
		}
	}
	for _, name := range sortedKeys(w.s.Saved) {
		fields := w.s.Saved[name].Fields
		for _, f := range sortedKeys(fields) {
			if v := fields[f]; v.Text != "" {
				shown = append(shown, Shown{Name: name + "." + f, Label: text(name + " " + f), Value: v, Text: w.show(v, nil)})
			}
		}
	}
	return shown
}

func hashShown(values []Shown) string {
	fields := make(map[string]value.Value, len(values))
	for _, s := range values {
		fields[s.Name] = s.Value
	}
	return value.Hash(value.NewRecord(fields))
}

// helped carries out what the owner decided on the open handoff item.
func (w *walker) helped() {
	h := *w.s.Help
	w.s.Help = nil
	w.s.Waits = nil
	switch {
	case w.ev.Decision == "reject" && w.s.Ending == Cancelled:
		w.stays(h.Path)
		return
	case w.ev.Decision == "reject":
		w.turnedDown(w.ev.Reason)
		return
	}
	if h.Path == "" {
		w.helpedRun(h)
		return
	}
	rec := w.s.Records[h.Path]
	if rec == nil || h.Why == WhyExpression || h.Why == WhyNoTool {
		return // it is computed again
	}
	w.helpedStep(h, rec)
}

func (w *walker) helpedRun(h Help) {
	if w.ev.Decision == "done" {
		w.s.Ending, w.s.Why = Done, h.Why
		return
	}
	w.s.Steps = 0
	w.sayKey(KeyGivenBack, args{"who": w.by()})
	w.s.Open = nil
}

// helpedStep puts the record into the state from which the walk goes on as
// decided.
func (w *walker) helpedStep(h Help, rec *Record) {
	switch w.ev.Decision {
	case "retry":
		rec.State = retried(h.Why)
		if rec.Kind != process.Call {
			delete(w.s.Records, h.Path)
		}
	case "done":
		rec.State = StateKept
	case "accept":
		switch h.Why {
		case WhyUndoMissing, WhyUndoFailed, WhyUndoUnknown:
			rec.State = StateUndone
		default:
			rec.State, rec.Outcome, rec.Order = StateDone, accepted(rec), w.ev.Seq
			rec.By, rec.Reason = w.ev.By, w.ev.Reason
			rec.Clean = false
		}
	}
}

func retried(why string) string {
	if why == WhyUndoFailed {
		return StateUndoRetry
	}
	return StateRetry
}

// accepted is the outcome of a step that a person took as done.
func accepted(rec *Record) string {
	if rec.Kind == process.Approve {
		return "approved"
	}
	return "done"
}

// turnedDown ends the run as rejected, for a person's reason.
func (w *walker) turnedDown(reason string) {
	w.sayRejected(w.by(), reason)
	w.s.Ending = Rejected
	if reason != "" {
		w.s.Reason = text(reason)
	}
}

func (w *walker) sayRejected(who value.Localized, reason string) {
	if reason == "" {
		w.sayKey(KeyRejectedBare, args{"who": who})
		return
	}
	w.sayKey(KeyRejected, args{"who": who, "reason": text(reason)})
}

// by is who decided: the id, which whoever renders it turns into the name in
// the reader's language; the name itself only where there is no id.
func (w *walker) by() value.Localized {
	if w.ev.By != "" {
		return text(w.ev.By)
	}
	return text(w.ev.ByName)
}
