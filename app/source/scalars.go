package source

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Word reads a single word: a role, a person, an id.
func (f *File) Word(n *Node, what string) string {
	if n == nil {
		return ""
	}
	if n.Kind != Scalar || strings.TrimSpace(n.Text) == "" {
		f.Fault("not_a_word", n, what+" is one word", "write "+what+": …")
		return ""
	}
	f.Comment(n)
	return n.Text
}

// Names reads [a, b].
func (f *File) Names(n *Node, what string) []string {
	if n == nil {
		return nil
	}
	if n.Kind != List {
		right := what + ": [a, b]"
		if n.Kind == Scalar {
			right = fmt.Sprintf("%s: [%s]", what, n.Text)
		}
		f.Fault("not_a_list", n, what+" is a list", "write "+right)
		return nil
	}
	var out []string
	for _, item := range n.Items {
		if item.Kind != Scalar {
			f.Fault("not_a_word", item, what+" is a list of words", "write "+what+": [a, b]")
			continue
		}
		if slices.Contains(out, item.Text) {
			f.Fault("said_twice", item, item.Text+" is in the list twice", "keep one of them")
			continue
		}
		out = append(out, item.Text)
	}
	return out
}

// Sentences reads a list of sentences as people say them.
func (f *File) Sentences(n *Node, what string) []string {
	if n == nil {
		return nil
	}
	if n.Kind != List {
		f.Fault("not_a_list", n, what+" is a list of sentences", "write each on a line of its own, after a dash")
		return nil
	}
	var out []string
	for _, item := range n.Items {
		if item.Kind == Map && len(item.Entries) == 1 && !item.Flow {
			f.Fault("trap_colon", item.Entries[0].Key, "a sentence with a colon and a blank in it must stand in quotes", "put the sentence in quotes")
			continue
		}
		if f.IsText(item) {
			out = append(out, item.Text)
		}
	}
	return out
}

// IsText notes what is no text, naming the traps of YAML.
func (f *File) IsText(n *Node) bool {
	switch {
	case n.Kind == Scalar:
		f.Comment(n)
		return true
	case n.Flow && n.Kind == Map && len(n.Entries) > 0 && n.Entries[0].Value.Kind == Empty:
		name := n.Entries[0].Key.Text
		f.Fault("trap_brace", n, "a text that begins with { must stand in quotes", fmt.Sprintf("write \"{%s}\"", Short(name, 60)))
	case n.Kind == Empty && n.Comment != "":
		f.Fault("trap_hash", n, "all from # on is a comment, so nothing is left", "put the text in quotes")
	case n.Kind == Empty:
		f.Fault("no_text", n, "a text is missing here", "write one, in quotes")
	default:
		f.Fault("not_a_text", n, "a text is needed here", "write it in quotes")
	}
	return false
}

// Comment notes a text that YAML has cut off at a #.
func (f *File) Comment(n *Node) {
	if !n.Quoted && len(n.Comment) > 1 && n.Comment[1] != ' ' && n.Comment[1] != '#' {
		whole := Short(n.Text+" "+n.Comment, 80)
		f.Fault("trap_hash", n, fmt.Sprintf("all from %s on is a comment", Short(n.Comment, 20)), fmt.Sprintf("write %q", whole))
	}
}

// LanguageTag is the form of a language's name: en, zh, pt-BR.
var LanguageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// Texts visits the text of each language: a plain text is that of all.
func (f *File) Texts(n *Node, visit func(lang string, n *Node)) {
	if n == nil {
		return
	}
	if n.Kind != Map || n.Flow && len(n.Entries) > 0 && n.Entries[0].Value.Kind == Empty {
		if f.IsText(n) {
			visit("", n)
		}
		return
	}
	if len(n.Entries) == 0 {
		f.Fault("no_text", n, "a text is missing here", "write one, in quotes")
	}
	for _, e := range n.Entries {
		if !LanguageTag.MatchString(e.Key.Text) {
			f.Fault("not_a_language", e.Key, fmt.Sprintf("%q is no language", Short(e.Key.Text, 40)), `a text is "…" or {en: "…", zh: "…"}`)
			continue
		}
		if f.IsText(e.Value) {
			visit(e.Key.Text, e.Value)
		}
	}
	for _, lang := range f.Languages {
		if n.Get(lang) == nil {
			f.Warn("missing_language", n, "this text is missing in "+lang, "add "+lang+`: "…"; until then another language is shown`)
		}
	}
}

// Words reads a text without expressions.
func (f *File) Words(n *Node) map[string]string {
	out := map[string]string{}
	f.Texts(n, func(lang string, n *Node) { out[lang] = n.Text })
	if len(out) == 0 {
		return nil
	}
	return out
}

// Place is where the character at an offset of a scalar's text stands in the file.
func (f *File) Place(n *Node, offset int) Pos {
	if !n.Block {
		if n.Quoted {
			offset++
		}
		return f.At(n.Pos.Line, n.Pos.Column+offset)
	}
	line := n.Pos.Line + 1
	runes := []rune(n.Text)
	start := 0
	for i := 0; i < min(offset, len(runes)); i++ {
		if runes[i] == '\n' {
			line, start = line+1, i+1
		}
	}
	text := f.Line(line)
	indent := len(text) - len(strings.TrimLeft(text, " "))
	return f.At(line, indent+1+offset-start)
}

// Yes reads a key whose only value is yes.
func (f *File) Yes(n *Node, what string) bool {
	if n == nil {
		return false
	}
	if n.Kind == Scalar && (n.Text == "yes" || n.Text == "true") {
		return true
	}
	if n.Kind == Scalar && (n.Text == "no" || n.Text == "false") {
		return false
	}
	f.Fault("not_yes_or_no", n, what+" is yes or no", "write "+what+": yes")
	return false
}

// Short is a text that is cut to n characters, for messages.
func Short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
