// Package source owns an app's files as text: YAML read into a tree in which
// every scalar stands as it was written, and faults that point into a file. It
// must never know what the keys of a file mean.
package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Pos is a place in a file; Line and Column count from 1, columns in
// characters. The zero Line means the file as a whole.
type Pos struct {
	File         string
	Line, Column int
}

// String is "file:line:column", or the file alone.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Level says how bad a fault is.
type Level string

// The levels. A file with an Error is not used; a Warning is worth a look.
const (
	Error   Level = "error"
	Warning Level = "warning"
)

// Fault is one thing that is wrong in a file, said so that its writer can mend
// it.
type Fault struct {
	ID      string `json:"id"` // stable, "unknown_key"; for filters and tests
	Level   Level  `json:"level"`
	Pos     Pos    `json:"pos"`
	Length  int    `json:"length"`            // in characters, at least 1
	Text    string `json:"text"`              // what is wrong
	Right   string `json:"right"`             // what would be right
	Excerpt string `json:"excerpt,omitempty"` // the line that it stands in
}

// String is "file:line:column: what is wrong; what would be right".
func (f Fault) String() string {
	s := f.Pos.String() + ": "
	if f.Level == Warning {
		s += "warning: "
	}
	s += f.Text
	if f.Right != "" {
		s += "; " + f.Right
	}
	return s
}

// maxExcerpt bounds how many characters of a line are shown.
const maxExcerpt = 120

// Show is String with the line below it and a caret under the place.
func (f Fault) Show() string {
	if f.Excerpt == "" || f.Pos.Line == 0 {
		return f.String()
	}
	line := []rune(f.Excerpt)
	col := max(0, min(f.Pos.Column-1, len(line)))
	from := 0
	if col > maxExcerpt*2/3 {
		from = col - maxExcerpt/2
	}
	to := min(len(line), from+maxExcerpt)
	shown := string(line[from:to])
	carets := max(1, min(f.Length, to-col))
	return fmt.Sprintf("%s\n    %s\n    %s%s", f, shown, blanksLike(line[from:col]), strings.Repeat("^", carets))
}

// blanksLike is as wide as the characters in a terminal: tabs stay, wide
// characters take two.
func blanksLike(chars []rune) string {
	var b strings.Builder
	for _, r := range chars {
		switch {
		case r == '\t':
			b.WriteRune('\t')
		case wide(r):
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// wide tells whether a terminal gives a character two columns (East Asian wide
// and full-width forms, in the rough blocks of Unicode's EastAsianWidth.txt).
func wide(r rune) bool {
	return r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 ||
		r >= 0xffe0 && r <= 0xffe6 || r >= 0x1f300 && r <= 0x1faff || r >= 0x20000 && r <= 0x3fffd
}

// Faults is all that is wrong, in the order of the files.
type Faults []Fault

// Errors are the faults that keep a file from being used.
func (fs Faults) Errors() Faults {
	return slices.DeleteFunc(slices.Clone(fs), func(f Fault) bool { return f.Level != Error })
}

// Error is every fault on a line of its own.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Err is the faults as an error, or nil when none of them is one.
func (fs Faults) Err() error {
	if bad := fs.Errors(); len(bad) > 0 {
		return bad
	}
	return nil
}

// Sort orders faults by file, line and column and drops those said twice.
func (fs Faults) Sort() Faults {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column), cmp.Compare(a.Level, b.Level))
	})
	return slices.CompactFunc(fs, func(a, b Fault) bool { return a == b })
}

// maxFaults bounds what is said about one file: nobody mends more at once.
const maxFaults = 200

// File is a text being read and the faults found in it so far. It is for one
// goroutine.
type File struct {
	Name      string
	Languages []string // of the app: a text that lacks one is warned of
	lines     []string
	faults    Faults
}

// NewFile prepares a text for reading. Line ends may be LF or CRLF.
func NewFile(name, text string) *File {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	return &File{Name: name, lines: lines}
}

// At is the place of a line and column.
func (f *File) At(line, column int) Pos { return Pos{File: f.Name, Line: line, Column: column} }

// Line is the text of a line, counted from 1, without its end.
func (f *File) Line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return f.lines[n-1]
}

// Faults are those found so far, sorted.
func (f *File) Faults() Faults { return f.faults.Sort() }

// Add notes a fault.
func (f *File) Add(id string, level Level, at Pos, length int, text, right string) {
	if len(f.faults) >= maxFaults {
		return
	}
	f.faults = append(f.faults, Fault{
		ID: id, Level: level, Pos: at, Length: max(1, length),
		Text: text, Right: right, Excerpt: cut(f.Line(at.Line), 4000),
	})
}

// Fault notes an error at a node.
func (f *File) Fault(id string, n *Node, text, right string) {
	f.Add(id, Error, n.Pos, n.Length, text, right)
}

// Warn notes a warning at a node.
func (f *File) Warn(id string, n *Node, text, right string) {
	f.Add(id, Warning, n.Pos, n.Length, text, right)
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
