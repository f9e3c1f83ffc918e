package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences returns the sentences of a text in order, without the blanks
// around them. A line's end ends a sentence. Decimals, abbreviations ("e.g.",
// "Mr."), initials and numbered points are not cut.
func Sentences(s string) []Span {
	var out []Span
	start := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if !ends(s, start, i, r) {
			continue
		}
		i = closing(s, i)
		out = appendTrimmed(out, s, start, i)
		start = i
	}
	return appendTrimmed(out, s, start, len(s))
}

// ends tells whether the rune r that ends before next ends the sentence that
// began at start.
func ends(s string, start, next int, r rune) bool {
	switch r {
	case '\n', '\r', '\u2028', '\u2029', '。', '！', '？', '｡':
		return true
	case '!', '?':
		return next == len(s) || !isWordStart(s[next:])
	case '…':
		return !strings.HasPrefix(s[next:], "…")
	case '.':
		return fullStop(s, start, next)
	}
	return false
}

func isWordStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '=' || r == '/')
}

// fullStop tells whether a point that ends before next is the end of a
// sentence.
func fullStop(s string, start, next int) bool {
	rest := s[next:]
	if rest == "" {
		return true
	}
	after, _ := utf8.DecodeRuneInString(rest)
	if IsHan(after) {
		return !isDigitBefore(s, next-1)
	}
	if !unicode.IsSpace(after) && !strings.ContainsRune(`"')]”’»`, after) {
		return false
	}
	word := lastWord(s[start : next-1])
	if isAbbreviation(word) {
		return false
	}
	// "3. Press Source": the point belongs to the number that began the line.
	if strings.TrimSpace(s[start:next-1]) == word && isDigits(word) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, ` "'()[]“”‘’«»*_`))
	return !unicode.IsLower(first)
}

func isDigitBefore(s string, i int) bool { return i > 0 && s[i-1] >= '0' && s[i-1] <= '9' }

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func lastWord(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`("'“‘[`, r) })
	if i < 0 {
		return s
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[i+n:]
}

func isAbbreviation(word string) bool {
	if len(word) == 1 && word[0] >= 'A' && word[0] <= 'Z' && word != "I" {
		return true // an initial
	}
	if len(word) > 10 {
		return false
	}
	w := " " + strings.ToLower(word) + " "
	return strings.Contains(abbreviations, w)
}

// abbreviations are followed by more of the same sentence.
const abbreviations = " mr mrs ms dr prof sr jr st vs no nos fig figs eq e.g i.e eg ie cf approx dept est tel ext " +
	"jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun vol pp ed al incl excl resp viz gen rev hon "

// closing skips the marks that still belong to a sentence that just ended.
func closing(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !strings.ContainsRune(`。！？!?…"')]”’」』）】》`, r) {
			break
		}
		i += n
	}
	return i
}

func appendTrimmed(out []Span, s string, start, end int) []Span {
	piece := s[start:end]
	left := len(piece) - len(strings.TrimLeftFunc(piece, unicode.IsSpace))
	right := len(strings.TrimRightFunc(piece, unicode.IsSpace))
	if left >= right {
		return out
	}
	return append(out, Span{Start: start + left, End: start + right})
}
