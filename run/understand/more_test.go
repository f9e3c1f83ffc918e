package understand

import (
	"strings"
	"testing"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

func TestColloquialRequests(t *testing.T) {
	check(t, "nothing open", idle(), []said{
		{"hey, can you book me a meeting room for tomorrow at 3pm?", "start(room day=2026-11-26 start=15:00)"},
		{"need a room fri 2-4pm for 6 people", "start(room day=2026-11-27 end=16:00 seats=6 start=14:00)"},
		{"周五下午两点到四点,6个人的会议室", "start(room day=2026-11-27 end=16:00 seats=6 start=14:00)"},
		{"你好,我想报销昨天的酒店,450元", "start(expense amount=450.00 CNY category=hotel day=2026-11-24)"},
		{"hi I'd like to claim 120 for lunch on Monday", "start(expense amount=120.00 CNY category=meal day=2026-11-30)"},
		{"出差去北京,下周一出发,周三回来", "start(travel destination=北京 end=2026-12-02 start=2026-11-30)"},
		{"plan a business trip to Berlin, leaving Monday, back on Thursday", "start(travel destination=Berlin end=2026-12-03 start=2026-11-30)"},
		{"business trip from 1 December to 4 December to Paris", "start(travel destination=Paris end=2026-12-04 start=2026-12-01)"},
		{"我要退货,订单号AB123456,电话13812345678", "start(refund order=AB123456 phone=+8613812345678)"},
		{"return order AB 123456, mail me at lin@example.com", "start(refund email=lin@example.com order=AB123456)"},
		{"the projector stays black", "start(projector)"},
		{"where is my salary statement", "start(payslip)"},
		{"嗨", "smalltalk(greeting)"},
		{"在吗", "smalltalk(greeting)"},
		{"你是机器人吗?", "smalltalk(who_are_you)"},
		{"辛苦了", "smalltalk(thanks)"},
		{"拜拜", "smalltalk(goodbye)"},
		{"有什么功能?", "smalltalk(help)"},
		{"help", "smalltalk(help)"},
		{"this is useless", "smalltalk(sorry)"},
		{"转人工", "handoff"},
		{"I want to speak to a real person", "handoff"},
		{"English please", "language(en)"},
		{"用中文", "language(zh)"},
		{"can we speak Chinese?", "language(zh)"},
		{"取消", "cancel"},
		{"continue", "clarify(nothing_open)"},
		{"back", "clarify(nothing_open)"},
		{"go back one step", "clarify(nothing_open)"},
		{"上一步", "clarify(nothing_open)"},
		{"skip", "clarify(nothing_open)"},
		{"跳过", "clarify(nothing_open)"},
		{"I don't know", "clarify(nothing_open)"},
		{"不知道", "clarify(nothing_open)"},
		{"stuck", "clarify(nothing_open)"},
		{"I'm stuck at this one", "clarify(nothing_open)"},
		{"卡住了", "clarify(nothing_open)"},
		{"go to step 3", "clarify(nothing_open)"},
		{"跳到第三步", "clarify(nothing_open)"},
		{"进度", "where"},
		{"????", "clarify(nothing_said)"},
		{"今天天气怎么样?", "question"},
		{"what's the weather like", "question"},
	})
}

func TestFreshAnswersMeanNothing(t *testing.T) {
	v := idle()
	v.Fresh = true
	check(t, "first message", v, []said{{"yes", "clarify(unclear)"}, {"好", "clarify(unclear)"}, {"hello", "smalltalk(greeting)"}})
}

func TestControlsInManyWords(t *testing.T) {
	check(t, "asked for a day", asking(expense(), "day", "amount=38.00 CNY"), []said{
		{"please cancel this", "cancel"},
		{"cancel my expense claim", "cancel"},
		{"I don't want to do this anymore", "cancel"},
		{"取消报销", "cancel"},
		{"把这个取消掉吧", "cancel"},
		{"算了", "cancel"},
		{"算了不报了", "cancel"},
		{"不想办了", "cancel"},
		{"let's start from scratch", "restart"},
		{"从头来", "restart"},
		{"重新填一遍", "restart"},
		{"I'll do it later", "pause"},
		{"not now", "pause"},
		{"明天再说", "pause"},
		{"我先去开会", "pause"},
		{"先放一放", "pause"},
		{"one moment", "smalltalk(ok)"},
		{"稍等", "smalltalk(ok)"},
		{"no idea", "unknown"},
		{"not sure", "unknown"},
		{"忘了", "unknown"},
		{"记不清了", "unknown"},
		{"我也不太清楚", "unknown"},
		{"skip this one", "skip"},
		{"先跳过这个吧", "skip"},
		{"previous question", "back"},
		{"上一步", "back"},
		{"填错了", "back"},
		{"oops", "back"},
		{"sorry, what?", "repeat"},
		{"什么意思", "repeat"},
		{"没看懂", "repeat"},
		{"how many questions are left?", "where"},
		{"还剩几步", "where"},
		{"还要填什么?", "where"},
		{"why do you need to know that?", "why"},
		{"干嘛要问这个", "why"},
		{"一定要填吗", "why"},
		{"what is this for?", "why"},
		{"get me a human", "handoff"},
		{"有人工吗", "handoff"},
		{"what can you do", "smalltalk(help)"},
		{"谢谢", "smalltalk(thanks)"},
		{"需要哪些材料?", "question"},
		{"what is the limit for hotels?", "question"},
		{"酒店标准是多少", "question"},
		{"明天可以吗?", "set(day=2026-11-26)"},
		{"is today ok?", "set(day=2026-11-25)"},
		{"11月3号", "set(day=2026-11-03)"},
		{"前天", "set(day=2026-11-23)"},
		{"the day before yesterday", "set(day=2026-11-23)"},
		{"30 February", "clarify(no_such_date day)"},
		{"lin@example.com", "clarify(not_a_date day)"},
		{"I want to return my order AB123456", "start(refund order=AB123456)"},
		{"投影仪没画面", "start(projector)"},
		{"昨天,顺便查一下这个月的工资单", "set(day=2026-11-24) start(payslip)"},
		{"how long does a refund take?", "question"},
		{"退款多久能到账?", "question"},
		{"how do I book a meeting room?", "start(room)"},
		{"会议室怎么订?", "start(room)"},
	})
}

func TestCorrectionsInManyWords(t *testing.T) {
	v := asking(room(), "projector", "seats=3", "day=2026-11-30", "start=14:00", "end=16:00")
	check(t, "in the middle", v, []said{
		{"no wait, 5 seats", "correct(seats=5)"},
		{"人数改成5", "correct(seats=5)"},
		{"改成5个人", "correct(seats=5)"},
		{"sorry, I meant Tuesday", "correct(day=2026-12-01)"},
		{"日期改到12月2号", "correct(day=2026-12-02)"},
		{"开始时间改成3点", "correct(start=15:00)"},
		{"make the end 5pm", "correct(end=17:00)"},
		{"结束时间不对", "back(end)"},
		{"I want to change the day", "back(day)"},
		{"改一下日期", "back(day)"},
		{"question 1 should be 6", "correct(seats=6)"},
		{"第一个问题改成6", "correct(seats=6)"},
		{"change my answer to the first question", "back(seats)"},
		{"改第三个问题", "back(start)"},
		{"不是3个是4个", "correct(seats=4)"},
		{"要,人数改成8", "correct(seats=8) set(projector=yes)"},
	})
	check(t, "text that looks like one", asking(refund(), "problem", "order=AB123456"), []said{
		{"the colour is wrong", "set(problem=the colour is wrong)"},
		{"尺寸不对", "set(problem=尺寸不对)"},
		{"the order number is wrong", "back(order)"},
		{"订单号错了,是CD654321", "correct(order=CD654321)"},
		{"can I get a different one?", "set(problem=can I get a different one?)"},
		{"it arrived broken, I don't want it anymore", "set(problem=it arrived broken, I don't want it anymore)"},
	})
}

func TestDurationsAndContacts(t *testing.T) {
	check(t, "phone", asking(refund(), "phone", "order=AB123456"), []said{
		{"13812345678", "set(phone=+8613812345678)"},
		{"138 1234 5678", "set(phone=+8613812345678)"},
		{"call me at 13812345678 or lin@example.com", "set(phone=+8613812345678) set(email=lin@example.com)"},
		{"123", "clarify(not_a_phone phone)"},
	})
	check(t, "duration", asking(refund(), "wait", "order=AB123456"), []said{
		{"three days", "set(wait=P3D)"}, {"半年", "set(wait=P6M)"}, {"两周了", "set(wait=P2W)"}, {"红色", "clarify(not_a_duration wait)"},
	})
	check(t, "number", asking(room(), "seats"), []said{
		{"eight", "set(seats=8)"},
		{"8个人", "set(seats=8)"},
		{"十二", "set(seats=12)"},
		{"a few", "clarify(not_a_number seats)"},
		{"明天", "set(day=2026-11-26)"},
	})
	check(t, "time", asking(room(), "start", "seats=3", "day=2026-11-30"), []said{
		{"half past two in the afternoon", "set(start=14:30)"},
		{"下午两点", "set(start=14:00)"},
		{"2-4pm", "set(start=14:00) set(end=16:00)"},
		{"from 9 to 11", "set(start=09:00) set(end=11:00)"},
		{"9点到11点", "set(start=09:00) set(end=11:00)"},
	})
	check(t, "place", asking(travel(), "destination"), []said{
		{"上海", "set(destination=上海)"}, {"Berlin", "set(destination=Berlin)"}, {"去上海", "set(destination=上海)"},
	})
}

func TestTypedControlsAndFiles(t *testing.T) {
	v := asking(expense(), "receipt", "amount=88.00 CNY")
	v.Files = []value.File{{Name: "taxi.jpg", Hash: "00", Type: "image/jpeg", Size: 1}}
	check(t, "a file", v, []said{{"", "set(receipt=taxi.jpg)"}, {"here is the receipt, it was yesterday", "set(receipt=taxi.jpg) set(day=2026-11-24)"}})
	v = idle()
	v.Files = []value.File{{Name: "taxi.jpg"}}
	check(t, "a file with a request", v, []said{{"这是打车的发票,想报销", "start(expense category=taxi receipt=taxi.jpg)"}, {"please reimburse my hotel bill", "start(expense category=hotel receipt=taxi.jpg)"}})
	v = asking(expense(), "day", "amount=88.00 CNY")
	v.Values = map[string]string{"day": "2026-11-20"}
	check(t, "a calendar", v, []said{{"", "set(day=2026-11-20)"}})
	v.Values = map[string]string{"day": "yesterday", "amount": "90.00 CNY"}
	check(t, "what is not canonical", v, []said{{"", "correct(amount=90.00 CNY) clarify(not_a_date day)"}})
}

func TestRowsOfAList(t *testing.T) {
	items := process.Slot{Name: "items", Label: value.Localized{"en": "items"}, Spec: value.Spec{Kind: value.List, Fields: []value.Field{
		{Name: "what", Spec: value.Spec{Kind: value.Text}}, {Name: "count", Spec: value.Spec{Kind: value.Number}},
	}}}
	p := &process.Process{ID: "order", Title: value.Localized{"en": "Order supplies"}, Slots: []process.Slot{items}}
	at := func(field string) View {
		v := idle()
		r := run(p, &machine.Question{Kind: machine.AskSlot, Slot: "items", Field: field})
		v.Top = &r
		return v
	}
	check(t, "a text field", at("what"), []said{{"pens", "set(items.what=pens)"}, {"done", "done"}, {"没有了", "done"}, {"就这些", "done"}})
	check(t, "a number field", at("count"), []said{{"12", "set(items.count=12)"}, {"twelve", "set(items.count=12)"}, {"asdf", "clarify(not_a_number items)"}})
}

func TestALongMessageIsReadToItsLimit(t *testing.T) {
	msg := "38 " + strings.Repeat("很长的话 and more words 12 ", 5000)
	m := Understand(msg, asking(expense(), "amount"))
	found := false
	for _, r := range m.Trace {
		found = found || r.What == "read" && r.End < len(msg)
	}
	if !found {
		t.Errorf("the trace does not say that the message was cut: %v", m.Trace)
	}
	for _, p := range problems(msg, asking(expense(), "amount"), m) {
		t.Error(p)
	}
}

func TestTheSameMessageMeansTheSame(t *testing.T) {
	for _, msg := range []string{"帮我订明天下午3点到5点的会议室,10个人", "I paid 38 yuan for a taxi yesterday", "no, 4 seats, and make it Tuesday"} {
		first := show(Understand(msg, idle()).Commands)
		for range 5 {
			if got := show(Understand(msg, idle()).Commands); got != first {
				t.Fatalf("%s: once %s, once %s", msg, first, got)
			}
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, row := range []struct{ msg, want string }{
		{"38", ""}, {"ok", ""}, {"好", ""}, {"昨天", "zh"}, {"yesterday", "en"}, {"Windows 打不开了", "zh"},
	} {
		if got := Understand(row.msg, idle()).Language; got != row.want {
			t.Errorf("%s: %q, want %q", row.msg, got, row.want)
		}
	}
}

func TestADayThatWasSaidBefore(t *testing.T) {
	v := asking(travel(), "end", "start=2026-11-30")
	check(t, "the day of the start", v, []said{
		{"the same day", "set(end=2026-11-30)"},
		{"just that day", "set(end=2026-11-30)"},
		{"当天", "set(end=2026-11-30)"},
		{"就那一天", "set(end=2026-11-30)"},
		{"当天回", "set(end=2026-11-30)"},
		{"December 2", "set(end=2026-12-02)"},
	})
}

func TestAYesOrNoMayNameItsThing(t *testing.T) {
	p := room()
	screen := slot("screen", value.YesNo, "screen/屏幕")
	p.Slots = append(p.Slots, screen)
	check(t, "screen", asking(p, "screen"), []said{
		{"不要屏幕", "set(screen=no)"},
		{"要屏幕", "set(screen=yes)"},
		{"需要屏幕的", "set(screen=yes)"},
		{"no screen", "set(screen=no)"},
		{"不用", "set(screen=no)"},
	})
}

func TestABareValueHasNoLanguage(t *testing.T) {
	for _, row := range []struct{ slot, msg, want string }{
		{"destination", "Anna Berg", ""},
		{"destination", "somewhere warm", "en"},
		{"destination", "上海", "zh"},
		{"start", "2026-12-01", ""},
		{"start", "I leave on 2026-12-01", "en"},
	} {
		if got := Understand(row.msg, asking(travel(), row.slot)).Language; got != row.want {
			t.Errorf("%s: %q, want %q", row.msg, got, row.want)
		}
	}
}

func TestSpansAreBytesOfTheMessage(t *testing.T) {
	msg := "  昨天打车花了３８块"
	m := Understand(msg, asking(expense(), "amount"))
	got := map[string]string{}
	for _, c := range m.Commands {
		if c.Span == nil {
			t.Fatalf("%s has no span", c.Slot)
		}
		got[c.Slot] = msg[c.Span[0]:c.Span[1]]
	}
	for slot, want := range map[string]string{"amount": "３８块", "day": "昨天", "category": "打车"} {
		if got[slot] != want {
			t.Errorf("%s: %q, want %q", slot, got[slot], want)
		}
	}
}

func views() []View {
	between := idle()
	between.Between = []string{"expense", "travel"}
	item := question(projector(), machine.AskItem)
	item.Top.State.Cursor = &machine.Cursor{Item: 1}
	waiting := idle()
	waiting.Others = []RunView{run(expense(), nil, "amount=38.00 CNY")}
	return []View{
		idle(), between, item, waiting, asking(expense(), "amount"), asking(expense(), "day", "amount=38.00 CNY"), asking(expense(), "reason"),
		asking(room(), "start", "seats=3"), asking(refund(), "order"), question(room(), machine.AskConfirm, "seats=3", "day=2026-11-30"),
		question(expense(), machine.AskChange, "amount=38.00 CNY"), question(projector(), machine.AskSolved),
		{},
	}
}

func FuzzUnderstand(f *testing.F) {
	for i, s := range []string{
		"", "好", "38块,另外帮我订明天的会议室", "change my answer to question 2", "下周三到周五去上海出差", "\xff\xfe\x00", "3 to 5 to 7 to 9",
		"第第第个问题改成", "reason: ", "\u202e不对\u200b是", "ﷺﷺ改成ﷺ", "AB123456 13812345678 a@b.cc", "不是3是4不是5是6", "{}", "１２３元",
	} {
		f.Add(s, i)
	}
	all := views()
	f.Fuzz(func(t *testing.T, msg string, i int) {
		if i < 0 {
			i = -(i + 1)
		}
		v := all[i%len(all)]
		for _, p := range problems(msg, v, Understand(msg, v)) {
			t.Errorf("%q: %s", msg, p)
		}
	})
}
