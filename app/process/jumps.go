package process

import (
	"regexp"
	"strings"
)

// A jump in English: "If it says no signal, go to step 4", "go to step 4 if …".
var (
	goTo   = `(?:(?:please|then|just|simply|you (?:can|should|must|may)) +)*(?:go|skip|jump|return|proceed|continue|move|advance|start again|begin again)(?: +(?:back|ahead|forward|on|straight|directly))*(?: +(?:to|at|with|from))? +(?:the +)?step +#?(\d+(?:\.\d+)?)`
	ifGo   = regexp.MustCompile(`(?i)(?:^|[\s(*_])(if|when|unless|once) +([^.!?\n]{1,300}?),? +` + goTo)
	goIf   = regexp.MustCompile(`(?i)` + goTo + `,? +(if|when|unless|once) +([^.!?\n]{1,300})`)
	elseGo = regexp.MustCompile(`(?i)(?:^|[\s(*_])(otherwise|if not|if so)[, ]+` + goTo)
)

// A jump in Chinese: 如果没有信号,请转到第4步; 否则跳到步骤 4.
var (
	goToZh   = `(?:请|则|就|可以?|直接|再|那么)*\s*(?:转到|转至|跳到|跳至|跳转到|跳转至|跳过到|返回到?|回到|进入|执行|前往|转)\s*(?:第\s*(\d+(?:\.\d+)?|[一二三四五六七八九十])\s*步|步骤\s*(\d+(?:\.\d+)?|[一二三四五六七八九十]))`
	ifGoZh   = regexp.MustCompile(`(?:如果|若是?|假如|要是|当)\s*([^\x{3002}!?\x{FF01}\x{FF1F};\x{FF1B}\n]{1,200}?)(?:的话|时)?\s*[,\x{FF0C}\x{3001}]?\s*` + goToZh)
	elseGoZh = regexp.MustCompile(`(否则|不然)\s*[,\x{FF0C}]?\s*` + goToZh)
)

// maxJumpText bounds an item in which jumps are looked for, in bytes.
const maxJumpText = 50_000

// jumps finds what an item says about which item comes next. Where target
// knows no such item, the words stay words.
func jumps(item string, target func(string) (string, bool)) []Jump {
	text := withoutCode(item)
	if len(text) > maxJumpText {
		return nil
	}
	var found []placed
	add := func(at int, when, to string) {
		if number, ok := target(digits(to)); ok {
			found = append(found, placed{at, Jump{When: tidy(when), To: number}})
		}
	}
	for _, m := range ifGo.FindAllStringSubmatchIndex(text, -1) {
		add(m[0], condition(text[m[2]:m[3]], text[m[4]:m[5]]), text[m[6]:m[7]])
	}
	for _, m := range goIf.FindAllStringSubmatchIndex(text, -1) {
		add(m[0], condition(text[m[4]:m[5]], text[m[6]:m[7]]), text[m[2]:m[3]])
	}
	for _, m := range elseGo.FindAllStringSubmatchIndex(text, -1) {
		add(m[0], text[m[2]:m[3]], text[m[4]:m[5]])
	}
	for _, m := range ifGoZh.FindAllStringSubmatchIndex(text, -1) {
		add(m[0], text[m[2]:m[3]], group(text, m, 2, 3))
	}
	for _, m := range elseGoZh.FindAllStringSubmatchIndex(text, -1) {
		add(m[0], text[m[2]:m[3]], group(text, m, 2, 3))
	}
	return inOrder(found)
}

type placed struct {
	at   int
	jump Jump
}

// inOrder sorts by place and drops what was found twice.
func inOrder(found []placed) []Jump {
	var out []Jump
	for len(found) > 0 {
		least := 0
		for i := range found {
			if found[i].at < found[least].at {
				least = i
			}
		}
		j := found[least].jump
		found = append(found[:least], found[least+1:]...)
		twice := false
		for _, o := range out {
			twice = twice || o.To == j.To && (o.When == j.When || strings.HasSuffix(j.When, o.When) || strings.HasSuffix(o.When, j.When))
		}
		if !twice {
			out = append(out, j)
		}
	}
	return out
}

// condition keeps the word unless, which turns the meaning round.
func condition(word, rest string) string {
	if strings.EqualFold(word, "unless") {
		return "unless " + rest
	}
	return rest
}

func group(text string, m []int, groups ...int) string {
	for _, g := range groups {
		if m[2*g] >= 0 {
			return text[m[2*g]:m[2*g+1]]
		}
	}
	return ""
}

func digits(s string) string {
	if i := strings.Index("一二三四五六七八九十", s); i >= 0 && s != "" {
		return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}[i/len("一")]
	}
	return s
}

func tidy(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.Trim(s, " ,;:\uff0c\uff1b\u3001*_(")
}

var fence = regexp.MustCompile("^ {0,3}(```|~~~)")

// withoutCode blanks out fenced code, in which nothing is meant for people.
func withoutCode(item string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(item) {
		isFence := fence.MatchString(line)
		if !isFence && !inside {
			b.WriteString(line)
		}
		if isFence {
			inside = !inside
			b.WriteByte('\n')
		}
	}
	return b.String()
}
