package value

import (
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// number finds a number at token i. What is a percentage, part of a code, or
// an ordinal is none.
func (r *reader) number(i int) hit {
	start, negative := r.minus(i)
	n, j := r.numeral(start)
	if j == start || r.glued(i, j) || r.percent(i, j) || r.ordinal(i, j) || r.idle(n, i, j) || r.inside(i) {
		return hit{}
	}
	if negative {
		n.d = new(apd.Decimal).Neg(n.d)
	}
	return one(i, j, NewNumber(trimmed(n.d)), r.numberSure(n, j))
}

func (r *reader) numberSure(n numeral, j int) float64 {
	switch {
	case n.lone && !n.digits && !r.whole:
		if r.counted(j) || r.countsThings(j) || r.is(j, word) {
			return 0.6
		}
		return 0.3
	case n.digits || n.scaled:
		return 0.9
	}
	return 0.8
}

// minus reads a sign at token i and tells where the number begins.
func (r *reader) minus(i int) (start int, negative bool) {
	switch {
	case r.any(i, "-", "−", "–") && r.close(i+1) && (i == 0 || r.toks[i].gap || r.is(i-1, sign)):
		return i + 1, true
	case r.any(i, "minus", "negative", "负"):
		return i + 1, true
	}
	return i, false
}

// glued tells whether tokens [i, j) are a part of a longer code: "b12", "12x",
// "3-4-5" stays apart.
func (r *reader) glued(i, j int) bool {
	if r.is(i-1, word) && r.close(i) && r.is(i, digits) {
		return true
	}
	if !r.is(j, word) || !r.close(j) || !r.is(j-1, digits) {
		return false
	}
	_, unit := longest(r, currencyWords, j)
	_, stretch := longest(r, durationUnits, j)
	return unit == j && stretch == j
}

// idle tells whether a lone hanzi for a number is likely part of a word (一下,
// 三明治): nothing is counted by it, and more hanzi follow. "One moment" counts
// nothing either.
func (r *reader) idle(n numeral, i, j int) bool {
	if !n.lone || n.digits {
		return false
	}
	if r.any(j, "moment", "sec", "second", "minute", "question", "thing", "more", "of") {
		return true // one moment, one of these
	}
	if !r.is(i, han) || r.whole && i == 0 && j+1 == len(r.toks) && !r.any(j, "下", "样", "会", "些", "点", "直", "般", "共") {
		return false // 十盒: hardly more was said than the number
	}
	return r.is(j, han) && r.close(j) && !r.measured(j) || r.is(i-1, han) && r.close(i) && !r.measured(j) && (j < len(r.toks) || !r.any(i-1, leads...))
}

// leads are hanzi that a number at the end of what was said can follow; behind
// others it is more likely a name's: 王五.
var leads = []string{"是", "要", "成", "为", "到", "有", "共", "约", "概", "就", "填", "写", "给", "来", "买", "住", "用", "订", "加", "想", "和", "的", "得", "够", "剩", "选", "报", "改", "乘", "第", "数", "量", "请", "吧", "过", "着", "了", "不", "多", "少", "至", "号", "度", "价"}

// measured tells whether token i is a measure word.
func (r *reader) measured(i int) bool {
	return r.is(i, han) && strings.Contains("个位人天次张件名台份只条本杯瓶间套双辆场页层岁米公斤块元口家桶箱盒袋斤吨升卷捆架艘罐听顶餐针副包颗粒根支把座栋批组倍种项晚周年月号点时分秒里桌趟班步吧啊呀左", r.s(i))
}

// inside tells whether token i lies in a date or a time of day, whose parts are
// no numbers of their own.
func (r *reader) inside(i int) bool {
	if r.taken == nil {
		r.taken = make([]bool, len(r.toks))
		check := r.in.Check
		r.in.Check = nil // it knows the slot's kind, not dates
		r.mark(r.date)
		r.mark(r.clock)
		r.in.Check = check
	}
	return r.taken[i]
}

func (r *reader) mark(form func(int) hit) {
	for i := 0; i < len(r.toks); {
		h := form(i)
		if !h.ok() || h.sure < 0.7 {
			i++
			continue
		}
		for i = h.i; i < h.j; i++ {
			r.taken[i] = true
		}
	}
}

func (r *reader) percent(i, j int) bool {
	if r.any(j, "%", "‰", "percent", "pct") || r.any(j, "per") && r.any(j+1, "cent") || r.text(j, min(j+3, len(r.toks))) == "个百分" {
		return true
	}
	return r.s(i-3) == "百" && r.s(i-2) == "分" && r.s(i-1) == "之" || r.s(j) == "分" && r.s(j+1) == "之"
}

// ordinal tells whether tokens [i, j) are a place in an order: 第三, 3rd.
func (r *reader) ordinal(i, j int) bool {
	return r.s(i-1) == "第" || r.is(j-1, digits) && r.close(j) && r.any(j, "st", "nd", "rd", "th")
}
