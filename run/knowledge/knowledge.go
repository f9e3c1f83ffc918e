// Package knowledge owns an app's documents: cut into passages, indexed in
// memory, and quoted word for word with their place. It answers with what a
// document says or with nothing; it makes up no sentence. It must never know
// of processes, runs or persons.
package knowledge

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
)

// Quote is the sentence, or two that follow each other, of a passage that
// answers a question best.
type Quote struct {
	Passage
	// Sentence is its place in Document.Text, in bytes; Text is exactly what
	// stands there.
	Sentence text.Span
	Text     string
	// Score is the share of the question's weight that the passage and its
	// headings cover, 0..1.
	Score float64
	// Words are the question's words that were found, strongest first.
	Words []string
}

// Index finds passages. It doesn't change and is safe for concurrent use.
type Index struct {
	passages []passage
	postings map[uint64][]posting // by unit, in order of passages
}

// posting says how much a passage is about a unit.
type posting struct {
	passage int32
	score   float32 // BM25's saturated frequency, 0..1
}

// BM25 (Robertson and Zaragoza 2009) over fields whose frequencies are added
// before they saturate.
const (
	saturation   = 1.2
	lengthShare  = 0.5
	headingCount = 0.6 // how often a word of a heading counts for each passage under it
	leadCount    = 0.4 // the same of the line that introduces a list
)

const (
	tries       = 6       // passages that are looked at where few are asked for
	worthTrying = 0.5     // of the best one's score: a passage below is not looked at
	maxQuestion = 4 << 10 // bytes of a question that are read
	maxSentence = 1200    // bytes of a quote
)

// Build indexes documents. Their order decides only between equals.
func Build(docs []Document) *Index {
	ix := &Index{postings: map[uint64][]posting{}}
	for _, d := range docs {
		ix.passages = append(ix.passages, passagesOf(d)...)
	}
	lengths := make([]float64, len(ix.passages))
	counts := make([]map[uint64]float64, len(ix.passages))
	var mean float64
	for i, p := range ix.passages {
		own := text.Units(text.Tokens(p.Text))
		lengths[i] = float64(len(own))
		mean += lengths[i] / float64(len(ix.passages))
		counts[i] = count(p, own)
	}
	for i, c := range counts {
		norm := 1 - lengthShare + lengthShare*lengths[i]/max(1, mean)
		for id, n := range c {
			n /= norm
			ix.postings[id] = append(ix.postings[id], posting{int32(i), float32(n / (n + saturation))})
		}
	}
	return ix
}

// count says how often each unit occurs in a passage, headings counting less.
func count(p passage, own []text.Unit) map[uint64]float64 {
	c := make(map[uint64]float64, len(own))
	for _, u := range own {
		c[u.ID]++
	}
	once := func(s string, weight float64) {
		for _, u := range text.Units(text.Tokens(s)) {
			if c[u.ID] < 1 {
				c[u.ID] = max(c[u.ID], weight)
			}
		}
	}
	once(p.Heading, headingCount)
	once(p.DocTitle, headingCount)
	once(p.lead, leadCount)
	return c
}

// idf says how rare a unit is among the passages.
func (ix *Index) idf(id uint64) float64 {
	return math.Log(1 + (float64(len(ix.passages))+3)/(float64(len(ix.postings[id]))+1))
}

// asked is one unit of a question with what it weighs.
type asked struct {
	text.Unit
	weight float64
}

// rest is added to the weight of every question, so that one of common words
// alone ("what is it") is never covered whole.
const rest = 0.4

// question is a question on its way to its quotes.
type question struct {
	toks  []text.Token
	units []asked
	total float64
	kind  answer
}

func (ix *Index) read(s string) question {
	q := question{toks: text.Tokens(clip(s, maxQuestion)), total: rest}
	seen := map[uint64]bool{}
	for _, u := range text.Units(q.toks) {
		if seen[u.ID] {
			continue
		}
		seen[u.ID] = true
		w := u.Weight * ix.idf(u.ID)
		q.units = append(q.units, asked{u, w})
		q.total += w
	}
	q.kind = answerOf(q.toks)
	return q
}

// Ask returns at most k quotes that answer a question, best first, one a
// passage. It returns none when the documents don't hold the answer: that is
// an answer too.
func (ix *Index) Ask(s string, k int) []Quote {
	return ix.quotes(ix.read(s), k, evidence.answers)
}

// Find returns the k quotes that have most to do with a question, best first,
// whether they answer it or not: for a list to look through, not for a reply.
func (ix *Index) Find(s string, k int) []Quote {
	return ix.quotes(ix.read(s), k, func(evidence) bool { return true })
}

func (ix *Index) quotes(q question, k int, keep func(evidence) bool) []Quote {
	if len(q.units) == 0 || k <= 0 {
		return nil
	}
	var out []Quote
	hits := ix.rank(q, max(2*k, tries))
	for _, h := range hits {
		if len(out) == k || h.score < worthTrying*hits[0].score {
			break
		}
		if quote, e := ix.quote(q, h); keep(e) {
			out = append(out, quote)
		}
	}
	return out
}

// hit is a passage that a question found.
type hit struct {
	passage int
	score   float64
}

// rank lists the n passages that match a question best.
func (ix *Index) rank(q question, n int) []hit {
	scores := make([]float64, len(ix.passages))
	for _, u := range q.units {
		for _, p := range ix.postings[u.ID] {
			scores[p.passage] += u.weight * float64(p.score)
		}
	}
	var hits []hit
	for i, s := range scores {
		if s > 0 {
			hits = append(hits, hit{i, s / q.total})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	return hits[:min(n, len(hits))]
}

// clip cuts s to at most limit bytes without splitting a character.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := limit
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
