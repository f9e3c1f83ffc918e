package understand

import "regexp"

// phrase is a way of saying one thing with a whole message.
type phrase struct {
	means string // a command's kind, or a kind of smalltalk after "say:"
	re    *regexp.Regexp
	openings
}

// is tells whether the phrase is all of s.
func (p *phrase) is(s string) bool { return p.may(s) && p.re.MatchString(s) }

func whole(means string, ways ...string) phrase {
	all := ""
	for i, w := range ways {
		if i > 0 {
			all += "|"
		}
		all += w
	}
	re := regexp.MustCompile(`^(?:` + all + `)$`)
	return phrase{means, re, openingsOf(re)}
}

// What control phrases mean. What more than one of them could mean is settled
// by the question that is open.
const (
	means         = "say:"
	meanCancel    = "cancel"
	meanRestart   = "restart"
	meanPause     = "pause"
	meanHold      = "hold" // "wait": nothing yet
	meanResume    = "resume"
	meanBack      = "back"
	meanSkip      = "skip"
	meanUnknown   = "unknown"
	meanRepeat    = "repeat"
	meanDone      = "done"
	meanStuck     = "stuck"
	meanWhere     = "where"
	meanWhy       = "why"
	meanHandoff   = "handoff"
	meanGreeting  = means + "greeting"
	meanThanks    = means + "thanks"
	meanGoodbye   = means + "goodbye"
	meanHelp      = means + "help"
	meanWho       = means + "who_are_you"
	meanHowAreYou = means + "how_are_you"
	meanSorry     = means + "sorry"
)

// phrases are held, in order, against plain and core; see reader. They are
// folded, without punctuation and apostrophes.
var phrases = []phrase{
	whole(
		meanRestart,
		`(?:start|begin) (?:over|again|from scratch|anew|afresh|from the (?:beginning|start|top))(?: again)?`, `restart(?: it| this| everything)?`, `from the (?:top|beginning|start)`, `reset(?: it| this| everything)?`,
		`redo (?:it|everything|this)(?: from the (?:start|beginning))?`, `clear (?:everything|it all|all)`, `i(?:d like| want) to start over`,
		`(?:go |lets go |take me )?back to (?:the )?(?:start|beginning|step (?:1|one)|first step)`, `(?:回到|返回|退回)(?:到)?第一?(?:一|1)?步`, `(?:全部|都)?(?:从头|重新)(?:再)?(?:开始|来|办|填|弄|做|走|来过|办理|申请|来一遍|来一次|填一遍|填写|再来)(?:一遍|一次)?`, `从头(?:来|再来|开始)`, `重来(?:一遍|一次)?`, `重填(?:一遍|一次)?`, `推倒重来`, `重置`, `清空(?:重来)?`,
	),
	whole(
		meanCancel,
		`cancel(?: it| this| that| all| everything| (?:the|this) (?:whole )?(?:thing|request|process|run))?`, `never ?mind`, `forget (?:about )?(?:it|this|that|the whole thing)`, `abort(?: it| this)?`,
		`stop(?: it| this| that)?`, `quit`, `exit`, `drop it`, `call it off`, `scrap (?:it|this|that)`, `dont bother`, `i (?:dont|do not|no longer) (?:want|need|wish) (?:it|this|that|to|to do (?:it|this|that))(?: any ?more)?`,
		`(?:ive |i )?changed my mind`, `i give up`, `cancel please`, `withdraw(?: it| this| my (?:request|claim))?`,
		`(?:把)?(?:这个|这次|这件事|本次|申请|流程)?(?:取消|撤销|撤回|作废|终止)(?:掉|这个|这次|本次|此次|申请|办理|流程|它|本次办理|这个申请|这件事)*`, `我?不(?:想)?(?:办|弄|做|申请|报|报销|继续|搞|订|请|走|买|退)了`, `算了`, `算了算了`, `算了不(?:办|弄|做|要|报|用|订)了`, `别(?:办|弄|做|报|搞|订)了`, `我?改主意了`, `放弃`, `退出`, `停止`, `不干了`, `当我没说`, `没事了算了`,
	),
	whole(
		meanHold,
		`wait(?: a (?:sec|second|minute|moment|bit)| for me)?`, `hold on(?: a (?:sec|second|minute|moment))?`, `one (?:moment|sec|second|minute)`, `(?:just )?a (?:sec|second|minute|moment)`, `hang on(?: a (?:sec|second|minute|moment))?`, `give me a (?:sec|second|minute|moment)`, `let me (?:double )?(?:check|see|think|look)(?: (?:it|that|this))?(?: (?:up|again|first|over|about it))?`, `hmm+`, `hm`, `checking`,
		`(?:请)?(?:稍等|等等|等一等|等一下|等下|等我一下|等我看看|稍等一下|稍候|我看看|我看一下|我查一下|我想想|我想一下|让我想想|再看看|再想想|我再看看|我再想想)`, `(?:请)?等(?:我|一下我).{0,6}(?:看|确认|查|问|想|核对)(?:一下|下|看)?`,
	),
	whole(
		meanPause,
		`(?:maybe |perhaps )?(?:not now|later|another time|some other time|not today)`, `pause(?: it| this| here)?`, `(?:ill |i will |we can |we |lets |i )?(?:do|finish|continue|come back to|get back to|talk about|go on with) (?:it|this|that)? ?(?:later|tomorrow|another time|some other time)`,
		`(?:ill |i will )?(?:be|come|get) (?:right )?back(?: to (?:it|this|you))?(?: later| soon| tomorrow)?`, `brb`, `put (?:it|this|that) (?:aside|on hold)`, `save (?:it|this)?(?: for later)?`, `i (?:need|have) to (?:go|run|leave)(?: now)?`, `gotta go`, `i need a break`, `lets (?:pause|stop here|take a break)`, `i have a meeting(?: now)?`, `remind me later`,
		`(?:我)?(?:等会儿?|等一会儿?|待会儿?|一会儿?|回头|晚点儿?|晚些|晚一点|稍后|改天|过会儿?|过一会儿?|以后|明天|下次|有空|有时间|下午|晚上|过两天|过几天)(?:我)?(?:再)(?:说|办|弄|来|填|做|继续|处理|聊|搞|看|接着|补|传|交|给|发|回来)*`, `(?:先)(?:放一放|放着|放一下|放放|这样|停一下|停停|停|暂停|不弄|不办|不填|搁着|搁一搁|存着|存一下|缓缓)(?:了)?`, `暂停`, `(?:我)?(?:先)?(?:去|要去|得去)?(?:忙|开会|吃饭|下班)(?:去|一下|了)*`, `先到这(?:儿|里)?`, `等会儿?`, `待会儿?`, `稍后`, `回头`, `改天`, `现在没空`, `没空`,
	),
	whole(
		meanBack,
		`(?:please )?(?:go |take me |step )?back(?: (?:a|one) step| one)?`, `(?:the )?(?:previous|last) (?:one|step|question)`, `(?:go|get|back) (?:back )?to the (?:previous|last) (?:one|step|question)`, `one (?:step )?back`, `undo(?: that| it)?`, `oops`, `(?:sorry )?(?:i made a mistake|my mistake|that was (?:wrong|a mistake)|i (?:mistyped|misspoke))`, `can (?:we|i) go back`, `let me (?:change|correct|fix) (?:that|it|my (?:last )?answer)`, `change my (?:last |previous )?answer`, `i want to change my (?:last |previous )?answer`, `that (?:is|was) (?:wrong|not right)`, `thats (?:wrong|not right)`,
		`(?:我要|请)?(?:返回|回退|退回|后退|倒回去|退一步|回去)(?:去|一步)?`, `(?:请)?(?:返回|回到|回|退回|退到|看)?(?:上|前)一?(?:步|个|题|个问题|条|项|问)(?:去)?`, `(?:我|刚才|刚刚|上一个|上个|前面|上面)*(?:填|写|说|选|输|搞|弄|答|点)错了`, `(?:刚才|刚刚|上一个|前面|上面)(?:那个|的|那条)?(?:不对|错了|有误|要改)`, `(?:我要|我想)?改(?:一下|下)?(?:上一个|刚才的|前面的|上个)(?:回答|答案|问题)?`, `撤回上一(?:步|条)`,
	),
	whole(
		meanSkip,
		`skip(?: it| this(?: one| question| step)?| that(?: one)?| the question)?`, `pass`, `(?:leave|keep) (?:it|that|this) (?:blank|empty|out|open)`, `(?:id |i would )?(?:rather|prefer) not(?: to)?(?: say| answer)?`, `no comment`, `next question`,
		`(?:这个|这步|这一步|这题|这个问题)?(?:先)?(?:跳过|略过|不填|空着|留空|不想说|不想填|不回答|不想回答|pass)(?:这个|这步|这一步|这题|它|这个问题)?`, `下一个问题`, `过`,
	),
	whole(
		meanUnknown,
		`(?:i |im |i am |we )?(?:really |honestly |still )?(?:dont|do not|cant|cannot) (?:know|remember|recall|say|tell)(?: that| it| yet| offhand| right now| exactly| for sure| anymore| the answer)*`, `(?:i have |ive |i ve )?(?:got )?no (?:idea|clue)`, `dunno`, `idk`, `(?:im |i am )?(?:not (?:really |quite |too |so )?(?:sure|certain)|unsure)(?: yet| about that| about it| right now)?`, `who knows`, `(?:i )?(?:forgot|forget)(?: it| that)?`, `hard to say`, `beats me`, `i havent (?:decided|made up my mind)(?: yet)?`, `i have to (?:check|ask)`, `i need to (?:check|ask)`, `no memory`, `(?:i )?(?:dont|do not) know how(?: to)?(?: do)?(?: it| that| this)?`, `what ?ever`, `any(?:thing|time| day| one)?(?: (?:is|will|would be) (?:fine|do|ok))?`, `you (?:choose|decide|pick)`, `(?:it )?(?:doesnt|does not) matter`, `no preference`,
		`(?:我|这个|我也|真的|还|现在|暂时|目前)*(?:不(?:太|大|是很|怎么)?(?:知道|清楚|记得|确定|了解|晓得|好说|一定|懂这个)|没(?:印象|主意|想好|概念|决定|定|确定)|忘(?:了|记了|记)|记不(?:清|得|住|起来)|说不(?:好|清|准|上来)|拿不准|没想好|哪知道|不太好说|想不起来)(?:了|呢|哎|啊|诶|耶)*`, `(?:我)?(?:需要|得|要)(?:查|问)(?:一下|下|查|问)?`, `(?:我)?(?:随便|都行|都可以|无所谓|你(?:定|选|决定|看着办))(?:吧|啊|的|呀)*`, `(?:什么|怎么|哪个|哪里|哪儿|哪天|多少|几点|谁|啥|怎样).{0,4}(?:都|也)(?:行|可以|好|成|没关系|无所谓)`,
	),
	whole(
		meanRepeat,
		`repeat(?: that| it| the question)?`, `(?:can you |please )?say (?:that|it) again`, `(?:what (?:was|is)|whats) the question(?: again)?`, `what`, `pardon(?: me)?`, `come again`, `huh`, `what did you (?:say|ask)`, `again`, `once more`, `one more time`, `(?:sorry )?i (?:dont|didnt|do not|did not) (?:understand|get|catch)(?: the question| that| it| you| this)?`, `what do you mean(?: by that)?`, `ask (?:me )?again`, `show (?:me )?(?:that|it|the step) again`, `read (?:it|that) again`, `say what`,
		`(?:请|麻烦)?(?:再|重新|重复)(?:说|问|讲|发|念|来|看|显示)?(?:一)?(?:遍|次)`, `(?:我)?没(?:听|看)(?:清|懂|明白)(?:楚)?`, `什么`, `啥`, `(?:你)?(?:这|这是|是)?什么意思`, `(?:你)?(?:刚才|刚刚)?(?:问|说)(?:的)?(?:是)?(?:什么|啥)(?:来着|问题)?`, `重复`, `(?:看|听)不(?:懂|清|明白)`, `没明白`, `不明白`, `不懂`, `问题是什么`,
	),
	whole(
		meanWhere,
		`(?:so )?where (?:am i|are we|was i|were we|are we at|did we stop)(?: now)?`, `(?:whats|what is) (?:left|missing|still missing|still open|open|next to do|the next step)`, `how (?:far|much)(?: further| more)? (?:are we|am i|along|is left|is there)(?: .{0,30})?`, `how many (?:more )?(?:steps|questions)(?: are| do)?(?: .{0,30})?`, `(?:(?:whats|what is) )?(?:the |my )?(?:status|progress|state)(?: of .{0,40})?`, `(?:is there )?(?:any|whats the) (?:news|updates?)(?: .{0,40})?`,
		`where (?:is|s) (?:my|the|it|this|our) ?.{0,40}`, `wheres (?:my|the|it|this) ?.{0,40}`, `who has (?:it|this)(?: now)?`, `who (?:is|are) (?:we|you|i) waiting for`, `(?:what|who) are we waiting (?:for|on)`, `(?:is|was|has|did) (?:it|this|that|my \w+|the \w+|he|she|they|my manager|the manager)(?: been)? (?:done|approved?|finished|ready|paid|decided?|answered|through)(?: yet| it| it yet)?`, `(?:am i|are we) (?:done|finished)(?: yet)?`, `what (?:step|stage)(?: .{0,30})?`, `what have i got open`, `(?:show )?my (?:open )?requests`, `what is open`,
		`(?:现在|我|我们|这个|请问|目前)*(?:到|走到|办到|进行到|做到|处理到|办理到|进展到|卡在|审批到|审到|流程到)(?:哪|第几)(?:儿|里|一?步|一?个环节|个|了)*`, `(?:查|看|查询|查看|我的|办理|审批|报销|申请|一下|请问|下)*进度(?:怎么样|如何|查询|到哪了?|呢)?`, `(?:现在)?(?:什么|啥)(?:进度|状态|情况)`, `进展(?:如何|怎么样|到哪了?)?`, `(?:一共|总共|后面|接下来)?还(?:剩|有|差|要|需要|得)(?:下|填|办)?(?:几|多少|哪些|哪几|什么|啥)(?:步|个|项|问题|没填|没办|内容|要填|要办|要做|信息)*`, `(?:我的)?.{0,6}(?:办|批|审|处理|审批|弄|通过)(?:好|完|成|下来|通过)?了?(?:吗|没有|没)`,
		`(?:现在)?(?:在)?谁(?:那里|那儿|那|手里|手上|在处理|在审批?|处理|在办)(?:了)?`, `状态`, `我在哪(?:儿|里|一步)?`, `(?:现在)?(?:到|轮到)谁(?:那里|那儿|那边|那|手里|手上)?了?`, `怎么样了`, `(?:有)(?:结果|消息|进展)了?(?:吗|没有|没)`, `(?:我的)?(?:钱|款|报销|申请|订单|请假|单子|审批)(?:到哪|在哪|到哪里|在哪里|怎么样)(?:儿|了)*`, `(?:在)?等谁`, `(?:帮我|请)?催(?:一)?(?:下|催)(?:他|她|审批|进度)?`, `(?:please )?(?:nudge|remind|chase)(?: (?:him|her|them|my manager|the manager))`, `(?:我)?有(?:哪些|什么)(?:没办完|在办|未完成)的?(?:事|事情)?`,
	),
	whole(
		meanHandoff,
		`(?:(?:can|could|may|let) (?:i|me|you) )?(?:please )?(?:id like to |i want to |i need to |i would like to )?(?:talk|speak|chat|connect me|connect|put me through|transfer me|transfer|get me|pass me|give me|switch)(?: on| over)?(?: to| with)? (?:a |an |the |some |your |my )?(?:real |live |actual )?(?:human(?: being)?|person|agent|people|someone|somebody|operator|support(?: agent| person)?|representative|colleague|staff)(?: .{0,30})?`, `(?:a )?(?:real |live |actual )?(?:human|agent|operator|representative|person)`, `(?:please )?(?:hand|pass) (?:me |it |this )?(?:over|off|on)(?: to .{0,30})?`, `(?:is there )?(?:a |any )?(?:human|real person|someone)(?: (?:there|here|i can talk to))`, `i (?:want|need) (?:a |to talk to a |to speak to a )?(?:human|person|real person|agent)`, `call support`, `someone real`,
		`(?:我要|我想|给我|帮我|请|麻烦|能不能|可以)*(?:转|找|要|接|换|叫|转接|联系|呼叫)?(?:一个|个|一下)?(?:人工|真人|客服|人工客服|真人客服|人工服务|工作人员|活人|专员|在线客服)(?:客服|服务|处理|来|帮我|接听|一下)*`, `(?:帮我|给我)?找(?:个|一个)?(?:人|同事)(?:来)?(?:帮我|帮忙|处理|问问|看看|聊聊)?`, `(?:我要|我想)(?:找|跟|和)(?:人|真人|人工|客服)(?:说|聊|谈|沟通)?(?:话)?`, `有(?:没有)?(?:真人|人工|客服)(?:吗|可以帮我)?`, `转交?(?:给)?(?:同事|负责人|别人|人)`,
	),
	whole(
		meanSorry,
		`(?:you are|youre|this is|that is|thats|u r)(?: so| really| just)? (?:useless|stupid|terrible|bad|awful|rubbish|annoying|ridiculous|dumb|crap)`, `damn(?: it)?`, `wtf`, `fuck.{0,10}`, `shit`, `stupid(?: bot| thing)?`, `useless`,
		`(?:你)?(?:真|太|真是|好)?(?:笨|蠢|烂|垃圾|差劲|坑|烦人|智障)(?:了|死了|透了|啊)?`, `什么破(?:东西|玩意|系统)`, `(?:真)?无语(?:了)?`, `气死我了`, `烦死了`,
	),
	whole(
		meanWho,
		`(?:who|what) are you`, `are you (?:a |an )?(?:real )?(?:bot|robot|human|ai|machine|person|chatgpt)`, `(?:whats|what is) your name`, `am i talking to a (?:bot|human|robot|person|machine)`,
		`你(?:是|是不是)?(?:谁|哪位|机器人|人工智能|真人|ai|人|人类)(?:吗)?`, `你叫(?:什么|啥)(?:名字)?`, `你是(?:什么|干什么的|做什么的|干嘛的)`,
	),
	whole(meanHowAreYou, `how (?:are|r) (?:you|u)(?: doing| today)*`, `hows it going`, `whats up`, `how do you do`, `how have you been`, `你(?:好吗|怎么样|还好吗|最近好吗)`, `最近(?:怎么样|好吗|如何)`, `吃了吗`),
	whole(
		meanHelp,
		`help`, `(?:i )?need help`, `help me`, `what (?:else )?can (?:you|i|u) (?:do|ask|say|help(?: me)?(?: with)?)(?: here| for me)*`, `what (?:do|are) you (?:do|able to do|for)(?: here)?`, `how (?:can|do|could) (?:you|i) (?:help|use)(?: me| you| this| it)*`, `(?:what are|show me)? ?(?:my|the) options`, `menu`, `options`, `commands`, `how does this work`, `what is this`, `whats this`, `list`,
		`帮助`, `帮帮忙`, `帮忙`, `(?:你|您|这里|这|都|我)*(?:能|可以|会|可|能够)(?:帮我|帮忙|给我|帮|替我)?(?:做|干|办|办理|问|帮)?(?:什么|啥|哪些|些什么|些啥)(?:事|事情|业务|忙|呢|吗)*`, `(?:都)?有(?:什么|哪些|啥)(?:功能|服务|用|业务)`, `菜单`, `功能`, `(?:这个)?怎么用`, `使用说明`, `你会什么`, `你能干嘛`,
	),
	whole(
		meanGreeting,
		`(?:hi+|hello+|hey+|hiya|good (?:morning|afternoon|evening|day)|greetings|howdy|yo|morning|helo|hallo)(?: (?:there|usher|all|everyone|team|again|bot))*`,
		`(?:你好|您好|你们好|嗨|哈喽|哈啰|哈罗|hello|hi|早|早上好|早安|上午好|中午好|下午好|晚上好|在吗|在不在|在么|有人吗|大家好|喂|亲|哈|你好你好)+(?:啊|呀|哦|吗)?`,
	),
	whole(
		meanThanks,
		`(?:ok |okay |great |perfect |alright |cool |good )*(?:many |much |no )?(?:thanks|thank you|thx|ty|cheers|thank u|tks|thankyou)(?: so| very| a| you| much| lot| bunch| again| anyway| for .{0,30}| usher| all)*`, `(?:much )?appreciated`, `i appreciate (?:it|that)`, `(?:that was |very |thats |this is |you are |youre |so |really )*(?:helpful|awesome|amazing|kind of you)`,
		`(?:好的?|嗯|行|ok|那|非常|太|十分|真是)*(?:多谢|谢谢|感谢|谢了|谢啦|辛苦|3q|谢谢谢谢|拜谢)(?:了|啊|哈|你|您|啦|哦|你们|你了|您了|帮助|帮忙|的)*`, `太好了`, `真棒`, `厉害`, `赞`,
	),
	whole(
		meanGoodbye,
		`(?:ok |okay |thanks |thank you )*(?:good ?bye|bye|bye bye|byebye|see (?:you|ya|u)(?: later| soon| tomorrow| around)?|cya|good night|take care|have a (?:nice|good|great) (?:day|one|evening|weekend|time))(?: then| now| usher)*`, `(?:no )?(?:thats|that is|that will be|that would be) (?:all|it|everything)(?: for (?:now|today))?`, `im (?:done|good) for (?:today|now)`,
		`(?:那|好的?|谢谢|先)*(?:再见|拜拜|拜|回见|88|下次见|明天见|晚安|回聊|先走了|走了)(?:吧|啦|了|哈)*`, `(?:那)?没(?:别的|其他|什么)?事了`, `没别的(?:了|事了)`, `暂时没(?:有|别的)了`,
	),
	whole(
		meanResume,
		`continue`, `go on`, `carry on`, `resume`, `proceed`, `keep going`, `go ahead`, `(?:lets|we can|can we|im ready to|i want to) (?:go on|continue|resume|carry on|proceed)(?: now)?`, `back to (?:it|that|work|business|where we were)`, `(?:im|i am) back`, `where were we`, `pick up where we left off`,
		`继续`, `(?:那|我们|咱们|好|好的|请|可以)*(?:继续|接着)(?:吧|办|来|说|弄|填|办理|刚才的|之前的|上次的|往下|下去|走)*`, `(?:我)?回来了`, `接着(?:来|办|说|弄|填)`, `(?:刚才|刚刚|之前|上次)(?:那个|的|没办完的)(?:事|那件事|流程)?(?:继续|接着办|接着来)?`,
	),
	whole(
		meanDone,
		`(?:im |i am |its |it is |that is |thats |all |i have |ive |we are |ok |okay |yes |yep |and )*(?:done|finished|complete|completed|ready)(?: it| that| this| with (?:it|that|this))?`, `(?:yes |ok )?i (?:just )?did(?: it| that| this)?`, `did (?:it|that)`, `(?:ok |okay |and |the |go to |to )*next(?: step| one| please| item)*`, `(?:whats|what is|what comes) next`, `(?:and )?then`, `(?:and )?(?:now|then) what`, `what now`, `checked(?: it)?`, `i (?:have )?checked(?: it| that)?`, `got it`, `move on`, `thats (?:all|it)`, `no more`, `nothing (?:else|more)`, `none left`,
		`(?:好|好的|嗯|我|都|已经|已|全部|这步|这一步|这个)*(?:完成|做完|弄好|弄完|搞定|做好|办好|办完|检查过|检查完|检查好|试过|试完|看过|看完|按过|换好|换过|插好|连好|重启过|重启完|点过|操作完|填完|填好|做过)(?:了|啦)*`, `(?:好|ok|行|可以)了`, `(?:好的?|嗯|然后|那|进入|去|到|请|再|看)*下一?(?:步|个|条|项)(?:吧|呢|是什么|是啥|怎么做)*`, `(?:那)?(?:然后|接下来|接着|之后|再然后|后面)(?:呢|怎么办|做什么|干嘛|该怎么办|怎么做|怎么弄)*`, `没有了`, `没了`, `就这些`, `就这样`, `就这么多`, `没有更多了`, `没有其他的?了`,
	),
	whole(
		meanStuck,
		`(?:im |i am |i got )?(?:still )?stuck(?: here| again)?(?: (?:at|on|with) (?:this|it|that|step \w+|this step|this one|this item))?`, `(?:sorry |no |but |and |well )*(?:it|that|this|this step|that step)? ?(?:still )?(?:doesnt|does not|didnt|did not|wont|isnt|is not|does nt)(?: seem to)?(?: really)? (?:work|help|working|do anything|change anything|helping|solve it|fix it|possible)(?: .{0,30})?`, `(?:still )?not working`, `no (?:luck|joy|change|effect|success|difference)`, `nothing (?:happens|happened|changes|changed)`, `i (?:cant|cannot|could not|couldnt|am not able to)(?: do (?:it|this|that)| find (?:it|this|that)| get .{0,30})?`, `(?:its |it is )?still (?:broken|the same|nothing|failing|not .{0,30}|dead|black|blank)`, `(?:it is |its )?the same(?: problem| thing| issue| as before)?`, `same (?:problem|thing|issue)`, `(?:it |that )?(?:fails|failed)`, `i (?:cant|dont|cannot|do not) (?:find|see) .{0,40}`, `(?:it )?didnt help`,
		`(?:还是|这步|这一步|这个|我|还|也|依然|仍然|这样|试了|按了|换了|弄了)*(?:不行|没用|没反应|没有反应|没效果|没有效果|没变化|没有变化|不好使|不管用|不起作用|不能用|不工作|不亮|没成功|没解决|解决不了|失败|打不开|进不去|连不上|没好|不成功|没有用|不顶用)(?:了|啊|呀|呢|哎|诶)*`, `(?:我|还是|又)*卡(?:住|壳)(?:了)?`, `(?:我)?卡在?(?:这|这里|这儿|这步|这一步|第.{1,2}步)(?:了)?`, `(?:我)?(?:做|弄|搞|进行|操作)不(?:了|成|下去|来|到)(?:了)?`, `(?:还是|跟之前|和之前|跟刚才|和刚才)(?:一样|老样子|没变)`, `(?:我)?找不到.{0,12}`, `(?:我)?不会(?:弄|做|操作|搞|用)?`,
	),
}
