package value

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// wednesday is the setting of most tests: Wednesday 2026-11-25, noon in
// Shanghai, an app in yuan.
func wednesday() Setting {
	zone := time.FixedZone("Asia/Shanghai", 8*3600)
	return Setting{Now: time.Date(2026, 11, 25, 12, 0, 0, 0, zone), Zone: zone, Currency: "CNY", Region: "CN"}
}

// shown writes what was found: "text=value" for each, joined by "; ".
func shown(s string, found []Found) string {
	var parts []string
	for _, f := range found {
		parts = append(parts, s[f.Start:f.End]+"="+f.Value.String())
	}
	return strings.Join(parts, "; ")
}

type findCase struct{ in, want string }

func checkFind(t *testing.T, spec Spec, cases []findCase) {
	t.Helper()
	for _, c := range cases {
		if got := shown(c.in, Find(spec, c.in, wednesday())); got != c.want {
			t.Errorf("%s in %q:\n got  %s\n want %s", spec.Kind, c.in, got, c.want)
		}
	}
}

func TestMoneyIsFoundInBothLanguages(t *testing.T) {
	checkFind(t, Spec{Kind: Money}, []findCase{
		{"88元5角", "88元5角=88.50 CNY"},
		{"12块3", "12块3=12.30 CNY"},
		{"5毛", "5毛=0.50 CNY"},
		{"5毛5", "5毛5=0.55 CNY"},
		{"2.3万元", "2.3万元=23000.00 CNY"},
		{"一万二块钱", "一万二块钱=12000.00 CNY"},
		{"三千五百块", "三千五百块=3500.00 CNY"},
		{"昨天打车花了38块,报一下", "38块=38.00 CNY"},
		{"3块半", "3块半=3.50 CNY"},
		{"50元6角三分", "50元6角三分=50.63 CNY"},
		{"¥38", "¥38=38.00 CNY"},
		{"￥1,200.50", "￥1,200.50=1200.50 CNY"},
		{"人民币50元", "人民币50元=50.00 CNY"},
		{"taxi for CNY 38 yesterday", "CNY 38=38.00 CNY"},
		{"it was 38 bucks", "38 bucks=38.00 USD"},
		{"$12", "$12=12.00 USD"},
		{"US$ 12.50 and 3 euros", "US$ 12.50=12.50 USD; 3 euros=3.00 EUR"},
		{"$48.2 million", "$48.2 million=48200000.00 USD"},
		{"12 dollars and 50 cents", "12 dollars and 50 cents=12.50 USD"},
		{"两块五的水", "两块五=2.50 CNY"},
		{"100日元", "100日元=100 JPY"},
		{"12块3个", "12块=12.00 CNY"},
		{"4人民币5美元", "4人民币=4.00 CNY; 5美元=5.00 USD"},
		{"rmb 10 usd 20", "rmb 10=10.00 CNY; usd 20=20.00 USD"},
		{"thirteen dollars forty five", "thirteen dollars forty five=13.45 USD"},
		{"hk $ 10.05 billion", "hk $ 10.05 billion=10050000000.00 HKD"},
		{"¥38元", "¥38元=38.00 CNY"},
		{"30多块", "30多块=30.00 CNY"},
		{"等一下", ""},
		{"TRY 30 if you can, try 30", "TRY 30=30.00 TRY; 30=30.00 CNY"},
		{"5% of it", ""},
		{"three people on 2026-11-27 at 9:30", ""},
		{"38", "38=38.00 CNY"},
	})
}

func TestABareNumberIsAWeakMoney(t *testing.T) {
	for in, sure := range map[string]bool{"38": false, "38元": true, "spent 38 on it": false, "$38": true, "38.50": false} {
		found := Find(Spec{Kind: Money}, in, wednesday())
		if len(found) != 1 || (found[0].Sure > 0.5) != sure {
			t.Errorf("%q: %+v", in, found)
		}
	}
}

func TestNumbersAreFoundInBothLanguages(t *testing.T) {
	checkFind(t, Spec{Kind: Number}, []findCase{
		{"2.3万", "2.3万=23000"},
		{"15万", "15万=150000"},
		{"一万二", "一万二=12000"},
		{"三千五", "三千五=3500"},
		{"两百五", "两百五=250"},
		{"一千零五", "一千零五=1005"},
		{"一百二十", "一百二十=120"},
		{"三千五百", "三千五百=3500"},
		{"十二", "十二=12"},
		{"一百十五", "一百十五=115"},
		{"二十万零三百", "二十万零三百=200300"},
		{"三亿五千万", "三亿五千万=350000000"},
		{"1万2千", "1万2千=12000"},
		{"3千5", "3千5=3500"},
		{"三点五", "三点五=3.5"},
		{"500多万", "500多万=5000000"},
		{"十几万", "十几万=100000"},
		{"四万万", "四万万=400000000"},
		{"一万二千亿", "一万二千亿=1200000000000"},
		{"五兆六十二亿", "五兆六十二亿=5006200000000"},
		{"one and a half", "one and a half=1.5"},
		{"两个人", "两=2"},
		{"负三", "负三=-3"},
		{"twenty five", "twenty five=25"},
		{"twenty-five", "twenty-five=25"},
		{"two hundred and fifty", "two hundred and fifty=250"},
		{"one million two hundred thousand", "one million two hundred thousand=1200000"},
		{"a hundred", "a hundred=100"},
		{"half a million", "half a million=500000"},
		{"1,200.50", "1,200.50=1200.5"},
		{"10k", "10k=10000"},
		{"-12", "-12=-12"},
		{"5% of 200", "200=200"},
		{"百分之五", ""},
		{"3 seats, no 4", "3=3; 4=4"},
		{"第三次", ""},
		{"the 3rd", ""},
		{"10.0.0.1", ""},
		{"order AB12", ""},
	})
}

func TestDatesAreFoundInBothLanguages(t *testing.T) {
	checkFind(t, Spec{Kind: Date}, []findCase{
		{"2026-11-27", "2026-11-27=2026-11-27"},
		{"2026/1/5", "2026/1/5=2026-01-05"},
		{"27 Nov", "27 Nov=2026-11-27"},
		{"on Nov 27th, 2027 please", "Nov 27th, 2027=2027-11-27"},
		{"the 27th of November", "the 27th of November=2026-11-27"},
		{"11/27", "11/27=2026-11-27"},
		{"27/11/2026", "27/11/2026=2026-11-27"},
		{"26-11-27", "26-11-27=2026-11-27"},
		{"27 Nov 2026, Friday", "27 Nov 2026, Friday=2026-11-27"},
		{"11月27日(周五)", "11月27日(周五)=2026-11-27"},
		{"Shanghai trip, Wed to Fri next week", "Wed=2026-12-02; Fri next week=2026-12-04"},
		{"next Wed to Fri", "next Wed=2026-12-02; Fri=2026-12-04"},
		{"next week on Friday", "next week on Friday=2026-12-04"},
		{"明天之前", "明天=2026-11-26"},
		{"11月27日", "11月27日=2026-11-27"},
		{"11月27号", "11月27号=2026-11-27"},
		{"十一月二十七号", "十一月二十七号=2026-11-27"},
		{"27号", "27号=2026-11-27"},
		{"二十七号", "二十七号=2026-11-27"},
		{"2025年3月1日", "2025年3月1日=2025-03-01"},
		{"二零二六年三月一日", "二零二六年三月一日=2026-03-01"},
		{"明年1月5号", "明年1月5号=2027-01-05"},
		{"today, tomorrow and yesterday", "today=2026-11-25; tomorrow=2026-11-26; yesterday=2026-11-24"},
		{"the day before yesterday", "the day before yesterday=2026-11-23"},
		{"in 3 days", "in 3 days=2026-11-28"},
		{"3 days ago", "3 days ago=2026-11-22"},
		{"two weeks from now", "two weeks from now=2026-12-09"},
		{"今天去,大后天回", "今天=2026-11-25; 大后天=2026-11-28"},
		{"昨天 前天", "昨天=2026-11-24; 前天=2026-11-23"},
		{"三天后", "三天后=2026-11-28"},
		{"两周前", "两周前=2026-11-11"},
		{"3个工作日后", "3个工作日后=2026-11-30"},
		{"本周五", "本周五=2026-11-27"},
		{"下周五", "下周五=2026-12-04"},
		{"上周三", "上周三=2026-11-18"},
		{"coming Friday", "coming Friday=2026-11-27"},
		{"next Friday", "next Friday=2026-12-04"},
		{"last Friday", "last Friday=2026-11-20"},
		{"this Friday", "this Friday=2026-11-27"},
		{"Friday next week", "Friday next week=2026-12-04"},
		{"Friday, 27 November", "Friday, 27 November=2026-11-27"},
		{"周五(11月27日)", "周五(11月27日)=2026-11-27"},
		{"下周三到周五去上海出差", "下周三=2026-12-02; 周五=2026-12-04"},
		{"下个月3号", "下个月3号=2026-12-03"},
		{"月底", "月底=2026-11-30"},
		{"end of next month", "end of next month=2026-12-31"},
		{"the 3rd of next month", "the 3rd of next month=2026-12-03"},
		{"it was on the 3rd I think", "on the 3rd=2026-12-03"},
		{"禮拜五", "禮拜五=2026-11-27"},
		{"2 days after tomorrow", "2 days after tomorrow=2026-11-28"},
		{"a week from Friday", "a week from Friday=2026-12-04"},
		{"过两天", "过两天=2026-11-27"},
		{"国庆节放假", "国庆节=2026-10-01"},
		{"on Christmas Eve", "Christmas Eve=2026-12-24"},
		{"Sat down with him", ""},
		{"version 1.2.3", ""},
		{"order 20261127001", ""},
		{"2月30日", ""},
		{"9:30 and 15:00", ""},
		{"3号楼", ""},
		{"每周三", ""},
		{"第3天", ""},
		{"24/7 support", ""},
		{"may I go", ""},
		{"the second one", ""},
	})
}

func TestNextFridayCanAlsoBeTheComingOne(t *testing.T) {
	found := Find(Spec{Kind: Date}, "next Friday", wednesday())
	if len(found) != 1 || len(found[0].Others) != 1 || found[0].Others[0].Text != "2026-11-27" {
		t.Fatalf("%+v", found)
	}
}

func TestCheckChoosesBetweenReadings(t *testing.T) {
	past := wednesday()
	past.Check = func(v Value) bool { return v.Text <= "2026-11-25" }
	future := wednesday()
	future.Check = func(v Value) bool { return v.Text >= "2026-11-25" }
	for _, c := range []struct{ in, past, future string }{
		{"the 3rd of May", "2026-05-03", "2027-05-03"},
		{"on the 3rd", "2026-11-03", "2026-12-03"},
		{"3号", "2026-11-03", "2026-12-03"},
		{"Friday", "2026-11-20", "2026-11-27"},
		{"周二", "2026-11-24", "2026-12-01"},
		{"11/12", "2026-11-12", "2027-11-12"},
	} {
		for _, side := range []struct {
			in   Setting
			want string
		}{{past, c.past}, {future, c.future}} {
			found := Find(Spec{Kind: Date}, c.in, side.in)
			if len(found) != 1 || found[0].Value.Text != side.want {
				t.Errorf("%q: got %s, want %s", c.in, shown(c.in, found), side.want)
			}
		}
	}
}

func TestTimesAreFoundInBothLanguages(t *testing.T) {
	checkFind(t, Spec{Kind: Time}, []findCase{
		{"a room tomorrow at ten for 5 people", "at ten=10:00"},
		{"Friday at 3 for an hour", "at 3=15:00"},
		{"the two of us at ten tables", ""},
		{"9:30", "9:30=09:30"},
		{"9.30am", "9.30am=09:30"},
		{"at 3pm", "at 3pm=15:00"},
		{"half past nine", "half past nine=09:30"},
		{"a quarter to 8", "a quarter to 8=07:45"},
		{"ten past 9 in the evening", "ten past 9 in the evening=21:10"},
		{"noon", "noon=12:00"},
		{"340pm", "340pm=15:40"},
		{"half past seven o'clock", "half past seven o'clock=07:30"},
		{"8 in the night", "8 in the night=20:00"},
		{"下午三点半", "下午三点半=15:30"},
		{"15点", "15点=15:00"},
		{"晚上9:30", "晚上9:30=21:30"},
		{"明早8点", "明早8点=08:00"},
		{"三点", "三点=15:00"},
		{"9点一刻", "9点一刻=09:15"},
		{"八点二十", "八点二十=08:20"},
		{"凌晨2点半", "凌晨2点半=02:30"},
		{"中午12点", "中午12点=12:00"},
		{"tomorrow 21:05", "21:05=21:05"},
		{"nine o'clock", "nine o'clock=09:00"},
		{"12 pm and 12 am", "12 pm=12:00; 12 am=00:00"},
		{"2026-11-27", ""},
		{"25:99", ""},
		{"三点五", ""},
	})
}

func TestDurationsAreFoundInBothLanguages(t *testing.T) {
	checkFind(t, Spec{Kind: Duration}, []findCase{
		{"3 working days", "3 working days=3 working days"},
		{"2s", "2s=PT2S"},
		{"1h30m", "1h30m=PT1H30M"},
		{"two weeks", "two weeks=P2W"},
		{"三天", "三天=P3D"},
		{"两个半小时", "两个半小时=PT2H30M"},
		{"两小时半", "两小时半=PT2H30M"},
		{"半年", "半年=P6M"},
		{"半天", "半天=PT12H"},
		{"一年半", "一年半=P1Y6M"},
		{"三个工作日", "三个工作日=3 working days"},
		{"two and a half hours", "two and a half hours=PT2H30M"},
		{"a year and a half", "a year and a half=P1Y6M"},
		{"half an hour", "half an hour=PT30M"},
		{"90 minutes", "90 minutes=PT1H30M"},
		{"3 days and 4 hours", "3 days and 4 hours=P3DT4H"},
		{"8天20小时", "8天20小时=P8DT20H"},
		{"an hour", "an hour=PT1H"},
		{"a 3-day trip", "3-day=P3D"},
		{"三天后", ""},
		{"3 days ago", ""},
		{"2026年", ""},
		{"5月3日", ""},
		{"十分满意", ""},
	})
}

func TestOffsetsHoldForEveryWidth(t *testing.T) {
	in := "報銷　３８元，ＣＮＹ　４０ 謝謝"
	if got := shown(in, Find(Spec{Kind: Money}, in, wednesday())); got != "３８元=38.00 CNY; ＣＮＹ　４０=40.00 CNY" {
		t.Error(got)
	}
}

func ExampleFind() {
	for _, f := range Find(Spec{Kind: Money}, "昨天打车花了38块,酒店88元5角", Setting{Currency: "CNY"}) {
		fmt.Println(f.Value)
	}
	// Output:
	// 38.00 CNY
	// 88.50 CNY
}
