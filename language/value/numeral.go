package value

import (
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// numeral is a number as people write it: "1,200.50", "2.3万", "twenty five",
// "一百二十", "3 million".
type numeral struct {
	d       *apd.Decimal
	digits  bool // written in digits
	decimal bool // has decimals
	scaled  bool // has a word for its size: 万, million, 百
	lone    bool // one word or hanzi such as "a", "one", "一"
}

// numeral reads the longest numeral at token i; j is i when there is none.
func (r *reader) numeral(i int) (n numeral, j int) {
	switch {
	case r.is(i, digits), r.s(i) == "." && r.is(i+1, digits) && r.close(i+1) && !(r.is(i-1, digits) && r.close(i)):
		return r.digitNumeral(i)
	case r.is(i, han):
		return r.hanNumeral(i)
	case r.is(i, word):
		return r.wordNumeral(i)
	}
	return numeral{}, i
}

// small is a numeral without sign, decimals or size as an int, for days,
// hours and the like.
func (r *reader) small(i int) (n, j int) {
	num, j := r.numeral(i)
	if j == i || num.decimal {
		return 0, i
	}
	v, err := num.d.Int64()
	if err != nil || v < 0 || v > maxPart {
		return 0, i
	}
	return int(v), j
}

// maxSaid is how long the digits of a number in a text may be, so that with
// its size and decimals it stays within maxDigits. Sizes go up to maxSize.
const (
	maxSaid = 20
	maxSize = 1e16
)

// plainDigits reads digits with commas between thousands and one point.
func (r *reader) plainDigits(i int) (s string, j int) {
	j = i
	if r.is(i, digits) {
		s = r.s(i)
		j++
		for r.s(j) == "," && r.close(j) && r.is(j+1, digits) && r.close(j+1) && len(r.s(j+1)) == 3 && len(r.s(i)) <= 3 {
			s += r.s(j + 1)
			j += 2
			if len(s) > maxSaid {
				return "", i
			}
		}
	} else {
		s = "0"
	}
	if whole, cents, k := r.commaDecimals(i, j); k > j {
		return whole + "." + cents, k
	}
	if r.s(j) == "." && (r.close(j) || j == i) && r.is(j+1, digits) && r.close(j+1) {
		if r.s(j+2) == "." && r.close(j+2) && r.is(j+3, digits) && r.close(j+3) {
			return "", i // 2026.11.27, 10.0.0.1
		}
		s += "." + r.s(j+1)
		j += 2
	}
	if len(s) > maxSaid {
		return "", i
	}
	return s, j
}

// commaDecimals reads 1.200,50 and, before euros, 12,50.
func (r *reader) commaDecimals(i, j int) (whole, cents string, end int) {
	if j != i+1 || !r.close(j) || len(r.s(i)) > 3 {
		return "", "", j
	}
	whole, end = r.s(i), j
	for r.s(end) == "." && r.close(end) && r.is(end+1, digits) && r.close(end+1) && len(r.s(end+1)) == 3 && len(whole) < maxSaid-5 {
		whole, end = whole+r.s(end+1), end+2
	}
	if r.s(end) != "," || !r.close(end) || !r.is(end+1, digits) || !r.close(end+1) || len(r.s(end+1)) != 2 ||
		end == j && !r.any(end+2, "€", "eur", "euro", "euros", "欧") {
		return "", "", j
	}
	return whole, r.s(end + 1), end + 2
}

func (r *reader) digitNumeral(i int) (numeral, int) {
	s, j := r.plainDigits(i)
	if j == i || r.s(i-1) == "." && r.close(i) && r.is(i-2, digits) && r.close(i-1) {
		return numeral{}, i
	}
	d, ok := decimal(s)
	if !ok {
		return numeral{}, i
	}
	n := numeral{d: d, digits: true, decimal: strings.Contains(s, ".")}
	if more, k := r.roughly(n, j); k > j {
		return more, k
	}
	if size, k := r.hanSizes(j); k > j {
		n.d, n.scaled = mul(d, apd.New(size, 0)), true
		if !n.decimal {
			return r.smallerParts(n, size, k)
		}
		return n, k
	}
	if size, k := r.wordSizes(j); k > j {
		n.d, n.scaled = mul(d, apd.New(size, 0)), true
		return n, k
	}
	return n, j
}

var hanUnits = map[string]int64{
	"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 1e4, "亿": 1e8, "兆": 1e12,
}

// hanSizes reads the hanzi for sizes after digits: 万, 百万, 千万, 万亿.
func (r *reader) hanSizes(i int) (size int64, j int) {
	size = 1
	for j = i; j < i+2 && r.is(j, han); j++ {
		u, ok := hanUnits[r.s(j)]
		if !ok || u == 10 && j == i || size > maxSize/u {
			break
		}
		size *= u
	}
	return size, j
}

// roughly reads 多万, 余万, 几万 behind a number: "500多万", 十几万 are at least so
// much.
func (r *reader) roughly(n numeral, i int) (numeral, int) {
	if !r.any(i, "多", "余", "几", "来") || !r.close(i) {
		return n, i
	}
	size, k := r.hanSizes(i + 1)
	if k == i+1 || size < 1000 {
		return n, i
	}
	n.d, n.scaled, n.lone = mul(n.d, apd.New(size, 0)), true, false
	return n, k
}

// smallerParts reads what follows a digit with a size: "3千5", "1万2千", "3亿5000万".
func (r *reader) smallerParts(n numeral, size int64, i int) (numeral, int) {
	if !r.close(i) {
		return n, i
	}
	if r.is(i, digits) {
		part := r.s(i)
		smaller, k := r.hanSizes(i + 1)
		switch v, err := strconv.ParseInt(part, 10, 64); {
		case err != nil:
		case k > i+1 && smaller < size && v < size/smaller:
			n.d = add(n.d, mul(apd.New(v, 0), apd.New(smaller, 0)))
			return r.smallerParts(n, smaller, k)
		case k == i+1 && len(part) == 1 && !r.counted(k):
			n.d = add(n.d, apd.New(v*size/10, 0))
			return n, k
		}
		return n, i
	}
	if d, ok := hanDigits[r.s(i)]; ok && d > 0 && !r.counted(i+1) {
		if _, unit := hanUnits[r.s(i+1)]; !unit {
			n.d = add(n.d, apd.New(d*size/10, 0))
			return n, i + 1
		}
	}
	return n, i
}

var wordUnits = map[string]int64{
	"k": 1e3, "thousand": 1e3, "million": 1e6, "millions": 1e6, "mn": 1e6, "mio": 1e6, "billion": 1e9, "bn": 1e9,
	"trillion": 1e12, "hundred": 100, "dozen": 12, "dozens": 12, "lakh": 1e5, "crore": 1e7,
}

// wordSizes reads the words for sizes after digits: "3 million", "10k".
func (r *reader) wordSizes(i int) (size int64, j int) {
	size = 1
	for j = i; j < i+2; j++ {
		u, ok := wordUnits[r.s(j)]
		if !ok || r.s(j) == "k" && !r.close(j) || size > maxSize/u {
			break
		}
		size *= u
	}
	return size, j
}

var words = map[string]int64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// wordNumeral reads English number words: "twenty-five", "two hundred and
// fifty", "a hundred", "half a million", "a dozen".
func (r *reader) wordNumeral(i int) (numeral, int) {
	if n, j := r.halfOf(i); j > i {
		return n, j
	}
	var total, part int64
	last := int64(-1) // the last word below a hundred, which bounds what may follow
	j := i
	for j < i+maxWords {
		w := r.s(j)
		k := j + 1
		if j > i && (w == "and" && r.followsHundred(j) || w == "-" && r.close(j) && r.close(j+1)) {
			w, k = r.s(j+1), j+2
		}
		if v, ok := words[w]; ok && fitsBehind(last, v) {
			part, last = part+v, v
		} else if u, ok := wordUnits[w]; ok && u >= 12 && len(w) > 2 && (part > 0 || j == i && u < 1e4 && u != 12 || j == i+1 && r.s(i) == "a") {
			part = max(part, 1)
			if u > 100 {
				total, part = total+part*u, 0
			} else {
				part *= u
			}
			last = -1
		} else if j == i && w == "a" {
			if _, ok := wordUnits[r.s(k)]; !ok || len(r.s(k)) < 3 {
				return numeral{}, i
			}
		} else {
			break
		}
		if total > 1e15 || part > 1e15 {
			return numeral{}, i
		}
		j = k
	}
	if j == i {
		return numeral{}, i
	}
	n := numeral{d: apd.New(total+part, 0), lone: j == i+1 && part < 11, scaled: j > i+1}
	if _, unit := r.unit(j + 3); total == 0 && r.s(j) == "and" && r.s(j+1) == "a" && r.s(j+2) == "half" && unit == j+3 {
		n.d, n.decimal, n.lone, j = add(n.d, apd.New(5, -1)), true, false, j+3
	}
	return n, j
}

// followsHundred tells whether "and" joins number words: "two hundred and fifty".
func (r *reader) followsHundred(i int) bool {
	_, unit := wordUnits[r.s(i-1)]
	_, next := words[r.s(i+1)]
	return unit && next
}

// fitsBehind tells whether a number word may follow another: "twenty" "five",
// never "five" "twenty".
func fitsBehind(last, v int64) bool { return last < 0 || last >= 20 && v > 0 && v < 10 }

// halfOf reads "half a million" and "a couple of".
func (r *reader) halfOf(i int) (numeral, int) {
	if r.s(i) == "a" && r.s(i+1) == "couple" && r.s(i+2) == "of" {
		return numeral{d: apd.New(2, 0), scaled: true}, i + 3
	}
	if r.s(i) != "half" {
		return numeral{}, i
	}
	j := i + 1
	if r.any(j, "a", "an") {
		j++
	}
	u, ok := wordUnits[r.s(j)]
	if !ok || len(r.s(j)) < 3 {
		return numeral{}, i
	}
	return numeral{d: apd.New(u/2, 0), scaled: true}, j + 1
}
