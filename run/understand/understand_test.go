package understand

import (
	"testing"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
)

func TestRequests(t *testing.T) {
	check(t, "nothing open", idle(), []said{
		{"昨天打车花了38块,报一下", "start(expense amount=38.00 CNY category=taxi day=2026-11-24)"},
		{"I paid 38 yuan for a taxi yesterday, how do I get it back?", "start(expense amount=38.00 CNY category=taxi day=2026-11-24)"},
		{"I want to claim a hotel bill", "start(expense category=hotel)"},
		{"下周三到周五去上海出差", "start(travel destination=上海 end=2026-12-04 start=2026-12-02)"},
		{"去上海出差,下周三到周五", "start(travel destination=上海 end=2026-12-04 start=2026-12-02)"},
		{"Shanghai trip, Wed to Fri next week", "start(travel destination=Shanghai end=2026-12-04 start=2026-12-02)"},
		{"I need a room for 8 people on Friday", "start(room day=2026-11-27 seats=8)"},
		{"帮我订明天下午3点到5点的会议室,10个人", "start(room day=2026-11-26 end=17:00 seats=10 start=15:00)"},
		{"我要退货", "start(refund)"},
		{"I want to return my order AB123456", "start(refund order=AB123456)"},
		{"退款流程太折腾了", "start(refund)"},
		{"投影仪没画面", "start(projector)"},
		{"查一下这个月的工资单", "start(payslip)"},
		{"how do I change the tyres of my car?", "question"},
		{"我的车胎怎么换?", "question"},
		{"sing a song for the moon", "clarify(refused)"},
		{"给我讲个笑话", "clarify(refused)"},
		{"hi", "smalltalk(greeting)"},
		{"你好", "smalltalk(greeting)"},
		{"thanks a lot", "smalltalk(thanks)"},
		{"谢谢啦", "smalltalk(thanks)"},
		{"bye", "smalltalk(goodbye)"},
		{"what can you do?", "smalltalk(help)"},
		{"你能做什么?", "smalltalk(help)"},
		{"who are you", "smalltalk(who_are_you)"},
		{"我要找人工", "handoff"},
		{"can I talk to a human please", "handoff"},
		{"speak English", "language(en)"},
		{"说中文", "language(zh)"},
		{"where am I", "where"},
		{"", "clarify(nothing_said)"},
		{"   ", "clarify(nothing_said)"},
		{"ok", "smalltalk(ok)"},
		{"好的", "smalltalk(ok)"},
	})
	check(t, "two at once", idle(), []said{
		{"帮我订明天的会议室,另外查一下这个月的工资单", "start(room day=2026-11-26) start(payslip)"},
		{"book a meeting room for Friday and also show me my payslip", "start(room day=2026-11-27) start(payslip)"},
	})
}

func TestAnswers(t *testing.T) {
	check(t, "amount", asking(expense(), "amount"), []said{
		{"38", "set(amount=38.00 CNY)"},
		{"38块", "set(amount=38.00 CNY)"},
		{"大概38块吧", "set(amount=38.00 CNY)"},
		{"it was 48.50", "set(amount=48.50 CNY)"},
		{"88元5角", "set(amount=88.50 CNY)"},
		{"38, taxi, yesterday", "set(amount=38.00 CNY) set(category=taxi) set(day=2026-11-24)"},
		{"昨天打车,38", "set(amount=38.00 CNY) set(day=2026-11-24) set(category=taxi)"},
		{"asdf qwer", "clarify(not_a_money amount)"},
		{"100 USD", "clarify(other_currency amount)"},
		{"how long does this take?", "question"},
		{"多久到账?", "question"},
		{"why do you ask?", "why"},
		{"为什么要问这个?", "why"},
		{"why", "why"},
		{"I don't know", "unknown"},
		{"不知道", "unknown"},
		{"跳过", "skip"},
		{"skip", "skip"},
		{"go back", "back"},
		{"返回上一步", "back"},
		{"cancel", "cancel"},
		{"取消", "cancel"},
		{"不办了", "cancel"},
		{"never mind", "cancel"},
		{"forget it", "cancel"},
		{"重新开始", "restart"},
		{"start over", "restart"},
		{"等会儿再说", "pause"},
		{"later", "pause"},
		{"等等", "smalltalk(ok)"},
		{"再说一遍", "repeat"},
		{"what was the question?", "repeat"},
		{"到哪了", "where"},
		{"what's left?", "where"},
		{"人工", "handoff"},
		{"hi", "smalltalk(greeting)"},
		{"帮我订会议室", "start(room)"},
		{"I want to book a meeting room for Friday", "start(room day=2026-11-27)"},
		{"38块,另外帮我订明天的会议室", "set(amount=38.00 CNY) start(room day=2026-11-26)"},
	})
	check(t, "day", asking(expense(), "day", "amount=38.00 CNY"), []said{
		{"昨天", "set(day=2026-11-24)"},
		{"last Friday", "set(day=2026-11-20)"},
		{"等等,是48", "correct(amount=48.00 CNY)"},
		{"actually 48", "correct(amount=48.00 CNY)"},
		{"38", "clarify(no_such_date day)"},
		{"asdf qwer", "clarify(not_a_date day)"},
		{"不对,金额是48", "correct(amount=48.00 CNY)"},
		{"change the amount to 50", "correct(amount=50.00 CNY)"},
		{"金额不对", "back(amount)"},
		{"the amount is wrong", "back(amount)"},
		{"yesterday, and the amount was 48", "set(day=2026-11-24) correct(amount=48.00 CNY)"},
		{"昨天,打车", "set(day=2026-11-24) set(category=taxi)"},
	})
	check(t, "reason", asking(expense(), "reason", "amount=38.00 CNY", "day=2026-11-24", "category=other"), []said{
		{"team lunch", "set(reason=team lunch)"},
		{"团队聚餐", "set(reason=团队聚餐)"},
		{"team lunch?", "set(reason=team lunch?)"},
		{"how long does this take?", "question"},
		{"多久到账?", "question"},
		{"为什么要填这个?", "why"},
		{"cancel", "cancel"},
		{"用途是团队聚餐", "set(reason=团队聚餐)"},
		{"金额改成48", "correct(amount=48.00 CNY)"},
		{"change my answer to question 2", "back(day)"},
		{"改一下第二个问题", "back(day)"},
		{"打车去机场接客户", "set(reason=打车去机场接客户)"},
		{"帮我订一个会议室", "start(room)"},
	})
	check(t, "category", asking(expense(), "category", "amount=38.00 CNY", "day=2026-11-24"), []said{
		{"打车", "set(category=taxi)"},
		{"the second one", "set(category=hotel)"},
		{"第二个", "set(category=hotel)"},
		{"2", "set(category=hotel)"},
		{"a cab", "set(category=taxi)"},
		{"spaceship", "clarify(not_a_choice category)"},
	})
	check(t, "yes or no", asking(room(), "projector", "seats=3", "day=2026-11-27"), []said{
		{"要", "set(projector=yes)"},
		{"不用", "set(projector=no)"},
		{"no", "set(projector=no)"},
		{"yes please", "set(projector=yes)"},
		{"不用了谢谢", "set(projector=no)"},
	})
	check(t, "optional", asking(room(), "note", "seats=3", "day=2026-11-27"), []said{
		{"没有", "skip(note)"},
		{"none", "skip(note)"},
		{"no thanks", "skip(note)"},
		{"please put water on the table", "set(note=please put water on the table)"},
	})
	check(t, "file", asking(expense(), "receipt", "amount=88.00 CNY"), []said{
		{"this is the taxi receipt", "set(category=taxi)"},
		{"asdf", "clarify(not_a_file receipt)"},
	})
	check(t, "order", asking(refund(), "order"), []said{
		{"AB123456", "set(order=AB123456)"},
		{"ab 123456", "set(order=AB123456)"},
		{"it is AB123456 and my phone is 13812345678", "set(order=AB123456) set(phone=+8613812345678)"},
		{"13812345678", "set(phone=+8613812345678)"},
		{"lin@example.com", "set(email=lin@example.com)"},
		{"12", "clarify(not_a_id order)"},
	})
}

func TestConfirm(t *testing.T) {
	claim := question(expense(), machine.AskConfirm, "amount=38.00 CNY", "category=taxi", "day=2026-11-24")
	check(t, "confirm", claim, []said{
		{"好", "affirm"},
		{"好的 提交吧", "affirm"},
		{"嗯可以", "affirm"},
		{"yes", "affirm"},
		{"yep looks good", "affirm"},
		{"go ahead", "affirm"},
		{"继续", "affirm"},
		{"没问题", "affirm"},
		{"not really", "deny"},
		{"别了", "deny"},
		{"no", "deny"},
		{"不对", "deny"},
		{"no, the day is wrong", "deny back(day)"},
		{"日期不对", "deny back(day)"},
		{"等等,是48", "correct(amount=48.00 CNY)"},
		{"yes but make it 48", "correct(amount=48.00 CNY)"},
		{"48", "correct(amount=48.00 CNY)"},
		{"make it Tuesday", "correct(day=2026-12-01)"},
		{"改成周一", "correct(day=2026-11-30)"},
		{"不是打车,是酒店", "correct(category=hotel)"},
		{"the day was the 20th, not the 24th", "correct(day=2026-11-20)"},
		{"好的,不过金额改成50", "correct(amount=50.00 CNY)"},
		{"how long does this take?", "question"},
		{"why?", "why"},
		{"cancel", "cancel"},
		{"不报了", "cancel"},
		{"等一下", "smalltalk(ok)"},
		{"let me think", "smalltalk(ok)"},
	})
	check(t, "several corrections", question(room(), machine.AskConfirm, "seats=3", "day=2026-11-30"), []said{
		{"不对,是4个人,改成周二", "correct(seats=4) correct(day=2026-12-01)"},
		{"no, 4 seats, and make it Tuesday", "correct(seats=4) correct(day=2026-12-01)"},
		{"change the seats from 3 to 5", "correct(seats=5)"},
		{"把3个改成5个", "correct(seats=5)"},
		{"人数从3改成5", "correct(seats=5)"},
	})
	check(t, "what is to change", question(expense(), machine.AskChange, "amount=38.00 CNY", "category=taxi", "day=2026-11-24"), []said{
		{"the amount", "back(amount)"},
		{"金额", "back(amount)"},
		{"金额是48", "correct(amount=48.00 CNY)"},
		{"48", "correct(amount=48.00 CNY)"},
		{"no", "deny"},
		{"nothing, it's fine", "done"},
		{"周一", "correct(day=2026-11-30)"},
	})
	check(t, "really cancel", question(expense(), machine.AskCancel), []said{
		{"yes", "affirm"}, {"取消", "affirm"}, {"不", "deny"}, {"no keep it", "deny"}, {"是的,取消", "affirm"},
	})
	check(t, "to a person", question(expense(), machine.AskHandoff), []said{
		{"好", "affirm"}, {"转人工", "affirm"}, {"no", "deny"}, {"不用了", "deny"},
	})
}

func TestRunbook(t *testing.T) {
	at := func(item int) View {
		v := question(projector(), machine.AskItem)
		v.Top.State.Cursor = &machine.Cursor{Item: item}
		return v
	}
	check(t, "item", at(0), []said{
		{"done", "done"},
		{"好了", "done"},
		{"ok next", "done"},
		{"下一步", "done"},
		{"yes", "done"},
		{"继续", "done"},
		{"then?", "done"},
		{"没用", "stuck"},
		{"it doesn't work", "stuck"},
		{"I'm stuck at this one", "stuck"},
		{"不行", "stuck"},
		{"no", "stuck"},
		{"help", "stuck"},
		{"back", "back"},
		{"skip", "skip"},
		{"repeat", "repeat"},
		{"where am I", "where"},
		{"why?", "why"},
		{"cancel", "cancel"},
		{"it works now", "done"},
		{"I checked the cable at both ends", "done"},
		{"帮我订会议室", "start(room)"},
	})
	check(t, "jumps", at(1), []said{
		{"it says no signal", "choose(1)"},
		{"No signal!", "choose(1)"},
		{"the lamp is blinking red", "choose(2)"},
		{"go to step 4", "choose(1)"},
		{"the second one", "choose(2)"},
		{"done", "done"},
		{"it has a signal", "clarify(unclear)"},
	})
	check(t, "an item by its number", at(2), []said{
		{"go to step 1", "choose(1)"},
		{"go back to step two please", "choose(2)"},
		{"can we jump straight to step 5", "choose(5)"},
		{"step 2", "choose(2)"},
		{"show me step 2 again", "choose(2)"},
		{"what's step 5", "choose(5)"},
		{"go to step 4", "choose(1)"}, // as the item's own jump says
		{"go to step 12", "choose(12)"},
		{"跳到第1步", "choose(1)"},
		{"跳到第 5 步", "choose(5)"},
		{"回到第二步吧", "choose(2)"},
		{"我想从第一步开始", "choose(1)"},
		{"第五步", "choose(5)"},
		{"步骤2怎么做", "choose(2)"},
		{"去第十二步", "choose(12)"},
		{"step on it", "clarify(unclear)"},
	})
	lists := question(projector(), machine.AskItem)
	lists.Top.Process.Runbook = &process.Runbook{Items: []process.Item{{Number: "1.1"}, {Number: "1.2"}, {Number: "2.1"}, {Number: "2.2"}, {Number: "3.1"}}}
	lists.Top.State.Cursor = &machine.Cursor{Item: 2}
	lists.Top.Process.Runbook.Headings = []string{"Rollback", "升级后验证"}
	check(t, "a section by its heading", lists, []said{{"Rollback", "question"}, {"the rollback", "question"}, {"升级后验证", "question"}, {"roll", "clarify(unclear)"}})
	check(t, "an item of several lists", lists, []said{
		{"go to step 2", "choose(2.2)"}, // of the list that one is in
		{"go to step 1.2", "choose(1.2)"},
		{"jump to step 3", "choose(3.1)"},
		{"回到第1.2步", "choose(1.2)"},
		{"跳到第三步", "choose(3.1)"},
	})
	check(t, "jump in Chinese", at(2), []said{
		{"提示无信号", "choose(1)"}, {"显示无信号", "choose(1)"}, {"好了", "done"},
	})
	check(t, "a jump for what does not help", at(3), []said{
		{"that didn't help", "choose(1)"}, {"还是不行", "choose(1)"}, {"no luck", "choose(1)"}, {"still the same", "choose(1)"}, {"done", "done"}, {"it works now", "done"},
	})
	offered := question(projector(), machine.AskHandoff)
	offered.Top.State.Cursor = &machine.Cursor{Item: 2}
	offered.Top.State.Open.Under = &machine.Question{Kind: machine.AskItem, Field: "3"}
	check(t, "a person is offered at an item", offered, []said{
		{"next", "done"},
		{"下一步", "done"},
		{"搞定了", "done"},
		{"skip", "skip"},
		{"跳过", "skip"},
		{"go to step 1", "choose(1)"},
		{"回到第一步", "choose(1)"},
		{"yes", "affirm"},
		{"ok", "affirm"},
		{"好", "affirm"},
		{"要", "affirm"},
		{"no", "deny"},
		{"不用", "deny"},
		{"back", "deny"},
	})
	atEnd := question(projector(), machine.AskSolved)
	atEnd.Top.State.Cursor = &machine.Cursor{Item: 5}
	check(t, "an item, at the end", atEnd, []said{{"back to step 3", "choose(3)"}, {"跳到第3步", "choose(3)"}, {"back", "back"}})
	check(t, "solved", question(projector(), machine.AskSolved), []said{
		{"yes", "affirm"},
		{"it works now", "affirm"},
		{"解决了", "affirm"},
		{"好了", "affirm"},
		{"no", "deny"},
		{"that didn't help", "deny"},
		{"还是不行", "deny"},
		{"没有", "deny"},
		{"still black", "deny"},
		{"thanks", "affirm"},
	})
}

func TestOtherRuns(t *testing.T) {
	v := asking(room(), "day", "seats=3")
	v.Others = []RunView{run(expense(), nil, "amount=38.00 CNY")}
	check(t, "back to another", v, []said{
		{"continue my expense claim", "resume@run-expense"},
		{"继续报销", "resume@run-expense"},
		{"back to the expense", "resume@run-expense"},
		{"continue", "repeat"},
		{"cancel my expense claim", "cancel@run-expense"},
	})
	alone := idle()
	alone.Others = []RunView{run(expense(), nil, "amount=38.00 CNY", "day=2026-11-24")}
	check(t, "a run that waits", alone, []said{
		{"continue", "resume@run-expense"},
		{"继续", "resume@run-expense"},
		{"不对,金额改成48", "correct(amount=48.00 CNY)@run-expense"},
		{"where is my money?", "where"},
		{"批了吗", "where"},
		{"cancel", "cancel"},
	})
}

func TestBetween(t *testing.T) {
	v := idle()
	v.Between = []string{"expense", "travel"}
	check(t, "A or B", v, []said{
		{"the first", "start(expense)"},
		{"第二个", "start(travel)"},
		{"2", "start(travel)"},
		{"B", "start(travel)"},
		{"报销", "start(expense)"},
		{"the business trip", "start(travel)"},
		{"neither", "clarify(refused)"},
		{"no", "clarify(refused)"},
		{"cancel", "cancel"},
		{"book a meeting room", "start(room)"},
	})
}
