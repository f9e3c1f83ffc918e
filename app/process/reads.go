package process

// ReadsAfter returns the dotted names that steps after path read, with their
// conditions, sorted: what an approval at path is bound to. Steps before it and
// those in branches that exclude it don't count.
func ReadsAfter(p *Process, path string) []string {
	set := map[string]bool{}
	readsAfter(p, p.Steps, path, set)
	return sorted(set)
}

// readsAfter adds what is read after path; it tells whether path was in steps.
func readsAfter(p *Process, steps []Step, path string, set map[string]bool) (found bool) {
	for i := range steps {
		st := &steps[i]
		if found {
			addReads(p, st, set)
		}
		isIt := st.Path == path
		for _, inner := range inside(st) {
			if found || isIt {
				eachStep(inner, func(s *Step) { addReads(p, s, set) })
			} else if readsAfter(p, inner, path, set) {
				found = true
				break
			}
		}
		found = found || isIt
	}
	return found
}

// Reads returns the dotted names that one step reads by itself, not those of
// the steps inside it; of a collect step, what decides how its slots are asked.
func (st *Step) Reads(p *Process) []string {
	set := map[string]bool{}
	addReads(p, st, set)
	return sorted(set)
}

func addReads(p *Process, st *Step, set map[string]bool) {
	add := func(names []string) {
		for _, n := range names {
			set[n] = true
		}
	}
	add(st.Given)
	for _, w := range st.With {
		add(w.Expr.Names())
	}
	add(st.Cond.Names())
	add(st.Until.Names())
	add(st.Text.Names())
	add(st.Show.Names())
	for _, name := range st.Slots {
		for i := range p.Slots {
			if s := &p.Slots[i]; s.Name == name {
				for _, e := range []*Expr{s.Needed, s.Check, s.Default} {
					add(without(e.Names(), name))
				}
			}
		}
	}
}

func without(names []string, name string) []string {
	var out []string
	for _, n := range names {
		if top(n) != name {
			out = append(out, n)
		}
	}
	return out
}
