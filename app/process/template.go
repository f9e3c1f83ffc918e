package process

import (
	"fmt"
	"strings"

	"github.com/usher-dev/usher/language/value"
)

// Template is a text for people, in every language of the file, with
// {expressions}; or, in a tool, a text for a system (see ToolText).
type Template struct {
	Source value.Localized
	Pos    Pos

	parts map[string][]Part
	names []string
	// canonical shows values as systems read them.
	canonical bool
}

// CompileTemplate compiles a text that stands in no file.
func CompileTemplate(text value.Localized) (*Template, error) {
	return compiled(text, false)
}

// ToolText compiles a text for a system: values stand in it in canonical form,
// and an input that is none is nothing.
func ToolText(text string) (*Template, error) {
	return compiled(value.Localized{"": text}, true)
}

func compiled(text value.Localized, canonical bool) (*Template, error) {
	t := &Template{Source: text, canonical: canonical, parts: map[string][]Part{}}
	for lang, s := range text {
		parts, problems := splitText(s)
		if len(problems) > 0 {
			return nil, &problems[0]
		}
		t.set(lang, parts)
	}
	return t, nil
}

// set keeps the pieces of one language.
func (t *Template) set(lang string, parts []Part) {
	set := map[string]bool{}
	for _, n := range t.names {
		set[n] = true
	}
	for _, p := range parts {
		if p.Expr == nil {
			continue
		}
		p.Expr.maybeNone = p.Expr.maybeNone || t.canonical
		for _, n := range p.Expr.names {
			set[n] = true
		}
	}
	t.parts[lang], t.names = parts, sorted(set)
}

// Names returns the dotted names that the template reads, sorted.
func (t *Template) Names() []string {
	if t == nil {
		return nil
	}
	return append([]string(nil), t.names...)
}

// Eval fills the template in each of its languages. Values are shown as that
// language does; in a text that is the same in every language, as
// Setting.Lang does.
func (t *Template) Eval(s Scope) (value.Localized, error) {
	out := make(value.Localized, len(t.parts))
	lang := s.Setting.Lang
	for tag, parts := range t.parts {
		s.Setting.Lang = lang
		if tag != "" {
			s.Setting.Lang = tag
		}
		text, err := t.fill(parts, s)
		if err != nil {
			return nil, err
		}
		out[tag] = text
	}
	return out, nil
}

// EvalValue fills a text that is the same in every language. One expression
// alone keeps its type; all else is a text.
func (t *Template) EvalValue(s Scope) (value.Value, error) {
	parts := t.parts[""]
	if len(parts) == 1 && parts[0].Expr != nil {
		return parts[0].Expr.Eval(s)
	}
	text, err := t.fill(parts, s)
	return value.NewText(text), err
}

func (t *Template) fill(parts []Part, s Scope) (string, error) {
	var b strings.Builder
	for _, p := range parts {
		if p.Expr == nil {
			b.WriteString(p.Text)
			continue
		}
		v, err := p.Expr.Eval(s)
		if err != nil {
			return "", err
		}
		b.WriteString(t.show(p.Expr, v, s))
		if b.Len() > maxText {
			return "", &EvalError{Reason: TooLong, Text: "the text would be too long"}
		}
	}
	return b.String(), nil
}

func (t *Template) show(e *Expr, v value.Value, s Scope) string {
	if t.canonical || v.IsNone() {
		return v.String()
	}
	return value.Show(v, specOf(e.root, s), s.Setting.Lang, s.Setting)
}

// specOf is the spec of the name that an expression reads, where it has one.
func specOf(n node, s Scope) *value.Spec {
	if b, ok := n.(*binary); ok && b.op == "??" {
		n = b.l
	}
	if n, ok := n.(*name); ok && s.Lookup != nil {
		_, spec := s.Lookup(n.name)
		return spec
	}
	return nil
}

// splitText cuts a text at its {expressions}; {{ is a brace.
func splitText(s string) ([]Part, []problem) {
	var parts []Part
	var problems []problem
	var words strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		switch {
		case runes[i] != '{':
			words.WriteRune(runes[i])
		case i+1 < len(runes) && runes[i+1] == '{':
			words.WriteRune('{')
			i++
		default:
			end := closing(runes, i)
			if end < 0 {
				return parts, append(problems, problem{"open_brace", span{i, i + 1}, "the { that begins here is never closed", "write {name}, or {{ for a brace", false})
			}
			if words.Len() > 0 {
				parts = append(parts, Part{Text: words.String()})
				words.Reset()
			}
			e, bad := parseExpr(string(runes[i+1 : end]))
			e.Pos.Column = i + 1 // until the reader knows where the text stands
			for _, p := range bad {
				p.span = span{p.span.from + i + 1, p.span.to + i + 1}
				if p.id == "empty_expression" {
					p.text, p.right = "there is nothing between { and }", "write {name}, or {{ for a brace"
				}
				problems = append(problems, p)
			}
			parts = append(parts, Part{Expr: e})
			i = end
		}
	}
	if words.Len() > 0 {
		parts = append(parts, Part{Text: words.String()})
	}
	if len(parts) > maxParts {
		problems = append(problems, problem{"too_long", span{0, len(runes)}, "this text has too many expressions", fmt.Sprintf("keep it under %d", maxParts), false})
	}
	return parts, problems
}

const maxParts = 1000

// closing is where the brace that opens at i closes, past texts in quotes.
func closing(runes []rune, i int) int {
	quote := rune(0)
	for j := i + 1; j < len(runes); j++ {
		switch r := runes[j]; {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '}':
			return j
		}
	}
	return -1
}
