package value

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// inHanzi writes a number as it is written out in Chinese.
func inHanzi(n int64) string {
	if n == 0 {
		return "零"
	}
	var out string
	for _, big := range []struct {
		size int64
		name string
	}{{1e8, "亿"}, {1e4, "万"}, {1, ""}} {
		part := n / big.size % 1e4
		if big.size == 1e8 {
			part = n / big.size
		}
		if part == 0 {
			continue
		}
		if out != "" && part < 1000 {
			out += "零"
		}
		out += below10000(part) + big.name
	}
	if strings.HasPrefix(out, "一十") {
		out = strings.TrimPrefix(out, "一")
	}
	return out
}

func below10000(n int64) string {
	numerals := []rune("零一二三四五六七八九")
	var out string
	zero := false
	for _, u := range []struct {
		size int64
		name string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / u.size % 10
		if d == 0 {
			zero = out != ""
			continue
		}
		if zero {
			out += "零"
		}
		zero = false
		out += string(numerals[d]) + u.name
	}
	return out
}

// inWords writes a number as it is written out in English.
func inWords(n int64) string {
	small := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens := strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	switch {
	case n < 20:
		return small[n]
	case n < 100:
		return joined(tens[n/10], "-", n%10)
	case n < 1000:
		return joined(small[n/100]+" hundred", " and ", n%100)
	case n < 1e6:
		return joined(inWords(n/1000)+" thousand", " ", n%1000)
	}
	return joined(inWords(n/1e6)+" million", " ", n%1e6)
}

func joined(head, glue string, rest int64) string {
	if rest == 0 {
		return head
	}
	return head + glue + inWords(rest)
}

// someNumbers are all small numbers and many large ones, always the same.
func someNumbers(limit int64) []int64 {
	var out []int64
	for n := range int64(1200) {
		out = append(out, n)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for size := int64(10_000); size <= limit; size *= 10 {
		for range 200 {
			n := random.Int64N(size)
			out = append(out, n, n/100*100, n/1000*1000)
		}
	}
	return out
}

func TestEveryNumberWrittenOutIsReadBack(t *testing.T) {
	for _, n := range someNumbers(1e12) {
		checkReadBack(t, inHanzi(n), n)
	}
	for _, n := range someNumbers(1e9) {
		checkReadBack(t, inWords(n), n)
	}
}

func checkReadBack(t *testing.T, written string, n int64) {
	t.Helper()
	f, err := Read(Spec{Kind: Number}, written, wednesday())
	if err != nil || f.Value.Text != fmt.Sprint(n) || f.End != len(written) {
		t.Errorf("%d was written %q and read as %q, %v", n, written, f.Value.Text, err)
	}
}

func TestEveryAmountWrittenIsReadBack(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		cents := random.Int64N(10_000_000)
		yuan, jiao, fen := cents/100, cents/10%10, cents%10
		want := fmt.Sprintf("%d.%02d CNY", yuan, cents%100)
		for _, form := range []string{
			fmt.Sprintf("%d.%02d元", yuan, cents%100),
			fmt.Sprintf("¥%d.%02d", yuan, cents%100),
			fmt.Sprintf("CNY %d.%02d", yuan, cents%100),
			fmt.Sprintf("%d块%d毛%d分", yuan, jiao, fen),
			inHanzi(yuan) + "元" + inHanzi(jiao) + "角" + inHanzi(fen) + "分",
		} {
			in := "付了" + form + ",谢谢"
			if got := shown(in, Find(Spec{Kind: Money}, in, wednesday())); got != form+"="+want {
				t.Errorf("%s: %s", in, got)
			}
		}
	}
}

func TestEveryDayWrittenInAnyFormIsReadBack(t *testing.T) {
	in := wednesday()
	for n := -180; n < 180; n += 3 {
		d := in.today().AddDate(0, 0, n)
		for _, form := range []string{
			"2006-01-02", "2006/1/2", "2 Jan 2006", "January 2, 2006", "Mon 2 Jan 2006", "2006年1月2日", "1月2日", "1月2号", "2 January", "Jan 2", "1/2", "02.01.2006", "Monday, 2 January",
		} {
			checkDay(t, d.Format(form), d)
		}
		checkDay(t, inHanzi(int64(d.Month()))+"月"+inHanzi(int64(d.Day()))+"号", d)
	}
}

func checkDay(t *testing.T, written string, d time.Time) {
	t.Helper()
	f, err := Read(Spec{Kind: Date}, written, wednesday())
	if err == nil && f.Value.Text == d.Format(time.DateOnly) && f.End == len(written) {
		return
	}
	if strings.HasPrefix(written, "02.01") || strings.HasPrefix(written, d.Format("02.01")) {
		for _, o := range f.Others { // the other order is another honest reading
			if o.Text == d.Format(time.DateOnly) {
				return
			}
		}
	}
	t.Errorf("%s was written %q and read as %q, %v", d.Format(time.DateOnly), written, f.Value.Text, err)
}

// TestWeekdaysFromEveryDayOfTheWeek holds the words for weekdays to what they
// mean, from each day of a week.
func TestWeekdaysFromEveryDayOfTheWeek(t *testing.T) {
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	names := []string{"一", "二", "三", "四", "五", "六", "日"}
	for today := range 7 {
		in := Setting{Now: monday.AddDate(0, 0, today)}
		for d := range 7 {
			english := monday.AddDate(0, 0, d).Weekday().String()
			for words, days := range map[string]int{
				"本周" + names[d]: d, "这个星期" + names[d]: d, "下周" + names[d]: d + 7, "上礼拜" + names[d]: d - 7, "下下周" + names[d]: d + 14,
				english + " next week": d + 7, "next week " + english: d + 7, "next " + english: d + 7,
				"coming " + english: after(d, today), "last " + english: after(d, today-7-1), english: after(d, today-1), "on " + english: after(d, today-1), "周" + names[d]: after(d, today-1),
			} {
				want := monday.AddDate(0, 0, days).Format(time.DateOnly)
				found := Find(Spec{Kind: Date}, words, in)
				if len(found) != 1 || found[0].Value.Text != want || found[0].End != len(words) {
					t.Errorf("%s on a %s: %s, want %s", words, in.Now.Weekday(), shown(words, found), want)
				}
			}
		}
	}
}

// after is the first day d of a week that comes after a day; both count from
// the same Monday.
func after(d, day int) int {
	for d > day+7 {
		d -= 7
	}
	for d <= day {
		d += 7
	}
	return d
}

func TestEveryTimeWrittenInAnyFormIsReadBack(t *testing.T) {
	for minute := 0; minute < 24*60; minute += 5 {
		h, m := minute/60, minute%60
		want := fmt.Sprintf("%02d:%02d", h, m)
		clock := time.Date(2026, 1, 1, h, m, 0, 0, time.UTC)
		forms := []string{want, clock.Format("3:04pm"), clock.Format("3.04 PM"), strings.NewReplacer("am", "a.m.", "pm", "p.m.").Replace(clock.Format("at 3:04 pm")), fmt.Sprintf("%d点%02d分", h+0, m)}
		if h > 12 || h == 0 {
			forms = append(forms, fmt.Sprintf("%d时%d分", h, m))
		} else {
			forms = forms[:4]
		}
		if h > 12 && h < 18 {
			forms = append(forms, fmt.Sprintf("下午%d点%d分", h-12, m), "下午"+inHanzi(int64(h-12))+"点"+inHanzi(int64(m))+"分")
		}
		for _, form := range forms {
			f, err := Read(Spec{Kind: Time}, form, wednesday())
			if err != nil || f.Value.Text != want {
				t.Errorf("%s was written %q and read as %q, %v", want, form, f.Value.Text, err)
			}
		}
	}
}

func TestEveryDurationShownIsReadBack(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		v := NewDuration(Stretch{
			Years: random.IntN(3), Months: random.IntN(12), Days: random.IntN(40), Hours: random.IntN(30), Minutes: random.IntN(60), Seconds: random.IntN(60),
		})
		for _, lang := range []string{"en", "zh"} {
			words := Show(v, nil, lang, wednesday())
			f, err := Read(Spec{Kind: Duration}, words, wednesday())
			if err != nil || f.Value.Text != v.Text {
				t.Errorf("%s was shown as %q and read as %q, %v", v, words, f.Value.Text, err)
			}
		}
	}
}
