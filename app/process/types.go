package process

import (
	"fmt"
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// typ is what is known of a piece of an expression before it runs.
type typ struct {
	kind   value.Kind // "" is unknown
	spec   *value.Spec
	fields map[string]typ // of a record; nil is unknown
	none   bool           // none, or … ?? none
	maybe  string         // the dotted name that may be empty here, "" if none may
}

// env is what names mean at one place of a process.
type env struct {
	names   map[string]typ
	sure    map[string]bool   // dotted names that have a value
	holds   map[string]bool   // conditions that hold here, as written
	needed  map[string]string // of a slot: the condition under which it has a value, once collected
	later   map[string]bool   // slots that are collected further down
	partial map[string]bool   // saved results that may not be there
}

func (e *env) clone() *env {
	c := *e
	c.names = copied(e.names)
	c.sure, c.holds, c.partial = copied(e.sure), copied(e.holds), copied(e.partial)
	c.needed, c.later = copied(e.needed), copied(e.later)
	return &c
}

func copied[K comparable, V any](m map[K]V) map[K]V {
	out := make(map[K]V, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// checker infers kinds, notes what can't work, and rewrites the bare keys of
// choices into what they are.
type checker struct {
	env      *env
	problems []problem
}

func (c *checker) note(n node, id, text, right string) typ {
	c.problems = append(c.problems, problem{id, n.at(), text, right, false})
	return typ{}
}

// hard is the type of a piece that must have a value.
func (c *checker) hard(n node) typ {
	t := c.soft(n)
	switch {
	case t.none:
		c.note(n, "none_here", "none can't stand here", "only compare with it (x != none) or write x ?? none")
	case t.maybe != "":
		c.mayBeEmpty(n, t.maybe)
	}
	t.none, t.maybe = false, ""
	return t
}

func (c *checker) mayBeEmpty(n node, name string) {
	why := name + " may be empty here"
	if c.env.later[top(name)] {
		why = name + " is asked only further down"
	}
	c.note(n, "may_be_empty", why, fmt.Sprintf("write %s ?? …, or put it under a condition such as when: %s != none", name, name))
}

func top(dotted string) string {
	t, _, _ := strings.Cut(dotted, ".")
	return t
}

func (c *checker) soft(n node) typ {
	switch n := n.(type) {
	case *literal:
		return typ{kind: n.v.Kind, none: n.v.IsNone()}
	case *name:
		return c.name(n)
	case *member:
		return c.member(n)
	case *unary:
		t := c.hard(n.x)
		if n.op == "not" {
			c.want(n.x, t, value.YesNo, "not needs a yes or no")
			return typ{kind: value.YesNo}
		}
		return t
	case *binary:
		return c.binary(n)
	case *call:
		return c.call(n)
	}
	return c.note(n, "list_here", "a list can only stand behind in", "write x in [a, b]")
}

func (c *checker) name(n *name) typ {
	t, ok := c.env.names[n.name]
	if !ok {
		right := "the names here are " + shortList(sortedNames(c.env.names))
		if near := source.Near(n.name, sortedNames(c.env.names)); near != "" {
			right = "did you mean " + near + "?"
		}
		return c.note(n, "unknown_name", fmt.Sprintf("nothing here is called %s", n.name), right)
	}
	if !c.env.has(n.name) {
		t.maybe = n.name
	}
	return t
}

// has tells whether a name surely has a value.
func (e *env) has(name string) bool {
	if e.sure[name] {
		return true
	}
	condition, ok := e.needed[name]
	return ok && condition != "" && e.holds[condition]
}

func sortedNames(m map[string]typ) []string {
	out := make([]string, 0, len(m))
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

func shortList(names []string) string {
	const most = 12
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " …"
	}
	return strings.Join(names, ", ")
}

func (c *checker) member(n *member) typ {
	of := c.soft(n.of)
	d := dotted(n)
	if of.kind == "" {
		return typ{maybe: of.maybe}
	}
	if of.kind == value.Record {
		field, ok := of.fields[n.field]
		if of.fields != nil && !ok {
			known := sortedNames(of.fields)
			right := "there are " + shortList(known)
			if near := source.Near(n.field, known); near != "" {
				right = "did you mean " + near + "?"
			}
			return c.note(n, "unknown_name", fmt.Sprintf("%s has no %s", n.of, n.field), right)
		}
		if of.maybe != "" {
			field.maybe = of.maybe
		}
		if c.env.sure[d] {
			field.maybe = ""
		} else if field.maybe != "" && of.maybe == "" {
			field.maybe = d
		}
		return field
	}
	if !slices.Contains(partsOf[of.kind], n.field) {
		right := a(of.kind) + " has no parts"
		if parts := partsOf[of.kind]; len(parts) > 0 {
			right = "there are " + strings.Join(parts, ", ")
		}
		return c.note(n, "unknown_name", fmt.Sprintf("%s has no %s", n.of, n.field), right)
	}
	kind := value.Number
	if n.field == "currency" || n.field == "name" || n.field == "type" {
		kind = value.Text
	}
	return typ{kind: kind, maybe: of.maybe}
}

// want notes a piece of another kind than is needed.
func (c *checker) want(n node, t typ, kind value.Kind, why string) {
	if t.kind != "" && t.kind != kind {
		c.note(n, "wrong_kind", fmt.Sprintf("%s, this is %s", why, a(t.kind)), "write a comparison, such as amount > 50")
	}
}

func (c *checker) binary(n *binary) typ {
	switch n.op {
	case "??":
		return c.fallback(n)
	case "and", "or":
		c.logic(n)
		return typ{kind: value.YesNo}
	case "in":
		c.in(n)
		return typ{kind: value.YesNo}
	case "==", "!=":
		side := c.hard
		if isNone(n.l) || isNone(n.r) {
			side = c.soft
		}
		c.compared(n, &n.l, &n.r, side)
		return typ{kind: value.YesNo}
	}
	if strings.ContainsAny(n.op, "<>") {
		l, r := c.compared(n, &n.l, &n.r, c.hard)
		for _, t := range []typ{l, r} {
			if t.kind == value.Record || t.kind == value.List || t.kind == value.FileKind || t.kind == value.YesNo {
				c.note(n, "wrong_kind", a(t.kind)+" is neither less nor more than another", "compare with == or !=")
				break
			}
		}
		return typ{kind: value.YesNo}
	}
	return c.arithmetic(n, c.hard(n.l), c.hard(n.r))
}

func (c *checker) fallback(n *binary) typ {
	l := c.soft(n.l)
	r := c.soft(n.r)
	if l.kind != "" && r.kind != "" && !goTogether(l, r) {
		c.note(n, "wrong_kind", fmt.Sprintf("%s and %s are %s and %s", n.l, n.r, a(l.kind), a(r.kind)), "give the same kind behind ??")
	}
	out := l
	if l.kind == "" {
		out = r
	}
	out.none, out.maybe = r.none, r.maybe
	return out
}

func (c *checker) logic(n *binary) {
	l := c.hard(n.l)
	c.want(n.l, l, value.YesNo, n.op+" needs a yes or no on both sides")
	outer := c.env
	c.env = c.env.clone()
	c.env.assume(n.l, n.op == "and")
	r := c.hard(n.r)
	c.env = outer
	c.want(n.r, r, value.YesNo, n.op+" needs a yes or no on both sides")
}

// assume adds what follows from a condition that holds (or does not).
func (e *env) assume(n node, holds bool) {
	if holds {
		e.holds[n.String()] = true
	}
	switch n := n.(type) {
	case *unary:
		if n.op == "not" {
			e.assume(n.x, !holds)
		}
	case *binary:
		switch {
		case n.op == "and" && holds, n.op == "or" && !holds:
			e.assume(n.l, holds)
			e.assume(n.r, holds)
		case n.op == "!=" && holds, n.op == "==" && !holds:
			for _, pair := range [][2]node{{n.l, n.r}, {n.r, n.l}} {
				if d := dotted(pair[0]); d != "" && isNone(pair[1]) {
					e.sure[d] = true
				}
			}
		}
	}
}

// compared checks two sides, of which one may be the bare key of the other's choice.
func (c *checker) compared(n node, l, r *node, side func(node) typ) (lt, rt typ) {
	if key, ok := c.key(*r, *l); ok {
		*r = key
	}
	if key, ok := c.key(*l, *r); ok {
		*l = key
	}
	lt, rt = side(*l), side(*r)
	c.options(*l, lt, *r)
	c.options(*r, rt, *l)
	if lt.kind != "" && rt.kind != "" && !lt.none && !rt.none && !goTogether(lt, rt) {
		c.note(n, "wrong_kind", fmt.Sprintf("%s is %s and %s is %s; they can't be compared", *l, a(lt.kind), *r, a(rt.kind)), "compare values of one kind")
	}
	return lt, rt
}

// key turns a bare word beside a choice into the option's key. A word that is
// a name here stays a name.
func (c *checker) key(word, beside node) (node, bool) {
	n, ok := word.(*name)
	if !ok {
		return nil, false
	}
	quiet := checker{env: c.env}
	t := quiet.soft(beside)
	if _, isName := c.env.names[n.name]; t.kind != value.Choice || isName && !hasOption(t.spec, n.name) {
		return nil, false
	}
	key := &literal{n.span, value.NewChoice(n.name), n.name}
	if t.spec != nil && len(t.spec.Options) > 0 && !hasOption(t.spec, n.name) {
		key.v.Kind = value.Text // options notes it
	}
	return key, true
}

// options notes a text that is no option of the choice beside it.
func (c *checker) options(n node, t typ, beside node) {
	l, ok := beside.(*literal)
	if !ok || t.kind != value.Choice || t.spec == nil || len(t.spec.Options) == 0 || l.v.Kind != value.Text || hasOption(t.spec, l.v.Text) {
		return
	}
	c.note(beside, "unknown_option", fmt.Sprintf("%s can never be %s", n, l.text), "there are "+shortList(optionKeys(t.spec)))
}

func optionKeys(spec *value.Spec) []string {
	out := make([]string, len(spec.Options))
	for i, o := range spec.Options {
		out[i] = o.Key
	}
	return out
}
