// Package people owns persons, roles, relations, and who may what. It must
// never know of processes, runs or how somebody signs in.
package people

import (
	"maps"
	"slices"
	"strings"
)

// Person is one row of people.csv. Fields holds every column by its header;
// columns such as "name.zh" are the column in a language.
type Person struct {
	ID       string
	Name     string
	Roles    []string
	Language string
	Fields   map[string]string
}

// Directory is everybody that an app knows. It is immutable and safe for
// concurrent use. A nil Directory knows nobody and lets anybody be anything
// (an app without people.csv): Person finds no one, May is always true, and
// Resolve gives every who back as if it were a person.
type Directory struct {
	persons   []Person
	byID      map[string]int
	byRole    map[string][]string
	columns   []string
	relations map[string]bool
	related   map[string]map[string][]string // relation → id → ids, where they exist
}

// Anyone is the who that everybody is, signed in or not.
const Anyone = "anyone"

// Manager is the relation that decisions climb.
const Manager = "manager"

// Person returns one person.
func (d *Directory) Person(id string) (Person, bool) {
	if d == nil {
		return Person{}, false
	}
	i, ok := d.byID[id]
	if !ok {
		return Person{}, false
	}
	return d.persons[i], true
}

// Persons is everybody, in the order of the file.
func (d *Directory) Persons() []Person {
	if d == nil {
		return nil
	}
	return slices.Clone(d.persons)
}

// Columns are the headers in order.
func (d *Directory) Columns() []string {
	if d == nil {
		return nil
	}
	return slices.Clone(d.columns)
}

// Roles are all roles that somebody holds, sorted.
func (d *Directory) Roles() []string {
	if d == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(d.byRole))
}

// With returns the ids of those who hold a role, in the order of the file.
func (d *Directory) With(role string) []string {
	if d == nil {
		return nil
	}
	return slices.Clone(d.byRole[role])
}

// IsRelation tells whether a name is a column that holds person ids.
func (d *Directory) IsRelation(name string) bool { return d != nil && d.relations[name] }

// Relations are the names of those columns, sorted.
func (d *Directory) Relations() []string {
	if d == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(d.relations))
}

// Related returns the ids that stand in a person's column of that relation.
func (d *Directory) Related(id, relation string) []string {
	if d == nil {
		return nil
	}
	return slices.Clone(d.related[relation][id])
}

// May tells whether a person is one of who: anyone, a role that they hold, a
// relation in which they are to somebody (a manager of anybody is a manager),
// or they themselves. An empty who is every person that the directory knows.
func (d *Directory) May(id string, who []string) bool {
	if d == nil || slices.Contains(who, Anyone) {
		return true
	}
	p, known := d.Person(id)
	if !known {
		return false
	}
	if len(who) == 0 {
		return true
	}
	for _, w := range who {
		if w == id || slices.Contains(p.Roles, w) || d.isRelatedTo(id, w) {
			return true
		}
	}
	return false
}

// isRelatedTo tells whether somebody has id in their column of that relation.
func (d *Directory) isRelatedTo(id, relation string) bool {
	for _, ids := range d.related[relation] {
		if slices.Contains(ids, id) {
			return true
		}
	}
	return false
}

// Resolve returns the ids of those who decide for a person's run, in the order
// of the file. A relation of the person beats a role of the same name; a role
// is all who hold it; an id is that person. Nobody decides on their own run: where
// the person would be the only one, it is their manager. Nothing comes back where
// nobody is left; then the app's owner decides (see Deciders).
func (d *Directory) Resolve(who, person string) []string {
	if d == nil {
		return []string{who}
	}
	found, own := without(d.holders(who, person), person)
	if len(found) == 0 && own {
		found, _ = without(d.Related(person, Manager), person)
	}
	return found
}

// Deciders is Resolve, with the owner where nobody else is left.
func (d *Directory) Deciders(who, person, owner string) []string {
	if found := d.Resolve(who, person); len(found) > 0 {
		return found
	}
	return d.Resolve(owner, person)
}

// holders are all who are meant, the person themselves too.
func (d *Directory) holders(who, person string) []string {
	if d.relations[who] {
		if ids := d.related[who][person]; len(ids) > 0 {
			return ids
		}
	}
	if ids := d.byRole[who]; len(ids) > 0 {
		return ids
	}
	if _, ok := d.byID[who]; ok {
		return []string{who}
	}
	if who == Anyone {
		all := make([]string, len(d.persons))
		for i, p := range d.persons {
			all[i] = p.ID
		}
		return all
	}
	return nil
}

// without leaves one out and tells whether it was there.
func without(ids []string, id string) (rest []string, was bool) {
	for _, x := range ids {
		if x == id {
			was = true
			continue
		}
		rest = append(rest, x)
	}
	return rest, was
}

// Record returns a person's columns for expressions, always with id and name:
// person.name, person.unit; roles are separated by blanks. Empty columns are
// left out. Somebody unknown is called by their id.
func (d *Directory) Record(id string) map[string]string {
	out := map[string]string{"id": id, "name": id}
	p, ok := d.Person(id)
	if !ok {
		return out
	}
	for column, v := range p.Fields {
		if v = strings.TrimSpace(v); v != "" {
			out[column] = v
		}
	}
	out["id"], out["name"] = p.ID, p.Name
	return out
}
