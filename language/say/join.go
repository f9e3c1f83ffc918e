package say

import (
	"strconv"
	"strings"

	"github.com/usher-dev/usher/language/value"
)

// Conjunction is the word before the last of several things.
type Conjunction string

// The conjunctions.
const (
	And Conjunction = "and"
	Or  Conjunction = "or"
)

// Join lists items as a sentence does: "a, b and c", "a、b和c".
func Join(lang string, items []string, c Conjunction) string {
	comma, last := ", ", " "+string(c)+" "
	if base(lang) == "zh" {
		comma, last = "、", map[Conjunction]string{And: "和", Or: "还是"}[c]
		if len(items) > 2 && c == Or {
			last = "或"
		}
	}
	if n := len(items); n > 1 {
		return strings.Join(items[:n-1], comma) + last + items[n-1]
	}
	return strings.Join(items, "")
}

// List lists items that have blanks in them, without a word before the last:
// "time 14:00, people 8", "时间 14:00，人数 8".
func List(lang string, items []string) string {
	if base(lang) == "zh" {
		return strings.Join(items, "，")
	}
	return strings.Join(items, ", ")
}

// JoinEach is Join for texts in several languages.
func JoinEach(langs []string, items []value.Localized, c Conjunction) value.Localized {
	out := make(value.Localized, len(langs))
	for _, l := range langs {
		list := make([]string, len(items))
		for i, it := range items {
			list[i] = it.In(l, langs...)
		}
		out[l] = Join(l, list, c)
	}
	return out
}

// maxListed is how many options a question lists in its sentence; more are
// left to the page's control and to the numbered list.
const maxListed = 7

// Question is Usher's own question for a value that has a label and no `ask`:
// "What is the amount?", "On which day? (start)", "金额是多少？".
func (c *Catalogue) Question(lang string, label value.Localized, spec value.Spec) string {
	args := map[string]value.Localized{"label": label, "kind": {"": string(spec.Kind)}}
	key := "ask_kind"
	switch spec.Kind {
	case value.Choice:
		if len(spec.Options) > 0 && len(spec.Options) <= maxListed {
			key, args["options"] = "ask_choice", value.Localized{"": options(lang, spec)}
		}
	case value.YesNo:
		key = "ask_yesno"
	case value.FileKind:
		key = "ask_file"
	}
	return c.Say(lang, key, args)
}

// options lists what can be chosen, in the first word of each.
func options(lang string, spec value.Spec) string {
	var list []string
	for _, o := range spec.Options {
		list = append(list, optionWord(lang, o))
	}
	sep := ", "
	if base(lang) == "zh" {
		sep = "、"
	}
	return strings.Join(list, sep)
}

func optionWord(lang string, o value.Option) string {
	for _, l := range []string{base(lang), "", fallback} {
		if w := o.Words[l]; len(w) > 0 {
			return w[0]
		}
	}
	return o.Key
}

// Numbered lists options one a line, "1. taxi", for people who answer with a number.
func Numbered(items []string) string {
	var b strings.Builder
	for i, it := range items {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.Itoa(i+1) + ". " + it)
	}
	return b.String()
}
