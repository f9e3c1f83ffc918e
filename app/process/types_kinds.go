package process

import (
	"fmt"
	"slices"

	"github.com/usher-dev/usher/language/value"
)

// textual kinds are compared by their letters.
var textualKinds = []value.Kind{value.Text, value.Choice, value.Email, value.Phone, value.URL, value.ID}

// goTogether tells whether two kinds can be compared; a text may be read as
// anything that is written as one.
func goTogether(l, r typ) bool {
	if l.kind == r.kind {
		return true
	}
	for range 2 {
		if l.kind == value.Text && r.kind != value.Number && r.kind != value.List && r.kind != value.Record {
			return true
		}
		if l.kind == value.Number && r.kind == value.Money {
			return true
		}
		l, r = r, l
	}
	return false
}

func (c *checker) in(n *binary) {
	items, ok := n.r.(*list)
	if !ok {
		c.hard(n.l)
		if t := c.hard(n.r); t.kind != "" && t.kind != value.Text {
			c.note(n.r, "wrong_kind", "behind in stands a list, this is "+a(t.kind), "write x in [a, b]")
		}
		return
	}
	for i := range items.items {
		c.compared(n, &n.l, &items.items[i], c.hard)
	}
	if len(items.items) == 0 {
		c.hard(n.l)
	}
}

func (c *checker) arithmetic(n *binary, l, r typ) typ {
	if l.kind == "" || r.kind == "" {
		if l.kind == value.Money || r.kind == value.Money {
			return typ{}
		}
		return typ{kind: ""}
	}
	is := func(x, y value.Kind) bool { return l.kind == x && r.kind == y }
	decimal := func(k value.Kind) bool { return k == value.Number || k == value.Money }
	switch {
	case is(value.Number, value.Number):
		return typ{kind: value.Number}
	case is(value.Money, value.Money) && n.op == "/":
		return typ{kind: value.Number}
	case decimal(l.kind) && decimal(r.kind) && !(n.op == "*" && is(value.Money, value.Money)) && !(n.op == "/" && r.kind == value.Money):
		return typ{kind: value.Money}
	case is(value.Date, value.Date) && n.op == "-":
		return typ{kind: value.Number}
	case l.kind == value.Date && (r.kind == value.Number || r.kind == value.Duration) && (n.op == "+" || n.op == "-"):
		return typ{kind: value.Date}
	case r.kind == value.Date && (l.kind == value.Number || l.kind == value.Duration) && n.op == "+":
		return typ{kind: value.Date}
	case is(value.Duration, value.Duration) && n.op == "+",
		is(value.Duration, value.Number) && n.op == "*", is(value.Number, value.Duration) && n.op == "*":
		return typ{kind: value.Duration}
	case is(value.Text, value.Text) && n.op == "+":
		return typ{kind: value.Text}
	}
	return c.note(n, "wrong_kind", fmt.Sprintf("%s and %s can't be %s", a(l.kind), a(r.kind), verbs[n.op]), "look at what "+n.l.String()+" and "+n.r.String()+" are")
}

func (c *checker) call(n *call) typ {
	f := functions[n.fn]
	gives := typ{kind: f.gives}
	for i, arg := range n.args {
		t := c.hard(arg)
		if i == 0 && f.gives == "" {
			gives = typ{kind: t.kind}
		}
		want := f.kinds[min(i, len(f.kinds)-1)]
		dateText := want == value.Date && t.kind == value.Text
		if want != "" && t.kind != "" && t.kind != want && !dateText && !(want == value.Text && slices.Contains(textualKinds, t.kind)) {
			c.note(arg, "wrong_kind", fmt.Sprintf("%s needs %s here, this is %s", n.fn, a(want), a(t.kind)), "write "+f.form)
		}
	}
	if gives.kind == "-" {
		gives.kind = ""
	}
	return gives
}
