package value

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// narrow folds the width of what was written and keeps its case.
func narrow(s string) string { return norm.NFKC.String(s) }

var (
	emailForm = regexp.MustCompile(`[a-zA-Z0-9][a-zA-Z0-9.!#$%&'*+/=?^_{|}~-]{0,63}@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?)+`)
	urlForm   = regexp.MustCompile(`(?i)(?:https?://[^\s\p{Han}，。；！？、（）【】《》“”‘’<>"]+|www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#][^\s\p{Han}，。；！？、（）【】《》“”‘’<>"]*)?|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|org|net|io|dev|gov|edu|co|uk|de|fr|jp|eu|info|biz|app|ai|hk|tw|sg)(?:/[^\s\p{Han}，。；！？、（）【】《》“”‘’<>"]*)?)`)
	phoneForm = regexp.MustCompile(`\+?[(]?[0-9](?:[-0-9() .]{4,20})[0-9]`)
)

func (r *reader) findEmails() []hit {
	if !strings.Contains(r.folded, "@") {
		return nil
	}
	var out []hit
	for _, m := range emailForm.FindAllStringIndex(r.folded, -1) {
		if m[0] > 0 && r.folded[m[0]-1] == '.' {
			continue
		}
		v, ok := canonicalEmail(narrow(r.src[r.at[m[0]]:r.at[m[1]]]))
		if ok {
			out = append(out, one(m[0], m[1], v, 0.98))
		}
	}
	return out
}

// canonicalEmail checks an address; the host is written in lower case, the
// part before it as it was said.
func canonicalEmail(s string) (Value, bool) {
	if m := emailForm.FindString(s); s == "" || m != s || strings.Contains(s, "..") || strings.Contains(s, ".@") || len(s) > 254 || s[len(s)-2] == '.' {
		return None, false
	}
	at := strings.LastIndexByte(s, '@')
	return Value{Kind: Email, Text: s[:at] + strings.ToLower(s[at:])}, true
}

func (r *reader) findURLs() []hit {
	if !strings.ContainsAny(r.folded, ".:") {
		return nil
	}
	var out []hit
	for _, m := range urlForm.FindAllStringIndex(r.folded, -1) {
		start, end := m[0], trimURL(r.folded, m[0], m[1])
		if start > 0 && strings.ContainsAny(r.folded[start-1:start], "@.-_/") || strings.HasPrefix(r.folded[end:], "@") {
			continue
		}
		written := narrow(r.src[r.at[start]:r.at[end]])
		v, ok := canonicalURL(written)
		if !ok {
			continue
		}
		sure := 0.97
		if !strings.Contains(written, "://") {
			sure = 0.8
			if next, _ := utf8.DecodeRuneInString(r.folded[end:]); next >= 'a' && next <= 'z' || r.goesOn(end) {
				continue
			}
		}
		out = append(out, one(start, end, v, sure))
	}
	return out
}

// goesOn tells whether a name goes on behind its end: "a.com.sa".
func (r *reader) goesOn(end int) bool {
	rest := r.folded[end:]
	return len(rest) > 1 && rest[0] == '.' && isPlainWord(rest[1]) && rest[1] != '.'
}

// trimURL takes off the punctuation of the sentence around an address, and a
// closing bracket that was opened before it.
func trimURL(s string, start, end int) int {
	for end > start {
		c := s[end-1]
		switch {
		case strings.IndexByte(".,;:!?'*_", c) >= 0:
		case c == ')' && strings.Count(s[start:end], ")") > strings.Count(s[start:end], "("):
		case c == ']' && strings.Count(s[start:end], "]") > strings.Count(s[start:end], "["):
		default:
			return end
		}
		end--
	}
	return end
}

// canonicalURL checks a web address; scheme and host are written in lower
// case, and https is put before one that has no scheme.
func canonicalURL(s string) (Value, bool) {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || strings.ContainsAny(s, " \t\n\"<>") {
		return None, false
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if u.Scheme != "http" && u.Scheme != "https" {
		return None, false
	}
	name := u.Hostname()
	if name != "localhost" && !strings.ContainsAny(name, ".:") || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "..") {
		return None, false
	}
	out := u.String()
	if again, err := url.Parse(out); err != nil || again.String() != out {
		return None, false
	}
	return Value{Kind: URL, Text: out}, true
}

func (r *reader) findPhones() []hit {
	var out []hit
	for _, m := range phoneForm.FindAllStringIndex(r.folded, 200) {
		start, end := m[0], m[1]
		if start > 0 && isPlainWord(r.folded[start-1]) || end < len(r.folded) && isPlainWord(r.folded[end]) {
			continue
		}
		if v, ok := canonicalPhone(r.folded[start:end], r.in.region()); ok {
			out = append(out, one(start, end, v, 0.92))
		}
	}
	return out
}

func isPlainWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '/'
}

// canonicalPhone checks that a number can exist in its country and writes it
// as E.164.
func canonicalPhone(s, region string) (Value, bool) {
	if len(s) > 40 || region == "" && !strings.HasPrefix(s, "+") {
		return None, false
	}
	n, err := phonenumbers.Parse(s, region)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return None, false
	}
	return Value{Kind: Phone, Text: phonenumbers.Format(n, phonenumbers.E164)}, true
}
