package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tiny is enough to see that everything runs, and nothing to measure by.
var tiny = []string{"--pairs", "1", "--claims", "1", "--writers", "2", "--lone", "6", "--runs", "4", "--idle", "0.1", "--starts", "1", "--postgres", "no"}

// results runs a bench and reads the lines that it printed.
func results(t *testing.T, args ...string) []Result {
	t.Helper()
	var out bytes.Buffer
	if err := run(t.Context(), append(args, "--json"), &out); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "results")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := readResults(path)
	if err != nil {
		t.Fatalf("%v in\n%s", err, out.String())
	}
	return list
}

func TestEveryBenchPrintsItsFiguresAndItsBaseline(t *testing.T) {
	want := map[string][]string{
		"turns":    {"turns_per_s", "sql_only_turns_per_s", "ratio", "statements_per_turn"},
		"lone":     {"turn_p50_ms", "commit_p50_ms", "ratio"},
		"decision": {"goes_on_p50_ms", "commit_p50_ms"},
		"waiting":  {"resident_mb", "resident_empty_mb"},
		"demo":     {"first_page_s", "address_s", "usher_version_s"},
	}
	for name, figures := range want {
		t.Run(name, func(t *testing.T) {
			if (name == "waiting" || name == "demo") && testing.Short() {
				t.Skip("builds the binary")
			}
			measured := false
			for _, r := range results(t, append([]string{name}, tiny...)...) {
				if r.LeftOut != "" {
					if r.Set != "postgres" || !strings.Contains(r.LeftOut, "--postgres no") {
						t.Errorf("left out: %+v", r)
					}
					continue
				}
				measured = true
				if r.Bench != name || r.N < 1 || r.Seconds <= 0 || r.Machine == nil || r.Machine.Cores < 1 {
					t.Errorf("%+v does not say what was measured, how often and where", r)
				}
				for _, f := range figures {
					if r.Figures[f] <= 0 {
						t.Errorf("%s is %v", f, r.Figures[f])
					}
				}
			}
			if !measured {
				t.Error("nothing was measured")
			}
		})
	}
}

func TestATableShowsGoals(t *testing.T) {
	var out bytes.Buffer
	p := newPrinter(&out, false, Machine{CPU: "Some CPU", Cores: 2, OS: "Some OS", Go: "go1"})
	p.emit(Result{Bench: "turns", Set: "sqlite", N: 10, Figures: map[string]float64{"ratio": 0.5, "turns_per_s": 1234.56}})
	p.emit(Result{Bench: "turns", Set: "postgres", LeftOut: "it is not here"})
	if err := p.end(nil); err != nil {
		t.Fatal(err)
	}
	want := `2 × Some CPU, Some OS, go1
bench  set       n   figure                    value  goal
turns  sqlite    10  ratio                     0.5    ≥ 0.6, MISSED
turns  sqlite    10  turns_per_s               1235
turns  postgres      left out: it is not here
`
	if got := trimmed(out.String()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// trimmed cuts the blanks at the ends of lines.
func trimmed(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

func TestTheDocumentSaysWhereItFallsShort(t *testing.T) {
	m := &Machine{CPU: "Some CPU", Cores: 2, OS: "Some OS", Go: "go1"}
	got := string(document([]Result{
		{Bench: "demo", Set: "workplace", N: 7, Figures: map[string]float64{"first_page_s": 0.5, "usher_version_s": 0.1}, Machine: m, Date: "2026-11-25"},
		{Bench: "decision", Set: "sqlite", N: 7, Figures: map[string]float64{"goes_on_p50_ms": 6, "commit_p50_ms": 2}, Machine: m, Date: "2026-11-25"},
		{Bench: "decision", Set: "postgres", LeftOut: "it is not here"},
	}))
	for _, want := range []string{
		"| from `usher demo` to its first page, s | workplace | 0.5 | ≤ 1 | met | usher_version_s = 0.1 | 7 | 2026-11-25 |",
		"| from a decision until the run has gone on, ms | sqlite | 6 | ≤ 5 | **missed** | commit_p50_ms = 2 | 7 | 2026-11-25 |",
		"## Where it falls short, and why\n\n- from a decision until the run has gone on, ms on sqlite, 6 against ≤ 5: ",
		"- decision on postgres was left out: it is not here",
		"- 2 × Some CPU, Some OS, go1",
		"| decision | sqlite | 7 | commit_p50_ms 2, goes_on_p50_ms 6 |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the document lacks\n%s\nin\n%s", want, got)
		}
	}
}

func TestEveryGoalHasItsFigureAndBaseline(t *testing.T) {
	for _, g := range goals() {
		if g.than == "" || g.means == "" || g.value <= 0 {
			t.Errorf("%+v says too little", g)
		}
	}
}

func TestQuantilesInterpolate(t *testing.T) {
	for _, c := range []struct {
		list []float64
		q    float64
		want float64
	}{
		{nil, 0.5, 0},
		{[]float64{3}, 0.99, 3},
		{[]float64{4, 1, 3, 2}, 0.5, 2.5},
		{[]float64{5, 1, 3}, 0.5, 3},
		{[]float64{0, 10}, 0.9, 9},
		{[]float64{2, 1}, 0, 1},
		{[]float64{2, 1}, 1, 2},
	} {
		if got := quantile(c.list, c.q); got != c.want {
			t.Errorf("quantile %v of %v is %v, want %v", c.q, c.list, got, c.want)
		}
	}
	if got := rounded(0.00123456); got != 0.001235 {
		t.Errorf("rounded to %v", got)
	}
}

func TestWhatIsNotKnownIsSaid(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "go run ./bench NAME"},
		{[]string{"speed"}, `"speed" is no bench`},
		{[]string{"lone", "fast"}, `lone takes no "fast"`},
		{[]string{"write"}, "write takes the files"},
		{[]string{"write", "nowhere.json"}, "nowhere.json"},
	} {
		err := run(t.Context(), c.args, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.args, err, c.want)
		}
	}
}

func TestAResultIsOneLineOfJSON(t *testing.T) {
	var out bytes.Buffer
	p := newPrinter(&out, true, Machine{CPU: "c", Cores: 1, OS: "o", Go: "g"})
	p.date = "2026-11-25"
	p.emit(Result{Bench: "lone", Set: "sqlite", N: 6, Figures: map[string]float64{"ratio": 1.23456}, Seconds: 2})
	want := `{"bench":"lone","set":"sqlite","n":6,"figures":{"ratio":1.235},"seconds":2,"machine":{"cpu":"c","cores":1,"os":"o","go":"g"},"date":"2026-11-25"}` + "\n"
	if out.String() != want || !json.Valid(out.Bytes()) {
		t.Errorf("got %s want %s", out.String(), want)
	}
}
