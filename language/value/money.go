package value

import "github.com/cockroachdb/apd/v3"

// money finds an amount at token i: "¥38", "CNY 38", "38块", "88元5角", "12块3",
// "38 bucks", "5毛", "12 dollars 50". A bare number is a weak one.
func (r *reader) money(i int) hit {
	start, negative := r.minus(i)
	h, d, code := r.markedMoney(start)
	if !h.ok() && r.in.Currency != "" {
		h, d, code = r.bareMoney(start)
	}
	if !h.ok() || !payable(d) {
		return hit{}
	}
	if negative {
		d = new(apd.Decimal).Neg(d)
	}
	return one(i, h.j, NewMoney(d, code), h.sure)
}

// markedMoney reads an amount whose currency is said.
func (r *reader) markedMoney(i int) (hit, *apd.Decimal, string) {
	if code, k := r.currencyAt(i, currencySigns); k > i {
		n, j := r.numeral(k)
		if j == k || r.percent(k, j) || n.lone && !n.digits {
			return hit{}, nil, ""
		}
		d := n.d
		if again, l := r.currencyAt(j, currencyWords); l > j && again == code && !r.is(j, sign) {
			if _, m := r.numeral(l); m == l || r.is(j, han) {
				d, j = r.subunits(d, j, l)
			}
		}
		return hit{i: i, j: j, sure: 0.98}, d, code
	}
	n, j := r.numeral(i)
	if j == i {
		return r.coins(i, n, j)
	}
	sure := 0.97
	if r.any(j, "多", "来", "几", "余") && r.is(j+1, han) || r.s(j) == "-" && r.close(j) && r.close(j+1) && r.is(j+1, word) {
		if r.is(j, han) {
			sure = 0.6 // about so much
		}
		j++
	}
	code, k := r.currencyAt(j, currencyWords)
	if k == j {
		return r.coins(i, n, j)
	}
	if n.lone && !n.digits {
		sure = 0.85
	}
	d, end := r.subunits(n.d, j, k)
	return hit{i: i, j: end, sure: sure}, d, code
}

// subunits reads what follows the main unit that stands at tokens [unit, j):
// 角 and 分, "块3", "块半", "dollars and 50 cents".
func (r *reader) subunits(d *apd.Decimal, unit, j int) (*apd.Decimal, int) {
	if r.any(j, "半") && r.close(j) {
		return add(d, apd.New(5, -1)), r.skipMoneyWord(j + 1)
	}
	for scale := int32(-1); ; scale = -2 {
		n, k := r.numeral(j)
		if k == j || n.decimal || !r.is(unit, han) {
			break
		}
		v, err := n.d.Int64()
		switch {
		case err != nil || v < 0 || v > 99:
			return d, j
		case r.any(k, "角", "毛") && v < 10 && scale == -1:
			d, j = add(d, apd.New(v, -1)), r.skipMoneyWord(k+1)
			continue
		case r.any(k, "分"):
			return add(d, apd.New(v, -2)), r.skipMoneyWord(k + 1)
		case r.close(j) && r.impliedPart(k):
			return r.implied(d, v, scale, n, j, k)
		}
		return d, j
	}
	return r.cents(d, unit, j)
}

// implied is a part without a unit: the 3 of "12块3" is 角; after 角 it is 分.
func (r *reader) implied(d *apd.Decimal, v int64, scale int32, n numeral, j, k int) (*apd.Decimal, int) {
	switch {
	case v < 10 && (!n.digits || len(r.text(j, k)) == 1):
		return add(d, apd.New(v, scale)), k
	case scale == -1:
		return add(d, apd.New(v, -2)), k
	}
	return d, j
}

// impliedPart tells whether nothing that is counted follows at token i.
func (r *reader) impliedPart(i int) bool {
	if i >= len(r.toks) || !r.is(i, han) {
		return !r.is(i, word) || !r.close(i)
	}
	if _, j := r.currencyAt(i, currencyWords); j > i {
		return false
	}
	return !r.counted(i) && !r.any(i, "月", "日", "号", "点", "年", "元", "块", "周", "小", "分", "斤", "岁", "折", "楼", "本", "杯", "瓶", "万", "千", "百")
}

func (r *reader) skipMoneyWord(i int) int {
	if r.s(i) == "钱" && r.close(i) {
		return i + 1
	}
	return i
}

// cents reads "and 50 cents" or "50" behind dollars.
func (r *reader) cents(d *apd.Decimal, unit, j int) (*apd.Decimal, int) {
	if !r.is(unit, word) {
		return d, j
	}
	start := j
	if r.s(start) == "and" {
		start++
	}
	v, k := r.small(start)
	switch {
	case k == start || v > 99:
	case r.any(k, "cent", "cents", "pence", "fen"):
		return add(d, apd.New(int64(v), -2)), k + 1
	case start == j && v > 9 && !r.is(k, word) && !r.any(k, "%", ":", "/", "-") && r.any(unit, "dollars", "dollar", "euros", "euro", "pounds", "yuan", "kuai"):
		return add(d, apd.New(int64(v), -2)), k // thirteen dollars forty five
	}
	return d, j
}

// coins reads an amount below the main unit: "5毛", "5毛5", "8分钱", "50 cents".
func (r *reader) coins(i int, n numeral, j int) (hit, *apd.Decimal, string) {
	if j == i || n.decimal && !r.any(j, "cents", "pence") {
		return hit{}, nil, ""
	}
	switch {
	case r.any(j, "mao", "jiao"):
		return hit{i: i, j: j + 1, sure: 0.8}, mul(n.d, apd.New(1, -1)), "CNY"
	case r.any(j, "pence"):
		return hit{i: i, j: j + 1, sure: 0.9}, mul(n.d, apd.New(1, -2)), "GBP"
	case r.any(j, "毛", "角") && r.close(j):
		d := mul(n.d, apd.New(1, -1))
		end := r.skipMoneyWord(j + 1)
		if v, k := r.small(j + 1); k > j+1 && v < 10 && r.close(j+1) && (r.s(k) == "分" || r.impliedPart(k)) {
			d, end = add(d, apd.New(int64(v), -2)), k
			if r.s(k) == "分" {
				end = k + 1
			}
		}
		return hit{i: i, j: end, sure: 0.9}, d, r.settle(yuanWord)
	case r.s(j) == "分" && r.s(j+1) == "钱":
		return hit{i: i, j: j + 2, sure: 0.9}, mul(n.d, apd.New(1, -2)), r.settle(yuanWord)
	case r.any(j, "cent", "cents"):
		return hit{i: i, j: j + 1, sure: 0.9}, mul(n.d, apd.New(1, -2)), r.settle(dollarSign)
	}
	return hit{}, nil, ""
}

// bareMoney reads a number without a currency: in the app's. It is weak unless
// it is the whole answer, and no amount at all where it clearly is another
// thing: a date, a time, a duration, a percentage, a count.
func (r *reader) bareMoney(i int) (hit, *apd.Decimal, string) {
	n, j := r.numeral(i)
	if j == i || r.glued(i, j) || r.percent(i, j) || r.ordinal(i, j) || r.countsThings(j) || r.idle(n, i, j) || r.inside(i) {
		return hit{}, nil, ""
	}
	if h := r.duration(i); h.ok() && h.j >= j {
		return hit{}, nil, ""
	}
	sure := 0.25
	switch {
	case n.lone && !n.digits:
		sure = 0.1
	case n.decimal && len(r.s(j-1)) == 2:
		sure = 0.4
	case n.digits && r.toks[j-1].end-r.toks[i].start > 9 && !n.scaled:
		sure = 0.05 // a phone number or an order's
	}
	return hit{i: i, j: j, sure: sure}, n.d, r.in.Currency
}

// countsThings tells whether token i names what is counted.
func (r *reader) countsThings(i int) bool {
	if r.counted(i) {
		return true
	}
	return r.any(i, "people", "persons", "seats", "nights", "items", "times", "pieces", "guests", "tickets", "rooms", "号", "楼", "点", "公", "斤", "米", "岁", "折")
}
