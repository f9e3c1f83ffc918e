package converse

import (
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/run/knowledge"
)

// sectionAt is the share of a heading that a question must have, and of a
// question that the heading must, to be about the section under it.
const sectionAt = 0.75

// ownSection answers a question that names a section of the runbook under way:
// the section as it stands there.
func (w *work) ownSection(asked string) bool {
	_, p, ok := w.set.Run(w.topRun())
	if !ok || p == nil || p.Runbook == nil {
		return false
	}
	best, score := "", sectionAt
	for _, h := range p.Runbook.Headings {
		if s := min(shareOf(asked, h), shareOf(h, asked)); s >= score && (s > score || best == "") {
			best, score = h, s
		}
	}
	from, to, ok := process.SectionOf(p.Body, best)
	if best == "" || !ok {
		return false
	}
	e := Entry{Text: p.Body[from:to], Run: w.topRun()}
	if w.asst.App.Bare { // where the runbooks are the documents
		e.Citations = []Citation{{
			Document: p.File, Title: titleOf(p, p.ID).In(w.lang, w.asst.App.Languages...), Heading: best,
			Start: from, End: to, Text: p.Body[from:to],
		}}
	}
	w.drain()
	w.reply(e)
	w.trace(Step{What: "quote", Document: p.File, Heading: best})
	w.askAgain()
	return true
}

// shareOf is how much of the content of want have has, 0..1.
func shareOf(want, have string) float64 {
	has := map[uint64]bool{}
	for _, u := range text.Units(text.Tokens(have)) {
		has[u.ID] = true
	}
	all, same := 0.0, 0.0
	for _, u := range text.Units(text.Tokens(want)) {
		if u.Weight < 0.2 {
			continue
		}
		all += u.Weight
		if has[u.ID] {
			same += u.Weight
		}
	}
	if all == 0 {
		return 0
	}
	return same / all
}

// ownFirst is the best quote, or one of the runbook under way that is nearly as good.
func (w *work) ownFirst(quotes []knowledge.Quote) knowledge.Quote {
	if _, p, ok := w.set.Run(w.topRun()); ok && p != nil {
		for _, q := range quotes {
			if q.Doc == p.File && q.Score >= 0.8*quotes[0].Score && strings.TrimSpace(q.Text) != "" {
				return q
			}
		}
	}
	return quotes[0]
}
