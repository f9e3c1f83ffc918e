package converse

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
)

// Screen is what a page shows around the messages, in the person's language.
type Screen struct {
	Run      *ScreenRun  `json:"run"`
	Ask      *Ask        `json:"ask"`
	Quick    []Quick     `json:"quick"`
	Waits    *Waits      `json:"waits"`
	Open     []ScreenRun `json:"open"` // the other open runs
	Language string      `json:"language"`
	Busy     bool        `json:"busy"` // a message is being worked on
}

// ScreenRun is a run as a page shows it.
type ScreenRun struct {
	ID      string         `json:"id"`
	Process string         `json:"process"`
	Title   string         `json:"title"`
	Status  machine.Status `json:"status"`
	At      int            `json:"at,omitempty"` // "2 of 5"
	Of      int            `json:"of,omitempty"`
	Steps   []ScreenStep   `json:"steps,omitempty"`
	Waits   *Waits         `json:"waits,omitempty"`
}

// ScreenStep is one line of what is done, now and next.
type ScreenStep struct {
	Label string `json:"label"`
	State string `json:"state"` // done, now, next, skipped
}

// Ask is the open question, for the control that answers it.
type Ask struct {
	Kind     string      `json:"kind"` // a machine.QuestionKind, or between
	Slot     string      `json:"slot,omitempty"`
	Label    string      `json:"label,omitempty"`
	Type     value.Kind  `json:"type,omitempty"`
	Optional bool        `json:"optional,omitempty"`
	Choices  []AskChoice `json:"choices,omitempty"`
	Currency string      `json:"currency,omitempty"`
	Today    string      `json:"today,omitempty"`
	Fields   []AskField  `json:"fields,omitempty"`
}

// AskChoice is one option of a choice.
type AskChoice struct {
	Key   string `json:"key"`
	Label string `json:"label"`
}

// AskField is one field of a list's row.
type AskField struct {
	Name    string      `json:"name"`
	Label   string      `json:"label"`
	Type    value.Kind  `json:"type"`
	Choices []AskChoice `json:"choices,omitempty"`
}

// Quick is an answer that can be given with one tap; it is sent as Text.
type Quick struct {
	Text   string            `json:"text"`
	Values map[string]string `json:"values,omitempty"`
}

// Waits says for what and whom a run waits.
type Waits struct {
	For   string     `json:"for"`
	Name  string     `json:"name"`
	Since time.Time  `json:"since"`
	Until *time.Time `json:"until,omitempty"`
}

// Screen is how a conversation stands for its person. A conversation that has
// not begun has an empty one.
func (c *Conversations) Screen(ctx context.Context, app, person string) (Screen, error) {
	asst, ok := c.o.Shelf.Assistant(app)
	if !ok {
		return Screen{}, fmt.Errorf("app %q: %w", app, engine.ErrNotFound)
	}
	l, err := c.o.Store.Lane(ctx, app+"/"+person)
	if errors.Is(err, engine.ErrNotFound) {
		l, err = Lane{ID: app + "/" + person, App: app, Person: person}, nil
	}
	if err != nil {
		return Screen{}, err
	}
	runs, err := c.o.Store.Runs(ctx, engine.RunFilter{App: app, Person: person, Open: true, Limit: 50})
	if err != nil {
		return Screen{}, err
	}
	w := newWork(c, asst, l, c.o.Now(), runs)
	s := Screen{Language: w.lang, Quick: []Quick{}, Open: []ScreenRun{}, Busy: l.Last > l.Handled}
	top := w.topRun()
	for _, r := range w.set.Runs() {
		shown := w.screenRun(r, r.ID == top)
		if r.ID != top {
			s.Open = append(s.Open, shown)
			continue
		}
		s.Run, s.Waits = &shown, shown.Waits
		_, p, _ := w.set.Run(top)
		s.Ask = w.ask(p, r.State)
	}
	if len(l.Memory.Between) > 0 {
		s.Ask, s.Quick = &Ask{Kind: "between"}, w.betweenQuick()
	} else if s.Ask != nil {
		s.Quick = w.quick(s.Ask)
	}
	return s, nil
}

func (w *work) screenRun(r *engine.Run, whole bool) ScreenRun {
	out := ScreenRun{
		ID: r.ID, Process: r.Process, Title: w.local(w.title(r.ID)), Status: r.Status, Waits: w.asst.Waits(*r, w.lang),
	}
	if !whole {
		return out
	}
	view, ok := w.set.View(r.ID)
	if !ok {
		return out
	}
	out.At, out.Of = min(view.Done+1, view.Total), view.Total
	for _, stage := range view.Stages {
		out.Steps = append(out.Steps, ScreenStep{Label: w.stageLabel(stage), State: stage.State})
	}
	return out
}

// local picks the turn's language.
func (w *work) local(l value.Localized) string { return l.In(w.lang, w.asst.App.Languages...) }

func (w *work) stageLabel(s machine.Stage) string {
	if l := w.local(s.Label); l != "" {
		return l
	}
	if s.Key == "" {
		return s.Slot
	}
	return w.words(machine.Say{Key: s.Key, Args: s.Args})
}

// Waits says for what and whom a run waits, nil when it waits for nothing.
func (a *Assistant) Waits(r engine.Run, lang string) *Waits {
	x := r.State.Waits
	if x == nil || r.Status.Final() {
		return nil
	}
	out := &Waits{For: x.For, Name: x.Name, Since: x.Since}
	switch x.For {
	case "approve", "judge", "handoff":
		out.Name = a.Who(x.Name, r.Person, lang)
	case "event", "time":
		if label := x.Label.In(lang, a.App.Languages...); label != "" {
			out.Name = label
		}
	case "run":
		if p, ok := a.App.Process(x.Name); ok {
			out.Name = titleOf(p, p.ID).In(lang, a.App.Languages...)
		}
	case "call", "undo":
		if t, ok := a.App.Tools[x.Name]; ok && len(t.Does) > 0 {
			out.Name = t.Does.In(lang, a.App.Languages...)
		}
	}
	if !x.Until.IsZero() {
		out.Until = &x.Until
	}
	return out
}

// ask describes the open question of a run.
func (w *work) ask(p *process.Process, s machine.State) *Ask {
	if s.Open == nil || p == nil {
		return nil
	}
	out := &Ask{Kind: string(s.Open.Kind), Slot: s.Open.Slot}
	if s.Open.Kind != machine.AskSlot {
		return out
	}
	for i := range p.Slots {
		sl := &p.Slots[i]
		if sl.Name != s.Open.Slot {
			continue
		}
		out.Label, out.Optional = label(*sl, w.lang, w.asst.App.Languages), sl.Optional
		spec := sl.Spec
		if s.Open.Field != "" {
			out.Slot, spec = "", fieldSpec(spec, s.Open.Field)
		}
		w.describe(out, spec)
	}
	return out
}

func fieldSpec(spec value.Spec, name string) value.Spec {
	for _, f := range spec.Fields {
		if f.Name == name {
			return f.Spec
		}
	}
	return spec
}

func (w *work) describe(out *Ask, spec value.Spec) {
	out.Type, out.Choices = spec.Kind, w.choices(spec)
	switch spec.Kind {
	case value.Money:
		out.Currency = w.asst.App.Currency
	case value.Date:
		out.Today = w.setting().Now.In(w.asst.App.Setting(w.at).Zone).Format("2006-01-02")
	}
	for _, f := range spec.Fields {
		l := w.local(f.Label)
		if l == "" {
			l = f.Name
		}
		out.Fields = append(out.Fields, AskField{Name: f.Name, Label: l, Type: f.Spec.Kind, Choices: w.choices(f.Spec)})
	}
}

func (w *work) choices(spec value.Spec) []AskChoice {
	var out []AskChoice
	for _, o := range spec.Options {
		out = append(out, AskChoice{Key: o.Key, Label: value.Show(value.NewChoice(o.Key), &spec, w.lang, w.setting())})
	}
	return out
}

// quick are the answers that a tap gives.
func (w *work) quick(a *Ask) []Quick {
	texts := func(keys ...string) []Quick {
		var out []Quick
		for _, k := range keys {
			out = append(out, Quick{Text: w.asst.Catalogue.Say(w.lang, k, nil)})
		}
		return out
	}
	switch machine.QuestionKind(a.Kind) {
	case machine.AskConfirm:
		return texts("tap_yes", "tap_change", "tap_cancel")
	case machine.AskSolved, machine.AskHandoff, machine.AskCancel:
		return texts("tap_yes", "tap_no")
	case machine.AskItem:
		return texts("tap_done", "tap_stuck", "tap_back", "tap_skip")
	case machine.AskSlot:
		if a.Optional {
			return texts("tap_none")
		}
	}
	return []Quick{}
}

func (w *work) betweenQuick() []Quick {
	var out []Quick
	for _, id := range w.t.Lane.Memory.Between {
		out = append(out, Quick{Text: w.local(w.processTitle(id))})
	}
	return out
}
