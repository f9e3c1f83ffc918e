package rehearse_test

import "testing"

// hotel has a list, a yes or no, a time and a phone, as an author without Go writes them.
var hotel = files{
	"app.yaml": "usher: 1\ntitle: {en: Hotel, zh: 酒店}\nlanguages: [zh, en]\ntimezone: Asia/Shanghai\ncurrency: CNY\nowner: desk_team\nroles: [desk_team]\n",
	"processes/book.md": `---
title: {en: "Book a room", zh: "订房"}
examples: ["I need a room for two nights", "book a double room", "我想订个房间", "周五住一晚，双人间", "下周三入住"]
slots:
  arrival: {type: date, label: {en: arrival, zh: 入住日期}, check: arrival >= today}
  nights: {type: number, label: {en: nights, zh: 晚数}, ask: {en: "For how many nights?", zh: "住几晚？"}, check: nights > 0 and nights < 30}
  guests: {type: list, label: {en: guests, zh: 住客}, fields: {name: {type: text, label: {en: name, zh: 姓名}}, age: {type: number, label: {en: age, zh: 年龄}}}}
  at: {type: time, label: {en: time, zh: 到店时间}}
  ready: {type: yesno, label: {en: paid, zh: 付款}, ask: {en: "Have you paid?", zh: "付款了吗？"}}
  phone: {type: phone, optional: yes, label: {en: phone number, zh: 手机号}}
steps:
  - collect: [arrival, nights, guests, at, ready, phone]
  - confirm: {en: "{nights} nights from {arrival}?", zh: "{arrival} 入住 {nights} 晚，对吗？"}
  - tell: {en: "Booked.", zh: "订好了。"}
---
`,
}

func TestAGuestBooksInTheirOwnOrder(t *testing.T) {
	w := begin(t, memory(t), load(t, hotel), nil)
	w.says("我想订个房间，下周三入住")
	w.slots("arrival", "2026-12-02")
	reply := w.says("下午三点到") // not asked yet: said back, and the question stands
	contains(t, reply, "记下了：到店时间 15:00。", "住几晚？")
	w.says("两晚")
	w.says("张三 35岁，李四 32岁")
	w.at("book", "collect", "guests")
	w.says("就这些")
	w.at("book", "collect", "ready")
	contains(t, w.says("推迟一小时"), "已修改：到店时间由 15:00 改为 16:00。")
	w.says("付了")
	w.slots("ready", true)
	w.at("book", "collect", "phone")
	w.says("不留手机号")
	contains(t, w.says("好的"), "订好了。")
	contains(t, w.says("不对，晚数应该是3"), "“订房”已经办完", "要重新办一次吗", "负责的同事")
	contains(t, w.says("好"), "手机号是多少？") // what was left empty may be said now
	contains(t, w.says("没有"), "12月2日 周三 入住 3 晚，对吗？")
	w.slots("nights", 3, "at", "16:00")
}

func TestAGuestIsNeverLeftInADeadEnd(t *testing.T) {
	w := begin(t, memory(t), load(t, hotel), nil)
	w.says("book a double room")
	w.says("hmm whatever the manager likes")
	w.says("xyz")
	reply := w.says("this weekend") // behind the offer of a person, the answer still counts
	contains(t, reply, "For how many nights?")
	w.slots("arrival", "2026-11-28")
	w.says("a couple of nights")
	w.slots("nights", 2)
	contains(t, w.says("go back to question 1"), "arrival")
	w.at("book", "collect", "arrival")
}
