package process

import (
	"fmt"
	"slices"

	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// check looks at what the parts of a process mean together: names that exist
// and have a value where they are read, kinds that fit, outcomes that can
// happen, who and what the app knows.
func (r *reader) check() {
	f := &flow{r: r}
	e := f.start()
	f.known(r.p.Who, r.p.Owner)
	for i := range r.p.Context {
		f.slot(&r.p.Context[i], e)
	}
	f.collectedLater(r.p.Steps, e)
	f.steps(r.p.Steps, e)
	f.unused()
}

// flow walks the steps in order, knowing what has a value.
type flow struct {
	r         *reader
	collected map[string]bool
}

// start is what is known before the first step.
func (f *flow) start() *env {
	e := &env{
		names: map[string]typ{
			"today":  {kind: value.Date},
			"person": {kind: value.Record, fields: f.person()},
		},
		sure: map[string]bool{"today": true, "person": true}, holds: map[string]bool{},
		needed: map[string]string{}, later: map[string]bool{}, partial: map[string]bool{},
	}
	f.collected = map[string]bool{}
	for k, slots := range [][]Slot{f.r.p.Slots, f.r.p.Context} {
		for i := range slots {
			s := &slots[i]
			if _, ok := e.names[s.Name]; ok && k == 1 {
				f.at(s.Pos, len([]rune(s.Name)), "duplicate_name", fmt.Sprintf("there is another %s", s.Name), "give each slot a name of its own")
			}
			e.names[s.Name] = typ{kind: s.Spec.Kind, spec: &s.Spec}
		}
	}
	for _, s := range f.r.p.Context {
		e.sure[s.Name] = !s.Optional
	}
	eachStep(f.r.p.Steps, func(st *Step) {
		if st.Kind == Wait && st.Event != "" {
			e.names[st.Event] = typ{kind: value.Record, fields: map[string]typ{"url": {kind: value.URL}}}
			e.sure[st.Event] = true
		}
	})
	return e
}

// person is what people.csv has of everybody.
func (f *flow) person() map[string]typ {
	if f.r.opts.Person == nil {
		return nil
	}
	out := map[string]typ{}
	for column, filled := range f.r.opts.Person {
		t := typ{kind: value.Text}
		if !filled {
			t.maybe = "person." + column
		}
		out[column] = t
	}
	return out
}

func (f *flow) at(at Pos, length int, id, text, right string) {
	f.r.file.Add(id, source.Error, at, length, text, right)
}

func eachStep(steps []Step, do func(*Step)) {
	for i := range steps {
		do(&steps[i])
		for _, inner := range inside(&steps[i]) {
			eachStep(inner, do)
		}
	}
}

// inside are the lists of steps directly in a step, in a stable order.
func inside(st *Step) [][]Step {
	out := [][]Step{st.Then, st.Else}
	for _, name := range outcomeNames(st) {
		out = append(out, st.Outcomes[name])
	}
	return out
}

func outcomeNames(st *Step) []string {
	names := make([]string, 0, len(st.Outcomes))
	for n := range st.Outcomes {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// collectedLater notes which slots some step asks for.
func (f *flow) collectedLater(steps []Step, e *env) {
	eachStep(steps, func(st *Step) {
		for _, s := range st.Slots {
			e.later[s] = true
		}
	})
}

// expr checks an expression; the result may be empty only where empty says so.
func (f *flow) expr(x *Expr, e *env, empty bool) typ {
	if x == nil || x.root == nil {
		return typ{}
	}
	c := checker{env: e}
	t := c.soft(x.root)
	if t.maybe != "" && !empty {
		c.mayBeEmpty(x.root, t.maybe)
	}
	x.names = readNames(x.root)
	for _, p := range c.problems {
		f.at(source.Pos{File: x.Pos.File, Line: x.Pos.Line, Column: x.Pos.Column + p.span.from}, p.span.to-p.span.from, p.id, p.text, p.right)
	}
	return t
}

// condition checks an expression that is yes or no.
func (f *flow) condition(x *Expr, e *env) {
	if t := f.expr(x, e, false); t.maybe == "" && t.kind != "" && t.kind != value.YesNo || t.none {
		f.at(x.Pos, len([]rune(x.Source)), "wrong_kind", "a condition is yes or no, this is "+a(t.kind), "write a comparison, such as amount > 50")
	}
}

func (f *flow) template(t *Template, e *env) {
	if t == nil {
		return
	}
	set := map[string]bool{}
	for _, lang := range sortedLangs(t) {
		for _, p := range t.parts[lang] {
			if p.Expr == nil {
				continue
			}
			got := f.expr(p.Expr, e, false)
			if got.kind == value.Record {
				f.at(p.Expr.Pos, len([]rune(p.Expr.Source)), "wrong_kind", p.Expr.Source+" is not one value", "name a part of it, such as "+p.Expr.Source+"."+firstField(got))
			}
			for _, n := range p.Expr.names {
				set[n] = true
			}
		}
	}
	t.names = sorted(set)
}

func firstField(t typ) string {
	if names := sortedNames(t.fields); len(names) > 0 {
		return names[0]
	}
	return "name"
}

func sortedLangs(t *Template) []string {
	langs := make([]string, 0, len(t.parts))
	for l := range t.parts {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	return langs
}

// slot checks a slot at the place where it is asked.
func (f *flow) slot(s *Slot, e *env) {
	f.condition(s.Needed, e)
	if t := f.expr(s.Default, e, true); t.kind != "" && !goTogether(t, typ{kind: s.Spec.Kind}) {
		f.at(s.Default.Pos, len([]rune(s.Default.Source)), "wrong_kind", fmt.Sprintf("%s is %s, its default %s", s.Name, a(s.Spec.Kind), a(t.kind)), "give a default of the same kind")
	}
	f.template(s.Ask, e)
	f.template(s.Why, e)
	// The slot's own name is bound to the candidate here, and only here; the maps
	// are not copied, as there may be a thousand slots.
	before := e.sure[s.Name]
	e.sure[s.Name] = true
	f.condition(s.Check, e)
	f.template(s.Wrong, e)
	e.sure[s.Name] = before
}

// steps walks a list; the result tells whether it is ever passed.
func (f *flow) steps(steps []Step, e *env) (passes bool) {
	passes = true
	for i := range steps {
		st := &steps[i]
		if !passes {
			f.at(st.Pos, 1, "never_reached", "this step is never reached", "remove it, or what ends the run before it")
			return false
		}
		passes = f.step(st, e)
	}
	return passes
}

func (f *flow) step(st *Step, e *env) (passes bool) {
	switch st.Kind {
	case Collect:
		f.collect(st, e)
	case When:
		return f.when(st, e)
	case Judge:
		f.template(st.Text, e)
		f.given(st, e)
	case Confirm, Tell:
		f.template(st.Text, e)
	case Approve:
		f.who(st)
		f.template(st.Show, e)
	case Handoff:
		f.who(st)
	case Wait:
		if st.Text != nil {
			f.template(st.Text, e)
		}
		if t := f.expr(st.Until, e, false); t.kind != "" && t.kind != value.Date {
			f.at(st.Until.Pos, len([]rune(st.Until.Source)), "wrong_kind", "until needs a date, this is "+a(t.kind), "write wait: until day")
		}
	case Call:
		f.call(st, e)
	case SubRun:
		f.run(st, e)
	case End:
		return false
	}
	f.outcomeNames(st)
	return f.branches(st, e)
}

func (f *flow) collect(st *Step, e *env) {
	node := f.r.nodes[st.Path]
	for i, name := range st.Slots {
		s := f.slotOf(name)
		if s == nil {
			if node != nil && node.Get("collect") != nil && i < len(node.Get("collect").Items) {
				f.r.file.Unknown("unknown_slot", node.Get("collect").Items[i], "there is no slot", f.slotNames())
			}
			continue
		}
		if !f.collected[name] {
			f.slot(s, e)
		}
		f.collected[name] = true
		delete(e.later, name)
		switch {
		case s.Needed != nil && s.Needed.root != nil && !s.Optional:
			e.needed[name] = s.Needed.root.String()
			if e.holds[e.needed[name]] {
				e.sure[name] = true
			}
		case s.Needed == nil && !s.Optional:
			e.sure[name] = true
		}
	}
}

func (f *flow) slotOf(name string) *Slot {
	for i := range f.r.p.Slots {
		if f.r.p.Slots[i].Name == name {
			return &f.r.p.Slots[i]
		}
	}
	return nil
}

func (f *flow) slotNames() []string {
	var out []string
	for _, s := range f.r.p.Slots {
		out = append(out, s.Name)
	}
	return out
}

// when checks both branches, each knowing what its condition says.
func (f *flow) when(st *Step, e *env) bool {
	f.condition(st.Cond, e)
	then, other := e.clone(), e.clone()
	if st.Cond != nil && st.Cond.root != nil {
		then.assume(st.Cond.root, true)
		other.assume(st.Cond.root, false)
	}
	passes := []bool{f.steps(st.Then, then), f.steps(st.Else, other)}
	e.join([]*env{then, other}, passes)
	return passes[0] || passes[1]
}

// join makes e what is known after branches: what all that are passed agree on.
func (e *env) join(branches []*env, passes []bool) {
	var out *env
	for i, b := range branches {
		if !passes[i] {
			continue
		}
		if out == nil {
			out = b.clone()
			continue
		}
		for n := range out.sure {
			out.sure[n] = out.sure[n] && b.sure[n]
		}
		for n := range out.holds {
			out.holds[n] = out.holds[n] && b.holds[n]
		}
		for n, t := range b.names {
			if _, ok := out.names[n]; !ok {
				out.names[n] = t
			}
		}
		for n, condition := range out.needed {
			if b.needed[n] != condition && !b.sure[n] {
				delete(out.needed, n)
			}
		}
	}
	if out != nil {
		*e = *out
	}
}

// given checks the names that a judge is shown; they may be empty.
func (f *flow) given(st *Step, e *env) {
	node := f.r.nodes[st.Path].Get("given")
	for i, name := range st.Given {
		if _, ok := e.names[top(name)]; !ok && node != nil && i < len(node.Items) {
			f.r.file.Unknown("unknown_name", node.Items[i], "nothing here is called", sortedNames(e.names))
		}
	}
}

// who checks that the app knows who decides.
func (f *flow) who(st *Step) {
	if st.Who == nil {
		return
	}
	n := f.r.nodes[st.Path]
	for _, name := range st.Who.Names {
		f.whoName(name, find(n.Get(string(st.Kind)), name), st.Pos)
	}
}

func (f *flow) whoName(name string, n *source.Node, at Pos) {
	if f.r.opts.Who == nil || slices.Contains(f.r.opts.Who, name) {
		return
	}
	right := "name a role of app.yaml, a relation or a person of people.csv"
	if near := source.Near(name, f.r.opts.Who); near != "" {
		right = "did you mean " + near + "?"
	}
	if n != nil {
		at = n.Pos
	}
	f.at(at, len([]rune(name)), "unknown_who", fmt.Sprintf("nobody is called %s", cutText(name, 40)), right)
}

// find is the first scalar with a text in a tree.
func find(n *source.Node, text string) *source.Node {
	if n == nil {
		return nil
	}
	if n.Kind == source.Scalar && n.Text == text {
		return n
	}
	for _, item := range n.Items {
		if got := find(item, text); got != nil {
			return got
		}
	}
	for _, e := range n.Entries {
		if got := find(e.Value, text); got != nil {
			return got
		}
	}
	return nil
}

// known checks who may begin and who owns.
func (f *flow) known(who []string, owner string) {
	at := f.r.file.At(1, 1)
	for _, name := range who {
		f.whoName(name, find(f.r.front.Get("who"), name), at)
	}
	if owner != "" {
		f.whoName(owner, f.r.front.Get("owner"), at)
	}
}

// unused warns of slots that no step asks for.
func (f *flow) unused() {
	for _, s := range f.r.p.Slots {
		if !f.collected[s.Name] {
			f.r.file.Add("never_collected", source.Warning, s.Pos, len([]rune(s.Name)), fmt.Sprintf("no step collects the slot %s", s.Name), "add it to a collect step, or remove it")
		}
	}
}

// outcomeNames checks that the outcomes listed can happen.
func (f *flow) outcomeNames(st *Step) {
	if st.Outcomes == nil {
		return
	}
	n := f.r.nodes[st.Path].Get("outcomes")
	known, checked := f.outcomesOf(st)
	for _, e := range n.Entries {
		switch {
		case st.Kind == Judge && !keyForm.MatchString(e.Key.Text):
			f.r.file.Fault("bad_name", e.Key, fmt.Sprintf("%q can't be the name of an outcome", cutText(e.Key.Text, 40)), "a name is letters, digits, - and _")
		case st.Kind != Judge && checked && !slices.Contains(known, e.Key.Text):
			f.r.file.Unknown("unknown_outcome", e.Key, fmt.Sprintf("a step of the kind %s never ends as", st.Kind), known)
		}
	}
	if st.Kind == Judge && len(st.Outcomes) < 2 {
		f.r.file.Fault("one_outcome", n, "with one outcome there is nothing to judge", "name at least two")
	}
}

func (f *flow) outcomesOf(st *Step) (known []string, checked bool) {
	known = outcomesOf[st.Kind]
	if st.Kind != Call {
		return known, true
	}
	tool, ok := f.r.opts.Tools[st.Tool]
	return append(slices.Clone(known), tool.Fails...), ok
}

// branches follows the outcomes, then joins what goes on.
func (f *flow) branches(st *Step, e *env) bool {
	f.newSave(st, e)
	normal := e.clone()
	f.save(st, normal)
	branches, passes := []*env{normal}, []bool{st.Kind != Handoff && (st.Kind != Judge || len(st.Outcomes) == 0)}
	for _, name := range outcomeNames(st) {
		b := e.clone()
		if name == "done" || st.Kind == SubRun {
			f.save(st, b)
		}
		goesOn := f.steps(st.Outcomes[name], b)
		branches, passes = append(branches, b), append(passes, goesOn)
	}
	_, doneListed := st.Outcomes["done"]
	_, approved := st.Outcomes["approved"]
	if doneListed || approved {
		passes[0] = false
	}
	e.join(branches, passes)
	return slices.Contains(passes, true) || st.Kind == Handoff
}
