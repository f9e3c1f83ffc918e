package recognize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
)

func tokens(s string) []text.Token {
	var out []text.Token
	start := -1
	flush := func(end int) {
		if start >= 0 {
			w := strings.ToLower(s[start:end])
			out = append(out, text.Token{Span: text.Span{Start: start, End: end}, Word: w, Stem: strings.TrimSuffix(strings.TrimSuffix(w, "ing"), "s")})
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			flush(i)
			out = append(out, text.Token{Span: text.Span{Start: i, End: i + utf8.RuneLen(r)}, Word: string(r), Stem: string(r), Han: true})
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		default:
			flush(i)
		}
	}
	flush(len(s))
	return out
}
