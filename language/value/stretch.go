package value

import (
	"fmt"
	"strconv"
	"strings"
)

// Stretch is the parts of a duration. Either Working is set alone, or the
// others are. Parts are never negative. Seconds may have decimals, held in
// Millis.
type Stretch struct {
	Years, Months, Days     int
	Hours, Minutes, Seconds int
	Millis                  int
	Weeks                   int // only when nothing else is set, after normal
	Working                 int // working days
}

// maxPart bounds each part of a duration.
const maxPart = 100_000_000

// normal carries seconds into minutes, minutes into hours and months into
// years. Hours are never carried into days: a day is not always 24 hours.
// Weeks beside other parts become days.
func (s Stretch) normal() Stretch {
	if s.Working > 0 {
		return Stretch{Working: s.Working}
	}
	s.Seconds, s.Millis = s.Seconds+s.Millis/1000, s.Millis%1000
	s.Minutes, s.Seconds = s.Minutes+s.Seconds/60, s.Seconds%60
	s.Hours, s.Minutes = s.Hours+s.Minutes/60, s.Minutes%60
	s.Years, s.Months = s.Years+s.Months/12, s.Months%12
	weeks := s.Weeks
	s.Weeks = 0
	if weeks > 0 && s == (Stretch{}) {
		return Stretch{Weeks: weeks}
	}
	s.Days += 7 * weeks
	return s
}

// String is the canonical form: ISO 8601 with each part carried ("PT90M" is
// "PT1H30M", "P18M" is "P1Y6M"), weeks only alone ("P2W"), no duration at all
// as "PT0S". Working days, which ISO lacks, are "1 working day", "3 working
// days", as in an app's files.
func (s Stretch) String() string {
	s = s.normal()
	switch {
	case s.Working == 1:
		return "1 working day"
	case s.Working > 1:
		return strconv.Itoa(s.Working) + " working days"
	case s.Weeks > 0:
		return fmt.Sprintf("P%dW", s.Weeks)
	}
	var b strings.Builder
	b.WriteByte('P')
	part(&b, s.Years, 'Y')
	part(&b, s.Months, 'M')
	part(&b, s.Days, 'D')
	if s.Hours+s.Minutes+s.Seconds+s.Millis > 0 || b.Len() == 1 {
		b.WriteByte('T')
		part(&b, s.Hours, 'H')
		part(&b, s.Minutes, 'M')
		seconds(&b, s)
	}
	return b.String()
}

func part(b *strings.Builder, n int, unit byte) {
	if n > 0 {
		b.WriteString(strconv.Itoa(n))
		b.WriteByte(unit)
	}
}

func seconds(b *strings.Builder, s Stretch) {
	switch {
	case s.Millis > 0:
		b.WriteString(strings.TrimRight(fmt.Sprintf("%d.%03d", s.Seconds, s.Millis), "0"))
		b.WriteByte('S')
	case s.Seconds > 0 || strings.HasSuffix(b.String(), "T"):
		b.WriteString(strconv.Itoa(s.Seconds))
		b.WriteByte('S')
	}
}

// Parts returns the parts of a duration; ok is false when v is none.
func Parts(v Value) (s Stretch, ok bool) {
	if v.Kind != Duration {
		return Stretch{}, false
	}
	return parseStretch(v.Text)
}

// parseStretch reads the canonical form and other ISO 8601 durations.
func parseStretch(s string) (Stretch, bool) {
	if n, ok := strings.CutSuffix(strings.TrimSuffix(s, "s"), " working day"); ok {
		days, err := strconv.Atoi(n)
		return Stretch{Working: days}, err == nil && days > 0 && days <= maxPart && n[0] != '+'
	}
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || rest == "" || strings.HasSuffix(rest, "T") {
		return Stretch{}, false
	}
	date, clock, _ := strings.Cut(rest, "T")
	var out Stretch
	if !out.take(date, "YMWD", false) || !out.take(clock, "HMS", true) {
		return Stretch{}, false
	}
	return out.normal(), true
}

// take reads "1Y6M" into the parts, whose units must come in order.
func (s *Stretch) take(in, units string, clock bool) bool {
	for in != "" {
		i := strings.IndexAny(in, units)
		if i < 1 {
			return false
		}
		unit := in[i]
		n, millis, ok := partNumber(in[:i], unit == 'S')
		if !ok {
			return false
		}
		s.set(unit, clock, n, millis)
		units = units[strings.IndexByte(units, unit)+1:]
		in = in[i+1:]
	}
	return true
}

func partNumber(s string, decimals bool) (n, millis int, ok bool) {
	whole, frac, has := strings.Cut(s, ".")
	if has && (!decimals || frac == "" || len(frac) > 3 || strings.Trim(frac, "0123456789") != "") {
		return 0, 0, false
	}
	if strings.Trim(whole, "0123456789") != "" {
		return 0, 0, false
	}
	n, err := strconv.Atoi(whole)
	if has {
		millis, _ = strconv.Atoi((frac + "000")[:3])
	}
	return n, millis, err == nil && n <= maxPart
}

func (s *Stretch) set(unit byte, clock bool, n, millis int) {
	switch unit {
	case 'Y':
		s.Years = n
	case 'W':
		s.Weeks = n
	case 'D':
		s.Days = n
	case 'H':
		s.Hours = n
	case 'S':
		s.Seconds, s.Millis = n, millis
	case 'M':
		if clock {
			s.Minutes = n
		} else {
			s.Months = n
		}
	}
}
