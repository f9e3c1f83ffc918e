package say

import "strings"

// piece is a stretch of a template: text as it is, or an argument's name.
type piece struct{ text, arg string }

// pieces cuts a template at its braces. "{{" and "}}" are literal braces; a
// brace that holds no name is text.
func pieces(s string) []piece {
	var out []piece
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		if len(s) > 1 && s[0] == s[1] {
			b.WriteByte(s[0])
			s = s[2:]
			continue
		}
		end := strings.IndexByte(s, '}')
		if s[0] == '}' || end < 0 || !isName(s[1:end]) {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		if b.Len() > 0 {
			out = append(out, piece{text: b.String()})
			b.Reset()
		}
		out = append(out, piece{arg: s[1:end]})
		s = s[end+1:]
	}
	b.WriteString(s)
	if b.Len() > 0 {
		out = append(out, piece{text: b.String()})
	}
	return out
}

// isName tells whether s can be an argument's name.
func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// argsOf lists the arguments of a template, each once, in order.
func argsOf(s string) []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range pieces(s) {
		if p.arg != "" && !seen[p.arg] {
			seen[p.arg] = true
			out = append(out, p.arg)
		}
	}
	return out
}
