package understand

import (
	"regexp"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// listOf is the slot whose rows are being said, nil when none is.
func (r *reader) listOf(q *machine.Question) *process.Slot {
	if q.Field == "" {
		return nil
	}
	for i := range r.view.Top.Process.Slots {
		if s := &r.view.Top.Process.Slots[i]; s.Name == q.Slot && s.Spec.Kind == value.List {
			return s
		}
	}
	return nil
}

// noMoreRows ends a list where another row could begin: "that's all", 没有了.
func (r *reader) noMoreRows(q *machine.Question, said string) bool {
	if q.Field == "" || len(q.Row) > 0 || len(r.view.Top.State.Slots[q.Slot].Value.Rows) == 0 {
		return false
	}
	if said != meanDone && !noMore.MatchString(r.plain) && !value.ReadNone(r.msg) && !value.ReadNone(r.core) {
		return false
	}
	r.add(machine.Command{Kind: machine.CmdDone}, r.msg)
	return true
}

var noMore = regexp.MustCompile(`^(?:no |ok |thanks |so )*(?:thats|that is|that will be|that would be) (?:all|it|everything|everyone|everybody|the list)(?: thanks| thank you| for now)?$|^(?:no thanks|no thank you|only (?:that|those|these|this|one|them|me)|just (?:that|those|these|this|one|them|me)|nobody else|no one else|nothing else)$|^(?:就|只有|只|一共|总共|全部)+(?:这|他|她|它)(?:些|个|一个|一条|两个|三个|四个|几个|们|俩|一位|两位|几位)*(?:人|条|样)?(?:了|就够了|够了|好了|吧)?$|^(?:就这些|没别的|没其他|没有其他|没有别的)(?:人|的|了|东西)*$`)

var (
	digit     = regexp.MustCompile(`[0-9０-９一二两三四五六七八九十百]`)
	rowEnds   = regexp.MustCompile(`[;；\n]+`)
	rowCommas = regexp.MustCompile(`[,，、]+|\s+and\s+|和|还有|以及`)
	rowLead   = regexp.MustCompile(`^(?i:and|plus|also|then|还有|和|另外|再加|以及)[\s,，:：]*`)
)

// rows reads one or more rows that are said at once where a row can begin:
// "Anna Berg, 41" or 张三 35岁，李四 32岁. It tells whether it found a value
// beside the text that is asked for.
func (r *reader) rows(q *machine.Question) bool {
	slot := r.listOf(q)
	if slot == nil || len(q.Row) > 0 || len(slot.Spec.Fields) < 2 || !digit.MatchString(r.msg) {
		return false
	}
	parts := rowEnds.Split(r.msg, -1)
	if len(parts) == 1 {
		if more := rowCommas.Split(r.msg, -1); len(more) > 1 && r.eachFull(slot, more) {
			parts = more
		}
	}
	var found []map[string]value.Value
	for _, p := range parts {
		if row := r.row(slot, p); len(row) > 0 {
			found = append(found, row)
		}
	}
	if len(found) == 0 || len(found) == 1 && len(found[0]) < 2 {
		return false
	}
	for i, row := range found {
		if i < len(found)-1 && !full(slot, row) {
			break // what follows would fall into this row
		}
		for _, f := range slot.Spec.Fields {
			if v, ok := row[f.Name]; ok {
				r.add(machine.Command{Kind: machine.CmdSet, Slot: slot.Name + "." + f.Name, Value: v, Span: r.span()}, r.msg)
			}
		}
	}
	return true
}

func (r *reader) eachFull(slot *process.Slot, parts []string) bool {
	for _, p := range parts {
		if !full(slot, r.row(slot, p)) {
			return false
		}
	}
	return true
}

func full(slot *process.Slot, row map[string]value.Value) bool {
	for _, f := range slot.Spec.Fields {
		if _, ok := row[f.Name]; !ok && !f.Optional && !f.Spec.OrNone {
			return false
		}
	}
	return true
}

// row reads what a part of a message says of a row; fields may be missing.
func (r *reader) row(slot *process.Slot, part string) map[string]value.Value {
	spec := slot.Spec
	spec.Fields = append([]value.Field(nil), spec.Fields...)
	for i := range spec.Fields {
		spec.Fields[i].Optional = true
	}
	part = strings.TrimSpace(part)
	part = part[len(rowLead.FindString(part)):]
	if part == "" {
		return nil
	}
	in := r.view.Setting
	in.Lang = text.Language(r.msg)
	f, err := value.Read(spec, part, in)
	if err != nil || len(f.Value.Rows) != 1 {
		return nil
	}
	return f.Value.Rows[0]
}
