package source

import (
	"fmt"
	"strings"
)

// Key is one key of a map in a file.
type Key struct {
	Name  string
	Shape string // names what stands behind it; the schema gives each shape its letter
	Doc   string
	Need  bool
}

// Table is the keys that a map may have. The reader and the published schema
// are both made from it.
type Table []Key

// Names are the keys' names in order.
func (t Table) Names() []string {
	names := make([]string, len(t))
	for i, k := range t {
		names[i] = k.Name
	}
	return names
}

// Has tells whether a key exists.
func (t Table) Has(name string) bool {
	for _, k := range t {
		if k.Name == name {
			return true
		}
	}
	return false
}

// Check notes every unknown key of a map, with the nearest known one, and every
// key that is missing. It tells whether n is a map at all.
func (t Table) Check(f *File, n *Node, what string) bool {
	if n == nil || n.Kind != Map {
		if n != nil {
			f.Fault("not_a_map", n, what+" is a map", "write "+t.form())
		}
		return false
	}
	for _, e := range n.Entries {
		if !t.Has(e.Key.Text) {
			f.Unknown("unknown_key", e.Key, what+" has no key", t.Names())
		}
	}
	for _, k := range t {
		if k.Need && n.Get(k.Name) == nil {
			f.Fault("missing_key", n, fmt.Sprintf("%s lacks the key %s", what, k.Name), "add "+k.Name+": …")
		}
	}
	return true
}

// Unknown notes a word that is none of the known ones.
func (f *File) Unknown(id string, n *Node, text string, known []string) {
	right := "there are " + list(known)
	if near := Near(n.Text, known); near != "" {
		right = "did you mean " + near + "?"
	}
	f.Fault(id, n, fmt.Sprintf("%s %q", text, cut(n.Text, 60)), right)
}

// list is words as a sentence has them; long lists are cut.
func list(words []string) string {
	const most = 14
	if len(words) == 0 {
		return "none here"
	}
	if len(words) > most {
		return strings.Join(words[:most], ", ") + " …"
	}
	return strings.Join(words, ", ")
}

func (t Table) form() string {
	var parts []string
	for i, k := range t {
		if k.Need || i == 0 {
			parts = append(parts, k.Name+": …")
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
