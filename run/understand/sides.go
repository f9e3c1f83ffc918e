package understand

import (
	"regexp"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// side says which end of a pair a slot is: where something begins or ends.
type side int

const (
	neither side = iota
	first
	last
)

var (
	firstNames = regexp.MustCompile(`\b(?:from|start|starts|begin|begins|origin|departure|depart|out|outbound|check ?in|since|first|leave)\b|开始|起始|出发|起点|入住|起飞|始发|从|去程|开工`)
	lastNames  = regexp.MustCompile(`\b(?:to|end|ends|finish|until|till|return|back|destination|arrival|inbound|check ?out|last|due|by)\b|结束|截止|返回|返程|回程|终点|目的地|到达|离店|退房|止|回来`)
	firstCue   = regexp.MustCompile(`(?:\b(?:from|starts?|starting|starting on|since|between|leave|leaving|depart|departing|begin|begins|beginning|check ?in)(?: (?:on|at|is|in|the))*|从|自|始于|出发|开始|入住|起飞)\s*[:：是在]?\s*$`)
	lastCue    = regexp.MustCompile(`(?:\b(?:to|until|till|through|thru|return|returning|back|ends?|ending|finish|finishing|and|check ?out|due|by)(?: (?:on|at|is|in|the|back))*|[-–—~]|到|至|去|往|飞|回|返回|回来|结束|截止|离店)\s*[:：是在]?\s*$`)
	// moved ends in a word for "to" that is about a change, not about a range.
	moved      = regexp.MustCompile(`(?:改|换|调|推迟|提前|延|延后|移|挪)到\s*$|\b(?:move|moved|change|changed|switch|set|push|shift)\b.{0,24}\bto\s*$`)
	firstAfter = regexp.MustCompile(`^\s*(?:出发|开始|起飞|起|走|入住)`)
	lastAfter  = regexp.MustCompile(`^\s*(?:回来|返回|回程|返程|回|结束|截止|为止|离店|离开|退房|之前|以前|前)`)
)

// sideOf is the side that a slot's names say it is.
func sideOf(slot *process.Slot) side {
	said := neither
	for _, n := range ownNames(slot) {
		of := neither
		switch {
		case lastNames.MatchString(n) && !firstNames.MatchString(n):
			of = last
		case firstNames.MatchString(n) && !lastNames.MatchString(n):
			of = first
		}
		if of != neither && said != neither && of != said {
			return neither // arrival, 入住日期: a guest's beginning, a traveller's end
		}
		said = max(said, of)
	}
	return said
}

// countedIn tells whether a number is followed by what a slot counts: 两晚 for 晚数.
func (r *reader) countedIn(slot *process.Slot, c candidate) bool {
	if slot.Spec.Kind != value.Number {
		return false
	}
	after := head(r.msg[c.end:], 24)
	for _, label := range slot.Label {
		unit, counts := strings.CutSuffix(text.Fold(label), "数")
		if counts && unit != "" && strings.HasPrefix(after, unit) {
			return true
		}
	}
	return false
}

// side is what the words around a value say for or against its slot: "from
// Wednesday to Friday", 周三出发,周五回来.
func (r *reader) side(slot *process.Slot, c candidate) float64 {
	of := sideOf(slot)
	if of == neither {
		return 0
	}
	before, after := tail(r.msg[:c.start], 36), head(r.msg[c.end:], 24)
	said := neither
	switch {
	case moved.MatchString(before):
	case firstAfter.MatchString(after):
		said = first
	case lastAfter.MatchString(after):
		said = last
	case lastCue.MatchString(before):
		said = last
	case firstCue.MatchString(before):
		said = first
	}
	switch said {
	case of:
		return 0.3
	case neither:
		return 0
	}
	return -0.3
}

var payment = regexp.MustCompile(`(?:费用?|花费?了?|付了?|垫了?|垫付了?|一共|总共|共|合计|报销|报|价格|金额)\s*(?:是|了|大概|大约|约)?\s*$|\b(?:paid|pay|cost|costs|spent|claim|reimburse|worth|price of|total of|bill of|expense of)(?: (?:about|around|me|us|back))?\s*$`)

// paid is what words of payment right before a bare number say for money.
func (r *reader) paid(slot *process.Slot, c candidate) float64 {
	if slot.Spec.Kind == value.Money && c.sure < 0.8 && payment.MatchString(tail(r.msg[:c.start], 36)) {
		return 0.4
	}
	return 0
}

var (
	wantsThing  = regexp.MustCompile(`(?:要|需要|带|有|用|加|加上|配|含)(?:一个|个|上|有)?\s*$|\b(?:with|need|needs|want|including|include|plus|and|have|add)(?: (?:a|an|the|one|some))?\s*$`)
	wantsNoSuch = regexp.MustCompile(`(?:不要|不需要|不带|没有|不用|无需|不含|不加|去掉|取消)\s*$|\b(?:without|no|not|dont need|don't need|do not need|dont want|don't want|remove|skip)(?: (?:a|an|the|any))?\s*$`)
)

// wishesFor reads a yes or a no for a slot out of its name and what stands
// before it: "with a projector", 不要投影仪.
func (r *reader) wishesFor(part text.Span, slot *process.Slot, names []mention) []candidate {
	for _, m := range names {
		if m.slot != slot.Name || m.start < part.Start || m.end > part.End {
			continue
		}
		before := tail(r.msg[:m.start], 30)
		no := wantsNoSuch.MatchString(before)
		if no || wantsThing.MatchString(before) {
			return []candidate{{slot: slot.Name, value: value.NewYesNo(!no), start: m.start, end: m.end, sure: 0.95, named: true}}
		}
	}
	return nil
}

var (
	placeNames  = regexp.MustCompile(`\b(?:to|destination|city|place|where|location|town)\b|目的地|城市|地点|地方|去哪`)
	originNames = regexp.MustCompile(`\b(?:from|origin|departure)\b|出发地|出发城市|起点`)
	personNames = regexp.MustCompile(`\b(?:name|full name)\b|姓名|名字`)
	causeNames  = regexp.MustCompile(`\b(?:reason|why|cause|because)\b|原因|理由|事由`)

	placeSaid  = regexp.MustCompile(`(?:去|到|飞往|飞|前往|赴|往)\s*([^\P{Han}去到飞从往回]{2,6}?)(?:出差|开会|旅游|旅行|玩|参加|见|拜访|培训|学习|办事|的|，|,|。|;|；|\s|\d|从|下周|本周|这周|周|星期|明天|后天|今天|下个?月|$)|\b(?:to|in|visit|visiting)\s+((?:[A-Z][\p{L}'-]+)(?:\s+[A-Z][\p{L}'-]+)*)|\b((?:[A-Z][\p{L}'-]+)(?:\s+[A-Z][\p{L}'-]+)*)\s+trip\b|\b(?:trip|travel|travell?ing|fly|flying|flight|going|go|drive|train|get)\s+to\s+([A-Z][\p{L}'-]+(?:\s+[A-Z][\p{L}'-]+)*|[\p{L}'-]+)|\btrip\s*[:,]\s*([A-Z][\p{L}'-]+(?:\s+[A-Z][\p{L}'-]+)*)|([^\P{Han}去到飞从往回]{2,4})(?:出差|之行)`)
	originSaid = regexp.MustCompile(`从\s*([^\P{Han}去到飞往]{2,6}?)(?:去|到|飞|出发|前往|往)|\bfrom\s+((?:[A-Z][\p{L}'-]+)(?:\s+[A-Z][\p{L}'-]+)*)`)
	personSaid = regexp.MustCompile(`(?:我叫|我是|名叫|名字是|姓名是)\s*(\p{Han}{2,4}|[\p{L} .'-]{2,40}?)(?:[，,。;；.]|$)|(?i:\bmy name is|\bi am called|\bi'm called|\bcall me)\s+([\p{L}'-]+(?:\s+[A-Z][\p{L}'-]+)*)`)
	causeSaid  = regexp.MustCompile(`(?:因为|由于|原因是|用于|理由是)\s*([^，,。;；.!?！？\n]{2,80})|(?i:\bbecause|\bdue to)\s+([^,;.!?\n]{2,120})`)

	// notPlaces are words that the patterns above take for places.
	notPlaces = regexp.MustCompile(`^(?i:the|a|an|my|our|this|that|it|work|bed|do|be|get|see|make|claim|book|ask|report|apply|english|chinese|january|february|march|april|may|june|july|august|september|october|november|december|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$|^(?:下周|本周|这周|周|星期|今天|明天|后天|上午|下午|月|我|你|他|那|这|哪|什么|时候|我要|我想|需要|因公|上次|明年|公司|一次|一趟|外地)|(?:申请|需要|我要|去|到)$`)
)

// texts finds a text for a slot: behind its name ("reason: team lunch",
// 用途是团队聚餐), or in the words that such things are said in.
func (r *reader) texts(part text.Span, slot *process.Slot, names []mention) []candidate {
	out := r.textsNamed(part, slot, names)
	said := r.msg[part.Start:part.End]
	forms := []struct{ names, said *regexp.Regexp }{{originNames, originSaid}, {placeNames, placeSaid}, {personNames, personSaid}}
	if r.asks(slot.Name) == nil { // who is asked for a reason gives nothing else
		forms = append(forms, struct{ names, said *regexp.Regexp }{causeNames, causeSaid})
	}
	for _, form := range forms {
		if !isCalled(slot, form.names) {
			continue
		}
		for _, m := range form.said.FindAllStringSubmatchIndex(said, 8) {
			if start, end := group(m); end > start && !notPlaces.MatchString(said[start:end]) {
				out = append(out, candidate{
					slot: slot.Name, value: value.NewText(said[start:end]),
					start: part.Start + start, end: part.Start + end, sure: 0.8,
				})
			}
		}
		break
	}
	return out
}

// group is the span of the one group that matched.
func group(m []int) (start, end int) {
	for i := 2; i+1 < len(m); i += 2 {
		if m[i] >= 0 {
			return m[i], m[i+1]
		}
	}
	return 0, 0
}

func isCalled(slot *process.Slot, names *regexp.Regexp) bool {
	for _, n := range ownNames(slot) {
		if names.MatchString(n) {
			return true
		}
	}
	return false
}

var copula = regexp.MustCompile(`^\s*(?:改成|改为|换成|应该是|是|为|填|写|:|：|=|should be\b|has to be\b|is\b|was\b|to\b)\s*(?:成|为|be\b|,|，|:|：)?\s*`)

func (r *reader) textsNamed(part text.Span, slot *process.Slot, names []mention) []candidate {
	var out []candidate
	for _, m := range names {
		if m.slot != slot.Name || m.end > part.End || m.start < part.Start {
			continue
		}
		rest := r.msg[m.end:part.End]
		at := copula.FindStringIndex(rest)
		start := m.end
		switch {
		case at != nil && at[1] > 0:
			start += at[1]
		case !opensClause(r.msg[part.Start:m.start]) || !bareText.MatchString(rest):
			continue
		}
		end := start + clauseEnd(r.msg[start:part.End])
		words := strings.TrimSpace(r.msg[start:end])
		if words == "" || wrongWord.MatchString(text.Fold(words)) {
			continue
		}
		start += strings.Index(r.msg[start:end], words)
		out = append(out, candidate{slot: slot.Name, value: value.NewText(words), start: start, end: start + len(words), sure: 1.2, named: true})
	}
	return out
}

// bareText may follow a slot's name with nothing between: 目的地杭州.
var bareText = regexp.MustCompile(`^[^\P{Han}的要有在和也都不没改是怎错什哪]\p{Han}{1,11}(?:[,，。;；\s]|$)`)

// opensClause tells whether what follows before begins a clause.
func opensClause(before string) bool {
	before = strings.TrimRight(before, " ")
	return before == "" || strings.HasSuffix(before, ",") || strings.HasSuffix(before, "，") || strings.HasSuffix(before, ":") ||
		strings.HasSuffix(before, "：") || strings.HasSuffix(before, ";") || strings.HasSuffix(before, "；") || strings.HasSuffix(before, "。") || strings.HasSuffix(before, "\n")
}

// clauseEnd is where the clause that s begins with ends.
func clauseEnd(s string) int {
	if i := strings.IndexAny(s, "，,。;；\n"); i >= 0 {
		return i
	}
	if i := strings.Index(s, ". "); i >= 0 {
		return i
	}
	return len(strings.TrimRight(s, ".!！ "))
}

// wrongWord says of a value only that it is wrong.
var wrongWord = regexp.MustCompile(`^(?:also |all |just |totally )?(?:wrong|incorrect|not right|not correct|false|a mistake|错的?|不对的?|错误的?|有误的?|什么|多少|哪.*|谁|what.*)$`)
