package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean drops what people can't see and what can mislead them: control
// characters, marks that turn the direction of writing, invisible tags, blanks
// without width, and bytes that are no UTF-8. Newlines and tabs stay; "\r\n"
// and "\r" become "\n".
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

func isClean(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, hidden) < 0
}

// hidden lists what Clean drops. The joiners U+200C and U+200D stay: emoji and
// several scripts need them.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x80:
		return r < 0x20 || r == 0x7f
	case unicode.Is(unicode.Cc, r):
		return true
	case r == 0x061c, r == 0x200b, r == 0x200e, r == 0x200f, r == 0x2060, r == 0xfeff, r == 0x00ad:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r >= 0xfff9 && r <= 0xfffb:
		return true
	}
	return r >= 0xe0000 && r <= 0xe007f
}
