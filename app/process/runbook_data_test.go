package process

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
)

// guide is the folder of public runbooks; tests that measure against it are
// skipped where it is not there.
func guide(t *testing.T, part string) string {
	root := os.Getenv("USHER_DATA")
	if root == "" {
		t.Skip("USHER_DATA does not name the folder of public material")
	}
	return filepath.Join(root, "guide", part)
}

type goldStep struct {
	Section string   `json:"section"`
	Text    string   `json:"text"`
	Code    []string `json:"code"`
}

type goldFile struct {
	File    string     `json:"file"`
	Steps   []goldStep `json:"steps"`
	CodeSHA []string   `json:"code_sha"`
	Title   string     `json:"title"`
}

func goldFiles(t *testing.T, root string) []goldFile {
	f, err := os.Open(filepath.Join(root, "steps.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out []goldFile
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var g goldFile
		if err := json.Unmarshal(in.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		out = append(out, g)
	}
	return out
}

var wordForm = regexp.MustCompile(`[\p{Han}]|[\pL\pN_]+`)

// orderedMark is what an item's number is written with; it is in Item.Number.
var orderedMark = regexp.MustCompile(`(?m)^[ >]*\d{1,9}[.)](\s|$)`)

func wordCounts(texts ...string) map[string]int {
	out := map[string]int{}
	for _, s := range texts {
		for _, w := range wordForm.FindAllString(orderedMark.ReplaceAllString(s, ""), -1) {
			out[w]++
		}
	}
	return out
}

// recall is the share of the words of want that got has.
func recall(want, got map[string]int) float64 {
	all, have := 0, 0
	for w, n := range want {
		all += n
		have += min(n, got[w])
	}
	if all == 0 {
		return 1
	}
	return float64(have) / float64(all)
}

func bookTexts(p *Process) []string {
	b := p.Runbook
	out := append([]string{b.Title, b.Intro}, b.Notes...)
	for _, it := range b.Items {
		out = append(out, it.Text)
	}
	return out
}

// ownText is the text of an item without its code blocks and nested lists.
func ownText(md string) string {
	src := []byte(md)
	var b strings.Builder
	_ = ast.Walk(newMarkdown().parse(src), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.Kind() {
		case ast.KindList, ast.KindFencedCodeBlock, ast.KindCodeBlock:
			return ast.WalkSkipChildren, nil
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
			if entering {
				b.WriteString(plainText(n, src) + " ")
			}
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// codeOf are the code blocks of a Markdown text.
func codeOf(md string) []string {
	src := []byte(md)
	var out []string
	_ = ast.Walk(newMarkdown().parse(src), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && (n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock) {
			out = append(out, string(n.Lines().Value(src)))
		}
		return ast.WalkContinue, nil
	})
	return out
}

var marks = regexp.MustCompile(`[\s*_` + "`" + `\\\[\]()<>#|~!:>-]+`)

func bare(s string) string { return marks.ReplaceAllString(s, "") }

// TestPublicRunbooksKeepEveryWordStepAndCodeBlock imports every published
// runbook unchanged and compares it with what the CommonMark reference parser
// found in it (the scoring of the README beside the files).
func TestPublicRunbooksKeepEveryWordStepAndCodeBlock(t *testing.T) {
	for _, part := range []string{"runbooks-en", "runbooks-zh"} {
		root := guide(t, part)
		steps, lost, code, lostCode, items, jumps := 0, 0, 0, 0, 0, 0
		worst := 1.0
		for _, g := range goldFiles(t, root) {
			src, err := os.ReadFile(filepath.Join(root, g.File))
			if err != nil {
				t.Fatal(err)
			}
			p, faults := Read(g.File, src, ReadOptions{})
			if p == nil {
				t.Errorf("%s was refused: %v", g.File, faults)
				continue
			}
			r := recall(wordCounts(p.Body), wordCounts(bookTexts(p)...))
			worst = min(worst, r)
			if r < 0.995 {
				t.Errorf("%s: only %.4f of the words are kept", g.File, r)
			}
			next := 0
			items += len(p.Runbook.Items)
			for _, it := range p.Runbook.Items {
				jumps += len(it.Jumps)
			}
			for _, s := range g.Steps {
				steps++
				at := next
				for at < len(p.Runbook.Items) && !says(p.Runbook.Items[at].Text, s.Text) {
					at++
				}
				if at == len(p.Runbook.Items) {
					lost++
					if lost < 20 {
						t.Logf("%s: lost the step %q", g.File, first(s.Text, 100))
					}
					continue
				}
				next = at + 1
			}
			have := map[string]int{}
			for _, text := range bookTexts(p) {
				for _, c := range codeOf(text) {
					sum := sha256.Sum256([]byte(c))
					have[hex.EncodeToString(sum[:])[:16]]++
				}
			}
			for _, sha := range g.CodeSHA {
				code++
				if have[sha] == 0 {
					lostCode++
					if lostCode < 20 {
						t.Logf("%s: lost the code block %s", g.File, sha)
					}
				}
				have[sha]--
			}
		}
		t.Logf("%s: steps lost %d of %d, code blocks lost %d of %d, worst word recall %.4f, items %d, jumps %d", part, lost, steps, lostCode, code, worst, items, jumps)
		if lost > 0 || lostCode > 0 {
			t.Errorf("%s: %d steps and %d code blocks are lost", part, lost, lostCode)
		}
	}
}

var (
	linkTarget = regexp.MustCompile(`\]\([^)\s]*\)|\]\[[^\]]*\]`)
	shortcode  = regexp.MustCompile(`\{\{<.*?>\}\}`)
	htmlTag    = regexp.MustCompile(`</?[a-z][^>]*>`)
)

// says tells whether an item begins with the text of a step of the reference.
// Links whose targets stand elsewhere in the file can't be resolved within an
// item, so a second comparison takes mark-up off by hand.
func says(item, step string) bool {
	step = first(bare(htmlTag.ReplaceAllString(shortcode.ReplaceAllString(step, ""), "")), 40)
	for _, text := range []string{ownText(item), linkTarget.ReplaceAllString(item, "]")} {
		if strings.Contains(bare(htmlTag.ReplaceAllString(shortcode.ReplaceAllString(text, ""), "")), step) {
			return true
		}
	}
	return false
}

func first(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

func TestPublicAlertRunbooksAreAllRead(t *testing.T) {
	root := guide(t, "alerts")
	n := 0
	_ = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".md" || filepath.Base(p) == "README.md" {
			return err
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		proc, faults := Read(p, src, ReadOptions{})
		if proc == nil && len(bytes.TrimSpace(src)) > 0 {
			t.Errorf("%s was refused: %v", p, faults)
			return nil
		}
		n++
		if proc != nil {
			if r := recall(wordCounts(proc.Body), wordCounts(bookTexts(proc)...)); r < 0.995 {
				t.Errorf("%s: only %.4f of the words are kept", p, r)
			}
			if len(proc.Runbook.Items) == 0 {
				t.Errorf("%s has no item", p)
			}
		}
		return nil
	})
	t.Logf("%d files", n)
}
