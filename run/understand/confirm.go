package understand

import (
	"regexp"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/value"
)

// opensCorrection begins a message that takes something back.
var opensCorrection = regexp.MustCompile(`^(?:oh |oops |um |ah |hmm |well |ok |yes |yeah |sorry )*(?:no|wait|actually|sorry|correction|scratch that|i mean|i meant|make (?:it|that)|change|rather|not|hold on|let me (?:change|correct)|can you change|please change|update|it should|that should|the .{1,30} (?:should|is wrong|was))\b|^(?:哦|啊|呃|嗯|哎|哎呀|好的?|对|是的?|可以|那)*(?:不对|不是|错了|等等|等一下|改|换|应该|我说错|说错|写错|填错|搞错|弄错|更正|修改|把|其实|不|我是说|请改|请把|麻烦改|帮我改)|(?:不对|错了|有误|改成|改为|改一下|换成|改到)`)

var (
	yesLead = regexp.MustCompile(`^(?:yes|yeah|yep|yup|sure|ok|okay|correct|right|exactly|confirm(?:ed)?|go ahead|please do|of course|absolutely|definitely|looks good|sounds good|good|great|perfect|fine)\b|^(?:好的?|可以|行|嗯+|对|是的?|没错|没问题|确认|确定|同意|提交|就这样|ok)`)
	noLead  = regexp.MustCompile(`^(?:no|nope|nah|not|dont|do not|never|wrong|stop)\b|^(?:不|别|没|否|错)`)
	// goes are ways to say yes by saying what is to happen.
	goes = regexp.MustCompile(`^(?:(?:yes|yeah|ok|okay|please|then|and|just|now|great|good|perfect|fine|sure) )*(?:(?:go ahead|do it|go for it|submit|send|file|book|order|make it so|proceed|continue|finali[sz]e|place|hand it in|lets (?:do|go)|looks|sounds|thats|that is|all|everything is|its|it is) ?)(?:(?:it|that|this|in|off|now|please|the order|with it|ahead|do|for|good|fine|right|correct|ok|okay|great|perfect|all|to me|everything|accurate) ?)*$|^(?:lgtm|confirmed|thats it|all good|why not|by all means|affirmative|approved|agreed)$|^(?:好的?|可以|行|嗯+|对|是的?|没错|没问题|那就|那|请|就|ok|直接|现在|马上|帮我|麻烦)*(?:提交|确认|发送|发|报|办|订|下单|预订|申请|走|来|继续|通过|这样|这么办|这么定|按这个)(?:吧|了|提交|办|来|办理|报|申请|订|就行|就好|啦|啊|呀|掉|上去|它|谢谢|即可)*$|^(?:信息|内容|都|全|全部|以上|这些|上面)*(?:没问题|没错|正确|无误|准确|对的?|是对的|没毛病)(?:了|的|啊|呀)*$`)
	// declines are ways to say no that name no reason.
	declines = regexp.MustCompile(`^(?:no |nope |nah |please |oh |um |well |sorry |hmm )*(?:(?:please )?(?:dont|do not)(?: (?:do|submit|send|book|order|file|want) ?(?:it|that|this|to|yet|anything)?)*|not (?:yet|now|really|quite|exactly|like this|like that|this|right|correct|so fast)|(?:thats|that is|its|it is|this is|somethings|something is) (?:not (?:right|correct|what i want(?:ed)?|it)|wrong|incorrect|off)|i dont (?:want (?:that|this|it|to)|agree|think so)|id rather not|rather not|better not|leave it|i disagree|there is a mistake|wait)$|^(?:嗯|哦|呃|啊|先|还|你|请)*(?:不(?:提交|确认|同意|要|用|对|行|可以|是|了|好|想|办|订|发)?|别|别提交|别发|先别|有问题|有错|有误|不太对|不太行|不正确|等等|不是这样|哪里不对|错了?|先不|还没)(?:吧|了|提交|啊|呀|的|这样|哦|呢|确认|办|好|急|对)*$`)
)

// answerConfirm reads an answer to a question for a yes.
func (r *reader) answerConfirm(q *machine.Question) {
	said := r.control()
	if q.Kind == machine.AskHandoff && (r.goesTo() || r.walksOn(q, said)) {
		return
	}
	switch {
	case said == meanCancel && q.Kind != machine.AskConfirm && letsGo.MatchString(r.core):
		r.yesOrNo(false)
		return
	case said == meanCancel && q.Kind == machine.AskCancel, said == meanHandoff && q.Kind == machine.AskHandoff:
		r.yesOrNo(true)
		return
	case said == meanBack:
		r.yesOrNo(false)
		return
	case said == meanResume, said == meanDone && r.plain != "没有了" && r.plain != "没了":
		r.yesOrNo(true)
		return
	case (said == meanCancel || said == meanHold) && r.steer(q, said):
		return
	}
	if yes, sure := r.yes(); sure {
		r.yesOrNo(yes)
		return
	}
	if q.Kind == machine.AskHandoff && r.answersUnder(q, said) {
		return
	}
	if r.steer(q, said) || r.shifted(r.view.Top) || r.corrected(r.view.Top) {
		return
	}
	if r.aside(q) || r.foreignMoney(q) {
		return
	}
	switch {
	case r.plainValue(q):
	case opensNo(r), wrongs.MatchString(r.plain) && len(r.plain) < maxControl:
		r.yesOrNo(false)
	case yesLead.MatchString(r.plain) && !noLead.MatchString(r.plain) && len(r.plain) < maxControl:
		r.yesOrNo(true)
	default:
		r.clarify("not_a_yesno", "")
	}
}

// answersUnder takes an answer to the question that the offer of a person lies
// on: who found the right words after all needs no person.
func (r *reader) answersUnder(q *machine.Question, said string) bool {
	under := q.Under
	if under == nil || under.Kind != machine.AskSlot {
		return false
	}
	if said == meanSkip {
		r.add(machine.Command{Kind: machine.CmdSkip}, r.msg)
		return true
	}
	slot, target := r.asked(under)
	if slot == nil || said != "" || opensNo(r) {
		return false
	}
	if slot.Spec.Kind == value.Text {
		f, err := value.Read(slot.Spec, r.msg, r.view.Setting)
		if asks, _ := r.interrogates(); asks || err != nil || wishes.MatchString(r.plain) {
			return false
		}
		r.put(target, f.Value, r.span(), "")
		return true
	}
	return r.fill(under, slot, target)
}

// foreignMoney says that an amount is in a currency that is not taken, where
// nothing else was said.
func (r *reader) foreignMoney(q *machine.Question) bool {
	if q.Kind != machine.AskConfirm && q.Kind != machine.AskChange {
		return false
	}
	for i := range r.view.Top.Process.Slots {
		slot := &r.view.Top.Process.Slots[i]
		if slot.Spec.Kind != value.Money || !has(r.view.Top.State, slot.Name) {
			continue
		}
		if _, err := value.Read(slot.Spec, r.msg, r.setting(slot, r.view.Top.State)); err != nil && reasonOf(err) == value.OtherCurrency {
			r.clarify(value.OtherCurrency, slot.Name)
			return true
		}
	}
	return false
}

// letsGo are the cancelling phrases that only wave something off.
var letsGo = regexp.MustCompile(`^(?:never ?mind|forget it|stop|算了|算了算了|当我没说)$`)

func opensNo(r *reader) bool { return noLead.MatchString(r.plain) && len(r.plain) < maxControl }

// yes reads an answer that is nothing but a yes or a no.
func (r *reader) yes() (yes, sure bool) {
	if yes, sure := value.ReadYesNo(r.msg); sure {
		return yes, true
	}
	for _, s := range []string{r.plain, r.core} {
		switch {
		case len(s) > maxControl:
		case declines.MatchString(s):
			return false, true
		case goes.MatchString(s):
			return true, true
		}
	}
	return false, false
}

func (r *reader) yesOrNo(yes bool) {
	kind := machine.CmdDeny
	if yes {
		kind = machine.CmdAffirm
	}
	r.add(machine.Command{Kind: kind}, r.msg)
}

// aside takes what is no answer to a yes-or-no: a question, another process.
func (r *reader) aside(*machine.Question) bool {
	asks, _ := r.interrogates()
	if asks && wantsToKnow.MatchString(r.plain) {
		r.ask()
		return true
	}
	if wishes.MatchString(r.plain) && r.otherProcess(true, digressAt) {
		return true
	}
	if asks {
		r.ask()
	}
	return asks
}

// plainValue takes a bare value as a correction: "48" where an amount is to be
// confirmed. A value that stands already is a yes.
func (r *reader) plainValue(q *machine.Question) bool {
	if q.Kind != machine.AskConfirm && q.Kind != machine.AskChange {
		return false
	}
	values := r.changedValues(r.view.Top, true)
	for _, c := range values {
		r.take(r.view.Top, c)
	}
	return len(values) > 0
}

var nothingToChange = regexp.MustCompile(`^(?:nothing(?: (?:at all|else|really|to change|needs to change))?(?: .{0,30}(?:fine|good|right|correct|ok))?|no changes?|none|its (?:all )?(?:fine|good|right|correct|ok)|everything is (?:fine|good|right|correct)|all good|leave it|keep it|as it is|(?:it is|its) fine as it is|no need)$|^(?:没什么(?:要改的?)?|没有(?:要改的?|了)?|不用改了?|不改了?|都对|没问题|不需要改|没啥|就这样吧?|都没问题|不用了)$`)

// answerChange reads what is to be changed after a no.
func (r *reader) answerChange(q *machine.Question) {
	if nothingToChange.MatchString(r.core) || nothingToChange.MatchString(r.plain) {
		r.add(machine.Command{Kind: machine.CmdDone}, r.msg)
		return
	}
	said := r.control()
	if said != meanBack && said != meanDone && r.steer(q, said) {
		return
	}
	if yes, sure := r.yes(); sure {
		r.yesOrNo(yes)
		return
	}
	if r.corrected(r.view.Top) {
		return
	}
	if names := r.namedSlots(r.view.Top); len(names) > 0 && !r.anyValue() {
		for _, n := range names[:min(3, len(names))] {
			r.back(r.view.Top, n)
		}
		return
	}
	if r.plainValue(q) || r.aside(q) {
		return
	}
	if said == meanBack {
		r.add(machine.Command{Kind: machine.CmdBack}, r.msg)
		return
	}
	r.clarify("unclear", "")
}

// anyValue tells whether the message has a value for the run on top.
func (r *reader) anyValue() bool { return len(r.changedValues(r.view.Top, true)) > 0 }
