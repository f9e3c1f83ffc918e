// Package people owns persons, roles, relations, and who may what. It must
// never know of processes, runs or how somebody signs in.
package people

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
// (an app without people.csv).
type Directory struct {
	persons []Person
	byID    map[string]int
}
