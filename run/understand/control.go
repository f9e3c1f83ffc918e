package understand

import (
	"regexp"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// maxControl is how long a message that is only a control can be, in bytes.
const maxControl = 160

// control says what control phrase the message is as a whole; "" when none.
func (r *reader) control() string {
	if len(r.plain) > maxControl {
		return ""
	}
	if said := phraseOf(r.plain); said != "" {
		return said
	}
	if r.core != r.plain {
		if said := phraseOf(r.core); said != "" {
			return said
		}
	}
	return r.lastOfSeveral()
}

// phraseOf says which phrase s is as a whole; "" when none.
func phraseOf(s string) string {
	for i := range phrases {
		if phrases[i].is(s) {
			return phrases[i].means
		}
	}
	return ""
}

// maxClauses bounds how many clauses a message that is only controls can have.
const maxClauses = 4

// lastOfSeveral reads "done, next step": where each clause is a control or a
// yes or no, the last control counts.
func (r *reader) lastOfSeveral() string {
	clauses := strings.FieldsFunc(r.msg, func(c rune) bool { return strings.ContainsRune(",，.。;；!！\n", c) })
	if len(clauses) < 2 || len(clauses) > maxClauses {
		return ""
	}
	last := ""
	for _, c := range clauses {
		one := &reader{view: r.view, msg: c, plain: plainOf(c)}
		if one.plain == "" {
			continue
		}
		one.core = coreOf(one.plain)
		said := one.control()
		if _, sure := value.ReadYesNo(c); said == "" && !sure {
			return ""
		}
		if said != "" {
			last = said
		}
	}
	return last
}

// plainly are the controls that mean the same whatever is asked.
var plainly = map[string]machine.CommandKind{
	meanCancel:  machine.CmdCancel,
	meanRestart: machine.CmdRestart,
	meanPause:   machine.CmdPause,
	meanBack:    machine.CmdBack,
	meanUnknown: machine.CmdUnknown,
	meanRepeat:  machine.CmdRepeat,
	meanWhere:   machine.CmdWhere,
	meanWhy:     machine.CmdWhy,
	meanHandoff: machine.CmdHandoff,
	meanSkip:    machine.CmdSkip,
}

// steer carries a control out as the open question asks; it tells whether the
// message is settled by that.
func (r *reader) steer(q *machine.Question, said string) bool {
	if lang := r.languageAsked(); lang != "" {
		r.add(machine.Command{Kind: machine.CmdLanguage, Language: lang}, r.msg)
		return true
	}
	switch {
	case said == "":
		return r.steerLonger()
	case said == meanResume:
		return r.goOn(q)
	case said == meanHold:
		r.small("ok")
		return true
	case strings.HasPrefix(said, means):
		return r.chat(q, strings.TrimPrefix(said, means))
	}
	if kind, ok := plainly[said]; ok {
		r.add(machine.Command{Kind: kind}, r.msg)
		return true
	}
	return false // done and stuck: only where there is something to be done
}

// chat takes smalltalk; "help" at a runbook's item is no smalltalk.
func (r *reader) chat(q *machine.Question, kind string) bool {
	if kind == "help" && q != nil && q.Kind == machine.AskItem {
		r.add(machine.Command{Kind: machine.CmdStuck}, r.msg)
		return true
	}
	r.small(kind)
	return true
}

// goOn reads "continue": on with what is asked, or back to another run.
func (r *reader) goOn(q *machine.Question) bool {
	switch {
	case q != nil && q.Kind == machine.AskItem:
		r.add(machine.Command{Kind: machine.CmdDone}, r.msg)
	case q != nil && q.Kind == machine.AskConfirm:
		r.add(machine.Command{Kind: machine.CmdAffirm}, r.msg)
	case q != nil:
		r.add(machine.Command{Kind: machine.CmdRepeat}, r.msg)
	case len(r.view.Others) > 0:
		r.add(machine.Command{Kind: machine.CmdResume, Run: r.view.Others[0].State.Run}, r.msg)
	case r.view.Top != nil:
		r.add(machine.Command{Kind: machine.CmdWhere}, r.msg)
	default:
		r.clarify("nothing_open", "")
	}
	return true
}

var (
	askedWhy    = regexp.MustCompile(`^(?:but |and |so |ok |well |hey )?(?:why|what for|how come)$|^(?:but |and |so |ok )?why (?:do|are|did|would|should|must) (?:you|we|i|they)\b.{0,60}(?:ask|need|want|know|have to|give|tell|say|enter|provide|upload|wait)|^why (?:is|was|were|are) (?:it|this|that|my \w+|the \w+|i)\b.{0,60}(?:needed|necessary|required|asked|important|reject|refus|denied|cancel|wait|late|not|sent back|so long|approved)|^why (?:not|so|this|that|is that|is this|is it|that question|me)$|^(?:what|whats|what is|whats all|what do you need) (?:is )?(?:that|this|it|my \w+) (?:needed )?for$|^for what(?: reason| purpose)?$|^what does that matter$|^whats the reason$|^why does .{0,30} matter$|^why can(?:t|not) .{0,40}$`)
	askedWhyHan = regexp.MustCompile(`^(?:请问|那|但|可是|但是|可|你们|你|您|我|到底)*(?:为什么|为啥|干嘛|干吗|为何|凭什么|怎么)(?:还|又|非|就|偏|我|你|您|你们|一定|非得)*(?:要|得|需要)?(?:要|知道|问|填|提供|需要|上传|这样|这么|写|告诉|给|等|拒绝|驳回|退回|被|没通过|不通过|不批|不同意|没批|不行|不能|不可以|办不了|转人工).{0,16}$|^(?:为什么|为啥|为何|why|凭什么|原因呢?|什么原因|理由是?什么?)(?:呢|啊|呀|吗)*$|^(?:你|您|你们)?(?:问|要|知道|填|写)(?:这个|这些|它|我.{1,6})(?:干嘛|干什么|做什么|有什么用|干啥|干吗|用来干嘛)(?:呢|啊|呀|用)*$|^(?:这个|这)?(?:有必要|有什么用|干嘛用的|做什么用的?|是干什么的|用来做什么的?)(?:吗|呢|啊)*$|^(?:一定|必须|非)(?:要|得)?(?:填|说|写|提供|回答)(?:这个)?(?:吗|不可吗)$`)
)

// steerLonger reads controls that name what they are about.
func (r *reader) steerLonger() bool {
	if r.askedWhy() {
		r.add(machine.Command{Kind: machine.CmdWhy}, r.msg)
		return true
	}
	return r.cancelNamed() || r.resumeNamed()
}

func (r *reader) askedWhy() bool {
	if len(r.plain) > maxControl {
		return false
	}
	for _, s := range []string{r.plain, r.core} {
		if askedWhy.MatchString(s) || askedWhyHan.MatchString(s) {
			return true
		}
	}
	return false
}

var (
	cancelOf = regexp.MustCompile(`^(?:please )?(?:cancel|stop|abort|withdraw|drop|scrap) (?:my |the |this |that )(.{2,60})$|^(?:把)?(?:取消|撤销|撤回|终止)(?:掉|我的|这个|这次|这笔|我这次的)*(.{2,30})$|^(?:把)?(?:我的|这个|这次的?|这笔)?(.{2,30}?)(?:取消|撤销|撤回|不办|不弄|不要|不申请)(?:掉|了)?$`)
	resumeOf = regexp.MustCompile(`^(?:lets |i want to |can we |please )?(?:continue|resume|go back to|back to|get back to|pick up|finish|go on with|carry on with|return to)(?: with)? (?:my |the |that |this |our )?(.{2,60})$|^(?:我要|我想|请|咱们|我们|那)*(?:继续|接着|回到|返回|回去|先(?:去)?(?:办|弄|填|做|订|处理|说|搞)?)(?:办理|办|弄|填|做|说|刚才的?|之前的?|我的|那个|上次的?)*(.{2,30})$`)
)

// cancelNamed reads "cancel my claim" where a claim is open.
func (r *reader) cancelNamed() bool {
	run, ok := r.runNamed(cancelOf)
	if !ok {
		return false
	}
	c := machine.Command{Kind: machine.CmdCancel}
	if top := r.view.Top; top == nil || top.State.Run != run.State.Run {
		c.Run = run.State.Run
	}
	r.add(c, r.msg)
	return true
}

// resumeNamed reads "back to my claim" where a claim is open.
func (r *reader) resumeNamed() bool {
	run, ok := r.runNamed(resumeOf)
	if !ok {
		return false
	}
	if top := r.view.Top; top != nil && top.State.Run == run.State.Run {
		r.add(machine.Command{Kind: machine.CmdRepeat}, r.msg)
		return true
	}
	r.add(machine.Command{Kind: machine.CmdResume, Run: run.State.Run}, r.msg)
	return true
}

// runNamed finds the open run that the rest of a phrase names.
func (r *reader) runNamed(re *regexp.Regexp) (RunView, bool) {
	if len(r.plain) > maxControl {
		return RunView{}, false
	}
	for _, s := range []string{r.plain, r.core} {
		m := re.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		if run, ok := r.bestRun(strings.Join(m[1:], "")); ok {
			return run, true
		}
	}
	return RunView{}, false
}

// bestRun is the open run whose title shares most with words, at least half of them.
func (r *reader) bestRun(words string) (RunView, bool) {
	var runs []RunView
	if r.view.Top != nil {
		runs = append(runs, *r.view.Top)
	}
	runs = append(runs, r.view.Others...)
	best, score := RunView{}, 0.49
	for _, run := range runs {
		if run.Process == nil {
			continue
		}
		if s := likeness(words, titles(run.Process)); s > score {
			best, score = run, s
		}
	}
	return best, best.Process != nil
}

// likeness is the share of the content of words that any one of the texts has.
func likeness(words string, texts []string) float64 {
	units := text.Units(text.Tokens(words))
	best := 0.0
	for _, t := range texts {
		have := map[uint64]bool{}
		for _, u := range text.Units(text.Tokens(t)) {
			have[u.ID] = true
		}
		all, same := 0.0, 0.0
		for _, u := range units {
			all += u.Weight
			if have[u.ID] {
				same += u.Weight
			}
		}
		if all > 0.3 {
			best = max(best, same/all)
		}
	}
	return best
}

var (
	speakEnglish = regexp.MustCompile(`^(?:please |can we |can you |could you |do you |lets |i want to |i prefer |i prefer to )*(?:speak |talk |use |switch |change |answer |reply |write |continue |go on )*(?:to me )?(?:to |in )?(?:the )?english(?: language)?(?: please| version)?$|^(?:请|可以|能|能不能|我要|改|换|切换|切换成|切换到|换成|改成|改用|用|说|讲|使用|回答|切|到|成|为)*(?:英文|英语|english)(?:吧|说|回答|回复|交流|模式|版|界面|可以吗|吗|好吗)*$`)
	speakChinese = regexp.MustCompile(`^(?:please |can we |can you |could you |do you |lets |i want to |i prefer |i prefer to )*(?:speak |talk |use |switch |change |answer |reply |write |continue |go on )*(?:to me )?(?:to |in )?(?:the )?(?:chinese|mandarin)(?: language)?(?: please| version)?$|^(?:请|可以|能|能不能|我要|改|换|切换|切换成|切换到|换成|改成|改用|用|说|讲|使用|回答|切|到|成|为)*(?:中文|汉语|普通话|国语|chinese)(?:吧|说|回答|回复|交流|模式|版|界面|可以吗|吗|好吗)*$`)
)

// languageAsked is the language that the message asks to go on in, "" when it
// asks for none.
func (r *reader) languageAsked() string {
	switch {
	case len(r.plain) > maxControl:
	case speakEnglish.MatchString(r.plain):
		return "en"
	case speakChinese.MatchString(r.plain):
		return "zh"
	}
	return ""
}
