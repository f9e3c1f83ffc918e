package machine

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// runbook walks the items one by one, then asks whether that solved it.
func (w *walker) runbook(st *process.Step) flow {
	if rec := w.s.Records[st.Path]; rec != nil && (rec.State == StateDone || rec.State == StateKept) {
		return on
	}
	book := w.p.Runbook
	if book == nil || len(book.Items) == 0 {
		return on
	}
	if w.s.Cursor == nil {
		w.s.Cursor = &Cursor{}
		w.s.Steps++
		if book.Intro != "" {
			w.tellText(book.Intro)
		}
	}
	c := w.s.Cursor
	if rec := w.s.Records[st.Path]; rec != nil && rec.State == StateRejected {
		return w.help(st.Path, st.Kind, WhyNotSolved, "", "done", "retry", "reject")
	}
	if c.Item >= len(book.Items) {
		return w.ask(st, Question{Kind: AskSolved, Path: st.Path}, func() Say {
			return Say{Key: KeyAskSolved, Kind: "ask", Args: args{"title": w.p.Title}}
		})
	}
	item := &book.Items[c.Item]
	q := Question{Kind: AskItem, Path: st.Path, Field: item.Number}
	for _, j := range item.Jumps {
		q.Options = append(q.Options, j.To)
	}
	f := w.ask(st, q, func() Say { return w.itemWords(c, item) })
	w.s.Step = item.Number
	return f
}

func (w *walker) itemWords(c *Cursor, item *process.Item) Say {
	return Say{Key: KeyItem, Kind: "item", Args: args{
		"number": text(item.Number), "n": text(strconv.Itoa(c.Item + 1)),
		"total": text(strconv.Itoa(len(w.p.Runbook.Items))), "text": text(item.Text), "section": text(item.Section),
	}}
}

// nextItem goes on to the item after the present one.
func (w *walker) nextItem(how string) {
	c := w.s.Cursor
	number := w.p.Runbook.Items[c.Item].Number
	if how == "skipped" {
		c.Skipped = append(c.Skipped, number)
	} else {
		c.Done = append(c.Done, number)
	}
	w.showItem(c.Item + 1)
}

// jump follows an "if … go to …".
func (w *walker) jump(to string) {
	c := w.s.Cursor
	c.Done = append(c.Done, w.p.Runbook.Items[c.Item].Number)
	for i := range w.p.Runbook.Items {
		if w.p.Runbook.Items[i].Number == to {
			w.showItem(i)
			return
		}
	}
	w.showItem(c.Item + 1)
}

// showItem moves the cursor; each item shown counts as a step, which bounds a
// runbook that goes in circles.
func (w *walker) showItem(i int) {
	c := w.s.Cursor
	c.Trail = append(c.Trail, c.Item)
	c.Item = i
	w.s.Steps++
	w.s.Open = nil
	w.tellBefore(i)
}

// itemBack goes back to the item shown before; it tells whether there was one.
func (w *walker) itemBack() bool {
	q, c := w.s.Open, w.s.Cursor
	if lies(q) {
		q = q.Under
	}
	if c == nil || q == nil || q.Kind != AskItem && q.Kind != AskSolved || len(c.Trail) == 0 {
		return false
	}
	c.Item = c.Trail[len(c.Trail)-1]
	c.Trail = c.Trail[:len(c.Trail)-1]
	w.s.Steps++
	w.s.Open = nil
	return true
}

// stuckAtItem shows the ways that the item names; a second time, or where it
// names none, a person is offered.
func (w *walker) stuckAtItem(q *Question) {
	item := &w.p.Runbook.Items[w.s.Cursor.Item]
	if len(item.Jumps) > 0 && q.Misses == 0 {
		q.Misses = 1
		w.say(Say{Key: KeyStuckJumps, Kind: "ask", Args: args{"number": text(item.Number), "jumps": jumpLines(item)}})
		w.instead = true
		return
	}
	w.s.Cursor.Stuck = append(w.s.Cursor.Stuck, item.Number)
	w.lay(Question{Kind: AskHandoff, Why: WhyNotSolved})
}

func jumpLines(item *process.Item) value.Localized {
	lines := make([]string, len(item.Jumps))
	for i, j := range item.Jumps {
		lines[i] = fmt.Sprintf("%d. %s → %s", i+1, j.When, j.To)
	}
	return text(strings.Join(lines, "\n"))
}

// solved ends the walk with a yes.
func (w *walker) solved() {
	path := w.s.Open.Path
	w.s.Records[path] = &Record{
		Kind: process.Walk, Seq: w.ev.Seq, State: StateDone, Outcome: "done", Order: w.ev.Seq,
	}
	w.s.Steps++
	w.sayKey(KeySolved, args{"title": w.p.Title})
}

// unsolved hands it to a person, with the items already tried.
func (w *walker) unsolved() {
	w.s.Records[w.s.Open.Path] = &Record{
		Kind: process.Walk, Seq: w.ev.Seq, State: StateRejected, Outcome: "not_solved", Order: w.ev.Seq,
	}
	w.s.Open = nil
}
