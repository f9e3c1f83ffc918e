package machine

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// long is a paragraph of n characters.
func long(n int) string { return strings.Repeat("word ", n/5) }

func TestALongTextIsSaidByItsBeginningItsHeadingsAndItsLastSection(t *testing.T) {
	short := "## A\n\nOne.\n\n## B\n\nTwo."
	code := "```sh\n" + strings.Repeat("# no heading\n\nrun it\n", 300) + "```"
	for _, c := range []struct {
		name, text, first string
		heads             []string
		last              string
	}{
		{"a short one is said whole", short, short, nil, ""},
		{"nothing", "", "", nil, ""},
		{"sections", "Begin.\n\n## A\n\n" + long(1800) + "\n\n## B\n\n" + long(1800) + "\n\n### C\n" + long(1800) + "\n\n## D\n\nDo this:", "Begin.\n\n## A\n\n" + strings.TrimSuffix(long(1800), " ") + " ", []string{"B", "C"}, "## D\n\nDo this:"},
		{"a long last section is named", "Begin.\n\n## A\n\n" + long(6000), "Begin.", []string{"A"}, ""},
		{"no heading", "Begin.\n\n" + long(3000) + "\n\n" + long(3000), "Begin.", []string{}, ""},
		{"one paragraph stays whole", long(6000), long(6000), nil, ""},
		{"code is not cut", code, code, nil, ""},
		{"Chinese", "开始。\n\n## 准备\n\n" + strings.Repeat("字", 5000) + "\n\n## 操作\n\n如下：", "开始。", []string{"准备"}, "## 操作\n\n如下："},
	} {
		first, heads, last := abridge(c.text)
		if first != c.first || strings.Join(heads, "|") != strings.Join(c.heads, "|") || (heads == nil) != (c.heads == nil) || last != c.last {
			t.Errorf("%s: %.60q %q %.60q", c.name, first, heads, last)
		}
	}
}

func TestNoWordOfAnAbridgedTextIsMadeUp(t *testing.T) {
	var b strings.Builder
	for i := range 60 {
		b.WriteString("## Heading " + string(rune('a'+i%26)) + " #\n\n" + long(200) + "\n\n")
	}
	first, heads, last := abridge(b.String())
	if n := utf8.RuneCountInString(first + last); n > maxTold || first == "" || last == "" {
		t.Errorf("%d characters: %.50q … %.50q", n, first, last)
	}
	if !strings.HasPrefix(b.String(), first) || !strings.HasSuffix(strings.TrimRight(b.String(), "\n"), last) {
		t.Error("the beginning and the end are not those of the text")
	}
	for _, h := range heads {
		if !strings.Contains(b.String(), "## "+h+" #") {
			t.Errorf("%q is no heading of the text", h)
		}
	}
}
