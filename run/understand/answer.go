package understand

import (
	"regexp"
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// answer reads the message where a question is open.
func (r *reader) answer() {
	q := r.question()
	switch q.Kind {
	case machine.AskConfirm, machine.AskHandoff, machine.AskCancel:
		r.answerConfirm(q)
	case machine.AskChange:
		r.answerChange(q)
	case machine.AskItem:
		r.answerItem(q)
	case machine.AskSolved:
		r.answerSolved(q)
	default:
		r.answerSlot(q)
	}
}

// asked is the slot that is open, with the spec that an answer must have: in a
// list that of the row's field.
func (r *reader) asked(q *machine.Question) (*process.Slot, string) {
	p := r.view.Top.Process
	for i := range p.Slots {
		s := &p.Slots[i]
		if s.Name != q.Slot {
			continue
		}
		if q.Field == "" {
			return s, s.Name
		}
		for _, f := range s.Spec.Fields {
			if f.Name == q.Field {
				return &process.Slot{Name: s.Name + "." + f.Name, Label: f.Label, Spec: f.Spec, Optional: f.Optional}, s.Name + "." + f.Name
			}
		}
		return s, s.Name
	}
	return nil, ""
}

// asks is the open question when it is for a slot, else nil.
func (r *reader) asks(slot string) *machine.Question {
	if q := r.question(); q != nil && q.Kind == machine.AskSlot && q.Slot == slot {
		return q
	}
	return nil
}

// answerSlot reads an answer to the question for a slot, or whatever else is
// said while it is open.
func (r *reader) answerSlot(q *machine.Question) {
	slot, target := r.asked(q)
	if slot == nil {
		r.request()
		return
	}
	if r.exactly(slot, target) || r.without(slot) || r.wantsThing(slot, target) || r.sameDay(slot, target) {
		return
	}
	said := r.control()
	if r.noMoreRows(q, said) {
		return
	}
	if q.Field != "" && said == meanDone {
		r.add(machine.Command{Kind: machine.CmdDone}, r.msg)
		return
	}
	if slot.Spec.Kind == value.Text && reasons.MatchString(r.plain) {
		said = "" // "I changed my mind" tells why, and cancels nothing
	}
	if r.steer(q, said) {
		return
	}
	if r.backToQuestion() || r.shiftsOther(slot) || r.rows(q) {
		return
	}
	if slot.Spec.Kind == value.Text {
		r.answerText(q, slot, target)
		return
	}
	if r.twoThings(q) {
		return
	}
	if asks, sure := r.interrogates(); sure || asks && !r.holdsAnswer(slot) {
		if wantsToKnow.MatchString(r.plain) || !r.otherProcess(wishes.MatchString(r.plain), digressAt) {
			r.ask()
		}
		return
	}
	if wishes.MatchString(r.plain) && !r.answersAlone(slot) && r.otherProcess(true, digressAt) {
		return
	}
	if r.fill(q, slot, target) {
		return
	}
	r.missed(slot, target)
}

// exactly reads a message that is one of the things that can be chosen, even
// where the same words could steer.
func (r *reader) exactly(slot *process.Slot, target string) bool {
	if slot.Spec.Kind != value.Choice {
		return false
	}
	for _, o := range slot.Spec.Options {
		for _, words := range o.Words {
			for _, w := range words {
				if text.Fold(strings.TrimSpace(r.msg)) == text.Fold(w) {
					r.put(target, value.NewChoice(o.Key), r.span(), r.msg)
					return true
				}
			}
		}
	}
	return false
}

// wantsThing reads a yes or no that names what it is about: 不要屏幕.
func (r *reader) wantsThing(slot *process.Slot, target string) bool {
	if slot.Spec.Kind != value.YesNo {
		return false
	}
	yes, sure := value.ReadYesNo(r.msg)
	if !sure {
		yes, sure = r.echoes(slot)
	}
	if sure {
		r.put(target, value.NewYesNo(yes), r.span(), r.msg)
		return true
	}
	for _, name := range slot.Label {
		rest := strings.Replace(r.core, plainOf(name), "", 1)
		if yes, sure := value.ReadYesNo(rest); sure && name != "" && rest != r.core {
			r.put(target, value.NewYesNo(yes), r.span(), r.msg)
			return true
		}
	}
	return false
}

// theSameDay says that a day is the one that was said before.
var theSameDay = regexp.MustCompile(`^(?:on |until |till |just )*(?:the |that )?(?:same|very) day(?: too| as well)?$|^(?:on |until |till |just )*that (?:one )?day(?: only| too)?$|^(?:就|还是|也是)?(?:同一|当|同|那一|这一|就那|那|这)天(?:回来?|来回|返回|往返)?$`)

// sameDay reads "the same day" as the day said for the slot before this one.
func (r *reader) sameDay(slot *process.Slot, target string) bool {
	if slot.Spec.Kind != value.Date || !theSameDay.MatchString(r.core) {
		return false
	}
	run, day := r.view.Top, value.None
	for i := range run.Process.Slots {
		other := &run.Process.Slots[i]
		if other.Name == slot.Name {
			break
		}
		if v := run.State.Slots[other.Name].Value; v.Kind == value.Date {
			day = v
		}
	}
	if day.IsNone() {
		return false
	}
	r.put(target, day, r.span(), r.msg)
	return true
}

// span is the message without the blanks around it.
func (r *reader) span() *[2]int {
	trimmed := strings.TrimSpace(r.msg)
	start := strings.Index(r.msg, trimmed)
	return &[2]int{start, start + len(trimmed)}
}

// without reads "none" where a slot may stay empty.
func (r *reader) without(slot *process.Slot) bool {
	if !slot.Optional && !slot.Spec.OrNone || slot.Spec.Kind == value.YesNo ||
		!value.ReadNone(r.msg) && !value.ReadNone(r.core) && !withoutIt.MatchString(r.plain) {
		return false
	}
	r.add(machine.Command{Kind: machine.CmdSkip, Slot: slot.Name}, r.msg)
	return true
}

// withoutIt are ways to leave something empty that say what is not given.
var withoutIt = regexp.MustCompile(`^(?:算了|那|就|先|还是|我)*(?:不|没|没有|无)(?:留|填|写|给|提供|传|上传|附|发|说|需要|带|要|用|有)?(?:了)?(?:什么|任何|别的|其他|特殊|特别)*(?:的)?(?:\p{Han}{0,6})(?:了|吧|的)?$|^(?:(?:no|sorry|well|ok) )*(?:i (?:dont|do not) have (?:one|any|it|that|this|a \w+(?: \w+)?)|(?:i )?(?:dont|do not) have (?:one|any|it)|(?:there is|theres|ive got|i have|got) (?:no|none)(?: \w+){0,3}|without(?: (?:it|one|that|a \w+(?: \w+)?))?|no (?:\w+ )?\w+)(?: please| thanks| yet)?$`)

// holdsAnswer tells whether the message has a sure value for a slot.
func (r *reader) holdsAnswer(slot *process.Slot) bool {
	for _, f := range value.Find(slot.Spec, r.msg, r.setting(slot, r.view.Top.State)) {
		if f.Sure >= 0.8 {
			return true
		}
	}
	return false
}

// answersAlone tells whether the message is hardly more than a value.
func (r *reader) answersAlone(slot *process.Slot) bool {
	f, err := value.Read(slot.Spec, r.msg, r.setting(slot, r.view.Top.State))
	return err == nil && 2*(f.End-f.Start) >= len(strings.TrimSpace(r.msg))
}

// answerText reads an answer in free text, which may be nearly anything: only
// what is plainly something else is not stored.
func (r *reader) answerText(q *machine.Question, slot *process.Slot, target string) {
	run := r.view.Top
	asks, sure := r.interrogates()
	switch {
	case sure && !asksForWords(slot):
		if wantsToKnow.MatchString(r.plain) || !r.otherProcess(wishesPlainly.MatchString(r.plain), textDigressAt) {
			r.ask()
		}
		return
	case wishesPlainly.MatchString(r.plain) && r.otherProcess(true, textDigressAt):
		return
	case (r.correctsPlainly(run) || r.restates(run)) && r.corrected(run):
		return
	}
	if asks && !sure && polarOnly(r) && !asksForWords(slot) {
		r.ask()
		return
	}
	if !slot.Optional && bareYes.MatchString(r.plain) {
		r.clarify("unclear", q.Slot)
		return
	}
	if r.otherForm(slot) {
		return
	}
	others, said := r.besides(slot)
	for _, c := range r.texts(r.all(), slot, r.mentions(run.Process)) {
		said = &[2]int{c.start, c.end}
		break
	}
	for _, c := range others {
		if c.end <= said[0] || c.start >= said[1] {
			r.take(run, c)
		}
	}
	words := r.msg[said[0]:said[1]]
	if isCalled(slot, placeNames) || isCalled(slot, personNames) {
		words = strings.TrimRight(words, "吧呀啊。.！! ")
		said[1] = said[0] + len(words)
	}
	f, err := value.Read(slot.Spec, words, r.view.Setting)
	if err != nil {
		r.clarify(reasonOf(err), q.Slot)
		return
	}
	r.put(target, f.Value, said, "")
}

// reasons are cancelling phrases that are good answers to "why?".
var reasons = regexp.MustCompile(`^(?:ive |i )?changed my mind$|^我?改主意了$`)

// bareYes is no text that anyone asked for.
var bareYes = regexp.MustCompile(`^(?:ok|okay|k|yes|yeah|yep|sure|fine|好|好的|嗯+|对|是|是的|行|可以|好吧)$`)

// polarOnly tells whether the message is built like a question to Usher ("can
// I …", "do you …"), not only marked as one.
func polarOnly(r *reader) bool { return polar.MatchString(r.plain) && len(r.plain) < 120 }

// asksForWords tells whether a slot wants words that may well be a question.
func asksForWords(slot *process.Slot) bool {
	for _, n := range ownNames(slot) {
		for _, w := range []string{"question", "message", "content", "text", "query", "request", "description", "problem", "details", "comment", "feedback", "问题", "内容", "留言", "描述", "消息", "反馈", "意见", "详情"} {
			if strings.Contains(n, w) {
				return true
			}
		}
	}
	return false
}

// correctsPlainly tells whether the message is a correction even where any
// text is welcome: it names a slot that is filled, or opens with a mark.
func (r *reader) correctsPlainly(run *RunView) bool {
	if !changes.MatchString(r.plain) {
		return false
	}
	return len(r.namedSlots(run)) > 0 || questionNo.MatchString(r.plain) || opensCorrection.MatchString(r.plain)
}

// fill takes values for the open slot, then for the others, and corrections.
func (r *reader) fill(q *machine.Question, slot *process.Slot, target string) bool {
	run := r.view.Top
	if opensCorrection.MatchString(r.plain) && r.corrected(run) {
		r.alsoAnswers(slot, target)
		return true
	}
	others := r.wanted(q, slot)
	taken := false
	for _, c := range others {
		taken = taken || c.slot == slot.Name
	}
	if !taken {
		if f, err := value.Read(slot.Spec, r.msg, r.setting(slot, run.State)); err == nil && !covered(others, f) {
			r.put(target, f.Value, &[2]int{f.Start, f.End}, r.msg[f.Start:f.End])
			taken = true
		} else if f, ok := r.onlyMeant(slot); err != nil && ok {
			r.put(target, f.Value, &[2]int{f.Start, f.End}, r.msg[f.Start:f.End])
			taken = true
		}
	}
	for _, c := range others {
		if c.slot == slot.Name {
			c.slot = target
		}
		r.put(c.slot, c.value, &[2]int{c.start, c.end}, r.msg[c.start:c.end])
	}
	if taken || len(others) > 0 {
		return true
	}
	return r.corrected(run)
}

// onlyMeant is the one value for a slot that is not said not to be meant: the
// 50 of "50, not 60".
func (r *reader) onlyMeant(slot *process.Slot) (value.Found, bool) {
	found := find(slot.Spec, r.msg, r.setting(slot, r.view.Top.State))
	kept := slices.DeleteFunc(slices.Clone(found), func(f value.Found) bool { return r.negated(f.Start) })
	if len(kept) == 1 && len(found) > 1 {
		return kept[0], true
	}
	return value.Found{}, false
}

// wantsIt opens an answer to a yes-or-no that can't be a mark of correction.
var wantsIt = regexp.MustCompile(`^(?:要|需要|不用|不要|不需要|用|有|yes|yeah|yep|sure|no need|no thanks)[\s,，.。;；]`)

// alsoAnswers takes the yes or no that stands before a correction.
func (r *reader) alsoAnswers(slot *process.Slot, target string) {
	if slot.Spec.Kind != value.YesNo || !wantsIt.MatchString(text.Fold(r.msg)) {
		return
	}
	for _, f := range value.Find(slot.Spec, r.msg, r.view.Setting) {
		r.put(target, f.Value, &[2]int{f.Start, f.End}, r.msg[f.Start:f.End])
	}
}

// covered tells whether another slot has the words of f already.
func covered(others []candidate, f value.Found) bool {
	for _, c := range others {
		if c.start < f.End && f.Start < c.end {
			return true
		}
	}
	return false
}

// wanted are the values for the open slot and for those still empty; filled
// slots only where they are named.
func (r *reader) wanted(q *machine.Question, slot *process.Slot) []candidate {
	run := r.view.Top
	s := search{process: run.Process, state: run.State, part: r.all(), boost: map[string]float64{}, least: 0.75}
	for i := range run.Process.Slots {
		name := run.Process.Slots[i].Name
		if !has(run.State, name) {
			s.boost[name] = 0
		}
	}
	if q.Field == "" && slot.Spec.Kind != value.List {
		s.boost[slot.Name] = openBoost
	}
	return r.extractNew(s)
}

// missed says that the message is no answer, and why.
func (r *reader) missed(slot *process.Slot, target string) {
	if r.otherProcess(wishes.MatchString(r.plain), digressAt) {
		return
	}
	if bareWrong.MatchString(r.plain) && r.anyFilled() {
		r.add(machine.Command{Kind: machine.CmdBack}, r.msg)
		return
	}
	_, err := value.Read(slot.Spec, r.msg, r.setting(slot, r.view.Top.State))
	reason := "unclear"
	if err != nil {
		reason = reasonOf(err)
	}
	target, _, _ = strings.Cut(target, ".")
	r.clarify(reason, target)
}

// bareWrong says that something is wrong and not what.
var bareWrong = regexp.MustCompile(`^(?:oh |oops |sorry )*(?:no wait|wrong|wait no|thats wrong|that is wrong|not right|no no|no thats wrong)$|^(?:哦|啊|等等|等一下|不)*(?:不对|错了|不是|不是的|不对不对|搞错了|弄错了)$`)

func (r *reader) anyFilled() bool {
	for _, s := range r.view.Top.State.Slots {
		if s.Source != "default" && s.Source != "context" && (s.Empty || !s.Value.IsNone()) {
			return true
		}
	}
	return false
}

// twoThings reads an answer and, behind "also" or 另外, another request.
func (r *reader) twoThings(q *machine.Question) bool {
	at := aside.FindStringIndex(r.msg)
	if at == nil || at[0] == 0 || at[1] >= len(r.msg) {
		return false
	}
	id := r.sureProcess(r.msg[at[1]:], digressAt)
	if id == "" || id == r.view.Top.Process.ID {
		return false
	}
	part := *r.view
	part.Files, part.Values = nil, nil
	before := newReader(r.msg[:at[0]], &part)
	before.answer()
	r.out.Commands = append(r.out.Commands, before.out.Commands...)
	r.out.Trace = append(r.out.Trace, before.out.Trace...)
	r.start(id, text.Span{Start: at[1], End: len(r.msg)})
	return true
}
