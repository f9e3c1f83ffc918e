package value

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// everySpec is one Spec of each kind that text is read for.
func everySpec() []Spec {
	return []Spec{
		{Kind: Text},
		{Kind: Number},
		{Kind: Money},
		{Kind: Date},
		{Kind: Time},
		{Kind: Duration},
		category(),
		{Kind: YesNo},
		{Kind: Email},
		{Kind: Phone},
		{Kind: URL},
		{Kind: ID, Pattern: `[A-Z]{2}-?\d{4}`},
		{Kind: ID},
		{Kind: FileKind, OrNone: true},
		{Kind: List, Fields: []Field{{Name: "n", Spec: Spec{Kind: Number}}, {Name: "t", Spec: Spec{Kind: Text}}}},
	}
}

var seeds = []string{
	"", "昨天打车花了38块,报一下", "下周三到周五去上海出差", "$12.50 on 27 Nov at 9:30", "88元5角", "一万二", "1h30m", "not a taxi, the second one",
	"lin@example.com +86 138 1234 5678 https://a.com/b", "2026-02-30", "２０２６年１１月２７日", "㏺½①", "\xff38\xfe块", strings.Repeat("一万", 30), strings.Repeat("9", 300),
	"-", "半", "第", "and and and", "twenty-", "in days", "点", "a\u0301@b.co", "周", "１２：３０", "last last last week", "亿亿亿万", "0点0分0秒", "PO-12 34", "next", "1/1/1/1",
}

func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, spec := range everySpec() {
			end := 0
			for _, found := range Find(spec, s, wednesday()) {
				if found.Start < end || found.End <= found.Start || found.End > len(s) {
					t.Fatalf("%s in %q: span %d-%d after %d", spec.Kind, s, found.Start, found.End, end)
				}
				if utf8.ValidString(s) && !utf8.ValidString(s[found.Start:found.End]) {
					t.Fatalf("%s in %q: %q is cut inside a rune", spec.Kind, s, s[found.Start:found.End])
				}
				end = found.End
				checkFound(t, spec, s, found)
			}
		}
	})
}

// checkFound holds a finding to what Found promises: each reading is canonical,
// and can be shown.
func checkFound(t *testing.T, spec Spec, s string, f Found) {
	t.Helper()
	if f.Sure < 0 || f.Sure > 1 {
		t.Fatalf("%s in %q is %f sure", spec.Kind, s, f.Sure)
	}
	for _, v := range append([]Value{f.Value}, f.Others...) {
		if spec.Kind == List {
			continue
		}
		open := spec
		if _, currency := Amount(v); currency != "" {
			open.Currencies = []string{currency}
		}
		again, err := Parse(open, v.Text, wednesday())
		if v.Kind != FileKind && v.Kind != "" && (err != nil || again.Text != v.Text) {
			t.Fatalf("%s in %q: %q is not canonical: %q, %v", spec.Kind, s, v.Text, again.Text, err)
		}
		if Show(v, &spec, "zh", wednesday()) == "" || Show(v, &spec, "en", wednesday()) == "" {
			t.Fatalf("%s in %q: %q is shown as nothing", spec.Kind, s, v.Text)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, spec := range everySpec() {
			found, err := Read(spec, s, wednesday())
			var re *ReadError
			switch {
			case err == nil:
				if found.Start < 0 || found.End > len(s) || found.Start >= found.End {
					t.Fatalf("Read(%s, %q): span %d-%d", spec.Kind, s, found.Start, found.End)
				}
				checkFound(t, spec, s, found)
			case !errors.As(err, &re) || re.Reason == "" || re.Error() == "":
				t.Fatalf("Read(%s, %q): %v", spec.Kind, s, err)
			}
		}
		ReadYesNo(s)
		ReadNone(s)
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "38.00 CNY", "38", "2026-11-27", "09:30", "PT2H30M", "3 working days", "taxi", "yes", "a@b.co", "+8613812345678", "https://a.com", "AB-1234", "-0.0", "P1Y2M3W4DT5H6M7.008S"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, spec := range everySpec() {
			v, err := Parse(spec, s, wednesday())
			if err != nil || v.IsNone() {
				continue
			}
			again, err := Parse(spec, v.Text, wednesday())
			if err != nil || again.Text != v.Text || !Equal(again, v) || Hash(again) != Hash(v) {
				t.Fatalf("%s %q became %q, then %q, %v", spec.Kind, s, v.Text, again.Text, err)
			}
		}
		if spec, err := ParseSpec(s); err == nil {
			if again, err := ParseSpec(spec.String()); err != nil || again.String() != spec.String() {
				t.Fatalf("Spec %q became %q, then %q, %v", s, spec, again, err)
			}
		}
	})
}

func TestLongMessagesAreReadInBoundedTime(t *testing.T) {
	for _, piece := range []string{"一万", "9", "38块 ", "next ", "周", "1/", "twenty ", "a.b", "in 3 ", "@a", "(", "点", "第", "半"} {
		s := strings.Repeat(piece, 4_000/len(piece))
		for _, spec := range everySpec() {
			Find(spec, s, wednesday())
			if _, err := Read(spec, s, wednesday()); err != nil && err.Error() == "" {
				t.Errorf("%s of many %q: an empty error", spec.Kind, piece)
			}
		}
	}
}

func TestTheLongestMessageIsReadAsAWhole(t *testing.T) {
	s := strings.Repeat("报销打车费用，谢谢。", 3000) + " 38元"
	found := Find(Spec{Kind: Money}, s, wednesday())
	if len(s) > MaxLength || shown(s, found) != "38元=38.00 CNY" {
		t.Errorf("%d bytes: %s", len(s), shown(s, found))
	}
	if found := Find(Spec{Kind: Money}, strings.Repeat("1元 ", MaxLength), wednesday()); len(found) != maxFound {
		t.Errorf("%d found", len(found))
	}
}

func BenchmarkFind(b *testing.B) {
	s := "昨天打车花了38块,下周三到周五去上海出差,酒店88元5角,请帮我报销一下,谢谢! It was on 27 Nov at 9:30 and took 2 hours, call +8613812345678"
	for _, spec := range everySpec() {
		b.Run(spec.String(), func(b *testing.B) {
			for b.Loop() {
				Find(spec, s, wednesday())
			}
		})
	}
}
