package value

import (
	"fmt"
	"slices"
	"strings"
)

// kinds are the kinds that a short Spec can name, in the order of the docs.
var kinds = []Kind{Text, Number, Money, Date, Time, Duration, Choice, YesNo, Email, Phone, URL, FileKind, ID, List, Record}

// IsKind tells whether a kind exists.
func IsKind(k Kind) bool { return slices.Contains(kinds, k) }

// ParseSpec reads the short form of a Spec as it stands in tools and in `out:`
// of waits: a kind, "file or none", "choice(a|b)", "money(CNY|USD)". A pointer
// ("money at /max") is split off by the caller.
func ParseSpec(s string) (Spec, error) {
	short, orNone := strings.CutSuffix(strings.TrimSpace(s), " or none")
	name, args, hasArgs := strings.Cut(strings.TrimSpace(short), "(")
	spec := Spec{Kind: Kind(strings.TrimSpace(name)), OrNone: orNone}
	if !IsKind(spec.Kind) {
		return Spec{}, fmt.Errorf("%q is no kind of value; the kinds are %s", name, kindList())
	}
	if !hasArgs {
		return spec, nil
	}
	inner, closed := strings.CutSuffix(args, ")")
	words := strings.Split(inner, "|")
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
		if words[i] == "" {
			closed = false
		}
	}
	switch {
	case !closed:
		return Spec{}, fmt.Errorf("%q should be written like choice(a|b)", s)
	case spec.Kind == Choice:
		for _, key := range words {
			spec.Options = append(spec.Options, Option{Key: key})
		}
	case spec.Kind == Money:
		spec.Currencies = words
	default:
		return Spec{}, fmt.Errorf("a %s takes nothing in parentheses, but %q has (%s)", spec.Kind, s, inner)
	}
	return spec, nil
}

func kindList() string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

// String is the short form that ParseSpec reads.
func (s Spec) String() string {
	out := string(s.Kind)
	if s.Kind == Choice && len(s.Options) > 0 {
		out += "(" + strings.Join(optionKeys(s), "|") + ")"
	}
	if s.Kind == Money && len(s.Currencies) > 0 {
		out += "(" + strings.Join(s.Currencies, "|") + ")"
	}
	if s.OrNone {
		out += " or none"
	}
	return out
}
