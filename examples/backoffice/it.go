package backoffice

import "net/http"

func itTools() []*tool {
	return []*tool{
		{name: "ticket", at: "POST /it/tickets", once: true, do: ticket, apply: ticketed},
		{name: "grant", at: "POST /it/grants", do: grant, apply: granted},
		{name: "revoke", at: "DELETE /it/grants/{number}", do: revoke, apply: revoked},
	}
}

func ticket(s *state, in map[string]any) (int, map[string]any) {
	if str(in, "trouble") == "" {
		return fail(http.StatusUnprocessableEntity, "a ticket says what is wrong")
	}
	return http.StatusCreated, map[string]any{"no": s.next("T")}
}

func ticketed(s *state, _, _ map[string]any) { s.used("T") }

func grant(s *state, in map[string]any) (int, map[string]any) {
	for number, g := range s.grants {
		if g.Person == str(in, "person") && g.Software == str(in, "software") {
			return fail(http.StatusConflict, "it is open already as "+number)
		}
	}
	return http.StatusCreated, map[string]any{"no": s.next("G")}
}

func granted(s *state, in, out map[string]any) {
	s.used("G")
	s.grants[str(out, "no")] = access{Person: str(in, "person"), Software: str(in, "software")}
}

func revoke(s *state, in map[string]any) (int, map[string]any) {
	if _, ok := s.grants[str(in, "number")]; !ok {
		return fail(http.StatusNotFound, "there is no grant "+str(in, "number"))
	}
	return http.StatusOK, map[string]any{}
}

func revoked(s *state, in, _ map[string]any) { delete(s.grants, str(in, "number")) }
