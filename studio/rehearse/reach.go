package rehearse

import (
	"fmt"
	"sort"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/run/engine"
)

// Reach holds the steps that tests went through: process id, then step path.
type Reach map[string]map[string]bool

func (r Reach) add(run engine.Run) {
	at := r[run.Process]
	if at == nil {
		at = map[string]bool{}
		r[run.Process] = at
	}
	for path := range run.State.Records {
		at[path] = true
	}
	if run.State.Path != "" {
		at[run.State.Path] = true
	}
}

// Merge adds what another test reached.
func (r Reach) Merge(other Reach) {
	for id, paths := range other {
		if r[id] == nil {
			r[id] = map[string]bool{}
		}
		for p := range paths {
			r[id][p] = true
		}
	}
}

// Unreached names a step or branch that no test went through.
type Unreached struct {
	Process string `json:"process"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Step    string `json:"step"`
}

// String is the place and the step, as a compiler would say it.
func (u Unreached) String() string {
	return fmt.Sprintf("%s:%d: no test reaches this %s", u.File, u.Line, u.Step)
}

// Missing lists the steps that nothing reached, in the order of the files.
func (r Reach) Missing(a *app.App) []Unreached {
	var out []Unreached
	for _, p := range a.Processes {
		if p.Runbook != nil && len(p.Slots) == 0 {
			continue
		}
		out = r.missing(out, p, p.Steps)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].File != out[j].File {
			return out[i].File < out[j].File
		}
		return out[i].Line < out[j].Line
	})
	return out
}

func (r Reach) missing(out []Unreached, p *process.Process, steps []process.Step) []Unreached {
	for i := range steps {
		st := &steps[i]
		if st.Kind == process.End && i > 0 && r[p.ID][steps[i-1].Path] {
			continue // an end leaves no record of its own; the step before it does
		}
		if !r[p.ID][st.Path] {
			out = append(out, Unreached{Process: p.ID, File: p.File, Line: st.Pos.Line, Step: string(st.Kind)})
			continue // what is inside can't be reached either; once is enough
		}
		out = r.missing(out, p, st.Then)
		out = r.missing(out, p, st.Else)
		for _, name := range sorted(st.Outcomes) {
			out = r.missing(out, p, st.Outcomes[name])
		}
	}
	return out
}

func sorted(m map[string][]process.Step) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
