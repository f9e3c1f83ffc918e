package process

import "strings"

// SectionOf finds the section under a heading of a Markdown text, up to the next
// heading that is not below it: the bytes of the first one, the heading with it.
func SectionOf(body, heading string) (from, to int, ok bool) {
	blocks := newMarkdown().outline([]byte(body))
	for i, b := range blocks {
		if b.kind != headingBlock || b.text != heading {
			continue
		}
		to = len(body)
		if end := sectionEnd(blocks, i); end < len(blocks) {
			to = blocks[end].from
		}
		return b.from, b.from + len(strings.TrimRight(body[b.from:to], " \t\r\n")), true
	}
	return 0, 0, false
}
