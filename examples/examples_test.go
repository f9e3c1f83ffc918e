package examples_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/examples"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/studio/rehearse"
)

// load reads an example that has nothing to mend.
func load(t *testing.T, name string, fsys fs.FS) *app.App {
	t.Helper()
	a, faults := app.Load(fsys, name)
	for _, f := range faults {
		t.Errorf("%s: %s", name, f)
	}
	if a == nil {
		t.Fatalf("%s does not load", name)
	}
	return a
}

func workplace(t *testing.T) *app.App { return load(t, "workplace", examples.Workplace()) }

func TestBothAppsLoadWithoutAWord(t *testing.T) {
	if a := workplace(t); a.Bare || len(a.Processes) < 9 {
		t.Errorf("workplace: bare %v, %d processes", a.Bare, len(a.Processes))
	}
	if a := load(t, "runbooks", examples.Runbooks()); !a.Bare || len(a.Processes) < 10 {
		t.Errorf("runbooks: bare %v, %d processes", a.Bare, len(a.Processes))
	}
}

func TestTheCompanyHas200People(t *testing.T) {
	people := workplace(t).People
	if n := len(people.Persons()); n != 200 {
		t.Errorf("there are %d", n)
	}
	var first []string
	for _, p := range people.Persons()[:2] {
		first = append(first, p.ID+" "+p.Fields["name.zh"]+" "+p.Fields["unit"]+" "+p.Fields["manager"])
	}
	if got := strings.Join(first, ", "); got != "lin 林小雨 sales wang, wang 王芳 sales zhao" {
		t.Errorf("the first are %s", got)
	}
	for _, p := range people.Persons() {
		if p.Fields["name.zh"] == "" || p.Fields["email"] == "" || len(p.Roles) == 0 {
			t.Errorf("%s lacks a name, an address or a role: %v", p.ID, p.Fields)
		}
	}
}

func TestEveryRoleIsHeldBySomebodyWhoseManagerIsAnother(t *testing.T) {
	a := workplace(t)
	for _, role := range a.Roles {
		if holders := a.People.Resolve(role, "lin"); len(holders) == 0 && role != "manager" {
			t.Errorf("nobody is %s", role)
		}
	}
	top := 0
	for _, p := range a.People.Persons() {
		switch m := p.Fields["manager"]; m {
		case "":
			top++
		case p.ID:
			t.Errorf("%s manages themselves", p.ID)
		}
	}
	if top != 1 {
		t.Errorf("%d have no manager, want one", top)
	}
}

// kinds are all steps of a process by kind, at any depth.
func kinds(steps []process.Step, into map[process.Kind]int) {
	for i := range steps {
		st := &steps[i]
		into[st.Kind]++
		kinds(st.Then, into)
		kinds(st.Else, into)
		for _, follow := range st.Outcomes {
			kinds(follow, into)
		}
	}
}

func TestTheProcessesUseEveryKindOfStepAndOfSlot(t *testing.T) {
	steps, slots := map[process.Kind]int{}, map[string]int{}
	for _, p := range workplace(t).Processes {
		kinds(p.Steps, steps)
		for _, s := range p.Slots {
			slots[string(s.Spec.Kind)]++
			for _, f := range s.Spec.Fields {
				slots[string(f.Spec.Kind)]++
			}
		}
	}
	for _, k := range []process.Kind{
		process.Collect, process.Call, process.When, process.Judge, process.Confirm, process.Approve,
		process.Tell, process.Wait, process.SubRun, process.Handoff, process.End,
	} {
		if steps[k] == 0 {
			t.Errorf("no process has a step %s", k)
		}
	}
	for _, k := range strings.Fields("text number money date time duration choice yesno email phone url file id list") {
		if slots[k] == 0 {
			t.Errorf("no process has a slot of the kind %s", k)
		}
	}
}

func TestEveryProcessSpeaksBothLanguages(t *testing.T) {
	for _, p := range workplace(t).Processes {
		if p.Runbook != nil {
			continue
		}
		said := map[string]int{}
		for _, e := range p.Examples {
			said[text.Language(e)]++
		}
		if said["en"] < 6 || said["zh"] < 6 || len(p.Not) < 2 {
			t.Errorf("%s: %d English and %d Chinese examples, %d of what it is not", p.ID, said["en"], said["zh"], len(p.Not))
		}
		for _, s := range p.Slots {
			if s.Label["en"] == "" || s.Label["zh"] == "" {
				t.Errorf("%s.%s has no label in one of the languages: %v", p.ID, s.Name, s.Label)
			}
		}
	}
}

func TestTheStartersAreSentencesToTry(t *testing.T) {
	starters := (&converse.Assistant{App: workplace(t)}).Starters("lin", 3)
	want := map[string][]string{
		"en": {
			"Yesterday I paid 38 yuan for a taxi, please pay me back", "My laptop does not start any more",
			"I'd like to take annual leave from Monday to Wednesday next week",
		},
		"zh": {"昨天打车花了38块，帮我报一下", "我的电脑开不了机了", "我想请年假，下周一到下周三"},
	}
	for lang, sentences := range want {
		if !slices.Equal(starters[lang], sentences) {
			t.Errorf("%s: %q, want %q", lang, starters[lang], sentences)
		}
	}
}

// memory is an empty store for one test.
func memory(ctx context.Context, now func() time.Time) (converse.Store, func(), error) {
	s, err := store.Open(ctx, "sqlite::memory:", store.Options{Node: "rehearsal", Now: now})
	if err != nil {
		return nil, nil, err
	}
	return s, func() { _ = s.Close() }, nil
}

// play tells how a conversation went otherwise than it was written.
func play(t *testing.T, r rehearse.Result) {
	t.Helper()
	if r.Err != nil {
		t.Error(r.Err)
	}
	for _, f := range r.Failures {
		t.Errorf("%s:%d: want %q, got %q", r.Test.File, f.Line.Number, f.Line.Raw, f.Got)
	}
}

func TestItsOwnTestsPass(t *testing.T) {
	a := workplace(t)
	tests, faults := rehearse.ReadTests(examples.Workplace())
	for _, err := range faults {
		t.Error(err)
	}
	fakes, err := rehearse.ReadFakes(examples.Workplace())
	if err != nil {
		t.Fatal(err)
	}
	chinese := 0
	for _, test := range tests {
		if text.Language(test.Title) == "zh" {
			chinese++
		}
		t.Run(test.File+"/"+test.Title, func(t *testing.T) {
			t.Parallel()
			play(t, rehearse.Play(t.Context(), a, test, fakes, memory))
		})
	}
	if len(tests) < 30 || 2*chinese < len(tests) {
		t.Errorf("%d tests, %d of them Chinese", len(tests), chinese)
	}
}
