package source

import (
	"strings"
	"unicode/utf8"
)

// trap is a way in which YAML reads a line otherwise than its writer meant.
type trap struct {
	id             string
	column, length int
	text, right    string
}

// trapIn looks for the reason why a line could not be read.
func trapIn(line, what string) (trap, bool) {
	start, value := valueOf(line)
	at := func(i int) int { return utf8.RuneCountInString(line[:start+i]) + 1 }
	quoted := strings.HasPrefix(value, `"`) || strings.HasPrefix(value, `'`)
	switch {
	case strings.Contains(line, "\t") && strings.Trim(line[:strings.Index(line, "\t")], " ") == "":
		return trap{"trap_tab", 1, 1, "a tab stands where only blanks may indent", "indent with blanks"}, true
	case strings.HasPrefix(value, "{") && looksLikeText(value):
		return trap{"trap_brace", at(0), 1, "a text that begins with { must stand in quotes", "write " + quote(value)}, true
	case value != "" && strings.ContainsRune("@`%!&*|>", rune(value[0])) && !quoted:
		return trap{"trap_sign", at(0), 1, "a text that begins with " + value[:1] + " must stand in quotes", "write " + quote(value)}, true
	case !quoted && !strings.HasPrefix(value, "[") && !strings.HasPrefix(value, "{") && strings.Contains(value, ": "):
		return trap{"trap_colon", at(strings.Index(value, ": ")), 1, "a text with a colon and a blank in it must stand in quotes", "write " + quote(value)}, true
	case strings.Contains(what, "quoted text"):
		return trap{"trap_quote", at(0), 1, "the quote that begins here never ends", "close it on the same line, or write the text as a block (|)"}, true
	case strings.Contains(what, "flow mapping end") || strings.Contains(what, "sequence end"):
		return trap{"trap_bracket", at(0), 1, "a bracket that begins here is never closed", "close it, or put the text in quotes"}, true
	}
	return trap{}, false
}

// valueOf is what stands behind "- " and "key: " of a line, and where it begins.
func valueOf(line string) (start int, value string) {
	for start < len(line) && (line[start] == ' ' || line[start] == '-' && strings.HasPrefix(line[start:], "- ")) {
		start++
	}
	rest := line[start:]
	if i := strings.Index(rest, ": "); i > 0 && !strings.ContainsAny(rest[:i], `"'{[ `) {
		start += i + 1
		for start < len(line) && line[start] == ' ' {
			start++
		}
	}
	return start, strings.TrimRight(line[start:], " ")
}

// looksLikeText tells a text that begins with {name} from a map.
func looksLikeText(value string) bool {
	end := strings.Index(value, "}")
	return end > 0 && !strings.Contains(value[:end], ":") && strings.TrimSpace(value[end+1:]) != ""
}

// quote puts a text between quotes as YAML reads them.
func quote(s string) string {
	s = cut(s, 80)
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// openQuote tells whether a line's value begins with a quote that does not end on it.
func openQuote(line string) bool {
	_, value := valueOf(line)
	return strings.HasPrefix(value, `"`) && strings.Count(strings.ReplaceAll(value, `\"`, ""), `"`)%2 == 1
}
