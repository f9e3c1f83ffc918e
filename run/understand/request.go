package understand

import (
	"regexp"
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/recognize"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// How surely another process must be recognised to begin in the middle of one:
// where any text would be an answer, more surely.
const (
	digressAt     = 0.55
	textDigressAt = 0.7
)

// request reads a message where nothing is asked.
func (r *reader) request() {
	said := r.control()
	if yes, sure := value.ReadYesNo(r.msg); said == "" && sure {
		r.bareAnswer(yes)
		return
	}
	if said == meanWhere && r.view.Top == nil && len(r.view.Others) == 0 && r.otherProcess(true, digressAt) {
		return // "where is my payslip?"
	}
	if r.nothingOpen(said) && r.steer(nil, said) || r.afterwards(said) {
		return
	}
	if r.correctsWaiting() || r.correctsEnded() {
		return
	}
	if said == meanBack || said == meanSkip || said == meanUnknown || bareStuck.MatchString(r.plain) || goTo.MatchString(r.plain) {
		r.clarify("nothing_open", "") // "back" asks for no process that has the word in it
		return
	}
	r.recognise()
}

// bareStuck says that something does not go on, and not what.
var bareStuck = regexp.MustCompile(`^(?:im |i am |i got )?(?:still )?stuck(?: here| again)?(?: (?:at|on|with) (?:this|it|that|step \w+|this step|this one|this item))?$|^(?:no luck|not working|it doesnt work|doesnt work|that didnt help|didnt help)$|^(?:我|还是|又)*(?:卡(?:住|壳)|卡在?(?:这|这里|这儿|这步|这一步|第.{1,2}步)|这(?:一)?步卡住)了?$|^(?:还是)?(?:不行|没用)$`)

// nothingOpen tells whether a control phrase is one where no question is open;
// others may well be requests.
func (r *reader) nothingOpen(said string) bool {
	switch said {
	case meanSkip, meanUnknown, meanBack, meanDone, meanStuck:
		return false
	}
	return true
}

// afterwards reads what is said behind the last question: "go back" to change
// an answer of a run that waits, "that's all".
func (r *reader) afterwards(said string) bool {
	switch {
	case said == meanBack && r.view.Top != nil:
		r.add(machine.Command{Kind: machine.CmdBack}, r.msg)
	case r.view.Top != nil && (said == meanDone && asksNext.MatchString(r.plain) || howLong.MatchString(r.plain)):
		r.add(machine.Command{Kind: machine.CmdWhere}, r.msg)
	case said == meanDone:
		r.small("ok")
	default:
		return false
	}
	return true
}

var (
	asksNext = regexp.MustCompile(`next|then|what now|now what|下一|然后|接下来|之后|后面`)
	howLong  = regexp.MustCompile(`^(?:so |and )?(?:how (?:much )?long(?:er)?(?: will (?:it|this|that) take| does it take| do i have to wait| still)?|when will (?:it|this) be (?:done|ready|finished|approved|decided))$|^(?:大概|请问)?(?:还要|还需要|还得)(?:等)?(?:多久|多长时间|几天)$|^什么时候(?:能|会|可以|才能)?(?:好|完|批|批下来|办好|办完|有结果|出结果)$`)
)

// bareAnswer takes a yes or a no to nothing.
func (r *reader) bareAnswer(bool) {
	if r.view.Fresh {
		r.clarify("unclear", "")
		return
	}
	r.small("ok")
}

// correctsWaiting reads a correction of a run that waits.
func (r *reader) correctsWaiting() bool {
	if !opensCorrection.MatchString(r.plain) && !shiftLater.MatchString(r.plain) && !shiftEarlier.MatchString(r.plain) {
		return false
	}
	if r.view.Top != nil {
		return r.shifted(r.view.Top) || r.corrected(r.view.Top)
	}
	return len(r.view.Others) == 1 && (r.shifted(&r.view.Others[0]) || r.corrected(&r.view.Others[0]))
}

// correctsEnded reads a correction of the run that ended last: nothing can be
// changed in it, but whoever says so must be told, not refused.
func (r *reader) correctsEnded() bool {
	p := r.view.Ended
	if p == nil || r.view.Top != nil || len(r.view.Others) > 0 ||
		!opensCorrection.MatchString(r.plain) && (!changes.MatchString(r.plain) || len(r.mentions(p)) == 0) {
		return false
	}
	run := &RunView{Process: p}
	c := machine.Command{Kind: machine.CmdClarify, Text: Ended}
	for _, v := range r.changedValues(run, true) {
		if c.Values == nil {
			c.Values = map[string]value.Value{}
		}
		c.Values[v.slot] = v.value
	}
	if c.Values == nil && len(r.mentions(p)) == 0 && !bareWrong.MatchString(r.plain) {
		return false
	}
	r.add(c, r.msg)
	return true
}

// recognise finds what the message asks for.
func (r *reader) recognise() {
	if r.view.Recognizer == nil {
		r.unknown()
		return
	}
	if r.several() {
		return
	}
	res := r.view.Recognizer.Recognize(r.msg)
	r.out.Recognition = res
	switch {
	case res.Band == recognize.Act && r.cancelsNothing(r.processOf(res.Ranked[0].ID)):
		r.add(machine.Command{Kind: machine.CmdCancel}, r.msg)
	case res.Band == recognize.Act && r.processOf(res.Ranked[0].ID) != nil:
		_, sure := r.interrogates()
		r.out.Fact = sure && wantsToKnow.MatchString(r.plain) && !wishesPlainly.MatchString(r.plain)
		r.start(res.Ranked[0].ID, r.all())
	case res.Band == recognize.Ask:
		r.clarify("between", "")
	default:
		r.unknown()
	}
}

// cancelsNothing tells whether the message wants to cancel a process that is
// not open, and that is not itself about cancelling.
func (r *reader) cancelsNothing(p *process.Process) bool {
	if p == nil || !cancelOf.MatchString(r.plain) && !cancelOf.MatchString(r.core) {
		return false
	}
	own := append([]string{p.ID}, p.Examples...)
	for _, title := range p.Title {
		own = append(own, title)
	}
	return !slices.ContainsFunc(own, func(s string) bool { return cancelWord.MatchString(s) })
}

// cancelWord stands in what is itself about cancelling.
var cancelWord = regexp.MustCompile(`(?i)cancel|withdraw|stop|abort|scrap|取消|撤销|撤回|终止|退`)

// unknown takes what fits no process: a question may be answered by documents.
func (r *reader) unknown() {
	if asks, _ := r.interrogates(); asks {
		r.ask()
		return
	}
	r.clarify("refused", "")
}

// joins are words that join a second request to a first.
var joins = regexp.MustCompile(`\b(?:and|also|then|plus)\b|另外|顺便|还有|然后|并且|同时|再|还想|也想`)

// several starts each of two or more requests in one message, with what was
// said for it.
func (r *reader) several() bool {
	parts := r.view.Recognizer.Split(r.msg)
	if len(parts) < 2 {
		return false
	}
	ids := make([]string, len(parts))
	for i, p := range parts {
		res := r.view.Recognizer.Recognize(r.msg[p.Start:p.End])
		if res.Band != recognize.Act || r.processOf(res.Ranked[0].ID) == nil {
			return false
		}
		ids[i] = res.Ranked[0].ID
		if i > 0 && !wishes.MatchString(plainOf(r.msg[p.Start:p.End])) && !joins.MatchString(text.Fold(r.msg[parts[i-1].End:p.Start])) {
			return false // "…, returning Friday" asks for nothing new
		}
		if i == 0 {
			r.out.Recognition = res
		}
	}
	r.out.Trace = append(r.out.Trace, Reason{What: "split", Why: "the message holds " + strings.Join(ids, " and ")})
	for i, p := range parts {
		if !slices.Contains(ids[:i], ids[i]) {
			r.start(ids[i], p)
		}
	}
	return true
}

// start begins a process with the values that a part of the message has for it.
func (r *reader) start(id string, part text.Span) {
	p := r.processOf(id)
	c := machine.Command{Kind: machine.CmdStart, Process: id}
	s := search{process: p, part: part, boost: map[string]float64{}, least: 0.75}
	for i := range p.Slots {
		s.boost[p.Slots[i].Name] = r.onlyOne(p, &p.Slots[i])
	}
	for _, v := range r.extract(s) {
		if c.Values == nil {
			c.Values = map[string]value.Value{}
		}
		c.Values[v.slot] = v.value
		r.out.Trace = append(r.out.Trace, Reason{
			What: "slot", Why: v.slot + " " + v.value.String() + " ← " + clip(r.msg[v.start:v.end], 80), Start: v.start, End: v.end,
		})
	}
	r.handOver(p, &c)
	r.add(c, r.spoken(id))
}

// handOver gives files that no open run took to the process that begins.
func (r *reader) handOver(p *process.Process, c *machine.Command) {
	for i := range p.Slots {
		if p.Slots[i].Spec.Kind != value.FileKind || r.placed >= len(r.view.Files) {
			continue
		}
		if c.Values == nil {
			c.Values = map[string]value.Value{}
		}
		c.Values[p.Slots[i].Name] = value.NewFile(r.view.Files[r.placed])
		r.placed++
	}
}

// onlyOne boosts the only number of a process a little: "book 3 seats" has
// nothing else that the 3 could be.
func (r *reader) onlyOne(p *process.Process, slot *process.Slot) float64 {
	if !isAmount(slot.Spec.Kind) {
		return 0
	}
	n := 0
	for i := range p.Slots {
		if isAmount(p.Slots[i].Spec.Kind) {
			n++
		}
	}
	if n == 1 {
		return 0.15
	}
	return 0
}

// spoken are the words that spoke for a process.
func (r *reader) spoken(id string) string {
	for _, ranked := range r.out.Recognition.Ranked {
		if ranked.ID == id {
			return strings.Join(ranked.Words, ", ")
		}
	}
	return ""
}

// sureProcess is the process that words surely ask for, "" when none.
func (r *reader) sureProcess(words string, least float64) string {
	if r.view.Recognizer == nil {
		return ""
	}
	res := r.view.Recognizer.Recognize(words)
	if res.Band != recognize.Act || res.Ranked[0].P < least || r.processOf(res.Ranked[0].ID) == nil {
		return ""
	}
	r.out.Recognition = res
	return res.Ranked[0].ID
}

// compound is a name of several words written in one: DiskFillsUp.
var compound = regexp.MustCompile(`\p{Ll}\p{Lu}`)

// ofThisRun tells whether the message has little in it but the name of a slot of
// the run on top: "with a projector" is no call for help with one. A bare word
// asks for nothing either.
func (r *reader) ofThisRun() bool {
	if r.view.Top == nil || r.view.Top.Process == nil {
		return false
	}
	toks := r.words()
	if len(toks) < 2 && !compound.MatchString(r.msg) {
		return true
	}
	names := r.mentions(r.view.Top.Process)
	rest := 0
	for _, t := range toks {
		if text.Weight(t) < 0.4 || slices.ContainsFunc(names, func(m mention) bool { return m.start <= t.Start && t.End <= m.end }) {
			continue
		}
		rest++
	}
	return len(names) > 0 && rest < 2
}

// otherProcess starts another process in the middle of one, when the message
// surely asks for it; without words of asking, the more surely.
func (r *reader) otherProcess(asked bool, least float64) bool {
	if !asked {
		least += 0.15
	}
	if r.ofThisRun() {
		return false
	}
	id := r.sureProcess(r.msg, least)
	if id == "" || r.view.Top != nil && r.view.Top.Process.ID == id {
		return false
	}
	if i := slices.IndexFunc(r.view.Others, func(o RunView) bool { return o.Process != nil && o.Process.ID == id }); i >= 0 &&
		changes.MatchString(r.plain) && r.corrected(&r.view.Others[i]) {
		return true
	}
	if !r.several() {
		r.start(id, r.all())
	}
	return true
}

// likeliest is the one of ids that the message's words speak for most, else the
// process that the message surely asks for, else "".
func (r *reader) likeliest(ids []string) string {
	best, score, second := "", 0.3, 0.0
	for _, id := range ids {
		p := r.processOf(id)
		if p == nil {
			continue
		}
		s := likeness(r.plain, append(titles(p), p.Examples...))
		switch {
		case s > score:
			best, score, second = id, s, score
		case s > second:
			second = s
		}
	}
	if best != "" && score > second+0.1 {
		return best
	}
	return r.sureProcess(r.msg, digressAt)
}

// fillsIn starts a process that was asked about with an answer that is a value
// for it: who says "teeth" to "an appointment?" means yes.
func (r *reader) fillsIn(id string) bool {
	p := r.processOf(id)
	if p == nil {
		return false
	}
	before := len(r.out.Commands)
	trace := len(r.out.Trace)
	r.start(id, r.all())
	if len(r.out.Commands[before].Values) > 0 {
		return true
	}
	r.out.Commands, r.out.Trace = r.out.Commands[:before], r.out.Trace[:trace]
	return false
}

var both = regexp.MustCompile(`^(?:i (?:want|need|mean) )?(?:both|all)(?: of (?:them|those|these))?(?: please)?$|^(?:我)?(?:两个|都|两者|两件|两样|全)(?:都)?(?:要|办|需要|想办)$`)

func ranked(id string, p float64) recognize.Ranked { return recognize.Ranked{ID: id, P: p} }

// between reads the answer to "A or B?": its place, its words, or a better
// wording of the whole wish.
func (r *reader) between() bool {
	ids := r.view.Between
	if n := r.pick(len(ids)); n > 0 && r.processOf(ids[n-1]) != nil {
		r.start(ids[n-1], r.all())
		return true
	}
	said := r.control()
	if both.MatchString(r.plain) {
		for _, id := range ids {
			if r.processOf(id) != nil {
				r.start(id, text.Span{})
			}
		}
		return true
	}
	if said == meanUnknown || said == meanRepeat {
		r.betweenAgain(ids)
		return true
	}
	if said != "" && said != meanDone && said != meanStuck && said != meanSkip && r.steer(nil, said) {
		return true
	}
	if id := r.likeliest(ids); id != "" {
		r.start(id, r.all())
		return true
	}
	if len(ids) == 1 && r.fillsIn(ids[0]) {
		return true
	}
	if yes, sure := value.ReadYesNo(r.msg); sure {
		if yes && r.processOf(ids[0]) != nil && len(ids) == 1 {
			r.start(ids[0], r.all())
			return true
		}
		if yes {
			r.betweenAgain(ids)
			return true
		}
		r.clarify("refused", "")
		return true
	}
	return false
}
