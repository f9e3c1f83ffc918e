package rehearse

import (
	"context"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
)

// Shown is a turn as others measure it: everything from one cause until the run
// rests. Its JSON form is stable; docs/commands.md describes it.
type Shown struct {
	Turn        int                 `json:"turn"`
	Cause       converse.Cause      `json:"cause"`
	Text        string              `json:"text"`
	Lang        string              `json:"lang"`
	Recognition []Ranked            `json:"recognition"`
	Commands    []Command           `json:"commands"`
	Reply       []string            `json:"reply"`
	Run         *Run                `json:"run"`
	Ended       []string            `json:"ended"`
	Open        []Run               `json:"open"`
	Calls       []Call              `json:"calls"`
	Citations   []converse.Citation `json:"citations"`
	Trace       []converse.Step     `json:"trace"`
}

// Ranked is one process that a message may mean.
type Ranked struct {
	Process string  `json:"process"`
	P       float64 `json:"p"`
}

// Command is a command with its values in canonical form.
type Command struct {
	Kind     machine.CommandKind `json:"kind"`
	Process  string              `json:"process,omitempty"`
	Slot     string              `json:"slot,omitempty"`
	Value    any                 `json:"value,omitempty"`
	Values   map[string]any      `json:"values,omitempty"`
	Span     *[2]int             `json:"span,omitempty"`
	N        int                 `json:"n,omitempty"`
	Run      string              `json:"run,omitempty"`
	Language string              `json:"language,omitempty"`
	Text     string              `json:"text,omitempty"`
}

// Run is a run as it stands after the turn.
type Run struct {
	ID      string         `json:"id"`
	Process string         `json:"process"`
	Version string         `json:"version"`
	Step    string         `json:"step"`
	Status  machine.Status `json:"status"`
	Asks    string         `json:"asks"`
	Slots   map[string]any `json:"slots"`
}

// Call is a tool call of the turn.
type Call struct {
	Tool    string         `json:"tool"`
	Key     string         `json:"key"`
	With    map[string]any `json:"with"`
	Outcome string         `json:"outcome"`
	Result  any            `json:"result"`
}

func (s *Session) show(ctx context.Context, text string, turns []*converse.Turn, calls []Call) (Shown, error) {
	first, last := turns[0], turns[len(turns)-1]
	out := Shown{
		Turn: s.shown, Cause: first.Cause, Text: text, Lang: last.Language,
		Recognition: []Ranked{}, Commands: []Command{}, Reply: []string{}, Ended: []string{}, Open: []Run{},
		Calls: calls, Citations: []converse.Citation{}, Trace: []converse.Step{},
	}
	for _, t := range turns {
		for _, c := range t.Commands {
			out.Commands = append(out.Commands, showCommand(c))
		}
		for _, r := range t.Replies {
			out.Reply = append(out.Reply, r.Text)
			out.Citations = append(out.Citations, r.Citations...)
		}
		for _, st := range t.Trace {
			out.Trace = append(out.Trace, st)
			if st.What == "recognition" {
				for _, r := range st.Ranked {
					out.Recognition = append(out.Recognition, Ranked{Process: r.ID, P: r.P})
				}
			}
		}
		out.Ended = append(out.Ended, t.Ended...)
	}
	return out, s.showRuns(ctx, &out, turns)
}

// showRuns fills in the run that the turn ended in, or that ended in it, and the
// other open ones.
func (s *Session) showRuns(ctx context.Context, out *Shown, turns []*converse.Turn) error {
	top, lane := "", turns[0].Lane.Person
	for _, t := range turns {
		if t.Run != "" {
			top = t.Run
		}
	}
	if top != "" {
		r, err := s.o.Store.Run(ctx, top)
		if err != nil {
			return err
		}
		run := showRun(r)
		out.Run = &run
	}
	open, err := s.o.Store.Runs(ctx, engine.RunFilter{App: s.o.App.Name, Person: lane, Open: true, Limit: 100})
	if err != nil {
		return err
	}
	for _, r := range open {
		if r.ID != top {
			out.Open = append(out.Open, showRun(r))
		}
	}
	return nil
}

func showRun(r engine.Run) Run {
	out := Run{
		ID: r.ID, Process: r.Process, Version: r.Definition[:min(12, len(r.Definition))],
		Step: r.State.Step, Status: r.Status, Slots: map[string]any{},
	}
	if q := r.State.Open; q != nil && q.Kind == machine.AskSlot {
		out.Asks = q.Slot
	}
	for name, slot := range r.State.Slots {
		if !slot.Value.IsNone() || slot.Empty {
			out.Slots[name] = slot.Value.JSON()
		}
	}
	return out
}

func showCommand(c machine.Command) Command {
	out := Command{
		Kind: c.Kind, Process: c.Process, Slot: c.Slot, Span: c.Span, N: c.N, Run: c.Run, Language: c.Language, Text: c.Text,
		Values: canonical(c.Values),
	}
	if !c.Value.IsNone() {
		out.Value = c.Value.JSON()
	}
	return out
}

// canonical gives values as JSON shows them; nil for none.
func canonical(values map[string]value.Value) map[string]any {
	if len(values) == 0 {
		return nil
	}
	out := make(map[string]any, len(values))
	for name, v := range values {
		out[name] = v.JSON()
	}
	return out
}
