package recognize

import (
	"cmp"
	"math"
	"slices"

	"github.com/usher-dev/usher/language/text"
)

// Calibration asks what a message would look like whose process the app does
// not have: in each of a few rounds some classes and some examples of the
// others are held out, the rest is trained, and what was held out is
// recognised. Examples of held-out classes are then messages that nothing
// fits; the other examples are messages whose class is known.
const (
	rounds       = 3
	minClasses   = 4  // with fewer, too little is left when some are held out
	minExamples  = 40 // with fewer, the prior knows better
	mostExamples = 30 // of one class that take part
)

// trial is one held-out message.
type trial struct {
	signs [signs]float64
	in    bool      // its class was there
	raw   []float64 // by class: the joined score, if it was
	class int
}

// calibrate fits temperature and gate to the app's own examples, starting from
// the prior and staying near it where there is little to learn from.
func calibrate(classes []prepared, prior gate) gate {
	total := 0
	for _, c := range classes {
		total += min(len(c.examples), mostExamples)
	}
	if len(classes) < minClasses || total < minExamples {
		return prior
	}
	var trials []trial
	for k := range rounds {
		trials = append(trials, holdOut(classes, k)...)
	}
	g := prior
	g.temperature = fitTemperature(trials, prior.temperature)
	return fitGate(trials, g)
}

// holdOut runs one round. Who is held out follows from a hash of the class's
// id and the example's text, so that the order of nothing matters.
func holdOut(classes []prepared, round int) []trial {
	order := byHash(len(classes), func(i int) string { return classes[i].id })
	var kept []prepared
	var inside, outside []labelledText
	for place, i := range order {
		c := classes[i]
		picked := byHash(len(c.examples), func(j int) string { return c.examples[j] })
		picked = picked[:min(len(picked), mostExamples)]
		if place%rounds == round {
			for _, j := range picked {
				outside = append(outside, labelledText{c.examples[j], c.id})
			}
			continue
		}
		keep := c
		keep.examples = nil
		for p, j := range picked {
			if p%rounds == round && len(picked) > 1 {
				inside = append(inside, labelledText{c.examples[j], c.id})
			} else {
				keep.examples = append(keep.examples, c.examples[j])
			}
		}
		kept = append(kept, keep)
	}
	slices.SortFunc(kept, func(a, b prepared) int { return cmp.Compare(a.id, b.id) })
	return tryOut(trainPlain(kept), inside, outside)
}

type labelledText struct{ text, id string }

func tryOut(r *Recognizer, inside, outside []labelledText) []trial {
	var out []trial
	for _, m := range inside {
		e := r.evidence(text.Tokens(m.text))
		class, _ := slices.BinarySearch(r.ids, m.id)
		out = append(out, trial{signs: gateSigns(e), in: true, raw: e.raw, class: class})
	}
	for _, m := range outside {
		out = append(out, trial{signs: gateSigns(r.evidence(text.Tokens(m.text)))})
	}
	return out
}

func byHash(n int, key func(int) string) []int {
	at := make([]int, n)
	hashes := make([]uint64, n)
	for i := range at {
		at[i] = i
		hashes[i] = text.Hash('o', key(i))
	}
	slices.SortFunc(at, func(a, b int) int { return cmp.Compare(hashes[a], hashes[b]) })
	return at
}

// fitTemperature picks the temperature under which the held-out messages'
// classes are least surprising.
func fitTemperature(trials []trial, prior float64) float64 {
	best, least := prior, math.Inf(1)
	for step := range 21 {
		t := prior * math.Pow(2, float64(step-10)/5)
		// One sentence's worth of prior for each doubling, lest few sentences
		// without a mistake make it sure of everything.
		loss := 8 * math.Pow(math.Log2(t/prior), 2)
		for _, tr := range trials {
			if tr.in {
				loss -= math.Log(softmax(tr.raw, t)[tr.class] + 1e-6)
			}
		}
		if loss < least {
			best, least = t, loss
		}
	}
	return best
}

const (
	gateSteps = 8
	gateStay  = 30.0 // how many sentences' worth a weight's prior is
	biasStay  = 10.0
)

// fitGate moves the gate's weights by Newton's method on the penalised
// likelihood of the trials. Whatever their number, two of three messages count
// as meant for some process, as in the prior.
func fitGate(trials []trial, prior gate) gate {
	var in, none float64
	for _, t := range trials {
		if t.in {
			in++
		} else {
			none++
		}
	}
	if in < 8 || none < 8 {
		return prior
	}
	g := prior
	for range gateSteps {
		var slope [signs + 1]float64
		var curve [signs + 1][signs + 1]float64
		for _, t := range trials {
			w, y := (in+none)/(3*none), 0.0
			if t.in {
				w, y = 2*(in+none)/(3*in), 1
			}
			p := g.of(t.signs)
			x := [signs + 1]float64{}
			copy(x[:], t.signs[:])
			x[signs] = 1
			for i := range x {
				slope[i] += w * (y - p) * x[i]
				for j := range x {
					curve[i][j] += w * p * (1 - p) * x[i] * x[j]
				}
			}
		}
		for i := range g.weight {
			slope[i] -= gateStay * (g.weight[i] - prior.weight[i])
			curve[i][i] += gateStay
		}
		slope[signs] -= biasStay * (g.bias - prior.bias)
		curve[signs][signs] += biasStay
		move := solve(curve, slope)
		for i := range g.weight {
			g.weight[i] += move[i]
		}
		g.bias += move[signs]
	}
	return g
}

// solve solves a x = b for a positive definite a, by elimination.
func solve(a [signs + 1][signs + 1]float64, b [signs + 1]float64) [signs + 1]float64 {
	n := len(b)
	for i := range n {
		for j := i + 1; j < n; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < n; k++ {
				a[j][k] -= f * a[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	return b
}
