package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/usher-dev/usher/language/text"
)

// evidence is why a quote may answer its question.
type evidence struct {
	passage  float64 // share of the question's weight in the passage and its headings
	sentence float64 // share in the quoted sentences
	match    float64 // BM25's share of the most that a passage could score
}

// answers tells whether the evidence is good enough to quote. The weights are
// a logistic regression over public questions of which half had lost their
// document, in English and Chinese alike.
func (e evidence) answers() bool {
	return 6.4*e.passage+4.8*e.sentence+1.2*e.match >= 5.3
}

// answer is the kind of thing that a question asks for.
type answer int

const (
	anything answer = iota
	aNumber
	aPlaceInTime
)

// answerOf reads from a question what its answer must contain.
func answerOf(toks []text.Token) answer {
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.Word
	}
	s := " " + strings.Join(words, " ") + " "
	has := func(list ...string) bool {
		return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(s, " "+w+" ") })
	}
	switch {
	case has("when", "what year", "which year", "what date", "何 时", "什 么 时 候", "哪 年", "哪 一 年", "几 月", "哪 天"):
		return aPlaceInTime
	case has("how many", "how much", "how long", "how old", "how far", "how often", "what percentage", "多 少", "几", "多 久", "多 长", "多 大", "第 几"):
		return aNumber
	}
	return anything
}

// holds tells whether a sentence holds what the question asks for.
func (a answer) holds(s string) bool {
	if a == anything {
		return false
	}
	return strings.ContainsFunc(s, unicode.IsDigit) || a == aNumber && strings.ContainsAny(s, "一二两三四五六七八九十百千万亿半")
}

// quote picks the sentences of a passage that answer best.
func (ix *Index) quote(q question, h hit) (Quote, evidence) {
	p := ix.passages[h.passage]
	parts := sentencesOf(p)
	weights := ix.covered(q, p, parts)
	first, last := weights.best(q, p, parts)
	held := weights.of(first, last)
	best := text.Span{Start: parts[first].Start, End: parts[last].End}
	if !p.code {
		best.End = best.Start + len(clip(p.Text[best.Start:best.End], maxSentence))
	}
	out := Quote{Passage: p.Passage, Sentence: text.Span{Start: p.Start + best.Start, End: p.Start + best.End}}
	out.Text = p.Text[best.Start:best.End]
	out.Score = weights.all
	out.Words = weights.words(q)
	return out, evidence{passage: weights.all, sentence: held, match: h.score}
}

// kindBonus is what holding the kind of answer adds to a sentence's share, and
// worthAdding what a second sentence must add to be quoted too.
const (
	kindBonus   = 0.12
	worthAdding = 0.03
	shortQuote  = 300 // bytes: two short sentences are quoted together anyway
)

// best picks the sentence that holds most of the question, and the one before
// or after it where that adds something: the first and the last of the quote.
func (c coverage) best(q question, p passage, parts []text.Span) (first, last int) {
	value := func(a, b int) float64 {
		v := c.of(a, b)
		if q.kind.holds(p.Text[parts[a].Start:parts[b].End]) {
			v += kindBonus
		}
		return v
	}
	at := 0
	for i := range parts {
		if value(i, i) > value(at, at) {
			at = i
		}
	}
	first, last = at, at
	most := value(at, at)
	for _, a := range []int{at - 1, at} {
		b := a + 1
		if a < 0 || b >= len(parts) || parts[b].End-parts[a].Start > maxSentence {
			continue
		}
		v := value(a, b)
		if parts[b].End-parts[a].Start > shortQuote {
			v -= worthAdding
		}
		if v >= most {
			first, last, most = a, b, v
		}
	}
	return first, last
}

// sentencesOf cuts a passage into sentences, code and rows of tables into
// nothing smaller. A line's end is no sentence's end in Markdown.
func sentencesOf(p passage) []text.Span {
	whole := []text.Span{{Start: 0, End: len(p.Text)}}
	if p.code || strings.HasPrefix(p.Text, "|") {
		return whole
	}
	list := text.Sentences(strings.NewReplacer("\n", " ", "\r", " ").Replace(p.Text))
	if len(list) == 0 {
		return whole
	}
	return list
}

// telling is the least weight of a unit that tells one sentence from another;
// "the" and 怎么 don't.
const telling = 0.2

// coverage is which of a question's units a passage's sentences hold.
type coverage struct {
	weight []float64 // by unit, as a share of the question
	in     []uint64  // by unit: bit i is sentence i (the last bit is all that follow)
	all    float64   // share that the passage and its headings cover
	found  []bool
}

func (ix *Index) covered(q question, p passage, parts []text.Span) coverage {
	c := coverage{weight: make([]float64, len(q.units)), in: make([]uint64, len(q.units)), found: make([]bool, len(q.units))}
	at := make(map[uint64]int, len(q.units))
	for i, u := range q.units {
		at[u.ID] = i
		c.weight[i] = u.weight
	}
	for s, part := range parts {
		for _, u := range text.Units(text.Tokens(p.Text[part.Start:part.End])) {
			if i, ok := at[u.ID]; ok {
				c.found[i] = true
				if u.Weight >= telling {
					c.in[i] |= 1 << min(s, 63)
				}
			}
		}
	}
	for _, s := range []string{p.Heading, p.DocTitle, p.lead} {
		for _, u := range text.Units(text.Tokens(s)) {
			if i, ok := at[u.ID]; ok {
				c.found[i] = true
			}
		}
	}
	c.share(q)
	return c
}

// share turns weights into shares of the question. A pair of hanzi that wasn't
// found but shares a character with one that was is where two words meet, not
// a word: it counts less of what is missing.
func (c *coverage) share(q question) {
	pair := func(i int) bool { return i >= 0 && i < len(q.units) && q.units[i].First < q.units[i].Last }
	total := rest
	for i, w := range c.weight {
		if pair(i) && !c.found[i] {
			for _, j := range []int{i - 2, i - 1, i + 1, i + 2} {
				if pair(j) && c.found[j] && (q.units[j].Last == q.units[i].First || q.units[j].First == q.units[i].Last) {
					w -= seam * c.weight[i]
				}
			}
		}
		total += w
	}
	for i := range c.weight {
		c.weight[i] /= total
		if c.found[i] {
			c.all += c.weight[i]
		}
	}
	c.all = min(1, c.all)
}

// seam is how much less such a pair counts for each side that was found.
const seam = 0.45

// of is the share of the question that sentences a to b hold.
func (c coverage) of(a, b int) float64 {
	var mask uint64
	for i := a; i <= b; i++ {
		mask |= 1 << min(i, 63)
	}
	var sum float64
	for i, in := range c.in {
		if in&mask != 0 {
			sum += c.weight[i]
		}
	}
	return sum
}

// words lists the found words of a question, strongest first; hanzi that stand
// together are one word.
func (c coverage) words(q question) []string {
	type word struct {
		first, last int
		weight      float64
	}
	var list []word
	for i, u := range q.units {
		if !c.found[i] || u.Weight < telling {
			continue
		}
		if n := len(list); n > 0 && u.First <= list[n-1].last {
			list[n-1].last = max(list[n-1].last, u.Last)
			list[n-1].weight += u.weight
			continue
		}
		list = append(list, word{u.First, u.Last, u.weight})
	}
	slices.SortStableFunc(list, func(a, b word) int { return cmp.Compare(b.weight, a.weight) })
	var out []string
	for _, w := range list {
		var b strings.Builder
		for _, t := range q.toks[w.first : w.last+1] {
			b.WriteString(t.Word)
		}
		if s := b.String(); !slices.Contains(out, s) && len(out) < 8 {
			out = append(out, s)
		}
	}
	return out
}
