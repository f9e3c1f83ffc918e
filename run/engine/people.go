package engine

import (
	"slices"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/language/value"
)

// anybody stands for every person in Item.People.
const anybody = "*"

// Why an item went to others than those it was meant for (Item.Why of an open item).
const (
	WhyToOwner   = "to_owner"   // nobody else is what it asks for; it went to the app's owner
	WhyToAnybody = "to_anybody" // nor is anybody an owner; whoever looks may decide
)

// deciders returns who may decide what a run of person asks of to: never the
// person. Where that is nobody, the app's owner decides; where that is nobody
// too, anybody else may, so that no run waits for a decision that nobody can take.
func deciders(a *app.App, person, to string) (ids []string, why string) {
	if a.People == nil {
		return []string{anybody}, ""
	}
	if ids = others(a, person, to); len(ids) > 0 {
		return ids, ""
	}
	if ids = others(a, person, a.Owner); len(ids) > 0 {
		return ids, WhyToOwner
	}
	return []string{anybody}, WhyToAnybody
}

func others(a *app.App, person, to string) []string {
	if to == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(a.People.Resolve(to, person)), func(id string) bool { return id == person })
}

// personOf is the record that `person` stands for: id, name, and the columns of people.csv.
func personOf(a *app.App, id string) value.Value {
	columns := a.People.Record(id)
	fields := make(map[string]value.Value, len(columns))
	for column, text := range columns {
		fields[column] = value.NewText(text)
	}
	return value.NewRecord(fields)
}
