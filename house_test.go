// Package house_test holds the rules of the house: which package may import
// which, that every package says what it owns, what the binary depends on, and
// that nothing of a developer's machine is in the files.
package house_test

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/usher-dev/usher/"

// mayImport is the table of ARCHITECTURE.md: what each package may import of
// this module, beside the standard library and what go.mod names.
var mayImport = map[string][]string{
	"language/text":      {},
	"language/value":     {"language/text"},
	"language/recognize": {"language/text"},
	"language/say":       {"language/text", "language/value"},

	"app/source":  {},
	"app/people":  {"app/source"},
	"app/process": {"app/source", "language/value", "language/text"},
	"app/machine": {"app/process", "language/value"},
	"app":         {"app/process", "app/people", "app/source", "language/value", "language/text", "language/say"},

	"run/knowledge":  {"language/text"},
	"run/understand": {"language/text", "language/value", "language/recognize", "app/process", "app/machine"},
	"run/tool":       {"app", "app/process", "language/value"},
	"run/engine":     {"app", "app/process", "app/machine", "app/people", "run/tool", "language/value"},
	"run/converse": {
		"app", "app/process", "app/machine", "app/people", "language/recognize", "language/say", "language/text", "language/value",
		"run/engine", "run/understand", "run/knowledge",
	},

	"studio/rehearse": {
		"app", "app/process", "app/machine", "language/value", "run/converse", "run/engine", "run/tool",
	},

	"store": {"app/machine", "app/process", "language/value", "run/engine", "run/converse"},
	"web":   {},
}

// anywhere are packages at the edge, which may import every floor.
var anywhere = []string{"server", "cmd/", "bench", "examples", "web/build", "store/storetest", "tools/"}

func TestImportsPointOneWay(t *testing.T) {
	for dir, files := range goFiles(t) {
		allowed, listed := mayImport[dir]
		if !listed {
			if !atTheEdge(dir) {
				t.Errorf("%s is in no row of the table of imports; decide which floor it stands on", dir)
			}
			continue
		}
		for _, f := range files {
			for _, imp := range imports(t, f) {
				if rest, ours := strings.CutPrefix(imp, module); ours && !slices.Contains(allowed, rest) {
					t.Errorf("%s imports %s, which %s may not (ARCHITECTURE.md, Layout)", f, rest, dir)
				}
			}
		}
	}
}

func atTheEdge(dir string) bool {
	if dir == "." {
		return true
	}
	return slices.ContainsFunc(anywhere, func(p string) bool { return dir == strings.TrimSuffix(p, "/") || strings.HasPrefix(dir, p) })
}

// goFiles are the Go files that are no tests, by folder.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	walk(t, func(path string) {
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			dir := filepath.ToSlash(filepath.Dir(path))
			out[dir] = append(out[dir], path)
		}
	})
	if len(out) < 10 {
		t.Fatalf("only %d folders with Go files found: the rules would hold nothing", len(out))
	}
	return out
}

// walk visits the files that are the project's own.
func walk(t *testing.T, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch d.Name() {
			case ".git", "node_modules", "bin", "testdata", "data":
				return filepath.SkipDir
			}
			return nil
		}
		visit(path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range f.Imports {
		out = append(out, strings.Trim(s.Path.Value, `"`))
	}
	return out
}

func TestEveryPackageSaysOnceWhatItOwns(t *testing.T) {
	for dir, files := range goFiles(t) {
		said := 0
		for _, file := range files {
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil && (strings.HasPrefix(f.Doc.Text(), "Package ") || strings.HasPrefix(f.Doc.Text(), "Command ")) {
				said++
			}
			for _, bad := range []string{"util", "utils", "common", "helper", "helpers", "types", "models", "misc"} {
				if f.Name.Name == bad {
					t.Errorf("%s: no package is called %s; name it after what it owns", file, bad)
				}
			}
		}
		if said != 1 {
			t.Errorf("%s has %d package comments; it should have one", dir, said)
		}
	}
}

// strangers are what must not stand in a file of the project.
var strangers = regexp.MustCompile(`/root/|/work/|/home/[a-z]+/|registry\.npmjs\.org|proxy\.golang\.org|registry\.yarnpkg|deb\.debian\.org`)

func TestNothingOfAMachineIsInTheFiles(t *testing.T) {
	walk(t, func(path string) {
		if path == "house_test.go" || path == "go.sum" || strings.HasSuffix(path, ".png") {
			return
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if at := strangers.FindIndex(data); at != nil {
			t.Errorf("%s:%d holds %q", path, 1+bytes.Count(data[:at[0]], []byte("\n")), data[at[0]:at[1]])
		}
	})
}

func TestNoInitNoReplace(t *testing.T) {
	init := regexp.MustCompile(`(?m)^func init\(\)`)
	for _, files := range goFiles(t) {
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if init.Match(data) {
				t.Errorf("%s has an init(): main builds, nothing happens by importing", f)
			}
		}
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`(?m)^replace`).Match(mod) {
		t.Error("go.mod has a replace, which breaks go install")
	}
}

func TestTheBinarysDependenciesAreTheListedOnes(t *testing.T) {
	want, err := os.ReadFile("docs/dependencies.txt")
	if err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command("go", "run", "./tools/deps").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("the binary's dependencies changed; look at the change, then `go run ./tools/deps > docs/dependencies.txt`\n%s", got)
	}
	if bytes.Contains(got, []byte("unknown")) {
		t.Error("a dependency has no licence that the list knows")
	}
}

func TestTheSQLiteDriverHasTheLibcThatItAsksFor(t *testing.T) {
	type mod struct {
		Path, Version, Dir string
	}
	find := func(path string) mod {
		out, err := exec.Command("go", "list", "-m", "-json", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		var m mod
		if err := json.Unmarshal(out, &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	driver, libc := find("modernc.org/sqlite"), find("modernc.org/libc")
	data, err := os.ReadFile(filepath.Join(driver.Dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), "modernc.org/libc "+libc.Version) {
		t.Errorf("modernc.org/sqlite %s does not ask for libc %s; keep the pair that was tested together", driver.Version, libc.Version)
	}
}
