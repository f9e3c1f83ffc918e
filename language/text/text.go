// Package text owns what can be said about a text before anyone knows what it
// means: its language, its folding (width, script, case), words, stems and
// sentences. It must never know of values, processes or people.
//
// All offsets are byte offsets into the string that was passed in.
package text

// Span is a half-open range of bytes [Start, End) of a text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Token is one word of a text. For Chinese a token is one hanzi; runs of
// Latin letters or digits inside Chinese text are tokens of their own.
type Token struct {
	Span
	// Word is the token folded by Fold.
	Word string
	// Stem is the stem of an English word, else Word.
	Stem string
	// Han tells whether the token is a hanzi.
	Han bool
}
