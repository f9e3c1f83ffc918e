package server

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// errEncoding says that a body is not UTF-8. The decoder would put U+FFFD in
// place of what it can't read, and a text in another encoding would be lost.
var errEncoding = errors.New("the body is not UTF-8")

// strictJSON is JSON in UTF-8.
var strictJSON = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) {
			return errEncoding
		}
		return json.Unmarshal(data, v)
	},
}

// blank tells whether nobody could see anything in a text.
func blank(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool {
		return c != unicode.ReplacementChar && !unicode.IsSpace(c) && !unicode.IsControl(c) && !unicode.Is(unicode.Cf, c)
	})
}
