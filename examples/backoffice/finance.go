package backoffice

import (
	"net/http"
	"time"
)

// limits are the sums up to which a claim needs no approval.
var limits = map[string]string{"taxi": "200 CNY", "hotel": "600 CNY", "meal": "300 CNY", "other": "100 CNY"}

func financeTools() []*tool {
	return []*tool{
		{name: "limit", at: "GET /finance/limits/{category}", do: limit},
		{name: "submit", at: "POST /finance/claims", do: submit, apply: submitted},
		{name: "withdraw", at: "DELETE /finance/claims/{number}", do: withdraw, apply: withdrawn},
		{name: "pay", apply: paid}, // nobody asks for it from outside; see Office.pay
		{name: "earmark", at: "POST /finance/earmarks", do: earmark, apply: earmarked},
		{name: "release", at: "DELETE /finance/earmarks/{number}", do: release, apply: released},
		{name: "order", at: "POST /finance/orders", once: true, do: order, apply: ordered},
		{name: "deliver", apply: delivered}, // see Office.deliver
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
	for number, c := range s.claims {
		if c.By == str(in, "by") && c.Sum == num(in, "sum") && c.Day == str(in, "day") && c.Kind == str(in, "kind") {
			return fail(http.StatusConflict, "this was claimed before as "+number)
		}
	}
	return http.StatusCreated, map[string]any{"no": s.next("C")}
}

func submitted(s *state, in, out map[string]any) {
	s.used("C")
	s.claims[str(out, "no")] = claim{
		By: str(in, "by"), Sum: num(in, "sum"), Currency: str(in, "currency"), Day: str(in, "day"),
		Kind: str(in, "kind"), Callback: str(in, "callback"),
	}
}

func withdraw(s *state, in map[string]any) (int, map[string]any) {
	c, ok := s.claims[str(in, "number")]
	switch {
	case !ok:
		return fail(http.StatusNotFound, "there is no claim "+str(in, "number"))
	case c.Paid != "":
		return fail(http.StatusConflict, "it is paid already")
	}
	return http.StatusOK, map[string]any{}
}

func withdrawn(s *state, in, _ map[string]any) { delete(s.claims, str(in, "number")) }

func paid(s *state, in, out map[string]any) {
	if c, ok := s.claims[str(in, "number")]; ok {
		c.Paid = str(out, "on")
		s.claims[str(in, "number")] = c
	}
}

func earmark(s *state, in map[string]any) (int, map[string]any) {
	if str(in, "amount") == "" {
		return fail(http.StatusUnprocessableEntity, "an earmark has an amount")
	}
	return http.StatusCreated, map[string]any{"no": s.next("E")}
}

func earmarked(s *state, in, out map[string]any) {
	s.used("E")
	s.earmarks[str(out, "no")] = str(in, "amount")
}

func release(s *state, in map[string]any) (int, map[string]any) {
	if _, ok := s.earmarks[str(in, "number")]; !ok {
		return fail(http.StatusNotFound, "there is no earmark "+str(in, "number"))
	}
	return http.StatusOK, map[string]any{}
}

func released(s *state, in, _ map[string]any) { delete(s.earmarks, str(in, "number")) }

// deliveryDays is how many days suppliers say that they need.
const deliveryDays = 7

func order(s *state, in map[string]any) (int, map[string]any) {
	if num(in, "quantity") <= 0 {
		return fail(http.StatusUnprocessableEntity, "an order has a quantity above zero")
	}
	return http.StatusCreated, map[string]any{"no": s.next("O"), "due": s.today.AddDate(0, 0, deliveryDays).Format(time.DateOnly)}
}

func ordered(s *state, in, out map[string]any) {
	s.used("O")
	s.orders[str(out, "no")] = purchase{What: str(in, "what"), Callback: str(in, "callback")}
}

func delivered(s *state, in, out map[string]any) {
	if p, ok := s.orders[str(in, "number")]; ok {
		p.Delivered = str(out, "on")
		s.orders[str(in, "number")] = p
	}
}
