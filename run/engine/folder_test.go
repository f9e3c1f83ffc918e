package engine_test

import "maps"

// folder is the app of these tests: one file for each thing that a run can wait for.
var folder = map[string]string{
	"app.yaml": `usher: 1
title: Workplace
languages: [en]
timezone: Asia/Shanghai
currency: CNY
roles: [employee, manager, finance, it]
owner: it
`,
	"people.csv": `id,name,roles,manager
lin,Lin,employee,wang
wang,Wang,employee manager,zhao
zhao,Zhao,employee manager,
ida,Ida,it,zhao
fay,Fay,finance,zhao
`,
	"tools/finance.yaml": `base: ${FINANCE_URL}
tools:
  limit: {does: "the limit of a category", get: "/limits/{category}", in: {category: text}, out: {max: money at /max}, effect: read, retry: 2}
  submit:
    does: "hand in a claim"
    post: /claims
    in: {amount: money}
    out: {number: text at /no}
    effect: idempotent
    timeout: 5s
    retry: 3
    fails: {409: already_claimed}
    undo: {tool: withdraw, with: {number: out.number}}
  withdraw: {does: "take a claim back", delete: "/claims/{number}", in: {number: text}, effect: idempotent}
  pay: {does: "pay", post: /pay, in: {amount: money}, effect: once}
`,
	"processes/claim.md": `---
title: Claim
examples: [I want my money back]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - {call: finance.submit, with: {amount: amount}, save: claim}
  - tell: "Handed in, number {claim.number}."
---
`,
	"processes/pay.md": `---
title: Pay
examples: [pay somebody]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - call: finance.pay
    with: {amount: amount}
  - tell: "Paid."
---
`,
	"processes/leave.md": `---
title: Leave
examples: [I need a day off]
slots:
  day: {type: date, ask: "Which day?"}
steps:
  - collect: [day]
  - approve: manager
    show: "{person.name} is away on {day}"
    within: 3 working days
    outcomes:
      late: [{tell: "Nobody looked at it in time."}, {end: rejected}]
  - tell: "Granted."
---
`,
	"processes/booking.md": `---
title: Booking
examples: [book it]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - {call: finance.submit, with: {amount: amount}, save: claim}
  - {wait: paid, within: 10 days, out: {on: date}, save: payment}
  - tell: "Paid on {payment.on}."
---
`,
	"processes/wages.md": `---
title: Wages
examples: [pay and look]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - {call: finance.pay, with: {amount: amount}}
  - approve: manager
    show: "{amount} was paid"
---
`,
	"processes/month.md": `---
title: Month
examples: [close the month]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - {run: wages, with: {amount: amount}}
  - tell: "The month is closed."
---
`,
	"processes/trip.md": `---
title: Trip
examples: [I go on a trip]
slots:
  day: {type: date, ask: "Which day?"}
steps:
  - collect: [day]
  - {run: visa, with: {day: day}, save: visa}
  - tell: "All is set."
---
`,
	"processes/visa.md": `---
title: Visa
examples: [I need a visa]
slots:
  day: {type: date, ask: "Which day?"}
steps:
  - collect: [day]
  - approve: [manager, finance]
    show: "a visa for {day}"
  - tell: "Visa granted."
---
`,
	"processes/payout.md": `---
title: Payout
examples: [wait for the payout]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - {wait: paid, within: 10 days, out: {on: date, by: text or none}, save: payment}
  - tell: "Paid on {payment.on}."
---
`,
	"processes/pause.md": `---
title: Pause
examples: [wait a while]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - {wait: 3 days}
  - tell: "Three days later."
---
`,
}

// with is the folder with other files.
func with(changes map[string]string) map[string]string {
	files := maps.Clone(folder)
	maps.Copy(files, changes)
	return files
}
