package machine

import (
	"maps"
	"slices"

	"github.com/usher-dev/usher/app/process"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// readsAfter returns the dotted names that steps after path may read, sorted:
// what an approval at path is bound to. Steps before it, and those in branches
// that exclude it, don't count.
func readsAfter(p *process.Process, path string) []string {
	names := map[string]bool{}
	collectReads(p, p.Steps, path, names)
	return sortedKeys(names)
}

// collectReads adds what the steps after path read; it tells whether path was
// among steps.
func collectReads(p *process.Process, steps []process.Step, path string, names map[string]bool) bool {
	found := false
	for i := range steps {
		st := &steps[i]
		if found {
			addReads(p, st, names)
			eachChild(st, func(inner []process.Step) { eachStep(inner, func(s *process.Step) { addReads(p, s, names) }) })
			continue
		}
		if st.Path == path {
			found = true
			eachChild(st, func(inner []process.Step) { eachStep(inner, func(s *process.Step) { addReads(p, s, names) }) })
			continue
		}
		eachChild(st, func(inner []process.Step) { found = collectReads(p, inner, path, names) || found })
	}
	return found
}

func eachChild(st *process.Step, do func([]process.Step)) {
	do(st.Then)
	do(st.Else)
	for _, name := range outcomes(st) {
		do(st.Outcomes[name])
	}
}

// addReads adds the names that one step reads by itself.
func addReads(p *process.Process, st *process.Step, names map[string]bool) {
	for _, name := range stepReads(p, st) {
		names[name] = true
	}
}

func stepReads(p *process.Process, st *process.Step) []string {
	reads := append(withNames(st.With), st.Given...)
	for _, e := range []*process.Expr{st.Cond, st.Until} {
		if e != nil {
			reads = append(reads, e.Names()...)
		}
	}
	for _, t := range []*process.Template{st.Text, st.Show} {
		if t != nil {
			reads = append(reads, t.Names()...)
		}
	}
	for _, name := range st.Slots {
		for i := range p.Slots {
			if p.Slots[i].Name == name {
				reads = append(reads, slotReads(&p.Slots[i])...)
			}
		}
	}
	return reads
}

// slotReads are the names that decide whether and how a slot is asked.
func slotReads(s *process.Slot) []string {
	var reads []string
	for _, e := range []*process.Expr{s.Needed, s.Check, s.Default} {
		if e != nil {
			reads = append(reads, e.Names()...)
		}
	}
	return slices.DeleteFunc(reads, func(n string) bool { return topOf(n) == s.Name })
}
