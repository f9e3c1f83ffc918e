package process

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-dev/usher/language/value"
)

var update = flag.Bool("update", false, "write what is printed into testdata")

func kind(k value.Kind) value.Spec { return value.Spec{Kind: k} }

// appOptions is an app with two tools, two languages and three persons.
func appOptions() ReadOptions {
	return ReadOptions{
		Languages: []string{"en", "zh"},
		Tools: map[string]ToolSpec{
			"finance.limit": {In: []OutField{{Name: "category", Spec: kind(value.Text)}}, Out: []OutField{{Name: "max", Spec: kind(value.Money)}}},
			"finance.submit": {
				In:    []OutField{{Name: "amount", Spec: kind(value.Money)}, {Name: "receipt", Spec: value.Spec{Kind: value.FileKind, OrNone: true}}},
				Out:   []OutField{{Name: "number", Spec: kind(value.Text)}},
				Fails: []string{"already_claimed"},
			},
		},
		Person:    map[string]bool{"id": true, "name": true, "unit": false},
		Who:       []string{"anyone", "employee", "finance", "manager"},
		Processes: []string{"app_unknowns", "travel"},
	}
}

// TestEveryFaultIsSaidInFull reads files that are wrong in many ways and
// compares all that is printed about them.
func TestEveryFaultIsSaidInFull(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("there is no file in testdata/faults")
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			opts := ReadOptions{}
			switch {
			case strings.HasPrefix(name, "app_"):
				opts = appOptions()
				opts.Languages = nil
			case name == "missing_language":
				opts.Languages = []string{"en", "zh"}
			}
			p, faults := Read(filepath.Base(file), src, opts)
			var out strings.Builder
			for _, f := range faults {
				out.WriteString(f.ID + " " + f.Show() + "\n")
			}
			if (p == nil) != (faults.Err() != nil) {
				t.Errorf("a process came back: %v, though an error did: %v", p != nil, faults.Err())
			}
			golden(t, strings.TrimSuffix(file, ".md")+".txt", out.String())
		})
	}
}

// golden compares with a file, or writes it with -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s\n got:\n%s\nwant:\n%s", file, got, want)
	}
}
