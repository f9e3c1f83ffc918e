package rehearse

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"time"
	"unicode"
)

// Test is one conversation of a test file: what is said and done, and what is
// expected of it, in order.
type Test struct {
	File  string
	Line  int
	Title string
	Lines []Line
}

// LineKind is what a line of a test is.
type LineKind string

// The lines of a test.
const (
	Says     LineKind = ">" // the person says Text
	Contains LineKind = "<" // a reply contains Text
	Comes    LineKind = "!" // the event Key comes with Text as its values
	States   LineKind = "-" // Key: Text, an expectation, a fake answer or a setting
	Decides  LineKind = "decides"
	Later    LineKind = "later"
)

// Line is one line of a test.
type Line struct {
	Kind     LineKind
	Number   int // in the file, from 1
	Raw      string
	Key      string
	Text     string
	Decision Decision
}

// ScriptError says what is wrong with a line of a test file.
type ScriptError struct {
	File         string
	Line, Column int
	Wrong, Right string
	Raw          string
}

// Error is the place, what is wrong, what would be right, and the line.
func (e *ScriptError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s; %s\n    %s", e.File, e.Line, e.Column, e.Wrong, e.Right, e.Raw)
}

// ReadTests reads every tests/**.md of an app folder, sorted by file.
func ReadTests(fsys fs.FS) ([]Test, []error) {
	var files []string
	_ = fs.WalkDir(fsys, "tests", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(p) == ".md" {
			files = append(files, p)
		}
		return nil
	})
	sort.Strings(files)
	var tests []Test
	var faults []error
	for _, f := range files {
		src, err := fs.ReadFile(fsys, f)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		t, errs := ParseTests(f, string(src))
		tests, faults = append(tests, t...), append(faults, errs...)
	}
	return tests, faults
}

// ParseTests reads one test file. Every faulty line is reported; the rest is kept.
func ParseTests(file, src string) ([]Test, []error) {
	p := &scriptReader{file: file}
	src = strings.TrimPrefix(src, "\ufeff")
	for i, raw := range strings.Split(src, "\n") {
		p.line(i+1, strings.TrimRight(raw, "\r \t"))
	}
	return p.tests, p.faults
}

type scriptReader struct {
	file   string
	tests  []Test
	faults []error
}

func (p *scriptReader) fault(n int, raw, wrong, right string) {
	col := len(raw) - len(strings.TrimLeft(raw, " \t")) + 1
	p.faults = append(p.faults, &ScriptError{File: p.file, Line: n, Column: col, Wrong: wrong, Right: right, Raw: raw})
}

func (p *scriptReader) line(n int, raw string) {
	text := strings.TrimSpace(raw)
	if text == "" || strings.HasPrefix(text, "<!--") {
		return
	}
	if title, ok := strings.CutPrefix(text, "# "); ok {
		p.tests = append(p.tests, Test{File: p.file, Line: n, Title: strings.TrimSpace(title)})
		return
	}
	if len(p.tests) == 0 {
		p.fault(n, raw, "a line before the first title", "begin each test with a line \"# What it shows\"")
		return
	}
	l, wrong, right := readLine(text)
	if wrong != "" {
		p.fault(n, raw, wrong, right)
		return
	}
	l.Number, l.Raw = n, raw
	t := &p.tests[len(p.tests)-1]
	t.Lines = append(t.Lines, l)
}

// readLine reads one line after its title.
func readLine(text string) (l Line, wrong, right string) {
	mark, rest := text[:1], strings.TrimSpace(text[1:])
	switch mark {
	case ">":
		return Line{Kind: Says, Text: rest}, "", ""
	case "<":
		if rest == "" {
			return l, "nothing is expected after \"<\"", "write a part of the reply after it"
		}
		return Line{Kind: Contains, Text: rest}, "", ""
	case "!":
		name, payload, _ := strings.Cut(rest, ":")
		if !isWord(strings.TrimSpace(name)) {
			return l, "the event has no name", "write \"! paid: {on: 2026-12-05}\""
		}
		return Line{Kind: Comes, Key: strings.TrimSpace(name), Text: strings.TrimSpace(payload)}, "", ""
	case "-":
		return readState(rest)
	}
	return l, "this is no line of a test", "begin it with > (says), < (reply contains), ! (event comes) or - (is so, is done)"
}

// readState reads a line that begins with a hyphen.
func readState(rest string) (l Line, wrong, right string) {
	if before, ok := strings.CutSuffix(rest, " later"); ok {
		return Line{Kind: Later, Text: strings.TrimSpace(before)}, "", ""
	}
	who, what, _ := strings.Cut(rest, " ")
	if d, ok := decision(what); ok && isWord(who) && !strings.HasSuffix(who, ":") {
		d.By = who
		return Line{Kind: Decides, Decision: d}, "", ""
	}
	key, text, ok := strings.Cut(rest, ":")
	if !ok || !isWord(strings.TrimSpace(key)) {
		return l, "this says neither what is so nor what is done",
			"write \"- amount: 38.00 CNY\", \"- at: expense, confirm\", \"- wang approves\" or \"- 3 days later\""
	}
	return Line{Kind: States, Key: strings.TrimSpace(key), Text: strings.TrimSpace(text)}, "", ""
}

// isWord tells whether s is a name: letters, digits, dots, hyphens, underscores,
// and blanks within ("not called").
func isWord(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._- /", r) {
			return false
		}
	}
	return s != ""
}

// day reads the date of a line "today".
func day(text string, zone *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation("2006-01-02", text, zone)
	if err == nil {
		return t.Add(10 * time.Hour), nil
	}
	return time.ParseInLocation("2006-01-02 15:04", text, zone)
}
