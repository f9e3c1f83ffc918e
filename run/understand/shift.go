package understand

import (
	"regexp"
	"strings"
	"time"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

var (
	shiftLater   = regexp.MustCompile(`\b(?:later|postpone|push (?:it |that )?back|put (?:it |that )?off|delay|after that)\b|推迟|延后|延迟|往后|晚(?:[0-9一二两三四五六半几]|点|些)|后延|顺延`)
	shiftEarlier = regexp.MustCompile(`\b(?:earlier|bring (?:it |that )?forward|sooner)\b|提前|提早|往前|早(?:[0-9一二两三四五六半几]|点|些)`)
	// shifts surround a stretch of time in a message that is no more than a shift.
	shifts = regexp.MustCompile(`^(?:no|actually|sorry|wait|ok|please|can you|could you|can we|make|move|push|put|bring|start|postpone|delay|it|that|the|meeting|back|off|forward|by|to|later|earlier|sooner|instead|不对|等等|等一下|好的?|还是|再|那|就|改|请|麻烦|帮我|能不能|能|可以|把|时间|日期|会议|会|开始|推迟|延后|延迟|往后|后延|顺延|提前|提早|往前|晚|早|推|挪|移|到|个|了|吧|一下|吗|\s|[，,。.！!?？])*$`)
)

// shifted reads a change by difference ("one hour later", 推迟一小时, 提前两天) of
// the one time or the one day that was said. It tells whether it found one.
func (r *reader) shifted(run *RunView) bool {
	if run == nil || run.Process == nil || len(r.plain) > maxControl {
		return false
	}
	sign := 0
	switch {
	case shiftLater.MatchString(r.plain):
		sign = 1
	case shiftEarlier.MatchString(r.plain):
		sign = -1
	default:
		return false
	}
	found := find(value.Spec{Kind: value.Duration}, laterWords.ReplaceAllStringFunc(r.msg, blank), r.view.Setting)
	if len(found) != 1 || !shifts.MatchString(text.Fold(r.msg[:found[0].Start])) || !shifts.MatchString(text.Fold(r.msg[found[0].End:])) {
		return false
	}
	by := found[0].Value
	slot := onlyOf(run, kindShifted(by))
	if slot == nil {
		return false
	}
	v := shiftedBy(run.State.Slots[slot.Name].Value, by, sign)
	if v.IsNone() || slot.Check != nil && !allowed(slot, v, run.State, r.view.Setting) {
		return false
	}
	r.take(run, candidate{slot: slot.Name, value: v, start: found[0].Start, end: found[0].End})
	return true
}

// laterWords make a day of a stretch: "one hour later".
var laterWords = regexp.MustCompile(`(?i)\b(?:later|earlier|sooner)\b`)

func blank(s string) string { return strings.Repeat(" ", len(s)) }

// kindShifted is what a stretch shifts: hours a time, days a day.
func kindShifted(by value.Value) value.Kind {
	if strings.Contains(by.Text, "T") {
		return value.Time
	}
	return value.Date
}

// onlyOf is the one slot of a kind that has a value; of two ends nobody knows
// which is to move.
func onlyOf(run *RunView, kind value.Kind) *process.Slot {
	var only *process.Slot
	for i := range run.Process.Slots {
		s := &run.Process.Slots[i]
		switch {
		case s.Spec.Kind != kind || !has(run.State, s.Name):
		case only != nil:
			return nil
		default:
			only = s
		}
	}
	return only
}

// shiftedBy is a day or a time moved by a stretch, none where it leaves the day.
func shiftedBy(v, by value.Value, sign int) value.Value {
	s, ok := value.Parts(by)
	if !ok || s.Working > 0 {
		return value.None
	}
	if v.Kind == value.Time {
		at, err := time.Parse("15:04", v.Text)
		to := at.Add(time.Duration(sign) * (time.Duration(s.Hours)*time.Hour + time.Duration(s.Minutes)*time.Minute))
		if err != nil || to.Day() != at.Day() {
			return value.None
		}
		return value.NewTime(to.Hour(), to.Minute(), 0)
	}
	day, err := time.Parse(time.DateOnly, v.Text)
	if err != nil {
		return value.None
	}
	return value.NewDate(day.AddDate(sign*s.Years, sign*s.Months, sign*(s.Days+7*s.Weeks)))
}

// shiftsOther reads a shift while a slot is asked for; what can be its answer
// ("two days later") is no shift.
func (r *reader) shiftsOther(slot *process.Slot) bool {
	if (slot.Spec.Kind == value.Date || slot.Spec.Kind == value.Time) && r.holdsAnswer(slot) {
		return false
	}
	return r.shifted(r.view.Top)
}
