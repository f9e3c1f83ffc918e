package value

import "time"

var hanYears = map[string]int{"今年": 0, "本年": 0, "明年": 1, "去年": -1, "后年": 2, "前年": -2}

var hanMonths = map[string]int{
	"本月": 0, "这个月": 0, "这月": 0, "当月": 0, "下个月": 1, "下月": 1, "上个月": -1, "上月": -1, "下下个月": 2, "上上个月": -2,
}

// hanDate reads 2026年11月27日, 11月27号, 27号, 二十七号, 下个月3号, 月底.
func (r *reader) hanDate(i int) hit {
	if !r.is(i, han) && !r.is(i, digits) {
		return hit{}
	}
	y, j := r.hanYear(i)
	m, month, k := r.hanMonth(j)
	if k == j {
		if y > 0 {
			return r.yearEnd(i, j, y)
		}
		return r.hanDay(i)
	}
	if month != nil {
		y, m = month.Year(), int(month.Month())
	}
	if r.s(k) == "底" || r.s(k) == "末" {
		if y == 0 {
			y = r.in.today().Year()
		}
		return one(i, k+1, NewDate(day(y, time.Month(m)+1, 0)), 0.85)
	}
	if r.any(k, "的") {
		k++
	}
	d, l := r.small(k)
	if l == k || d < 1 || d > 31 && !r.any(l, "日", "号") {
		return hit{}
	}
	switch {
	case r.any(l, "日", "号"):
		return r.withYear(i, l+1, y, m, d, 1)
	case r.is(l, han) && r.close(l) && r.any(l, "个", "天", "人", "元", "块", "点", "时", "万", "分"):
		return hit{}
	}
	return r.withYear(i, l, y, m, d, 0.9)
}

// hanYear reads 2026年, 二零二六年, 26年, 明年; j is i when there is none.
func (r *reader) hanYear(i int) (y, j int) {
	if shift, j := longest(r, hanYears, i); j > i {
		return r.in.today().Year() + shift, j
	}
	y, j = r.small(i)
	if j == i || r.s(j) != "年" {
		return 0, i
	}
	switch {
	case y >= 1000 && y <= 9999:
		return y, j + 1
	case y >= 10 && y < 60:
		return 2000 + y, j + 1
	}
	return 0, i
}

// hanMonth reads 11月, 十一月, 下个月, or 月底's month; month is set when its
// year is known from the words.
func (r *reader) hanMonth(i int) (m int, month *time.Time, j int) {
	shift, j := longest(r, hanMonths, i)
	if j == i && r.s(i) == "月" && r.any(i+1, "底", "末") && !r.is(i-1, digits) {
		j = i + 1
	}
	if j > i {
		now := r.in.today()
		first := day(now.Year(), now.Month()+time.Month(shift), 1)
		return 0, &first, j
	}
	m, j = r.small(i)
	if j == i || m < 1 || m > 12 || r.s(j) != "月" {
		return 0, nil, i
	}
	if r.s(j+1) == "份" {
		j++
	}
	return m, nil, j + 1
}

func (r *reader) yearEnd(i, j, y int) hit {
	if r.any(j, "底", "末") {
		return one(i, j+1, NewDate(day(y, 12, 31)), 0.8)
	}
	return hit{}
}

// hanDay reads 27号 and 二十七日: the nearest such day.
func (r *reader) hanDay(i int) hit {
	if r.s(i) == "年" && r.s(i+1) == "底" && !r.is(i-1, digits) {
		return one(i, i+2, NewDate(day(r.in.today().Year(), 12, 31)), 0.8)
	}
	if r.s(i-1) == "第" {
		return hit{}
	}
	d, j := r.small(i)
	if j == i || d < 1 || d > 31 || !r.any(j, "号", "日") {
		return hit{}
	}
	// 3号楼, 2号线, 5号门: numbers of things.
	if r.close(j+1) && r.any(j+1, "楼", "线", "门", "机", "房", "院", "店", "桌", "厅", "口", "馆", "车", "会", "柜", "窗", "库", "位", "文", "元", "内", "间") {
		return hit{}
	}
	return r.nearestMonth(i, j+1, d, 0.9)
}
