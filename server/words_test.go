package server_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/usher-dev/usher/server"
)

func TestBothLanguagesSayTheSame(t *testing.T) {
	args := regexp.MustCompile(`\{[a-z]+\}`)
	for key, en := range server.Sentences["en"] {
		zh, ok := server.Sentences["zh"][key]
		if !ok {
			t.Errorf("%s is not said in Chinese", key)
			continue
		}
		a, b := args.FindAllString(en, -1), args.FindAllString(zh, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: English names %v, Chinese %v", key, a, b)
		}
		if !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s is no Chinese: %s", key, zh)
		}
	}
	if a, b := len(server.Sentences["en"]), len(server.Sentences["zh"]); a != b {
		t.Errorf("%d sentences in English, %d in Chinese", a, b)
	}
}

func TestTheLanguageThatABrowserAsksFor(t *testing.T) {
	for header, want := range map[string]string{
		"en": "en", "en-GB,en;q=0.9": "en", "zh": "zh", "zh-CN,zh;q=0.9,en;q=0.8": "zh", "zh-TW": "zh", "zh-Hant-HK;q=0.5, en;q=0.1": "zh",
		"de-DE,en;q=0.5,zh;q=0.9": "zh", "fr": "", "": "", "*": "", "xx;q=2": "", strings.Repeat("zh,", 5000): "zh", "\x00": "", "en;q=0": "",
	} {
		if got := server.Accepted(header); got != want {
			t.Errorf("%.30q is %q, want %q", header, got, want)
		}
	}
}

func TestWhatNobodyCanSeeIsBlank(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, " \t\n": true, "\u3000": true, "\x00\x1b\x7f": true, "\u200b\u200d\u202e\ufeff": true, "\ufffd": true,
		"a": false, "我": false, "0": false, "👍": false, "?": false, "\x00 x": false,
	} {
		if got := server.Blank(text); got != want {
			t.Errorf("%q is blank: %v", text, got)
		}
	}
}
