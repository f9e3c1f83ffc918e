package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/people"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/app/source"
)

// across checks what only the whole folder shows.
func (l *loader) across() {
	l.owner()
	for _, name := range slices.Sorted(maps.Keys(l.app.Tools)) {
		l.undo(l.app.Tools[name])
	}
	for _, p := range l.app.Processes {
		eachStep(p.Steps, func(st *process.Step) { l.subRun(st) })
	}
	l.cycles()
}

func (l *loader) faultAt(id string, at process.Pos, length int, text, right string) {
	f := source.NewFile(at.File, string(l.files[at.File]))
	f.Add(id, source.Error, at, length, text, right)
	l.faults = append(l.faults, f.Faults()...)
}

// owner checks that somebody stands behind the app's owner and its roles.
func (l *loader) owner() {
	if l.settingsNode == nil {
		return
	}
	known := l.who()
	if n := l.settingsNode.Get("owner"); n != nil && known != nil && !slices.Contains(known, n.Text) {
		right := "name a role or a person"
		if near := source.Near(n.Text, known); near != "" {
			right = "did you mean " + near + "?"
		}
		l.faultAt("unknown_who", n.Pos, n.Length, fmt.Sprintf("nobody is called %s", source.Short(n.Text, 40)), right)
	}
	if l.settingsNode.Get("owner") == nil && !l.app.Bare {
		l.faults = append(l.faults, process.Fault{
			ID: "no_owner", Level: source.Warning, Pos: process.Pos{File: "app.yaml"}, Length: 1,
			Text: "the app has no owner", Right: "add owner: …, or anyone may take what no process can finish",
		})
	}
	if l.app.People == nil || l.app.Owner == people.Anyone || l.app.People.IsRelation(l.app.Owner) {
		return
	}
	if _, isPerson := l.app.People.Person(l.app.Owner); !isPerson && len(l.app.People.With(l.app.Owner)) == 0 {
		l.faults = append(l.faults, process.Fault{
			ID: "nobody", Level: source.Warning, Pos: process.Pos{File: "people.csv"}, Length: 1,
			Text: fmt.Sprintf("nobody in this file has the role %s, which owns the app", l.app.Owner), Right: "give it to somebody",
		})
	}
}

// undo checks the tool that takes a call back.
func (l *loader) undo(t *Tool) {
	if t.Undo == nil || t.Undo.Tool == "" {
		return
	}
	_, own, _ := strings.Cut(t.Name, ".")
	other, ok := l.app.Tools[t.Undo.Tool]
	if !ok {
		right := "write it, or remove undo"
		if near := source.Near(t.Undo.Tool, l.otherTools(t.Name)); near != "" {
			right = "did you mean " + near + "?"
		}
		l.faultAt("unknown_tool", t.Pos, len([]rune(own)), fmt.Sprintf("the undo of %s is %s, which does not exist", t.Name, t.Undo.Tool), right)
		return
	}
	given := map[string]bool{}
	for _, w := range t.Undo.With {
		given[w.Name] = true
		if !slices.ContainsFunc(other.In, func(p Param) bool { return p.Name == w.Name }) {
			l.faultAt("unknown_input", w.Expr.Pos, len([]rune(w.Expr.Source)), fmt.Sprintf("%s takes no %s", other.Name, w.Name), "look at its in")
		}
	}
	for _, in := range other.In {
		if !in.Spec.OrNone && !given[in.Name] {
			l.faultAt("missing_input", t.Pos, len([]rune(own)), fmt.Sprintf("the undo of %s does not give %s its %s", t.Name, other.Name, in.Name), fmt.Sprintf("add with: {%s: out.…}", in.Name))
		}
	}
}

func (l *loader) otherTools(name string) []string {
	return slices.DeleteFunc(slices.Collect(maps.Keys(l.app.Tools)), func(n string) bool { return n == name })
}

// subRun checks that what is given to another process are its slots.
func (l *loader) subRun(st *process.Step) {
	if st.Kind != process.SubRun {
		return
	}
	child, ok := l.app.Process(st.Process)
	if !ok {
		return
	}
	var slots []string
	for _, s := range append(slices.Clone(child.Slots), child.Context...) {
		slots = append(slots, s.Name)
	}
	for _, w := range st.With {
		if slices.Contains(slots, w.Name) {
			continue
		}
		right := "its slots are " + strings.Join(slots, ", ")
		if near := source.Near(w.Name, slots); near != "" {
			right = "did you mean " + near + "?"
		}
		l.faultAt("unknown_input", w.Expr.Pos, len([]rune(w.Expr.Source)), fmt.Sprintf("the process %s has no slot %s", st.Process, w.Name), right)
	}
}

// cycles notes processes that run each other without end.
func (l *loader) cycles() {
	runs := map[string][]*process.Step{}
	for _, p := range l.app.Processes {
		eachStep(p.Steps, func(st *process.Step) {
			if st.Kind == process.SubRun {
				runs[p.ID] = append(runs[p.ID], st)
			}
		})
	}
	done := map[string]bool{}
	var path []string
	var visit func(id string)
	visit = func(id string) {
		path = append(path, id)
		for _, st := range runs[id] {
			if at := slices.Index(path, st.Process); at >= 0 {
				ring := strings.Join(append(slices.Clone(path[at:]), st.Process), " → ")
				l.faultAt("runs_itself", st.Pos, 1, "these processes run each other without end: "+ring, "take one of the steps out")
				continue
			}
			if !done[st.Process] {
				visit(st.Process)
			}
		}
		path = path[:len(path)-1]
		done[id] = true
	}
	for _, p := range l.app.Processes {
		if !done[p.ID] {
			visit(p.ID)
		}
	}
}
