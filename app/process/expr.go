package process

import (
	"slices"

	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// Scope is what expressions and templates are evaluated in.
type Scope struct {
	// Lookup returns the value of a top-level name (a slot, a saved result,
	// "person", "today", an event's name, "out", "in") and the spec it is shown
	// by, or nil. A name that is empty gives the none value.
	Lookup func(name string) (value.Value, *value.Spec)
	// Setting has the zone, currency and calendar; Setting.Now is the event's time.
	Setting value.Setting
}

// Expr is one compiled expression of the subset that DESIGN.md describes: it is
// parsed by expr-lang/expr, its tree is checked and rewritten into a small one
// of ours, and that one is evaluated over value.Value. (The alternative, to
// patch expr's tree with operator functions, keeps its float64 literals and
// its untyped nil; ours is exact and has nothing to switch off.) There are no
// loops and a text never grows beyond maxText, so an evaluation is bounded by
// the length of its source.
type Expr struct {
	Source string
	Pos    Pos // of its first character; zero when it was compiled from no file

	root  node
	names []string
	// maybeNone lets the whole expression be empty (a default).
	maybeNone bool
}

// CompileExpr compiles an expression that stands in no file. Names that are
// compared with a choice are resolved when the Spec from Lookup has that option.
func CompileExpr(src string) (*Expr, error) {
	e, problems := parseExpr(src)
	if len(problems) > 0 {
		return nil, &problems[0]
	}
	return e, nil
}

// Eval computes the expression. A truth is a value of kind YesNo. The error is
// an *EvalError.
func (e *Expr) Eval(s Scope) (value.Value, error) {
	if e == nil || e.root == nil {
		return value.Value{}, &EvalError{Reason: Mismatch, Text: "this expression was not compiled"}
	}
	v, err := evaluator{scope: s}.soft(e.root)
	if err == nil && v.IsNone() && !e.maybeNone && !explicitNone(e.root) {
		err = &EvalError{Reason: IsEmpty, Name: e.root.String()}
	}
	if err != nil {
		return value.Value{}, inExpr(err, e.Source)
	}
	return v, nil
}

// Truth computes a condition.
func (e *Expr) Truth(s Scope) (bool, error) {
	v, err := e.Eval(s)
	if err != nil {
		return false, err
	}
	if v.Kind != value.YesNo {
		return false, inExpr(&EvalError{Reason: Mismatch, Text: "a condition is either yes or no, this is " + a(v.Kind)}, e.Source)
	}
	return v.Text == "yes", nil
}

// Names returns the dotted names that the expression reads, sorted ("limit.max").
func (e *Expr) Names() []string {
	if e == nil {
		return nil
	}
	return slices.Clone(e.names)
}

// Reason says why an expression has no value.
type Reason string

// The reasons of an EvalError.
const (
	IsEmpty     Reason = "empty"     // a name has no value and no ?? stands behind it
	Mismatch    Reason = "mismatch"  // two kinds that don't go together
	UnknownName Reason = "unknown"   // a member that the value does not have
	NoNumber    Reason = "no_number" // divided by zero, or out of bounds
	TooLong     Reason = "too_long"  // a text that grew too long
)

// EvalError says why an expression could not be computed.
type EvalError struct {
	Reason Reason
	Name   string // the dotted name that is empty or unknown
	Text   string // what does not go together
	Source string // the expression
}

func (e *EvalError) Error() string {
	what := e.Text
	switch e.Reason {
	case IsEmpty:
		what = e.Name + " is empty; write " + e.Name + " ?? … to say what counts then"
	case UnknownName:
		what = e.Name + " does not exist"
	}
	if e.Source == "" {
		return what
	}
	return "in " + cutText(e.Source, 80) + ": " + what
}

func inExpr(err error, source string) error {
	if e, ok := err.(*EvalError); ok && e.Source == "" {
		e.Source = source
	}
	return err
}

func a(k value.Kind) string {
	switch k {
	case "":
		return "nothing"
	case value.Email, value.ID:
		return "an " + string(k)
	case value.YesNo:
		return "a yes or no"
	case value.Money:
		return "an amount of money"
	}
	return "a " + string(k)
}

func cutText(s string, n int) string { return source.Short(s, n) }
