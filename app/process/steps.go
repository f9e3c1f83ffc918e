package process

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// Bounds of what a process may hold.
const (
	maxStepDepth = 16
	maxSteps     = 2000 // in one list
)

// steps reads a list of steps whose paths begin with prefix.
func (r *reader) steps(n *source.Node, prefix string, depth int) []Step {
	switch {
	case n == nil || n.Kind == source.Empty:
		return nil
	case n.Kind != source.List:
		r.file.Fault("not_a_list", n, "steps are a list", "begin each step with a dash")
		return nil
	case depth > maxStepDepth:
		r.file.Fault("too_deep", n, fmt.Sprintf("steps are nested deeper than %d", maxStepDepth), "move a part into a process of its own and run it")
		return nil
	case len(n.Items) > maxSteps:
		r.file.Fault("too_long", n, fmt.Sprintf("there are more than %d steps here", maxSteps), "move a part into a process of its own and run it")
		return nil
	}
	var out []Step
	for i, item := range n.Items {
		st := Step{Path: prefix + strconv.Itoa(i), Pos: item.Pos}
		if r.step(item, &st, depth) {
			r.nodes[st.Path] = item
			out = append(out, st)
		}
	}
	return out
}

// kindOf finds the one kind key of a step.
func (r *reader) kindOf(n *source.Node) (Kind, bool) {
	if n.Kind != source.Map {
		right := "write - tell: \"…\""
		if n.Kind == source.Scalar {
			for _, k := range stepKinds {
				if n.Text == string(k) {
					right = fmt.Sprintf("write - %s: …", k)
				}
			}
		}
		r.file.Fault("not_a_step", n, "a step is a map with one kind", right)
		return "", false
	}
	var found []*source.Node
	for _, e := range n.Entries {
		if slices.Contains(stepKinds, Kind(e.Key.Text)) {
			found = append(found, e.Key)
		}
	}
	switch len(found) {
	case 1:
		return Kind(found[0].Text), true
	case 0:
		r.noKind(n)
	default:
		r.file.Fault("two_kinds", found[1], fmt.Sprintf("a step has one kind, this has %s and %s", found[0].Text, found[1].Text), "make two steps of it")
	}
	return "", false
}

func (r *reader) noKind(n *source.Node) {
	names := make([]string, len(stepKinds))
	for i, k := range stepKinds {
		names[i] = string(k)
	}
	for _, e := range n.Entries {
		if near := source.Near(e.Key.Text, names); near != "" {
			r.file.Fault("no_kind", e.Key, fmt.Sprintf("there is no kind of step %q", cutText(e.Key.Text, 40)), "did you mean "+near+"?")
			return
		}
	}
	r.file.Fault("no_kind", n, "this step says nothing to do", "the kinds are "+strings.Join(names, ", "))
}

// step reads one step.
func (r *reader) step(n *source.Node, st *Step, depth int) bool {
	kind, ok := r.kindOf(n)
	if !ok {
		return false
	}
	st.Kind = kind
	stepKeys[kind].Check(r.file, n, "a step of the kind "+string(kind))
	own := n.Get(string(kind))
	switch kind {
	case Collect:
		st.Slots = r.file.Names(own, "collect")
		if own.Kind == source.List && len(own.Items) == 0 {
			r.file.Fault("nothing_to_collect", own, "nothing is collected here", "name the slots: collect: [amount, day]")
		}
	case Call:
		st.Tool = r.file.Word(own, "call")
	case When:
		st.Cond = r.expr(own)
		st.Then = r.steps(n.Get("then"), st.Path+".then.", depth+1)
		st.Else = r.steps(n.Get("else"), st.Path+".else.", depth+1)
	case Confirm, Tell, Judge:
		st.Text = r.template(own)
		st.Given = r.file.Names(n.Get("given"), "given")
	case Approve, Handoff:
		st.Who = r.who(own, kind)
		st.Show = r.template(n.Get("show"))
		st.Remind = r.duration(n.Get("remind"), "remind")
	case Wait:
		r.wait(n, own, st)
		st.Text = r.template(n.Get("for"))
	case SubRun:
		st.Process = r.file.Word(own, "run")
	case End:
		st.Status = r.status(own)
	}
	st.Within = r.duration(n.Get("within"), "within")
	st.With = r.with(n.Get("with"))
	if save := n.Get("save"); save != nil && r.newName(save, "a result") {
		st.Save = save.Text
	}
	st.Outcomes = r.outcomes(n.Get("outcomes"), st, depth)
	return true
}

func (r *reader) status(n *source.Node) string {
	if n.Kind != source.Scalar || !slices.Contains(endStatuses, n.Text) {
		r.file.Unknown("unknown_status", n, "a run can't end as", endStatuses)
		return "done"
	}
	return n.Text
}

// with reads a map of named expressions in its order.
func (r *reader) with(n *source.Node) []Named {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		r.file.Fault("not_a_map", n, "with is a map from names to expressions", "write with: {amount: amount}")
		return nil
	}
	var out []Named
	for _, e := range n.Entries {
		if x := r.expr(e.Value); x != nil {
			out = append(out, Named{Name: e.Key.Text, Expr: x})
		}
	}
	return out
}

// who reads who decides.
func (r *reader) who(n *source.Node, kind Kind) *Who {
	switch {
	case n.Kind == source.Scalar && n.Text != "":
		return &Who{Mode: "one", Names: []string{n.Text}}
	case kind == Approve && n.Kind == source.List && len(n.Items) > 0:
		return &Who{Mode: "order", Names: r.file.Names(n, "approve")}
	case kind == Approve && n.Kind == source.Map && len(n.Entries) == 1:
		mode := n.Entries[0].Key
		if mode.Text == "all" || mode.Text == "any" {
			if names := r.file.Names(n.Entries[0].Value, mode.Text); len(names) > 0 {
				return &Who{Mode: mode.Text, Names: names}
			}
		}
	}
	right := "write approve: manager, [a, b] in order, {all: [a, b]} or {any: [a, b]}"
	if kind == Handoff {
		right = "write handoff: finance"
	}
	r.file.Fault("bad_who", n, "this does not say who", right)
	return &Who{Mode: "one"}
}

// wait reads an event's name, a duration, or until and a date.
func (r *reader) wait(n, own *source.Node, st *Step) {
	event := false
	switch d, isDuration := ReadDuration(own.Text); {
	case own.Kind != source.Scalar:
		r.file.Fault("bad_wait", own, "this does not say what is waited for", "write wait: paid, wait: 3 days or wait: until day")
	case isDuration:
		st.For = &d
	case strings.HasPrefix(own.Text, "until "):
		inner := *own
		skip := len(own.Text) - len(strings.TrimLeft(strings.TrimPrefix(own.Text, "until "), " "))
		inner.Text = own.Text[skip:]
		inner.Pos.Column += skip
		st.Until = r.expr(&inner)
	case own.Text != "" && own.Text[0] >= '0' && own.Text[0] <= '9':
		r.duration(own, "wait")
	case r.newName(own, "an event"):
		st.Event, event = own.Text, true
	}
	if !event {
		for _, key := range []string{"within", "out", "save", "outcomes"} {
			if v := n.Get(key); v != nil && st.For != nil || v != nil && st.Until != nil {
				r.file.Fault("not_an_event", v, key+" belongs to a wait for an event", "remove it")
			}
		}
	}
	st.Out = r.out(n.Get("out"))
}

// out reads the typed values of an event.
func (r *reader) out(n *source.Node) []OutField {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		r.file.Fault("not_a_map", n, "out is a map from names to kinds", "write out: {on: date}")
		return nil
	}
	var out []OutField
	for _, e := range n.Entries {
		if !r.newName(e.Key, "a result") {
			continue
		}
		field, err := ReadOutField(e.Key.Text, e.Value.Text)
		if err != nil || e.Value.Kind != source.Scalar {
			r.file.Fault("bad_out", e.Value, fmt.Sprintf("%q does not say what kind of value this is", cutText(e.Value.Text, 60)), "write a kind, such as date, or money at /sum")
			continue
		}
		out = append(out, field)
	}
	return out
}

// ReadOutField reads "money at /max" into a typed value of a result.
func ReadOutField(name, text string) (OutField, error) {
	kind, pointer, ok := strings.Cut(text, " at ")
	pointer = strings.TrimSpace(pointer)
	if ok && !strings.HasPrefix(pointer, "/") {
		return OutField{}, fmt.Errorf("%q is no pointer into the answer; it begins with /", pointer)
	}
	spec, err := value.ParseSpec(kind)
	return OutField{Name: name, Spec: spec, Pointer: pointer}, err
}

// outcomes reads what follows each way in which a step can end.
func (r *reader) outcomes(n *source.Node, st *Step, depth int) map[string][]Step {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		r.file.Fault("not_a_map", n, "outcomes is a map from names to steps", "write outcomes: {late: [{handoff: finance}]}")
		return nil
	}
	out := map[string][]Step{}
	for _, e := range n.Entries {
		if e.Value.Kind == source.Empty {
			r.file.Fault("no_steps", e.Key, fmt.Sprintf("nothing is said to follow %s", e.Key.Text), "write "+e.Key.Text+": [] to go on")
			continue
		}
		out[e.Key.Text] = r.steps(e.Value, st.Path+"."+e.Key.Text+".", depth+1)
	}
	return out
}
