package understand

import (
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// otherForm takes a message that is hardly more than a value of another slot
// that is still empty, where a text is asked for: "6pm" is no teacher, and 坐高铁
// no reason while the means of transport is to be asked. It is said back, and
// the text is asked for again.
func (r *reader) otherForm(open *process.Slot) bool {
	run := r.view.Top
	said := len(strings.TrimSpace(r.msg))
	if said > 40 || asksForWords(open) {
		return false
	}
	for i := range run.Process.Slots {
		slot := &run.Process.Slots[i]
		if slot.Name == open.Name || has(run.State, slot.Name) || run.State.Slots[slot.Name].Empty || !knownByForm(slot.Spec.Kind) {
			continue
		}
		for _, f := range find(slot.Spec, r.msg, r.setting(slot, run.State)) {
			least := 9 // tenths of the message: "Shanghai next Wednesday" has a place in it
			if slot.Spec.Kind == value.Choice {
				least = 6
			}
			if f.Sure >= 0.85 && 10*(f.End-f.Start) >= least*said && len(f.Others) == 0 {
				r.put(slot.Name, f.Value, &[2]int{f.Start, f.End}, r.msg[f.Start:f.End])
				return true
			}
		}
	}
	return false
}

// knownByForm tells whether values of a kind are hardly words for anything else.
func knownByForm(k value.Kind) bool {
	switch k {
	case value.Choice, value.Date, value.Time, value.Email, value.Phone, value.URL:
		return true
	}
	return false
}
