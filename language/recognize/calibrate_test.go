package recognize

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// shop makes an app of n processes with m examples each, in made-up words.
func shop(n, m int) []Class {
	verbs := []string{"lend", "repair", "paint", "ship", "wash", "weigh", "print", "fold"}
	var out []Class
	for i := range n {
		c := Class{ID: fmt.Sprintf("p%02d", i), Title: map[string]string{"en": fmt.Sprintf("%s item%c", verbs[i%len(verbs)], 'a'+i)}}
		for j := range m {
			c.Examples = append(c.Examples, fmt.Sprintf("please %s my item%c number %d", verbs[i%len(verbs)], 'a'+i, j))
		}
		out = append(out, c)
	}
	return out
}

func TestFewExamplesLeaveThePriorAlone(t *testing.T) {
	for _, c := range []struct{ classes, examples int }{{3, 40}, {8, 1}, {0, 0}} {
		prior := priorGate(5)
		if got := calibrate(prepare(shop(c.classes, c.examples)), prior); got != prior {
			t.Errorf("%d classes with %d examples moved the prior to %+v", c.classes, c.examples, got)
		}
	}
}

func TestHeldOutMessagesAreNotTrainedOn(t *testing.T) {
	classes := prepare(shop(9, 6))
	var in, out int
	for round := range rounds {
		for _, trial := range holdOut(classes, round) {
			if trial.in {
				in++
				if len(trial.raw) != 6 {
					t.Fatalf("round %d: %d classes were trained, want 6 of 9", round, len(trial.raw))
				}
			} else {
				out++
			}
		}
	}
	if out != 9*6 {
		t.Errorf("%d messages had no class, want every example once: 54", out)
	}
	if in == 0 || in > 2*out {
		t.Errorf("%d messages had their class", in)
	}
}

func TestTemperatureFollowsTheMistakes(t *testing.T) {
	trials := func(right, wrong int) []trial {
		var out []trial
		for range right {
			out = append(out, trial{in: true, raw: []float64{4, 0, 0}, class: 0})
		}
		for range wrong {
			out = append(out, trial{in: true, raw: []float64{4, 0, 0}, class: 1})
		}
		return out
	}
	calm, doubtful := fitTemperature(trials(100, 2), 1), fitTemperature(trials(60, 42), 1)
	if doubtful <= calm || doubtful < 2 {
		t.Errorf("temperature %v with 2 %% mistakes, %v with 40 %%", calm, doubtful)
	}
	if got := fitTemperature(nil, 1); got != 1 {
		t.Errorf("nothing tried moves the temperature to %v", got)
	}
}

func TestTheGateLearnsWhatTellsNoneApart(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	var trials []trial
	for i := range 400 {
		tr := trial{in: i%2 == 0}
		for j := range tr.signs {
			tr.signs[j] = rng.Float64()
		}
		if tr.in {
			tr.signs[4] = 0.7 + 0.3*rng.Float64() // what the prior thinks speaks against
		} else {
			tr.signs[4] = 0.5 * rng.Float64()
		}
		trials = append(trials, tr)
	}
	prior := priorGate(5)
	g := fitGate(trials, prior)
	if g.weight[4] <= prior.weight[4]+1 {
		t.Errorf("the telling sign weighs %v after, %v before", g.weight[4], prior.weight[4])
	}
	if few := fitGate(trials[:10], prior); few != prior {
		t.Errorf("ten trials move the gate to %+v", few)
	}
}

func TestWhatTheAppDoesAndWhatItDoesNotStayApart(t *testing.T) {
	all := shop(12, 8)
	r := Train(all[:8])
	var known, unknown []float64
	for i, c := range all {
		for _, say := range c.Examples {
			say = strings.Replace(say, "please", "could you", 1)
			res := r.Recognize(say)
			if i < 8 {
				known = append(known, res.None)
			} else {
				unknown = append(unknown, res.None)
			}
		}
	}
	if hi, lo := slices.Max(known), slices.Min(unknown); hi > 0.1 || lo < 0.2 {
		t.Errorf("none is at most %v for what the app does and at least %v for what it doesn't", hi, lo)
	}
}

func TestSolveSolves(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	for range 20 {
		var a [signs + 1][signs + 1]float64
		var want [signs + 1]float64
		for i := range a {
			want[i] = rng.NormFloat64()
			a[i][i] += 1
			v := [signs + 1]float64{}
			for j := range v {
				v[j] = rng.NormFloat64()
			}
			for j := range v {
				for k := range v {
					a[j][k] += v[j] * v[k]
				}
			}
		}
		var b [signs + 1]float64
		for i := range a {
			for j := range a {
				b[i] += a[i][j] * want[j]
			}
		}
		for i, x := range solve(a, b) {
			if math.Abs(x-want[i]) > 1e-6 {
				t.Fatalf("unknown %d is %v, want %v", i, x, want[i])
			}
		}
	}
}

func TestBands(t *testing.T) {
	for _, c := range []struct {
		first, second float64
		want          Band
	}{
		{0.9, 0.05, Act},
		{0.55, 0.3, Act},
		{0.55, 0.4, Ask},
		{0.45, 0.05, Act},
		{0.45, 0.2, Ask},
		{0.3, 0, Ask},
		{0.24, 0, Refuse},
		{0, 0, Refuse},
	} {
		if got := band([]Ranked{{P: c.first}, {P: c.second}}); got != c.want {
			t.Errorf("%v before %v: %s, want %s", c.first, c.second, got, c.want)
		}
	}
	if got := band(nil); got != Refuse {
		t.Errorf("nothing: %s", got)
	}
}
