package understand

import (
	"regexp"
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

var upTo = regexp.MustCompile(`^\s*(?:to|until|till|[-–—~]|到|至)\s*$`)

// lasting reads how long something takes out of its two ends, where a process
// has a slot for its beginning and for its length but none for its end: 3点到5点
// is two hours.
func (r *reader) lasting(s search, slot *process.Slot) []candidate {
	if slot.Spec.Kind != value.Duration || times(s.process) != 1 {
		return nil
	}
	part := r.msg[s.part.Start:s.part.End]
	found := r.findIn(s.part, part, value.Spec{Kind: value.Time}, r.view.Setting)
	for i := 1; i < len(found); i++ {
		a, b := found[i-1], found[i]
		if !upTo.MatchString(text.Fold(part[a.End:b.Start])) {
			continue
		}
		from, errA := time.Parse("15:04", a.Value.Text)
		to, errB := time.Parse("15:04", b.Value.Text)
		if errA != nil || errB != nil || !to.After(from) {
			continue
		}
		return []candidate{{
			slot: slot.Name, value: value.NewDuration(value.Stretch{Minutes: int(to.Sub(from).Minutes())}),
			start: s.part.Start + b.Start, end: s.part.Start + b.End, sure: 0.9,
		}}
	}
	return nil
}

func times(p *process.Process) int {
	n := 0
	for i := range p.Slots {
		if p.Slots[i].Spec.Kind == value.Time {
			n++
		}
	}
	return n
}
