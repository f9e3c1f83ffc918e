package understand

import (
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// mention is a place where a message names a slot.
type mention struct {
	slot       string
	start, end int // bytes of the message
}

// kindWords are what people call a slot of a kind that has no better name.
var kindWords = map[value.Kind][]string{
	value.Money:    {"amount", "sum", "price", "cost", "money", "total", "金额", "价格", "价钱", "钱数", "数额", "多少钱", "费用"},
	value.Date:     {"date", "day", "日期", "日子", "哪天", "哪一天", "时间"},
	value.Time:     {"time", "时间", "钟点", "几点"},
	value.Duration: {"duration", "length", "时长", "多久", "多长时间"},
	value.Number:   {"number", "quantity", "count", "数量", "个数", "数目"},
	value.Choice:   {"category", "type", "kind", "类别", "类型", "种类", "分类"},
	value.Phone:    {"phone", "phone number", "mobile", "电话", "手机", "手机号", "电话号码", "号码"},
	value.Email:    {"email", "mail", "e mail", "email address", "邮箱", "邮件地址", "邮件"},
	value.URL:      {"link", "url", "web address", "网址", "链接", "地址"},
	value.FileKind: {"file", "attachment", "document", "photo", "附件", "文件", "照片", "图片"},
	value.ID:       {"id", "number", "编号", "号码", "单号", "工号"},
}

// otherWords are what people call what an author named with one of the words;
// each line is one thing in both languages.
var otherWords = [][]string{
	{"reason", "purpose", "why", "原因", "理由", "用途", "事由", "目的"},
	{"receipt", "invoice", "发票", "收据", "小票", "票据", "凭证"},
	{"destination", "to", "city", "place", "目的地", "地点", "城市", "地方"},
	{"from", "origin", "departure", "出发地", "起点", "出发城市"},
	{"start", "begin", "start date", "first day", "开始", "开始日期", "起始日期", "出发日期", "开始时间"},
	{"end", "finish", "end date", "last day", "结束", "结束日期", "截止日期", "返回日期", "结束时间"},
	{"seats", "people", "persons", "guests", "attendees", "participants", "headcount", "座位", "人数", "几个人", "人", "座位数"},
	{"name", "full name", "姓名", "名字"},
	{"title", "subject", "topic", "标题", "主题"},
	{"address", "地址"},
	{"department", "unit", "team", "部门"},
	{"room", "房间", "会议室"},
	{"device", "设备"},
	{"quantity", "count", "数量", "份数"},
	{"copies", "份数"},
	{"days", "天数"},
	{"hours", "小时数", "时长"},
	{"amount", "sum", "金额", "多少钱"},
	{"category", "type", "kind", "类别", "类型", "种类"},
	{"color", "colour", "颜色"},
	{"size", "尺寸", "大小"},
	{"note", "notes", "remark", "comment", "备注", "说明"},
	{"description", "details", "描述", "详情"},
	{"phone", "mobile", "电话", "手机号"},
	{"manager", "主管", "经理"},
	{"deadline", "due", "due date", "截止日期", "期限"},
	{"priority", "urgency", "优先级", "紧急程度"},
	{"location", "where", "地点", "位置"},
	{"version", "版本"},
	{"account", "账号", "帐号", "账户"},
}

// named maps the first stem of a name to the names that begin with it, longest
// first.
type named map[string][]slotName

type slotName struct {
	slot  string
	stems []string
}

// namesOf lists what people may call the slots of a process. A word of Usher's
// own that could mean two slots means neither; an author's word always counts.
func namesOf(p *process.Process) named {
	own, more := map[string][]string{}, map[string][]string{}
	for i := range p.Slots {
		s := &p.Slots[i]
		for _, w := range ownNames(s) {
			own[w] = append(own[w], s.Name)
		}
	}
	for i := range p.Slots {
		s := &p.Slots[i]
		for _, w := range moreNames(s) {
			if len(own[w]) == 0 && !slices.Contains(more[w], s.Name) {
				more[w] = append(more[w], s.Name)
			}
		}
	}
	out := named{}
	for _, m := range []map[string][]string{own, more} {
		for w, slots := range m {
			if len(slots) == 1 {
				out.put(w, slots[0])
			}
		}
	}
	for first := range out {
		slices.SortFunc(out[first], func(a, b slotName) int {
			if d := len(b.stems) - len(a.stems); d != 0 {
				return d
			}
			return strings.Compare(strings.Join(a.stems, " ")+a.slot, strings.Join(b.stems, " ")+b.slot)
		})
	}
	return out
}

func (n named) put(word, slot string) {
	var stems []string
	for _, t := range text.Tokens(word) {
		stems = append(stems, t.Stem)
	}
	if len(stems) > 0 {
		n[stems[0]] = append(n[stems[0]], slotName{slot, stems})
	}
}

// ownNames are the author's words for a slot.
func ownNames(s *process.Slot) []string {
	out := []string{text.Fold(strings.ReplaceAll(s.Name, "_", " "))}
	for _, l := range s.Label {
		if w := strings.TrimSpace(text.Fold(l)); w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// moreNames are other words for the same thing, and the words of its kind.
func moreNames(s *process.Slot) []string {
	var out []string
	for _, own := range ownNames(s) {
		for _, line := range otherWords {
			if slices.Contains(line, own) {
				out = append(out, line...)
			}
		}
	}
	return append(out, kindWords[s.Spec.Kind]...)
}

// mentions lists where the message names slots of p, longest names first,
// without overlap.
func (r *reader) mentions(p *process.Process) []mention {
	out, ok := r.named[p.ID]
	if !ok {
		if r.named == nil {
			r.named = map[string][]mention{}
		}
		out = r.mentionsIn(namesOf(p))
		r.named[p.ID] = out
	}
	return out
}

func (r *reader) mentionsIn(names named) []mention {
	toks := r.words()
	var out []mention
	for i := 0; i < len(toks); {
		n := 0
		for _, name := range names[toks[i].Stem] {
			if matches(toks[i:], name.stems) {
				out = append(out, mention{name.slot, toks[i].Start, toks[i+len(name.stems)-1].End})
				n = len(name.stems)
				break
			}
		}
		i += max(1, n)
	}
	return out
}

func matches(toks []text.Token, stems []string) bool {
	if len(stems) > len(toks) {
		return false
	}
	for i, s := range stems {
		if toks[i].Stem != s {
			return false
		}
	}
	return true
}
