package value

import "testing"

func TestChoicesAreFoundByWordsStemsAndSlips(t *testing.T) {
	checkFind(t, category(), []findCase{
		{"I took a taxi", "taxi=taxi"},
		{"TAXIS", "TAXIS=taxi"},
		{"by cab, then a hotel", "cab=taxi; hotel=hotel"},
		{"昨天打车去酒店", "打车=taxi; 酒店=hotel"},
		{"計程車還是出租車", "出租車=taxi"},
		{"the hotle was fine", "hotle=hotel"},
		{"something else please", "something else=other"},
		{"not a taxi", ""},
		{"不是打车", ""},
		{"a tax", ""},
		{"taxonomy", ""},
		{"cat", ""},
	})
}

func TestLongerWordsWinOverShorterOnes(t *testing.T) {
	spec := Spec{Kind: Choice, Options: []Option{
		{Key: "leave", Words: map[string][]string{"en": {"leave"}, "zh": {"请假"}}},
		{Key: "sick_leave", Words: map[string][]string{"zh": {"病假"}}},
		{Key: "late", Words: map[string][]string{"en": {"leave late"}}},
	}}
	checkFind(t, spec, []findCase{
		{"sick leave", "sick leave=sick_leave"},
		{"I leave late", "leave late=late"},
		{"annual leave", "leave=leave"},
		{"请病假", "病假=sick_leave"},
	})
}

func TestAPlaceInTheListIsAChoice(t *testing.T) {
	for in, want := range map[string]string{
		"1": "taxi", "2": "hotel", "3": "other", "3.": "other", "no. 2": "hotel", "option 2 please": "hotel", "the first": "taxi", "2nd": "hotel", "the last": "other",
		"第一": "taxi", "第3个": "other", "选2": "hotel", "二": "hotel", "就第二个吧": "hotel", "最后那个": "other", "Two": "hotel",
	} {
		f, err := Read(category(), in, wednesday())
		if err != nil || f.Value.Text != want {
			t.Errorf("%q: %s, %v; want %s", in, f.Value, err, want)
		}
	}
	for _, in := range []string{"4", "0", "the 12th", "第九个", "2 people"} {
		if f, err := Read(category(), in, wednesday()); err == nil {
			t.Errorf("%q became %s", in, f.Value)
		}
	}
}

func TestWordsThatTwoOptionsShareAreAmbiguous(t *testing.T) {
	spec := Spec{Kind: Choice, Options: []Option{
		{Key: "a", Words: map[string][]string{"en": {"card"}}},
		{Key: "b", Words: map[string][]string{"en": {"card"}}},
	}}
	if f, err := Read(spec, "card", wednesday()); err == nil {
		t.Errorf("card became %s", f.Value)
	}
}
