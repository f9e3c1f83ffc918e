// Package recognize owns the step from words to a process: trained at start-up
// from nothing but the app's own material, it ranks the processes for a
// message with calibrated probabilities, and says how likely none of them is
// meant. It must never know of runs, slots' values or persons.
//
// Two views of a message are joined: a linear model over words, stems, pairs
// and letter groups, which is strong where processes have examples, and an
// index over titles, names, examples and bodies, which carries processes that
// have none (a folder of runbooks).
package recognize

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/usher-dev/usher/language/text"
)

// Class is a process as recognition sees it. Every field but ID may be empty.
type Class struct {
	ID    string
	Title map[string]string // by language
	Names []string          // names of slots, words of choices, headings, words of steps
	Text  string            // the body
	// Examples are sentences that mean this process.
	Examples []string
	// Not are near misses: sentences that sound like it and don't mean it.
	Not []string
}

// Band says what a result is good for.
type Band string

const (
	// Act: start the first process.
	Act Band = "act"
	// Ask: ask which of the first ones is meant.
	Ask Band = "ask"
	// Refuse: none fits; say what can be done instead.
	Refuse Band = "refuse"
)

// Ranked is one process that a message may mean.
type Ranked struct {
	ID string `json:"process"`
	// P is the probability that the message means it, 0..1.
	P float64 `json:"p"`
	// Words of the message that spoke for it, strongest first, at most 5.
	Words []string `json:"words,omitempty"`
}

// Result is what was recognised. The probabilities of Ranked and None add up
// to at most 1.
type Result struct {
	Ranked []Ranked `json:"ranked"` // best first, at most 5
	None   float64  `json:"none"`
	Band   Band     `json:"band"`
}

// Limits of the bands. A process is started when it is likely, or when it is
// fairly likely and nothing else comes near: starting is undone with a word,
// while a question about the obvious tires.
const (
	actAt   = 0.55 // likely
	actGap  = 1.8  // times the second
	fairAt  = 0.42 // fairly likely
	fairGap = 5
	askAt   = 0.25 // below, nothing is worth a question
	ranked  = 5
)

// Recognizer recognises messages. It is safe for concurrent use.
type Recognizer struct {
	ids    []string
	linear *linear
	index  *index
	mix    mixture
	gate   gate
}

// Train builds a recogniser. It is deterministic; neither the order of the
// classes nor that of their sentences changes anything.
func Train(classes []Class) *Recognizer {
	sorted := slices.Clone(classes)
	slices.SortStableFunc(sorted, func(a, b Class) int { return cmp.Compare(a.ID, b.ID) })
	return train(prepare(sorted))
}

// prepared is a class whose texts are tokenised, in a fixed order.
type prepared struct {
	id       string
	titles   []string
	names    []string
	examples []string
	nots     []string
	body     string
}

func prepare(classes []Class) []prepared {
	shared := map[string]int{}
	for _, c := range classes {
		for _, n := range tidy(c.Names) {
			shared[n]++
		}
	}
	out := make([]prepared, len(classes))
	for i, c := range classes {
		out[i] = prepared{id: c.ID, titles: tidy(slices.Collect(maps.Values(c.Title))), examples: tidy(c.Examples), nots: tidy(c.Not), body: c.Text}
		for _, n := range tidy(c.Names) {
			if shared[n] < phraseRepeat {
				out[i].names = append(out[i].names, n)
			}
		}
	}
	return out
}

// tidy sorts sentences and drops empty and double ones.
func tidy(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(clip(s, maxMessage)); s != "" {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func train(classes []prepared) *Recognizer {
	r := trainPlain(classes)
	r.gate = calibrate(classes, r.gate)
	return r
}

// trainPlain trains without looking at how sure the result may be.
func trainPlain(classes []prepared) *Recognizer {
	r := &Recognizer{}
	texts := make([]classText, len(classes))
	var sents []sentence
	examples := 0
	names := max(2, min(mostNames, allNames/max(1, len(classes))))
	for i, c := range classes {
		r.ids = append(r.ids, c.id)
		examples += len(c.examples)
		texts[i] = classTextOf(c)
		sents = append(sents, sentencesOf(i, c, names)...)
	}
	r.index = newIndex(texts)
	each := float64(examples) / float64(max(1, len(classes)))
	r.mix, r.gate = mixtureFor(each), priorGate(each)
	r.linear = newLinear(len(classes), sents)
	rows := make([]row, len(sents))
	for i, s := range sents {
		rows[i] = row{s.class, s.weight, s.not, r.linear.vectorOf(s.feats)}
	}
	budget := float64(work)
	if each < 0.25 {
		budget = bareWork
	}
	r.linear.train(rows, budget)
	return r
}

func classTextOf(c prepared) classText {
	var t classText
	add := func(field int, list []string) {
		for _, s := range list {
			u := unitsOf(s)
			t.field[field] = append(t.field[field], u...)
			t.phrases = append(t.phrases, u)
		}
	}
	add(inTitle, apart(c.titles))
	for _, s := range apart(c.names) {
		u := unitsOf(s)
		t.field[inName] = append(t.field[inName], u...)
		if c.standsFor(s) {
			t.phrases = append(t.phrases, u)
		}
	}
	add(inExample, spread(c.examples, maxPhrases))
	for _, s := range c.nots {
		t.nots = append(t.nots, unitsOf(s))
	}
	t.field[inBody] = unitsOf(clip(c.body, maxBody))
	return t
}

// standsFor tells whether a name can stand for its class. One word can in a
// runbook, where it is a heading; in a process that has examples, "date" and
// 时间 are only something that it asks for.
func (c prepared) standsFor(name string) bool {
	toks := text.Tokens(name)
	return len(c.examples) == 0 || len(toks) > 2 || len(toks) == 2 && !toks[0].Han
}

// apart adds to names that are written in one word ("DiskFillsUp") what a
// person would say for them.
func apart(names []string) []string {
	out := slices.Clone(names)
	for _, n := range names {
		if s := splitCamel(n); s != n {
			out = append(out, s)
		}
	}
	return out
}

// splitCamel puts a blank before each capital that follows a small letter, and
// before the last of a row of capitals that a small letter follows.
func splitCamel(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, c := range runes {
		if i > 0 && unicode.IsUpper(c) {
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if unicode.IsLower(runes[i-1]) || unicode.IsUpper(runes[i-1]) && next {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(c)
	}
	return b.String()
}

// maxBody bounds how much of a process's body is read, in bytes.
const maxBody = 64 << 10

// spread picks at most n of list, evenly.
func spread(list []string, n int) []string {
	if len(list) <= n {
		return list
	}
	out := make([]string, n)
	for i := range out {
		out[i] = list[i*len(list)/n]
	}
	return out
}

// Names that the linear model learns, of a class and of all: a folder of
// hundreds of runbooks has thousands of headings, which the index finds anyway.
const (
	mostNames = 12
	allNames  = 900
)

// sentencesOf lists what the linear model learns for a class. A class with
// many examples counts more than one with few, but not in proportion.
func sentencesOf(i int, c prepared, names int) []sentence {
	var out []sentence
	add := func(list []string, weight float64, not bool) {
		for _, s := range list {
			out = append(out, sentence{i, weight, not, featuresOf(text.Tokens(s))})
		}
	}
	w := 1 / math.Sqrt(max(1, float64(len(c.examples))/10))
	add(c.examples, w, false)
	add(c.titles, 1, false)
	telling := slices.DeleteFunc(slices.Clone(c.names), func(s string) bool { return !c.standsFor(s) })
	add(spread(telling, names), 0.5, false)
	add(c.nots, 1, true)
	return out
}

// Recognize says which process s means, if any. It never fails; what can't be
// read is refused.
func (r *Recognizer) Recognize(s string) Result {
	e, in := r.read(s)
	out := Result{Ranked: []Ranked{}, None: round(1 - in)}
	for _, c := range e.best(ranked) {
		p := round(in * e.p[c])
		if p < 0.001 {
			break
		}
		out.Ranked = append(out.Ranked, Ranked{ID: r.ids[c], P: p, Words: r.words(e, c)})
	}
	out.Band = band(out.Ranked)
	return out
}

// round keeps 4 decimals, rounded down, so that sums stay within 1 and the
// last bits of a machine's arithmetic don't show.
func round(p float64) float64 { return math.Floor(p*1e4+1e-6) / 1e4 }

func band(list []Ranked) Band {
	if len(list) == 0 || list[0].P < askAt {
		return Refuse
	}
	second := 0.0
	if len(list) > 1 {
		second = list[1].P
	}
	p := list[0].P
	if p >= actAt && p >= actGap*second || p >= fairAt && p >= fairGap*second {
		return Act
	}
	return Ask
}

// words lists the words of the message that spoke for class c.
func (r *Recognizer) words(e *evidence, c int) []string {
	type spoke struct {
		first, last int
		score       float64
	}
	var list []spoke
	for _, u := range e.units {
		x := r.index.says(u, c) * r.index.idf(u.ID) * u.Weight
		if u.Weight < 0.2 || x <= 0 {
			continue
		}
		if n := len(list); n > 0 && u.First <= list[n-1].last && u.Last-list[n-1].first < 8 {
			list[n-1].last = max(list[n-1].last, u.Last)
			list[n-1].score += x
			continue
		}
		list = append(list, spoke{u.First, u.Last, x})
	}
	slices.SortStableFunc(list, func(a, b spoke) int { return cmp.Compare(b.score, a.score) })
	var out []string
	for _, s := range list {
		w := joined(e.toks[s.first : s.last+1])
		if !slices.Contains(out, w) && len(out) < 5 {
			out = append(out, w)
		}
	}
	return out
}

// joined is the text of tokens that stand together.
func joined(toks []text.Token) string {
	var b strings.Builder
	for _, t := range toks {
		b.WriteString(t.Word)
	}
	return b.String()
}
