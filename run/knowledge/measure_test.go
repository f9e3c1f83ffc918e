package knowledge

import (
	"bufio"
	"encoding/json"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// publicDoc and publicQuestion are rows of the public reading sets.
type publicDoc struct{ ID, Title, Text string }

type publicQuestion struct {
	Query, Doc string
	Answers    []publicAnswer
}

type publicAnswer struct{ Text string }

func dataFolder(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("USHER_DATA")
	if dir == "" {
		t.Skip("USHER_DATA names no folder with the public test data")
	}
	return filepath.Join(dir, "knowledge")
}

func readLines[T any](t testing.TB, path string) []T {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	return out
}

func half(id string) bool {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32()>>8&1 == 0
}

func build(docs []publicDoc, keep func(string) bool) *Index {
	var list []Document
	for _, d := range docs {
		if keep(d.ID) {
			list = append(list, Document{Path: d.ID, Text: d.Text, Title: strings.ReplaceAll(d.Title, "_", " ")})
		}
	}
	return Build(list)
}

// reading is what came of one set of questions.
type reading struct {
	first, five, quoted float64 // all documents there, whether it would answer or not
	answered, refused   float64 // half of them removed
	build, ask          time.Duration
}

func (r reading) balanced() float64 { return (r.answered + r.refused) / 2 }

func measure(docs []publicDoc, questions []publicQuestion) reading {
	var r reading
	n := float64(len(questions))
	began := time.Now()
	ix := build(docs, func(string) bool { return true })
	r.build = time.Since(began)
	began = time.Now()
	for _, q := range questions {
		list := ix.Find(q.Query, 5)
		at := slices.IndexFunc(list, func(l Quote) bool { return l.Doc == q.Doc })
		if at >= 0 {
			r.five += 1 / n
		}
		if at == 0 {
			r.first += 1 / n
			if slices.ContainsFunc(q.Answers, func(a publicAnswer) bool { return strings.Contains(list[0].Text, a.Text) }) {
				r.quoted += 1 / n
			}
		}
	}
	r.ask = time.Since(began) / time.Duration(len(questions))
	r.answered, r.refused = abstain(build(docs, half), questions)
	return r
}

// abstain asks an index that lacks half of the documents: how often it answers
// where the document is there, and says so where it isn't.
func abstain(ix *Index, questions []publicQuestion) (answered, refused float64) {
	var in, out float64
	for _, q := range questions {
		found := len(ix.Ask(q.Query, 1)) > 0
		switch {
		case half(q.Doc):
			in++
			if found {
				answered++
			}
		default:
			out++
			if !found {
				refused++
			}
		}
	}
	return answered / in, refused / out
}

// TestPublicReadingSetsStayAboveTheirFloors holds what was reached on the
// development parts, a little below it.
func TestPublicReadingSetsStayAboveTheirFloors(t *testing.T) {
	dir := dataFolder(t)
	for _, c := range []struct {
		set, docs, queries      string
		first, quoted, balanced float64
	}{
		{"xquad", "docs-en.jsonl", "queries-en.jsonl", 0.93, 0.83, 0.87},
		{"xquad", "docs-zh.jsonl", "queries-zh.jsonl", 0.91, 0.81, 0.87},
		{"cmrc2018", "docs.jsonl", "queries.jsonl", 0.97, 0.76, 0.89},
		{"drcd", "docs.jsonl", "queries.jsonl", 0.945, 0.87, 0.90},
		{"tidb-faq-zh", "docs.jsonl", "queries.jsonl", 0.58, 0, 0.63},
	} {
		docs := readLines[publicDoc](t, filepath.Join(dir, c.set, c.docs))
		questions := readLines[publicQuestion](t, filepath.Join(dir, c.set, c.queries))
		r := measure(docs, questions)
		t.Logf("%-12s %-16s first %.3f, of five %.3f, quote holds the answer %.3f | half removed: answered %.3f, refused %.3f, balanced %.3f | build %v, a question %v",
			c.set, c.queries, r.first, r.five, r.quoted, r.answered, r.refused, r.balanced(), r.build.Round(time.Millisecond), r.ask.Round(time.Microsecond))
		if r.first < c.first || r.quoted < c.quoted || r.balanced() < c.balanced {
			t.Errorf("%s %s fell below what was reached: first %.3f, quoted %.3f, balanced %.3f", c.set, c.queries, c.first, c.quoted, c.balanced)
		}
	}
}
