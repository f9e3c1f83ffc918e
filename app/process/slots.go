package process

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// slotKindNames are the kinds that a slot can have.
var slotKindNames = []string{"text", "number", "money", "date", "time", "duration", "choice", "yesno", "email", "phone", "url", "file", "id", "list"}

// slots reads a map of slots in its order.
func (r *reader) slots(n *source.Node, what string) []Slot {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		r.file.Fault("not_a_map", n, what+" is a map from names to slots", "write amount: {type: money}")
		return nil
	}
	var out []Slot
	for _, e := range n.Entries {
		if !r.newName(e.Key, "a slot") {
			continue
		}
		if !slotKeys.Check(r.file, e.Value, "a slot") {
			continue
		}
		s := Slot{Name: e.Key.Text, Pos: e.Key.Pos}
		s.Spec = r.spec(e.Value)
		s.Label = r.file.Words(e.Value.Get("label"))
		s.Ask = r.template(e.Value.Get("ask"))
		s.Why = r.template(e.Value.Get("why"))
		s.Wrong = r.template(e.Value.Get("wrong"))
		s.Check = r.expr(e.Value.Get("check"))
		s.Needed = r.expr(e.Value.Get("needed"))
		if s.Default = r.expr(e.Value.Get("default")); s.Default != nil {
			s.Default.maybeNone = true
		}
		s.Optional = r.file.Yes(e.Value.Get("optional"), "optional")
		if s.Wrong != nil && s.Check == nil {
			r.file.Fault("no_check", e.Value.Get("wrong"), "this is never said: the slot has no check", "add check: …, or remove wrong")
		}
		out = append(out, s)
	}
	return out
}

// spec reads what a value must be.
func (r *reader) spec(n *source.Node) value.Spec {
	kind := n.Get("type")
	if kind == nil {
		return value.Spec{Kind: value.Text}
	}
	spec := value.Spec{Kind: value.Kind(kind.Text)}
	if kind.Kind != source.Scalar || !slices.Contains(slotKindNames, kind.Text) {
		r.file.Unknown("unknown_kind", kind, "there is no kind of value", slotKindNames)
		return value.Spec{}
	}
	spec.Options = r.choices(n, kind)
	spec.Pattern = r.pattern(n.Get("pattern"), spec.Kind)
	spec.Currencies = r.currencies(n.Get("currencies"), spec.Kind)
	spec.Fields = r.fields(n, kind)
	return spec
}

// belongs notes a key that only one kind of slot has.
func (r *reader) belongs(n *source.Node, key string, kind, needs value.Kind) bool {
	if kind == needs {
		return true
	}
	r.file.Fault("wrong_kind", n, fmt.Sprintf("%s belongs to a %s, this slot is %s", key, needs, a(kind)), "remove it, or write type: "+string(needs))
	return false
}

func (r *reader) choices(n, kind *source.Node) []value.Option {
	c := n.Get("choices")
	if c == nil {
		if kind.Text == string(value.Choice) {
			r.file.Fault("no_choices", kind, "a choice needs something to choose from", "add choices: {taxi: {en: [taxi, cab], zh: [出租车]}}")
		}
		return nil
	}
	if !r.belongs(c, "choices", value.Kind(kind.Text), value.Choice) {
		return nil
	}
	if c.Kind != source.Map || len(c.Entries) == 0 {
		r.file.Fault("not_a_map", c, "choices is a map from keys to words", "write taxi: {en: [taxi, cab], zh: [出租车]}")
		return nil
	}
	var out []value.Option
	for _, e := range c.Entries {
		if r.newKey(e.Key) {
			out = append(out, value.Option{Key: e.Key.Text, Words: r.optionWords(e.Value)})
		}
	}
	return out
}

var keyForm = regexp.MustCompile(`^[\pL\pN_][\pL\pN_-]*$`)

// newKey checks the key of an option; other than a name it may begin with a digit.
func (r *reader) newKey(n *source.Node) bool {
	if n.Kind == source.Scalar && keyForm.MatchString(n.Text) && !slices.Contains([]string{"none", "and", "or", "not", "in"}, n.Text) {
		return true
	}
	r.file.Fault("bad_name", n, fmt.Sprintf("%q can't be the key of a choice", cutText(n.Text, 60)), "a key is letters, digits, - and _")
	return false
}

// optionWords reads {en: [taxi, cab], zh: [出租车]}.
func (r *reader) optionWords(n *source.Node) map[string][]string {
	out := map[string][]string{}
	if n.Kind == source.Empty {
		return out
	}
	if n.Kind != source.Map {
		if words := r.oneOrMore(n); len(words) > 0 {
			out[""] = words
		}
		return out
	}
	for _, e := range n.Entries {
		if !source.LanguageTag.MatchString(e.Key.Text) {
			r.file.Fault("not_a_language", e.Key, fmt.Sprintf("%q is no language", cutText(e.Key.Text, 40)), "write {en: [taxi, cab], zh: [出租车]}")
			continue
		}
		if words := r.oneOrMore(e.Value); len(words) > 0 {
			out[e.Key.Text] = words
		}
	}
	for _, lang := range r.opts.Languages {
		if n.Get(lang) == nil {
			r.file.Warn("missing_language", n, "this choice has no words in "+lang, "add "+lang+": […]")
		}
	}
	return out
}

// oneOrMore reads a list of words, or a single one.
func (r *reader) oneOrMore(n *source.Node) []string {
	items := []*source.Node{n}
	if n.Kind == source.List {
		items = n.Items
	}
	var out []string
	for _, item := range items {
		if r.file.IsText(item) && strings.TrimSpace(item.Text) != "" {
			out = append(out, item.Text)
		}
	}
	return out
}

func (r *reader) pattern(n *source.Node, kind value.Kind) string {
	if n == nil || !r.belongs(n, "pattern", kind, value.ID) {
		return ""
	}
	if _, err := regexp.Compile(n.Text); err != nil || n.Kind != source.Scalar || n.Text == "" {
		r.file.Fault("bad_pattern", n, fmt.Sprintf("%q is no RE2 expression", cutText(n.Text, 60)), "write it like '[A-Z]{2}[0-9]{6}', in single quotes")
		return ""
	}
	return n.Text
}

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

func (r *reader) currencies(n *source.Node, kind value.Kind) []string {
	if n == nil || !r.belongs(n, "currencies", kind, value.Money) {
		return nil
	}
	out := r.file.Names(n, "currencies")
	for _, item := range n.Items {
		if !currencyForm.MatchString(item.Text) {
			r.file.Fault("bad_currency", item, fmt.Sprintf("%q is no currency", cutText(item.Text, 20)), "write the three letters of ISO 4217, such as CNY")
		}
	}
	return out
}

// fields reads the named fields of a row of a list.
func (r *reader) fields(n, kind *source.Node) []value.Field {
	f := n.Get("fields")
	if f == nil {
		if kind.Text == string(value.List) {
			r.file.Fault("no_fields", kind, "a list needs the fields of its rows", "add fields: {what: {type: text}, price: {type: money}}")
		}
		return nil
	}
	if !r.belongs(f, "fields", value.Kind(kind.Text), value.List) {
		return nil
	}
	if f.Kind != source.Map || len(f.Entries) == 0 {
		r.file.Fault("not_a_map", f, "fields is a map from names to fields", "write price: {type: money}")
		return nil
	}
	var out []value.Field
	for _, e := range f.Entries {
		if !r.newName(e.Key, "a field") || !fieldKeys.Check(r.file, e.Value, "a field") {
			continue
		}
		if t := e.Value.Get("type"); t != nil && t.Text == string(value.List) {
			r.file.Fault("wrong_kind", t, "a field can't be a list itself", "make it a slot of its own")
			continue
		}
		out = append(out, value.Field{
			Name: e.Key.Text, Label: r.file.Words(e.Value.Get("label")), Ask: r.file.Words(e.Value.Get("ask")),
			Spec: r.spec(e.Value), Optional: r.file.Yes(e.Value.Get("optional"), "optional"),
		})
	}
	return out
}
