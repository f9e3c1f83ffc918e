package value

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Show writes a value for people who read lang ("zh", else English): "Tue 24
// Nov" and "11月24日 周二", with the year when it is not Setting.Now's; "38.00 元"
// and "¥38.00"; a choice by its first word; a duration in words; times in 24
// hours. It never loses information and never fails: what it does not know it
// writes as canonical. Spec may be nil.
func Show(v Value, spec *Spec, lang string, in Setting) string {
	zh := lang == "zh"
	switch v.Kind {
	case "":
		if zh {
			return "无"
		}
		return "none"
	case Number:
		return grouped(v.Text)
	case Money:
		return showMoney(v, zh, in)
	case Date:
		return showDate(v, zh, in)
	case Duration:
		return showDuration(v, zh)
	case Choice:
		return showChoice(v, spec, lang)
	case YesNo:
		if zh {
			return map[bool]string{true: "是", false: "否"}[v.Text == "yes"]
		}
	case Phone:
		return showPhone(v.Text, in)
	case List:
		return showRows(v, spec, lang, in)
	case Record:
		return showFields(v.Fields, slices.Sorted(maps.Keys(v.Fields)), nil, lang, in)
	}
	return v.Text
}

// grouped puts commas between thousands; short numbers stay ("2026").
func grouped(s string) string {
	sign, digits := "", s
	if strings.HasPrefix(s, "-") {
		sign, digits = "-", s[1:]
	}
	whole, frac, has := strings.Cut(digits, ".")
	if len(whole) < 5 || strings.Trim(whole, "0123456789") != "" {
		return s
	}
	return sign + commas(whole) + fraction(frac, has)
}

func fraction(frac string, has bool) string {
	if !has {
		return ""
	}
	return "." + frac
}

func commas(whole string) string {
	var b strings.Builder
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(whole[i])
	}
	return b.String()
}

var hanCurrencies = map[string]string{
	"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元", "TWD": "新台币", "KRW": "韩元", "SGD": "新加坡元", "AUD": "澳元",
	"CAD": "加元", "NZD": "新西兰元", "CHF": "瑞士法郎", "INR": "印度卢比", "THB": "泰铢", "RUB": "卢布", "MOP": "澳门元",
}

func showMoney(v Value, zh bool, in Setting) string {
	number, currency := Amount(v)
	if currency == "" {
		return v.Text
	}
	sign := ""
	if strings.HasPrefix(number, "-") {
		sign, number = "-", number[1:]
	}
	whole, frac, has := strings.Cut(number, ".")
	if len(whole) > 3 {
		whole = commas(whole)
	}
	number = whole + fraction(frac, has)
	if zh {
		if name, ok := hanCurrencies[currency]; ok {
			return sign + number + " " + name
		}
		return sign + number + " " + currency
	}
	switch {
	case currency == "EUR":
		return sign + "€" + number
	case currency == "GBP":
		return sign + "£" + number
	case currency == "USD" && in.Currency != "HKD" && in.Currency != "SGD" && in.Currency != "AUD" && in.Currency != "CAD" && in.Currency != "TWD" && in.Currency != "NZD":
		return sign + "$" + number
	case currency == "CNY" && in.Currency == "CNY":
		return sign + "¥" + number
	}
	return sign + currency + " " + number
}

const hanWeekdayNames = "日一二三四五六"

func showDate(v Value, zh bool, in Setting) string {
	t, err := dayOf(v)
	if err != nil {
		return v.Text
	}
	sameYear := t.Year() == in.today().Year()
	if zh {
		weekday := string([]rune(hanWeekdayNames)[t.Weekday()])
		out := fmt.Sprintf("%d月%d日 周%s", t.Month(), t.Day(), weekday)
		if !sameYear {
			out = strconv.Itoa(t.Year()) + "年" + out
		}
		return out
	}
	if sameYear {
		return t.Format("Mon 2 Jan")
	}
	return t.Format("Mon 2 Jan 2006")
}

func showDuration(v Value, zh bool) string {
	s, ok := Parts(v)
	if !ok {
		return v.Text
	}
	secs := strconv.Itoa(s.Seconds)
	if s.Millis > 0 {
		secs = strings.TrimRight(fmt.Sprintf("%d.%03d", s.Seconds, s.Millis), "0")
	}
	var parts []string
	for _, p := range []struct {
		n      int
		number string
		en, zh string
	}{
		{s.Working, "", "working day", "个工作日"},
		{s.Years, "", "year", "年"},
		{s.Months, "", "month", "个月"},
		{s.Weeks, "", "week", "周"},
		{s.Days, "", "day", "天"},
		{s.Hours, "", "hour", "小时"},
		{s.Minutes, "", "minute", "分钟"},
		{s.Seconds*1000 + s.Millis, secs, "second", "秒"},
	} {
		if p.n == 0 {
			continue
		}
		if p.number == "" {
			p.number = strconv.Itoa(p.n)
		}
		if zh {
			parts = append(parts, p.number+p.zh)
		} else {
			parts = append(parts, plural(p.number, p.en))
		}
	}
	switch {
	case len(parts) == 0 && zh:
		return "0秒"
	case len(parts) == 0:
		return "0 seconds"
	case zh:
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " ")
}

func plural(n, unit string) string {
	if n == "1" {
		return n + " " + unit
	}
	return n + " " + unit + "s"
}

func showChoice(v Value, spec *Spec, lang string) string {
	if spec == nil {
		return v.Text
	}
	for _, o := range spec.Options {
		if o.Key != v.Text {
			continue
		}
		for _, tag := range []string{lang, ""} {
			if words := o.Words[tag]; len(words) > 0 {
				return words[0]
			}
		}
		for _, tag := range slices.Sorted(maps.Keys(o.Words)) {
			if words := o.Words[tag]; len(words) > 0 {
				return words[0]
			}
		}
	}
	return v.Text
}

// showPhone writes a number of the own region without its country code.
func showPhone(e164 string, in Setting) string {
	if in.region() == "CN" && strings.HasPrefix(e164, "+861") && len(e164) == 14 {
		n := e164[3:]
		return n[:3] + " " + n[3:7] + " " + n[7:]
	}
	return e164
}

func showRows(v Value, spec *Spec, lang string, in Setting) string {
	lines := make([]string, 0, len(v.Rows))
	for i, row := range v.Rows {
		var names []string
		specs := make(map[string]Field)
		if spec != nil {
			for _, f := range spec.Fields {
				names = append(names, f.Name)
				specs[f.Name] = f
			}
		}
		for _, name := range slices.Sorted(maps.Keys(row)) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		lines = append(lines, strconv.Itoa(i+1)+". "+showFields(row, names, specs, lang, in))
	}
	return strings.Join(lines, "\n")
}

func showFields(fields map[string]Value, names []string, specs map[string]Field, lang string, in Setting) string {
	colon, comma := ": ", ", "
	if lang == "zh" {
		colon, comma = ":", ","
	}
	var parts []string
	for _, name := range names {
		v, ok := fields[name]
		if !ok {
			continue
		}
		label := strings.ReplaceAll(name, "_", " ")
		var spec *Spec
		if f, ok := specs[name]; ok {
			spec = &f.Spec
			if l := f.Label.In(lang); l != "" {
				label = l
			}
		}
		parts = append(parts, label+colon+Show(v, spec, lang, in))
	}
	return strings.Join(parts, comma)
}
