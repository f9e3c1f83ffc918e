package understand

import (
	"regexp"
	"testing"
)

func TestAPhraseIsLookedAtOnlyWhereItCanBegin(t *testing.T) {
	for _, c := range []struct {
		re       string
		may, not []string
	}{
		{`^(?:yes|no|好的?)$`, []string{"yes", "nothing", "好"}, []string{"", "38 yuan", "昨天", "Yes"}},
		{`^(?:please )?(?:stop|[a-c]x)$`, []string{"please", "stop", "b"}, []string{"d", "quit"}},
		{`^(?:oh )*$`, []string{"", "oh", "anything, as nothing matches too"}, nil},
		{`^.{0,3}x$`, []string{"x", "昨"}, nil},
		{`(?i)^stop$`, []string{"STOP", "x"}, nil},
		{`stop`, []string{"please stop", "x"}, nil},
		{`^\p{Han}+$`, []string{"昨", "x"}, nil},
	} {
		o := openingsOf(regexp.MustCompile(c.re))
		for _, s := range c.may {
			if !o.may(s) {
				t.Errorf("%s passes over %q", c.re, s)
			}
		}
		for _, s := range c.not {
			if o.may(s) {
				t.Errorf("%s looks at %q", c.re, s)
			}
		}
	}
}

func TestNoPhraseIsPassedOverThatMatches(t *testing.T) {
	messages := []string{
		"stop", "never mind", "cancel it", "start over", "wait", "later", "back", "skip", "pass", "i dont know", "what", "where am i", "why", "human please",
		"取消", "重新开始", "等一下", "回头再说", "上一步", "跳过", "不知道", "再说一遍", "到哪了", "转人工", "谢谢", "你好", "hello", "thanks", "bye", "ok", "",
	}
	matched := 0
	for _, p := range phrases {
		for _, s := range messages {
			if p.re.MatchString(s) {
				matched++
				if !p.openings.may(s) {
					t.Errorf("%s: %q is passed over", p.means, s)
				}
			}
		}
	}
	if matched < 20 {
		t.Errorf("only %d matched: nothing is shown", matched)
	}
}

// FuzzOpenings holds what is passed over against what matches.
func FuzzOpenings(f *testing.F) {
	for _, s := range []string{"stop", "取消", "where is my 申请", "", "\xff", "38 yuan"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range phrases {
			if !p.openings.may(s) && p.re.MatchString(s) {
				t.Errorf("%s: %q is passed over", p.means, s)
			}
		}
	})
}
