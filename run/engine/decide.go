package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/machine"
)

// maxReason is how many characters the reason of a decision may have.
const maxReason = 4000

// ErrLongReason says that nobody would read that much on a card.
var ErrLongReason = fmt.Errorf("the reason is longer than %d characters; put the rest into a file", maxReason)

// The decisions that stand for themselves; pick names one of the card's outcomes.
const decisionPick = "pick"

// ChoiceError says that a decision is none that the card offers.
type ChoiceError struct {
	Decision string
	Outcomes []string // what can be decided
}

// Error implements error.
func (e *ChoiceError) Error() string {
	return fmt.Sprintf("%q can't be decided here; it would be one of %s", e.Decision, strings.Join(e.Outcomes, ", "))
}

// Decide stores a decision on an item and wakes its run. It returns the item
// as it is then. The errors are ErrNotFound, ErrNotYours, ErrChanged,
// ErrLongReason, a *ChoiceError, or a *DecidedError that says who was first or
// why it is gone.
func (e *Engine) Decide(ctx context.Context, d Decision) (Item, error) {
	item, err := e.o.Store.Item(ctx, d.Item)
	if err != nil {
		return Item{}, fmt.Errorf("item %s: %w", d.Item, err)
	}
	if item.Person == d.By || !mayDecide(item, d.By) {
		return item, ErrNotYours
	}
	if item.Status != ItemOpen {
		return item, &DecidedError{Item: item}
	}
	if err := d.check(item.Card); err != nil {
		return item, err
	}
	if d.At.IsZero() {
		d.At = e.o.Now()
	}
	stored, err := e.o.Store.Decide(ctx, d, Input{
		ID: "decision/" + item.ID, Lane: item.Lane, Run: item.Run,
		Event: machine.Event{
			At: d.At, Kind: machine.EvDecision, For: item.Seq, Part: item.Card.Part,
			Decision: d.Decision, Outcome: d.Outcome, By: d.By, ByName: d.ByName, Reason: d.Reason,
		},
	})
	if err != nil {
		return stored, err
	}
	e.wake(item.Lane)
	return stored, nil
}

func mayDecide(item Item, person string) bool {
	return person != "" && (slices.Contains(item.People, person) || slices.Contains(item.People, "*"))
}

// check tells whether the card offers what was decided, and cleans the reason.
func (d *Decision) check(card machine.Item) error {
	what := d.Decision
	if d.Decision == decisionPick {
		what = d.Outcome
	} else {
		d.Outcome = ""
	}
	if (card.Sort == "judge") != (d.Decision == decisionPick) || !slices.Contains(card.Outcomes, what) {
		return &ChoiceError{Decision: what, Outcomes: card.Outcomes}
	}
	d.Reason = strings.TrimSpace(strings.ToValidUTF8(d.Reason, ""))
	if utf8.RuneCountInString(d.Reason) > maxReason {
		return ErrLongReason
	}
	return nil
}
