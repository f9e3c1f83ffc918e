package process

import (
	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// ReadToolText compiles a scalar of a tool file, noting what is wrong with it;
// bad tells that something is.
func ReadToolText(f *source.File, n *source.Node) (t *Template, bad bool) {
	r := &reader{file: f}
	if !f.IsText(n) {
		return nil, true
	}
	parts, problems := splitText(n.Text)
	for _, p := range problems {
		r.problem(n, 0, p)
	}
	t = &Template{Source: map[string]string{"": n.Text}, Pos: n.Pos, parts: map[string][]Part{}, canonical: true}
	for _, p := range parts {
		if p.Expr != nil {
			p.Expr.Pos = f.Place(n, p.Expr.Pos.Column)
		}
	}
	t.set("", parts)
	return t, len(problems) > 0
}

// ReadUndoWith reads the `with` of an undo, in which in and out are what the
// call was given and what it answered.
func ReadUndoWith(f *source.File, n *source.Node, in, out []OutField) []Named {
	r := &reader{file: f}
	with := r.with(n)
	e := &env{
		names: map[string]typ{
			"in":  {kind: value.Record, fields: fieldTypes(in, "in")},
			"out": {kind: value.Record, fields: fieldTypes(out, "out")},
		},
		sure: map[string]bool{"in": true, "out": true},
	}
	check := flow{r: r}
	for _, w := range with {
		check.expr(w.Expr, e, false)
	}
	return with
}
