package value

import "testing"

func TestValuesAreShownAsPeopleWriteThem(t *testing.T) {
	choice := category()
	rows := Spec{Kind: List, Fields: []Field{
		{Name: "what", Label: Localized{"en": "What", "zh": "项目"}, Spec: Spec{Kind: Text}},
		{Name: "amount", Label: Localized{"en": "Amount", "zh": "金额"}, Spec: Spec{Kind: Money}},
	}}
	for _, c := range []struct {
		v      Value
		spec   *Spec
		en, zh string
	}{
		{None, nil, "none", "无"},
		{NewText("as said"), nil, "as said", "as said"},
		{NewInt(2026), nil, "2026", "2026"},
		{NewInt(-1234567), nil, "-1,234,567", "-1,234,567"},
		{money("38", "CNY"), nil, "¥38.00", "38.00 元"},
		{money("-1200.5", "USD"), nil, "-$1,200.50", "-1,200.50 美元"},
		{money("38", "JPY"), nil, "JPY 38", "38 日元"},
		{money("38", "PLN"), nil, "PLN 38.00", "38.00 PLN"},
		{Value{Kind: Date, Text: "2026-11-24"}, nil, "Tue 24 Nov", "11月24日 周二"},
		{Value{Kind: Date, Text: "2025-03-01"}, nil, "Sat 1 Mar 2025", "2025年3月1日 周六"},
		{NewTime(9, 30, 0), nil, "09:30", "09:30"},
		{Value{Kind: Duration, Text: "PT2H30M"}, nil, "2 hours 30 minutes", "2小时30分钟"},
		{Value{Kind: Duration, Text: "1 working day"}, nil, "1 working day", "1个工作日"},
		{Value{Kind: Duration, Text: "P1Y6M"}, nil, "1 year 6 months", "1年6个月"},
		{Value{Kind: Duration, Text: "PT1.5S"}, nil, "1.5 seconds", "1.5秒"},
		{Value{Kind: Duration, Text: "PT0S"}, nil, "0 seconds", "0秒"},
		{NewChoice("taxi"), &choice, "taxi", "出租车"},
		{NewChoice("gone"), &choice, "gone", "gone"},
		{NewYesNo(true), nil, "yes", "是"},
		{NewYesNo(false), nil, "no", "否"},
		{Value{Kind: Phone, Text: "+8613812345678"}, nil, "138 1234 5678", "138 1234 5678"},
		{Value{Kind: Phone, Text: "+16502530000"}, nil, "+16502530000", "+16502530000"},
		{
			NewList([]map[string]Value{{"what": NewText("a"), "amount": money("1", "CNY")}, {"what": NewText("b")}}), &rows,
			"1. What: a, Amount: ¥1.00\n2. What: b", "1. 项目:a,金额:1.00 元\n2. 项目:b",
		},
		{NewRecord(map[string]Value{"first_name": NewText("Lin")}), nil, "first name: Lin", "first name:Lin"},
		{Value{Kind: Date, Text: "no date"}, nil, "no date", "no date"},
	} {
		if got := Show(c.v, c.spec, "en", wednesday()); got != c.en {
			t.Errorf("%s in English: %q, want %q", c.v, got, c.en)
		}
		if got := Show(c.v, c.spec, "zh", wednesday()); got != c.zh {
			t.Errorf("%s in Chinese: %q, want %q", c.v, got, c.zh)
		}
	}
}

func TestWhatIsShownCanBeReadAgain(t *testing.T) {
	choice := category()
	for _, c := range []struct {
		spec Spec
		v    Value
	}{
		{Spec{Kind: Money}, money("38", "CNY")},
		{Spec{Kind: Money}, money("1234567.89", "CNY")},
		{Spec{Kind: Money, Currencies: []string{"CNY", "JPY"}}, money("3800", "JPY")},
		{Spec{Kind: Date}, Value{Kind: Date, Text: "2026-11-24"}},
		{Spec{Kind: Date}, Value{Kind: Date, Text: "2025-03-01"}},
		{Spec{Kind: Time}, NewTime(21, 5, 0)},
		{Spec{Kind: Duration}, Value{Kind: Duration, Text: "P1Y6M"}},
		{Spec{Kind: Duration}, Value{Kind: Duration, Text: "P10DT2H30M"}},
		{Spec{Kind: Duration}, Value{Kind: Duration, Text: "3 working days"}},
		{Spec{Kind: Number}, NewInt(1234567)},
		{Spec{Kind: YesNo}, NewYesNo(false)},
		{Spec{Kind: Phone}, Value{Kind: Phone, Text: "+8613812345678"}},
		{choice, NewChoice("hotel")},
	} {
		for _, lang := range []string{"en", "zh"} {
			words := Show(c.v, &c.spec, lang, wednesday())
			f, err := Read(c.spec, words, wednesday())
			if err != nil || !Equal(f.Value, c.v) {
				t.Errorf("%s was shown as %q and read as %s, %v", c.v, words, f.Value, err)
			}
		}
	}
}
