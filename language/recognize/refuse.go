package recognize

import (
	"cmp"
	"math"
	"slices"

	"github.com/usher-dev/usher/language/text"
)

// mixture says how much each view counts in a class's score.
type mixture struct {
	linear, match, near, miss float64
}

// mixtureFor weighs the views by the mean number of examples a class has: the
// linear model needs some to be worth most.
func mixtureFor(examples float64) mixture {
	t := min(1, examples)
	with := func(none, some float64) float64 { return none + t*(some-none) }
	return mixture{
		linear: with(0.6, 1.1),
		match:  with(14, 3),
		near:   with(9.5, 5/(1+examples/15)),
		miss:   12,
	}
}

// evidence is all that is known of one message.
type evidence struct {
	toks  []text.Token
	units []text.Unit
	found
	raw []float64 // by class: the joined score
	lin []float32 // by class: the linear model's score
	p   []float64 // by class: probability, given that some class is meant
}

func (r *Recognizer) evidence(toks []text.Token) *evidence {
	e := &evidence{toks: toks, units: text.Units(toks)}
	e.found = r.index.find(e.units)
	e.raw = make([]float64, len(r.ids))
	e.lin = make([]float32, len(r.ids))
	r.linear.scores(r.linear.vectorOf(featuresOf(toks)), e.lin)
	for c := range e.raw {
		e.raw[c] = r.mix.linear*float64(e.lin[c]) + r.mix.match*e.match[c] + r.mix.near*e.near[c] - r.mix.miss*max(0, e.miss[c]-e.near[c])
	}
	e.p = softmax(e.raw, r.gate.temperature)
	return e
}

// best lists the n most probable classes; of equals, the first by id.
func (e *evidence) best(n int) []int {
	at := make([]int, len(e.p))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(e.raw[b], e.raw[a]) })
	return at[:min(n, len(at))]
}

func softmax(z []float64, temperature float64) []float64 {
	if len(z) == 0 {
		return nil
	}
	top := slices.Max(z)
	out := make([]float64, len(z))
	var sum float64
	for i, x := range z {
		out[i] = math.Exp((x - top) / temperature)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// signs is what the gate looks at; see gateSigns.
const signs = 8

// gate tells a message that some class is meant by from one that none is.
type gate struct {
	temperature float64
	bias        float64
	weight      [signs]float64
}

// priorGate is the gate before the app's own examples are looked at: fitted
// once over small apps drawn from public sets in English and Chinese. More
// examples make a class cover more, so more is asked of a message. It takes
// two of three messages to be meant for some process.
func priorGate(examples float64) gate {
	return gate{
		temperature: 1,
		bias:        -0.6 - 0.72*math.Log(1+examples),
		weight:      [signs]float64{2.2, 4, 0.3, 0.5, -1.5, 0, -4, 1.5},
	}
}

// gateSigns describes the best class and the message, each about 0..1.
func gateSigns(e *evidence) [signs]float64 {
	var f [signs]float64
	top := e.best(2)
	if len(top) == 0 {
		return f
	}
	c := top[0]
	f[0], f[1] = e.cover[c], e.near[c]
	f[2] = e.p[c]
	if len(top) > 1 {
		f[2] -= e.p[top[1]]
	}
	f[3] = float64(e.lin[c]) / 5
	f[4] = e.known
	f[5] = min(1, e.mass/4)
	f[6] = max(0, e.miss[c]-0.5*e.near[c])
	f[7] = e.match[c]
	return f
}

// inScope is the probability that the message means any class at all.
func (g gate) inScope(e *evidence) float64 {
	if len(e.p) == 0 || e.mass == 0 {
		return 0
	}
	return g.of(gateSigns(e)) * e.enough()
}

// enough is less than 1 for a message that says too little: one without a word
// of content ("new", "the other one"), and one of which the best class holds
// hardly a word, or only words that any request may hold ("I want to"). What
// happens to be a title or a sentence of the class is enough.
func (e *evidence) enough() float64 {
	c := e.best(1)[0]
	if e.near[c] >= 0.98*nearSure(e.mass) {
		return 1
	}
	share := min(1, e.mass/oneWord)
	held := min(1, e.cover[c]/someCover)
	if e.solid[c] == 0 {
		held = 0
	}
	return share * share * (lettersOnly + (1-lettersOnly)*held)
}

// lettersOnly is what is left of a message of whose words of content the class
// holds none: it may be misspelt. someCover is the share that is enough to
// count whole.
const (
	lettersOnly = 0.45
	someCover   = 0.15
)

// oneWord is the weight of the least message that can mean something.
const oneWord = 0.9

func (g gate) of(f [signs]float64) float64 {
	z := g.bias
	for i, x := range f {
		z += g.weight[i] * x
	}
	return 1 / (1 + math.Exp(-z))
}
