package machine

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/process"
)

// maxTold is how much of a runbook's text beside its items is said at once, in
// characters: two screens at most. Of more, the beginning and the last section are
// said, and the headings of the rest.
const (
	maxTold     = 4000
	mostHeads   = 8
	fenceMarker = "```"
)

// tellBefore says what stands above an item, the first time that it is come to;
// i behind the last item is what stands behind it.
func (w *walker) tellBefore(i int) {
	c, book := w.s.Cursor, w.p.Runbook
	if slices.Contains(c.Told, i) {
		return
	}
	before := book.After
	if i < len(book.Items) {
		before = book.Items[i].Before
	}
	if strings.TrimSpace(before) == "" {
		return
	}
	c.Told = append(c.Told, i)
	w.tellText(before)
}

// tellText says text of a runbook that is no item.
func (w *walker) tellText(markdown string) {
	first, heads, last := abridge(markdown)
	said := func(s string) {
		if s != "" {
			w.say(Say{Text: text(s), Kind: "item"})
		}
	}
	said(first)
	if last == "" && heads == nil {
		return
	}
	if len(heads) > mostHeads {
		heads = append(heads[:mostHeads:mostHeads], "…")
	}
	if len(heads) == 0 {
		w.sayKey(KeyMoreTextBare, nil)
	} else {
		w.sayKey(KeyMoreText, args{"headings": text(strings.Join(heads, " · "))})
	}
	said(last)
}

// abridge cuts a long text at blank lines: its beginning, the headings of what
// is left out, and its last section where that is short. heads is nil where
// nothing is left out.
func abridge(markdown string) (first string, heads []string, last string) {
	if utf8.RuneCountInString(markdown) <= maxTold {
		return markdown, nil, ""
	}
	parts := paragraphs(markdown)
	from, size := 0, 0
	for from < len(parts) {
		if size += utf8.RuneCountInString(parts[from]); from > 0 && size > maxTold*2/3 {
			break
		}
		from++
	}
	for from > 1 && from < len(parts) && headingOf(parts[from-1]) != "" {
		from--
	}
	to, size := len(parts), 0
	for i := len(parts) - 1; i >= from; i-- {
		if size += utf8.RuneCountInString(parts[i]); size > maxTold/3 {
			break
		}
		if headingOf(parts[i]) != "" {
			to = i
			break
		}
	}
	if from >= to {
		return markdown, nil, ""
	}
	heads = []string{}
	for _, p := range parts[from:to] {
		if h := headingOf(p); h != "" {
			heads = append(heads, h)
		}
	}
	return strings.Join(parts[:from], "\n\n"), heads, strings.Join(parts[to:], "\n\n")
}

// paragraphs splits Markdown at blank lines and before headings, but not in code.
func paragraphs(markdown string) []string {
	var out []string
	var b strings.Builder
	inside := false
	end := func() {
		if s := strings.Trim(b.String(), "\n"); strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
		b.Reset()
	}
	for line := range strings.Lines(markdown) {
		if strings.HasPrefix(strings.TrimLeft(line, " "), fenceMarker) {
			inside = !inside
		}
		blank := strings.TrimSpace(line) == ""
		if !inside && (blank || headingOf(line) != "") {
			end()
		}
		b.WriteString(line)
		if !inside && headingOf(line) != "" {
			end()
		}
	}
	end()
	return out
}

// headingOf is the text of a paragraph that is a heading, "" of any other.
func headingOf(paragraph string) string {
	marks := len(paragraph) - len(strings.TrimLeft(paragraph, "#"))
	rest := paragraph[marks:]
	if marks == 0 || marks > 6 || !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, "\t") || strings.Contains(strings.TrimSpace(rest), "\n") {
		return ""
	}
	return strings.Trim(strings.TrimSpace(rest), "# ")
}

// goToItem goes to the item that a command names by its number, wherever the
// runbook stands; what lies between is neither done nor skipped.
func (w *walker) goToItem(c *Command) {
	q, book := w.s.Open, w.p.Runbook
	if lies(q) {
		q = q.Under
	}
	if q == nil || book == nil || w.s.Cursor == nil || q.Kind != AskItem && q.Kind != AskSolved {
		w.notHere(c, WhyNotHere)
		return
	}
	i := slices.IndexFunc(book.Items, func(it process.Item) bool { return it.Number == c.Slot })
	if i < 0 {
		w.refuseSaying(c, WhyNoItem, args{
			"number": text(c.Slot), "first": text(book.Items[0].Number), "last": text(book.Items[len(book.Items)-1].Number),
		})
		w.reask = true
		return
	}
	w.applied(c)
	if i == w.s.Cursor.Item {
		w.lift()
		w.reask = true
		return
	}
	w.showItem(i)
}
