package recognize

import (
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
)

// maxMessage bounds the work on one text, in bytes: what a message is about is
// said in its first pages.
const maxMessage = 8 << 10

// clip cuts s to at most limit bytes without splitting a character.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := limit
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func unitsOf(s string) []text.Unit { return text.Units(text.Tokens(s)) }
