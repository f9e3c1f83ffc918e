package text

import "strings"

// The lists below say which words can stand in a text about anything. An app
// of eight processes is too small to learn that from its own sentences: there
// "my" may occur for one process only and would speak for it.

// functionWords hold a sentence together, or open and close it.
var functionWords = wordSet(`
a an the this that these those some any each every no not none nor
i me my mine myself you your yours yourself he him his she her hers it its we us our ours they them their theirs one
am is are was were be been being do does did done doing have has had having will would shall should can could may might must
ain isn aren wasn weren don doesn didn won wouldn shouldn couldn can't cannot hasn haven hadn
i'm i've i'd i'll you're you've it's that's what's there's let's don't doesn't didn't isn't aren't wasn't won't wouldn't shouldn't couldn't
s t d ll m re ve
and or but if then else so because as than while though although unless until since
of in on at by for with about against between into through during before after above below to from up down out over under again
what which who whom whose when where why how whether
here there now just only also too very really quite rather already still yet ever never always maybe perhaps even both all
please pls plz thanks thank thx ty hello hi hey hiya greetings bye goodbye cheers ok okay yes yeah yep no nope sure well oh ah um uh
sorry welcome dear sir madam
`)

// commonWords carry little: what somebody wants, not what it is about.
var commonWords = wordSet(`
want wants wanted need needs needed like liked get gets got getting give gives given gave make makes made making take takes took taken
go goes going went gone come comes came know knows knew known tell tells told say says said ask asks asked see sees saw seen look looks looking
use uses used using try tries tried trying let lets help helps helped find finds found think thinks thought show shows showed
put keep keeps kept seem seems happen happens happened start starts started work works working worked
thing things something anything everything nothing someone anyone everybody anybody somebody people person guy guys man
way ways time times day days today tomorrow yesterday week year lot lots bit kind sort part place stuff
good great nice fine bad best better new old big small long right wrong able possible sure much many more most less few little other another same different first last next
question questions problem problems issue issues info information reason
book order request apply submit check change create add set send open cancel
possible wondering wonder guess mean means hope off
monday tuesday wednesday thursday friday saturday sunday weekend morning afternoon evening night noon tonight month months hour hours minute minutes
january february march april june july august september october november december
two three four five six seven eight nine ten dozen hundred thousand half
`)

// functionHanzi are characters that hold a Chinese sentence together.
const functionHanzi = "的了吗呢吧啊呀哦嗯哈嘛我你您他她它们咱在是有和与及或就都也还又很太更最把被给让从向对于到个这那哪些么什怎请要想能会可以会得地着过没不为因所但而且如果则若其之等来去上下里中说好一二三两几多少谁啥块元毛岁天"

// commonPairs are pairs of content characters that ask without saying what for.
var commonPairs = wordSet(`
我想 想要 我要 请问 请帮 帮我 帮忙 怎么 怎样 什么 为何 如何 哪里 哪儿 哪个 哪些 多少 几点 可以 能否 能不 是否 有没 没有 需要 应该 知道 告诉
一下 一个 一些 这个 那个 这里 那里 这样 那样 现在 今天 明天 昨天 时候 问题 事情 东西 情况 办法 方法 麻烦 谢谢 感谢 你好 您好 大家 再见 早上 上好 晚上 下午 中午
咨询 了解 看看 问问 问下 想问 是不 不是 不能 不了 怎办 么办 办呢 有什 么样 还有 另外 然后 或者 因为 所以 如果 但是 可是
周一 周二 周三 周四 周五 周六 周日 周末 星期 礼拜 下周 上周 本周 这周 下个 上个 个月 月份 小时 分钟 今年 明年 去年 后天 大后 前天 早晨 凌晨 今晚 明晚
觉得 喜欢 特别 非常 真的 其实 就是 还是 已经 自己 我们 你们 他们 人家
`)

func wordSet(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
