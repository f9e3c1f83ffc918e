package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which texts are compared: compatibility forms
// (full width, circled digits, ligatures) become plain ones (NFKC), letters
// lower case, traditional hanzi simplified. Bytes that are no UTF-8 become
// U+FFFD. Fold is safe for concurrent use.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	eachSegment(s, func(_ int, folded string) { b.WriteString(folded) })
	return b.String()
}

// FoldMap folds like Fold and tells where each byte came from: at has
// len(folded)+1 entries, and at[i] is the byte offset in s of what became byte
// i of folded. Offsets never fall, and the last is len(s).
func FoldMap(s string) (folded string, at []int) {
	if isFolded(s) {
		at = make([]int, len(s)+1)
		for i := range at {
			at[i] = i
		}
		return s, at
	}
	var b strings.Builder
	b.Grow(len(s))
	at = make([]int, 0, len(s)+1)
	eachSegment(s, func(pos int, folded string) {
		b.WriteString(folded)
		for range len(folded) {
			at = append(at, pos)
		}
	})
	return b.String(), append(at, len(s))
}

// isFolded is the quick way out for plain lower-case ASCII.
func isFolded(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

// eachSegment calls f with the offset and the folded form of each piece of s
// that folds on its own. Plain pieces never reach the normaliser, which is
// slow.
func eachSegment(s string, f func(pos int, folded string)) {
	for i := 0; i < len(s); {
		n, folded := plainRune(s[i:])
		if n == 0 {
			n = norm.NFKC.NextBoundaryInString(s[i:], true)
			folded = foldSegment(s[i : i+n])
		}
		f(i, folded)
		i += n
	}
}

// plainRune folds one rune at the start of s when what follows it can not
// combine with it; else it returns 0.
func plainRune(s string) (size int, folded string) {
	c := s[0]
	if c < utf8.RuneSelf {
		if len(s) > 1 && s[1] >= 0xcc { // a combining mark may follow
			if r, _ := utf8.DecodeRuneInString(s[1:]); !IsHan(r) && r < 0x3000 || r > 0xffff {
				return 0, ""
			}
		}
		return 1, lowerASCII[c : c+1]
	}
	r, n := utf8.DecodeRuneInString(s)
	if r < 0x4e00 || r > 0x9fff {
		return 0, ""
	}
	if simple := simplify(r); simple != r {
		return n, string(simple)
	}
	return n, s[:n]
}

// lowerASCII maps a byte below 0x80 to its lower case, as one string so that
// slicing it allocates nothing.
var lowerASCII = func() string {
	b := make([]byte, utf8.RuneSelf)
	for i := range b {
		b[i] = byte(unicode.ToLower(rune(i)))
	}
	return string(b)
}()

func foldSegment(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	s = lower(norm.NFKC.String(lower(s)))
	// Lower case may compose where upper case could not.
	if !norm.NFKC.IsNormalString(s) {
		s = norm.NFKC.String(s)
	}
	return strings.Map(simplify, s)
}

func lower(s string) string { return strings.Map(unicode.ToLower, s) }

// simplify returns the simplified form of a traditional hanzi, else r.
func simplify(r rune) rune {
	if r < firstHan || r >= lastHan {
		return r
	}
	if s := simplified()[r-firstHan]; s != 0 {
		return rune(s)
	}
	return r
}

const (
	firstHan = 0x3400
	lastHan  = 0xa000
)

// simplified is simplifiedPairs laid flat (56 kB), made once, when the first
// hanzi comes by.
var simplified = sync.OnceValue(func() []uint16 {
	table := make([]uint16, lastHan-firstHan)
	traditional := rune(0)
	for _, r := range simplifiedPairs {
		switch {
		case traditional == 0:
			traditional = r
		default:
			table[traditional-firstHan], traditional = uint16(r), 0
		}
	}
	return table
})
