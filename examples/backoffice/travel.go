package backoffice

import (
	"fmt"
	"net/http"
	"time"
)

// fares are there and back from the head office, in yuan.
var fares = map[string]struct{ train, plane int }{
	"beijing": {1160, 1980}, "shanghai": {730, 1620}, "shenzhen": {1540, 1890}, "hangzhou": {680, 1570}, "chengdu": {1420, 1760},
}

// nightly is what a night costs, in yuan.
const nightly = 480

func travelTools() []*tool {
	return []*tool{
		{name: "quote", at: "GET /travel/quotes", do: quote},
		{name: "book", at: "POST /travel/trips", do: book, apply: booked},
		{name: "cancel", at: "DELETE /travel/trips/{number}", do: cancelTrip, apply: cancelled},
	}
}

func quote(_ *state, in map[string]any) (int, map[string]any) {
	fare, ok := fares[str(in, "destination")]
	from, errFrom := time.Parse(time.DateOnly, str(in, "from"))
	to, errTo := time.Parse(time.DateOnly, str(in, "to"))
	if !ok || errFrom != nil || errTo != nil || to.Before(from) {
		return fail(http.StatusUnprocessableEntity, "a quote needs a city that we know, and two days")
	}
	total := fare.train
	if str(in, "transport") == "plane" {
		total = fare.plane
	}
	if yes(in, "hotel") {
		total += nightly * int(to.Sub(from)/(24*time.Hour))
	}
	return http.StatusOK, map[string]any{"total": fmt.Sprintf("%d CNY", total)}
}

// book sells no seat on a day on which the person is on the road already.
func book(s *state, in map[string]any) (int, map[string]any) {
	for _, t := range s.trips {
		if t.Person == str(in, "person") && t.From <= str(in, "to") && str(in, "from") <= t.To {
			return fail(http.StatusConflict, "there is a trip on these days already")
		}
	}
	return http.StatusCreated, map[string]any{"no": s.next("B")}
}

func booked(s *state, in, out map[string]any) {
	s.used("B")
	s.trips[str(out, "no")] = trip{Person: str(in, "person"), From: str(in, "from"), To: str(in, "to")}
}

func cancelTrip(s *state, in map[string]any) (int, map[string]any) {
	if _, ok := s.trips[str(in, "number")]; !ok {
		return fail(http.StatusNotFound, "there is no trip "+str(in, "number"))
	}
	return http.StatusOK, map[string]any{}
}

func cancelled(s *state, in, _ map[string]any) { delete(s.trips, str(in, "number")) }
