package rehearse

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
	"github.com/usher-dev/usher/run/tool"
)

// recorder passes calls on and notes them.
type recorder struct {
	to    engine.Tools
	mu    sync.Mutex
	calls []Call
}

// Call implements engine.Tools.
func (r *recorder) Call(ctx context.Context, req tool.Request) tool.Result {
	res := tool.Result{Outcome: "failed", Error: fmt.Sprintf("no tool answers here; %s can't be called", req.Tool.Name)}
	if r.to != nil {
		res = r.to.Call(ctx, req)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	with := canonical(req.With)
	if with == nil {
		with = map[string]any{}
	}
	r.calls = append(r.calls, Call{Tool: req.Tool.Name, Key: req.Key, With: with, Outcome: res.Outcome, Result: res.Value.JSON()})
	return res
}

// take returns the calls noted since the last time.
func (r *recorder) take() []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	calls := r.calls
	r.calls = nil
	if calls == nil {
		calls = []Call{}
	}
	return calls
}

// Fakes says what tools answer, by full tool name: a map is the result's fields
// in canonical form; a string is an outcome ("failed", "unknown" or a name
// under the tool's `fails`).
type Fakes map[string]any

// Answer is the fake answer to a request, and whether there is one.
func (f Fakes) Answer(req tool.Request, in value.Setting) (tool.Result, bool) {
	said, ok := f[req.Tool.Name]
	if !ok {
		return tool.Result{}, false
	}
	if outcome, ok := said.(string); ok && outcome != "" && outcome != "done" {
		return tool.Result{Outcome: outcome, Error: "the fake answer is " + outcome}, true
	}
	fields, _ := said.(map[string]any)
	v, err := fakeResult(req.Tool.Out, fields, in)
	if err != nil {
		return tool.Result{Outcome: "failed", Error: fmt.Sprintf("the fake answer of %s: %v", req.Tool.Name, err)}, true
	}
	return tool.Result{Outcome: "done", Value: v}, true
}

// fakeResult types a fake answer by the tool's out.
func fakeResult(out []process.OutField, fields map[string]any, in value.Setting) (value.Value, error) {
	record := make(map[string]value.Value, len(out))
	for _, f := range out {
		raw, ok := fields[f.Name]
		if !ok {
			continue
		}
		v, err := value.FromJSON(f.Spec, raw, in)
		if err != nil {
			return value.Value{}, fmt.Errorf("%s: %w", f.Name, err)
		}
		record[f.Name] = v
	}
	return value.NewRecord(record), nil
}

// Stage is an app's tools in a rehearsal: those that are set up are called, if
// calling out is allowed; the rest answer as Fakes say.
type Stage struct {
	Fakes Fakes
	// Real, when not nil, is asked for tools that have no fake and are set up.
	Real  *tool.Caller
	Now   func() time.Time
	mu    sync.Mutex
	faked map[string]bool
}

// Call implements engine.Tools.
func (s *Stage) Call(ctx context.Context, req tool.Request) tool.Result {
	if s.Real != nil && s.Real.Ready(req.App, req.Tool) == nil {
		return s.Real.Call(ctx, req)
	}
	s.mu.Lock()
	if s.faked == nil {
		s.faked = map[string]bool{}
	}
	s.faked[req.Tool.Name] = true
	s.mu.Unlock()
	if res, ok := s.Fakes.Answer(req, req.App.Setting(s.Now())); ok {
		return res
	}
	return unanswered(req)
}

// unanswered is what a tool without a fake does: one that answers nothing is
// done, any other fails and says how to mend it.
func unanswered(req tool.Request) tool.Result {
	if len(req.Tool.Out) == 0 {
		return tool.Result{Outcome: "done", Value: value.NewRecord(nil)}
	}
	return tool.Result{Outcome: "failed", Error: fmt.Sprintf(
		"%s is not set up and no fake answers for it; write its answer in tests/fakes.yaml or set what its base needs (%s)",
		req.Tool.Name, req.Tool.Base)}
}

// Faked returns the tools that were faked so far, in no order.
func (s *Stage) Faked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, 0, len(s.faked))
	for name := range s.faked {
		out = append(out, name)
	}
	return out
}

// knowsEvent tells whether a step, at any depth, waits for the event.
func knowsEvent(steps []process.Step, name string) bool {
	for i := range steps {
		st := &steps[i]
		if st.Kind == process.Wait && st.Event == name || knowsEvent(st.Then, name) || knowsEvent(st.Else, name) {
			return true
		}
		for _, follow := range st.Outcomes {
			if knowsEvent(follow, name) {
				return true
			}
		}
	}
	return false
}
