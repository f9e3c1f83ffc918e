package text

import "unicode"

// Language tells the language that a text is written in: "zh" when it has at
// least two hanzi, "en" when it has at least four Latin letters and fewer than
// two hanzi, else "". A bare value ("38", "ok", "好") has no language, so it
// never switches a conversation.
func Language(s string) string {
	han, latin := 0, 0
	for _, r := range s {
		switch {
		case IsHan(r):
			han++
			if han == 2 {
				return "zh"
			}
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	if latin >= 4 {
		return "en"
	}
	return ""
}

// IsHan tells whether a rune is a hanzi. "〇" counts: it is written among them.
func IsHan(r rune) bool {
	switch {
	case r < 0x3007:
		return false
	case r == 0x3007:
		return true
	case r >= 0x4e00 && r <= 0x9fff:
		return true
	}
	return r >= 0x3400 && unicode.Is(unicode.Han, r)
}
