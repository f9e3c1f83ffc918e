package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// Tokens returns the words of a text in order: each hanzi, each run of letters
// and digits (with an apostrophe or hyphen-free inside: "don't"), and each
// number with its separators ("1,200.50"). Punctuation and emoji are no words.
func Tokens(s string) []Token {
	folded, at := FoldMap(s)
	var out []Token
	for i := 0; i < len(folded); {
		r, n := utf8.DecodeRuneInString(folded[i:])
		if IsHan(r) {
			out = append(out, token(folded, at, i, i+n, true))
			i += n
			continue
		}
		if end := wordEnd(folded, i); end > i {
			out = append(out, token(folded, at, i, end, false))
			i = end
			continue
		}
		i += n
	}
	return out
}

func token(folded string, at []int, start, end int, han bool) Token {
	word := folded[start:end]
	t := Token{Span: Original(at, start, end), Word: word, Stem: word, Han: han}
	if !han {
		t.Stem = Stem(word)
	}
	return t
}

// Original maps a span of a folded text back to the text that FoldMap was
// given. What was folded as one piece is never cut.
func Original(at []int, start, end int) Span {
	to := at[end]
	for e := end; e < len(at) && end > start && to <= at[end-1]; e++ {
		to = at[e]
	}
	return Span{Start: at[start], End: to}
}

// wordEnd returns where the word that begins at i ends; i when none does.
func wordEnd(s string, i int) int {
	end := i
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !isWordRune(r) && (end == i || !joins(s, end, r, n)) {
			break
		}
		end += n
	}
	return end
}

func isWordRune(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !IsHan(r)
}

// joins tells whether a sign stands inside a word: an apostrophe between
// letters, a comma or point between digits.
func joins(s string, at int, r rune, size int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at+size:])
	switch r {
	case '\'', '’':
		return unicode.IsLetter(before) && unicode.IsLetter(after) && !IsHan(after)
	case '.', ',':
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	}
	return false
}

// Stem returns the stem of an English word ("reimbursing" → "reimburs"), or
// the word itself when it isn't one. The word must be folded.
func Stem(word string) string {
	if len(word) < 3 || len(word) > 40 {
		return word
	}
	for i := range len(word) {
		if c := word[i]; (c < 'a' || c > 'z') && c != '\'' {
			return word
		}
	}
	return english.Stem(word, true)
}
