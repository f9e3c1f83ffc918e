package recognize

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/usher-dev/usher/language/text"
)

// vector is a sparse vector over the dictionary of a linear model.
type vector struct {
	index []int32
	value []float32
}

// row is one sentence that a class is trained on.
type row struct {
	class  int
	weight float64 // how much it counts; an example counts 1
	not    bool    // a near miss: must not be of this class
	v      vector
}

// linear is a softmax regression: weights[f*classes+c] is what feature f says
// for class c.
type linear struct {
	classes int
	dict    map[uint64]int32
	idf     []float32
	weights []float32
	unknown float64 // idf of a feature that no sentence held
}

// Families of features. Each is scaled to the same length whatever the number
// of its members, so that a long word's many letter groups don't drown it.
const (
	ofWords = iota
	ofLetters
	families
)

var familyWeight = [families]float64{1, 0.6}

// seen is one feature of one text.
type seen struct {
	id     uint64
	family int
	weight float64
}

// featuresOf lists the features of a tokenised text: words, stems, pairs of
// stems and groups of 3 to 5 letters; one, two and three hanzi.
func featuresOf(toks []text.Token) []seen {
	out := make([]seen, 0, 16*len(toks))
	for i, t := range toks {
		if t.Han {
			out = appendHan(out, toks, i)
			continue
		}
		w := math.Pow(text.Weight(t), 0.05)
		out = append(out, seen{text.Hash('w', t.Word), ofWords, w}, seen{text.Hash('s', t.Stem), ofWords, w})
		if i+1 < len(toks) && !toks[i+1].Han {
			pw := max(w, math.Pow(text.Weight(toks[i+1]), 0.05))
			out = append(out, seen{text.Hash('p', t.Stem, toks[i+1].Stem), ofWords, 0.7 * pw})
		}
		out = appendLetters(out, t.Word, w)
	}
	return out
}

func appendHan(out []seen, toks []text.Token, i int) []seen {
	joined := func(j int) bool {
		return j < len(toks) && toks[j].Han && toks[j].Start == toks[j-1].End
	}
	t := toks[i].Word
	out = append(out, seen{text.Hash('h', t), ofWords, 0.7 * math.Sqrt(text.Weight(toks[i]))})
	if !joined(i + 1) {
		return out
	}
	u := toks[i+1].Word
	out = append(out, seen{text.Hash('h', t, u), ofWords, math.Sqrt(text.PairWeight(t, u))})
	if joined(i + 2) {
		v := toks[i+2].Word
		out = append(out, seen{text.Hash('h', t, u, v), ofWords, 0.7 * math.Sqrt(max(text.PairWeight(t, u), text.PairWeight(u, v)))})
	}
	return out
}

// appendLetters adds the groups of 3 to 5 characters of a word with its ends
// marked, which is what still matches when a word is misspelt.
func appendLetters(out []seen, word string, w float64) []seen {
	padded := "<" + word + ">"
	starts := make([]int, 0, len(padded)+1)
	for i := range padded {
		starts = append(starts, i)
	}
	starts = append(starts, len(padded))
	if len(starts) > 40 {
		starts = starts[:40]
	}
	for n := 2; n <= 4; n++ {
		for i := 0; i+n < len(starts); i++ {
			out = append(out, seen{text.Hash('l', padded[starts[i]:starts[i+n]]), ofLetters, w})
		}
	}
	return out
}

// sentence is a text on its way into a vector.
type sentence struct {
	class  int
	weight float64
	not    bool
	feats  []seen
}

// maxFeatures bounds the memory of a model: rare letter groups go first.
const maxFeatures = 20_000

// newLinear fixes the dictionary and its idf from the sentences.
func newLinear(classes int, sents []sentence) *linear {
	df := make(map[uint64]int32)
	family := make(map[uint64]int)
	for _, s := range sents {
		unique(s.feats, func(f seen, _ float64) {
			df[f.id]++
			family[f.id] = f.family
		})
	}
	keep := make([]uint64, 0, len(df))
	for f := range df {
		keep = append(keep, f)
	}
	slices.SortFunc(keep, func(a, b uint64) int {
		return cmp.Or(cmp.Compare(df[b], df[a]), cmp.Compare(family[a], family[b]), cmp.Compare(a, b))
	})
	keep = keep[:min(len(keep), maxFeatures)]
	slices.Sort(keep)
	m := &linear{classes: classes, dict: make(map[uint64]int32, len(keep)), idf: make([]float32, len(keep))}
	n := float64(len(sents))
	m.unknown = math.Pow(math.Log(1+n)+1, 0.7)
	for i, f := range keep {
		m.dict[f] = int32(i)
		m.idf[i] = float32(math.Pow(math.Log((1+n)/(1+float64(df[f])))+1, 0.7))
	}
	m.weights = make([]float32, len(keep)*classes)
	return m
}

// unique calls f once a feature, in order of id, with how often it occurs.
func unique(feats []seen, f func(seen, float64)) {
	slices.SortFunc(feats, func(a, b seen) int { return cmp.Compare(a.id, b.id) })
	for i := 0; i < len(feats); {
		j := i + 1
		for j < len(feats) && feats[j].id == feats[i].id {
			j++
		}
		f(feats[i], float64(j-i))
		i = j
	}
}

// unknownShare is how much of the length of a feature that was never seen
// counts: a message of unknown words is short in what is known of it.
const unknownShare = 0.5

// vectorOf weighs features by idf and scales each family to its weight.
func (m *linear) vectorOf(feats []seen) vector {
	v := vector{index: make([]int32, 0, len(feats)), value: make([]float32, 0, len(feats))}
	fam := make([]int8, 0, len(feats))
	var norm [families]float64
	unique(feats, func(f seen, n float64) {
		tf := f.weight * (1 + math.Log(n))
		i, ok := m.dict[f.id]
		if !ok {
			x := tf * m.unknown * unknownShare
			norm[f.family] += x * x
			return
		}
		x := tf * float64(m.idf[i])
		norm[f.family] += x * x
		v.index = append(v.index, i)
		v.value = append(v.value, float32(x))
		fam = append(fam, int8(f.family))
	})
	var scale [families]float64
	for f := range scale {
		if norm[f] > 0 {
			scale[f] = familyWeight[f] / math.Sqrt(norm[f])
		}
	}
	for i := range v.value {
		v.value[i] *= float32(scale[fam[i]])
	}
	return v
}

// scores adds what v says for each class to z, which has one place a class.
func (m *linear) scores(v vector, z []float32) {
	k := m.classes
	for i, f := range v.index {
		x := v.value[i]
		w := m.weights[int(f)*k : int(f)*k+k]
		for c, wc := range w {
			z[c] += float32(x * wc) // rounded here, so that no machine fuses it
		}
	}
}

const (
	rateFirst = 3.0   // step of the first sentence; it falls to 0 in a straight line
	decay     = 2e-5  // L2, once a sentence, on the weights that it touches
	ignore    = 0.003 // a slope below this moves nothing
	work      = 1.2e9 // multiplications that training on examples may take
	bareWork  = 3e8   // the same on titles and names alone
)

// train fits the weights by stochastic gradient descent in a fixed order,
// within a budget of multiplications.
func (m *linear) train(rows []row, budget float64) {
	if len(rows) == 0 || m.classes == 0 {
		return
	}
	var nnz int
	for _, r := range rows {
		nnz += len(r.v.index)
	}
	epochs := max(4, min(25, int(budget/float64(1+nnz*m.classes))))
	order := rand.New(rand.NewPCG(1, 2))
	at := make([]int, len(rows))
	for i := range at {
		at[i] = i
	}
	g := newGradient(m.classes)
	steps := float64(epochs * len(rows))
	n := 0.0
	for range epochs {
		order.Shuffle(len(at), func(i, j int) { at[i], at[j] = at[j], at[i] })
		for _, i := range at {
			g.step(m, rows[i], rateFirst*(1-n/steps))
			n++
		}
	}
}

// gradient is the scratch space of one training.
type gradient struct {
	z      []float32
	active []int32
	slope  []float32
}

func newGradient(k int) *gradient {
	return &gradient{z: make([]float32, k), active: make([]int32, 0, k), slope: make([]float32, 0, k)}
}

// step moves the weights along one sentence's slope.
func (g *gradient) step(m *linear, r row, rate float64) {
	clear(g.z)
	m.scores(r.v, g.z)
	p := softmax32(g.z)
	g.active, g.slope = g.active[:0], g.slope[:0]
	for c := range p {
		d := -float64(p[c])
		switch {
		case r.not && c != r.class:
			continue
		case !r.not && c == r.class:
			d++
		}
		if math.Abs(d) < ignore {
			continue
		}
		g.active = append(g.active, int32(c))
		g.slope = append(g.slope, float32(d*rate*r.weight))
	}
	if len(g.active) == 0 {
		return
	}
	shrink := float32(1 - rate*decay)
	for i, f := range r.v.index {
		x := r.v.value[i]
		w := m.weights[int(f)*m.classes : (int(f)+1)*m.classes]
		for j, c := range g.active {
			w[c] = float32(w[c]*shrink) + float32(g.slope[j]*x)
		}
	}
}

// softmax32 turns scores into probabilities in place.
func softmax32(z []float32) []float32 {
	top := slices.Max(z)
	var sum float64
	for i, x := range z {
		e := math.Exp(float64(x - top))
		z[i] = float32(e)
		sum += e
	}
	for i := range z {
		z[i] = float32(float64(z[i]) / sum)
	}
	return z
}
