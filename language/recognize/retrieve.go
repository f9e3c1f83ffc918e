package recognize

import (
	"cmp"
	"math"
	"slices"

	"github.com/usher-dev/usher/language/text"
)

// posting says how much a unit says for one class.
type posting struct {
	class int32
	score float32 // BM25's saturated frequency, 0..1
	cover float32 // 1 where title, names or examples hold it, less for the body alone
}

// phrasePosting says how much a unit weighs in one phrase.
type phrasePosting struct {
	phrase int32
	weight float32
}

// phrase is a title, a name or an example of a class, or a near miss of it.
type phrase struct {
	class int32
	not   bool
}

// index finds classes by the words of everything that is written about them.
type index struct {
	classes  int
	postings map[uint64][]posting
	phrases  []phrase
	within   map[uint64][]phrasePosting
}

// Fields of a class, by what a word in them says for it. (BM25F: the fields'
// frequencies are added, weighted, before they saturate; Robertson, Zaragoza
// and Taylor 2004.)
const (
	inTitle = iota
	inName
	inExample
	inBody
	fields
)

var (
	fieldWeight = [fields]float64{4, 2, 2, 1}
	fieldLength = [fields]float64{0.2, 0.4, 0.5, 0.4} // how much a long field is discounted
)

const (
	saturation   = 1.2 // k1 of BM25
	bodyCover    = 0.6
	maxPhrases   = 64 // of one class that are compared one by one
	phraseRepeat = 4  // a name that so many classes share identifies none of them
)

// classText is the units of a class, field by field and phrase by phrase.
type classText struct {
	field   [fields][]text.Unit
	phrases [][]text.Unit
	nots    [][]text.Unit
}

func newIndex(texts []classText) *index {
	ix := &index{classes: len(texts), postings: map[uint64][]posting{}, within: map[uint64][]phrasePosting{}}
	var mean [fields]float64
	for _, t := range texts {
		for f := range t.field {
			mean[f] += float64(len(t.field[f])) / float64(len(texts))
		}
	}
	for c, t := range texts {
		ix.addClass(int32(c), t, mean)
	}
	for c, t := range texts {
		for _, units := range t.phrases[:min(len(t.phrases), maxPhrases)] {
			ix.addPhrase(phrase{class: int32(c)}, units)
		}
		for _, units := range t.nots[:min(len(t.nots), maxPhrases)] {
			ix.addPhrase(phrase{class: int32(c), not: true}, units)
		}
	}
	return ix
}

func (ix *index) addClass(c int32, t classText, mean [fields]float64) {
	type count struct{ freq, cover float64 }
	counts := map[uint64]*count{}
	for f, units := range t.field {
		norm := 1 - fieldLength[f] + fieldLength[f]*float64(len(units))/max(1, mean[f])
		for _, u := range units {
			n := counts[u.ID]
			if n == nil {
				n = &count{}
				counts[u.ID] = n
			}
			n.freq += fieldWeight[f] / norm
			if f == inBody {
				n.cover = max(n.cover, bodyCover)
			} else {
				n.cover = 1
			}
		}
	}
	for id, n := range counts {
		ix.postings[id] = append(ix.postings[id], posting{c, float32(n.freq / (n.freq + saturation)), float32(n.cover)})
	}
}

func (ix *index) addPhrase(p phrase, units []text.Unit) {
	at := int32(len(ix.phrases))
	ix.phrases = append(ix.phrases, p)
	for _, w := range ix.weigh(units) {
		ix.within[w.id] = append(ix.within[w.id], phrasePosting{at, float32(w.x)})
	}
}

// idf says how rare a unit is among the classes. It is flat for few classes:
// with one class, its own words weigh not much less than unknown ones.
func (ix *index) idf(id uint64) float64 {
	return math.Log(1 + (float64(ix.classes)+3)/(float64(len(ix.postings[id]))+1))
}

// weighted is a unit's share of a text's direction.
type weighted struct {
	id uint64
	x  float64
}

// weigh turns units into a vector of length 1, by id.
func (ix *index) weigh(units []text.Unit) []weighted {
	out := make([]weighted, 0, len(units))
	for _, u := range units {
		out = append(out, weighted{u.ID, u.Weight * ix.idf(u.ID)})
	}
	slices.SortFunc(out, func(a, b weighted) int { return cmp.Compare(a.id, b.id) })
	out = slices.CompactFunc(out, func(a, b weighted) bool { return a.id == b.id })
	var sum float64
	for _, w := range out {
		sum += w.x * w.x
	}
	for i := range out {
		out[i].x /= math.Sqrt(max(sum, 1e-12))
	}
	return out
}

// found is what the index says of one message.
type found struct {
	match []float64 // by class: BM25's share of the most that a class could score
	cover []float64 // by class: share of the message's idf that the class holds
	solid []float64 // by class: how many words of content of the message it holds
	near  []float64 // by class: cosine of the nearest title, name or example
	miss  []float64 // by class: cosine of the nearest near miss
	known float64   // share of the message's idf that any class holds
	mass  float64   // how many words of content the message has
}

// find looks units up. Work is bounded by the postings of the message's units.
func (ix *index) find(units []text.Unit) found {
	k := ix.classes
	flat := make([]float64, 5*k)
	f := found{match: flat[:k:k], cover: flat[k : 2*k : 2*k], near: flat[2*k : 3*k : 3*k], miss: flat[3*k : 4*k : 4*k], solid: flat[4*k:]}
	total := rest
	for i, u := range units {
		list := ix.postings[u.ID]
		w := u.Weight * ix.idf(u.ID) * ix.seam(units, i)
		total += w
		f.mass += u.Weight
		if len(list) > 0 {
			f.known += w
		}
		for _, p := range list {
			f.match[p.class] += w * float64(p.score)
			f.cover[p.class] += w * float64(p.cover)
			if saysWhat(u) {
				f.solid[p.class]++
			}
		}
	}
	f.known /= total
	for c := range k {
		f.match[c] /= total
		f.cover[c] /= total
	}
	ix.nearest(units, &f)
	return f
}

// saysWhat tells whether a unit says what a message is about: a word of
// content, or two hanzi of which one at least is no function character.
func saysWhat(u text.Unit) bool {
	return u.Weight >= 0.5 || u.First < u.Last && u.Weight >= 0.35
}

// rest is added to the weight of every message, so that one made of common
// words alone is never covered whole.
const rest = 1.3

// seam is what counts of a pair of hanzi that no class holds: a pair that
// shares a character with a known one is where two words meet, not a word.
func (ix *index) seam(units []text.Unit, i int) float64 {
	u := units[i]
	if u.First == u.Last || len(ix.postings[u.ID]) > 0 {
		return 1
	}
	share := 1.0
	for _, j := range []int{i - 2, i + 2} { // between two pairs stands one hanzi alone
		if j >= 0 && j < len(units) && units[j].First < units[j].Last && (units[j].Last == u.First || units[j].First == u.Last) && len(ix.postings[units[j].ID]) > 0 {
			share -= 0.45
		}
	}
	return share
}

func (ix *index) nearest(units []text.Unit, f *found) {
	dots := make([]float64, len(ix.phrases))
	for _, w := range ix.weigh(units) {
		if w.x < 0.02 {
			continue // function words of a message that has others
		}
		for _, p := range ix.within[w.id] {
			dots[p.phrase] += w.x * float64(p.weight)
		}
	}
	sure := nearSure(f.mass)
	for i, p := range ix.phrases {
		dots[i] *= sure
		if p.not {
			f.miss[p.class] = max(f.miss[p.class], dots[i])
		} else {
			f.near[p.class] = max(f.near[p.class], dots[i])
		}
	}
}

// says is BM25's saturated frequency of a unit in class c, 0..1.
func (ix *index) says(u text.Unit, c int) float64 {
	list := ix.postings[u.ID]
	i, ok := slices.BinarySearchFunc(list, int32(c), func(p posting, c int32) int { return cmp.Compare(p.class, c) })
	if !ok {
		return 0
	}
	return float64(list[i].score)
}

// nearSure is how much being like a phrase counts for a message of so much
// content: little can be like something by chance.
func nearSure(mass float64) float64 { return mass / (mass + 0.2) }
