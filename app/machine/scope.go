package machine

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// setting is the app's with the event's time as now.
func (w *walker) setting() value.Setting {
	in := w.env.Setting
	in.Now = w.ev.At
	return in
}

func (w *walker) zone() *time.Location {
	if w.env.Setting.Zone == nil {
		return time.UTC
	}
	return w.env.Setting.Zone
}

func (w *walker) scope() process.Scope {
	return process.Scope{Lookup: w.lookup, Setting: w.setting()}
}

// scopeWith is the scope with one name bound to a candidate.
func (w *walker) scopeWith(name string, v value.Value, spec *value.Spec) process.Scope {
	return process.Scope{Setting: w.setting(), Lookup: func(n string) (value.Value, *value.Spec) {
		if n == name {
			return v, spec
		}
		return w.lookup(n)
	}}
}

// lookup returns the value of a top-level name.
func (w *walker) lookup(name string) (value.Value, *value.Spec) {
	if v, ok := w.bound[name]; ok {
		return v, nil
	}
	if spec, ok := w.names[name]; ok {
		if v, ok := w.saved[name]; ok {
			return v, spec
		}
		if slot, ok := w.s.Slots[name]; ok && !slot.Idle {
			return slot.Value, spec
		}
		return value.Value{}, spec
	}
	switch name {
	case "person":
		return w.env.Person, nil
	case "today":
		return value.NewDate(w.ev.At.In(w.zone())), nil
	}
	return w.event(name), nil
}

// event is what an event's name stands for: a record with its address.
func (w *walker) event(name string) value.Value {
	if w.env.EventURL == nil || !w.isEvent(name) {
		return value.Value{}
	}
	url := value.Value{Kind: value.URL, Text: w.env.EventURL(name)}
	return value.NewRecord(map[string]value.Value{"url": url})
}

func (w *walker) isEvent(name string) bool {
	found := false
	eachStep(w.p.Steps, func(st *process.Step) { found = found || st.Kind == process.Wait && st.Event == name })
	return found
}

// resolve follows a dotted name as far as records go: of "limit.max" the
// member, of "amount.currency" the amount.
func (w *walker) resolve(dotted string) value.Value {
	top, path, _ := strings.Cut(dotted, ".")
	v, _ := w.lookup(top)
	for path != "" && v.Kind == value.Record {
		var member string
		member, path, _ = strings.Cut(path, ".")
		v = v.Fields[member]
	}
	return v
}

// hash is that of a name's value, "" when it has none.
func (w *walker) hash(dotted string) string {
	if event, ok := strings.CutSuffix(dotted, ".url"); ok && w.told[event] != 0 {
		return strconv.FormatInt(w.told[event], 10)
	}
	v := w.resolve(dotted)
	if v.IsNone() {
		return ""
	}
	return value.Hash(v)
}

// deps maps each name that counts (slots and saved results, never the person,
// the day or the app) and has a value to that value's hash.
func (w *walker) deps(lists ...[]string) map[string]string {
	deps := map[string]string{}
	for _, names := range lists {
		for _, name := range names {
			top, _, _ := strings.Cut(name, ".")
			if _, ok := w.names[top]; !ok {
				continue
			}
			if h := w.hash(name); h != "" {
				deps[name] = h
			}
		}
	}
	return deps
}

func sameDeps(a, b map[string]string) bool { return maps.Equal(a, b) }

func withNames(with []process.Named) []string {
	var names []string
	for _, n := range with {
		names = append(names, n.Expr.Names()...)
	}
	return names
}

// with computes the arguments of a call or sub-run; what is none is left out.
func (w *walker) with(named []process.Named) (map[string]value.Value, error) {
	out := make(map[string]value.Value, len(named))
	for _, n := range named {
		v, err := n.Expr.Eval(w.scope())
		if err != nil {
			return nil, err
		}
		if !v.IsNone() {
			out[n.Name] = v
		}
	}
	return out, nil
}

// text fills a template once for each of the app's languages, so that values
// in a text that is the same everywhere are still shown as each language does.
func (w *walker) text(t *process.Template) (value.Localized, error) {
	scope := w.scope()
	if len(w.env.Languages) == 0 {
		return t.Eval(scope)
	}
	out := make(value.Localized, len(w.env.Languages))
	for _, lang := range w.env.Languages {
		scope.Setting.Lang, scope.Lookup = lang, w.lookupIn(lang)
		words, err := t.Eval(scope)
		if err != nil {
			return nil, err
		}
		out[lang] = words.In(lang, w.env.Languages...)
	}
	return out, nil
}

// lookupIn is lookup for a text in lang: where people.csv has a column such as
// name.zh, that is what the person is called there.
func (w *walker) lookupIn(lang string) func(string) (value.Value, *value.Spec) {
	own := w.env.Person.Fields["name."+lang]
	if own.Text == "" {
		return w.lookup
	}
	return func(name string) (value.Value, *value.Spec) {
		v, spec := w.lookup(name)
		if name == "person" && v.Kind == value.Record {
			fields := maps.Clone(v.Fields)
			fields["name"] = own
			v = value.NewRecord(fields)
		}
		return v, spec
	}
}

// eachLanguage makes a text from a function of the language.
func (w *walker) eachLanguage(f func(lang string) string) value.Localized {
	if len(w.env.Languages) == 0 {
		return text(f(""))
	}
	out := make(value.Localized, len(w.env.Languages))
	for _, lang := range w.env.Languages {
		out[lang] = f(lang)
	}
	return out
}

// show is a value as people read it.
func (w *walker) show(v value.Value, spec *value.Spec) value.Localized {
	return w.eachLanguage(func(lang string) string {
		return value.Show(v, spec, lang, w.setting())
	})
}

// label is what people call a name: a slot's label, else the name itself.
func (w *walker) label(name string) value.Localized {
	if slot := w.slotOf(name); slot != nil && len(slot.Label) > 0 {
		return slot.Label
	}
	for i := range w.p.Context {
		if w.p.Context[i].Name == name && len(w.p.Context[i].Label) > 0 {
			return w.p.Context[i].Label
		}
	}
	return text(strings.ReplaceAll(name, "_", " "))
}

// slotOf returns the slot of that name, or nil.
func (w *walker) slotOf(name string) *process.Slot {
	for i := range w.p.Slots {
		if w.p.Slots[i].Name == name {
			return &w.p.Slots[i]
		}
	}
	return nil
}

// owner is who gets what the process can't finish.
func (w *walker) owner() string {
	if w.p.Owner != "" {
		return w.p.Owner
	}
	return w.env.Owner
}
