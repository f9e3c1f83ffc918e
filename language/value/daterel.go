package value

import "time"

var relativeDays = map[string]int{
	"today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "yesterday": -1, "last night": -1,
	"day after tomorrow": 2, "the day after tomorrow": 2, "day before yesterday": -2, "the day before yesterday": -2,
	"the day after tmrw": 2, "the day after tmr": 2,
	"今天": 0, "今日": 0, "今晚": 0, "今早": 0, "今儿": 0, "今夜": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "明儿": 1, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "昨儿": -1,
	"后天": 2, "后日": 2, "前天": -2, "前日": -2, "前晚": -2, "大后天": 3, "大前天": -3,
}

// relativeDay reads today, the day before yesterday, 大后天.
func (r *reader) relativeDay(i int) hit {
	shift, j := longest(r, relativeDays, i)
	if j == i {
		return hit{}
	}
	if _, w := longest(r, map[string]int{"week": 7, "周": 7}, j); w > j && r.is(j, word) {
		return hit{}
	}
	return one(i, j, NewDate(r.in.today().AddDate(0, 0, shift)), 0.97)
}

// later reads "in 3 days", "3 days ago", "two weeks from now", 三天后, 2周前,
// 3个工作日后.
func (r *reader) later(i int) hit {
	j, in := i, false
	if r.any(j, "in", "within") || r.s(j) == "过" && !r.any(j-1, "不", "超") {
		j, in = j+1, true
	}
	s, k := r.stretch(j)
	if k == j || !s.wholeDays() {
		return hit{}
	}
	if h := r.counting(i, k, s); h.ok() {
		return h
	}
	switch end, sign := r.direction(k); {
	case sign != 0:
		return r.shifted(i, end, s, sign, 0.95)
	case in && r.s(i) != "within":
		return r.shifted(i, k, s, 1, 0.8)
	}
	return hit{}
}

// counting reads "2 days after tomorrow", "a week from Friday".
func (r *reader) counting(i, j int, s Stretch) hit {
	if !r.any(j, "after", "before", "from") {
		return hit{}
	}
	base := r.relativeDay(j + 1)
	if !base.ok() {
		base = r.weekday(j + 1)
	}
	if len(base.values) == 0 {
		return hit{}
	}
	from, err := dayOf(base.values[0])
	sign := 1
	if r.s(j) == "before" {
		sign = -1
	}
	t, ok := shift(from, s, sign, r.in.Calendar)
	if err != nil || !ok || t.Year() < 1 || t.Year() > 9999 {
		return hit{}
	}
	return one(i, base.j, NewDate(t), 0.9)
}

// wholeDays tells whether a stretch has no hours in it.
func (s Stretch) wholeDays() bool { return s.Hours+s.Minutes+s.Seconds+s.Millis == 0 }

// direction reads ago, from now, later, 后, 以前.
func (r *reader) direction(i int) (j, sign int) {
	sign, j = longest(r, directions, i)
	return j, sign
}

var directions = map[string]int{
	"ago": -1, "earlier": -1, "from now": 1, "from today": 1, "later": 1, "hence": 1, "after today": 1,
	"后": 1, "以后": 1, "之后": 1, "过后": 1, "前": -1, "以前": -1, "之前": -1,
}

func (r *reader) shifted(i, j int, s Stretch, sign int, sure float64) hit {
	t, ok := shift(r.in.today(), s, sign, r.in.Calendar)
	if !ok || t.Year() < 1 || t.Year() > 9999 {
		return hit{}
	}
	return one(i, j, NewDate(t), sure)
}

func shift(t time.Time, s Stretch, sign int, cal Calendar) (time.Time, bool) {
	if s.Working > 0 {
		if s.Working > maxWorking {
			return t, false
		}
		for n := s.Working; n > 0; {
			t = t.AddDate(0, 0, sign)
			if t.Year() < 1 || t.Year() > 9998 {
				return t, false
			}
			if cal.Works(t) {
				n--
			}
		}
		return t, true
	}
	if s.Years > 9999 || s.Months > 9999 || s.Days > 3_650_000 || s.Weeks > 500_000 {
		return t, false
	}
	return addMonths(t, sign*(12*s.Years+s.Months)).AddDate(0, 0, sign*(s.Days+7*s.Weeks)), true
}

var weekdayNames = map[string]time.Weekday{
	"monday": 1, "mon": 1, "tuesday": 2, "tue": 2, "tues": 2, "wednesday": 3, "wed": 3, "weds": 3, "thursday": 4, "thu": 4, "thur": 4, "thurs": 4,
	"friday": 5, "fri": 5, "saturday": 6, "sat": 6, "sunday": 0, "sun": 0,
}

var hanWeeks = map[string]int{
	"本周": 0, "这周": 0, "本星期": 0, "这个星期": 0, "这星期": 0, "这礼拜": 0, "这个礼拜": 0, "这个周": 0, "下周": 1, "下个周": 1, "下星期": 1, "下个星期": 1, "下礼拜": 1, "下个礼拜": 1,
	"上周": -1, "上个周": -1, "上星期": -1, "上个星期": -1, "上礼拜": -1, "上个礼拜": -1, "下下周": 2, "下下个星期": 2, "下下星期": 2, "上上周": -2, "上上个周": -2, "下下个周": 2, "下下个礼拜": 2, "上上个礼拜": -2, "下下礼拜": 2, "上上礼拜": -2, "上上个星期": -2, "上上星期": -2,
}

const bareWeek = 99

var bareWeeks = map[string]int{"周": bareWeek, "星期": bareWeek, "礼拜": bareWeek}

var hanWeekdays = map[string]time.Weekday{"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 0, "天": 0, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}

// weekday reads Friday, next Friday, "Friday next week", 周五, 下周五, 上上星期三.
func (r *reader) weekday(i int) hit {
	if r.is(i, han) {
		return r.hanWeekday(i)
	}
	j := i
	if r.any(j, "on", "at") {
		j++
	}
	if r.s(j) == "the" {
		j++
	}
	which := ""
	for r.any(j, "this", "next", "coming", "upcoming", "last", "past", "following") {
		which = r.s(j)
		j++
	}
	if r.s(j) == "week" && which != "" { // next week Friday, next week on Friday
		k := j + 1
		if r.s(k) == "on" {
			k++
		}
		if d, ok := weekdayNames[r.s(k)]; ok {
			return r.ofWeek(i, k+1, weekShift(which), d)
		}
	}
	if r.s(j) == "weekend" {
		return r.weekend(i, j+1, which)
	}
	d, ok := weekdayNames[r.s(j)]
	if r.s(j) == "sat" && r.any(j+1, "down", "in", "at", "with", "there", "next") {
		return hit{} // a verb
	}
	if !ok || r.any(j, "sun", "sat", "wed", "mon") && which == "" && !r.shortDay(j) {
		return hit{}
	}
	j++
	if r.s(j) == "." && r.close(j) && r.toks[j-1].end-r.toks[j-1].start <= 4 && j+1 < len(r.toks) && !r.toks[j].gap {
		j++
	}
	if h := r.dayBehind(i, j, d); h.ok() {
		return h
	}
	if r.any(j, "next", "this", "last") && r.s(j+1) == "week" {
		return r.ofWeek(i, j+2, weekShift(r.s(j)), d)
	}
	return r.weekdayInRange(i, j, which, d)
}

// weekdayInRange lets the two ends of a range share their week: "Wed to Fri
// next week", "next Wed to Fri".
func (r *reader) weekdayInRange(i, j int, which string, d time.Weekday) hit {
	_, ahead := weekdayNames[r.s(j+1)]
	if ahead && r.isTo(j) && r.any(j+2, "next", "this", "last") && r.s(j+3) == "week" {
		return r.ofWeek(i, j, weekShift(r.s(j+2)), d)
	}
	if which == "" && i > 0 && r.weekEnd == i-1 && r.isTo(i-1) {
		return r.ofWeek(i, j, r.week, d)
	}
	if which == "next" {
		r.week, r.weekEnd = 1, j
	}
	return hit{i: i, j: j, values: r.namedDay(which, d), sure: 0.93}
}

func (r *reader) isTo(i int) bool {
	return r.any(i, "to", "until", "till", "through", "-", "–", "and", "到", "至", "~", "和")
}

// shortDay guards the short names that are words: "sat", "sun", "wed".
func (r *reader) shortDay(j int) bool {
	c := r.original(j, j+1)
	return c[0] >= 'A' && c[0] <= 'Z' || r.s(j-1) == "on" || r.whole
}

func weekShift(which string) int {
	switch which {
	case "next", "following":
		return 1
	case "last", "past":
		return -1
	}
	return 0
}

// dayBehind reads the date that says which Friday: "Friday, 27 Nov", "周五
// (11月27日)". The date counts; the weekday only chooses between years.
func (r *reader) dayBehind(i, j int, d time.Weekday) hit {
	open := false
	if r.any(j, ",", "(") {
		open = r.s(j) == "("
		j++
	}
	for _, form := range []func(int) hit{r.yearFirst, r.hanDate, r.monthNamed, r.slashed, r.ordinalDay} {
		h := form(j)
		if !h.ok() {
			continue
		}
		h.i = i
		falling(h.values, d)
		if open && r.s(h.j) == ")" {
			h.j++
		}
		return h
	}
	return hit{}
}

// namedDay lists the days that "next Friday" and its like can mean.
func (r *reader) namedDay(which string, d time.Weekday) []Value {
	now := r.in.today()
	coming := now.AddDate(0, 0, (int(d)-int(now.Weekday())+7)%7)
	after := coming // the first after today
	if coming.Equal(now) {
		after = now.AddDate(0, 0, 7)
	}
	switch which {
	case "coming", "upcoming":
		return dates(after)
	case "next", "following":
		return dates(r.inWeek(1, d), after)
	case "this":
		return dates(coming, r.inWeek(0, d))
	case "last", "past":
		before := coming.AddDate(0, 0, -7)
		return dates(before, r.inWeek(-1, d))
	}
	return dates(coming, coming.AddDate(0, 0, -7), after)
}

// inWeek is a weekday of the week that lies shift weeks away; weeks begin on
// Monday.
func (r *reader) inWeek(shift int, d time.Weekday) time.Time {
	now := r.in.today()
	fromMonday := func(w time.Weekday) int { return (int(w) + 6) % 7 }
	return now.AddDate(0, 0, 7*shift+fromMonday(d)-fromMonday(now.Weekday()))
}

func (r *reader) ofWeek(i, j, shift int, d time.Weekday) hit {
	return one(i, j, NewDate(r.inWeek(shift, d)), 0.97)
}

func (r *reader) hanWeekday(i int) hit {
	shift, j := longest(r, hanWeeks, i)
	if j == i {
		shift, j = longest(r, bareWeeks, i)
	}
	if j == i || r.any(i-1, "每", "逢") && shift == bareWeek {
		return hit{}
	}
	if r.s(j) == "的" && shift != bareWeek {
		j++
	}
	if r.s(j) == "末" {
		return r.hanWeekend(i, j+1, shift)
	}
	d, ok := hanWeekdays[r.s(j)]
	if !ok || r.s(i) == "周" && r.any(j, "天") && r.s(j+1) == "气" {
		return hit{}
	}
	// "三周一次" has no Monday in it.
	if _, number := hanDigits[r.s(i-1)]; shift == bareWeek && r.s(i) == "周" && (number || r.is(i-1, digits)) {
		return hit{}
	}
	j++
	if h := r.dayBehind(i, j, d); h.ok() {
		return h
	}
	if shift == bareWeek && i > 0 && r.weekEnd == i-1 && r.isTo(i-1) {
		shift = r.week
	}
	if shift == bareWeek {
		return hit{i: i, j: j, values: r.namedDay("", d), sure: 0.93}
	}
	r.week, r.weekEnd = shift, j
	return r.ofWeek(i, j, shift, d)
}

// weekend reads "this weekend" as its Saturday: who means the Sunday says so.
func (r *reader) weekend(i, j int, which string) hit {
	if which == "next" || which == "last" || which == "past" || which == "following" {
		return one(i, j, NewDate(r.inWeek(weekShift(which), time.Saturday)), 0.8)
	}
	return hit{i: i, j: j, values: r.namedDay("", time.Saturday), sure: 0.8}
}

// hanWeekend reads 周末, 这个周末, 下周末.
func (r *reader) hanWeekend(i, j, shift int) hit {
	if shift == bareWeek {
		return r.weekend(i, j, "")
	}
	return one(i, j, NewDate(r.inWeek(shift, time.Saturday)), 0.8)
}
