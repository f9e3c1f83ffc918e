package understand

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// answerItem reads what is said at an item of a runbook.
func (r *reader) answerItem(q *machine.Question) {
	said := r.control()
	if n := r.jump(); n > 0 {
		r.add(machine.Command{Kind: machine.CmdChoose, N: n}, r.msg)
		return
	}
	if r.goesTo() {
		return
	}
	switch said {
	case meanDone:
		r.add(machine.Command{Kind: machine.CmdDone}, r.msg)
		return
	case meanStuck:
		r.add(machine.Command{Kind: machine.CmdStuck}, r.msg)
		return
	}
	if r.steer(q, said) {
		return
	}
	if fixed.MatchString(r.plain) || fixed.MatchString(r.core) {
		c := machine.Command{Kind: machine.CmdDone}
		if mended.MatchString(r.plain) {
			c.Text = "solved"
		}
		r.add(c, r.msg)
		return
	}
	if yes, sure := r.yes(); sure {
		kind := machine.CmdStuck
		if yes {
			kind = machine.CmdDone
		}
		r.add(machine.Command{Kind: kind}, r.msg)
		return
	}
	if r.aside(q) {
		return
	}
	switch {
	case sound.MatchString(r.plain):
		r.add(machine.Command{Kind: machine.CmdDone}, r.msg)
	case troubled.MatchString(r.plain):
		r.add(machine.Command{Kind: machine.CmdStuck}, r.msg)
	case reported.MatchString(r.plain):
		r.add(machine.Command{Kind: machine.CmdDone}, r.msg)
	case r.section():
	case r.otherProcess(false, digressAt):
	default:
		r.clarify("unclear", "")
	}
}

// section asks for a section of the runbook that the message is the heading of.
func (r *reader) section() bool {
	book := r.view.Top.Process.Runbook
	if book == nil || len(r.plain) > maxControl {
		return false
	}
	for _, h := range book.Headings {
		if covers(r.msg, h) >= 0.75 && covers(h, r.msg) >= 0.75 {
			r.ask()
			return true
		}
	}
	return false
}

var (
	// fixed says that all is well again.
	fixed = regexp.MustCompile(`^(?:never ?mind |ok |okay |yes |yeah |great |oh |wow |thanks |and |now |it |that |this |its |it is |all |everything |the \w+ |seems |so )*(?:works?|worked|working|fixed|solved|resolved|good|fine|helped|did it|did the trick|back|up|up and running|running|on)(?: now| again| it| the problem| thanks| thank you| fine| perfectly| great)*$|^(?:好的?|嗯|现在|它|问题|都|已经|已|终于|这下|太好了|屏幕|电脑)*(?:好了|可以了|能用了|行了|解决了|正常了|修好了|搞定了|恢复了|恢复正常了|亮了|没问题了|通了|连上了|打开了|有反应了|管用了?|有用|成功了)(?:啊|呀|谢谢|多谢|啦)*$`)
	// mended says of what is fixed that it was the trouble, not only the step.
	mended = regexp.MustCompile(`\b(?:works? (?:now|again)|working (?:now|again)|(?:fixed|solved|resolved)|up and running|back up|did the trick)\b|解决了|修好了|恢复|又?能用了|正常了`)
	// sound says that what was looked at is as it should be.
	sound = regexp.MustCompile(`没问题|没坏|没松|没毛病|是好的|正常|都好|都在|\b(?:is|are|looks|seems|was|were) (?:all |both )?(?:fine|good|ok|okay|in place|connected|plugged in|on|correct|there)$`)
	// troubled says, in more words, that a step does not work.
	troubled = regexp.MustCompile(`\b(?:doesnt|didnt|wont|isnt|cant|cannot|couldnt|not|no|nothing|still|stuck|fail\w*|error|broken|impossible|missing|locked|help|dont know)\b|不行|没用|没反应|没有|不了|不到|不能|不会|还是|卡|失败|报错|错误|坏|找不到|打不开|不着|不知道|无`)
	// reported says, in more words, that a step is done.
	reported = regexp.MustCompile(`\b(?:done|did|finished|checked|pressed|tried|restarted|rebooted|plugged|replaced|changed|clicked|opened|closed|installed|turned|switched|updated|ok|okay|yes|ready)\b|(?:完|好|过|上|开|了)了?$|已经|试过|好了`)
)

// walksOn takes "next" or "skip" where a person is offered at an item: the walk
// goes on without one.
func (r *reader) walksOn(q *machine.Question, said string) bool {
	if q.Under == nil || q.Under.Kind != machine.AskItem || said != meanDone && said != meanSkip {
		return false
	}
	if yes, sure := r.yes(); sure && yes && said == meanDone {
		return false
	}
	r.add(machine.Command{Kind: machine.CommandKind(said)}, r.msg)
	return true
}

// item is the runbook's item that is shown, nil when none is.
func (r *reader) item() *process.Item {
	top := r.view.Top
	book, at := top.Process.Runbook, top.State.Cursor
	if book == nil || at == nil || at.Item < 0 || at.Item >= len(book.Items) {
		return nil
	}
	return &book.Items[at.Item]
}

// sameAt is the share of a condition's content that a message must have to mean it.
const sameAt = 0.5

// goTo names an item: "go to step 3", "back to 2.1", 跳到第三步.
var goTo = regexp.MustCompile(`^(?:(?:go|jump|skip|return|move|continue|proceed|start|begin)(?: (?:back|ahead|forward|straight|directly|on|again))*(?: (?:to|at|with|from))?|back to|to|show(?: me)?(?: again)?|repeat|whats|what is|at|on)? ?(?:the )?(?:step|item|number|no) ?(?:number |no )?(\d{1,3}(?: \d{1,3})?|one|two|three|four|five|six|seven|eight|nine|ten)(?: again)?$|^(?:我想|我要|想|要|请|帮我|直接|先|再|就|那就)*(?:跳回|跳转到|跳到|跳至|跳|回到|返回到?|退回到?|退到|去到?|到|转到|转至|进入|进行到?|执行|看看?|显示|从|做)?(?:第(\d{1,3}(?: \d{1,3})?|[一二三四五六七八九十]{1,3})步|步骤(\d{1,3}(?: \d{1,3})?|[一二三四五六七八九十]{1,3}))(?:怎么做|怎么弄|是什么|是啥|开始|看看?|吧|呢|去|做起|做)*$`)

// goesTo takes a message that names an item to go to.
func (r *reader) goesTo() bool {
	to := r.itemNamed()
	if to != "" {
		r.add(machine.Command{Kind: machine.CmdChoose, Slot: to}, r.msg)
	}
	return to != ""
}

// itemNamed is the number of the item that the message asks to go to, "" when
// it asks for none.
func (r *reader) itemNamed() string {
	top := r.view.Top
	if top.Process.Runbook == nil || top.State.Cursor == nil || len(r.plain) > maxControl {
		return ""
	}
	for _, s := range []string{r.plain, r.core} {
		if m := goTo.FindStringSubmatch(s); m != nil {
			return numberOf(top.Process.Runbook, top.State.Cursor.Item, strings.Join(m[1:], ""))
		}
	}
	return ""
}

// numberOf is the number of the item that people call n when they stand at
// item at: "3" is the third of the same list, else the item 3, else the first of
// the third list; n itself where there is none.
func numberOf(book *process.Runbook, at int, n string) string {
	n = strings.ReplaceAll(n, " ", ".")
	if k := ordinal(n); k > 0 {
		n = strconv.Itoa(k)
	} else if k := hanNumber(n); k > 0 {
		n = strconv.Itoa(k)
	}
	ways := []string{n, n + ".1"}
	if at >= 0 && at < len(book.Items) {
		if list, _, grouped := strings.Cut(book.Items[at].Number, "."); grouped {
			ways = append([]string{list + "." + n}, ways...)
		}
	}
	for _, way := range ways {
		for i := range book.Items {
			if book.Items[i].Number == way {
				return way
			}
		}
	}
	return n
}

// hanNumber reads 一 to 九十九; 0 is none.
func hanNumber(s string) int {
	tens, ones, ten := strings.Cut(s, "十")
	if !ten {
		return ordinal(s)
	}
	n := 10
	if tens != "" {
		n = 10 * ordinal(tens)
	}
	if ones == "" {
		return n
	}
	return n + ordinal(ones)
}

// jump is the number of the item's jump whose condition the message tells, or
// that it names; 0 when none.
func (r *reader) jump() int {
	it := r.item()
	if it == nil || len(it.Jumps) == 0 {
		return 0
	}
	if to := r.itemNamed(); to != "" {
		for i, j := range it.Jumps {
			if j.To == to {
				return i + 1
			}
		}
	}
	if n := r.pick(len(it.Jumps)); n > 0 {
		return n
	}
	if n := r.stillSo(it.Jumps); n > 0 {
		return n
	}
	best, score := 0, sameAt
	for i, j := range it.Jumps {
		if s := r.tells(j.When); s >= score && (s > score || best == 0) {
			best, score = i+1, s
		}
	}
	return best
}

// unmended is a condition that any "that didn't help" fulfils.
var unmended = regexp.MustCompile(`\b(?:still|persists?|remains|(?:not|isnt|doesnt|didnt|does not|did not) (?:work|working|help|helping|solve|fix))\b|还是|仍|依然|不行|没用|无效|未解决|没解决|没有解决|不能解决|不起作用`)

// stillSo is the one jump of several that is for when a step did not help, where
// the message says no more than that.
func (r *reader) stillSo(jumps []process.Jump) int {
	if r.control() != meanStuck {
		return 0
	}
	only := 0
	for i, j := range jumps {
		if unmended.MatchString(plainOf(j.When)) {
			if only > 0 {
				return 0
			}
			only = i + 1
		}
	}
	return only
}

// tells is how much of a condition the message says, 0..1; saying it with the
// opposite sign ("it has a signal" for "no signal") is 0.
func (r *reader) tells(when string) float64 {
	if yes, sure := value.ReadYesNo(when); sure {
		if said, is := value.ReadYesNo(r.msg); is && said == yes {
			return 1
		}
		return 0
	}
	if negative(plainOf(when)) != negative(r.plain) {
		return 0
	}
	return covers(r.msg, when)
}

var negations = regexp.MustCompile(`\b(?:no|not|dont|doesnt|didnt|isnt|arent|wont|cant|cannot|never|nothing|none|without)\b|不|没|无|未`)

func negative(plain string) bool { return negations.MatchString(plain) }

// covers is the share of the content of want that have has.
func covers(have, want string) float64 {
	said := map[uint64]bool{}
	for _, u := range text.Units(text.Tokens(have)) {
		said[u.ID] = true
	}
	all, same := 0.0, 0.0
	for _, u := range text.Units(text.Tokens(want)) {
		if u.Weight < 0.1 {
			continue
		}
		all += u.Weight
		if said[u.ID] {
			same += u.Weight
		}
	}
	if all == 0 {
		return 0
	}
	return same / all
}

var nth = regexp.MustCompile(`^(?:the |number |option |no |choice |its |it is |i mean |i choose |choose |take )*(?:(first|second|third|fourth|fifth|sixth|1st|2nd|3rd|[4-9]th|former|latter|one|two|three|four|\d{1,2}|[a-d]))(?: one| option| choice)?$|^(?:我?(?:选|要|是|就|说的是)*)?第?(\d{1,2}|[一二两三四五六七八九])(?:个|项|种|条|号|号吧)?$|^(?:选|要|是)?(前|后)(?:者|一个|面那个|面的)$`)

// pick is the number that the message picks out of n things, 0 when none.
func (r *reader) pick(n int) int {
	for _, s := range []string{r.plain, r.core} {
		if m := nth.FindStringSubmatch(s); m != nil {
			if k := ordinal(strings.Join(m[1:], "")); k > 0 && k <= n {
				return k
			}
		}
	}
	return 0
}

// answerSolved reads whether a runbook helped.
func (r *reader) answerSolved(q *machine.Question) {
	if r.goesTo() {
		return
	}
	said := r.control()
	switch {
	case said == meanStuck:
		r.yesOrNo(false)
		return
	case said == meanBack: // not "it is back"
		r.add(machine.Command{Kind: machine.CmdBack}, r.msg)
		return
	case fixed.MatchString(r.plain), fixed.MatchString(r.core), said == meanDone && r.plain != "没有了" && r.plain != "没了", said == meanThanks:
		r.yesOrNo(true)
		return
	}
	if yes, sure := r.yes(); sure {
		r.yesOrNo(yes)
		return
	}
	if r.steer(q, said) || r.aside(q) {
		return
	}
	switch {
	case r.section():
	case troubled.MatchString(r.plain):
		r.yesOrNo(false)
	case yesLead.MatchString(r.plain):
		r.yesOrNo(true)
	default:
		r.clarify("not_a_yesno", "")
	}
}
