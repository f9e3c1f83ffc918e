package understand

import (
	"slices"

	"github.com/usher-dev/usher/app/process"
)

// titles are a process's titles in every language, in a fixed order.
func titles(p *process.Process) []string {
	out := []string{p.ID}
	for _, t := range p.Title {
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

// processOf is the process with that id, nil when there is none.
func (r *reader) processOf(id string) *process.Process {
	for _, p := range r.view.Processes {
		if p.ID == id {
			return p
		}
	}
	return nil
}
