package backoffice

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// rooms are sorted by size, so that the smallest that is large enough is found first.
var rooms = []struct {
	name  string
	seats int
}{{"1.02", 4}, {"1.03", 4}, {"2.05", 6}, {"2.14", 8}, {"2.15", 8}, {"3.01", 12}, {"3.10", 20}, {"4.01", 30}}

func facilitiesTools() []*tool {
	return []*tool{
		{name: "find", at: "GET /facilities/rooms/free", do: find},
		{name: "reserve", at: "POST /facilities/bookings", do: reserve, apply: reserved},
		{name: "free", at: "DELETE /facilities/bookings/{number}", do: free, apply: freed},
		{name: "visit", at: "POST /facilities/visits", do: announce, apply: announced},
		{name: "unvisit", at: "DELETE /facilities/visits/{code}", do: unannounce, apply: unannounced},
		{name: "arrive", apply: arrived}, // see Office.arrive
	}
}

// slotOf is the time of a booking, in minutes of its day; the length is ISO 8601.
func slotOf(in map[string]any) (from, to int, ok bool) {
	at, err := time.Parse("15:04", str(in, "from"))
	length, known := minutes(str(in, "length"))
	if err != nil || !known {
		return 0, 0, false
	}
	from = at.Hour()*60 + at.Minute()
	return from, from + length, true
}

// minutes reads PT1H30M.
func minutes(iso string) (int, bool) {
	rest, ok := strings.CutPrefix(iso, "PT")
	total := 0
	for ok && rest != "" {
		i := strings.IndexAny(rest, "HM")
		if i < 1 {
			return 0, false
		}
		n, err := strconv.Atoi(rest[:i])
		if err != nil || n < 0 || n > 24*60 {
			return 0, false
		}
		if rest[i] == 'H' {
			n *= 60
		}
		total, rest = total+n, rest[i+1:]
	}
	return total, ok && total > 0
}

func (s *state) isFree(room, day string, from, to int) bool {
	for _, b := range s.bookings {
		if b.Room == room && b.Day == day && b.From < to && from < b.To {
			return false
		}
	}
	return true
}

func find(s *state, in map[string]any) (int, map[string]any) {
	from, to, ok := slotOf(in)
	if !ok {
		return fail(http.StatusUnprocessableEntity, "from is like 15:00 and length like PT1H")
	}
	for _, r := range rooms {
		if r.seats >= int(num(in, "people")) && s.isFree(r.name, str(in, "day"), from, to) {
			return http.StatusOK, map[string]any{"room": r.name, "seats": r.seats}
		}
	}
	return fail(http.StatusNotFound, "no room is free")
}

func reserve(s *state, in map[string]any) (int, map[string]any) {
	from, to, ok := slotOf(in)
	if !ok {
		return fail(http.StatusUnprocessableEntity, "from is like 15:00 and length like PT1H")
	}
	if !s.isFree(str(in, "room"), str(in, "day"), from, to) {
		return fail(http.StatusConflict, "the room is taken")
	}
	return http.StatusCreated, map[string]any{"no": s.next("R")}
}

func reserved(s *state, in, out map[string]any) {
	s.used("R")
	from, to, _ := slotOf(in)
	s.bookings[str(out, "no")] = booking{Room: str(in, "room"), Day: str(in, "day"), From: from, To: to}
}

func free(s *state, in map[string]any) (int, map[string]any) {
	if _, ok := s.bookings[str(in, "number")]; !ok {
		return fail(http.StatusNotFound, "there is no booking "+str(in, "number"))
	}
	return http.StatusOK, map[string]any{}
}

func freed(s *state, in, _ map[string]any) { delete(s.bookings, str(in, "number")) }

func announce(s *state, in map[string]any) (int, map[string]any) {
	if rows, ok := in["visitors"].([]any); !ok || len(rows) == 0 {
		return fail(http.StatusUnprocessableEntity, "a visit has visitors")
	}
	return http.StatusCreated, map[string]any{"code": s.next("V")}
}

func announced(s *state, in, out map[string]any) {
	s.used("V")
	s.visits[str(out, "code")] = visit{Host: str(in, "host"), Callback: str(in, "tell")}
}

func unannounce(s *state, in map[string]any) (int, map[string]any) {
	if _, ok := s.visits[str(in, "code")]; !ok {
		return fail(http.StatusNotFound, "there is no visit "+str(in, "code"))
	}
	return http.StatusOK, map[string]any{}
}

func unannounced(s *state, in, _ map[string]any) { delete(s.visits, str(in, "code")) }

func arrived(s *state, in, out map[string]any) {
	if v, ok := s.visits[str(in, "number")]; ok {
		v.Arrived = str(out, "at")
		s.visits[str(in, "number")] = v
	}
}
