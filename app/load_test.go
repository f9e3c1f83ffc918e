package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const leaveProcess = `---
title: {en: "Take leave", zh: "请假"}
who: [employee]
owner: hr
examples:
  - I want to take a day off
  - 我想请假
slots:
  day: {type: date, ask: {en: "Which day?", zh: "哪天?"}, check: day > today}
  kind: {type: choice, choices: {annual: {en: [annual], zh: [年假]}, sick: {en: [sick], zh: [病假]}}}
  note: {type: file, needed: kind == sick}
steps:
  - collect: [day, kind, note]
  - approve: manager
    show: {en: "{person.name}: {day}", zh: "{person.name}:{day}"}
    within: 2 working days
    outcomes: {late: [{handoff: hr}]}
  - call: hr.book
    with:
      day: day
      note: note ?? none
      tell: booked.url
    save: booking
  - {wait: booked, within: 1 week, out: {on: date}, save: answer}
  - tell: {en: "Booked as {booking.number} on {answer.on}.", zh: "已登记:{booking.number},{answer.on}。"}
---
# The rules of leave

Two weeks before.
`

const hrTools = `base: ${HR_URL}
headers: {Authorization: "Bearer ${HR_TOKEN}"}
tools:
  book:
    does: {en: "entry of the leave", zh: "休假登记"}
    post: /leave
    in: {day: date, note: file or none, tell: url or none}
    body: {on: "{day}", proof: ["{note}"], callback: "{tell}"}
    out: {number: text at /no}
    effect: idempotent
    key: header Idempotency-Key
    timeout: 5s
    retry: 3
    fails: {409: taken}
    undo: {tool: cancel, with: {number: out.number}}
  cancel: {does: "take it back", delete: "/leave/{number}", in: {number: text}, effect: idempotent}
`

const leaveApp = `usher: 1
title: {en: "Office", zh: "办公"}
languages: [en, zh]
timezone: Asia/Shanghai
currency: CNY
calendar: calendar.yaml
roles: [employee, manager, hr]
owner: hr
budget: {month: 200 USD, run: 0.05 USD}
allow: ["127.0.0.1:9090"]
say: {refuse: {en: "No.", zh: "不行。"}}
`

const leavePeople = "id,name,roles,manager\nlin,Lin,employee,wang\nwang,Wang,employee manager,\nhe,He,hr,\n"

func leaveFolder() fstest.MapFS {
	files := map[string]string{
		"app.yaml": leaveApp, "people.csv": leavePeople, "processes/leave.md": leaveProcess, "tools/hr.yaml": hrTools,
		"calendar.yaml":      "weekend: [saturday, sunday]\nholidays: {2026-10-01: National Day}\nworking:\n  2026-10-10: 国庆调休\n",
		"knowledge/rules.md": "# House rules\n\nBe kind.\n", "processes/printer.md": "# The printer jams\n\n1. Open it.\n2. Close it.\n",
		"tests/leave.md": "not read here",
	}
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestAWholeFolderIsRead(t *testing.T) {
	a, faults := Load(leaveFolder(), "office")
	if len(faults) > 0 || a == nil {
		t.Fatal(faults)
	}
	book := a.Tools["hr.book"]
	got := fmt.Sprintln(a.Name, a.Title, a.Languages, a.Timezone, a.Currency, a.Owner, a.Roles, a.Allow, a.Budget.Month, a.Budget.Run, a.Say, a.Calendar, a.Bare)
	for _, p := range a.Processes {
		got += fmt.Sprintln(p.ID, p.Title, len(p.Slots), len(p.Steps), p.Runbook != nil)
	}
	got += fmt.Sprintln(book.Does, a.Tools["hr.cancel"].Does, book.Method, book.Base, book.Path.Source[""], book.In, book.Out, book.Effect, book.Key, book.Timeout, book.Retry, book.Fails, book.Undo.Tool)
	for _, d := range a.Documents {
		got += fmt.Sprintln(d.Path, "|", d.Title)
	}
	want := `office map[en:Office zh:办公] [en zh] Asia/Shanghai CNY hr [employee manager hr] [127.0.0.1:9090] 200 USD 0.05 USD map[refuse:map[en:No. zh:不行。]] {[Saturday Sunday] map[2026-10-01:National Day] map[2026-10-10:国庆调休]} false
leave map[en:Take leave zh:请假] 3 5 false
printer map[:The printer jams] 0 1 true
map[en:entry of the leave zh:休假登记] map[:take it back] POST ${HR_URL} /leave [{day date} {note file or none} {tell url or none}] [{number text /no}] idempotent Idempotency-Key PT5S 3 map[409:taken] hr.cancel
knowledge/rules.md | House rules
processes/leave.md | Take leave
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestTheHashIsOfEveryByteThatIsRead(t *testing.T) {
	one, _ := Load(leaveFolder(), "office")
	again, _ := Load(leaveFolder(), "office")
	changed := leaveFolder()
	changed["knowledge/rules.md"] = &fstest.MapFile{Data: []byte("# House rules\n\nBe kinder.\n")}
	other, _ := Load(changed, "office")
	if one.Hash != again.Hash || one.Hash == other.Hash || len(one.Hash) != 64 {
		t.Error(one.Hash, again.Hash, other.Hash)
	}
}

func TestABareFolderAnswersInBothLanguages(t *testing.T) {
	for body, want := range map[string]string{"# The lamp is red\n\n1. Wait.\n": "[en zh]", "# 灯是红的\n\n1. 请等待。\n": "[zh en]"} {
		a, faults := Load(fstest.MapFS{"lamp.md": {Data: []byte(body)}}, "books")
		if a == nil || fmt.Sprint(a.Languages) != want {
			t.Errorf("%q: %+v %v", body, a, faults)
		}
	}
}

func TestABareFolderOfMarkdownIsAnApp(t *testing.T) {
	a, faults := Load(fstest.MapFS{
		"README.md":       {Data: []byte("Read the others.\n")},
		"net/vpn.md":      {Data: []byte("---\ntitle: VPN\nlayout: page\n---\n1. Restart it.\n")},
		"net/wifi.md":     {Data: []byte("# 无线网络连不上怎么办\n\n1. 请先检查开关是否打开。\n2. 重新启动电脑以后再试一次。\n")},
		"empty.md":        {Data: nil},
		"notes.txt":       {Data: []byte("no")},
		".hidden/none.md": {Data: []byte("no")},
	}, "books")
	if a == nil {
		t.Fatal(faults)
	}
	got := fmt.Sprintln(a.Bare, a.Languages, a.Timezone, a.Currency, a.Owner, a.Title)
	for _, p := range a.Processes {
		got += fmt.Sprintln(p.ID, p.Title, len(p.Runbook.Items), p.Foreign)
	}
	got += faults.Error()
	want := `true [zh en] UTC CNY anyone map[:books]
README map[:README] 1 map[]
net/vpn map[:VPN] 1 map[layout:page title:VPN]
net/wifi map[:无线网络连不上怎么办] 2 map[]
empty.md:1:1: warning: there is nothing in this file; write a heading and a numbered list`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestFaultsOfAFolderAreSaidInFull(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"no process", "", "", "app.yaml: there is no process"},
		{"an unknown key", "app.yaml", "usher: 1\nonwer: hr\n", "app.yaml:2:1: app.yaml has no key \"onwer\"; did you mean owner?"},
		{"no version", "app.yaml", "owner: hr\n", "app.yaml:1:1: app.yaml lacks the key usher; add usher: …"},
		{"another version", "app.yaml", "usher: 2\nowner: hr\n", `app.yaml:1:8: "2" is no version that this Usher reads; write usher: 1`},
		{"no such zone", "app.yaml", "usher: 1\ntimezone: Asia/Bejing\nowner: hr\n", `app.yaml:2:11: there is no time zone "Asia/Bejing"; write a name such as Asia/Shanghai or Europe/Berlin`},
		{"no such file", "app.yaml", "usher: 1\ncalendar: days.yaml\nowner: hr\n", "app.yaml:2:11: there is no file days.yaml; write it beside app.yaml, or remove this line"},
		{"no such owner", "app.yaml", "usher: 1\nowner: rh\n", "app.yaml:2:8: nobody is called rh; did you mean hr?"},
		{"no money", "app.yaml", "usher: 1\nowner: hr\nbudget: {month: 200}\n", `app.yaml:3:17: "200" is no amount of money; write month: 200 USD`},
		{"no date", "calendar.yaml", "holidays: {10-01: x}\n", `calendar.yaml:1:12: "10-01" is no date; write 2026-10-01`},
		{"no weekday", "calendar.yaml", "weekend: [sunnday]\n", `calendar.yaml:1:11: there is no weekday "sunnday"; did you mean sunday?`},
		{"no method", "tools/x.yaml", "tools:\n  a: {does: \"x\", effect: read}\n", "tools/x.yaml:2:6: a tool has one of get, post, put, patch, delete, this has 0; write get: /path"},
		{"no effect", "tools/x.yaml", "tools:\n  a: {get: /x}\n", "tools/x.yaml:2:6: a tool lacks the key effect; add effect: …"},
		{"an unknown input", "tools/x.yaml", "tools:\n  a: {get: \"/x/{nmae}\", in: {name: text}, effect: read}\n", "tools/x.yaml:2:12: nmae is no input of this tool; add it under in: nmae: text, or did you mean name?"},
		{"an unquoted brace", "tools/x.yaml", "tools:\n  a:\n    post: /x\n    in: {name: text}\n    body: {name: {name}}\n    effect: read\n", `tools/x.yaml:5:18: a text that begins with { must stand in quotes; write "{name}"`},
		{"a retry of once", "tools/x.yaml", "tools:\n  a: {get: /x, effect: once, retry: 3}\n", "tools/x.yaml:2:37: a tool whose effect is once is never tried again; remove retry, or write effect: idempotent if the key protects it"},
		{"an unknown kind", "tools/x.yaml", "tools:\n  a: {get: /x, in: {n: txt}, effect: read}\n", `tools/x.yaml:2:24: "txt" is no kind of value; the kinds are text, number, money, date, time, duration, choice, yesno, email, phone, url, file, id, list, record; write a kind, such as text, money, or file or none`},
		{"an undo that is not there", "tools/x.yaml", "tools:\n  a: {get: /x, effect: idempotent, undo: {tool: b}}\n", "tools/x.yaml:2:3: the undo of x.a is x.b, which does not exist; write it, or remove undo"},
		{"a process that runs in a ring", "processes/ring.md", "---\nsteps: [{run: ring2}]\n---\n", `processes/ring.md:2:15: there is no process "ring2"; did you mean ring?`},
		{"a slot that the other lacks", "processes/other.md", "---\nsteps:\n  - {run: leave, with: {dya: today}}\n---\n", "processes/other.md:3:30: the process leave has no slot dya; did you mean day?"},
		{"not UTF-8", "knowledge/old.md", "\xd6\xd0", "knowledge/old.md: the file is not UTF-8; save it as UTF-8 (it may be GBK or Latin-1)"},
		{"two processes of one name", "processes/b/leave.md", "1. x", "processes/b/leave.md: there is another process leave, in processes/leave.md; rename one of the files"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := leaveFolder()
			folder[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			if c.file == "" {
				folder = fstest.MapFS{"app.yaml": folder["app.yaml"]}
				c.want = "no process"
			}
			_, faults := Load(folder, "office")
			if c.want == "no process" {
				if !strings.Contains(faults.Error(), "there is no process in this folder") {
					t.Error(faults)
				}
				return
			}
			if faults.Errors().Error() != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", faults.Errors().Error(), c.want)
			}
		})
	}
}

func TestProcessesThatRunEachOtherAreRefused(t *testing.T) {
	folder := leaveFolder()
	folder["processes/a.md"] = &fstest.MapFile{Data: []byte("---\nsteps: [{run: b}]\n---\n")}
	folder["processes/b.md"] = &fstest.MapFile{Data: []byte("---\nsteps: [{run: a}]\n---\n")}
	_, faults := Load(folder, "office")
	if got := faults.Error(); got != "processes/b.md:2:9: these processes run each other without end: a → b → a; take one of the steps out" {
		t.Error(got)
	}
}

func TestAThousandSlotsAreFine(t *testing.T) {
	var b strings.Builder
	b.WriteString("---\nslots:\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "  s%d: {type: text, ask: \"%d?\"}\n", i, i)
	}
	b.WriteString("---\n")
	folder := fstest.MapFS{"processes/big.md": {Data: []byte(b.String())}}
	a, faults := Load(folder, "big")
	if a == nil || len(a.Processes[0].Slots) != 1000 || len(a.Processes[0].Steps) != 2 {
		t.Error(faults)
	}
}

// compiled is the schema of a kind of file, ready to validate.
func compiled(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	doc, err := Schema(kind)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("file:///"+kind, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("file:///" + kind)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON reads YAML as an editor does that checks it against a schema.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	b, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheSchemasTakeWhatTheReaderTakes(t *testing.T) {
	_, front, _ := strings.Cut(leaveProcess, "---\n")
	front, _, _ = strings.Cut(front, "\n---")
	for kind, text := range map[string]string{"process": front, "tools": hrTools, "app": leaveApp, "calendar": "weekend: [sunday]\nholidays: {\"2026-10-01\": x}\n", "people": "{id: lin, name: Lin, roles: a b, manager: wang}"} {
		if err := compiled(t, kind).Validate(asJSON(t, text)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestTheSchemasRefuseUnknownKeys(t *testing.T) {
	for kind, text := range map[string]string{
		"process": "{steps: [{tell: x, show: y}]}", "tools": "{tools: {a: {get: /x, effect: read, post: /y}}}", "app": "{usher: 1, onwer: x}", "calendar": "{holiday: {}}",
	} {
		if err := compiled(t, kind).Validate(asJSON(t, text)); err == nil {
			t.Errorf("%s: %s was taken", kind, text)
		}
	}
	if _, err := Schema("nothing"); err == nil {
		t.Error("there is no such file")
	}
}

func TestThePublicRunbooksLoadAsTheyAre(t *testing.T) {
	root := os.Getenv("USHER_DATA")
	if root == "" {
		t.Skip("USHER_DATA does not name the folder of public material")
	}
	for part, n := range map[string]int{"runbooks-en": 221, "runbooks-zh": 82, "alerts": 108} {
		a, faults := Load(os.DirFS(filepath.Join(root, "guide", part, "files")), part)
		if a == nil || len(a.Processes) != n || len(faults) > 0 {
			t.Errorf("%s: %v", part, faults)
		}
	}
}

func FuzzTools(f *testing.F) {
	f.Add([]byte(hrTools))
	f.Add([]byte("tools: {a: {get: /x, effect: once, body: [{a}]}}"))
	f.Fuzz(func(t *testing.T, src []byte) {
		tools, faults := ReadTools("tools/x.yaml", src)
		for _, tool := range tools {
			if faults.Err() == nil && (tool.Path == nil || tool.Method == "") {
				t.Errorf("%s can't be called, and nobody says so", tool.Name)
			}
		}
	})
}

func FuzzAppYAML(f *testing.F) {
	f.Add([]byte(leaveApp))
	f.Add([]byte("usher: 1\ncalendar: app.yaml\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		folder := leaveFolder()
		folder["app.yaml"] = &fstest.MapFile{Data: src}
		a, faults := Load(folder, "x")
		if a == nil && faults.Err() == nil {
			t.Error("nothing came back, and nobody says why")
		}
		if a != nil && (len(a.Languages) == 0 || a.Owner == "") {
			t.Error("an app lacks what it always has")
		}
	})
}
