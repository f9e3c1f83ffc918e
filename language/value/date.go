package value

import (
	"slices"
	"time"
)

// date finds a calendar day at token i. The forms are tried from the one that
// says most to the one that says least.
func (r *reader) date(i int) hit {
	if r.is(i, sign) {
		return hit{}
	}
	for _, form := range dateForms[r.toks[i].class] {
		if h := form(r, i); h.ok() {
			h = r.weekdayBehind(h)
			h.values = r.in.best(h.values)
			return h
		}
	}
	return hit{}
}

// dateForms lists which forms can begin with which class of token.
var dateForms = [...][]func(*reader, int) hit{
	word:   {(*reader).monthNamed, (*reader).later, (*reader).relativeDay, (*reader).weekday, (*reader).ordinalDay, (*reader).monthEnd, (*reader).holiday},
	digits: {(*reader).yearFirst, (*reader).hanDate, (*reader).monthNamed, (*reader).slashed, (*reader).later, (*reader).ordinalDay},
	han:    {(*reader).hanDate, (*reader).later, (*reader).relativeDay, (*reader).weekday, (*reader).holiday},
}

// weekdayBehind takes in the weekday that is said behind a day ("27 Nov,
// Friday", "11月27日(周五)"); it chooses between years, but never moves the day.
func (r *reader) weekdayBehind(h hit) hit {
	j := h.j
	if r.any(j, ",", "(") {
		j++
	}
	d, k := longest(r, weekdayNames, j)
	if k == j {
		_, k = longest(r, bareWeeks, j)
		var ok bool
		if d, ok = hanWeekdays[r.s(k)]; k == j || !ok {
			return h
		}
		k++
	}
	if !falling(h.values, d) {
		return h
	}
	if r.s(j-1) == "(" && r.s(k) == ")" {
		k++
	}
	h.j = k
	return h
}

// falling puts the days that fall on a weekday first, and tells whether any
// does.
func falling(days []Value, d time.Weekday) bool {
	rank := func(v Value) int {
		if t, err := dayOf(v); err == nil && t.Weekday() == d {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(days, func(a, b Value) int { return rank(a) - rank(b) })
	return len(days) > 0 && rank(days[0]) == 0
}

// dayHit makes a hit of one day, or of none when the month has no such day.
func dayHit(i, j, y, m, d int, sure float64) hit {
	if !exists(y, m, d) {
		return hit{i: i, j: j, sure: sure, reason: NoSuchDate}
	}
	return one(i, j, NewDate(day(y, time.Month(m), d)), sure)
}

func exists(y, m, d int) bool {
	return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, time.Month(m))
}

// nearestYear makes a hit of a day whose year was not said: the nearest first.
func (r *reader) nearestYear(i, j, m, d int, sure float64) hit {
	now := r.in.today()
	var days []time.Time
	// 29 February may be four years away, eight around 1900 and 2100.
	for _, y := range []int{0, 1, -1, 2, -2, 3, -3, 4, -4} {
		if exists(now.Year()+y, m, d) && (len(days) < 3 || y >= -1 && y <= 1) {
			days = append(days, day(now.Year()+y, time.Month(m), d))
		}
	}
	return r.nearest(i, j, days, sure)
}

// nearestMonth makes a hit of a day whose month was not said.
func (r *reader) nearestMonth(i, j, d int, sure float64) hit {
	now := r.in.today()
	var days []time.Time
	for _, shift := range []int{0, 1, -1, 2, -2} {
		first := day(now.Year(), now.Month()+time.Month(shift), 1)
		if d >= 1 && d <= daysIn(first.Year(), first.Month()) && len(days) < 3 {
			days = append(days, first.AddDate(0, 0, d-1))
		}
	}
	return r.nearest(i, j, days, sure)
}

func (r *reader) nearest(i, j int, days []time.Time, sure float64) hit {
	if len(days) == 0 {
		return hit{i: i, j: j, sure: sure, reason: NoSuchDate}
	}
	now := r.in.today()
	slices.SortStableFunc(days, func(a, b time.Time) int {
		if c := compareInts(int64(a.Sub(now).Abs()), int64(b.Sub(now).Abs())); c != 0 {
			return c
		}
		return b.Compare(a)
	})
	return hit{i: i, j: j, values: dates(days...), sure: sure}
}

func dates(days ...time.Time) []Value {
	out := make([]Value, 0, len(days))
	for _, d := range days {
		if v := NewDate(d); !slices.ContainsFunc(out, func(o Value) bool { return o.Text == v.Text }) && d.Year() > 0 && d.Year() <= 9999 {
			out = append(out, v)
		}
	}
	return out
}

// yearFirst reads 2026-11-27, 2026/11/27, 2026.11.27 and 20261127.
func (r *reader) yearFirst(i int) hit {
	if !r.is(i, digits) || r.is(i-1, word) && r.close(i) {
		return hit{}
	}
	s := r.s(i)
	if len(s) == 8 && (s[:2] == "20" || s[:2] == "19") {
		y, m, d := atoi(s[:4]), atoi(s[4:6]), atoi(s[6:])
		if exists(y, m, d) {
			return dayHit(i, i+1, y, m, d, 0.7)
		}
	}
	if y := atoi(s); len(s) == 4 && y > 1900 && y < 2200 && r.is(i+1, digits) && r.is(i+2, digits) && len(r.s(i+1)) == 2 && len(r.s(i+2)) == 2 && exists(y, atoi(r.s(i+1)), atoi(r.s(i+2))) {
		return dayHit(i, i+3, y, atoi(r.s(i+1)), atoi(r.s(i+2)), 0.8)
	}
	sep := r.s(i + 1)
	if len(s) != 4 || !r.any(i+1, "-", "/", ".") || r.s(i+3) != sep || !r.shortDigits(i+2) || !r.shortDigits(i+4) {
		return hit{}
	}
	return dayHit(i, i+5, atoi(s), atoi(r.s(i+2)), atoi(r.s(i+4)), 1)
}

func (r *reader) shortDigits(i int) bool { return r.is(i, digits) && len(r.s(i)) <= 2 }

// atoi reads at most nine digits.
func atoi(s string) int {
	n := 0
	for i := range min(len(s), 9) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// slashed reads 11/27, 27/11/2026, 27.11.2026 and 11-27 in the order that the
// region writes; the other order is another reading where both are possible.
func (r *reader) slashed(i int) hit {
	sep := r.s(i + 1)
	if !r.shortDigits(i) || !r.any(i+1, "/", ".", "-") || !r.shortDigits(i+2) || !r.close(i+1) || !r.close(i+2) || r.is(i-1, sign) && r.close(i) && r.any(i-1, "/", ".", "-", "+", "$") {
		return hit{}
	}
	a, b, j, year := atoi(r.s(i)), atoi(r.s(i+2)), i+3, 0
	if r.s(j) == sep && r.is(j+1, digits) && r.close(j) && r.close(j+1) {
		switch len(r.s(j + 1)) {
		case 4:
			year = atoi(r.s(j + 1))
		case 2:
			if c := atoi(r.s(j + 1)); yearsFirst(r.in.region()) && exists(2000+a, b, c) && len(r.s(i)) == 2 {
				return dayHit(i, j+2, 2000+a, b, c, 0.8)
			}
			year = 2000 + atoi(r.s(j+1))
			if year > r.in.today().Year()+20 {
				year -= 100
			}
		default:
			return hit{}
		}
		j += 2
	}
	sure := r.slashedSure(sep, year > 0 || r.s(i-1) == "on")
	if sure == 0 || a == 24 && b == 7 && year == 0 || r.is(j, word) && r.close(j) || r.any(j, "%", "$", "元", "块") {
		return hit{}
	}
	return r.eitherOrder(i, j, year, a, b, sure)
}

func (r *reader) slashedSure(sep string, year bool) float64 {
	switch {
	case year:
		return 0.95
	case sep == "/":
		return 0.8
	case r.whole:
		return 0.6
	}
	return 0
}

func (r *reader) eitherOrder(i, j, year, a, b int, sure float64) hit {
	m, d := a, b
	if !monthFirst(r.in.region()) {
		m, d = b, a
	}
	first, second := r.withYear(i, j, year, m, d, sure), r.withYear(i, j, year, d, m, sure)
	switch {
	case len(first.values) == 0 && len(second.values) > 0:
		return second
	case len(first.values) > 0 && len(second.values) > 0 && m != d:
		first.values = append(first.values, second.values...)
	}
	if len(first.values) == 0 && (m > 31 || d > 31 || m > 12 && d > 12 || m == 0 || d == 0) {
		return hit{} // a fraction or a score
	}
	return first
}

func (r *reader) withYear(i, j, y, m, d int, sure float64) hit {
	if y == 0 {
		return r.nearestYear(i, j, m, d, sure)
	}
	return dayHit(i, j, y, m, d, sure)
}

var monthNames = map[string]int{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6,
	"july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10,
	"november": 11, "nov": 11, "december": 12, "dec": 12,
}

// monthNamed reads "27 Nov", "Nov 27th, 2026", "the 27th of November".
func (r *reader) monthNamed(i int) hit {
	if m, ok := monthNames[r.s(i)]; ok {
		j := i + 1
		if r.any(j, ".", ",", "/", "-") {
			j++
		}
		if r.s(j) == "the" {
			j++
		}
		d, k, _ := r.dayNumber(j)
		if k == j || d > 31 || r.s(k) == ":" && r.close(k) {
			return hit{}
		}
		y, l := r.year(k)
		return r.withYear(i, l, y, m, d, 0.95)
	}
	j := i
	if r.s(j) == "the" {
		j++
	}
	d, k, _ := r.dayNumber(j)
	if k == j || d > 31 {
		return hit{}
	}
	if r.any(k, "of", "-", "/", ".") {
		k++
	}
	m, ok := monthNames[r.s(k)]
	if !ok {
		return hit{}
	}
	k++
	if r.s(k) == "." && r.close(k) && r.is(k+1, digits) && len(r.s(k+1)) == 4 {
		k++
	}
	y, l := r.year(k)
	return r.withYear(i, l, y, m, d, 0.95)
}

// year reads ", 2026" or "-2026" or "of 2026" behind a month's day.
func (r *reader) year(i int) (y, j int) {
	j = i
	if r.any(j, ",", "-", "/", "of") {
		j++
	}
	if r.is(j, digits) && len(r.s(j)) == 4 && !(r.s(j+1) == ":" && r.close(j+1)) {
		if y := atoi(r.s(j)); y >= 1900 && y < 2200 {
			return y, j + 1
		}
	}
	return 0, i
}

var ordinalWords = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
	"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}

// dayNumber reads 27, 27th, "twenty-seventh", "the third"; ordinal tells
// whether it was written as a place in an order.
func (r *reader) dayNumber(i int) (d, j int, ordinal bool) {
	if r.shortDigits(i) {
		d, j = atoi(r.s(i)), i+1
		if r.close(j) && r.any(j, "st", "nd", "rd", "th") {
			return d, j + 1, true
		}
		if r.is(j, word) && r.close(j) && monthNames[r.s(j)] == 0 {
			return 0, i, false
		}
		return d, j, false
	}
	if d, ok := ordinalWords[r.s(i)]; ok {
		return d, i + 1, true
	}
	tens, ok := words[r.s(i)]
	if !ok {
		return 0, i, false
	}
	j = i + 1
	if r.s(j) == "-" && r.close(j) {
		j++
	}
	if unit, ok := words[r.s(j)]; ok && tens >= 20 && unit > 0 && unit < 10 && tens+unit < 32 {
		return int(tens + unit), j + 1, false
	}
	if unit, ok := ordinalWords[r.s(j)]; ok && tens >= 20 && unit < 10 {
		return int(tens) + unit, j + 1, true
	}
	if tens > 0 && tens < 32 {
		return int(tens), i + 1, false
	}
	return 0, i, false
}

// ordinalDay reads "the 3rd", "on 3rd", "the 20th of next month".
func (r *reader) ordinalDay(i int) hit {
	j := i
	for r.any(j, "on", "the") && j < i+2 {
		j++
	}
	d, k, ordinal := r.dayNumber(j)
	if k == j || d < 1 || d > 31 || !ordinal {
		return r.wholeDay(i)
	}
	l := k
	if r.s(l) == "of" {
		l++
	}
	if shift, end := longest(r, englishMonths, l); end > l {
		first := addMonths(r.in.today().AddDate(0, 0, 1-r.in.today().Day()), shift)
		return dayHit(i, end, first.Year(), int(first.Month()), d, 0.95)
	}
	written := r.is(j, digits)
	switch {
	case j == i && !r.whole || !written && r.s(i) != "on" && !r.whole:
		return hit{}
	case r.is(k, word) && !r.any(k, "and", "at", "to", "i", "is", "was", "or", "in", "from", "until", "till", "please", "for", "maybe", "it", "we", "then"):
		return r.nearestMonth(i, k, d, 0.4)
	}
	return r.nearestMonth(i, k, d, 0.75)
}

// wholeDay reads a bare number as a day when it is all that was said.
func (r *reader) wholeDay(i int) hit {
	if !r.whole || i != 0 || len(r.toks) != 1 || !r.shortDigits(0) {
		return hit{}
	}
	return r.nearestMonth(0, 1, atoi(r.s(0)), 0.5)
}

var englishMonths = map[string]int{"this month": 0, "the month": 0, "next month": 1, "last month": -1, "the next month": 1, "the last month": -1, "the current month": 0}

// monthEnd reads "end of the month", "end of next month", "end of December".
func (r *reader) monthEnd(i int) hit {
	j := i
	if r.s(j) == "the" {
		j++
	}
	if h := r.namedMonthEnd(i, j); h.ok() {
		return h
	}
	if r.s(j) != "end" || r.s(j+1) != "of" {
		return hit{}
	}
	if shift, k := longest(r, englishMonths, j+2); k > j+2 {
		return one(i, k, NewDate(r.lastOfMonth(shift)), 0.85)
	}
	if r.any(j+2, "month") {
		return one(i, j+3, NewDate(r.lastOfMonth(0)), 0.85)
	}
	if r.any(j+2, "this", "the") && r.s(j+3) == "year" {
		return one(i, j+4, NewDate(day(r.in.today().Year(), 12, 31)), 0.85)
	}
	return hit{}
}

// namedMonthEnd reads "end of December" and "beginning of May 2027".
func (r *reader) namedMonthEnd(i, j int) hit {
	if !r.any(j, "end", "beginning", "start") || r.s(j+1) != "of" {
		return hit{}
	}
	m, ok := monthNames[r.s(j+2)]
	if !ok {
		return hit{}
	}
	y, k := r.year(j + 3)
	last := y
	if last == 0 {
		last = r.in.today().Year()
	}
	d := 1
	if r.s(j) == "end" {
		d = daysIn(last, time.Month(m))
	}
	return r.withYear(i, k, y, m, d, 0.85)
}

func (r *reader) lastOfMonth(shift int) time.Time {
	now := r.in.today()
	return day(now.Year(), now.Month()+time.Month(shift+1), 0)
}
