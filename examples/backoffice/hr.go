package backoffice

import "net/http"

// annualDays is what everybody has each year.
const annualDays = 10

func hrTools() []*tool {
	return []*tool{
		{name: "balance", at: "GET /hr/people/{person}/leave", do: balance},
		{name: "leave", at: "POST /hr/leaves", do: enterLeave, apply: leaveEntered},
		{name: "return", at: "DELETE /hr/leaves/{number}", do: returnLeave, apply: leaveReturned},
	}
}

func (s *state) left(person string) float64 {
	left := float64(annualDays)
	for _, l := range s.leaves {
		if l.Person == person && l.Kind == "annual" {
			left -= l.Days
		}
	}
	return left
}

func balance(s *state, in map[string]any) (int, map[string]any) {
	return http.StatusOK, map[string]any{"annual": map[string]any{"left": s.left(str(in, "person"))}}
}

func enterLeave(s *state, in map[string]any) (int, map[string]any) {
	person, from, to := str(in, "person"), str(in, "from"), str(in, "to")
	for number, l := range s.leaves {
		if l.Person == person && l.From <= to && from <= l.To {
			return fail(http.StatusConflict, "it overlaps with "+number)
		}
	}
	left := s.left(person)
	if str(in, "kind") == "annual" {
		left -= num(in, "days")
	}
	return http.StatusCreated, map[string]any{"no": s.next("L"), "left": left}
}

func leaveEntered(s *state, in, out map[string]any) {
	s.used("L")
	s.leaves[str(out, "no")] = leave{
		Person: str(in, "person"), Kind: str(in, "kind"), From: str(in, "from"), To: str(in, "to"), Days: num(in, "days"),
	}
}

func returnLeave(s *state, in map[string]any) (int, map[string]any) {
	if _, ok := s.leaves[str(in, "number")]; !ok {
		return fail(http.StatusNotFound, "there is no leave "+str(in, "number"))
	}
	return http.StatusOK, map[string]any{}
}

func leaveReturned(s *state, in, _ map[string]any) { delete(s.leaves, str(in, "number")) }
