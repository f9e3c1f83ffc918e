package understand

import (
	"testing"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

func TestPlainAndCore(t *testing.T) {
	tests := []struct{ msg, plain, core string }{
		{"Don't do it!", "dont do it", "dont do it"},
		{"好的， 提交吧。", "好的提交吧", "好的提交"},
		{"ok, please skip this one, thanks", "ok please skip this one thanks", "skip this one"},
		{"嗯…那个，我想取消一下吧", "嗯那个我想取消一下吧", "取消"},
		{"please", "please", "please"},
		{"ＳＫＩＰ", "skip", "skip"},
		{"訂單號錯了", "订单号错了", "订单号错"},
		{"  \n ", "", ""},
	}
	for _, tt := range tests {
		if got := plainOf(tt.msg); got != tt.plain {
			t.Errorf("plainOf(%q) = %q, want %q", tt.msg, got, tt.plain)
		}
		if got := coreOf(plainOf(tt.msg)); got != tt.core {
			t.Errorf("coreOf(%q) = %q, want %q", tt.msg, got, tt.core)
		}
	}
}

func TestMentionsOfSlots(t *testing.T) {
	tests := []struct {
		msg  string
		want []string
	}{
		{"the amount and the day are wrong", []string{"amount", "day"}},
		{"金额和日期都不对", []string{"amount", "day"}},
		{"发票传错了", []string{"receipt"}},
		{"类别", []string{"category"}},
		{"nothing of it", nil},
	}
	for _, tt := range tests {
		v := asking(expense(), "day")
		r := newReader(tt.msg, &v)
		var got []string
		for _, m := range r.mentions(v.Top.Process) {
			got = append(got, m.slot)
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %v, want %v", tt.msg, got, tt.want)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%s: %v, want %v", tt.msg, got, tt.want)
			}
		}
	}
}

func TestAWordThatCouldMeanTwoSlotsMeansNeither(t *testing.T) {
	v := asking(travel(), "start")
	r := newReader("the date is wrong", &v)
	if got := r.mentions(v.Top.Process); len(got) != 0 {
		t.Errorf("mentions: %v", got)
	}
}

func TestRangesSayOnceWhatIsMeantTwice(t *testing.T) {
	tests := []struct {
		kind value.Kind
		text string
		want [2]string
	}{
		{value.Date, "Wed to Fri next week", [2]string{"2026-12-02", "2026-12-04"}},
		{value.Date, "7-9 December", [2]string{"2026-12-07", "2026-12-09"}},
		{value.Date, "下周一出发,周三回来", [2]string{"2026-11-30", "2026-12-02"}},
		{value.Date, "Monday and Thursday", [2]string{"2026-11-30", "2026-12-03"}},
		{value.Time, "2-4pm", [2]string{"14:00", "16:00"}},
		{value.Time, "11-1pm", [2]string{"11:00", "13:00"}},
		{value.Time, "from 9 to 11", [2]string{"09:00", "11:00"}},
		{value.Time, "9:30-10:15", [2]string{"09:30", "10:15"}},
	}
	for _, tt := range tests {
		found := find(value.Spec{Kind: tt.kind}, tt.text, idle().Setting)
		if len(found) != 2 || found[0].Value.Text != tt.want[0] || found[1].Value.Text != tt.want[1] {
			t.Errorf("%s: %v, want %v", tt.text, found, tt.want)
		}
	}
}

func TestQuestionsAreToldFromAnswers(t *testing.T) {
	tests := []struct {
		msg        string
		asks, sure bool
	}{
		{"how long does this take", true, true},
		{"多久到账", true, true},
		{"请问你们几点下班", true, true},
		{"酒店标准是多少", true, true},
		{"can I do it later?", true, false},
		{"明天可以吗", true, false},
		{"team lunch?", true, false},
		{"什么都行", false, false},
		{"team lunch", false, false},
		{"团队聚餐", false, false},
	}
	for _, tt := range tests {
		v := idle()
		if asks, sure := newReader(tt.msg, &v).interrogates(); asks != tt.asks || sure != tt.sure {
			t.Errorf("%s: asks %v, sure %v; want %v, %v", tt.msg, asks, sure, tt.asks, tt.sure)
		}
	}
}

func TestPicks(t *testing.T) {
	v := idle()
	for msg, want := range map[string]int{
		"the second one": 2, "2": 2, "第二个": 2, "B": 2, "前者": 1, "option three": 3, "9": 0, "later": 0, "选第一个": 1, "4th": 4,
	} {
		if got := newReader(msg, &v).pick(4); got != want {
			t.Errorf("%s: %d, want %d", msg, got, want)
		}
	}
}

func TestACommandForAnotherRunNamesIt(t *testing.T) {
	v := asking(room(), "day", "seats=3")
	v.Others = []RunView{run(expense(), nil, "amount=38.00 CNY")}
	m := Understand("cancel my expense claim", v)
	if len(m.Commands) != 1 || m.Commands[0].Kind != machine.CmdCancel || m.Commands[0].Run != "run-expense" {
		t.Errorf("commands: %+v", m.Commands)
	}
}

func TestTheTraceSaysWhichWordsSpoke(t *testing.T) {
	msg := "昨天打车花了38块,报一下"
	m := Understand(msg, idle())
	want := map[string]bool{"38块": false, "昨天": false, "打车": false}
	for _, r := range m.Trace {
		if _, ok := want[msg[r.Start:r.End]]; ok {
			want[msg[r.Start:r.End]] = true
		}
	}
	for words, seen := range want {
		if !seen {
			t.Errorf("nothing in the trace names %s: %v", words, m.Trace)
		}
	}
	if len(m.Recognition.Ranked) == 0 || m.Recognition.Ranked[0].ID != "expense" {
		t.Errorf("recognition: %+v", m.Recognition)
	}
}

func TestTwoEndsSayHowLong(t *testing.T) {
	p := room()
	p.ID, p.Slots = "room", []process.Slot{slot("day", value.Date, ""), slot("start", value.Time, "start/开始时间"), slot("length", value.Duration, "length/时长")}
	v := idle()
	v.Processes = []*process.Process{p}
	check(t, "a request", v, []said{
		{"帮我订明天下午3点到5点的会议室", "start(room day=2026-11-26 length=PT2H start=15:00)"},
		{"book a meeting room tomorrow 2-4:30pm", "start(room day=2026-11-26 length=PT2H30M start=14:00)"},
		{"订明天下午3点的会议室", "start(room day=2026-11-26 start=15:00)"},
		{"订明天下午3点的会议室,两小时", "start(room day=2026-11-26 length=PT2H start=15:00)"},
	})
}
