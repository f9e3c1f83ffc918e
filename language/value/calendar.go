package value

import (
	"fmt"
	"slices"
	"time"
)

// Works tells whether a calendar day (its date as t shows it) is a working day.
func (c Calendar) Works(t time.Time) bool {
	key := t.Format(time.DateOnly)
	if _, ok := c.Working[key]; ok {
		return true
	}
	if _, ok := c.Holidays[key]; ok {
		return false
	}
	if len(c.Weekend) == 0 {
		return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
	}
	return !slices.Contains(c.Weekend, t.Weekday())
}

// maxWorking bounds the walk over working days: a hundred years of them.
const maxWorking = 26_000

// AddDuration returns when a duration that starts at t is over. Years, months,
// weeks and days are steps of the calendar in zone (nil is UTC) that keep the
// time of day; a day that the month lacks becomes its last. Hours and less are
// elapsed time. Working days skip what cal says is none.
func AddDuration(t time.Time, d Value, cal Calendar, zone *time.Location) (time.Time, error) {
	s, ok := Parts(d)
	if !ok {
		return time.Time{}, fmt.Errorf("%q is no duration", d.String())
	}
	if zone == nil {
		zone = time.UTC
	}
	t = t.In(zone)
	if s.Working > 0 {
		return addWorking(t, s.Working, cal)
	}
	months := s.Years*12 + s.Months
	if months > 12*10_000 || s.Days+7*s.Weeks > 3_650_000 || s.Hours > 87_600_000 || s.Minutes > maxPart {
		return time.Time{}, fmt.Errorf("%q is too long to reckon with", d.Text)
	}
	t = addMonths(t, months).AddDate(0, 0, s.Days+7*s.Weeks)
	elapsed := time.Duration(s.Minutes)*time.Minute + time.Duration(s.Seconds)*time.Second + time.Duration(s.Millis)*time.Millisecond
	for hours := s.Hours; hours > 0; hours -= min(hours, 1_000_000) {
		t = t.Add(time.Duration(min(hours, 1_000_000)) * time.Hour)
	}
	return t.Add(elapsed), nil
}

func addWorking(t time.Time, n int, cal Calendar) (time.Time, error) {
	if n > maxWorking {
		return time.Time{}, fmt.Errorf("%d working days are too many to reckon with", n)
	}
	for walked := 0; n > 0; walked++ {
		if walked > 3*maxWorking {
			return time.Time{}, fmt.Errorf("the calendar has too few working days")
		}
		t = t.AddDate(0, 0, 1)
		if cal.Works(t) {
			n--
		}
	}
	return t, nil
}

// addMonths keeps the day of the month where the month has it, else takes its
// last (31 January + 1 month = 28 or 29 February).
func addMonths(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	return first.AddDate(0, 0, min(d, daysIn(first.Year(), first.Month()))-1)
}

func daysIn(y int, m time.Month) int { return day(y, m+1, 0).Day() }

// dayOf is the day of a date, midnight UTC.
func dayOf(date Value) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, date.Text)
	if date.Kind != Date || err != nil {
		return time.Time{}, fmt.Errorf("%q is no date", date.String())
	}
	return t, nil
}

// AddDays returns the date n days later (earlier when n is negative).
func AddDays(date Value, n int) (Value, error) {
	t, err := dayOf(date)
	if err != nil {
		return None, err
	}
	t = t.AddDate(0, 0, n)
	if n > 4_000_000 || n < -4_000_000 || t.Year() < 1 || t.Year() > 9999 {
		return None, fmt.Errorf("%d days from %s lie outside the calendar", n, date.Text)
	}
	return NewDate(t), nil
}

// DaysBetween returns how many days b lies after a; negative when before.
func DaysBetween(a, b Value) (int, error) {
	from, err := dayOf(a)
	if err != nil {
		return 0, err
	}
	to, err := dayOf(b)
	if err != nil {
		return 0, err
	}
	return int(to.Sub(from).Hours() / 24), nil
}

// DayIn returns the moment at which a date begins in zone (nil is UTC).
func DayIn(date Value, zone *time.Location) (time.Time, error) {
	t, err := dayOf(date)
	if err != nil {
		return time.Time{}, err
	}
	if zone == nil {
		zone = time.UTC
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone), nil
}

// instant reads the moments that tools write ("2026-11-27T09:30:00Z") into the
// app's zone. One without a zone is in the app's zone already.
func instant(s string, in Setting) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t.In(in.zone()), true
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, s, in.zone()); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
