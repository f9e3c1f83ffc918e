package understand

import (
	"regexp"
	"slices"
	"strings"

	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// find is value.Find that knows of ranges, in which what is said once is meant
// for both ends: "Wed to Fri next week", "2-4pm", 下周一出发,周三回来.
func find(spec value.Spec, s string, in value.Setting) []value.Found {
	out := value.Find(spec, s, in)
	switch spec.Kind {
	case value.Date:
		return weeks(spec, s, in, days(spec, s, in, out))
	case value.Time:
		return hours(spec, s, in, out)
	}
	return out
}

var (
	bareWeekday = regexp.MustCompile(`^(?:(?:on )?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:周|星期|礼拜)[一二三四五六日天])$`)
	weekdayIn   = regexp.MustCompile(`^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*(\s+(?:of\s+)?(?:next|this|the following)\s+week|\s+week)$`)
	until       = regexp.MustCompile(`^\s*(?:to|until|till|through|thru|and|[-–—~])\s*$`)
)

// weeks gives a bare weekday the week that the day beside it is in: both days
// of "Wed to Fri next week" are next week, and who leaves on Monday is back on
// the Thursday after it.
func weeks(spec value.Spec, s string, in value.Setting, days []value.Found) []value.Found {
	for i := 1; i < len(days); i++ {
		a, b := days[i-1], days[i]
		first, second := text.Fold(s[a.Start:a.End]), text.Fold(s[b.Start:b.End])
		if week := weekdayIn.FindStringSubmatch(second); week != nil && bareWeekday.MatchString(first) && until.MatchString(text.Fold(s[a.End:b.Start])) {
			if f, err := value.Read(spec, first+week[1], in); err == nil {
				days[i-1].Value, days[i-1].Others = f.Value, f.Others
			}
			continue
		}
		if bareWeekday.MatchString(second) && b.Value.Text < a.Value.Text {
			days[i].Value = after(b.Value, a.Value)
		}
	}
	return days
}

var dayRange = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|~|to|until|till|through|and)\s*(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)`)

// days reads "7-9 December" as two days.
func days(spec value.Spec, s string, in value.Setting, found []value.Found) []value.Found {
	for _, m := range dayRange.FindAllStringSubmatchIndex(s, 8) {
		month := s[m[6]:m[7]]
		a, errA := value.Read(spec, s[m[2]:m[3]]+" "+month, in)
		b, errB := value.Read(spec, s[m[4]:m[5]]+" "+month, in)
		if errA != nil || errB != nil {
			continue
		}
		found = slices.DeleteFunc(found, func(f value.Found) bool { return f.Start < m[7] && m[2] < f.End })
		found = append(
			found,
			value.Found{Start: m[2], End: m[3], Value: a.Value, Sure: 0.95},
			value.Found{Start: m[4], End: m[7], Value: b.Value, Sure: 0.95},
		)
	}
	slices.SortStableFunc(found, func(a, b value.Found) int { return a.Start - b.Start })
	return found
}

// after moves a weekday on by weeks until it is behind another day, two weeks
// at most; else it stays.
func after(day, other value.Value) value.Value {
	for _, n := range []int{7, 14} {
		if moved, err := value.AddDays(day, n); err == nil && moved.Text >= other.Text {
			return moved
		}
	}
	return day
}

var hourRange = regexp.MustCompile(`(?i)(\b(?:from|between)\s+)?(\d{1,2}(?::\d{2})?)\s*(am|pm|a\.m\.|p\.m\.)?\s*(?:-|–|—|~|to|until|till|and)\s*(\d{1,2}(?::\d{2})?)\s*(am|pm|a\.m\.|p\.m\.|o'clock)?(?:[^\d:\p{L}]|$)`)

// hours reads "2-4pm" and "from 9 to 11" as two times.
func hours(spec value.Spec, s string, in value.Setting, times []value.Found) []value.Found {
	for _, m := range hourRange.FindAllStringSubmatchIndex(s, 8) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return s[m[2*i]:m[2*i+1]]
		}
		if group(1) == "" && group(3) == "" && group(5) == "" && !strings.Contains(group(2)+group(4), ":") {
			continue // "3 to 5" may be anything
		}
		half := group(3)
		if half == "" {
			half = group(5)
		}
		a, errA := value.Read(spec, clockWords(group(2), half), in)
		b, errB := value.Read(spec, clockWords(group(4), group(5)), in)
		if errA != nil || errB != nil {
			continue
		}
		if a.Value.Text > b.Value.Text {
			if early, err := value.Read(spec, clockWords(group(2), "am"), in); err == nil {
				a = early
			}
		}
		times = slices.DeleteFunc(times, func(f value.Found) bool { return f.Start < m[9] && m[4] < f.End })
		times = append(
			times,
			value.Found{Start: m[4], End: m[5], Value: a.Value, Sure: 0.95},
			value.Found{Start: m[8], End: m[9], Value: b.Value, Sure: 0.95},
		)
	}
	return times
}

// clockWords is an hour as value.Read takes it for sure.
func clockWords(clock, half string) string {
	if half == "" && !strings.Contains(clock, ":") {
		return clock + ":00"
	}
	return clock + half
}
