package process

import (
	"fmt"
	"slices"
	"strings"

	"github.com/usher-dev/usher/language/value"
)

// save binds a result where it is surely there.
func (f *flow) save(st *Step, e *env) {
	if st.Save == "" {
		return
	}
	e.names[st.Save] = f.result(st)
	e.sure[st.Save] = true
}

// newSave notes a result that takes the name of something else on its way.
func (f *flow) newSave(st *Step, e *env) {
	if _, ok := e.names[st.Save]; ok && st.Save != "" {
		f.r.file.Fault("duplicate_name", f.r.nodes[st.Path].Get("save"), fmt.Sprintf("%s is the name of something else already", st.Save), "give the result a name of its own")
	}
}

// result is the type of what a step saves.
func (f *flow) result(st *Step) typ {
	var fields []OutField
	switch st.Kind {
	case Call:
		tool, ok := f.r.opts.Tools[st.Tool]
		if !ok {
			return typ{kind: value.Record}
		}
		fields = tool.Out
	case Wait:
		fields = st.Out
	default:
		return typ{kind: value.Record}
	}
	return typ{kind: value.Record, fields: fieldTypes(fields, st.Save)}
}

func fieldTypes(fields []OutField, of string) map[string]typ {
	out := map[string]typ{}
	for i := range fields {
		t := typ{kind: fields[i].Spec.Kind, spec: &fields[i].Spec}
		if fields[i].Spec.OrNone {
			t.maybe = of + "." + fields[i].Name
		}
		out[fields[i].Name] = t
	}
	return out
}

// call checks a tool's name and what it is given.
func (f *flow) call(st *Step, e *env) {
	own := f.r.nodes[st.Path].Get("call")
	tool, ok := f.r.opts.Tools[st.Tool]
	if f.r.opts.Tools != nil && !ok && st.Tool != "" {
		names := make([]string, 0, len(f.r.opts.Tools))
		for n := range f.r.opts.Tools {
			names = append(names, n)
		}
		slices.Sort(names)
		f.r.file.Unknown("unknown_tool", own, "there is no tool", names)
	}
	given := map[string]bool{}
	for _, w := range st.With {
		given[w.Name] = true
		t := f.expr(w.Expr, e, false)
		if ok {
			f.input(st, w, t, tool.In)
		}
	}
	if !ok {
		return
	}
	var missing []string
	for _, in := range tool.In {
		if !in.Spec.OrNone && !given[in.Name] {
			missing = append(missing, in.Name)
		}
	}
	if len(missing) > 0 {
		f.r.file.Fault("missing_input", own, fmt.Sprintf("%s is not given %s", st.Tool, strings.Join(missing, ", ")), fmt.Sprintf("add with: {%s: …}", missing[0]))
	}
}

// input checks one thing that a tool is given.
func (f *flow) input(st *Step, w Named, t typ, ins []OutField) {
	var names []string
	for _, in := range ins {
		names = append(names, in.Name)
		if in.Name != w.Name {
			continue
		}
		switch {
		case t.none && !in.Spec.OrNone:
			f.at(w.Expr.Pos, len([]rune(w.Expr.Source)), "missing_input", fmt.Sprintf("%s needs %s, this may be none", st.Tool, w.Name), "give a value, or write in the tool "+w.Name+": "+string(in.Spec.Kind)+" or none")
		case t.kind != "" && !fits(t.kind, in.Spec.Kind):
			f.at(w.Expr.Pos, len([]rune(w.Expr.Source)), "wrong_kind", fmt.Sprintf("%s of %s is %s, this is %s", w.Name, st.Tool, a(in.Spec.Kind), a(t.kind)), "give it a value of that kind")
		}
		return
	}
	for _, e := range f.r.nodes[st.Path].Get("with").Entries {
		if e.Key.Text == w.Name {
			f.r.file.Unknown("unknown_input", e.Key, st.Tool+" takes no", names)
		}
	}
}

// fits tells whether a value of one kind can be given where another is wanted:
// any scalar can be written as a text, a number as money.
func fits(have, want value.Kind) bool {
	if have == want || have == value.Number && want == value.Money {
		return true
	}
	if want == value.Text {
		return have != value.Record && have != value.List && have != value.FileKind
	}
	return have == value.Text
}

// run checks another process's name and what it is given.
func (f *flow) run(st *Step, e *env) {
	own := f.r.nodes[st.Path].Get("run")
	switch {
	case st.Process == f.r.p.ID:
		f.r.file.Fault("runs_itself", own, "a process can't run itself", "name another process")
	case f.r.opts.Processes != nil && st.Process != "" && !slices.Contains(f.r.opts.Processes, st.Process):
		f.r.file.Unknown("unknown_process", own, "there is no process", f.r.opts.Processes)
	}
	for _, w := range st.With {
		f.expr(w.Expr, e, true)
	}
}
