package understand

import (
	"testing"

	"github.com/usher-dev/usher/app/machine"
)

// TestMoreTalk holds what people say about trips, returns and what else is
// open, each row once looked at and found right.
func TestMoreTalk(t *testing.T) {
	waiting := idle()
	booked := run(room(), nil, "seats=6", "day=2026-11-30", "start=14:00", "end=16:00")
	booked.State.Status = machine.Waiting
	waiting.Top = &booked
	between := idle()
	between.Between = []string{"expense", "travel"}
	two := asking(expense(), "amount")
	two.Others = []RunView{run(room(), nil, "seats=3"), run(travel(), nil)}
	check(t, "travel start", idle(), []said{
		{"我下周要去深圳出差三天", "start(travel destination=深圳)"},
		{"下个月3号到5号去广州出差", "start(travel destination=广州 end=2026-12-05 start=2026-12-03)"},
		{"flying to Paris on Monday for a business trip, returning Friday", "start(travel destination=Paris end=2026-12-04 start=2026-11-30)"},
		{"I need to travel to New York from Dec 1 to Dec 5", "start(travel destination=New York end=2026-12-05 start=2026-12-01)"},
		{"business trip: Munich, 7-9 December", "start(travel destination=Munich end=2026-12-09 start=2026-12-07)"},
		{"plan a trip to Beijing next Monday", "start(travel destination=Beijing start=2026-11-30)"},
		{"从上海去北京出差,12月1号走,5号回", "start(travel destination=北京 end=2026-12-05 start=2026-12-01)"},
		{"我想去成都开会,申请出差", "start(travel destination=成都)"},
		{"trip to Hangzhou tomorrow", "start(travel destination=Hangzhou start=2026-11-26)"},
		{"出差申请:目的地杭州,出发日期12月1日,返回日期12月3日", "start(travel destination=杭州 end=2026-12-03 start=2026-12-01)"},
	})
	check(t, "travel start slot", asking(travel(), "start", "destination=上海"), []said{
		{"下周三到周五", "set(start=2026-12-02) set(end=2026-12-04)"},
		{"下周三", "set(start=2026-12-02)"},
		{"Wed to Fri next week", "set(start=2026-12-02) set(end=2026-12-04)"},
		{"next Monday, back on Wednesday", "set(start=2026-11-30) set(end=2026-12-02)"},
		{"下周一走,周三回", "set(start=2026-11-30) set(end=2026-12-02)"},
		{"改成北京", "correct(destination=北京)"},
		{"目的地改成北京", "correct(destination=北京)"},
		{"not Shanghai, Beijing", "correct(destination=Beijing)"},
		{"actually Beijing", "correct(destination=Beijing)"},
		{"to Beijing instead", "correct(destination=Beijing)"},
		{"去北京,不是上海", "correct(destination=北京)"},
		{"目的地错了", "back(destination)"},
		{"how many days can I stay?", "question"},
		{"明天", "set(start=2026-11-26)"},
		{"不知道", "unknown"},
		{"any day", "unknown"},
		{"12月1号到3号", "set(start=2026-12-01) set(end=2026-12-03)"},
		{"1-3 December", "set(start=2026-12-01) set(end=2026-12-03)"},
		{"from 1 to 3 December", "set(start=2026-12-01) set(end=2026-12-03)"},
	})
	check(t, "travel end slot", asking(travel(), "end", "destination=上海", "start=2026-12-02"), []said{
		{"周五", "set(end=2026-11-27)"},
		{"Friday", "set(end=2026-11-27)"},
		{"下周五", "set(end=2026-12-04)"},
		{"三天后", "set(end=2026-11-28)"},
		{"后天回来", "set(end=2026-11-27)"},
		{"the 5th", "set(end=2026-12-05)"},
		{"改成周四出发", "correct(start=2026-11-26)"},
		{"出发改到周四", "correct(start=2026-11-26)"},
		{"I leave on Thursday, back on Saturday", "correct(start=2026-11-26) set(end=2026-11-28)"},
		{"start on the 3rd", "correct(start=2026-12-03)"},
		{"it starts on the 3rd actually", "correct(start=2026-12-03)"},
	})
	check(t, "destination", asking(travel(), "destination"), []said{
		{"去上海开会", "set(destination=上海)"},
		{"I'm going to Berlin", "set(destination=Berlin)"},
		{"Berlin, from Monday to Wednesday", "set(start=2026-11-30) set(end=2026-12-02) set(destination=Berlin)"},
		{"上海,下周三到周五", "set(start=2026-12-02) set(end=2026-12-04) set(destination=上海)"},
		{"Shanghai next Wednesday", "set(start=2026-12-02) set(destination=Shanghai)"},
		{"还没定", "unknown"},
		{"客户那边", "set(destination=客户那边)"},
		{"哪里都行", "unknown"},
		{"where can I go?", "question"},
		{"上海吧", "set(destination=上海)"},
		{"to Paris", "set(destination=Paris)"},
		{"我要去北京", "set(destination=北京)"},
		{"北京 12月1号", "set(start=2026-12-01) set(destination=北京)"},
	})
	check(t, "refund problem", asking(refund(), "problem", "order=AB123456", "phone=+8613812345678"), []said{
		{"屏幕碎了", "set(problem=屏幕碎了)"},
		{"the screen is cracked", "set(problem=the screen is cracked)"},
		{"it doesn't work", "set(problem=it doesn't work)"},
		{"打不开机", "set(problem=打不开机)"},
		{"不好用", "set(problem=不好用)"},
		{"颜色不对", "set(problem=颜色不对)"},
		{"wrong size", "set(problem=wrong size)"},
		{"没收到货", "set(problem=没收到货)"},
		{"something is missing", "set(problem=something is missing)"},
		{"不喜欢", "set(problem=不喜欢)"},
		{"I changed my mind", "set(problem=I changed my mind)"},
		{"尺码小了,想换大一号", "set(problem=尺码小了,想换大一号)"},
		{"how do I send it back?", "set(problem=how do I send it back?)"},
		{"怎么寄回?", "set(problem=怎么寄回?)"},
		{"电话错了,是13900001111", "correct(phone=+8613900001111)"},
		{"change the phone to 13900001111", "correct(phone=+8613900001111)"},
		{"my phone number is 13900001111", "correct(phone=+8613900001111)"},
		{"cancel", "cancel"},
		{"不想退了", "cancel"},
		{"再说一遍", "repeat"},
	})
	check(t, "refund phone", asking(refund(), "phone", "order=AB123456"), []said{
		{"没有", "clarify(not_a_phone phone)"},
		{"my email is lin@example.com", "set(email=lin@example.com)"},
		{"订单号不对,应该是CD123456", "correct(order=CD123456)"},
		{"why do you need my phone?", "why"},
		{"为什么要电话?", "why"},
		{"I'd rather not say", "skip"},
		{"13812345678 下午联系我", "set(phone=+8613812345678)"},
	})
	check(t, "waiting", waiting, []said{
		{"改成8个人", "correct(seats=8)"},
		{"人数改成8", "correct(seats=8)"},
		{"make it 8 people", "correct(seats=8)"},
		{"change the day to Tuesday", "correct(day=2026-12-01)"},
		{"进度", "where"},
		{"怎么样了", "where"},
		{"批了没", "where"},
		{"is it approved?", "where"},
		{"cancel", "cancel"},
		{"取消吧", "cancel"},
		{"cancel the meeting room", "cancel"},
		{"好的", "smalltalk(ok)"},
		{"谢谢", "smalltalk(thanks)"},
		{"ok", "smalltalk(ok)"},
		{"what are we waiting for?", "where"},
		{"why is it taking so long?", "why"},
		{"为什么还没批?", "why"},
		{"再订一个会议室", "start(room)"},
		{"book another room for Friday", "start(room day=2026-11-27)"},
		{"报销打车费20", "start(expense amount=20.00 CNY category=taxi)"},
		{"催一下", "where"},
		{"上一步", "back"},
		{"重新开始", "restart"},
		{"怎么这么慢", "why"},
		{"在吗", "smalltalk(greeting)"},
		{"下一步是什么", "where"},
		{"then?", "where"},
		{"没事了", "smalltalk(goodbye)"},
		{"还要多久?", "where"},
		{"什么时候能好", "where"},
	})
	check(t, "between", between, []said{
		{"第一个", "start(expense)"},
		{"前者", "start(expense)"},
		{"A", "start(expense)"},
		{"a", "start(expense)"},
		{"1", "start(expense)"},
		{"the latter", "start(travel)"},
		{"报销的", "start(expense)"},
		{"出差那个", "start(travel)"},
		{"claim", "start(expense)"},
		{"trip", "start(travel)"},
		{"both", "start(expense) start(travel)"},
		{"两个都要", "start(expense) start(travel)"},
		{"都不是", "clarify(refused)"},
		{"neither of them", "clarify(refused)"},
		{"no, I want to book a room", "start(room)"},
		{"I want to claim my taxi", "start(expense category=taxi)"},
		{"昨天的打车费38", "start(expense amount=38.00 CNY category=taxi day=2026-11-24)"},
		{"what's the difference?", "question"},
		{"有什么区别", "question"},
		{"不知道", "clarify(between)"},
		{"yes", "clarify(between)"},
		{"ok", "clarify(between)"},
	})
	check(t, "others", two, []said{
		{"回到会议室", "resume@run-room"},
		{"先订会议室", "resume@run-room"},
		{"continue with the meeting room", "resume@run-room"},
		{"先弄出差的", "resume@run-travel"},
		{"back to the trip", "resume@run-travel"},
		{"cancel the trip", "cancel@run-travel"},
		{"取消出差", "cancel@run-travel"},
		{"出差不办了", "cancel@run-travel"},
		{"会议室改成5个人", "correct(seats=5)@run-room"},
		{"what's open?", "where"},
		{"我有哪些没办完的事", "where"},
	})
}
