package backoffice

import (
	"fmt"
	"slices"
	"strconv"
)

// state is what the office knows. It is what all entries of the ledger, in
// order, make of an empty one.
type state struct {
	numbers map[string]int // the last number of each kind of paper
	Claims  map[string]claim
	Leaves  map[string]leave
}

type claim struct {
	By, Sum, Currency, Day, Kind, Callback string
	Paid                                   string // the day, "" while it is not
}

type leave struct {
	Person, Kind, From, To string
	Days                   float64
}

func newState() state {
	return state{numbers: map[string]int{}, Claims: map[string]claim{}, Leaves: map[string]leave{}}
}

// next is the number of the next paper: C-1, C-2, …
func (s *state) next(kind string) string { return fmt.Sprintf("%s-%d", kind, s.numbers[kind]+1) }

// used notes that a number was given away.
func (s *state) used(kind string) { s.numbers[kind]++ }

func (s *state) unpaid() []string {
	var out []string
	for number, c := range s.Claims {
		if c.Paid == "" && c.Callback != "" {
			out = append(out, number)
		}
	}
	slices.Sort(out)
	return out
}

// str is a member as text; what is not there, or none, is "".
func str(m map[string]any, name string) string {
	switch v := m[name].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// num is a member as a number; what is none is 0.
func num(m map[string]any, name string) float64 {
	switch v := m[name].(type) {
	case float64:
		return v
	case string:
		f, err := strconv.ParseFloat(v, 64)
		if err == nil {
			return f
		}
	}
	return 0
}
