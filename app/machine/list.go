package machine

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// maxRows bounds a list that is said row by row.
const maxRows = 1000

// openRow is the question of a list whose rows are being asked for, or nil.
func (w *walker) openRow(slot string) *Question {
	q := w.s.Open
	if lies(q) {
		q = q.Under
	}
	if q != nil && q.Kind == AskSlot && q.Slot == slot {
		return q
	}
	return nil
}

// askRow asks for the next field of the row that is being said.
func (w *walker) askRow(st *process.Step, slot *process.Slot) flow {
	q := Question{Kind: AskSlot, Slot: slot.Name, Path: st.Path}
	if open := w.openRow(slot.Name); open != nil {
		q.Row = open.Row
	}
	field := nextField(slot, q.Row)
	if field == nil {
		return w.broken(st, errNoFields)
	}
	q.Field, q.Options = field.Name, optionsOf(field.Spec)
	n := len(w.s.Slots[slot.Name].Value.Rows)
	return w.ask(st, q, func() Say { return w.fieldWords(slot, field, n, len(q.Row) == 0) })
}

type fieldError string

func (e fieldError) Error() string { return string(e) }

const errNoFields = fieldError("a list has no fields to ask for")

// nextField is the first field without an entry, nil when the row is full.
func nextField(slot *process.Slot, row map[string]value.Value) *value.Field {
	for i := range slot.Spec.Fields {
		if _, ok := row[slot.Spec.Fields[i].Name]; !ok {
			return &slot.Spec.Fields[i]
		}
	}
	return nil
}

func (w *walker) fieldWords(slot *process.Slot, field *value.Field, rows int, first bool) Say {
	if first && rows == 0 && slot.Ask != nil {
		return w.slotWords(slot)
	}
	if len(field.Ask) > 0 && (!first || rows == 0) {
		return Say{Text: field.Ask, Kind: "ask", Slot: slot.Name}
	}
	key := KeyAskField
	if first && rows > 0 {
		key = KeyAskMore
	}
	return Say{Key: key, Kind: "ask", Slot: slot.Name, Args: args{
		"label": fieldLabel(field), "list": w.label(slot.Name), "n": text(strconv.Itoa(rows + 1)),
	}}
}

// isField tells whether a command sets a field of an open row.
func (w *walker) isField(c *Command) bool {
	name, field, dotted := strings.Cut(c.Slot, ".")
	slot := w.slotOf(name)
	if slot == nil || slot.Spec.Kind != value.List {
		return false
	}
	return dotted && field != "" || c.Value.Kind != value.List && w.openRow(name) != nil
}

// setField fills a field of the open row; a full row joins the list. In a list
// that was said already, or when the last row is corrected before the next
// begins, the row that is meant is changed.
func (w *walker) setField(c *Command) {
	name, fieldName, _ := strings.Cut(c.Slot, ".")
	slot, q := w.slotOf(name), w.openRow(name)
	rows := len(w.s.Slots[name].Value.Rows)
	switch {
	case q == nil && rows == 1, q != nil && len(q.Row) == 0 && rows > 0 && c.Kind == CmdCorrect && fieldName != "":
		w.editRow(c, slot, fieldName)
		return
	case q == nil:
		w.notHere(c, WhyNotHere)
		return
	}
	if next := nextField(slot, q.Row); fieldName == "" && next != nil {
		fieldName = next.Name
	}
	if w.fieldFits(c, slot, fieldName) == nil {
		return
	}
	w.applied(c)
	w.moved = true
	w.answersChange()
	if q = w.openRow(name); q.Row == nil {
		q.Row = map[string]value.Value{}
	}
	q.Row[fieldName] = c.Value
	next := nextField(slot, q.Row)
	if next == nil {
		w.endRow(slot, q)
		return
	}
	w.reask = w.reask || next.Name == q.Field
}

// fieldFits returns the field that a command sets, or nil when it can't be set
// like that, saying so.
func (w *walker) fieldFits(c *Command, slot *process.Slot, name string) *value.Field {
	i := slices.IndexFunc(slot.Spec.Fields, func(f value.Field) bool { return f.Name == name })
	if i < 0 {
		w.refuseSaying(c, WhyNoSlot, nil)
		w.missed = true
		return nil
	}
	field := &slot.Spec.Fields[i]
	if why := w.fitsField(field, c.Value); why != "" {
		w.refuse(c, why)
		w.sayWrongField(field, why)
		w.missed, w.reask = true, true
		return nil
	}
	return field
}

// editRow changes a field of the last row.
func (w *walker) editRow(c *Command, slot *process.Slot, name string) {
	field := w.fieldFits(c, slot, name)
	if field == nil {
		return
	}
	have := w.s.Slots[slot.Name]
	rows := slices.Clone(have.Value.Rows)
	last := len(rows) - 1
	was := rows[last][name]
	rows[last] = maps.Clone(rows[last])
	rows[last][name] = c.Value
	have.Value, have.Seq = value.NewList(rows), w.ev.Seq
	if ok, err := w.holds(slot, have.Value); err == nil && !ok {
		w.refuse(c, WhyCheck)
		w.sayWrong(slot, have.Value, KeyWrongValue)
		return
	}
	w.s.Slots[slot.Name] = have
	w.applied(c)
	w.moved = true
	w.answersChange()
	w.sayKey(KeyChanged, args{
		"label": fieldLabel(field), "old": w.show(was, &field.Spec), "new": w.show(c.Value, &field.Spec),
	})
}

func (w *walker) fitsField(f *value.Field, v value.Value) string {
	if v.IsNone() {
		if f.Optional || f.Spec.OrNone {
			return ""
		}
		return WhyNeeded
	}
	if v.Kind != f.Spec.Kind || value.Check(f.Spec, v, w.setting()) != nil {
		return WhyWrongKind
	}
	return ""
}

func (w *walker) sayWrongField(f *value.Field, why string) {
	key := KeyNotA + string(f.Spec.Kind)
	if why == WhyNeeded {
		key = KeyCannotSkip
	}
	w.sayKey(key, args{"label": fieldLabel(f)})
}

func fieldLabel(f *value.Field) value.Localized {
	if len(f.Label) > 0 {
		return f.Label
	}
	return text(f.Name)
}

// endRow adds the row to the list; more may follow.
func (w *walker) endRow(slot *process.Slot, q *Question) {
	have := w.s.Slots[slot.Name]
	row := maps.Clone(q.Row)
	maps.DeleteFunc(row, func(_ string, v value.Value) bool { return v.IsNone() })
	rows := append(slices.Clone(have.Value.Rows), row)
	w.s.Slots[slot.Name] = Slot{
		Value: value.NewList(rows), Source: "said", Seq: w.ev.Seq, More: len(rows) < maxRows, Needed: have.Needed,
	}
	q.Row, q.Field, q.Misses = nil, "", 0
}

// endList ends a list that is being said; it tells whether it could.
func (w *walker) endList(c *Command, slot *process.Slot) bool {
	if !w.endOpenRow(c, slot) {
		return false
	}
	have := w.s.Slots[slot.Name]
	switch {
	case len(have.Value.Rows) > 0:
		if ok, err := w.holds(slot, have.Value); err == nil && !ok {
			w.refuse(c, WhyCheck)
			w.sayWrong(slot, have.Value, KeyWrongValue)
			w.missed = true
			return false
		}
		have.More = false
	case slot.Optional || slot.Spec.OrNone:
		have = Slot{Empty: true, Source: "said", Seq: w.ev.Seq, Needed: have.Needed}
	default:
		w.refuse(c, WhyNeeded)
		w.sayKey(KeyNeedsRow, args{"list": w.label(slot.Name)})
		return false
	}
	have.Deps = w.deps(slotReads(slot))
	w.s.Slots[slot.Name] = have
	w.applied(c)
	w.moved = true
	return true
}

// endOpenRow ends a row of which only optional fields are missing.
func (w *walker) endOpenRow(c *Command, slot *process.Slot) bool {
	q := w.openRow(slot.Name)
	if len(q.Row) == 0 {
		return true
	}
	for f := nextField(slot, q.Row); f != nil; f = nextField(slot, q.Row) {
		if !f.Optional && !f.Spec.OrNone {
			w.refuse(c, WhyNeeded)
			w.sayKey(KeyRowOpen, args{"label": fieldLabel(f), "list": w.label(slot.Name)})
			return false
		}
		q.Row[f.Name] = value.Value{}
	}
	w.endRow(slot, q)
	return true
}
