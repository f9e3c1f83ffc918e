package backoffice

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// state is what the office knows. It is what all entries of the ledger, in
// order, make of an empty one.
type state struct {
	today    time.Time
	numbers  map[string]int // the last number of each kind of paper
	claims   map[string]claim
	earmarks map[string]string // amounts
	orders   map[string]purchase
	leaves   map[string]leave
	trips    map[string]trip
	grants   map[string]access
	bookings map[string]booking
	visits   map[string]visit
}

type claim struct {
	By, Currency, Day, Kind, Callback string
	Sum                               float64
	Paid                              string // the day, "" while it is not
}

type purchase struct {
	What, Callback string
	Delivered      string // the day, "" while it is not
}

type leave struct {
	Person, Kind, From, To string
	Days                   float64
}

type trip struct{ Person, From, To string }

type access struct{ Person, Software string }

// booking is a room on a day, between two minutes of it.
type booking struct {
	Room, Day string
	From, To  int
}

type visit struct {
	Host, Callback string
	Arrived        string // the time, "" before
}

func newState() state {
	return state{
		numbers: map[string]int{}, claims: map[string]claim{}, earmarks: map[string]string{}, orders: map[string]purchase{},
		leaves: map[string]leave{}, trips: map[string]trip{}, grants: map[string]access{}, bookings: map[string]booking{}, visits: map[string]visit{},
	}
}

// next is the number of the next paper: C-1, C-2, …
func (s *state) next(kind string) string { return fmt.Sprintf("%s-%d", kind, s.numbers[kind]+1) }

// used notes that a number was given away.
func (s *state) used(kind string) { s.numbers[kind]++ }

// unpaid are the claims that somebody waits for.
func (s *state) unpaid() []string {
	var out []string
	for number, c := range s.claims {
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

// yes is a member as a yes or no.
func yes(m map[string]any, name string) bool {
	return m[name] == true || m[name] == "true" || m[name] == "yes"
}
