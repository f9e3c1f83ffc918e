// Package process owns the process language: a file becomes one checked
// process, with its expressions and templates compiled, or a list of faults
// that name file, line and column. It must never know of runs, stores, tools'
// transports or people.
//
// A Process is immutable after Read and safe for concurrent use.
package process

import (
	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// Kind is the one key that says what a step does.
type Kind string

// The kinds of steps. Walk is never written in a file: it is what the numbered
// list (or headings, bullets and code blocks) of a runbook becomes.
const (
	Collect Kind = "collect"
	Call    Kind = "call"
	When    Kind = "when"
	Judge   Kind = "judge"
	Confirm Kind = "confirm"
	Approve Kind = "approve"
	Tell    Kind = "tell"
	Wait    Kind = "wait"
	SubRun  Kind = "run"
	Handoff Kind = "handoff"
	End     Kind = "end"
	Walk    Kind = "walk"
)

// Process is a described way to get one thing done.
type Process struct {
	ID       string // the file's name without .md
	File     string // path within the app folder, with forward slashes
	Title    value.Localized
	Who      []string // who may start it: roles, relations, "anyone"; empty means the app's default
	Owner    string   // who gets what the process can't finish; empty means the app's owner
	Examples []string
	Not      []string
	Slots    []Slot // in the order of the file
	Context  []Slot // values that a host page signs or a submission brings
	Steps    []Step
	Runbook  *Runbook          // set when Steps hold a Walk
	Body     string            // the Markdown below the front matter, as written
	Foreign  map[string]string // front matter of somebody else's making: noted, unused
	Source   string            // the whole file, for pinning
}

// Pos is a place in a file; Line and Column count from 1, columns in characters.
type Pos = source.Pos

// Fault is one thing that is wrong in a file; Faults is all of them.
type (
	Fault  = source.Fault
	Faults = source.Faults
)

// Slot is a typed value that a process needs.
type Slot struct {
	Name     string
	Label    value.Localized // what people call it; falls back to the name with _ as blank
	Spec     value.Spec
	Ask      *Template // nil: Usher's own question from the label
	Why      *Template // answers "why do you ask?"; nil: Usher's own answer
	Check    *Expr     // must hold for a value; the slot's own name is bound to the candidate
	Wrong    *Template // said when Check fails
	Needed   *Expr     // nil means always
	Default  *Expr
	Optional bool
	Pos      Pos
}

// Named is one entry of a `with`, in file order.
type Named struct {
	Name string
	Expr *Expr
}

// Step is one thing that a process does. Exactly the fields of its Kind are set.
type Step struct {
	// Path is the stable place of the step in its process, as "2" or "4.then.0" or
	// "5.late.1" (an outcome's name); indexes count from 0.
	Path string
	Kind Kind
	Pos  Pos

	Slots []string // Collect: the slots asked for, in order

	Tool string  // Call
	With []Named // Call, SubRun
	Save string  // Call, SubRun, Wait: the name that the result gets; "" keeps none

	Cond *Expr  // When
	Then []Step // When
	Else []Step // When

	Text  *Template // Confirm, Tell, Judge (the question), Wait (what for; may be nil)
	Given []string  // Judge

	Who    *Who         // Approve, Handoff
	Show   *Template    // Approve
	Within *value.Value // Approve, Wait for an event: a duration
	Remind *value.Value // Approve: a duration

	Event string       // Wait for an event: its name
	Out   []OutField   // Wait for an event: what its payload holds
	For   *value.Value // Wait: a duration
	Until *Expr        // Wait: a date

	Process string // SubRun: id of the process

	Status string // End: done, rejected or cancelled

	// Outcomes are the named ways in which the step can end, with what follows;
	// a listed outcome with no steps goes on.
	Outcomes map[string][]Step
}

// OutField is one typed value of a result: a tool's `out` or an event's.
type OutField struct {
	Name    string
	Spec    value.Spec
	Pointer string // RFC 6901 pointer into the answer; "" means the member of that name
}

// Who says who decides: one relation or role, several in order, all, or any.
type Who struct {
	Mode  string   // "one", "order", "all", "any"
	Names []string // relations, roles or person ids
}

// Runbook is what people already have: items to walk through.
type Runbook struct {
	Title string
	Intro string // Markdown before the first item
	Items []Item
	Notes []string // Markdown that is no item: text after the list, further sections
	After string   // of the notes, what stands behind the last item
	// Headings are all of the text's but the title, for search.
	Headings []string
	// Numbered tells that the items are a numbered list or "Step n" headings;
	// otherwise headings, bullets and code blocks serve as items.
	Numbered bool
}

// Item is one step of a runbook.
type Item struct {
	Number  string // "3", or "2.1" for item 1 under the second heading
	Section string // the heading it stands under, "" if none
	Before  string // of the notes, what stands between the item above and this one
	Text    string // Markdown as written: nested items, code blocks and images with it
	Lead    string // its first sentence or line without mark-up, for lists and search
	Jumps   []Jump
}

// Jump is an "if … go to …" inside an item.
type Jump struct {
	When string // the condition as written, without "if" / 如果
	To   string // Number of the item to go to
}
