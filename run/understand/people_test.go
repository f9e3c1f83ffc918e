package understand

import "testing"

func TestPeopleSayNothingIsNeededInManyWays(t *testing.T) {
	for msg, want := range map[string]bool{
		"算了不留电话": true, "不填了": true, "没有手机": true, "no phone": true, "I don't have one": true, "dont have it": true,
		"13800138000": false, "明天": false, "what for?": false,
	} {
		if got := withoutIt.MatchString(plainOf(msg)); got != want {
			t.Errorf("withoutIt(%q) = %v, want %v", msg, got, want)
		}
	}
}

func TestAListEndsInManyWays(t *testing.T) {
	for msg, want := range map[string]bool{
		"that's all": true, "no, that is all": true, "no thanks": true, "just those": true, "nobody else": true, "就这些": true, "就这两个": true, "没别的了": true,
		"Anna Berg, 41": false, "张三 35岁": false, "all of them": false,
	} {
		if got := noMore.MatchString(plainOf(msg)); got != want {
			t.Errorf("noMore(%q) = %v, want %v", msg, got, want)
		}
	}
}

func TestAnEchoOfTheQuestionIsAYesOrANo(t *testing.T) {
	for msg, want := range map[string]string{
		"it has": "yes", "they are": "yes", "it hasn't": "no", "no, it isn't": "no", "it broke": "",
	} {
		r := newReader(msg, &View{})
		got := ""
		switch {
		case shortYes.MatchString(r.plain):
			got = "yes"
		case shortNo.MatchString(r.plain):
			got = "no"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", msg, got, want)
		}
	}
}
