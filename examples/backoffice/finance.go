package backoffice

import "net/http"

// limits are the sums up to which a claim needs no approval, in yuan.
var limits = map[string]string{"taxi": "200 CNY", "hotel": "600 CNY", "meal": "300 CNY", "other": "100 CNY"}

func financeTools() []*tool {
	return []*tool{
		{name: "limit", at: "GET /finance/limits/{category}", do: limit},
		{name: "submit", at: "POST /finance/claims", do: submit, apply: submitted},
		{name: "withdraw", at: "DELETE /finance/claims/{number}", do: withdraw, apply: withdrawn},
		{name: "pay", apply: pay}, // nobody asks for it from outside; see Office.pay
	}
}

func limit(_ *state, in map[string]any) (int, map[string]any) {
	most, ok := limits[str(in, "category")]
	if !ok {
		return fail(http.StatusNotFound, "there is no category "+str(in, "category"))
	}
	return http.StatusOK, map[string]any{"max": most}
}

func submit(s *state, in map[string]any) (int, map[string]any) {
	if num(in, "sum") <= 0 {
		return fail(http.StatusUnprocessableEntity, "a claim has a sum above zero")
	}
	for number, c := range s.Claims {
		if c.By == str(in, "by") && c.Sum == str(in, "sum") && c.Day == str(in, "day") && c.Kind == str(in, "kind") {
			return fail(http.StatusConflict, "this was claimed before as "+number)
		}
	}
	return http.StatusCreated, map[string]any{"no": s.next("C")}
}

func submitted(s *state, in, out map[string]any) {
	s.used("C")
	s.Claims[str(out, "no")] = claim{
		By: str(in, "by"), Sum: str(in, "sum"), Currency: str(in, "currency"), Day: str(in, "day"),
		Kind: str(in, "kind"), Callback: str(in, "callback"),
	}
}

func withdraw(s *state, in map[string]any) (int, map[string]any) {
	c, ok := s.Claims[str(in, "number")]
	switch {
	case !ok:
		return fail(http.StatusNotFound, "there is no claim "+str(in, "number"))
	case c.Paid != "":
		return fail(http.StatusConflict, "it is paid already")
	}
	return http.StatusOK, map[string]any{}
}

func withdrawn(s *state, in, _ map[string]any) { delete(s.Claims, str(in, "number")) }

func pay(s *state, in, out map[string]any) {
	if c, ok := s.Claims[str(in, "number")]; ok {
		c.Paid = str(out, "on")
		s.Claims[str(in, "number")] = c
	}
}
