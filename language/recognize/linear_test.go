package recognize

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/usher-dev/usher/language/text"
)

// taught trains a linear model on "class: sentence" lines; "!class: sentence"
// is a near miss. Classes are numbers.
func taught(classes int, lines ...string) *linear {
	var sents []sentence
	for _, line := range lines {
		head, say, _ := strings.Cut(line, ": ")
		var class int
		fmt.Sscan(strings.TrimPrefix(head, "!"), &class)
		sents = append(sents, sentence{class, 1, head[0] == '!', featuresOf(text.Tokens(say))})
	}
	m := newLinear(classes, sents)
	rows := make([]row, len(sents))
	for i, s := range sents {
		rows[i] = row{s.class, s.weight, s.not, m.vectorOf(s.feats)}
	}
	m.train(rows, work)
	return m
}

func (m *linear) scoresOf(say string) []float32 {
	z := make([]float32, m.classes)
	m.scores(m.vectorOf(featuresOf(text.Tokens(say))), z)
	return z
}

func best(z []float32) int { return slices.Index(z, slices.Max(z)) }

func TestTheLinearModelLearnsWhatItIsTaught(t *testing.T) {
	lines := []string{
		"0: book a flight to Paris", "0: I want to fly to Rome", "0: 订一张去上海的机票",
		"1: cancel my flight", "1: I don't want to fly any more", "1: 取消机票",
		"2: what does luggage cost", "2: how heavy may a suitcase be", "2: 行李可以带多重",
	}
	m := taught(3, lines...)
	for i, line := range lines {
		_, say, _ := strings.Cut(line, ": ")
		if got := best(m.scoresOf(say)); got != i/3 {
			t.Errorf("%q was taught as %d and is taken as %d", say, i/3, got)
		}
	}
	for say, want := range map[string]int{"fly to Berlin": 0, "cancle the flights": 1, "is my suitcase too heavy": 2, "行李多重": 2} {
		if got := best(m.scoresOf(say)); got != want {
			t.Errorf("%q is taken as %d, want %d: %v", say, got, want, m.scoresOf(say))
		}
	}
}

func TestANearMissIsPushedAwayFromItsClassOnly(t *testing.T) {
	lines := []string{"0: claim the taxi", "1: order a laptop", "2: book a room"}
	before := taught(3, lines...).scoresOf("when does the taxi come")
	after := taught(3, append(lines, "!0: when does the taxi come")...).scoresOf("when does the taxi come")
	if after[0] >= before[0] || after[0] >= 0 {
		t.Errorf("the near miss scores %v for its class, %v without it", after[0], before[0])
	}
	for _, c := range []int{1, 2} {
		if math.Abs(float64(after[c]-before[c])) > 0.3 {
			t.Errorf("class %d moved from %v to %v by a near miss of another", c, before[c], after[c])
		}
	}
}

func TestNothingToLearnIsNoFault(t *testing.T) {
	for _, m := range []*linear{taught(0), taught(2), taught(1, "0: "), taught(1, "0: taxi")} {
		for _, z := range m.scoresOf("taxi 报销") {
			if math.IsNaN(float64(z)) || math.IsInf(float64(z), 0) {
				t.Errorf("score %v", z)
			}
		}
	}
}

func TestTheDictionaryIsBoundedAndKeepsWhatIsFrequent(t *testing.T) {
	var sents []sentence
	for i := range 3000 {
		sents = append(sents, sentence{i % 2, 1, false, featuresOf(text.Tokens(fmt.Sprintf("taxi w%dx v%dy", i*7919, i*104729)))})
	}
	m := newLinear(2, sents)
	if len(m.dict) != maxFeatures {
		t.Errorf("%d features are kept, want %d", len(m.dict), maxFeatures)
	}
	if _, ok := m.dict[text.Hash('w', "taxi")]; !ok {
		t.Error("the most frequent word was dropped")
	}
}

func TestEachFamilyOfFeaturesHasItsLength(t *testing.T) {
	m := taught(1, "0: reimbursement of taxi", "0: 报销")
	v := m.vectorOf(featuresOf(text.Tokens("reimbursement of taxi")))
	var sum float64
	for _, x := range v.value {
		sum += float64(x) * float64(x)
	}
	if want := familyWeight[ofWords]*familyWeight[ofWords] + familyWeight[ofLetters]*familyWeight[ofLetters]; math.Abs(sum-want) > 1e-3 {
		t.Errorf("the squared length is %v, want %v", sum, want)
	}
	w := m.vectorOf(featuresOf(text.Tokens("reimbursement of xylophones")))
	var rest float64
	for _, x := range w.value {
		rest += float64(x) * float64(x)
	}
	if rest >= sum {
		t.Errorf("a message with unknown words is as long (%v) as one without (%v)", rest, sum)
	}
}

func TestFeaturesOfWordsAndHanzi(t *testing.T) {
	for _, c := range []struct {
		say  string
		want int
	}{
		{"", 0},
		{"vpn", 2 + 4 + 3 + 2}, // word, stem; groups of 2, 3 and 4 of <vpn>
		{"报", 1},
		{"报销", 3},
		{"报销费", 6},
		{"报,销", 2},
	} {
		if got := len(featuresOf(text.Tokens(c.say))); got != c.want {
			t.Errorf("%q has %d features, want %d", c.say, got, c.want)
		}
	}
	if n := len(featuresOf(text.Tokens(strings.Repeat("x", 5000)))); n > 150 {
		t.Errorf("one endless word has %d features", n)
	}
}

func TestSoftmaxSumsToOne(t *testing.T) {
	for _, z := range [][]float32{{0}, {1, 2, 3}, {1e6, -1e6}, {-50, -50, -50}} {
		var sum float64
		for _, p := range softmax32(slices.Clone(z)) {
			sum += float64(p)
		}
		if math.Abs(sum-1) > 1e-5 {
			t.Errorf("probabilities of %v sum to %v", z, sum)
		}
	}
}
