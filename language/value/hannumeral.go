package value

import "github.com/cockroachdb/apd/v3"

var hanDigits = map[string]int64{
	"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
	"壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}

// maxWords is how many hanzi or words one numeral can have.
const maxWords = 24

// hanNumeral reads a number in hanzi: "一千零五", "三千五" (3500), "两万三",
// "二零二六" digit by digit, "三点五".
func (r *reader) hanNumeral(i int) (numeral, int) {
	if n, j := r.positional(i); j > i {
		return n, j
	}
	var h hanSum
	j := i
	for ; r.is(j, han) && j < i+maxWords; j++ {
		if j > i && !r.close(j) || !h.take(r.s(j)) {
			break
		}
	}
	if j > i && r.s(j-1) == "零" && j > i+1 { // "一百零" before something else
		j--
	}
	if j == i {
		return numeral{}, i
	}
	n := numeral{d: apd.New(h.value(r.counted(j)), 0), lone: j == i+1, scaled: h.sized}
	if more, k := r.roughly(n, j); k > j {
		return more, k
	}
	return r.hanDecimals(n, j)
}

// hanSum adds up a number in hanzi from left to right.
type hanSum struct {
	total   int64 // what is closed by 万 and 亿
	section int64 // what is below the next 万
	digit   int64 // the digit that waits for its unit; -1 is none
	started bool
	sized   bool
	unit    int64 // the unit that came last, for "三千五"
	zero    bool  // 零 came since
	big     int64 // the 万, 亿 or 兆 that came last
}

// take adds one hanzi; false when it is no part of the number.
func (h *hanSum) take(s string) bool {
	if !h.started {
		h.digit, h.started = -1, true
	}
	if d, ok := hanDigits[s]; ok {
		return h.takeDigit(d)
	}
	u, ok := hanUnits[s]
	if !ok {
		return false
	}
	if u >= 1e4 {
		return h.closeSection(u)
	}
	if h.digit < 0 {
		if u != 10 || h.section > 0 && !h.zero && h.unit <= 10 {
			return false
		}
		h.digit = 1
	}
	if h.section > 0 && u >= h.unit && h.unit < 1e4 {
		return false
	}
	h.section += h.digit * u
	h.digit, h.unit, h.zero, h.sized = -1, u, false, true
	return true
}

func (h *hanSum) takeDigit(d int64) bool {
	switch {
	case h.digit > 0, h.digit == 0 && d == 0:
		return false
	case d == 0 && !h.sized && h.digit < 0:
		h.digit = 0
		return true
	case d == 0:
		h.zero = true
		return true
	case h.digit == 0:
		return false
	}
	h.digit = d
	return true
}

// closeSection multiplies what stands before 万, 亿 or 兆.
func (h *hanSum) closeSection(u int64) bool {
	sum := h.section + max(h.digit, 0)
	switch {
	case sum == 0 && (h.total == 0 || h.big > u || h.big == u && u > 1e4):
		return false
	case sum == 0, h.total > 0 && h.big < u: // 四万万, 一万二千亿
		sum, h.total = sum+h.total, 0
	}
	if sum > 1e13/(u/1e4) {
		return false
	}
	h.total += sum * u
	h.section, h.digit, h.unit, h.big, h.zero, h.sized = 0, -1, u, u, false, true
	return true
}

// value ends the sum. A last digit without a unit takes the tenth of the unit
// before it ("三千五", "一万二"), unless 零 stands between or something is
// counted by it ("一百五个" does not exist, but "三千五百" went another way).
func (h *hanSum) value(counted bool) int64 {
	sum := h.total + h.section
	if h.digit > 0 {
		if h.unit >= 100 && !h.zero && !counted {
			return sum + h.digit*h.unit/10
		}
		return sum + h.digit
	}
	return sum
}

// positional reads digits in hanzi one by one: "二零二六", "一三八".
func (r *reader) positional(i int) (numeral, int) {
	var v int64
	zero := false
	j := i
	for ; j < i+15 && (j == i || r.close(j)); j++ {
		d, ok := hanDigits[r.s(j)]
		if !ok || r.s(j) == "两" {
			break
		}
		zero = zero || d == 0
		v = v*10 + d
	}
	if _, unit := hanUnits[r.s(j)]; unit || j-i < 2 || j-i == 2 && !zero || r.s(j) == "两" {
		return numeral{}, i
	}
	return numeral{d: apd.New(v, 0), scaled: true}, j
}

// hanDecimals reads "点五" behind a number, and 万 or 亿 behind those. "三点五分" is
// a time: what is followed by 分, 刻 or 十 is left alone.
func (r *reader) hanDecimals(n numeral, i int) (numeral, int) {
	if r.s(i) != "点" || !r.close(i) {
		return n, i
	}
	frac, digitsSeen := int64(0), int32(0)
	j := i + 1
	for ; digitsSeen < 15 && r.close(j); j++ {
		d, ok := hanDigits[r.s(j)]
		if !ok || r.s(j) == "两" {
			break
		}
		frac, digitsSeen = frac*10+d, digitsSeen+1
	}
	if digitsSeen == 0 || r.any(j, "分", "刻", "十", "点") {
		return n, i
	}
	n.d, n.decimal, n.lone = add(n.d, apd.New(frac, -digitsSeen)), true, false
	if size, k := r.hanSizes(j); k > j && size >= 1e4 {
		n.d, n.scaled = mul(n.d, apd.New(size, 0)), true
		return n, k
	}
	return n, j
}

// counted tells whether token i counts things, so that the digit before it is
// a number of its own.
func (r *reader) counted(i int) bool {
	return r.any(i, "个", "位", "人", "天", "次", "张", "件", "名", "台", "份")
}
