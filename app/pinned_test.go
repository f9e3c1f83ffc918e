package app_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/usher-dev/usher/app"
)

var pinnedFolder = map[string]string{
	"app.yaml":   "usher: 1\ntitle: Workplace\nlanguages: [en]\nroles: [employee]\nowner: employee\n",
	"people.csv": "id,name,roles\nlin,Lin,employee\n",
	"tools/finance.yaml": `base: ${FINANCE_URL}
tools:
  submit: {does: "hand in", post: /claims, in: {amount: money}, out: {number: text}, effect: idempotent, undo: {tool: undo.withdraw, with: {number: out.number}}}
`,
	"tools/undo.yaml": "base: ${FINANCE_URL}\ntools:\n  withdraw: {does: \"take back\", delete: \"/claims/{number}\", in: {number: text}, effect: idempotent}\n",
	"tools/else.yaml": "base: ${ELSE_URL}\ntools:\n  look: {does: \"look\", get: /look, effect: read}\n",
	"processes/claim.md": `---
title: Claim
examples: [my money back]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - when: amount > 50
    then:
      - {run: ask, with: {amount: amount}}
---
`,
	"processes/ask.md": `---
title: Ask
examples: [ask for it]
slots:
  amount: {type: money, ask: "How much?"}
steps:
  - collect: [amount]
  - {call: finance.submit, with: {amount: amount}, save: claim}
  - tell: "Number {claim.number}."
---
`,
	"processes/other.md": "# Another\n\n1. Do this.\n2. Do that.\n",
}

func loadPinned(t *testing.T, changes map[string]string) *app.App {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, files := range []map[string]string{pinnedFolder, changes} {
		for path, text := range files {
			fsys[path] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	a, faults := app.Load(fsys, "workplace")
	if a == nil {
		t.Fatal(faults.Err())
	}
	return a
}

func TestADefinitionHoldsWhatARunNeedsAndNoMore(t *testing.T) {
	source, err := app.Pin(loadPinned(t, nil), "claim")
	if err != nil {
		t.Fatal(err)
	}
	var got app.Pinned
	if err := json.Unmarshal(source, &got); err != nil {
		t.Fatal(err)
	}
	if got.Format != app.PinnedFormat || got.Process != "claim" || len(got.Processes) != 2 || len(got.Tools) != 2 {
		t.Errorf("pinned %s", source)
	}
	for id, file := range got.Processes {
		if file.Source != pinnedFolder[file.File] || file.File != "processes/"+id+".md" {
			t.Errorf("process %s is pinned as %+v", id, file)
		}
	}
	for file, text := range got.Tools {
		if text != pinnedFolder[file] {
			t.Errorf("%s is pinned as %q", file, text)
		}
	}
	if bytes.Contains(source, []byte("Lin")) {
		t.Error("people are pinned")
	}
}

func TestADefinitionChangesOnlyWithWhatItHolds(t *testing.T) {
	before, err := app.Pin(loadPinned(t, nil), "claim")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file, text string
		same       bool
	}{
		{"processes/other.md", "# Another\n\n1. Do it.\n2. Do that.\n", true},
		{"people.csv", "id,name,roles\nwang,Wang,employee\n", true},
		{"app.yaml", pinnedFolder["app.yaml"] + "currency: EUR\n", true},
		{"tools/else.yaml", strings.Replace(pinnedFolder["tools/else.yaml"], "/look", "/see", 1), true},
		{"processes/claim.md", strings.Replace(pinnedFolder["processes/claim.md"], "50", "60", 1), false},
		{"processes/ask.md", strings.Replace(pinnedFolder["processes/ask.md"], "Number", "No.", 1), false},
		{"tools/finance.yaml", pinnedFolder["tools/finance.yaml"] + "\n", false},
		{"tools/undo.yaml", pinnedFolder["tools/undo.yaml"] + "\n", false},
	} {
		after, err := app.Pin(loadPinned(t, map[string]string{c.file: c.text}), "claim")
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(before, after) != c.same {
			t.Errorf("%s changed; the definition stays the same: %v, want %v", c.file, !c.same, c.same)
		}
	}
}

func TestADefinitionIsCompiledIntoTheLiveApp(t *testing.T) {
	old := loadPinned(t, nil)
	source, err := app.Pin(old, "claim")
	if err != nil {
		t.Fatal(err)
	}
	live := loadPinned(t, map[string]string{
		"app.yaml":           pinnedFolder["app.yaml"] + "currency: EUR\n",
		"processes/claim.md": strings.Replace(pinnedFolder["processes/claim.md"], "50", "60", 1),
		"tools/finance.yaml": strings.Replace(pinnedFolder["tools/finance.yaml"], "idempotent", "once", 1),
	})
	got, err := app.Compile(live, source)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range got.Processes {
		ids = append(ids, p.ID)
	}
	if !slices.Equal(ids, []string{"ask", "claim"}) {
		t.Errorf("processes %v", ids)
	}
	if p, _ := got.Process("claim"); p.Source != pinnedFolder["processes/claim.md"] || len(p.Steps) != 2 {
		t.Errorf("claim is %q", p.Source)
	}
	if tl := got.Tools["finance.submit"]; tl == nil || tl.Effect != "idempotent" || tl.Undo.Tool != "undo.withdraw" || got.Tools["undo.withdraw"] == nil {
		t.Errorf("the tool is %+v", tl)
	}
	if got.Currency != "EUR" || got.People != live.People || got.Name != "workplace" {
		t.Errorf("settings are not the live ones: %+v", got)
	}
	again, err := app.Pin(got, "claim")
	if err != nil || !bytes.Equal(again, source) {
		t.Errorf("pinned again it is %s, %v", again, err)
	}
	if live.Tools["finance.submit"].Effect != "once" {
		t.Error("the live app was changed")
	}
}

func TestAProcessOfABareFolderKeepsItsID(t *testing.T) {
	a, faults := app.Load(fstest.MapFS{
		"rooms/projector.md": {Data: []byte("# No picture\n\n1. Check the cable.\n2. Press Source.\n")},
	}, "guide")
	if a == nil {
		t.Fatal(faults.Err())
	}
	id := a.Processes[0].ID
	source, err := app.Pin(a, id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := app.Compile(a, source)
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := got.Process(id); !ok || p.Runbook == nil || len(p.Runbook.Items) != 2 {
		t.Errorf("compiled %+v", got.Processes)
	}
}

// Load refuses processes that run each other; Pin ends all the same.
func TestPinningACircleEnds(t *testing.T) {
	a := loadPinned(t, nil)
	p, _ := a.Process("claim")
	p.Steps[1].Then[0].Process = "claim"
	source, err := app.Pin(a, "claim")
	if err != nil || strings.Count(string(source), `"source"`) != 1 {
		t.Errorf("pinned %s, %v", source, err)
	}
}

func TestWhatIsNoDefinitionIsRefused(t *testing.T) {
	live := loadPinned(t, nil)
	for source, want := range map[string]string{
		``:             "read definition: unexpected end of JSON input",
		`[]`:           "read definition: ",
		`{}`:           "the definition has format 0; this Usher reads up to 1",
		`{"format":2}`: "the definition has format 2; this Usher reads up to 1",
		`{"format":1,"processes":{"x":{"file":"processes/x.md","source":""}}}`:                               "process x: there is nothing in it",
		`{"format":1,"processes":{"x":{"file":"processes/x.md","source":"---\ntitle: X\nsteps: 5\n---\n"}}}`: "process x: processes/x.md:",
		`{"format":1,"process":"x","tools":{"tools/x.yaml":"tools: {a: {get: /a}}"}}`:                        "tools of process x: tools/x.yaml:",
	} {
		_, err := app.Compile(live, []byte(source))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s…", source, err, want)
		}
	}
	if _, err := app.Pin(live, "none"); err == nil {
		t.Error("a process that is not there was pinned")
	}
}

func FuzzCompile(f *testing.F) {
	f.Add([]byte(`{"format":1,"process":"x","processes":{"x":{"file":"x.md","source":"# X\n\n1. a\n"}}}`))
	f.Add([]byte(`{"format":1,"tools":{"":"tools: {}"}}`))
	f.Fuzz(func(t *testing.T, source []byte) {
		live := &app.App{Name: "x", Languages: []string{"en"}}
		a, err := app.Compile(live, source)
		if (a == nil) == (err == nil) {
			t.Errorf("%q: %v, %v", source, a, err)
		}
	})
}
