package machine

import "github.com/usher-dev/usher/app/process"

// confirm goes on only after a yes to its text as it now reads.
func (w *walker) confirm(st *process.Step) flow {
	deps := w.deps(st.Text.Names())
	rec := w.s.Records[st.Path]
	same := rec != nil && sameDeps(rec.Deps, deps)
	if same && rec.State == StateDone {
		return w.branch(st, "yes")
	}
	if same && rec.State == StateDenied {
		return w.askChange(st, func() Say { return Say{Key: KeyWhatChange, Kind: "ask"} })
	}
	words, err := w.text(st.Text)
	if err != nil {
		return w.broken(st, err)
	}
	if !same {
		w.reask = true
		w.s.Records[st.Path] = &Record{Kind: st.Kind, Seq: w.ev.Seq, State: StateAsked, Deps: deps}
	}
	return w.ask(st, Question{Kind: AskConfirm, Path: st.Path}, func() Say { return Say{Text: words, Kind: "ask"} })
}

// askChange asks what is to be changed, after a no or when it was sent back.
func (w *walker) askChange(st *process.Step, words func() Say) flow {
	return w.ask(st, Question{Kind: AskChange, Path: st.Path}, words)
}

// confirmed takes the yes to the open confirm, unless what it says has changed
// in the same message: then it is asked again with the new values.
func (w *walker) confirmed(c *Command) {
	rec := w.s.Records[w.s.Open.Path]
	if rec == nil || w.moved && !w.same(rec.Deps) {
		w.refuse(c, WhyAnswered)
		return
	}
	w.applied(c)
	rec.State, rec.Outcome, rec.Order = StateDone, "yes", w.ev.Seq
	w.s.Steps++
}

// denied takes the no to the open confirm: it asks what is to be changed; when
// the message said so already, the confirm is asked again.
func (w *walker) denied(c *Command) {
	w.applied(c)
	rec := w.s.Records[w.s.Open.Path]
	switch {
	case rec == nil:
	case w.moved:
		delete(w.s.Records, w.s.Open.Path)
	default:
		rec.State = StateDenied
	}
}
