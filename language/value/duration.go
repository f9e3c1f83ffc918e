package value

import "github.com/cockroachdb/apd/v3"

// unitOf is a part of a duration: how it adds up. 'y' years, 'm' months, 'w'
// weeks, 'd' days, 'h' hours, 'i' minutes, 's' seconds, 'k' working days, 'q'
// quarters of an hour, 'f' fortnights, 'u' quarters of a year, 'z' milliseconds.
var durationUnits = map[string]byte{
	"s": 's', "sec": 's', "secs": 's', "second": 's', "seconds": 's', "ms": 'z', "min": 'i', "mins": 'i', "minute": 'i', "minutes": 'i', "m": 'i',
	"h": 'h', "hr": 'h', "hrs": 'h', "hour": 'h', "hours": 'h', "d": 'd', "day": 'd', "days": 'd', "week": 'w', "weeks": 'w', "wk": 'w', "wks": 'w', "w": 'w',
	"month": 'm', "months": 'm', "year": 'y', "years": 'y', "yr": 'y', "yrs": 'y', "fortnight": 'f', "fortnights": 'f', "nights": 'd', "night": 'd', "quarters": 'u',
	"working day": 'k', "working days": 'k', "business day": 'k', "business days": 'k', "work days": 'k', "workdays": 'k', "work day": 'k', "workday": 'k', "weekdays": 'k',
	"秒": 's', "秒钟": 's', "分钟": 'i', "分": 'i', "小时": 'h', "个小时": 'h', "钟头": 'h', "个钟头": 'h', "个钟": 'h', "天": 'd', "日": 'd', "周": 'w', "个周": 'w', "星期": 'w', "个星期": 'w', "礼拜": 'w', "个礼拜": 'w',
	"个月": 'm', "年": 'y', "个工作日": 'k', "工作日": 'k', "刻钟": 'q', "个季度": 'u', "季度": 'u', "晚": 'd', "毫秒": 'z',
}

// duration finds a duration at token i. Where the words around make a date of
// it ("3 days ago", 三天后), there is none.
func (r *reader) duration(i int) hit {
	s, j := r.stretch(i)
	if j == i {
		return hit{}
	}
	if _, sign := r.direction(j); sign != 0 {
		return hit{}
	}
	sure := 0.92
	if r.s(i-1) == "in" || r.s(i-1) == "过" {
		sure = 0.5
	}
	if s.normal() == (Stretch{}) && !r.is(i, digits) {
		return hit{}
	}
	return one(i, j, NewDuration(s), sure)
}

// stretch reads one or more parts: "1h30m", "two and a half hours", "3 working
// days", 两个半小时, 三天, "a year and a half".
func (r *reader) stretch(i int) (Stretch, int) {
	var s Stretch
	j := i
	for parts := 0; parts < 8; parts++ {
		k := j
		if parts > 0 && r.any(k, "and", ",", "又", "零", "加") {
			k++
		}
		next, unit, l := r.stretchPart(k)
		if l == k || !s.plus(next) {
			break
		}
		j = l
		if unit == 'k' {
			break
		}
	}
	if j == i {
		return s, i
	}
	return s, j
}

// stretchPart reads a number and its unit.
func (r *reader) stretchPart(i int) (Stretch, byte, int) {
	if s, unit, j := r.halfUnit(i); j > i {
		return s, unit, j
	}
	n, j := r.amountOf(i)
	if j == i {
		return Stretch{}, 0, i
	}
	half := false
	if r.any(j, "半") || r.s(j) == "个" && r.s(j+1) == "半" { // 两个半小时
		half = true
		if r.s(j) == "个" {
			j++
		}
		j++
	} else if r.s(j) == "and" && r.s(j+1) == "a" && r.s(j+2) == "half" {
		half, j = true, j+3
	}
	if r.s(j) == "-" && r.close(j) && r.is(j+1, word) { // a 3-day trip
		j++
	}
	unit, k := r.unit(j)
	if half && r.s(j) == "月" { // 一个半月
		unit, k = 'm', j+1
	}
	if k == j || r.notAUnit(i, j, k, unit) {
		return Stretch{}, 0, i
	}
	if !half {
		half, k = r.halfBehind(k)
	}
	if half {
		n = add(n, apd.New(5, -1))
	}
	s, ok := stretchOf(n, unit)
	if !ok {
		return Stretch{}, 0, i
	}
	return s, unit, k
}

// amountOf is a numeral, or "a", "an", "another", "a couple of".
func (r *reader) amountOf(i int) (*apd.Decimal, int) {
	if n, j := r.numeral(i); j > i {
		return n.d, j
	}
	switch {
	case r.any(i, "a") && r.s(i+1) == "couple":
		j := i + 2
		if r.s(j) == "of" {
			j++
		}
		return apd.New(2, 0), j
	case r.any(i, "a", "an", "another"):
		return apd.New(1, 0), i + 1
	}
	return nil, i
}

func (r *reader) unit(i int) (byte, int) {
	unit, j := longest(r, durationUnits, i)
	if j > i && r.is(i, word) && r.toks[i].end-r.toks[i].start == 1 && !r.close(i) && r.s(i) != "h" {
		return 0, i // "3 m" and "2 s" are other things
	}
	return unit, j
}

// notAUnit tells what only looks like a duration: 5月3日, 2026年, 十分, 三日 as a
// date, "8点20分".
func (r *reader) notAUnit(i, j, k int, unit byte) bool {
	s := r.text(j, k)
	n, _ := r.small(i)
	switch {
	case s == "年" && n > 1000, s == "日" && r.any(i-1, "月"), s == "分" && (r.any(i-1, "点", "时", "毛", "角", "块", "元") || r.s(i) == "十" || r.s(k) == "之" || !r.whole && r.s(k) != "" && !r.isStretchAhead(k)):
		return true
	case s == "周" && r.close(k) && hanWeekdayAt(r, k) && r.any(i-1, "上", "下", "本"):
		return true
	case s == "年" && r.isMonthAhead(k), s == "晚" && r.s(k) == "上":
		return true
	}
	return unit == 's' && s == "second" && r.any(i, "the")
}

func hanWeekdayAt(r *reader, i int) bool {
	_, ok := hanWeekdays[r.s(i)]
	return ok
}

func (r *reader) isStretchAhead(i int) bool {
	_, k := r.small(i)
	return k > i && r.any(k, "秒")
}

func (r *reader) isMonthAhead(i int) bool {
	_, k := r.small(i)
	return k > i && r.s(k) == "月"
}

// halfUnit reads 半年, 半个小时, "half an hour", "half a day".
func (r *reader) halfUnit(i int) (Stretch, byte, int) {
	j := i
	switch {
	case r.s(i) == "半":
		j = i + 1
	case r.s(i) == "half" && r.any(i+1, "a", "an"):
		j = i + 2
	case r.s(i) == "a" && r.s(i+1) == "half":
		j = i + 2
	case r.s(i) == "half" && r.is(i+1, word):
		j = i + 1
	default:
		return Stretch{}, 0, i
	}
	unit, k := r.unit(j)
	if k == j {
		return Stretch{}, 0, i
	}
	s, ok := stretchOf(apd.New(5, -1), unit)
	if !ok {
		return Stretch{}, 0, i
	}
	return s, unit, k
}

// halfBehind reads the half that follows a unit: 三天半, "a year and a half".
func (r *reader) halfBehind(i int) (bool, int) {
	switch {
	case r.s(i) == "半" && r.close(i) && !r.any(i+1, "价", "个", "天", "年", "小"):
		return true, i + 1
	case r.s(i) == "and" && r.s(i+1) == "a" && r.s(i+2) == "half":
		if _, k := r.unit(i + 3); k == i+3 {
			return true, i + 3
		}
	}
	return false, i
}

// unitMillis is how long the units of the clock last; unitDays those of the
// calendar that have whole days.
var unitMillis = map[byte]int64{'z': 1, 's': 1000, 'i': 60_000, 'q': 900_000, 'h': 3_600_000}

// stretchOf makes n units. Parts of a unit go into the next smaller one: half
// a year is 6 months, half a day 12 hours, half a month 15 days.
func stretchOf(n *apd.Decimal, unit byte) (Stretch, bool) {
	whole, rest, ok := split(n)
	if !ok {
		return Stretch{}, false
	}
	if millis, ok := unitMillis[unit]; ok {
		total := whole*millis + part1000(rest, millis)
		return Stretch{Hours: int(total / 3_600_000), Minutes: int(total / 60_000 % 60), Seconds: int(total / 1000 % 60), Millis: int(total % 1000)}, true
	}
	w := int(whole)
	switch unit {
	case 'y':
		return Stretch{Years: w, Months: int(part1000(rest, 12))}, true
	case 'u':
		return Stretch{Months: 3*w + int(part1000(rest, 3))}, true
	case 'm':
		return Stretch{Months: w, Days: int(part1000(rest, 30))}, true
	case 'f':
		return Stretch{Weeks: 2*w + int(part1000(rest, 2))}, true
	case 'w':
		hours := part1000(rest, 7*24)
		return Stretch{Weeks: w, Days: int(hours / 24), Hours: int(hours % 24)}, true
	case 'd':
		return Stretch{Days: w, Hours: int(part1000(rest, 24))}, true
	}
	return Stretch{Working: w}, rest == 0 && w > 0
}

// split returns the whole part of n and its thousandths.
func split(n *apd.Decimal) (whole, rest int64, ok bool) {
	var thousandths apd.Decimal
	_, _ = exact.Mul(&thousandths, n, apd.New(1000, 0))
	_, _ = exact.RoundToIntegralValue(&thousandths, &thousandths)
	v, err := thousandths.Int64()
	if err != nil || v < 0 || v > maxPart*1000 {
		return 0, 0, false
	}
	return v / 1000, v % 1000, true
}

// part1000 is rest thousandths of size, rounded.
func part1000(rest, size int64) int64 { return (rest*size + 500) / 1000 }

// plus adds another part; false when the two do not go together.
func (s *Stretch) plus(o Stretch) bool {
	if s.Working > 0 || o.Working > 0 && *s != (Stretch{}) {
		return false
	}
	s.Years += o.Years
	s.Months += o.Months
	s.Weeks += o.Weeks
	s.Days += o.Days
	s.Hours += o.Hours
	s.Minutes += o.Minutes
	s.Seconds += o.Seconds
	s.Millis += o.Millis
	s.Working = o.Working
	return s.Years+s.Months+s.Weeks+s.Days+s.Hours+s.Minutes+s.Seconds <= maxPart
}
