package understand

import (
	"regexp"
	"strings"
)

var (
	// wh begins a question that is no answer, whatever values it holds.
	wh = regexp.MustCompile(`^(?:and |but |so |ok |well |hey |sorry |wait |by the way |btw |also |just wondering |i wonder |do you know |can you tell me |tell me )*(?:how (?:long|much|many|do|does|can|to|is|are|will|would|about|soon|often|far|come|big|late|should)|what|whats|when|whens|where|wheres|why|who|whos|whom|whose|which)\b|^(?:请问|那|那么|对了|问一下|想问一下|想问下|你们|我们|咱们|你|我|这个|这里|这|公司|一般|大概|有|请教|我想问|我想知道|你知道|另外|顺便问一下|顺便问下|可是|但是)*(?:为什么|为啥|怎么|怎样|如何|什么|多久|多少|哪里|哪儿|哪些|哪个|哪天|谁|几点|几天|几个|多长时间|多大|多远|多快|多高|啥时候)|(?:多久|多长时间|什么时候|啥时候|几天|几点|多少天|哪天|多少钱|在哪|在哪里|哪里|怎么办|怎么弄|怎么算|怎么填|是什么|是谁|有哪些|有什么|什么意思|为什么|为啥|干什么|是多少|有多少|要什么|需要什么|怎么回事|哪些材料)(?:能|会|可以|才能|到账|到|办|审批|批|完|好|处理|出结果|结束|开始|呢|啊|呀|吗|的|拿到|收到|发|弄|下来|知道|用|够)*$`)
	// polar begins a question that is answered with yes or no.
	polar = regexp.MustCompile(`^(?:and |but |so |ok |well |hey |sorry |wait |by the way |btw |also )*(?:can|could|do|does|did|is|are|was|were|will|would|should|may|must|have|has|am|isnt|arent|dont|doesnt|cant) (?:i|you|we|it|this|that|they|he|she|there|the|my|your|a|an|someone|anyone|people)\b|(?:吗|么|是不是|对不对|行不行|可不可以|能不能|有没有)$|^(?:请问|那|那么|对了)*(?:是不是|能不能|可不可以|可以不可以|有没有|要不要|需不需要|需要不需要|会不会|是否|能否|可否)`)
)

var (
	// asksWithin are words that make a question of what ends in a question mark.
	asksWithin = regexp.MustCompile(`什么|怎么|怎样|多[久少大长远快高重详]|哪|几[个天点号次年月]|谁|为何|为啥|\b(?:how|what|when|where|why|who|which)\b`)
	// anyWill is no question but the answer that all is the same.
	anyWill = regexp.MustCompile(`(?:什么|怎么|哪个|哪天|多少|几点|谁|啥|怎样|哪).{0,6}(?:都|也)(?:行|可以|好|成|没关系|无所谓)`)
)

// interrogates tells whether the message asks something; sure when it can be
// nothing else.
func (r *reader) interrogates() (asks, sure bool) {
	if anyWill.MatchString(r.plain) {
		return false, false
	}
	for _, s := range []string{r.plain, r.core} {
		if wh.MatchString(s) {
			return true, true
		}
	}
	mark := strings.HasSuffix(strings.TrimRight(r.msg, " \n\t)）\"”"), "?") || strings.HasSuffix(strings.TrimSpace(r.msg), "？")
	return mark || polar.MatchString(r.plain), mark && asksWithin.MatchString(r.plain)
}

var (
	// wishes open a message that asks for something to be done.
	wishes = regexp.MustCompile(`\b(?:i (?:want|need|would like|d like|wanna|have|must)|id like|how (?:do|can|to|should|would) ?(?:i|we|one)?|(?:can|could|may|will|would) (?:i|you|we)|please|help|lets|let me|book|order|request|apply|file|report|reserve|claim|submit|register|new|another|also|cancel|change|where (?:can|do) i|i lost|i forgot|my \w+ (?:is|has|does|doesnt|wont|isnt|broke|got|was)|isnt working|not working|broken)\b|想|要|帮|给我|怎么|如何|申请|办|预订|预定|订|请假|报销|报修|需要|麻烦|能不能|可以.{1,20}吗|我的|坏了|丢了|打不开|另外|顺便|还有|再`)
	// wishesPlainly open a message that can hardly be an answer in free text.
	wishesPlainly = regexp.MustCompile(`^(?:and |but |so |ok |hey |oh |actually |wait |by the way |btw |also |first |before that |sorry )*(?:i (?:want|would like|wanna) to|i also (?:want|need) to|i need to|id (?:also )?like to|how (?:do|can|to) ?(?:i|we)?|(?:can|could|may) (?:i|you|we)|please|help me|lets)\b|^(?:等等|等一下|对了|那|另外|顺便|还有|先|哦|啊|其实|不过)*(?:我(?:还|也|先|现在|又)?(?:想要|想|要|需要)|请?帮我|请帮|怎么|如何|麻烦|能不能|可不可以|给我)`)
	// wantsToKnow asks for a fact: in the middle of a run that begins nothing.
	wantsToKnow = regexp.MustCompile(`\b(?:how (?:long|much|many|soon|often|late)|when (?:is|are|do|does|will)|what (?:is|are) the|whats the|what happens|is there a (?:limit|maximum|deadline))\b|多久|多长时间|多少(?:钱|天|人)|什么时候|几天|几点|标准|上限|期限|规定|是什么`)
	// aside joins another request to an answer.
	aside = regexp.MustCompile(`(?i)[,，.。;；!！\s]*(?:\b(?:and also|also|by the way|btw|oh and|one more thing|and (?:can|could) you|and i (?:also )?(?:want|need)|and please)\b|另外|顺便|对了|还有|然后(?:再)?帮我|再帮我|同时)[,，:：\s]*`)
)
