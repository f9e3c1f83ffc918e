package machine

import (
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// act asks for a; its Seq is the event's unless it is set.
func (w *walker) act(a Action) {
	if a.Seq == 0 {
		a.Seq = w.ev.Seq
	}
	w.acts = append(w.acts, a)
}

func (w *walker) say(s Say) {
	w.spoke = true
	w.act(Action{Kind: ActSay, Path: w.here, Say: &s})
}

// args are the arguments of one of Usher's own sentences.
type args = map[string]value.Localized

func (w *walker) sayKey(key string, a args) { w.say(Say{Key: key, Args: a}) }

func (w *walker) applied(c *Command) { w.act(Action{Kind: ActApplied, Command: c}) }

func (w *walker) refuse(c *Command, why string) {
	w.act(Action{Kind: ActRefused, Command: c, Why: why})
}

// refuseSaying refuses a command with one of Usher's sentences.
func (w *walker) refuseSaying(c *Command, why string, a args) {
	w.refuse(c, why)
	w.sayKey(KeyRefused+why, a)
}

// park leaves the run waiting at a step. The question that lies over
// everything (really cancel? to a person?) stays open, any other is closed.
func (w *walker) park(path, step string, wait Wait, status Status) {
	if old := w.s.Waits; old != nil && old.For == wait.For && old.Name == wait.Name && w.s.Path == path {
		wait.Since = old.Since
	} else {
		wait.Since = w.ev.At
	}
	w.s.Path, w.s.Step, w.s.Waits = path, step, &wait
	w.s.Status = status
	if lies(w.s.Open) {
		w.s.Status = Active
		w.again()
		return
	}
	w.s.Open = nil
}

// lies tells whether q lies over what the run rests at.
func lies(q *Question) bool {
	return q != nil && (q.Kind == AskHandoff || q.Kind == AskCancel)
}

// ask leaves the run at a step with a question for its person. It is said when
// it is new, has to be repeated, or something else was said: the question that
// is open always comes last.
func (w *walker) ask(st *process.Step, q Question, words func() Say) flow {
	w.s.Path, w.s.Step, w.s.Waits, w.s.Status = st.Path, string(st.Kind), nil, Active
	old := w.s.Open
	if lies(old) {
		w.again()
		return rest
	}
	known := old != nil && old.Kind == q.Kind && old.Slot == q.Slot && old.Field == q.Field && old.Path == q.Path
	if known {
		q.Since, q.Misses, q.Row = old.Since, old.Misses, old.Row
	} else {
		q.Since = w.ev.Seq
	}
	w.s.Open = &q
	if (!known || w.reask || w.spoke) && !w.instead {
		w.reask = false
		w.say(words())
	}
	return rest
}

// again says the question that lies over the rest when it has to be repeated.
func (w *walker) again() {
	if !w.reask && !w.spoke {
		return
	}
	w.reask = false
	q := w.s.Open
	if q.Kind == AskCancel {
		w.say(Say{Key: KeyAskCancel, Kind: "ask", Args: args{"title": w.p.Title, "stays": w.nameAll(w.staying())}})
		return
	}
	w.say(Say{Key: KeyOfferPerson, Kind: "ask", Args: args{"who": text(w.owner())}})
}

// lay puts a question over what the run rests at.
func (w *walker) lay(q Question) {
	q.Since = w.ev.Seq
	q.Under = w.s.Open
	if lies(q.Under) {
		q.Under = q.Under.Under
	}
	w.s.Open = &q
	w.reask = true
}

// lift takes the question that lies over the rest away and asks again what
// lies under it.
func (w *walker) lift() {
	if lies(w.s.Open) {
		w.s.Open = w.s.Open.Under
		if w.s.Open != nil {
			w.s.Open.Misses = 0
		}
		w.reask = true
	}
}

// withdraw takes back what a record asked of people and clocks.
func (w *walker) withdraw(rec *Record, why string) {
	if rec.State == StateAsked {
		sent := map[int64]bool{}
		for _, part := range rec.Parts {
			if part.Seq != 0 && part.Decision == "" && !sent[part.Seq] {
				sent[part.Seq] = true
				w.act(Action{Kind: ActWithdraw, Seq: part.Seq, Why: why})
			}
		}
	}
	w.cancelTimers(rec)
}

// cancelTimers cancels the timers of a record, those of all its parts.
func (w *walker) cancelTimers(rec *Record) {
	if !rec.Timers {
		return
	}
	rec.Timers = false
	sent := map[int64]bool{}
	for _, seq := range append([]int64{rec.Seq}, partSeqs(rec)...) {
		if !sent[seq] {
			sent[seq] = true
			w.act(Action{Kind: ActCancelTimer, Seq: seq})
		}
	}
}

func partSeqs(rec *Record) []int64 {
	var seqs []int64
	for _, part := range rec.Parts {
		if part.Seq != 0 {
			seqs = append(seqs, part.Seq)
		}
	}
	return seqs
}
