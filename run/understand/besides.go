package understand

import (
	"regexp"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// besides finds values for other empty slots beside the text that is asked for,
// and the span of that text. A place or a name ends where a value begins
// ("Berlin, from Monday to Wednesday"); any other text gives up only clauses
// that are nothing but a value.
func (r *reader) besides(slot *process.Slot) ([]candidate, *[2]int) {
	whole := r.span()
	run := r.view.Top
	s := search{process: run.Process, state: run.State, part: r.all(), boost: map[string]float64{}, least: 0.85}
	for i := range run.Process.Slots {
		other := &run.Process.Slots[i]
		if !has(run.State, other.Name) && other.Name != slot.Name && other.Spec.Kind != value.Text {
			s.boost[other.Name] = 0
		}
	}
	if len(s.boost) == 0 {
		return nil, whole
	}
	found := r.extract(s)
	if len(found) == 0 {
		return nil, whole
	}
	if isCalled(slot, placeNames) || isCalled(slot, personNames) || isCalled(slot, originNames) {
		return r.shortText(found, whole)
	}
	return r.clauses(found, whole)
}

var looseEnd = regexp.MustCompile(`(?i)(?:[\s,，.。;；、]|\b(?:from|on|at|between|starting|leaving|and)|从|在|，)+$`)

// shortText is what stands before the first value.
func (r *reader) shortText(found []candidate, whole *[2]int) ([]candidate, *[2]int) {
	before := r.msg[whole[0]:found[0].start]
	if at := looseEnd.FindStringIndex(before); at != nil {
		before = before[:at[0]]
	}
	if strings.TrimSpace(before) == "" {
		return nil, whole
	}
	return found, &[2]int{whole[0], whole[0] + len(before)}
}

// clauses gives up clauses at the end of a text that are nothing but values.
func (r *reader) clauses(found []candidate, whole *[2]int) ([]candidate, *[2]int) {
	end := whole[1]
	var out []candidate
	for i := len(found) - 1; i >= 0; i-- {
		c := found[i]
		before := strings.TrimRight(r.msg[whole[0]:c.start], " \t")
		kept := strings.TrimRight(before, ",，;；")
		if kept == before || kept == "" || strings.Trim(r.msg[c.end:end], " ,，.。;；") != "" {
			break
		}
		out, end = append(out, c), whole[0]+len(kept)
	}
	return out, &[2]int{whole[0], end}
}

var (
	newText    = regexp.MustCompile(`(?:改成|改为|换成|应该是|改到|换到)\s*(\p{Han}{2,8})(?:吧|了)?[。.]?$`)
	newWords   = regexp.MustCompile(`(?i)^(?:no |oh |wait |sorry |well )*(?:actually|sorry|i mean|i meant|make it|make that|change it to|rather|it should be|not [^,]{2,30},(?: but)?)[,:]?\s+((?:[\p{L}'-]+)(?: [\p{L}'-]+){0,2})[.!]?$`)
	emptyWords = 0.3 // weight below which a word says nothing
)

// newTextFor reads a correction of a text that has no name and no form
// ("actually Beijing", 改成北京): it is for the text that was said last.
func (r *reader) newTextFor(run *RunView) (candidate, bool) {
	m := newText.FindStringSubmatchIndex(r.msg)
	if m == nil {
		m = newWords.FindStringSubmatchIndex(r.msg)
	}
	if m == nil || wrongWord.MatchString(text.Fold(r.msg[m[2]:m[3]])) {
		return candidate{}, false
	}
	for _, t := range text.Tokens(r.msg[m[2]:m[3]]) {
		if !t.Han && text.Weight(t) < emptyWords {
			return candidate{}, false
		}
	}
	slot, latest := "", int64(-1)
	for i := range run.Process.Slots {
		s := &run.Process.Slots[i]
		if s.Spec.Kind == value.Text && has(run.State, s.Name) && run.State.Slots[s.Name].Seq > latest {
			slot, latest = s.Name, run.State.Slots[s.Name].Seq
		}
	}
	return candidate{slot: slot, value: value.NewText(r.msg[m[2]:m[3]]), start: m[2], end: m[3], sure: 0.8}, slot != ""
}

// restates tells whether the message is little more than a filled slot's name
// and another value for it: "my phone number is …".
func (r *reader) restates(run *RunView) bool {
	for _, c := range r.changedValues(run, false) {
		if !c.named || !has(run.State, c.slot) {
			continue
		}
		for _, m := range r.mentions(run.Process) {
			if m.slot == c.slot && m.end <= c.start && 10*(c.end-m.start) >= 7*len(strings.TrimSpace(r.msg)) {
				return true
			}
		}
	}
	return false
}

// betweenAgain asks once more which of the processes is meant.
func (r *reader) betweenAgain(ids []string) {
	for _, id := range ids {
		r.out.Recognition.Ranked = append(r.out.Recognition.Ranked, ranked(id, 1/float64(len(ids)+1)))
	}
	r.add(machine.Command{Kind: machine.CmdClarify, Text: "between"}, r.msg)
}
