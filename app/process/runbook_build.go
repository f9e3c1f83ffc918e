package process

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

var stepHeading = regexp.MustCompile(`^(?i:step|步骤|第)\s*(\d{1,3}|[一二三四五六七八九十])\s*(步|$|\W)`)

// stepNumber reads "Step 3: …", "步骤 3" or "第三步" of a heading.
func stepNumber(text string) (int, bool) {
	m := stepHeading.FindStringSubmatch(text)
	if m == nil || strings.HasPrefix(text, "第") && m[2] != "步" {
		return 0, false
	}
	if n, err := strconv.Atoi(m[1]); err == nil {
		return n, true
	}
	return strings.Index("一二三四五六七八九十", m[1])/len("一") + 1, true
}

// numbered finds the "Step n" headings; nil means that the text has neither
// them nor a numbered list. The map is from a block's index to the step's number.
func numbered(blocks []block) map[int]int {
	steps := map[int]int{}
	lists := false
	for i, b := range blocks {
		lists = lists || b.kind == orderedBlock
		if b.kind == headingBlock {
			if n, ok := stepNumber(b.text); ok {
				steps[i] = n
			}
		}
	}
	if len(steps) < 2 {
		clear(steps)
	}
	if !lists && len(steps) == 0 {
		return nil
	}
	return steps
}

// sectionEnd is the index of the block that ends the section of a heading.
func sectionEnd(blocks []block, i int) int {
	for j := i + 1; j < len(blocks); j++ {
		if blocks[j].kind == headingBlock && blocks[j].level <= blocks[i].level {
			return j
		}
	}
	return len(blocks)
}

func hasOrdered(blocks []block) bool {
	for _, b := range blocks {
		if b.kind == orderedBlock {
			return true
		}
	}
	return false
}

// listState is what decides whether a list goes on with the one before.
type listState struct {
	end     int  // last number
	single  bool // the list before had one item, numbered 1
	open    bool // no heading stands between
	pending int  // where the text between began
}

// numbered makes items of numbered lists and "Step n" headings.
func (b *bookBuilder) numbered(blocks []block, steps map[int]int) {
	section := ""
	var st listState
	inSteps := false
	for i := 0; i < len(blocks); i++ {
		bl := blocks[i]
		n, isStep := steps[i]
		switch {
		case isStep && !hasOrdered(blocks[i:sectionEnd(blocks, i)]):
			b.flush(&st, bl.from)
			end := sectionEnd(blocks, i)
			if !inSteps {
				b.groups++
			}
			inSteps = true
			b.add(bl.text, bl.from, blocks[end-1].to, n)
			i = end - 1
			st = listState{}
		case bl.kind == headingBlock:
			b.flush(&st, bl.from)
			section, inSteps = bl.text, false
			st = listState{}
			b.note(bl.from, bl.to)
		case bl.kind == orderedBlock:
			b.list(bl, section, &st)
			inSteps = false
		case st.open:
			if st.pending == 0 {
				st.pending = bl.from
			}
		default:
			b.note(bl.from, bl.to)
		}
	}
	b.flush(&st, len(b.src))
}

// flush makes the text after a list a note.
func (b *bookBuilder) flush(st *listState, to int) {
	if st.pending > 0 {
		b.note(st.pending, to)
		st.pending = 0
	}
}

// list adds the items of one numbered list. A list that goes on with the
// number after the last one, or that is one of several with a lone item 1, is
// the same list with something in between, which belongs to the item above.
func (b *bookBuilder) list(bl block, section string, st *listState) {
	goesOn := st.open && (bl.start == st.end+1 || st.single && bl.start == 1 && len(bl.items) == 1)
	first := bl.start
	if goesOn {
		if st.pending > 0 {
			b.extend(st.pending, bl.from)
		}
		first = st.end + 1
	} else {
		b.flush(st, bl.from)
		b.groups++
	}
	for k, from := range bl.items {
		to := bl.to
		if k+1 < len(bl.items) {
			to = bl.items[k+1]
		}
		b.add(section, from, to, first+k)
	}
	*st = listState{end: first + len(bl.items) - 1, single: len(bl.items) == 1 && bl.start == 1, open: true}
}

// plain makes items of headings, bullets and code blocks.
func (b *bookBuilder) plain(blocks []block) {
	b.groups = 1
	section, from, n := "", -1, 0
	closeAt := func(to int) {
		if from >= 0 && strings.TrimSpace(string(b.src[from:to])) != "" {
			n++
			b.add(section, from, to, n)
		}
		from = -1
	}
	onlyText := !hasParts(blocks)
	for i, bl := range blocks {
		switch {
		case bl.kind == headingBlock:
			closeAt(bl.from)
			section, from = bl.text, bl.from
		case bl.kind == bulletBlock:
			if from >= 0 && !leadsIn(blocks, i) {
				closeAt(bl.from)
			}
			for _, at := range bl.items {
				if from < 0 || at != bl.items[0] {
					closeAt(at)
					from = at
				}
			}
			closeAt(bl.to)
		case bl.kind == codeBlock:
			if from < 0 {
				from = bl.from
			}
			closeAt(bl.to)
		case from < 0 && (section != "" || n > 0 || onlyText || leadsToCode(blocks, i)):
			from = bl.from
		case from < 0:
			b.note(bl.from, bl.to)
		}
	}
	closeAt(len(b.src))
}

// hasParts tells whether there is anything but running text.
func hasParts(blocks []block) bool {
	for _, b := range blocks {
		if b.kind != otherBlock {
			return true
		}
	}
	return false
}

// leadsIn tells whether what stands above a list only introduces it: a bare
// heading, or a line that ends with a colon.
func leadsIn(blocks []block, i int) bool {
	above := blocks[i-1]
	if above.kind == headingBlock {
		return true
	}
	return above.kind == otherBlock && (strings.HasSuffix(above.text, ":") || strings.HasSuffix(above.text, "\uff1a"))
}

// leadsToCode tells whether a code block follows a paragraph at once.
func leadsToCode(blocks []block, i int) bool {
	return i+1 < len(blocks) && blocks[i+1].kind == codeBlock
}

const maxLead = 160

// lead is the first sentence or line of an item without mark-up.
func (b *bookBuilder) lead(item string) string {
	if tooMuch([]byte(item)) {
		item = cutText(item, maxLead)
	}
	src := []byte(item)
	text := ""
	_ = ast.Walk(b.md.parse(src), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || text != "" {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading, *ast.Paragraph, *ast.TextBlock:
			text = plainText(n, src)
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			if lines := n.Lines(); lines.Len() > 0 {
				seg := lines.At(0)
				text = strings.TrimSpace(string(seg.Value(src)))
			}
		}
		return ast.WalkContinue, nil
	})
	if text == "" {
		text, _, _ = strings.Cut(strings.TrimSpace(item), "\n")
	}
	return cutText(firstSentence(text), maxLead)
}

// firstSentence ends at a Chinese full stop, at its ! and ?, or at . ! ? with a blank and a capital or nothing
// behind it.
func firstSentence(s string) string {
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case strings.ContainsRune("\u3002\uff01\uff1f", r):
			return string(runes[:i+1])
		case strings.ContainsRune(".!?", r) && i > 2 && i+2 < len(runes) && runes[i+1] == ' ' && isCapital(runes[i+2]):
			return string(runes[:i+1])
		}
	}
	return s
}

func isCapital(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 0x4e00 && r <= 0x9fff }
