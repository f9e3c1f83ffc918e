package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/run/engine"
)

// Run is a run in the reader's language.
type Run struct {
	ID       string          `json:"id"`
	App      string          `json:"app"`
	Process  string          `json:"process"`
	Title    string          `json:"title"`
	Person   Named           `json:"person"`
	Status   machine.Status  `json:"status"`
	Step     string          `json:"step"`
	Asks     string          `json:"asks,omitempty"`
	Version  string          `json:"version" doc:"of the definition that it is pinned to"`
	Started  time.Time       `json:"started"`
	Updated  time.Time       `json:"updated"`
	Waits    *converse.Waits `json:"waits,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Slots    map[string]any  `json:"slots,omitempty"`
	Timeline []RunEvent      `json:"timeline,omitempty"`
	Calls    []RunCall       `json:"calls,omitempty"`
	Items    []Item          `json:"items,omitempty"`
	Tells    []string        `json:"tells,omitempty" doc:"what the run told its person"`
}

// RunEvent is one thing that happened to a run.
type RunEvent struct {
	Seq      int64             `json:"seq"`
	At       time.Time         `json:"at"`
	Kind     machine.EventKind `json:"kind"`
	Commands []string          `json:"commands,omitempty"`
	Outcome  string            `json:"outcome,omitempty"`
	By       string            `json:"by,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Name     string            `json:"name,omitempty"`
}

// RunCall is one tool call of a run.
type RunCall struct {
	Tool     string              `json:"tool"`
	Key      string              `json:"key"`
	Status   engine.EffectStatus `json:"status"`
	Attempts int                 `json:"attempts"`
	With     map[string]any      `json:"with"`
	Outcome  string              `json:"outcome,omitempty"`
	Result   any                 `json:"result,omitempty"`
	Error    string              `json:"error,omitempty"`
	Undoes   int64               `json:"undoes,omitempty"`
}

func (s *Server) runs() {
	type listInput struct {
		Person   string `query:"person" doc:"me, or a person's id for those who operate"`
		App      string `query:"app"`
		Process  string `query:"process"`
		Open     bool   `query:"open"`
		Before   string `query:"before" doc:"a run's id: only older ones"`
		Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
		Language string `header:"Accept-Language"`
	}
	type RunList struct {
		Runs []Run  `json:"runs"`
		Next string `json:"next,omitempty"`
	}
	huma.Register(s.api, s.op("runs", "GET", "/api/runs", "Runs, newest first"),
		func(ctx context.Context, in *listInput) (*body[RunList], error) {
			me := caller(ctx)
			if me.Person == "" && !me.Operator {
				return nil, errSignIn
			}
			person := in.Person
			if person == "me" || !me.Operator {
				person = me.Person
			}
			runs, err := s.o.Store.Runs(ctx, engine.RunFilter{
				App: in.App, Person: person, Process: in.Process, Open: in.Open, Before: in.Before, Limit: in.Limit,
			})
			if err != nil {
				return nil, s.answer(err)
			}
			out := RunList{Runs: make([]Run, 0, len(runs))}
			lang := s.reader(me.Person, in.Language)
			for _, r := range runs {
				out.Runs = append(out.Runs, s.run(r, lang))
			}
			if len(runs) == in.Limit {
				out.Next = runs[len(runs)-1].ID
			}
			return &body[RunList]{out}, nil
		})
	huma.Register(s.api, s.op("run", "GET", "/api/runs/{id}", "One run: values, what happened, calls, decisions"),
		func(ctx context.Context, in *itemInput) (*body[Run], error) {
			r, err := s.ownRun(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			out, err := s.wholeRun(ctx, r, s.reader(caller(ctx).Person, in.Language))
			if err != nil {
				return nil, s.answer(err)
			}
			return &body[Run]{out}, nil
		})
	o := s.op("cancel", "POST", "/api/runs/{id}/cancel", "Cancel my run; finished effects are undone where they can be")
	o.DefaultStatus = http.StatusAccepted
	huma.Register(s.api, o, func(ctx context.Context, in *itemInput) (*receiptOutput, error) {
		r, err := s.ownRun(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if err := s.o.Engine.Command(ctx, r.ID, machine.Command{Kind: machine.CmdCancel}); err != nil {
			return nil, s.answer(err)
		}
		return &receiptOutput{Status: http.StatusAccepted}, nil
	})
}

// ownRun is a run that the caller may see.
func (s *Server) ownRun(ctx context.Context, id string) (engine.Run, error) {
	me := caller(ctx)
	if me.Person == "" && !me.Operator {
		return engine.Run{}, errSignIn
	}
	r, err := s.o.Store.Run(ctx, id)
	if err == nil && r.Person != me.Person && !me.Operator {
		err = engine.ErrNotFound
	}
	return r, s.answer(err)
}

func (s *Server) run(r engine.Run, lang string) Run {
	out := Run{
		ID: r.ID, App: r.App, Process: r.Process, Title: r.Process, Person: Named{ID: r.Person, Name: s.name(r.App, r.Person, lang)},
		Status: r.Status, Step: r.State.Step, Version: r.Definition[:min(12, len(r.Definition))], Started: r.CreatedAt, Updated: r.UpdatedAt,
	}
	if q := r.State.Open; q != nil {
		out.Asks = q.Slot
	}
	if asst, ok := s.o.Shelf.Assistant(r.App); ok {
		if p, ok := asst.App.Process(r.Process); ok {
			out.Title = p.Title.In(lang, asst.App.Languages...)
		}
		out.Waits = asst.Waits(r, lang)
		out.Reason = asst.CardText(r.State.Reason, lang)
	}
	return out
}

func (s *Server) wholeRun(ctx context.Context, r engine.Run, lang string) (Run, error) {
	out := s.run(r, lang)
	out.Slots = map[string]any{}
	for name, slot := range r.State.Slots {
		out.Slots[name] = slot.Value.JSON()
	}
	events, err := s.o.Store.RunEvents(ctx, r.ID)
	if err != nil {
		return out, err
	}
	for _, e := range events {
		out.Timeline = append(out.Timeline, runEvent(e))
	}
	effects, err := s.o.Store.RunEffects(ctx, r.ID)
	if err != nil {
		return out, err
	}
	for _, e := range effects {
		out.Calls = append(out.Calls, RunCall{
			Tool: e.Tool, Key: e.Key, Status: e.Status, Attempts: e.Attempt, With: jsonValues(e.With), Outcome: e.Outcome,
			Result: e.Result.JSON(), Error: e.Error, Undoes: e.Undo,
		})
	}
	items, err := s.o.Store.RunItems(ctx, r.ID)
	if err != nil {
		return out, err
	}
	for _, it := range items {
		out.Items = append(out.Items, s.item(it, lang))
	}
	err = s.everyEntry(ctx, r.Lane, func(e converse.Entry) {
		if e.Run == r.ID && e.Role == "usher" {
			out.Tells = append(out.Tells, e.Text)
		}
	})
	return out, err
}

// everyEntry visits all entries of a conversation.
func (s *Server) everyEntry(ctx context.Context, lane string, visit func(converse.Entry)) error {
	const most = 1000
	for after := int64(0); ; {
		entries, err := s.o.Store.Entries(ctx, lane, after, most)
		if err != nil {
			return err
		}
		for _, e := range entries {
			visit(e)
			after = e.No
		}
		if len(entries) < most {
			return nil
		}
	}
}

func runEvent(e machine.Event) RunEvent {
	out := RunEvent{Seq: e.Seq, At: e.At, Kind: e.Kind, Outcome: e.Outcome, By: e.By, Reason: e.Reason, Name: e.Name}
	if e.Kind == machine.EvDecision {
		out.Outcome = e.Decision
	}
	for _, c := range e.Commands {
		out.Commands = append(out.Commands, string(c.Kind))
	}
	return out
}

func jsonValues(values map[string]value.Value) map[string]any {
	out := make(map[string]any, len(values))
	for name, v := range values {
		out[name] = v.JSON()
	}
	return out
}
