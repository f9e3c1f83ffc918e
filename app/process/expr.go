package process

import (
	"errors"

	"github.com/usher-dev/usher/language/value"
)

// errUnwritten marks what is still to be written.
var errUnwritten = errors.New("not written yet")

// Scope is what expressions and templates are evaluated in.
type Scope struct {
	// Lookup returns the value of a top-level name (a slot, a saved result,
	// "person", "today", an event's name, "out", "in") and the spec it is shown
	// by, or nil. A name that is empty gives the none value.
	Lookup func(name string) (value.Value, *value.Spec)
	// Setting has the zone, currency and calendar; Setting.Now is the event's time.
	Setting value.Setting
}

// Expr is one compiled expression of the subset that DESIGN.md describes.
type Expr struct{ Source string }

// Eval computes the expression. A truth is a value of kind YesNo.
func (e *Expr) Eval(Scope) (value.Value, error) { return value.Value{}, errUnwritten }

// Truth computes a condition.
func (e *Expr) Truth(Scope) (bool, error) { return false, errUnwritten }

// Names returns the dotted names that the expression reads, sorted ("limit.max").
func (e *Expr) Names() []string { return nil }

// Template is a text for people, in every language of the file, with {expressions}.
type Template struct{ Source value.Localized }

// Eval fills the template in each of its languages.
func (t *Template) Eval(Scope) (value.Localized, error) { return nil, errUnwritten }

// Names returns the dotted names that the template reads, sorted.
func (t *Template) Names() []string { return nil }
