package value

import "time"

// clock finds a time of day at token i: 9:30, 9.30am, half past nine, noon,
// 下午三点半, 15点.
func (r *reader) clock(i int) hit {
	for _, form := range clockForms[r.toks[i].class] {
		if h := form(r, i); h.ok() {
			h.values = r.in.best(h.values)
			return h
		}
	}
	return hit{}
}

// clockForms lists which forms can begin with which class of token.
var clockForms = [...][]func(*reader, int) hit{
	sign:   {(*reader).digitClock},
	word:   {(*reader).fromNow, (*reader).digitClock, (*reader).spokenClock, (*reader).namedClock},
	digits: {(*reader).fromNow, (*reader).hanClock, (*reader).digitClock, (*reader).spokenClock, (*reader).namedClock},
	han:    {(*reader).fromNow, (*reader).partOfDay, (*reader).hanClock, (*reader).namedClock},
}

// at makes the readings of an hour. An hour up to 12 without a part of the day
// may be of either half; the likelier is first.
func at(i, j, h, m, s int, either bool, sure float64) hit {
	if h > 24 || m > 59 || s > 59 || h == 24 && m+s > 0 {
		return hit{}
	}
	out := one(i, j, NewTime(h%24, m, s), sure)
	if either && h >= 1 && h <= 12 {
		out.values = append(out.values, NewTime((h+12)%24, m, s))
	}
	return out
}

// fromNow reads "half an hour ago", "in 20 minutes", 两小时后, as long as it is
// the same day.
func (r *reader) fromNow(i int) hit {
	j, in := i, r.s(i) == "in"
	if in {
		j++
	}
	s, k := r.stretch(j)
	if k == j || s.Hours+s.Minutes == 0 || s.Days+s.Weeks+s.Months+s.Years+s.Working > 0 || s.Hours > 24 || s.Minutes > 24*60 {
		return hit{}
	}
	end, sign := r.direction(k)
	switch {
	case sign == 0 && in:
		end, sign = k, 1
	case sign == 0:
		return hit{}
	}
	now := r.in.Now.In(r.in.zone())
	t := now.Add(time.Duration(sign) * (time.Duration(s.Hours)*time.Hour + time.Duration(s.Minutes)*time.Minute))
	if t.Day() != now.Day() {
		return hit{}
	}
	return at(i, end, t.Hour(), t.Minute(), 0, false, 0.85)
}

// likely makes the readings of a spoken hour: from one to six in the
// afternoon, else in the morning.
func likely(i, j, h, m int, sure float64) hit {
	out := at(i, j, h, m, 0, true, sure)
	if h >= 1 && h <= 6 && len(out.values) == 2 {
		out.values[0], out.values[1] = out.values[1], out.values[0]
	}
	return out
}

// half is which half of the day a word names: 'a' before noon, 'p' after, 'n'
// night (past midnight up to 5, else evening), 'm' around noon.
var halves = map[string]byte{
	"凌晨": 'a', "清晨": 'a', "早上": 'a', "早晨": 'a', "上午": 'a', "早": 'a', "一早": 'a', "今早": 'a', "明早": 'a', "中午": 'm', "下午": 'p', "午后": 'p', "傍晚": 'p',
	"晚上": 'n', "晚": 'n', "今晚": 'n', "明晚": 'n', "昨晚": 'n', "夜里": 'n', "半夜": 'n', "深夜": 'n', "夜晚": 'n', "晚间": 'n',
}

func halved(half byte, h int) int {
	switch {
	case half == 'p' && h < 12, half == 'n' && h >= 5 && h < 12, half == 'm' && h < 4:
		return h + 12
	case half == 'n' && h == 12, half == 'a' && h == 12:
		return 0
	}
	return h
}

// partOfDay reads 下午三点半, 晚上9:30, 明早8点.
func (r *reader) partOfDay(i int) hit {
	half, j := longest(r, halves, i)
	if j == i {
		return hit{}
	}
	if r.s(j) == "的" {
		j++
	}
	h, m, s, k, _ := r.anyClock(j)
	if k == j || h > 24 {
		return hit{}
	}
	return at(i, k, halved(half, h), m, s, false, 0.98)
}

// anyClock reads a time in hanzi or digits without a part of the day.
func (r *reader) anyClock(i int) (h, m, s, j int, sure float64) {
	if h, m, j = r.hanHour(i); j > i {
		return h, m, 0, j, 0.95
	}
	return r.colons(i)
}

func (r *reader) hanClock(i int) hit {
	h, m, j := r.hanHour(i)
	if j == i || h > 24 || r.s(i-1) == "第" {
		return hit{}
	}
	sure := 0.95
	if r.s(j-1) == "点" { // 三点 may be three points
		sure = 0.8
	}
	return likely(i, j, h, m, sure)
}

// hanHour reads 三点半, 15点20分, 9点一刻, 十点整, 8时30分.
func (r *reader) hanHour(i int) (h, m, j int) {
	h, j = r.small(i)
	if j == i || h > 24 || !r.any(j, "点", "时") || r.s(j) == "时" && r.any(j+1, "间", "候") || r.s(i-1) == "点" {
		return 0, 0, i
	}
	if r.s(j) == "点" && r.any(j+1, "几", "多", "儿", "东", "击", "名", "头") && r.s(j+1) != "多" {
		return 0, 0, i
	}
	j++
	if r.any(j, "钟", "整", "正") {
		return h, 0, j + 1
	}
	switch {
	case r.s(j) == "半":
		return h, 30, j + 1
	case r.s(j) == "一" && r.s(j+1) == "刻":
		return h, 15, j + 2
	case r.s(j) == "三" && r.s(j+1) == "刻":
		return h, 45, j + 2
	}
	start := j
	if r.any(start, "过") {
		start++
	}
	if r.s(start) == "零" || r.s(start) == "0" && r.is(start+1, han) {
		start++
	}
	v, k := r.small(start)
	if k == start || v > 59 || !r.close(start) {
		return h, 0, j
	}
	if r.s(k) == "分" {
		return h, v, k + 1
	}
	if (v >= 10 || start > j) && !r.counted(k) && !r.any(k, "元", "块", "月", "号", "日") {
		return h, v, k
	}
	return h, 0, j
}

// colons reads 9:30 and 21:05:10.
func (r *reader) colons(i int) (h, m, s, j int, sure float64) {
	if !r.shortDigits(i) || r.s(i+1) != ":" || !r.is(i+2, digits) || len(r.s(i+2)) != 2 || !r.close(i+1) || !r.close(i+2) ||
		r.close(i) && r.any(i-1, ":", ".") {
		return 0, 0, 0, i, 0
	}
	h, m, j = atoi(r.s(i)), atoi(r.s(i+2)), i+3
	if r.s(j) == ":" && r.is(j+1, digits) && len(r.s(j+1)) == 2 && r.close(j+1) {
		s, j = atoi(r.s(j+1)), j+2
	}
	return h, m, s, j, 0.95
}

// digitClock reads 9:30, 9.30am, 3pm, 21:05, "at 9.30".
func (r *reader) digitClock(i int) hit {
	start := i
	if r.any(start, "at", "@") && r.is(start+1, digits) {
		start++
	}
	h, m, s, j, _ := r.colons(start)
	if j > start {
		if half, k := r.meridiem(j); k > j {
			return r.withHalf(i, k, h, m, s, half)
		}
		return at(i, j, h, m, s, len(r.s(start)) == 1, 0.95)
	}
	if s := r.s(start); r.is(start, digits) && (len(s) == 3 || len(s) == 4) { // 340pm
		if half, k := r.meridiem(start + 1); k > start+1 && atoi(s)/100 <= 12 {
			return r.withHalf(i, k, atoi(s)/100, atoi(s)%100, 0, half)
		}
	}
	if !r.shortDigits(start) {
		return hit{}
	}
	h, j = atoi(r.s(start)), start+1
	dotted := r.s(j) == "." && r.is(j+1, digits) && len(r.s(j+1)) == 2 && r.close(j) && r.close(j+1)
	if dotted {
		m, j = atoi(r.s(j+1)), j+2
	}
	if half, k := r.meridiem(j); k > j {
		return r.withHalf(i, k, h, m, 0, half)
	}
	if r.any(j, "o") && r.any(j+1, "'", "’") && r.s(j+2) == "clock" {
		return r.withPart(i, j+3, h, m)
	}
	if start > i && h <= 24 && r.endsHour(j) && !r.any(j, "%", "/", "-", "元", "块") {
		return likely(i, j, h, m, r.sureAt(i))
	}
	if r.whole && j == len(r.toks) && start == 0 && h <= 24 {
		return likely(i, j, h, m, 0.5)
	}
	return hit{}
}

// meridiem reads am, p.m., "in the morning".
func (r *reader) meridiem(i int) (half byte, j int) {
	half, j = longest(r, meridiems, i)
	if j > i && r.s(j) == "." && r.close(j) && r.s(i+1) == "." {
		j++
	}
	return half, j
}

var meridiems = map[string]byte{
	"am": 'a', "a.m": 'a', "pm": 'p', "p.m": 'p', "a m": 'a', "p m": 'p', "in the morning": 'a', "in the afternoon": 'p', "in the evening": 'n', "at night": 'n', "in the night": 'n', "tonight": 'n', "this morning": 'a', "this afternoon": 'p', "this evening": 'n', "afternoon": 'p',
	"noon": 'm', "p. m": 'p', "a. m": 'a',
}

func (r *reader) withHalf(i, j, h, m, s int, half byte) hit {
	if h > 12 && half == 'a' || h > 24 {
		return hit{}
	}
	return at(i, j, halved(half, h), m, s, false, 0.98)
}

// withPart is an hour that a part of the day may still follow.
func (r *reader) withPart(i, j, h, m int) hit {
	if r.s(j) == "o" && r.any(j+1, "'", "’") && r.s(j+2) == "clock" {
		j += 3
	}
	if half, k := r.meridiem(j); k > j {
		return r.withHalf(i, k, h, m, 0, half)
	}
	return likely(i, j, h, m, 0.9)
}

// spokenClock reads "half past nine", "a quarter to 8", "ten past 9 in the
// evening", "nine o'clock", "nine pm".
func (r *reader) spokenClock(i int) hit {
	j := i
	if r.s(j) == "at" {
		j++
	}
	if r.s(j) == "a" {
		j++
	}
	minutes, k := r.pastMinutes(j)
	if k > j && r.any(k, "past", "to", "after", "before") {
		back := r.any(k, "to", "before")
		h, l := r.small(k + 1)
		if l == k+1 || h < 1 || h > 24 {
			return hit{}
		}
		if back {
			h, minutes = (h+23)%24, 60-minutes
		}
		return r.withPart(i, l, h, minutes)
	}
	if !r.is(j, word) {
		return hit{}
	}
	h, k := r.small(j)
	if k == j || h < 1 || h > 12 {
		return hit{}
	}
	m := 0
	if v, l := r.small(k); l > k && v >= 10 && v < 60 && r.is(k, word) {
		if half, e := r.meridiem(l); e > l {
			return r.withHalf(i, e, h, v, 0, half)
		}
		m = v
	}
	if r.s(k) == "o" && r.s(k+2) == "clock" {
		return r.withPart(i, k+3, h, m)
	}
	if half, e := r.meridiem(k); e > k {
		return r.withHalf(i, e, h, 0, 0, half)
	}
	if r.whole && m > 0 && k+1 <= len(r.toks) { // "seven thirty" as the answer
		if _, l := r.small(k); l == len(r.toks) {
			return likely(i, l, h, m, 0.7)
		}
	}
	if r.s(i) == "at" && m == 0 && r.endsHour(k) {
		return likely(i, k, h, 0, r.sureAt(i))
	}
	return hit{}
}

// endsHour tells whether token i can't be what the number before it counts.
func (r *reader) endsHour(i int) bool {
	return !r.is(i, word) || r.any(i, "for", "on", "and", "until", "till", "to", "with", "in", "please", "today", "tomorrow")
}

// sureAt tells how sure "at ten" is an hour: behind a day it can hardly be else.
func (r *reader) sureAt(i int) float64 {
	if r.any(i-1, "today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun") {
		return 0.9
	}
	return 0.6
}

func (r *reader) pastMinutes(i int) (m, j int) {
	switch r.s(i) {
	case "half":
		if r.s(i+1) == "past" {
			return 30, i + 1
		}
		return 0, i
	case "quarter":
		return 15, i + 1
	}
	m, j = r.small(i)
	if j == i || m > 59 || m < 1 {
		return 0, i
	}
	if r.any(j, "minutes", "mins", "min") {
		j++
	}
	return m, j
}

var nows = map[string]bool{"now": true, "right now": true, "just now": true, "现在": true, "刚才": true, "刚刚": true}

var namedTimes = map[string]int{"noon": 12, "midday": 12, "midnight": 0, "12 noon": 12, "12 midnight": 0, "正午": 12, "中午": 12, "午夜": 0, "零点": 0}

func (r *reader) namedClock(i int) hit {
	if _, j := longest(r, nows, i); j > i {
		now := r.in.Now.In(r.in.zone())
		return at(i, j, now.Hour(), now.Minute(), 0, false, 0.5)
	}
	h, j := longest(r, namedTimes, i)
	if _, number := hanDigits[r.s(j)]; j == i || number && r.s(j-1) == "点" {
		return hit{} // 零点五
	}
	return at(i, j, h, 0, 0, false, 0.9)
}
