package knowledge

import (
	"strings"

	"github.com/usher-dev/usher/language/text"
)

// Document is one document of an app as Markdown source.
type Document struct {
	Path  string
	Title string // empty: its first heading of level 1, else its path
	Lang  string
	Text  string
}

// Passage is a paragraph, a list item, a row of a table or a block of code of
// a document.
type Passage struct {
	Doc      string // the document's path
	DocTitle string
	Heading  string // the headings that it stands under, joined by " › "
	Start    int    // bytes of Document.Text
	End      int
	Text     string // Document.Text[Start:End]
}

// passage is a Passage with what only the index needs to know.
type passage struct {
	Passage
	lead string // the line that introduces a list, the first row of a table
	code bool
}

// maxLine bounds how much of a line is looked at to see what it is.
const maxLine = 4 << 10

// reader walks a document line by line.
type reader struct {
	doc      Document
	headings [7]string
	lead     string // the last paragraph, while a list or table may follow it
	open     text.Span
	kind     kind
	out      []passage
}

type kind int

const (
	nothing kind = iota
	paragraph
	item
	row
	code
)

// Passages cuts a document into its passages, in order. Front matter and
// comments are left out; code blocks stay whole, with their fences.
func Passages(doc Document) []Passage {
	list := passagesOf(doc)
	out := make([]Passage, len(list))
	for i, p := range list {
		out[i] = p.Passage
	}
	return out
}

func passagesOf(doc Document) []passage {
	r := &reader{doc: doc}
	at := frontMatter(doc.Text)
	fence := ""
	remarks := strings.LastIndex(doc.Text, "-->") // the end of the last one
	for at < len(doc.Text) {
		end := lineEnd(doc.Text, at)
		line := doc.Text[at:end]
		if fence != "" {
			r.open.End = end
			if closesFence(line, fence) {
				fence = ""
				r.close()
			}
		} else if f := opensFence(line); f != "" {
			r.close()
			r.begin(code, at, end)
			fence = f
		} else if at < remarks && comment(doc.Text, at) > at {
			r.close()
			end = lineEnd(doc.Text, comment(doc.Text, at))
		} else {
			r.line(at, line)
		}
		at = end + 1
	}
	r.close()
	return r.titled()
}

// titled gives every passage the document's title.
func (r *reader) titled() []passage {
	title := r.doc.Title
	for _, p := range r.out {
		if first, _, _ := strings.Cut(p.Heading, separator); title == "" && first != "" {
			title = first
		}
	}
	if title == "" {
		title = r.doc.Path
	}
	for i := range r.out {
		r.out[i].DocTitle = title
	}
	return r.out
}

const separator = " › "

// line takes one line that is in no block of code and no comment.
func (r *reader) line(at int, line string) {
	body := strings.TrimRight(line, " \t\r")
	start := at + len(body) - len(strings.TrimLeft(body, " \t"))
	end := at + len(body)
	body = r.doc.Text[start:end]
	look := body[:min(len(body), maxLine)]
	switch {
	case body == "":
		r.close()
	case headingLevel(look) > 0:
		r.close()
		r.heading(headingLevel(look), strings.Trim(body, "# \t"))
	case r.kind == paragraph && underline(look) > 0:
		title := r.doc.Text[r.open.Start:r.open.End]
		r.kind = nothing
		r.heading(underline(look), title)
	case isRule(look), isEmptyItem(look):
		r.close()
	case strings.HasPrefix(look, "|"):
		r.row(start, end, look)
	case marker(look) > 0:
		r.close()
		r.begin(item, start+marker(look), end)
	case r.kind == paragraph || r.kind == item:
		r.open.End = end
	default:
		r.begin(paragraph, start, end)
	}
}

func (r *reader) row(start, end int, look string) {
	first := r.kind != row
	r.close()
	if strings.Trim(look, "|-: \t") == "" {
		r.kind = row
		r.open = text.Span{Start: end, End: end}
		return
	}
	r.begin(row, start, end)
	if first {
		r.lead = r.doc.Text[start:end]
	}
}

func (r *reader) begin(k kind, start, end int) {
	r.kind, r.open = k, text.Span{Start: start, End: end}
}

// close ends the open passage.
func (r *reader) close() {
	k := r.kind
	r.kind = nothing
	if k == nothing || r.open.End <= r.open.Start {
		return
	}
	body := r.doc.Text[r.open.Start:r.open.End]
	p := passage{code: k == code, Passage: Passage{
		Doc: r.doc.Path, Heading: r.path(), Start: r.open.Start, End: r.open.End, Text: body,
	}}
	if k == item || k == row {
		p.lead = r.lead
	}
	if k == paragraph {
		r.lead = body
	}
	r.out = append(r.out, p)
}

func (r *reader) heading(level int, title string) {
	r.headings[level] = strings.TrimSpace(title)
	for i := level + 1; i < len(r.headings); i++ {
		r.headings[i] = ""
	}
	r.lead = ""
}

func (r *reader) path() string {
	var parts []string
	for _, h := range r.headings {
		if h != "" {
			parts = append(parts, h)
		}
	}
	return strings.Join(parts, separator)
}

// lineEnd is where the line that holds byte at ends, before its newline.
func lineEnd(s string, at int) int {
	if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s)
}

// frontMatter is where the text after YAML front matter begins.
func frontMatter(s string) int {
	if first := lineEnd(s, 0); strings.TrimRight(s[:first], " \t\r") != "---" {
		return 0
	}
	at := lineEnd(s, 0) + 1
	for at < len(s) {
		end := lineEnd(s, at)
		if line := strings.TrimRight(s[at:end], " \t\r"); line == "---" || line == "..." {
			return min(end+1, len(s))
		}
		at = end + 1
	}
	return 0 // never closed: a rule at the top, no front matter
}

// comment is the end of the HTML comment that begins the line at byte at.
func comment(s string, at int) int {
	rest := strings.TrimLeft(s[at:lineEnd(s, at)], " \t")
	if !strings.HasPrefix(rest, "<!--") {
		return at
	}
	if i := strings.Index(s[at:], "-->"); i >= 0 {
		return at + i + 3
	}
	return at
}

// opensFence is the fence that a line opens a block of code with, or "".
func opensFence(line string) string {
	body := strings.TrimLeft(line, " \t")
	for _, c := range []string{"`", "~"} {
		run := len(body) - len(strings.TrimLeft(body, c))
		if run >= 3 && !(c == "`" && strings.Contains(body[run:], c)) {
			return body[:run]
		}
	}
	return ""
}

func closesFence(line, fence string) bool {
	body := strings.TrimSpace(line)
	return strings.HasPrefix(body, fence) && strings.Trim(body, fence[:1]) == ""
}

func headingLevel(line string) int {
	n := len(line) - len(strings.TrimLeft(line, "#"))
	if n == 0 || n > 6 || len(line) > n && line[n] != ' ' && line[n] != '\t' {
		return 0
	}
	return n
}

// underline is the level of the heading that a line of = or - makes of the
// line above it.
func underline(line string) int {
	switch {
	case strings.Trim(line, "=") == "":
		return 1
	case len(line) > 1 && strings.Trim(line, "-") == "":
		return 2
	}
	return 0
}

func isRule(line string) bool {
	if len(line) < 3 {
		return false
	}
	for _, c := range []string{"-", "*", "_"} {
		if strings.Trim(line, c+" \t") == "" && strings.Count(line, c) >= 3 {
			return true
		}
	}
	return false
}

func isEmptyItem(line string) bool { return line == "-" || line == "*" || line == "+" }

// marker is the length of the mark of a list item or quotation, with its blanks.
func marker(line string) int {
	n := 0
	switch {
	case strings.ContainsAny(line[:1], "-*+>"):
		n = 1
	default:
		for n < len(line) && n < 9 && line[n] >= '0' && line[n] <= '9' {
			n++
		}
		if n == 0 || n == len(line) || line[n] != '.' && line[n] != ')' {
			return 0
		}
		n++
	}
	blanks := len(line[n:]) - len(strings.TrimLeft(line[n:], " \t"))
	if blanks == 0 && line[0] != '>' || n+blanks == len(line) {
		return 0
	}
	return n + blanks
}
