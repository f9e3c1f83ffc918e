package recognize

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
)

// runbook is what the public runbook sets say of one file.
type runbook struct {
	File     string
	Headings [][2]any
}

var (
	headingLine = regexp.MustCompile(`(?m)^#{1,6}\s+(.+?)\s*#*$`)
	matter      = regexp.MustCompile(`(?s)\A---\n.*?\n---\n`)
)

// bare makes a class of a Markdown file as a folder reader would: title and
// headings, the rest as body, no example.
func bare(t testing.TB, id, path string) Class {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	body := matter.ReplaceAllString(string(raw), "")
	c := Class{ID: id, Text: body, Title: map[string]string{}}
	for i, h := range headingLine.FindAllStringSubmatch(body, -1) {
		if i == 0 {
			c.Title["en"] = h[1]
			continue
		}
		c.Names = append(c.Names, h[1])
	}
	if len(c.Title) == 0 {
		c.Title["en"] = strings.NewReplacer("-", " ", "_", " ").Replace(strings.TrimSuffix(filepath.Base(path), ".md"))
	}
	return c
}

func markdownFolder(t testing.TB, dir string) []Class {
	t.Helper()
	var out []Class
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") && path != filepath.Join(dir, "README.md") {
			id, _ := filepath.Rel(dir, path)
			out = append(out, bare(t, id, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func noPunctuation(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return ' '
	}, s)
}

func decodeLines[T any](t testing.TB, path string) []T {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 4<<20)
	var out []T
	for lines.Scan() {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	return out
}

// share is how often the wanted class is first, and acted on, asked, refused.
type share struct{ n, first, act, ask float64 }

func (s *share) add(r *Recognizer, say, want string) {
	res := r.Recognize(say)
	s.n++
	if len(res.Ranked) == 0 {
		return
	}
	if res.Ranked[0].ID == want {
		s.first++
	}
	switch res.Band {
	case Act:
		s.act++
	case Ask:
		s.ask++
	}
}

func (s share) log(t *testing.T, what string, least float64) {
	t.Helper()
	t.Logf("%-28s n %4.0f first %.3f act %.3f ask %.3f", what, s.n, s.first/s.n, s.act/s.n, s.ask/s.n)
	if s.first/s.n < least {
		t.Errorf("%s: the right one is first for %.3f, at least %.3f was reached before", what, s.first/s.n, least)
	}
}

func TestPublicRunbooksAreFound(t *testing.T) {
	guide := filepath.Join(dataFolder(t), "guide")
	for _, c := range []struct {
		set            string
		title, heading float64
	}{{"runbooks-en", 0.93, 0.93}, {"runbooks-zh", 0.96, 0.92}} {
		dir := filepath.Join(guide, c.set)
		classes := markdownFolder(t, dir)
		began := time.Now()
		r := Train(classes)
		t.Logf("%s: %d files trained in %v", c.set, len(classes), time.Since(began))
		books := decodeLines[runbook](t, filepath.Join(dir, "steps.jsonl"))
		times := map[string]int{}
		for _, b := range books {
			for _, h := range b.Headings {
				if h[0].(float64) == 2 {
					times[h[1].(string)]++
				}
			}
		}
		var title, heading share
		for _, b := range books {
			for i, h := range b.Headings {
				text := h[1].(string)
				if i == 0 {
					title.add(r, noPunctuation(text), b.File)
				} else if h[0].(float64) == 2 && times[text] == 1 {
					heading.add(r, noPunctuation(text), b.File)
				}
			}
		}
		title.log(t, c.set+" by title", c.title)
		heading.log(t, c.set+" by heading", c.heading)
	}
}

func TestPublicAlertsFindTheirRunbook(t *testing.T) {
	dir := filepath.Join(dataFolder(t), "guide", "alerts")
	r := Train(markdownFolder(t, dir))
	var s share
	for _, a := range decodeLines[struct{ Alert, Summary, Description, File string }](t, filepath.Join(dir, "alerts.jsonl")) {
		s.add(r, strings.ReplaceAll(a.Summary+" "+a.Description, a.Alert, ""), a.File)
	}
	s.log(t, "alerts", 0.83)
}
