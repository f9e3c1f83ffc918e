package say

import (
	"fmt"
	"slices"
	"strings"

	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// Key is a sentence that Usher can say.
type Key struct {
	Name string
	Args []string // the arguments that its text may name in braces
	// Example is Usher's own English sentence, with its braces.
	Example string
}

// Keys lists all sentences, in the order in which they are documented.
func Keys() []Key {
	out := make([]Key, len(keys))
	for i, k := range keys {
		out[i] = Key{Name: k.name, Args: strings.Fields(k.args), Example: english[k.name]}
	}
	return out
}

// known is the key under a name; the names of an app's own roles are known.
func known(name string) (key, bool) {
	for _, k := range keys {
		if k.name == name {
			return k, true
		}
	}
	if strings.HasPrefix(name, rolePrefix) && len(name) > len(rolePrefix) {
		return key{name: name}, true
	}
	return key{}, false
}

// OverrideError says what is wrong with one override of an app.
type OverrideError struct {
	Key  string
	Lang string // "" when it is the key itself
	What string // for people: what is wrong and what would be right
}

// Error implements error.
func (e *OverrideError) Error() string { return e.What }

// Check returns an OverrideError for each override that names no sentence of
// Usher's, or an argument that its sentence does not get, in order of keys and
// languages. An app's reader adds the place in the file.
func Check(overrides map[string]value.Localized) []error {
	names := make([]string, 0, len(overrides))
	for k := range overrides {
		names = append(names, k)
	}
	slices.Sort(names)
	var out []error
	for _, name := range names {
		out = append(out, checkOne(name, overrides[name])...)
	}
	return out
}

func checkOne(name string, texts value.Localized) []error {
	k, ok := known(name)
	if !ok {
		return []error{&OverrideError{Key: name, What: fmt.Sprintf("no sentence is called %q%s", name, nearest(name))}}
	}
	langs := make([]string, 0, len(texts))
	for l := range texts {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	allowed := strings.Fields(k.args)
	var out []error
	for _, l := range langs {
		for _, a := range argsOf(texts[l]) {
			if !slices.Contains(allowed, a) {
				out = append(out, &OverrideError{Key: name, Lang: l, What: fmt.Sprintf("%q gets no {%s}; %s", name, a, offered(allowed))})
			}
		}
	}
	return out
}

// nearest suggests the key that is meant, when one is near enough.
func nearest(name string) string {
	best, distance := "", 4
	for _, k := range keys {
		if d := text.Distance(name, k.name); d < distance {
			best, distance = k.name, d
		}
	}
	if best == "" {
		return "; `usher schema` lists them"
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

func offered(args []string) string {
	if len(args) == 0 {
		return "it has no arguments"
	}
	return "it has {" + strings.Join(args, "}, {") + "}"
}
