package value

// feast is a day that has a name and the same date each year.
type feast struct{ month, day int }

var feasts = map[string]feast{
	"new year's day": {1, 1}, "new year's eve": {12, 31}, "valentine's day": {2, 14}, "labour day": {5, 1}, "may day": {5, 1}, "christmas": {12, 25}, "christmas day": {12, 25},
	"christmas eve": {12, 24}, "boxing day": {12, 26}, "halloween": {10, 31},
	"元旦": {1, 1}, "元旦节": {1, 1}, "情人节": {2, 14}, "妇女节": {3, 8}, "三八妇女节": {3, 8}, "植树节": {3, 12}, "愚人节": {4, 1}, "五一": {5, 1}, "五一节": {5, 1}, "劳动节": {5, 1}, "五一劳动节": {5, 1}, "青年节": {5, 4},
	"儿童节": {6, 1}, "六一": {6, 1}, "六一儿童节": {6, 1}, "建军节": {8, 1}, "教师节": {9, 10}, "国庆": {10, 1}, "国庆节": {10, 1}, "十一国庆节": {10, 1}, "平安夜": {12, 24}, "圣诞": {12, 25}, "圣诞节": {12, 25},
}

// holiday reads the name of a day that has the same date each year. Days of
// the lunar calendar are not known here.
func (r *reader) holiday(i int) hit {
	f, j := longest(r, feasts, i)
	if j == i {
		return hit{}
	}
	y, k := r.year(j)
	return r.withYear(i, k, y, f.month, f.day, 0.85)
}
