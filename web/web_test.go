package web_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"testing"

	"github.com/usher-dev/usher/web"
)

var pages = []string{"app", "inbox", "home", "demo"}

func TestEveryPageIsAShellThatTheStrictestPolicyLetsWork(t *testing.T) {
	inline := map[string]*regexp.Regexp{
		"an inline script":       regexp.MustCompile(`(?s)<script(?:[^>]*)>\s*\S[^<]*</script>`),
		"an inline style":        regexp.MustCompile(`<style|\sstyle=`),
		"an event attribute":     regexp.MustCompile(`\son\w+=`),
		"an address elsewhere":   regexp.MustCompile(`(?:src|href)="(?:https?:)?//`),
		"a base that is its own": regexp.MustCompile(`<base`),
	}
	for _, name := range pages {
		page, err := web.Page(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, shape := range inline {
			if shape.Match(page) {
				t.Errorf("%s.html has %s", name, what)
			}
		}
		for _, want := range []string{`src="/assets/` + name + `.js"`, `href="/assets/` + name + `.css"`, "interactive-widget=resizes-content", "<usher-" + name + ">"} {
			if !bytes.Contains(page, []byte(want)) {
				t.Errorf("%s.html lacks %s", name, want)
			}
		}
		if regexp.MustCompile(`user-scalable|maximum-scale`).Match(page) {
			t.Errorf("%s.html forbids zooming", name)
		}
	}
}

func TestNoScriptMakesCodeOrStylesOutOfText(t *testing.T) {
	forbidden := regexp.MustCompile(`\beval\(|new Function\(|document\.write|insertAdjacentHTML|unsafeHTML|outerHTML|setAttribute\("style"|https?://(?:cdn|unpkg|fonts)`)
	for _, name := range pages {
		script := read(t, "assets/"+name+".js")
		if hit := forbidden.Find(script); hit != nil {
			t.Errorf("assets/%s.js has %q", name, hit)
		}
		if bytes.Contains(script, []byte("sourceMappingURL")) {
			t.Errorf("assets/%s.js points at a source map, which is not committed", name)
		}
	}
}

func TestAPageThatIsNotThereIsSaidToBeAbsent(t *testing.T) {
	_, err := web.Page("console")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("got %v, want fs.ErrNotExist", err)
	}
	want := `there is no page "console"; the pages are app, inbox, home, demo: open console.html: file does not exist`
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestPagesAreLight(t *testing.T) {
	limits := map[string]int{"app": 60 << 10, "inbox": 40 << 10, "home": 24 << 10, "demo": 24 << 10}
	for name, limit := range limits {
		total := 0
		for _, file := range []string{name + ".html", "assets/" + name + ".js", "assets/" + name + ".css", "assets/icon.svg"} {
			total += zipped(t, read(t, file))
		}
		if total > limit {
			t.Errorf("%s takes %d bytes gzipped, at most %d are allowed", name, total, limit)
		}
		t.Logf("%s: %d bytes gzipped", name, total)
	}
}

var entry = regexp.MustCompile(`(?m)^  (\w+): "((?:[^"\\]|\\.)+)",$`)

// The type of zh.ts keeps this too, but only where TypeScript is installed.
func TestBothCataloguesSayTheSameThings(t *testing.T) {
	keys := map[string][]string{}
	for _, language := range []string{"en", "zh"} {
		source, err := os.ReadFile("src/words/" + language + ".ts")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range entry.FindAllSubmatch(source, -1) {
			keys[language] = append(keys[language], string(m[1]))
		}
		slices.Sort(keys[language])
	}
	if len(keys["en"]) < 100 || !slices.Equal(keys["en"], keys["zh"]) {
		t.Errorf("the catalogues differ:\nen %v\nzh %v", keys["en"], keys["zh"])
	}
}

func TestEveryKeyOfTheCatalogueIsUsed(t *testing.T) {
	var sources []byte
	err := fs.WalkDir(os.DirFS("src"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || slices.Contains([]string{"words/en.ts", "words/zh.ts"}, path) {
			return err
		}
		data, err := fs.ReadFile(os.DirFS("src"), path)
		sources = append(sources, data...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	english, err := os.ReadFile("src/words/en.ts")
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`^(step|status|decision|do)_`) // put together from what the API says
	for _, m := range entry.FindAllSubmatch(english, -1) {
		if key := string(m[1]); !made.MatchString(key) && !bytes.Contains(sources, []byte(`"`+key+`"`)) {
			t.Errorf("nothing says %q", key)
		}
	}
}

func TestTheCommittedBuildIsWhatTheSourcesBuild(t *testing.T) {
	if _, err := os.Stat("node_modules/lit"); err != nil {
		t.Skip("web/node_modules is not there; run `npm ci` in web to have this checked")
	}
	out, err := exec.Command("go", "run", "./build", "--dir", ".", "--check").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(web.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func zipped(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
