package machine

import (
	"slices"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// cancelSaid takes a cancel or a restart. A restart that has to ask first is
// refused as asks_first: the new run begins when this one has ended with Why restart.
func (w *walker) cancelSaid(c *Command) {
	q := w.s.Open
	sure := c.Text == "parent" || q != nil && q.Kind == AskCancel && q.Why == string(c.Kind)
	if c.Kind == CmdRestart && !sure && len(w.staying()) > 0 {
		w.refuse(c, WhyAsksFirst)
	} else {
		w.applied(c)
	}
	w.cancel(string(c.Kind), sure)
}

// cancel ends the run for its person; when something would stay that can't be
// taken back, it asks first. why is "cancel" or "restart".
func (w *walker) cancel(why string, sure bool) {
	if !sure && len(w.staying()) > 0 {
		w.lay(Question{Kind: AskCancel, Why: why})
		return
	}
	w.s.Why = why
	w.s.Ending = Cancelled
	w.closeAll("cancelled")
	if path := w.inFlight(); path != "" {
		w.sayKey(KeyCancelWaits, args{"what": w.what(path)})
	}
}

// staying returns the paths of effects that a cancel could not take back.
func (w *walker) staying() []string {
	var list []string
	for _, path := range w.standing(func(string) bool { return true }) {
		rec := w.s.Records[path]
		if rec.State != StateAsked && !w.undoable(rec) {
			list = append(list, path)
		}
	}
	return list
}

// closeAll withdraws what is asked of people and clocks.
func (w *walker) closeAll(why string) {
	w.dropHelp(why)
	w.s.Open, w.s.Pending = nil, nil
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		switch rec.Kind {
		case process.Call, process.SubRun:
			continue
		}
		w.withdraw(rec, why)
		if rec.State == StateAsked {
			rec.State = StateUndone
		}
	}
}

// unwind brings a run that is being ended to its end: a cancelled one undoes
// its effects, last first; every other waits only for what is on its way.
func (w *walker) unwind() {
	if w.s.Ending != Cancelled {
		w.closeAll("moved_on")
	}
	w.s.Undo = w.standing(func(path string) bool {
		return w.s.Ending == Cancelled || w.pending(w.s.Records[path])
	})
	for _, path := range w.s.Undo {
		rec := w.s.Records[path]
		if slices.Contains(w.s.Stays, path) || !w.pending(rec) && !w.undoable(rec) {
			w.stays(path)
			continue
		}
		if w.takeBack(path, rec, false) != on {
			return
		}
	}
	w.over(w.s.Ending)
}

// pending tells whether an effect is on its way.
func (w *walker) pending(rec *Record) bool {
	return rec.State == StateAsked || rec.State == StateUndoing
}

func (w *walker) stays(path string) {
	if !slices.Contains(w.s.Stays, path) {
		w.s.Stays = append(w.s.Stays, path)
	}
}

// end ends a run that came to its end: what it did on ways that it no longer
// takes is undone before.
func (w *walker) end(status Status, reason value.Localized) flow {
	if reason != nil {
		w.s.Reason = reason
	}
	if f := w.leave(func(path string) bool { return !w.seen[path] }, "moved_on"); f != on {
		return f
	}
	if status == Cancelled {
		w.s.Why = "process"
	}
	w.over(status)
	return ended
}

// over makes the run final.
func (w *walker) over(status Status) {
	w.dropHelp("moved_on")
	w.sayOver(status)
	why := w.s.Why
	w.s.Status, w.s.Step, w.s.Path = status, string(process.End), ""
	w.s.Open, w.s.Waits, w.s.Undo, w.s.Pending, w.s.Ending = nil, nil, nil, nil, ""
	a := Action{Kind: ActEnd, Status: status}
	if why == "restart" {
		a.Why = why
	}
	w.act(a)
}

func (w *walker) sayOver(status Status) {
	title := args{"title": w.p.Title}
	switch {
	case status == Cancelled && len(w.s.Stays) > 0:
		w.sayKey(KeyCancelledStays, args{"title": w.p.Title, "stays": w.nameAll(w.s.Stays)})
	case status == Cancelled && w.s.Why != "process":
		w.sayKey(KeyCancelled, title)
	case w.spoke:
	case status == Cancelled:
		w.sayKey(KeyEndedCancelled, title)
	case status == Rejected:
		w.sayKey(KeyEndedRejected, title)
	default:
		w.sayKey(KeyDone, title)
	}
}
