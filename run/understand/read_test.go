package understand

import (
	"testing"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/recognize"
)

const claimFile = `---
title: {en: "Claim an expense", zh: "报销费用"}
examples:
  - I paid for the taxi myself, how do I get the money back?
  - 我垫付了打车费,想报销
  - 上周出差的酒店发票怎么报
not:
  - when is my salary paid?
slots:
  amount: {type: money, ask: {en: "How much was it?", zh: "多少钱?"}, check: amount > 0}
  day:
    type: date
    ask: {en: "On which day?", zh: "哪天花的?"}
    check: day <= today
    wrong: {en: "That day is still to come.", zh: "这天还没到。"}
  category:
    type: choice
    choices:
      taxi: {en: [taxi, cab], zh: [出租车, 打车, 滴滴]}
      hotel: {en: [hotel], zh: [酒店, 住宿]}
      other: {en: [other], zh: [其他]}
  reason: {type: text, needed: category == other, ask: {en: "What was it for?", zh: "用途是什么?"}}
steps:
  - collect: [amount, day, category, reason]
  - confirm: {en: "Claim {amount} for {category} on {day}?", zh: "确认报销 {day} 的 {category} {amount}?"}
---
`

func claim(t *testing.T) *process.Process {
	t.Helper()
	p, faults := process.Read("processes/claim.md", []byte(claimFile), process.ReadOptions{Languages: []string{"en", "zh"}})
	if p == nil {
		t.Fatalf("not read: %v", faults)
	}
	return p
}

func TestADayIsTheNearestThatItsCheckAllows(t *testing.T) {
	p := claim(t)
	v := idle()
	v.Processes = []*process.Process{p}
	v.Recognizer = recognize.Train([]recognize.Class{{ID: p.ID, Title: p.Title, Examples: p.Examples, Not: p.Not}})
	check(t, "from nothing", v, []said{
		{"昨天打车花了38块,报一下", "start(claim amount=38.00 CNY category=taxi day=2026-11-24)"},
		{"周一打车花了38块,想报销", "start(claim amount=38.00 CNY category=taxi day=2026-11-23)"},
	})
	asked := run(p, &machine.Question{Kind: machine.AskSlot, Slot: "day"}, "amount=38.00 CNY")
	v.Top = &asked
	check(t, "asked for the day", v, []said{
		{"Tuesday", "set(day=2026-11-24)"},
		{"周五", "set(day=2026-11-20)"},
		{"3号", "set(day=2026-11-03)"},
		{"12月3日", "set(day=2025-12-03)"},
		{"明天", "set(day=2026-11-26)"}, // for the run to refuse, with the process's own words
	})
	confirm := run(p, &machine.Question{Kind: machine.AskConfirm}, "amount=38.00 CNY", "day=2026-11-24", "category=taxi")
	v.Top = &confirm
	check(t, "before the yes", v, []said{
		{"等等,是48", "correct(amount=48.00 CNY)"},
		{"make it Monday", "correct(day=2026-11-23)"},
		{"不对,是周一,48块", "correct(day=2026-11-23) correct(amount=48.00 CNY)"},
		{"好", "affirm"},
	})
}
