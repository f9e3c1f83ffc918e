package process

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// template reads a text for people.
func (r *reader) template(n *source.Node) *Template {
	if n == nil {
		return nil
	}
	t := &Template{Source: value.Localized{}, Pos: n.Pos, parts: map[string][]Part{}}
	r.file.Texts(n, func(lang string, n *source.Node) {
		parts, problems := splitText(n.Text)
		for _, p := range problems {
			r.problem(n, 0, p)
		}
		for _, p := range parts {
			if p.Expr != nil {
				p.Expr.Pos = r.file.Place(n, p.Expr.Pos.Column)
			}
		}
		t.Source[lang] = n.Text
		t.set(lang, parts)
	})
	return t
}

// expr reads a bare expression.
func (r *reader) expr(n *source.Node) *Expr {
	if n == nil {
		return nil
	}
	if n.Kind != source.Scalar {
		right := "write one, such as amount > 50"
		if n.Kind == source.Map {
			right = "expressions stand bare, without { }"
		}
		r.file.Fault("not_an_expression", n, "an expression is needed here", right)
		return nil
	}
	if n.Flow && !n.Quoted && strings.Contains(n.Text, "??") {
		r.file.Fault("trap_default", n, "?? inside a {…} map is easily misread", "write this key on a line of its own")
	}
	if n.Flow && !n.Quoted && strings.Count(n.Text, "(") > strings.Count(n.Text, ")") {
		r.file.Fault("trap_comma", n, "inside {…} a comma ends the value", "write the expression in quotes, or on a line of its own")
		return nil
	}
	r.file.Comment(n)
	e, problems := parseExpr(n.Text)
	e.Pos = r.file.Place(n, 0)
	for _, p := range problems {
		r.problem(n, 0, p)
	}
	if len(problems) > 0 {
		return nil
	}
	return e
}

// problem notes what is wrong inside a text, base characters from its start.
func (r *reader) problem(n *source.Node, base int, p problem) {
	level := source.Error
	if p.warning {
		level = source.Warning
	}
	r.file.Add(p.id, level, r.file.Place(n, base+p.span.from), p.span.to-p.span.from, p.text, p.right)
}

// duration reads "3 working days".
func (r *reader) duration(n *source.Node, what string) *value.Value {
	if n == nil {
		return nil
	}
	if n.Kind == source.Scalar {
		if v, ok := ReadDuration(n.Text); ok {
			return &v
		}
	}
	r.file.Fault("not_a_duration", n, fmt.Sprintf("%q is no duration", cutText(n.Text, 40)), "write "+what+": 3 working days, or 2 hours, 30 minutes, 1 week")
	return nil
}

var durationForm = regexp.MustCompile(`^(\d{1,6}) ?(ms|s|m|h|milliseconds?|seconds?|minutes?|hours?|days?|working days?|weeks?|months?|years?)$`)

// ReadDuration reads a duration as files have it: a number and a unit, written
// out ("3 working days", "2 hours") or short ("2s", "500ms", "5m", "1h").
func ReadDuration(s string) (value.Value, bool) {
	m := durationForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return value.Value{}, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return value.Value{}, false
	}
	var d value.Stretch
	switch unit := m[2]; {
	case unit == "ms" || strings.HasPrefix(unit, "milli"):
		d.Millis = n
	case unit == "s" || strings.HasPrefix(unit, "second"):
		d.Seconds = n
	case unit == "m" || strings.HasPrefix(unit, "minute"):
		d.Minutes = n
	case unit == "h" || strings.HasPrefix(unit, "hour"):
		d.Hours = n
	case strings.HasPrefix(unit, "day"):
		d.Days = n
	case strings.HasPrefix(unit, "working"):
		d.Working = n
	case strings.HasPrefix(unit, "week"):
		d.Weeks = n
	case strings.HasPrefix(unit, "month"):
		d.Months = n
	default:
		d.Years = n
	}
	return value.NewDuration(d), true
}
