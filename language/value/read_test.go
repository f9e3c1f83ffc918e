package value

import (
	"errors"
	"strings"
	"testing"
)

func category() Spec {
	return Spec{Kind: Choice, Options: []Option{
		{Key: "taxi", Words: map[string][]string{"en": {"taxi", "cab"}, "zh": {"出租车", "打车", "滴滴"}}},
		{Key: "hotel", Words: map[string][]string{"en": {"hotel"}, "zh": {"酒店", "住宿"}}},
		{Key: "other", Words: map[string][]string{"en": {"something else"}, "zh": {"其他"}}},
	}}
}

func TestAnAnswerIsReadLeniently(t *testing.T) {
	for _, c := range []struct {
		spec     Spec
		in, want string
	}{
		{Spec{Kind: Money}, "38", "38.00 CNY"},
		{Spec{Kind: Money}, "大概38块吧", "38.00 CNY"},
		{Spec{Kind: Money}, "三十八", "38.00 CNY"},
		{Spec{Kind: Money}, "it was 48 I think", "48.00 CNY"},
		{Spec{Kind: Money}, "thirty eight", "38.00 CNY"},
		{Spec{Kind: Money}, "about 1,200.50", "1200.50 CNY"},
		{Spec{Kind: Money}, "2.3万", "23000.00 CNY"},
		{Spec{Kind: Money}, "2 taxis, 38元", "38.00 CNY"},
		{Spec{Kind: Money}, "not 38, 48", "48.00 CNY"},
		{Spec{Kind: Money}, "不是38,是48", "48.00 CNY"},
		{Spec{Kind: Money}, "48 instead of 38", "48.00 CNY"},
		{Spec{Kind: Money}, "thirty-eight yuan fifty", "38.50 CNY"},
		{Spec{Kind: Money, Currencies: []string{"EUR"}}, "1.200,50 €", "1200.50 EUR"},
		{Spec{Kind: Money, Currencies: []string{"EUR"}}, "12,50 euros", "12.50 EUR"},
		{Spec{Kind: Money}, "叁佰伍拾元整", "350.00 CNY"},
		{Spec{Kind: Date}, "not Monday, Tuesday", "2026-12-01"},
		{Spec{Kind: Time}, "seven thirty", "07:30"},
		{Spec{Kind: Time}, "现在", "12:00"},
		{Spec{Kind: Time}, "中午", "12:00"},
		{Spec{Kind: Duration}, "一个半月", "P1M15D"},
		{Spec{Kind: Number}, "4个人", "4"},
		{Spec{Kind: Number}, "four", "4"},
		{Spec{Kind: Number}, "三", "3"},
		{Spec{Kind: Number}, "大概三吧", "3"},
		{Spec{Kind: Number}, "零点五", "0.5"},
		{Spec{Kind: Duration}, "half year", "P6M"},
		{Spec{Kind: Number}, "一个", "1"},
		{Spec{Kind: Date}, "it was on the 3rd I think", "2026-12-03"},
		{Spec{Kind: Date}, "3", "2026-12-03"},
		{Spec{Kind: Date}, "昨天吧", "2026-11-24"},
		{Spec{Kind: Date}, "tomorow", "2026-11-26"},
		{Spec{Kind: Date}, "the third", "2026-12-03"},
		{Spec{Kind: Date}, "11-27", "2026-11-27"},
		{Spec{Kind: Time}, "3", "15:00"},
		{Spec{Kind: Time}, "下午三点左右", "15:00"},
		{Spec{Kind: Duration}, "大概三天", "P3D"},
		{Spec{Kind: Duration}, "3 working days", "3 working days"},
		{category(), "打车", "taxi"},
		{category(), "a taxii please", "taxi"},
		{category(), "hotels", "hotel"},
		{category(), "the second one", "hotel"},
		{category(), "第二个", "hotel"},
		{category(), "2", "hotel"},
		{category(), "2.", "hotel"},
		{category(), "最后一个", "other"},
		{category(), "the last one", "other"},
		{category(), "not a taxi, a hotel", "hotel"},
		{category(), "不是打车,是住宿", "hotel"},
		{category(), "選第一個", "taxi"},
		{Spec{Kind: YesNo}, "yeah sure", "yes"},
		{Spec{Kind: YesNo}, "不用了,谢谢", "no"},
		{Spec{Kind: Email}, "it's Lin@Example.COM.", "Lin@example.com"},
		{Spec{Kind: Email}, "邮箱是lin@example.com,谢谢", "lin@example.com"},
		{Spec{Kind: Phone}, "我的手机13812345678", "+8613812345678"},
		{Spec{Kind: Phone}, "138 1234 5678", "+8613812345678"},
		{Spec{Kind: Phone}, "+1 650-253-0000", "+16502530000"},
		{Spec{Kind: URL}, "看这里https://example.com/a?b=1。", "https://example.com/a?b=1"},
		{Spec{Kind: URL}, "(see www.Example.com/x)", "https://www.example.com/x"},
		{Spec{Kind: ID, Pattern: `PO-\d{4}`}, "it is po-1234", "PO-1234"},
		{Spec{Kind: ID, Pattern: `\d{8}`}, "1234 56-78", "12345678"},
		{Spec{Kind: ID, Pattern: `\d{8}`}, "my number is 1234 5678 ok", "12345678"},
		{Spec{Kind: Text}, "  两个人, really  ", "两个人, really"},
		{Spec{Kind: FileKind, OrNone: true}, "没有", ""},
		{Spec{Kind: Text, OrNone: true}, "no thanks", ""},
	} {
		f, err := Read(c.spec, c.in, wednesday())
		if err != nil && c.want != "" || f.Value.String() != c.want {
			t.Errorf("%s %q: got %q, %v; want %q", c.spec.Kind, c.in, f.Value.String(), err, c.want)
		}
	}
}

func TestAnAnswerThatIsNoneSaysWhy(t *testing.T) {
	for _, c := range []struct {
		spec       Spec
		in, reason string
		suggest    string
	}{
		{Spec{Kind: Money}, "how long does this take?", NotAMoney, ""},
		{Spec{Kind: Money}, "$38", OtherCurrency, "CNY"},
		{Spec{Kind: Money}, "38 bucks", OtherCurrency, "CNY"},
		{Spec{Kind: Money}, "100日元", OtherCurrency, "CNY"},
		{Spec{Kind: Money}, "38元或者48元", Ambiguous, "38.00 CNY,48.00 CNY"},
		{Spec{Kind: Number}, "many", NotANumber, ""},
		{Spec{Kind: Number}, "one moment please", NotANumber, ""},
		{Spec{Kind: Number}, "等一下", NotANumber, ""},
		{Spec{Kind: Money}, "等一下", NotAMoney, ""},
		{Spec{Kind: Money}, "one of them called me", NotAMoney, ""},
		{Spec{Kind: Date}, "whenever", NotADate, ""},
		{Spec{Kind: Date}, "30 February", NoSuchDate, ""},
		{Spec{Kind: Date}, "2月30号", NoSuchDate, ""},
		{Spec{Kind: Time}, "later", NotATime, ""},
		{Spec{Kind: Duration}, "long", NotADuration, ""},
		{category(), "a bicycle", NoSuchChoice, "taxi,hotel,other"},
		{category(), "7", NoSuchChoice, "taxi,hotel,other"},
		{category(), "taxi or hotel", Ambiguous, "taxi,hotel"},
		{Spec{Kind: YesNo}, "what does it cost", NotYesOrNo, ""},
		{Spec{Kind: Email}, "lin at example", BadEmail, ""},
		{Spec{Kind: Phone}, "12345", BadPhone, ""},
		{Spec{Kind: URL}, "my page", BadURL, ""},
		{Spec{Kind: ID, Pattern: `PO-\d{4}`}, "PO-12", BadID, ""},
		{Spec{Kind: FileKind}, "here it is", FileNeeded, ""},
		{Spec{Kind: Text}, "  ", NothingSaid, ""},
		{Spec{Kind: "colour"}, "red", UnknownKind, ""},
		{Spec{Kind: Text}, strings.Repeat("a", MaxLength+1), TooLong, ""},
	} {
		_, err := Read(c.spec, c.in, wednesday())
		var re *ReadError
		if !errors.As(err, &re) {
			t.Errorf("%s %.40q: got %v, want a ReadError", c.spec.Kind, c.in, err)
			continue
		}
		if re.Reason != c.reason || strings.Join(re.Suggest, ",") != c.suggest {
			t.Errorf("%s %.40q: got %s %v, want %s %s", c.spec.Kind, c.in, re.Reason, re.Suggest, c.reason, c.suggest)
		}
		if re.Error() == "" || strings.Contains(re.Error(), "%!") {
			t.Errorf("%s: %q", re.Reason, re.Error())
		}
	}
}

func TestYesAndNoInTheirManyShapes(t *testing.T) {
	for want, said := range map[string][]string{
		"yes": {
			"yes", "Yes.", "yeah sure", "yep!", "ok", "OK, please", "sure, go ahead", "y", "no problem", "No worries!", "that's right", "sounds good", "of course", "confirm", "why not",
			"是", "是的", "对", "对的对的", "好", "好的", "好啊", "嗯可以", "行", "行吧", "可以", "没问题", "没错", "确认", "确认提交", "同意", "當然可以", "嗯嗯", "好的谢谢", "没事", "就这样吧", "👍",
		},
		"no": {
			"no", "No!", "nope", "not really", "no thanks", "no, thank you", "nah", "not yet", "I don't think so", "no, that's wrong", "never mind", "please don't",
			"不", "不是", "不用了", "不用了,谢谢", "别了", "算了", "算了吧", "不行", "不要", "没有", "不對", "不太对", "取消吧", "不可以",
		},
		"unsure": {"", "38", "maybe", "yes and no, who knows", "the taxi", "多少钱", "改成周二", "1", "0", "yes no", "not sure", "不知道", "what?", "是不是", "可以吗"},
	} {
		for _, s := range said {
			yes, sure := ReadYesNo(s)
			got := map[bool]string{true: "yes", false: "no"}[yes]
			if !sure {
				got = "unsure"
			}
			if got != want {
				t.Errorf("ReadYesNo(%q) = %s, want %s", s, got, want)
			}
		}
	}
}

func TestNothingIsAnAnswerToo(t *testing.T) {
	for in, want := range map[string]bool{
		"none": true, "None.": true, "nothing": true, "n/a": true, "N/A": true, "没有": true, "沒有。": true, "无": true, "不需要": true, "不需要了": true, "no": true, "-": true, "no thanks": true, "I don't have one": true,
		"": false, "无锡": false, "no 5": false, "nothing but trouble": false, "没有发票只有收据": false, "好的": false,
	} {
		if got := ReadNone(in); got != want {
			t.Errorf("ReadNone(%q) = %v", in, got)
		}
	}
}

func TestRowsAreReadFromLines(t *testing.T) {
	spec := Spec{Kind: List, Fields: []Field{
		{Name: "what", Spec: Spec{Kind: Text}},
		{Name: "amount", Spec: Spec{Kind: Money}},
		{Name: "day", Spec: Spec{Kind: Date}, Optional: true},
	}}
	f, err := Read(spec, "taxi 38元 昨天\n酒店,500块", wednesday())
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"amount":"38.00 CNY","day":"2026-11-24","what":"taxi"},{"amount":"500.00 CNY","what":"酒店"}]`
	if f.Value.String() != want {
		t.Errorf("got  %s\nwant %s", f.Value, want)
	}
	_, err = Read(spec, "taxi yesterday", wednesday())
	var re *ReadError
	if !errors.As(err, &re) || re.Reason != FieldMissing || re.Suggest[0] != "amount" {
		t.Errorf("a row without an amount: %v", err)
	}
}
