package understand

import (
	"regexp"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/text"
)

var (
	echoNo    = regexp.MustCompile(`^(?:还)?(?:没有|没|不|未|无)`)
	echoTail  = regexp.MustCompile(`(?:了|的|过|着|啊|呀|呢|吧|哦)+$`)
	echoLead  = regexp.MustCompile(`^(?:已经|早就|现在|当然|都|我|它|也)+`)
	shortYes  = regexp.MustCompile(`^(?:yes |yeah |well )?(?:it|they|i|we|he|she|that) (?:is|are|am|was|were|has|have|had|do|does|did|can|could|will|would|should)$`)
	shortNo   = regexp.MustCompile(`^(?:no |well )?(?:it|they|i|we|he|she|that) (?:(?:is|are|am|was|were|has|have|had|do|does|did|can|could|will|would|should) not|isnt|arent|wasnt|werent|hasnt|havent|hadnt|dont|doesnt|didnt|cant|couldnt|wont|wouldnt|shouldnt)$`)
	questions = regexp.MustCompile(`吗|呢|是否|有没有|是不是|要不要`)
)

// echoes reads a yes or a no that says the question's own verb again: 停了 and
// 没停 to 停机了吗？, "it has" and "it hasn't". What else is said is no echo.
func (r *reader) echoes(slot *process.Slot) (yes, sure bool) {
	switch {
	case shortYes.MatchString(r.plain):
		return true, true
	case shortNo.MatchString(r.plain):
		return false, true
	}
	if text.Language(r.msg) != "zh" && !allHan(r.plain) || questions.MatchString(r.msg) {
		return false, false
	}
	said := echoLead.ReplaceAllString(r.core, "")
	no := echoNo.FindString(said)
	said = echoTail.ReplaceAllString(strings.TrimPrefix(said, no), "")
	if said == "" || len([]rune(said)) > 6 {
		return false, false
	}
	asked := text.Fold(strings.Join(questionWords(slot), " "))
	for _, c := range said {
		if !text.IsHan(c) || !strings.ContainsRune(asked, c) {
			return false, false
		}
	}
	return no == "", true
}

func allHan(s string) bool {
	for _, c := range s {
		if !text.IsHan(c) {
			return false
		}
	}
	return s != ""
}

// questionWords are the words that a slot is asked for with.
func questionWords(slot *process.Slot) []string {
	var words []string
	for _, l := range slot.Label {
		words = append(words, l)
	}
	if slot.Ask != nil {
		for _, l := range slot.Ask.Source {
			words = append(words, l)
		}
	}
	return words
}
