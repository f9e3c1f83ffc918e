package value

import (
	"strings"
	"unicode"

	"github.com/usher-dev/usher/language/text"
)

// ReadYesNo reads an answer to a question that is answered with yes or no, in
// either language: "yeah sure", "no problem" and 没问题 are a yes, "no thanks",
// "not really" and 不用了 a no. Sure is false when the text is neither, or is
// both, or says much else besides; yes has no meaning then.
func ReadYesNo(s string) (yes, sure bool) {
	said := speech(s)
	if said == "" || len(said) > 200 {
		return false, false
	}
	if strings.Contains(said, "👍") || strings.Contains(said, "👌") || strings.Contains(said, "✅") {
		return true, true
	}
	if v, ok := wholeAnswers[said]; ok {
		return v, true
	}
	if isQuestion(s, said) {
		return false, false
	}
	return pieces(said)
}

// isQuestion tells whether a text asks back or says that nobody knows.
func isQuestion(s, said string) bool {
	for _, w := range []string{"吗", "知道", "是不是", "对不对", "行不行", "好不好", "可不可以", "要不要", "not sure", "unsure", "not certain", "know", "maybe", "不确定"} {
		if strings.Contains(said, w) {
			return true
		}
	}
	return strings.HasSuffix(strings.TrimSpace(text.Fold(s)), "?")
}

// speech folds a text to bare words: punctuation becomes blanks, and the
// little words at the end of a Chinese sentence go.
func speech(s string) string {
	s = text.Fold(s)
	s = strings.NewReplacer("’", "'", "`", "'").Replace(s)
	s = strings.Map(func(r rune) rune {
		if r != '\'' && r != '/' && (unicode.IsPunct(r) || unicode.IsSpace(r)) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// wholeAnswers are answers whose parts would mislead.
var wholeAnswers = map[string]bool{
	"no problem": true, "no problem at all": true, "no worries": true, "not a problem": true, "no objection": true, "no objections": true, "why not": true, "don't mind": true, "i don't mind": true,
	"not bad": true, "nothing wrong": true, "no doubt": true, "no need to change": true, "nothing to change": true, "no changes": true, "of course": true, "go ahead": true, "y": true, "k": true,
	"不错": true, "没错": true, "没问题": true, "没毛病": true, "没事": true, "没关系": true, "不介意": true, "没意见": true, "不用改": true, "不用改了": true, "没有问题": true, "没有意见": true, "没啥问题": true,
	"n": false, "not really": false, "not at all": false, "not yet": false, "i don't think so": false, "don't think so": false, "of course not": false, "absolutely not": false,
	"not ok": false, "not correct": false, "not right": false, "that's not right": false, "that is not right": false, "no way": false, "please don't": false, "don't": false, "do not": false,
	"wrong": false, "that's wrong": false, "incorrect": false, "never mind": false, "nevermind": false, "forget it": false, "no i don't": false, "sure not": false, "certainly not": false,
	"好像不对": false, "不太对": false, "不好": false, "不行": false, "不可以": false, "不是的": false, "不对": false, "不要": false, "不了": false, "不用": false, "算了": false, "别": false, "别了": false,
}

// affirmations and denials are pieces that an answer can be made of; longer
// ones are tried first. fillers say neither.
var (
	affirmations = wordSet("yes yeah yep yup yea ya aye sure ok okay okey okie k fine right correct true exactly absolutely definitely certainly indeed agreed affirmative confirm confirmed confirming " +
		"good great perfect alright accept approve proceed 是 是的 对 对的 对呀 对对 好 好的 好呀 好哒 好滴 可以 可以的 行 行的 没问题 没错 确认 确定 同意 当然 当然可以 嗯 嗯嗯 恩 哦 要 要的 需要 有 有的 能 会 愿意 没事 中 成 得 妥 就这样 就这么办 " +
		"正确 无误 准确 批准 通过 肯定 必须 必须的 没关系 没意见 不错 没毛病 👍 okk")
	denials = wordSet("no nope nah nay not don't dont doesn't isn't never negative wrong incorrect false refuse reject decline disagree 不 不是 不是的 不对 不行 不可以 不要 不要了 不用 不用了 不必 不必了 不需要 不了 不同意 不能 不会 不好 不想 不确认 " +
		"别 别了 算了 没 没有 没有的 否 否定 拒绝 取消 错 错了 不愿意 不正确 不成 不太行 不太好 没空 不中 不太对 甭 免了")
	fillers = wordSet("please thanks thank you so much i it's its it is that's that this the think guess do am we will would to then now well oh ah um uh hmm mm so me all really just go ahead of course sounds looks look sound with for very " +
		"can let's let us and have has did was by means sir mate man dear boss totally 了 的 啊 呀 吧 呢 哦 噢 喔 哈 啦 嘛 呗 哟 我 我的 就 那 那就 这样 这 谢谢 多谢 麻烦 您 你 请 帮 都 也 还 很 太 挺 一下 老师 老板 亲 一切 全部 觉得 应该 想 先 嘞 哒 滴 提交")
)

func wordSet(s string) map[string]bool {
	out := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		out[strings.ToLower(w)] = true
	}
	return out
}

// pieces reads an answer piece by piece. All must be known: "yes" and what
// else was said may be two things, and then it is not for this function to say.
func pieces(said string) (yes, sure bool) {
	yeses, noes := 0, 0
	for _, w := range strings.Fields(said) {
		if fillers[w] || text.Language(w) == "" && affirmations[w] || denials[w] || affirmations[w] {
			count(w, &yeses, &noes)
			continue
		}
		if !hanPieces(w, &yeses, &noes) {
			return false, false
		}
	}
	switch {
	case yeses > 0 && noes == 0:
		return true, true
	case noes > 0 && yeses == 0:
		return false, true
	case noes > 0 && firstIsNo(said):
		return false, isShort(said) // "no, that's not right"
	}
	return false, false
}

func count(w string, yeses, noes *int) {
	switch {
	case fillers[w]:
	case affirmations[w]:
		*yeses++
	case denials[w]:
		*noes++
	}
}

func firstIsNo(said string) bool {
	w, _, _ := strings.Cut(said, " ")
	return denials[w] && !affirmations[w]
}

func isShort(said string) bool { return len(strings.Fields(said)) <= 6 }

// hanPieces cuts a run of hanzi into known pieces, longest first.
func hanPieces(w string, yeses, noes *int) bool {
	runes := []rune(w)
	for i := 0; i < len(runes); {
		n := 0
		for l := min(5, len(runes)-i); l > 0; l-- {
			p := string(runes[i : i+l])
			if affirmations[p] || denials[p] || fillers[p] {
				count(p, yeses, noes)
				n = l
				break
			}
		}
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

var noneWords = wordSet("none nothing n/a na null nil no nope nah - / . 无 没有 没 无的 没有的 没有了 不需要 不用 不用了 不要 不要了 暂无 空 没啥 没什么 没了 不需要了 都没有 skip 跳过 不填 不必 不必了")

var nonePhrases = map[string]bool{
	"not applicable": true, "not needed": true, "no need": true, "nothing else": true, "no thanks": true, "no thank you": true, "i have none": true, "i don't have one": true, "i don't have any": true,
	"don't have one": true, "don't have any": true, "there is none": true, "there isn't one": true, "none at all": true, "not at all": true, "not really": true, "leave it empty": true, "leave it blank": true,
	"i have nothing": true, "nothing to add": true, "no one": true, "nobody": true, "我没有": true, "这个没有": true, "没有这个": true, "没有哦": true, "没有啊": true, "没有呢": true, "暂时没有": true, "目前没有": true, "什么都没有": true,
	"没有任何": true, "不用填": true, "没什么要补充的": true, "没有要补充的": true,
}

// ReadNone tells whether a text answers with nothing: "none", "n/a", "no
// thanks", 没有, 无, 不需要.
func ReadNone(s string) bool {
	folded := strings.TrimSpace(text.Fold(s))
	if noneWords[folded] {
		return true
	}
	said := speech(s)
	return noneWords[said] || nonePhrases[said] || noneWords[strings.TrimRight(said, "的了啊哦呢呀")] && text.Language(said+"无无") == "zh"
}
