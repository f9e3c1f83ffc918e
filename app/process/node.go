package process

import (
	"sort"
	"strings"

	"github.com/usher-dev/usher/language/value"
)

// node is a piece of a checked expression.
type node interface {
	String() string // as it would be written; equal texts mean equal conditions
	at() span
}

// span is where a piece stands in its source, in characters.
type span struct{ from, to int }

func (s span) at() span { return s }

type (
	literal struct {
		span
		v    value.Value
		text string
	}
	name struct {
		span
		name string
	}
	member struct {
		span
		of    node
		field string
	}
	unary struct {
		span
		op string // "not", "-"
		x  node
	}
	binary struct {
		span
		op   string
		l, r node
	}
	call struct {
		span
		fn   string
		args []node
	}
	list struct {
		span
		items []node
	}
)

func (n *literal) String() string { return n.text }
func (n *name) String() string    { return n.name }
func (n *member) String() string  { return n.of.String() + "." + n.field }
func (n *unary) String() string {
	if n.op == "not" {
		return "not (" + n.x.String() + ")"
	}
	return n.op + n.x.String()
}

func (n *binary) String() string { return part(n.l) + " " + n.op + " " + part(n.r) }
func (n *call) String() string   { return n.fn + "(" + joined(n.args) + ")" }
func (n *list) String() string   { return "[" + joined(n.items) + "]" }

func part(n node) string {
	if _, ok := n.(*binary); ok {
		return "(" + n.String() + ")"
	}
	return n.String()
}

func joined(nodes []node) string {
	texts := make([]string, len(nodes))
	for i, n := range nodes {
		texts[i] = n.String()
	}
	return strings.Join(texts, ", ")
}

// children are the pieces directly inside.
func children(n node) []node {
	switch n := n.(type) {
	case *member:
		return []node{n.of}
	case *unary:
		return []node{n.x}
	case *binary:
		return []node{n.l, n.r}
	case *call:
		return n.args
	case *list:
		return n.items
	}
	return nil
}

// dotted is the name that a piece reads, "" when it is more than a name.
func dotted(n node) string {
	switch n := n.(type) {
	case *name:
		return n.name
	case *member:
		if of := dotted(n.of); of != "" {
			return of + "." + n.field
		}
	}
	return ""
}

// readNames collects the dotted names that an expression reads.
func readNames(n node) []string {
	set := map[string]bool{}
	var walk func(node)
	walk = func(n node) {
		if d := dotted(n); d != "" {
			set[d] = true
			return
		}
		for _, c := range children(n) {
			walk(c)
		}
	}
	walk(n)
	return sorted(set)
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for s := range set {
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

func isNone(n node) bool {
	l, ok := n.(*literal)
	return ok && l.v.IsNone()
}

// explicitNone tells whether the writer allowed for nothing: none, or … ?? none.
func explicitNone(n node) bool {
	b, ok := n.(*binary)
	return isNone(n) || ok && b.op == "??" && explicitNone(b.r)
}
