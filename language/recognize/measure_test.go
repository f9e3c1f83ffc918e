package recognize

import (
	"bufio"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/language/text"
)

// labelled is one row of the public recognition sets; no label means none.
type labelled struct{ Text, Label string }

func dataFolder(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("USHER_DATA")
	if dir == "" {
		t.Skip("USHER_DATA names no folder with the public test data")
	}
	return dir
}

func readLabelled(t testing.TB, path string) []labelled {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []labelled
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var row labelled
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	return out
}

// classesFrom makes a class of each label, with at most n examples.
func classesFrom(rows []labelled, n int, names bool) []Class {
	by := map[string][]string{}
	for _, row := range rows {
		if row.Label != "" {
			by[row.Label] = append(by[row.Label], row.Text)
		}
	}
	var out []Class
	for label, texts := range by {
		slices.SortFunc(texts, func(a, b string) int { return cmp.Compare(text.Hash('t', a), text.Hash('t', b)) })
		c := Class{ID: label, Examples: texts[:min(n, len(texts))]}
		if names {
			c.Title = map[string]string{"en": strings.NewReplacer("_", " ", "-", " ").Replace(label)}
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Class) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

type figures struct {
	accuracy, auroc  float64
	inRight, noneOut float64 // share of in-scope answered right, of none refused
	ece              float64
	wrongActs        float64 // share of in-scope messages that start the wrong process
	noneActs         float64 // share of messages that mean none and start one
	act, ask         float64
}

func measure(r *Recognizer, test []labelled) figures {
	var f figures
	var in, none []float64
	type bet struct{ p, right float64 }
	var bets []bet
	for _, row := range test {
		res := r.Recognize(row.Text)
		top := ""
		if len(res.Ranked) > 0 {
			top = res.Ranked[0].ID
		}
		if row.Label == "" {
			none = append(none, res.None)
			if res.Band == Refuse {
				f.noneOut++
			}
			if res.Band == Act {
				f.noneActs++
			}
			if len(res.Ranked) > 0 {
				bets = append(bets, bet{res.Ranked[0].P, 0})
			}
			continue
		}
		in = append(in, res.None)
		right := 0.0
		if top == row.Label {
			f.accuracy++
			right = 1
			if res.Band != Refuse {
				f.inRight++
			}
		} else if res.Band == Act {
			f.wrongActs++
		}
		switch res.Band {
		case Act:
			f.act++
		case Ask:
			f.ask++
		}
		if len(res.Ranked) > 0 {
			bets = append(bets, bet{res.Ranked[0].P, right})
		}
	}
	n := float64(len(in))
	f.accuracy, f.inRight, f.wrongActs, f.act, f.ask = f.accuracy/n, f.inRight/n, f.wrongActs/n, f.act/n, f.ask/n
	if len(none) > 0 {
		f.noneOut /= float64(len(none))
		f.noneActs /= float64(len(none))
		f.auroc = auroc(none, in)
	}
	var bins [10]struct{ p, right, n float64 }
	for _, b := range bets {
		i := min(9, int(b.p*10))
		bins[i].p += b.p
		bins[i].right += b.right
		bins[i].n++
	}
	for _, b := range bins {
		if b.n > 0 {
			d := (b.p - b.right) / float64(len(bets))
			f.ece += max(d, -d)
		}
	}
	return f
}

// auroc is the chance that a random high exceeds a random low.
func auroc(high, low []float64) float64 {
	var won float64
	for _, h := range high {
		for _, l := range low {
			switch {
			case h > l:
				won++
			case h == l:
				won += 0.5
			}
		}
	}
	return won / float64(len(high)*len(low))
}

// TestPublicSetsStayAboveTheirFloors holds what was reached on the development
// parts, a little below it, so that a change that costs a set is seen.
func TestPublicSetsStayAboveTheirFloors(t *testing.T) {
	dir := filepath.Join(dataFolder(t), "recognize")
	for _, c := range []struct {
		set             string
		examples        int
		names           bool
		accuracy, auroc float64
	}{
		{"clinc150", 10, true, 0.825, 0.91},
		{"clinc150", 5, true, 0.765, 0.89},
		{"clinc150", 5, false, 0.74, 0.88},
		{"clinc150", 1000, true, 0.91, 0.95},
		{"banking77", 10, true, 0.78, 0},
		{"banking77", 5, true, 0.69, 0},
		{"banking77_oos", 100, false, 0.91, 0.83},
		{"hwu64", 10, true, 0.705, 0},
		{"crosswoz_zh", 10, true, 0.90, 0.94},
		{"crosswoz_zh", 5, true, 0.85, 0.90},
		{"xsid_zh", 100, true, 0.88, 0},
		{"hint3_curekart", 1000, false, 0.85, 0},
		{"hint3_sofmattress", 1000, false, 0.86, 0},
		{"homeassistant_zh", 10, true, 0.80, 0},
	} {
		train := readLabelled(t, filepath.Join(dir, c.set, "train.jsonl"))
		test := readLabelled(t, filepath.Join(dir, c.set, "dev.jsonl"))
		began := time.Now()
		r := Train(classesFrom(train, c.examples, c.names))
		took := time.Since(began)
		began = time.Now()
		f := measure(r, test)
		each := time.Since(began) / time.Duration(len(test))
		t.Logf("%-18s %4d names %-5v accuracy %.3f auroc %.3f | in scope answered right %.3f, act %.2f ask %.2f wrong start %.3f | none refused %.3f started %.3f | ece %.3f | train %v, a message %v",
			c.set, c.examples, c.names, f.accuracy, f.auroc, f.inRight, f.act, f.ask, f.wrongActs, f.noneOut, f.noneActs, f.ece, took.Round(time.Millisecond), each.Round(time.Microsecond))
		if f.accuracy < c.accuracy || f.auroc < c.auroc {
			t.Errorf("%s with %d examples: accuracy %.3f, auroc %.3f; at least %.3f and %.3f were reached before", c.set, c.examples, f.accuracy, f.auroc, c.accuracy, c.auroc)
		}
	}
}
