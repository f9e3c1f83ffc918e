package understand

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/recognize"
	"github.com/usher-dev/usher/language/value"
)

func option(key string, en, zh string) value.Option {
	return value.Option{Key: key, Words: map[string][]string{"en": strings.Split(en, ","), "zh": strings.Split(zh, ",")}}
}

// slot makes a slot; label is "English/中文", or "" for none.
func slot(name string, kind value.Kind, label string) process.Slot {
	s := process.Slot{Name: name, Spec: value.Spec{Kind: kind}}
	if en, zh, ok := strings.Cut(label, "/"); ok {
		s.Label = value.Localized{"en": en, "zh": zh}
	}
	return s
}

func expense() *process.Process {
	category := slot("category", value.Choice, "")
	category.Spec.Options = []value.Option{
		option("taxi", "taxi,cab", "出租车,打车,滴滴"), option("hotel", "hotel", "酒店,住宿"), option("meal", "meal,lunch,dinner", "餐费,吃饭,午饭"), option("other", "other", "其他"),
	}
	return &process.Process{
		ID: "expense", Title: value.Localized{"en": "Claim an expense", "zh": "报销费用"},
		Examples: []string{
			"I paid for the taxi myself, how do I get the money back?", "claim an expense", "reimburse my hotel bill", "I want to claim 38 yuan for a cab",
			"我垫付了打车费,想报销", "上周出差的酒店发票怎么报", "昨天打车花了38块,报一下", "报销费用",
		},
		Slots: []process.Slot{
			slot("amount", value.Money, ""), slot("day", value.Date, ""), category, slot("reason", value.Text, ""), slot("receipt", value.FileKind, ""),
		},
		Steps: []process.Step{{Path: "0", Kind: process.Collect, Slots: []string{"amount", "day", "category", "reason", "receipt"}}},
	}
}

func travel() *process.Process {
	return &process.Process{
		ID: "travel", Title: value.Localized{"en": "Plan a business trip", "zh": "申请出差"},
		Examples: []string{
			"I need to go on a business trip", "Shanghai trip next week", "plan a trip to Beijing", "book my travel to a customer",
			"我要去上海出差", "申请出差", "下周去北京出差", "出差申请怎么提",
		},
		Slots: []process.Slot{
			slot("destination", value.Text, "destination/目的地"), slot("start", value.Date, "first day/出发日期"), slot("end", value.Date, "last day/返回日期"),
		},
		Steps: []process.Step{{Path: "0", Kind: process.Collect, Slots: []string{"destination", "start", "end"}}},
	}
}

func room() *process.Process {
	projector := slot("projector", value.YesNo, "projector/投影仪")
	note := slot("note", value.Text, "note/备注")
	note.Optional = true
	return &process.Process{
		ID: "room", Title: value.Localized{"en": "Book a meeting room", "zh": "预订会议室"},
		Examples: []string{
			"book a meeting room", "I need a room for 8 people on Friday", "reserve a conference room for tomorrow", "is there a free meeting room?",
			"订会议室", "帮我订一个会议室", "周五下午要个会议室", "预订明天的会议室",
		},
		Slots: []process.Slot{
			slot("seats", value.Number, "seats/座位"), slot("day", value.Date, "day/日期"), slot("start", value.Time, "start/开始时间"), slot("end", value.Time, "end/结束时间"), projector, note,
		},
		Steps: []process.Step{{Path: "0", Kind: process.Collect, Slots: []string{"seats", "day", "start", "end", "projector", "note"}}},
	}
}

func refund() *process.Process {
	order := slot("order", value.ID, "order number/订单号")
	order.Spec.Pattern = `[A-Z]{2}[0-9]{6}`
	return &process.Process{
		ID: "refund", Title: value.Localized{"en": "Return an order", "zh": "退货退款"},
		Examples: []string{
			"I want to return my order", "send it back and get a refund", "refund for a broken item", "return the shoes I ordered",
			"我要退货", "退款流程太折腾了", "收到的东西坏了想退", "订单能退吗",
		},
		Slots: []process.Slot{
			order, slot("phone", value.Phone, "phone/电话"), slot("email", value.Email, "e-mail/邮箱"), slot("wait", value.Duration, "waiting time/等待时间"), slot("problem", value.Text, "problem/问题描述"),
		},
		Steps: []process.Step{{Path: "0", Kind: process.Collect, Slots: []string{"order", "phone", "email", "wait", "problem"}}},
	}
}

func projector() *process.Process {
	items := []process.Item{
		{Number: "1", Text: "Check that the cable sits at both ends.", Lead: "Check that the cable sits at both ends."},
		{
			Number: "2", Text: "Press *Source* until HDMI 1 shows. If it says \"no signal\", go to step 4. If the lamp blinks red, go to step 3.",
			Jumps: []process.Jump{{When: `it says "no signal"`, To: "4"}, {When: "the lamp blinks red", To: "3"}},
		},
		{Number: "3", Text: "如果屏幕提示无信号，跳到第4步。", Jumps: []process.Jump{{When: "屏幕提示无信号", To: "4"}}},
		{Number: "4", Text: "Take another cable. If it still does not work, go to step 5.", Jumps: []process.Jump{{When: "it still does not work", To: "5"}}},
		{Number: "5", Text: "Call 8008."},
	}
	return &process.Process{
		ID: "projector", Title: value.Localized{"en": "The projector in a meeting room shows nothing", "zh": "会议室投影仪没有画面"},
		Examples: []string{"the projector stays black", "no picture on the beamer", "投影仪没画面", "投影打不开"},
		Steps:    []process.Step{{Path: "0", Kind: process.Walk}},
		Runbook:  &process.Runbook{Title: "The projector shows nothing", Items: items},
	}
}

func processes() []*process.Process {
	payslip := &process.Process{
		ID: "payslip", Title: value.Localized{"en": "Get a payslip", "zh": "查工资条"},
		Examples: []string{"show me my payslip", "where is my salary statement", "我要工资条", "查一下这个月的工资单"},
	}
	return []*process.Process{expense(), travel(), room(), refund(), projector(), payslip}
}

// trained is made once: training takes longer than all rows together.
var trained = sync.OnceValue(func() *recognize.Recognizer {
	var classes []recognize.Class
	for _, p := range processes() {
		classes = append(classes, recognize.Class{ID: p.ID, Title: p.Title, Examples: p.Examples, Text: p.Body})
	}
	return recognize.Train(classes)
})

func shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*3600) }

// idle is a conversation with nothing open, on Wednesday 2026-11-25.
func idle() View {
	return View{
		Processes: processes(), Recognizer: trained(), Languages: []string{"en", "zh"},
		Setting: value.Setting{Now: time.Date(2026, 11, 25, 10, 0, 0, 0, shanghai()), Zone: shanghai(), Currency: "CNY", Region: "CN"},
	}
}

// run is an open run of a process with "slot=canonical" values, filled in that
// order; an empty value is an answer with nothing.
func run(p *process.Process, q *machine.Question, filled ...string) RunView {
	st := machine.State{Run: "run-" + p.ID, Process: p.ID, Status: machine.Active, Open: q, Slots: map[string]machine.Slot{}}
	for i, f := range filled {
		name, canonical, _ := strings.Cut(f, "=")
		s := machine.Slot{Source: "said", Seq: int64(i + 1), Empty: canonical == ""}
		for _, sl := range p.Slots {
			if sl.Name == name && canonical != "" {
				v, err := value.Parse(sl.Spec, canonical, idle().Setting)
				if err != nil {
					panic(err)
				}
				s.Value = v
			}
		}
		st.Slots[name] = s
	}
	return RunView{Process: p, State: st}
}

// asking is a conversation in which a run asks for a slot.
func asking(p *process.Process, slot string, filled ...string) View {
	v := idle()
	r := run(p, &machine.Question{Kind: machine.AskSlot, Slot: slot}, filled...)
	v.Top = &r
	return v
}

// question is a conversation in which a run asks something else.
func question(p *process.Process, kind machine.QuestionKind, filled ...string) View {
	v := idle()
	r := run(p, &machine.Question{Kind: kind}, filled...)
	v.Top = &r
	return v
}

// show renders commands on one line.
func show(commands []machine.Command) string {
	var out []string
	for _, c := range commands {
		s := string(c.Kind)
		switch c.Kind {
		case machine.CmdSet, machine.CmdCorrect:
			s += "(" + c.Slot + "=" + c.Value.String() + ")"
		case machine.CmdStart:
			s += "(" + c.Process
			for _, name := range slices.Sorted(maps.Keys(c.Values)) {
				s += " " + name + "=" + c.Values[name].String()
			}
			s += ")"
		case machine.CmdBack, machine.CmdSkip:
			if c.Slot != "" {
				s += "(" + c.Slot + ")"
			}
		case machine.CmdChoose:
			if s += fmt.Sprintf("(%d)", c.N); c.Slot != "" {
				s = "choose(" + c.Slot + ")"
			}
		case machine.CmdSmalltalk:
			s += "(" + c.Text + ")"
		case machine.CmdClarify:
			s += "(" + strings.TrimSuffix(c.Text+" "+c.Slot, " ") + ")"
		case machine.CmdLanguage:
			s += "(" + c.Language + ")"
		}
		if c.Run != "" {
			s += "@" + c.Run
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// said is a row of a table: a message and the commands that it means.
type said struct{ msg, want string }

// check runs a table in a view.
func check(t *testing.T, name string, v View, rows []said) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		for _, row := range rows {
			m := Understand(row.msg, v)
			if got := show(m.Commands); got != row.want {
				t.Errorf("%s\n  got  %s\n  want %s\n  trace %v", row.msg, got, row.want, m.Trace)
			}
			for _, problem := range problems(row.msg, v, m) {
				t.Errorf("%s: %s", row.msg, problem)
			}
		}
	})
}

// problems lists what must never be, whatever was said.
func problems(msg string, v View, m Meaning) []string {
	var out []string
	kinds := []machine.CommandKind{
		machine.CmdStart, machine.CmdSet, machine.CmdCorrect, machine.CmdAffirm, machine.CmdDeny, machine.CmdChoose, machine.CmdSkip, machine.CmdUnknown,
		machine.CmdBack, machine.CmdRepeat, machine.CmdDone, machine.CmdStuck, machine.CmdWhere, machine.CmdWhy, machine.CmdQuestion, machine.CmdCancel,
		machine.CmdRestart, machine.CmdPause, machine.CmdResume, machine.CmdLanguage, machine.CmdClarify, machine.CmdHandoff, machine.CmdSmalltalk,
	}
	if len(m.Commands) == 0 && len(v.Files) == 0 {
		out = append(out, "no command")
	}
	for _, c := range m.Commands {
		if !slices.Contains(kinds, c.Kind) {
			out = append(out, "kind "+string(c.Kind))
		}
		if c.Span != nil && (c.Span[0] < 0 || c.Span[1] > len(msg) || c.Span[0] >= c.Span[1]) {
			out = append(out, fmt.Sprintf("span %v", *c.Span))
		}
		p := v.Top
		if name, _, _ := strings.Cut(c.Slot, "."); name != "" && p != nil && c.Run == "" && c.Kind != machine.CmdChoose &&
			!slices.ContainsFunc(p.Process.Slots, func(s process.Slot) bool { return s.Name == name }) {
			out = append(out, "no slot "+c.Slot)
		}
		if c.Kind == machine.CmdStart {
			i := slices.IndexFunc(v.Processes, func(p *process.Process) bool { return p.ID == c.Process })
			if i < 0 {
				out = append(out, "no process "+c.Process)
				continue
			}
			for name := range c.Values {
				if !slices.ContainsFunc(v.Processes[i].Slots, func(s process.Slot) bool { return s.Name == name }) {
					out = append(out, "no slot "+name)
				}
			}
		}
	}
	for _, r := range m.Trace {
		if r.Start < 0 || r.End > len(msg) || r.Start > r.End {
			out = append(out, fmt.Sprintf("reason %+v", r))
		}
	}
	return out
}
