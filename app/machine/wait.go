package machine

import (
	"maps"
	"strconv"
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// wait waits for an event, for some time, or until a day.
func (w *walker) wait(st *process.Step) flow {
	deps, err := w.waitDeps(st)
	if err != nil {
		return w.broken(st, err)
	}
	rec := w.s.Records[st.Path]
	if rec != nil && !sameDeps(rec.Deps, deps) {
		w.cancelTimers(rec)
		rec = nil
	}
	if rec == nil {
		var err error
		if rec, err = w.startWait(st, deps); err != nil {
			return w.broken(st, err)
		}
	}
	switch rec.State {
	case StateAsked:
		w.park(st.Path, string(st.Kind), Wait{For: waitFor(st), Name: st.Event, Label: w.awaited(st), Until: rec.Until}, Waiting)
		return rest
	case StateLate:
		if _, ok := st.Outcomes["late"]; ok {
			return w.branch(st, "late")
		}
		return w.help(st.Path, st.Kind, WhyLate, st.Event, w.ways(st)...)
	}
	if st.Save != "" {
		w.saved[st.Save] = rec.Result
	}
	return w.branch(st, "done")
}

// awaited is what people call what a step waits for, nil where the process does
// not say it.
func (w *walker) awaited(st *process.Step) value.Localized {
	if st.Text == nil {
		return nil
	}
	words, err := w.text(st.Text)
	if err != nil {
		return nil
	}
	return words
}

// awaitedOr is awaited, else the event's name.
func (w *walker) awaitedOr(st *process.Step) value.Localized {
	if words := w.awaited(st); words != nil {
		return words
	}
	return text(st.Event)
}

func waitFor(st *process.Step) string {
	if st.Event != "" {
		return "event"
	}
	return "time"
}

// waitDeps: a wait for an event depends on the call that was given its address.
func (w *walker) waitDeps(st *process.Step) (map[string]string, error) {
	switch {
	case st.Event != "" && w.told[st.Event] != 0:
		return map[string]string{st.Event + ".url": strconv.FormatInt(w.told[st.Event], 10)}, nil
	case st.Until != nil:
		return w.deps(st.Until.Names()), nil
	}
	return map[string]string{}, nil
}

// startWait begins a wait, or ends it at once when what it waits for is there.
func (w *walker) startWait(st *process.Step, deps map[string]string) (*Record, error) {
	rec := &Record{Kind: st.Kind, Seq: w.ev.Seq, State: StateAsked, Deps: deps, At: w.ev.At}
	until, name, err := w.until(st)
	if err != nil {
		return nil, err
	}
	rec.Until = until
	w.s.Records[st.Path] = rec
	w.s.Steps++
	early, came := w.s.Early[st.Event]
	switch {
	case st.Event != "" && came:
		delete(w.s.Early, st.Event)
		rec.State, rec.Outcome, rec.Result, rec.Order = StateDone, "done", early, w.ev.Seq
	case st.Event == "" && !until.After(w.ev.At):
		rec.State, rec.Outcome, rec.Order = StateDone, "done", w.ev.Seq
	default:
		if !until.IsZero() {
			rec.Timers = true
			w.act(Action{Kind: ActTimer, Path: st.Path, Timer: &Timer{Name: name, Due: until}})
		}
		w.sayWait(st, until)
	}
	return rec, nil
}

// until computes when a wait ends or is late; zero when it never is.
func (w *walker) until(st *process.Step) (at time.Time, timer string, err error) {
	switch {
	case st.Event != "" && st.Within != nil:
		at, err = w.after(*st.Within)
		return at, "late", err
	case st.For != nil:
		at, err = w.after(*st.For)
		return at, "wait", err
	case st.Until != nil:
		day, err := st.Until.Eval(w.scope())
		if err != nil {
			return time.Time{}, "", err
		}
		at, err = value.DayIn(day, w.zone())
		return at, "wait", err
	}
	return time.Time{}, "", nil
}

// after is the event's time plus a duration, by the app's calendar and zone.
func (w *walker) after(d value.Value) (time.Time, error) {
	return value.AddDuration(w.ev.At, d, w.env.Setting.Calendar, w.zone())
}

// sayWait says what is waited for, unless the process has just said something.
func (w *walker) sayWait(st *process.Step, until time.Time) {
	if w.spoke {
		return
	}
	if st.Event != "" {
		w.sayKey(KeyWaitsEvent, args{"event": w.awaitedOr(st)})
		return
	}
	day := value.NewDate(until.In(w.zone()))
	w.sayKey(KeyWaitsTime, args{"until": w.show(day, nil)})
}

// came takes an event from outside; one that comes before its wait is kept.
func (w *walker) came() bool {
	if !w.isEvent(w.ev.Name) {
		w.act(Action{Kind: ActRefused, Why: WhyNotOpen})
		return false
	}
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		st := w.stepAt(path)
		if rec.Kind != process.Wait || st == nil || st.Event != w.ev.Name {
			continue
		}
		_, listed := st.Outcomes["late"]
		if rec.State == StateAsked || rec.State == StateLate && !listed {
			w.cancelTimers(rec)
			rec.State, rec.Outcome, rec.Result, rec.Order = StateDone, "done", w.ev.Result, w.ev.Seq
			return true
		}
	}
	early := maps.Clone(w.s.Early)
	early[w.ev.Name] = w.ev.Result
	w.s.Early = early
	return true
}

// stepAt returns the step at path, or nil.
func (w *walker) stepAt(path string) *process.Step {
	var found *process.Step
	eachStep(w.p.Steps, func(st *process.Step) {
		if st.Path == path {
			found = st
		}
	})
	return found
}

// fired takes a timer.
func (w *walker) fired() bool {
	for _, path := range w.paths() {
		rec := w.s.Records[path]
		if rec.State != StateAsked || !rec.Timers || !hasSeq(rec, w.ev.For) || !w.hasTimer(path, rec) {
			continue
		}
		switch w.ev.Name {
		case "wait":
			rec.State, rec.Outcome, rec.Order, rec.Timers = StateDone, "done", w.ev.Seq, false
		case "late":
			w.late(path, rec)
		case "remind":
			w.remind(rec)
		}
		return true
	}
	return false
}

// hasTimer tells whether a record asks for timers of the event's name.
func (w *walker) hasTimer(path string, rec *Record) bool {
	st := w.stepAt(path)
	switch {
	case st == nil:
		return false
	case rec.Kind != process.Wait:
		return w.ev.Name == "late" && st.Within != nil || w.ev.Name == "remind" && st.Remind != nil
	case st.Event != "":
		return w.ev.Name == "late"
	}
	return w.ev.Name == "wait"
}

func hasSeq(rec *Record, seq int64) bool {
	if rec.Kind == process.Wait {
		return rec.Seq == seq
	}
	for _, part := range rec.Parts {
		if part.Seq == seq && part.Decision == "" {
			return true
		}
	}
	return false
}

// late ends a decision or an event that did not come in time.
func (w *walker) late(path string, rec *Record) {
	if rec.Kind == process.Wait {
		rec.State, rec.Timers = StateLate, false
		return
	}
	who := w.asked(rec)
	w.withdraw(rec, "expired")
	rec.State, rec.Outcome, rec.Order = StateLate, "late", w.ev.Seq
	w.sayKey(KeyLate, args{"who": who, "since": w.moment(rec.At)})
}

// remind tells the person once that it is still waited for.
func (w *walker) remind(rec *Record) {
	if rec.Remind {
		return
	}
	rec.Remind = true
	w.sayKey(KeyStillWaiting, args{"who": w.asked(rec), "since": w.moment(rec.At)})
}

// moment shows a time as its day and clock time.
func (w *walker) moment(t time.Time) value.Localized {
	t = t.In(w.zone())
	day := value.NewDate(t)
	clock := value.NewTime(t.Hour(), t.Minute(), 0)
	return w.eachLanguage(func(lang string) string {
		return value.Show(day, nil, lang, w.setting()) + " " + value.Show(clock, nil, lang, w.setting())
	})
}
