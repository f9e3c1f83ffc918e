package machine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/usher-dev/usher/language/value"
)

// render writes all that an event asked for and the state after it, a line
// each.
func (pl *play) render(acts []Action) string {
	var b strings.Builder
	for _, a := range acts {
		if line := renderAction(a); line != "" {
			b.WriteString("  " + line + "\n")
		}
	}
	b.WriteString("  = " + renderState(pl.s) + "\n")
	if slots := renderSlots(pl.s); slots != pl.slots {
		b.WriteString("    " + slots + "\n")
		pl.slots = slots
	}
	return b.String()
}

func renderAction(a Action) string {
	switch a.Kind {
	case ActSay:
		return renderSay(a.Say)
	case ActCall:
		undo := ""
		if a.Call.Undo != 0 {
			undo = fmt.Sprintf(" undoes #%d", a.Call.Undo)
		}
		return fmt.Sprintf("call #%d %s%s%s", a.Seq, a.Call.Tool, renderValues(a.Call.With), undo)
	case ActItem:
		return renderItem(a)
	case ActTimer:
		return fmt.Sprintf("timer #%d %s %s", a.Seq, a.Timer.Name, a.Timer.Due.In(shanghai).Format("2006-01-02 15:04"))
	case ActChild:
		return fmt.Sprintf("child #%d %s%s", a.Seq, a.Child.Process, renderValues(a.Child.With))
	case ActRefused:
		if a.Command == nil {
			return fmt.Sprintf("refused #%d %s", a.Seq, a.Why)
		}
		return strings.TrimSpace(fmt.Sprintf("refused %s %s", a.Command.Kind, a.Command.Slot)) + ": " + a.Why
	case ActApplied:
		return "" // shown by what follows from it
	case ActEnd:
		return strings.TrimSpace(fmt.Sprintf("end %s %s", a.Status, a.Why))
	}
	return strings.TrimSpace(fmt.Sprintf("%s #%d %s", a.Kind, a.Seq, a.Why))
}

func renderSay(s *Say) string {
	verb := "say"
	if s.Kind != "" {
		verb = s.Kind
	}
	if s.Slot != "" {
		verb += " " + s.Slot
	}
	if s.Key == "" {
		return verb + ": " + both(s.Text)
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(s.Args)) {
		parts = append(parts, name+"="+both(s.Args[name]))
	}
	return verb + ": " + s.Key + "(" + strings.Join(parts, "; ") + ")"
}

// both shows a text in English and Chinese, once where they are the same.
func both(l value.Localized) string {
	en, zh := l.In("en"), l.In("zh")
	if en == zh {
		return oneLine(en)
	}
	return oneLine(en) + " / " + oneLine(zh)
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ⏎ ") }

func renderItem(a Action) string {
	it := a.Item
	line := fmt.Sprintf("item #%d.%d %s to %s [%s]", a.Seq, it.Part, it.Sort, it.To, strings.Join(it.Outcomes, " "))
	if it.Why != "" {
		line += " why " + it.Why
	}
	if len(it.Show) > 0 {
		line += " " + both(it.Show)
	}
	if len(it.Text) > 0 {
		line += " · " + both(it.Text)
	}
	var shown []string
	for _, v := range it.Values {
		shown = append(shown, v.Name+"="+both(v.Text))
	}
	if len(shown) > 0 {
		line += " {" + strings.Join(shown, "; ") + "}"
	}
	if len(it.Tried) > 0 {
		line += " tried " + strings.Join(it.Tried, " ")
	}
	return line
}

func renderState(s State) string {
	line := strings.TrimSpace(fmt.Sprintf("%s %s", s.Status, s.Step))
	if s.Path != "" {
		line += " @" + s.Path
	}
	if q := s.Open; q != nil {
		line += " asks " + string(q.Kind)
		if q.Slot != "" {
			line += " " + q.Slot
		}
		if q.Field != "" && q.Kind == AskSlot {
			line += "." + q.Field
		}
		if q.Misses > 0 {
			line += fmt.Sprintf(" misses %d", q.Misses)
		}
	}
	if s.Waits != nil {
		line += strings.TrimRight(" waits for "+s.Waits.For+" "+s.Waits.Name, " ")
	}
	if s.Ending != "" {
		line += " ending " + string(s.Ending)
	}
	if len(s.Reason) > 0 {
		line += " reason " + both(s.Reason)
	}
	return line
}

func renderSlots(s State) string {
	parts := make([]string, 0, len(s.Slots))
	for _, name := range slices.Sorted(maps.Keys(s.Slots)) {
		slot := s.Slots[name]
		text := slot.Value.String()
		switch {
		case slot.Empty:
			text = "nothing"
		case slot.Idle:
			text += " (idle)"
		case slot.More:
			text += " (more)"
		}
		parts = append(parts, name+"="+text)
	}
	return strings.Join(parts, "; ")
}

func renderValues(m map[string]value.Value) string {
	parts := make([]string, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, name+"="+m[name].String())
	}
	return " {" + strings.Join(parts, "; ") + "}"
}
