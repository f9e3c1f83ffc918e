package process

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// ReadRunbook reads the Markdown of a runbook as people already have it. The
// items are the top-level numbered lists; a "Step n" heading whose section has
// no such list is an item with all its text; without either, headings, bullets
// and code blocks are the items. Every word of the text is in the title, the
// intro, an item or a note. It never fails.
func ReadRunbook(body string) *Runbook {
	src := []byte(strings.TrimPrefix(strings.ReplaceAll(body, "\r\n", "\n"), bom))
	b := bookBuilder{md: newMarkdown(), src: src, book: &Runbook{}, noteAt: -1}
	blocks := b.takeTitle(b.md.outline(src))
	for _, bl := range blocks {
		if bl.kind == headingBlock && bl.text != "" {
			b.book.Headings = append(b.book.Headings, bl.text)
		}
	}
	if steps := numbered(blocks); steps != nil {
		b.book.Numbered = true
		b.numbered(blocks, steps)
	} else {
		b.plain(blocks)
	}
	b.finish()
	return b.book
}

// heading returns the first heading of a text, of level 1 if there is one.
func heading(body string) string {
	first := ""
	for _, b := range newMarkdown().outline([]byte(strings.TrimPrefix(body, bom))) {
		if b.kind == headingBlock && b.level == 1 && b.text != "" {
			return b.text
		}
		if b.kind == headingBlock && first == "" {
			first = b.text
		}
	}
	return first
}

type blockKind int

const (
	otherBlock blockKind = iota
	headingBlock
	orderedBlock
	bulletBlock
	codeBlock
)

// block is one top-level piece of Markdown: where it begins, and for a list
// where each of its items does. A block ends where the next begins, so that
// nothing of the text is between two.
type block struct {
	kind     blockKind
	from, to int
	level    int    // of a heading
	text     string // of a heading or paragraph, without mark-up
	start    int    // number of the first item
	items    []int  // where each begins
}

// markdown is a parser of CommonMark with tables, for one goroutine.
type markdown struct{ parser parser.Parser }

func newMarkdown() markdown {
	return markdown{goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()}
}

func (m markdown) parse(src []byte) ast.Node { return m.parser.Parse(text.NewReader(src)) }

// Bounds of the Markdown that is looked at in detail: the parser's work grows
// with the square of some things. Beyond them a text is one item, as it is.
const (
	maxQuotes = 200     // marks at the beginning of a line
	maxBlocks = 20_000  // lines that begin a list item or a heading
	maxLine   = 100_000 // bytes
)

// tooMuch tells whether a text is beyond the bounds.
func tooMuch(src []byte) bool {
	begins := 0
	for line := range strings.Lines(string(src)) {
		run := line[:len(line)-len(strings.TrimLeft(line, "> -*+\t"))]
		marks := strings.Count(run, ">") + strings.Count(run, "- ") + strings.Count(run, "* ") + strings.Count(run, "+ ")
		first := strings.TrimLeft(line, " \t")
		if first != "" && strings.ContainsRune("#-*+>0123456789", rune(first[0])) {
			begins++
		}
		if marks > maxQuotes || begins > maxBlocks || len(line) > maxLine {
			return true
		}
	}
	return false
}

func (m markdown) outline(src []byte) []block {
	if tooMuch(src) {
		return []block{{to: len(src)}}
	}
	var out []block
	for n := m.parse(src).FirstChild(); n != nil; n = n.NextSibling() {
		if n.Pos() < 0 || n.Pos() > len(src) {
			continue
		}
		b := block{from: lineStart(src, n.Pos())}
		switch n := n.(type) {
		case *ast.Heading:
			b.kind, b.level, b.text = headingBlock, n.Level, plainText(n, src)
		case *ast.List:
			b.kind, b.start = bulletBlock, n.Start
			if n.IsOrdered() {
				b.kind = orderedBlock
			}
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				b.items = append(b.items, lineStart(src, item.Pos()))
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			b.kind = codeBlock
		case *ast.Paragraph:
			b.text = plainText(n, src)
		}
		if len(out) > 0 && b.from <= out[len(out)-1].from {
			continue
		}
		out = append(out, b)
	}
	for i := range out {
		out[i].to = len(src)
		if i+1 < len(out) {
			out[i].to = out[i+1].from
		}
	}
	if len(out) > 0 {
		out[0].from = 0
		if len(out[0].items) > 0 {
			out[0].items[0] = 0
		}
	}
	return out
}

func lineStart(src []byte, pos int) int {
	pos = max(0, min(pos, len(src)))
	for pos > 0 && src[pos-1] != '\n' {
		pos--
	}
	return pos
}

// plainText is the words of a block without mark-up.
func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.WriteString(html.UnescapeString(string(util.UnescapePunctuations(n.Segment.Value(src)))))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(src))
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

type bookBuilder struct {
	md      markdown
	src     []byte
	book    *Runbook
	noteAt  int // how many items stood before the last note
	groups  int // of numbers
	group   []int
	numbers []int
	between [2]int // where the notes since the last item stand
}

// takeTitle takes the first heading, if nothing but it is at the beginning.
func (b *bookBuilder) takeTitle(blocks []block) []block {
	for i, bl := range blocks {
		if bl.kind != headingBlock || bl.level != 1 {
			continue
		}
		b.book.Title = bl.text
		rest := append([]block(nil), blocks[:i]...)
		// What stands on the title's lines but is no heading stays in the intro.
		if after := b.afterHeading(bl); strings.TrimSpace(string(b.src[after:bl.to])) != "" {
			rest = append(rest, block{from: after, to: bl.to})
		}
		return append(rest, blocks[i+1:]...)
	}
	return blocks
}

var setext = regexp.MustCompile(`^ {0,3}(=+|-+)[ \t]*$`)

// afterHeading is where the lines after a heading begin.
func (b *bookBuilder) afterHeading(bl block) int {
	at := bl.from
	for at < bl.to && strings.TrimSpace(b.line(at)) == "" {
		at = b.nextLine(at)
	}
	atx := strings.HasPrefix(strings.TrimSpace(b.line(at)), "#")
	at = b.nextLine(at)
	for !atx && at < bl.to {
		line := b.line(at)
		at = b.nextLine(at)
		if setext.MatchString(line) {
			break
		}
	}
	return min(at, bl.to)
}

func (b *bookBuilder) line(at int) string {
	return strings.TrimRight(string(b.src[at:b.nextLine(at)]), "\n")
}

func (b *bookBuilder) nextLine(at int) int {
	for at < len(b.src) && b.src[at] != '\n' {
		at++
	}
	return min(at+1, len(b.src))
}

// add keeps an item.
func (b *bookBuilder) add(section string, from, to, number int) {
	raw := string(b.src[from:to])
	b.book.Items = append(b.book.Items, Item{Section: section, Before: b.takeBetween(), Text: dedent(raw)})
	b.group, b.numbers = append(b.group, b.groups), append(b.numbers, number)
}

// extend gives the last item more text, as it stands outside the list.
func (b *bookBuilder) extend(from, to int) {
	last := &b.book.Items[len(b.book.Items)-1]
	last.Text = strings.TrimRight(last.Text, "\n") + "\n\n" + strings.Trim(string(b.src[from:to]), "\n")
}

// note keeps what is no item.
func (b *bookBuilder) note(from, to int) {
	s := strings.Trim(string(b.src[from:to]), "\n")
	if b.between[1] == 0 {
		b.between[0] = from
	}
	b.between[1] = to
	switch {
	case strings.TrimSpace(s) == "":
	case len(b.book.Items) == 0 && b.book.Intro == "":
		b.book.Intro = s
	case len(b.book.Items) == 0:
		b.book.Intro += "\n\n" + s
	case b.noteAt == len(b.book.Items) && !b.heads(s):
		b.book.Notes[len(b.book.Notes)-1] += "\n\n" + s
	default:
		b.book.Notes, b.noteAt = append(b.book.Notes, s), len(b.book.Items)
	}
}

// takeBetween is what stands between the last item and where the text is now;
// before the first item that is the intro.
func (b *bookBuilder) takeBetween() string {
	at := b.between
	b.between = [2]int{}
	if len(b.book.Items) == 0 {
		return ""
	}
	return strings.Trim(string(b.src[at[0]:at[1]]), "\n")
}

// heads tells whether a text begins with a heading, which begins a note of its own.
func (b *bookBuilder) heads(s string) bool { return strings.HasPrefix(s, "#") }

// finish numbers the items and finds what they say of each other.
func (b *bookBuilder) finish() {
	b.book.After = b.takeBetween()
	used := map[string]bool{}
	for i := range b.book.Items {
		it := &b.book.Items[i]
		it.Text = strings.Trim(it.Text, "\n")
		it.Number = strconv.Itoa(b.numbers[i])
		if b.groups > 1 {
			it.Number = fmt.Sprintf("%d.%d", b.group[i], b.numbers[i])
		}
		for n := b.numbers[i] + 1; used[it.Number]; n++ {
			it.Number = strings.TrimSuffix(it.Number, strconv.Itoa(n-1)) + strconv.Itoa(n)
		}
		used[it.Number] = true
		it.Lead = b.lead(it.Text)
	}
	for i := range b.book.Items {
		it := &b.book.Items[i]
		it.Jumps = jumps(it.Text, func(to string) (string, bool) { return b.target(i, to) })
	}
}

// target finds the item that "step 4" means when item i says it: in its own
// group first, then as the whole number.
func (b *bookBuilder) target(i int, to string) (string, bool) {
	for _, number := range []string{fmt.Sprintf("%d.%s", b.group[i], to), to, to + ".1"} {
		for j := range b.book.Items {
			if b.book.Items[j].Number == number && (number != to+".1" || b.groups > 1) {
				return number, true
			}
		}
	}
	return "", false
}

var marker = regexp.MustCompile(`^( {0,3})(\d{1,9}[.)]|[-*+])([ \t]+|$)`)

// dedent takes the list marker away and moves what stands under it to the left,
// so that a code block in an item has the bytes that it has on a page.
func dedent(raw string) string {
	lines := strings.Split(raw, "\n")
	m := marker.FindStringSubmatch(lines[0])
	if m == nil {
		return raw
	}
	blanks := columns(m[3], len(m[1])+len(m[2]))
	rest := lines[0][len(m[0]):]
	if blanks > 4 || rest == "" {
		// An indented code block, or nothing, stands behind the marker.
		rest = strings.Repeat(" ", max(0, blanks-1)) + rest
		blanks = 1
	}
	width := len(m[1]) + len(m[2]) + blanks
	lines[0] = rest
	for i := 1; i < len(lines); i++ {
		lines[i] = shift(lines[i], width)
	}
	return strings.Join(lines, "\n")
}

// columns is how wide blanks and tabs are that begin at a column.
func columns(s string, at int) int {
	from := at
	for _, c := range s {
		if c == '\t' {
			at += 4 - at%4
		} else {
			at++
		}
	}
	return at - from
}

// shift removes up to width columns of indentation.
func shift(line string, width int) string {
	at := 0
	for i := 0; i < len(line); i++ {
		if at >= width {
			return line[i:]
		}
		switch line[i] {
		case ' ':
			at++
		case '\t':
			at += 4 - at%4
			if at > width {
				return strings.Repeat(" ", at-width) + line[i+1:]
			}
		default:
			return line[i:]
		}
	}
	return ""
}
