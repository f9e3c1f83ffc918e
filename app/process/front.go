package process

import (
	"regexp"
	"strings"
)

// front is a file cut at its front matter.
type front struct {
	yaml     string // between the lines ---
	line     int    // where it begins, counted from 1; 0 means there is none
	body     string // all below, as written
	bodyLine int
	toml     bool // between lines +++: always somebody else's
}

const bom = "\ufeff"

// cutFront separates the front matter. Without a line that closes it there is none.
func cutFront(src string) front {
	src = strings.TrimPrefix(src, bom)
	whole := front{body: src, bodyLine: 1}
	first, rest, ok := strings.Cut(src, "\n")
	mark := strings.TrimRight(first, " \t\r")
	if !ok || mark != "---" && mark != "+++" {
		return whole
	}
	from, line := 0, 2
	for from < len(rest) {
		end := strings.IndexByte(rest[from:], '\n')
		text := rest[from:]
		next := len(rest)
		if end >= 0 {
			text, next = rest[from:from+end], from+end+1
		}
		if t := strings.TrimRight(text, " \t\r"); t == mark || mark == "---" && t == "..." {
			return front{yaml: rest[:from], line: 2, body: rest[next:], bodyLine: line + 1, toml: mark == "+++"}
		}
		from, line = next, line+1
	}
	return whole
}

// ours finds one of the four keys that make front matter Usher's.
var ours = regexp.MustCompile(`(?m)^(steps|slots|examples|who)[ \t]*:`)

// isOurs tells Usher's front matter from a site generator's.
func (f front) isOurs() bool { return f.line > 0 && !f.toml && ours.MatchString(f.yaml) }

var foreignLine = regexp.MustCompile(`^([A-Za-z_][\w.-]*)[ \t]*[:=][ \t]*(.*)$`)

// foreign notes somebody else's front matter line by line: it need not even be
// YAML, and nothing in it can keep a file from being used.
func (f front) foreign() map[string]string {
	out := map[string]string{}
	key := ""
	for line := range strings.Lines(f.yaml) {
		line = strings.TrimRight(line, "\r\n")
		if m := foreignLine.FindStringSubmatch(line); m != nil {
			key = m[1]
			out[key] = unquoted(m[2])
			continue
		}
		if key != "" && strings.TrimSpace(line) != "" {
			out[key] = strings.TrimPrefix(out[key]+"\n"+line, "\n")
		}
	}
	return out
}

func unquoted(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		inner := s[1 : len(s)-1]
		if s[0] == '"' {
			return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(inner)
		}
		return strings.ReplaceAll(inner, "''", "'")
	}
	return s
}
