package understand

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// How much speaks for a slot before a word is read.
const (
	openBoost  = 0.4 // it is asked for
	freshBoost = 0.2 // it was filled last
	namedBoost = 0.5 // the message names it
)

var (
	// changes say that something is to be other than it is.
	changes = regexp.MustCompile(`\b(?:no wait|wait|change|correct(?:ion)?|make (?:it|that|this)|should (?:be|have been|read)|i mean|i meant|meant|scratch that|instead|not .{1,30} but|sorry|actually|rather|wrong|incorrect|not right|mistake|update|replace|switch|move it|set|it was|was .{1,30} not|edit|fix)\b|不对|不是|错了|有误|搞错|弄错|写错|填错|说错|记错|选错|改成|改为|改到|改一下|改下|改改|要改|修改|更改|更正|纠正|换成|换到|改|换|应该是|应该|应为|等等|等一下|才对|其实|实际上|我是说|我说的是|而是|调整|变成`)
	// wrongs say that a value is wrong without the right one.
	wrongs = regexp.MustCompile(`\b(?:wrong|incorrect|not right|not correct|isnt right|isnt correct|a mistake|change|correct|edit|fix|update|redo|mistyped|typo|different)\b|不对|错了|有误|不正确|写错|填错|弄错|搞错|选错|不太对|改|换|修改|更改|重填|重新填|重新选|有问题|不是这个|重来`)
	// toGo says that of two values the first is the old one.
	toGo = regexp.MustCompile(`改成|改为|改到|换成|换到|而是|是|\bto\b|\bbut\b|->|→|变成`)
)

// corrected reads a correction of the run: "no, 4 people, make it Tuesday",
// 金额不对, "change my answer to question 2". It tells whether it found one.
func (r *reader) corrected(run *RunView) bool {
	if run == nil || run.Process == nil {
		return false
	}
	marked := changes.MatchString(r.plain) || newWords.MatchString(r.msg)
	values := r.changedValues(run, marked)
	names := r.namedSlots(run)
	if n, span := r.questionNumber(run); n != "" {
		values, names = nil, []string{n}
		if v, ok := r.valueOf(run, n, span.End); ok {
			values = []candidate{v}
		}
	}
	if len(values) == 0 && len(names) > 0 && wrongs.MatchString(r.plain) {
		r.deniedFirst(run)
		for _, n := range names[:min(3, len(names))] {
			r.back(run, n)
		}
		return true
	}
	if marked && len(values) == 0 && len(names) == 0 {
		if c, ok := r.newTextFor(run); ok {
			values = append(values, c)
		}
	}
	if !marked && !slices.ContainsFunc(values, func(c candidate) bool { return c.named && has(run.State, c.slot) }) {
		return false
	}
	for _, c := range values {
		r.take(run, c)
	}
	return len(values) > 0
}

// deniedFirst says no to a confirm before what is wrong is named.
func (r *reader) deniedFirst(run *RunView) {
	if q := run.State.Open; q != nil && q.Kind == machine.AskConfirm {
		r.add(machine.Command{Kind: machine.CmdDeny}, r.msg)
	}
}

func (r *reader) back(run *RunView, slot string) {
	c := machine.Command{Kind: machine.CmdBack, Slot: slot}
	r.add(r.aimed(run, c), r.msg)
}

// aimed names the run of a command that is not for the one on top.
func (r *reader) aimed(run *RunView, c machine.Command) machine.Command {
	if top := r.view.Top; top == nil || top.State.Run != run.State.Run {
		c.Run = run.State.Run
	}
	return c
}

// take turns a value into set or correct.
func (r *reader) take(run *RunView, c candidate) {
	cmd := machine.Command{Kind: machine.CmdSet, Slot: c.slot, Value: c.value, Span: &[2]int{c.start, c.end}}
	if has(run.State, c.slot) {
		cmd.Kind = machine.CmdCorrect
	}
	r.add(r.aimed(run, cmd), r.msg[c.start:c.end])
}

func has(s machine.State, slot string) bool { return !s.Slots[slot].Value.IsNone() }

// changedValues are the values that the message has for the run, other than
// those that it has already. With a mark of correction bare numbers count too.
func (r *reader) changedValues(run *RunView, marked bool) []candidate {
	s := search{process: run.Process, state: run.State, part: r.all(), boost: map[string]float64{}, least: 0.75}
	if marked {
		s.least = 0.2
	}
	latest := int64(0)
	for _, slot := range run.State.Slots {
		if !slot.Value.IsNone() {
			latest = max(latest, slot.Seq)
		}
	}
	for i := range run.Process.Slots {
		name := run.Process.Slots[i].Name
		known := run.State.Slots[name]
		switch {
		case !known.Value.IsNone() && known.Source == "context":
		case !known.Value.IsNone() && known.Seq == latest:
			s.boost[name] = freshBoost
		case !known.Value.IsNone() || marked:
			s.boost[name] = 0
		}
	}
	if q := run.State.Open; q != nil && q.Kind == machine.AskSlot && q.Slot != "" {
		s.boost[q.Slot] += openBoost / 4
	}
	if from := r.newPart(); marked && from > 0 {
		s.part.Start = from
		for _, m := range r.mentions(run.Process) {
			if m.end <= from {
				s.boost[m.slot] += namedBoost
			}
		}
	}
	return r.extractNew(s)
}

var fromTo = regexp.MustCompile(`\bfrom\s+.{1,30}?\s+to\s+|从.{1,30}?(?:改成|改为|改到|换成|调到|调整为|变成)`)

// newPart is where the new value of "change the seats from 3 to 5" begins, 0
// when the message is not built like that.
func (r *reader) newPart() int {
	folded, at := text.FoldMap(r.msg)
	if m := fromTo.FindStringIndex(folded); m != nil && movesTo.MatchString(r.plain) {
		return at[m[1]]
	}
	return 0
}

// movesTo are words after which "from A to B" names an old and a new value.
var movesTo = regexp.MustCompile(`\b(?:change|update|correct|move|switch|raise|lower|increase|reduce|set)\b|改|换|调|变成`)

// extractNew extracts without what stands already: in "from 38 to 48" the 38
// is the old value.
func (r *reader) extractNew(s search) []candidate {
	found := r.extract(s)
	old := func(c candidate) bool { return value.Equal(s.state.Slots[c.slot].Value, c.value) }
	if !slices.ContainsFunc(found, old) {
		return found
	}
	if !toGo.MatchString(text.Fold(r.msg)) {
		return slices.DeleteFunc(found, old)
	}
	// The old value took its slot; look again without the words for it.
	for _, c := range slices.Clone(found) {
		if old(c) {
			rest := s
			rest.part = text.Span{Start: c.end, End: s.part.End}
			for _, n := range r.extract(rest) {
				if n.slot == c.slot && !old(n) {
					found = append(found, n)
				}
			}
		}
	}
	return slices.DeleteFunc(found, old)
}

// all is the whole of the message.
func (r *reader) all() text.Span { return text.Span{Start: 0, End: len(r.msg)} }

// namedSlots are the answered slots that the message names.
func (r *reader) namedSlots(run *RunView) []string {
	var out []string
	for _, m := range r.mentions(run.Process) {
		s, ok := run.State.Slots[m.slot]
		if ok && (s.Empty || !s.Value.IsNone()) && !slices.Contains(out, m.slot) {
			out = append(out, m.slot)
		}
	}
	return out
}

var questionNo = regexp.MustCompile(`\b(?:question|answer|number|no|item) (\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\b|\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|1st|2nd|3rd|[4-9]th) (?:question|answer|one)\b|第(\d{1,3}|[一二三四五六七八九十])个?(?:问题|题|项|个|条|问)|问题(\d{1,3}|[一二三四五六七八九十])`)

// backTo goes to a question that was answered.
var backTo = regexp.MustCompile(`\bback to\b|\bredo\b|回到|返回|退回|重答|重新回答`)

// backToQuestion reads "go back to question 1".
func (r *reader) backToQuestion() bool {
	if r.view.Top == nil || !backTo.MatchString(r.plain) {
		return false
	}
	slot, _ := r.questionNumber(r.view.Top)
	if slot == "" {
		return false
	}
	r.back(r.view.Top, slot)
	return true
}

// questionNumber is the answered slot that "question 2" names, "" when none:
// questions are counted as a run asks them.
func (r *reader) questionNumber(run *RunView) (slot string, span text.Span) {
	folded, at := text.FoldMap(r.msg)
	m := questionNo.FindStringSubmatchIndex(folded)
	if m == nil || !changes.MatchString(r.plain) && !wrongs.MatchString(r.plain) && !backTo.MatchString(r.plain) {
		return "", text.Span{}
	}
	start, end := group(m)
	n := ordinal(folded[start:end])
	span = text.Original(at, m[0], m[1])
	for _, name := range asked(run.Process.Steps) {
		s, ok := run.State.Slots[name]
		if !ok || s.Source == "default" || s.Source == "context" || !s.Empty && s.Value.IsNone() {
			continue
		}
		if n--; n == 0 {
			return name, span
		}
	}
	return "", text.Span{}
}

// asked lists the slots that steps collect, in order.
func asked(steps []process.Step) []string {
	var out []string
	for i := range steps {
		for _, name := range steps[i].Slots {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
		out = append(out, asked(steps[i].Then)...)
		out = append(out, asked(steps[i].Else)...)
	}
	return out
}

var ordinals = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"1st": 1, "2nd": 2, "3rd": 3, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
	"a": 1, "b": 2, "c": 3, "d": 4, "former": 1, "latter": 2, "前": 1, "后": 2,
}

// ordinal is the number that a word of place means, 0 when none.
func ordinal(s string) int {
	if n, ok := ordinals[s]; ok {
		return n
	}
	n, err := strconv.Atoi(strings.TrimRight(s, "th"))
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// valueOf reads a value for one slot out of what stands behind its number.
func (r *reader) valueOf(run *RunView, slot string, from int) (candidate, bool) {
	s := search{
		process: run.Process, state: run.State, part: text.Span{Start: from, End: len(r.msg)},
		boost: map[string]float64{slot: openBoost}, least: 0.5,
	}
	for _, c := range r.extract(s) {
		if c.slot == slot {
			return c, true
		}
	}
	return candidate{}, false
}
