package app

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/usher-dev/usher/app/process"
)

// PinnedFormat is the version of what Pin writes. Compile reads it and those before.
const PinnedFormat = 1

// Pinned is what a run is pinned to: the sources of its process, of the
// processes that it runs and of the files of the tools that they use. People,
// calendar, environment and the app's own settings are never pinned.
type Pinned struct {
	Format    int                   `json:"format"`
	Process   string                `json:"process"`         // id
	Processes map[string]PinnedFile `json:"processes"`       // by id
	Tools     map[string]string     `json:"tools,omitempty"` // source by file
}

// PinnedFile is a file as it was.
type PinnedFile struct {
	File   string `json:"file"`
	Source string `json:"source"`
}

// Pin returns the sources that a run of a process is pinned to, as JSON of
// Pinned. The same sources always give the same bytes. Processes and tools that
// are named but not there are left out; Load refuses them.
func Pin(a *App, id string) ([]byte, error) {
	p, ok := a.Process(id)
	if !ok {
		return nil, fmt.Errorf("there is no process %q", id)
	}
	pinned := Pinned{Format: PinnedFormat, Process: id, Processes: map[string]PinnedFile{}, Tools: map[string]string{}}
	a.pin(p, &pinned)
	return json.Marshal(pinned)
}

func (a *App) pin(p *process.Process, to *Pinned) {
	if _, ok := to.Processes[p.ID]; ok {
		return
	}
	to.Processes[p.ID] = PinnedFile{File: p.File, Source: p.Source}
	eachStep(p.Steps, func(st *process.Step) {
		if t, ok := a.Tools[st.Tool]; ok && st.Kind == process.Call {
			a.pinTool(t, to)
		}
		if sub, ok := a.Process(st.Process); ok && st.Kind == process.SubRun {
			a.pin(sub, to)
		}
	})
}

func (a *App) pinTool(t *Tool, to *Pinned) {
	to.Tools[t.Pos.File] = t.Source
	if t.Undo == nil {
		return
	}
	if undo, ok := a.Tools[t.Undo.Tool]; ok {
		to.Tools[undo.Pos.File] = undo.Source
	}
}

// Compile returns the app as a run sees it that is pinned to source: processes
// and tools as they were, all else as in live.
func Compile(live *App, source []byte) (*App, error) {
	var pinned Pinned
	if err := json.Unmarshal(source, &pinned); err != nil {
		return nil, fmt.Errorf("read definition: %w", err)
	}
	if pinned.Format < 1 || pinned.Format > PinnedFormat {
		return nil, fmt.Errorf("the definition has format %d; this Usher reads up to %d", pinned.Format, PinnedFormat)
	}
	a := *live
	a.Processes, a.Tools = nil, map[string]*Tool{}
	for _, id := range slices.Sorted(maps.Keys(pinned.Processes)) {
		file := pinned.Processes[id]
		p, faults := process.Read(file.File, []byte(file.Source), process.ReadOptions{ID: id, Languages: live.Languages})
		if p == nil {
			return nil, fmt.Errorf("process %s: %w", id, cmp.Or(faults.Err(), errEmpty))
		}
		a.Processes = append(a.Processes, p)
	}
	for _, file := range slices.Sorted(maps.Keys(pinned.Tools)) {
		tools, faults := ReadTools(file, []byte(pinned.Tools[file]))
		if err := faults.Err(); err != nil {
			return nil, fmt.Errorf("tools of process %s: %w", pinned.Process, err)
		}
		for _, t := range tools {
			a.Tools[t.Name] = t
		}
	}
	return &a, nil
}

var errEmpty = errors.New("there is nothing in it")
