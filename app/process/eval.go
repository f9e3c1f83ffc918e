package process

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/usher-dev/usher/language/value"
)

// maxText bounds a text that an expression makes.
const maxText = 1 << 20

type evaluator struct{ scope Scope }

// hard computes a piece that must have a value.
func (e evaluator) hard(n node) (value.Value, error) {
	v, err := e.soft(n)
	if err == nil && v.IsNone() {
		return v, &EvalError{Reason: IsEmpty, Name: n.String()}
	}
	return v, err
}

// soft computes a piece that may be none.
func (e evaluator) soft(n node) (value.Value, error) {
	switch n := n.(type) {
	case *literal:
		return n.v, nil
	case *name:
		return e.lookup(n.name), nil
	case *member:
		return e.member(n)
	case *unary:
		return e.unary(n)
	case *binary:
		return e.binary(n)
	case *call:
		return e.call(n)
	}
	return value.Value{}, &EvalError{Reason: Mismatch, Text: "a list can only stand behind in"}
}

func (e evaluator) lookup(name string) value.Value {
	if e.scope.Lookup == nil {
		return value.Value{}
	}
	v, _ := e.scope.Lookup(name)
	return v
}

func (e evaluator) member(n *member) (value.Value, error) {
	of, err := e.soft(n.of)
	if err != nil || of.IsNone() {
		return value.Value{}, err
	}
	if of.Kind == value.Record {
		// A column such as name.zh is the column in that language.
		if v, ok := of.Fields[n.field+"."+e.scope.Setting.Lang]; ok && !v.IsNone() {
			return v, nil
		}
		return of.Fields[n.field], nil
	}
	if v, ok := partOf(of, n.field); ok {
		return v, nil
	}
	return value.Value{}, &EvalError{Reason: UnknownName, Name: n.String()}
}

// partsOf names the parts that values of a kind have.
var partsOf = map[value.Kind][]string{
	value.Money:    {"number", "currency"},
	value.Date:     {"year", "month", "day", "weekday"},
	value.FileKind: {"name", "type", "size"},
}

// partOf returns a part of a scalar; weekday is 1 on Monday and 7 on Sunday.
func partOf(v value.Value, field string) (value.Value, bool) {
	switch v.Kind {
	case value.Money:
		number, currency := value.Amount(v)
		switch field {
		case "number":
			return value.Value{Kind: value.Number, Text: number}, true
		case "currency":
			return value.NewText(currency), true
		}
	case value.Date:
		day, err := time.Parse(time.DateOnly, v.Text)
		if err != nil {
			return value.Value{}, false
		}
		weekday := int64(day.Weekday()+6)%7 + 1
		part, ok := map[string]int64{"year": int64(day.Year()), "month": int64(day.Month()), "day": int64(day.Day()), "weekday": weekday}[field]
		return value.NewInt(part), ok
	case value.FileKind:
		f := value.File{Name: v.Text}
		if v.File != nil {
			f = *v.File
		}
		switch field {
		case "name":
			return value.NewText(f.Name), true
		case "type":
			return value.NewText(f.Type), true
		case "size":
			return value.NewInt(f.Size), true
		}
	}
	return value.Value{}, false
}

func (e evaluator) unary(n *unary) (value.Value, error) {
	v, err := e.hard(n.x)
	if err != nil {
		return v, err
	}
	if n.op == "not" {
		yes, err := truth(v)
		return value.NewYesNo(!yes), err
	}
	return e.arithmetic("*", value.NewInt(-1), v)
}

func truth(v value.Value) (bool, error) {
	if v.Kind != value.YesNo {
		return false, &EvalError{Reason: Mismatch, Text: "and, or and not need a yes or no, this is " + a(v.Kind)}
	}
	return v.Text == "yes", nil
}

func (e evaluator) binary(n *binary) (value.Value, error) {
	switch n.op {
	case "??":
		l, err := e.soft(n.l)
		if err != nil || !l.IsNone() {
			return l, err
		}
		return e.soft(n.r)
	case "and", "or":
		return e.logic(n)
	case "in":
		return e.in(n)
	case "==", "!=":
		same, err := e.same(n)
		return value.NewYesNo(same == (n.op == "==")), err
	}
	l, err := e.hard(n.l)
	if err != nil {
		return l, err
	}
	r, err := e.hard(n.r)
	if err != nil {
		return r, err
	}
	if strings.ContainsAny(n.op, "<>") {
		return e.ordered(n.op, l, r)
	}
	return e.arithmetic(n.op, l, r)
}

func (e evaluator) logic(n *binary) (value.Value, error) {
	l, err := e.hard(n.l)
	if err != nil {
		return l, err
	}
	yes, err := truth(l)
	if err != nil || yes == (n.op == "or") {
		return l, err
	}
	r, err := e.hard(n.r)
	if err != nil {
		return r, err
	}
	_, err = truth(r)
	return r, err
}

// same compares two pieces; with none one asks whether the other is empty.
func (e evaluator) same(n *binary) (bool, error) {
	side := e.hard
	if isNone(n.l) || isNone(n.r) {
		side = e.soft
	}
	l, r, err := e.pair(n.l, n.r, side)
	if err != nil {
		return false, err
	}
	return e.equal(l, r)
}

// pair computes two pieces of which one may be the bare key of the other's choice.
func (e evaluator) pair(l, r node, side func(node) (value.Value, error)) (value.Value, value.Value, error) {
	if key, ok := e.key(r, l); ok {
		v, err := side(l)
		return v, key, err
	}
	if key, ok := e.key(l, r); ok {
		v, err := side(r)
		return key, v, err
	}
	lv, err := side(l)
	if err != nil {
		return lv, lv, err
	}
	rv, err := side(r)
	return lv, rv, err
}

// key tells whether n is the bare key of an option of what it is compared with.
func (e evaluator) key(n, other node) (value.Value, bool) {
	word, ok := n.(*name)
	if !ok || e.scope.Lookup == nil {
		return value.Value{}, false
	}
	of, ok := other.(*name)
	if !ok {
		return value.Value{}, false
	}
	_, spec := e.scope.Lookup(of.name)
	if spec == nil || !hasOption(spec, word.name) {
		return value.Value{}, false
	}
	return value.NewChoice(word.name), true
}

func hasOption(spec *value.Spec, key string) bool {
	if spec == nil || spec.Kind != value.Choice {
		return false
	}
	for _, o := range spec.Options {
		if o.Key == key {
			return true
		}
	}
	return false
}

func (e evaluator) equal(l, r value.Value) (bool, error) {
	if l.IsNone() || r.IsNone() {
		return l.IsNone() && r.IsNone(), nil
	}
	l, r, ok := e.alike(l, r)
	if !ok {
		return false, unlike("compared", l, r)
	}
	return value.Equal(l, r), nil
}

func unlike(verb string, l, r value.Value) error {
	return &EvalError{Reason: Mismatch, Text: fmt.Sprintf("%s (%s) and %s (%s) can't be %s",
		a(l.Kind), cutText(l.String(), 40), a(r.Kind), cutText(r.String(), 40), verb)}
}

// alike makes two values one kind where that is plain: a bare number beside
// money is in the app's currency, a text beside a date is read as a date.
func (e evaluator) alike(l, r value.Value) (value.Value, value.Value, bool) {
	if l.Kind == r.Kind {
		return l, r, true
	}
	if as, ok := e.as(l, r); ok {
		return as, r, true
	}
	if as, ok := e.as(r, l); ok {
		return l, as, true
	}
	return l, r, false
}

// as reads v as the kind of other.
func (e evaluator) as(v, other value.Value) (value.Value, bool) {
	if v.Kind == value.Number && other.Kind == value.Money {
		d, err := value.Decimal(v)
		if err != nil || e.scope.Setting.Currency == "" {
			return v, false
		}
		return value.NewMoney(d, e.scope.Setting.Currency), true
	}
	if v.Kind != value.Text {
		return v, false
	}
	switch other.Kind {
	case value.Choice, value.Email, value.Phone, value.URL, value.ID, value.FileKind:
		return value.Value{Kind: other.Kind, Text: v.Text, File: other.File}, v.Text == other.Text || other.Kind != value.FileKind
	case value.Money, value.Date, value.Time, value.Duration, value.YesNo:
		spec := value.Spec{Kind: other.Kind}
		if other.Kind == value.Money {
			_, currency := value.Amount(other)
			spec.Currencies = []string{currency, e.scope.Setting.Currency}
		}
		got, err := value.Parse(spec, v.Text, e.scope.Setting)
		return got, err == nil
	}
	return v, false
}

func (e evaluator) ordered(op string, l, r value.Value) (value.Value, error) {
	l, r, ok := e.alike(l, r)
	if !ok {
		return value.Value{}, unlike("compared", l, r)
	}
	c, err := value.Compare(l, r)
	if err != nil {
		return value.Value{}, unlike("compared", l, r)
	}
	return value.NewYesNo(op == "<" && c < 0 || op == "<=" && c <= 0 || op == ">" && c > 0 || op == ">=" && c >= 0), nil
}

// in tells whether the left stands in a list, or is one of the words of a text
// (person.roles holds several words).
func (e evaluator) in(n *binary) (value.Value, error) {
	l, err := e.hard(n.l)
	if err != nil {
		return l, err
	}
	items, ok := n.r.(*list)
	if !ok {
		r, err := e.hard(n.r)
		if err != nil {
			return r, err
		}
		if r.Kind != value.Text {
			return value.Value{}, &EvalError{Reason: Mismatch, Text: "behind in stands a list such as [taxi, hotel], this is " + a(r.Kind)}
		}
		for word := range strings.FieldsSeq(r.Text) {
			if word == l.Text {
				return value.NewYesNo(true), nil
			}
		}
		return value.NewYesNo(false), nil
	}
	for _, item := range items.items {
		_, r, err := e.pair(n.l, item, e.hard)
		if err != nil {
			return r, err
		}
		same, err := e.equal(l, r)
		if err != nil || same {
			return value.NewYesNo(same), err
		}
	}
	return value.NewYesNo(false), nil
}

func (e evaluator) call(n *call) (value.Value, error) {
	args := make([]value.Value, len(n.args))
	for i, arg := range n.args {
		v, err := e.hard(arg)
		if err != nil {
			return v, err
		}
		args[i] = v
	}
	v, err := functions[n.fn].do(e, args)
	if err == nil && len(v.Text) > maxText {
		err = &EvalError{Reason: TooLong, Text: "the text is longer than " + strconv.Itoa(maxText) + " bytes"}
	}
	return v, err
}
