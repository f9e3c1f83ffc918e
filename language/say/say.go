// Package say owns Usher's own sentences: one catalogue a language, complete in
// each, every sentence open to an app's override, with its named arguments
// filled in. It must never know of processes, runs or conversations, and it
// never says what an app's files say themselves.
package say

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/usher-dev/usher/language/text"
	"github.com/usher-dev/usher/language/value"
)

// fallback is the language that every sentence is written in.
const fallback = "en"

// Catalogue holds the sentences of one app. It is immutable and safe for
// concurrent use; a nil Catalogue has Usher's own sentences.
type Catalogue struct {
	overrides map[string]value.Localized
}

// New returns a catalogue in which overrides, by key, come before Usher's own
// sentences. A language that an override lacks keeps Usher's sentence. What
// Check finds wrong in overrides is left out.
func New(overrides map[string]value.Localized) *Catalogue {
	c := &Catalogue{overrides: make(map[string]value.Localized, len(overrides))}
	for key, texts := range overrides {
		if len(checkOne(key, texts)) > 0 {
			continue
		}
		own := make(value.Localized, len(texts))
		for lang, s := range texts {
			own[lang] = s
		}
		c.overrides[key] = own
	}
	return c
}

// Say returns the sentence under key in lang, with each {arg} replaced by
// args[arg] in lang. An argument that was not given becomes "…". An unknown key
// comes back in brackets, so that it can be seen.
func (c *Catalogue) Say(lang, key string, args map[string]value.Localized) string {
	s, ok := c.Lookup(lang, key, args)
	if !ok {
		return "[" + key + "]"
	}
	return s
}

// Lookup is Say that tells whether there is such a sentence.
func (c *Catalogue) Lookup(lang, key string, args map[string]value.Localized) (string, bool) {
	lang = base(lang)
	key = byKind(key, args)
	text, in, ok := c.text(lang, key)
	if !ok {
		return "", false
	}
	return c.fill(text, in, lang, args), true
}

// Has tells whether there is a sentence under key.
func (c *Catalogue) Has(key string) bool {
	_, ok := known(key)
	return ok
}

// Role names a relation or a role of an app ("manager", "finance") where no
// person stands for it: in Usher's words, in the app's under "role_<id>", else
// by its id, which says nothing to who reads Chinese when it is in Latin letters.
func (c *Catalogue) Role(lang, id string) string {
	if s, ok := c.Lookup(lang, rolePrefix+id, nil); ok {
		return s
	}
	if base(lang) == "zh" && text.Language(id) != "zh" {
		return c.Say(lang, rolePrefix+"other", nil)
	}
	return strings.ReplaceAll(id, "_", " ")
}

// rolePrefix begins the keys that an app may add to.
const rolePrefix = "role_"

// base is the language of a tag: "zh" of "zh-Hans-CN".
func base(lang string) string {
	lang = strings.ToLower(lang)
	if i := strings.IndexAny(lang, "-_"); i > 0 {
		return lang[:i]
	}
	return lang
}

// byKind turns "ask_kind" with a kind into that kind's own question, where it
// has one.
func byKind(key string, args map[string]value.Localized) string {
	if key != "ask_kind" {
		return key
	}
	own := "ask_" + args["kind"].In("")
	if k, ok := known(own); ok && k.args == "label" {
		return own
	}
	return "ask"
}

// text is the template under key and the language that it is in: the app's in
// lang, Usher's in lang, the app's in every language, Usher's in English.
func (c *Catalogue) text(lang, key string) (text, in string, ok bool) {
	var own value.Localized
	if c != nil {
		own = c.overrides[key]
	}
	if s, ok := own[lang]; ok {
		return s, lang, true
	}
	if s, ok := own[""]; ok {
		return s, lang, true
	}
	if s, ok := catalogues[lang][key]; ok {
		return s, lang, true
	}
	if s, ok := own[fallback]; ok {
		return s, fallback, true
	}
	if s, ok := catalogues[fallback][key]; ok {
		return s, fallback, true
	}
	return own.In(lang), lang, len(own) > 0
}

// catalogues are Usher's own sentences, by language. They are never written to.
var catalogues = map[string]map[string]string{"en": english, "zh": chinese}

// fill replaces the braces of a template. What an argument says is never
// touched; the sentence around it gives way: no full stop after one, no
// brackets around nothing.
func (c *Catalogue) fill(text, in, lang string, args map[string]value.Localized) string {
	var b []byte
	last := "…" // what the argument before said
	for _, p := range pieces(text) {
		if p.arg != "" {
			last = c.argument(p.arg, in, lang, startsSentence(string(b)), args)
			b = append(b, last...)
			continue
		}
		b = appendAround(b, last, p.text)
		last = "…"
	}
	return string(b)
}

// appendAround adds what follows an argument.
func appendAround(b []byte, arg, rest string) []byte {
	if arg == "" {
		for _, pair := range [][2]string{{" (", ")"}, {"（", "）"}} {
			if strings.HasSuffix(string(b), pair[0]) && strings.HasPrefix(rest, pair[1]) {
				return append(b[:len(b)-len(pair[0])], rest[len(pair[1]):]...)
			}
		}
	}
	r, _ := utf8.DecodeLastRuneInString(arg)
	if strings.ContainsRune(".?!。？！", r) {
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, "."), "。")
	}
	return append(b, rest...)
}

// nested are the arguments that hold the key of another sentence, without its
// prefix.
var nested = map[string]string{"why": "why_", "for": "for_"}

// argument is what stands for {name}.
func (c *Catalogue) argument(name, in, lang string, first bool, args map[string]value.Localized) string {
	texts, ok := args[name]
	if !ok {
		return "…"
	}
	s := texts.In(lang, in)
	if prefix, ok := nested[name]; ok {
		rest := map[string]value.Localized{}
		for k, v := range args {
			if k != name {
				rest[k] = v
			}
		}
		if t, ok := c.Lookup(lang, prefix+s, rest); ok {
			s = t
		}
	}
	if in == "en" {
		return cased(name, s, first)
	}
	return s
}

// lowered are the arguments that are common nouns: written small inside an
// English sentence, however an app writes its labels.
var lowered = map[string]bool{"label": true, "list": true, "now": true}

// cased gives an argument the case that its place in an English sentence asks.
func cased(name, s string, first bool) string {
	word, _, _ := strings.Cut(s, " ")
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case first && unicode.IsLower(r) && (lowered[name] || name == "why"):
		return string(unicode.ToUpper(r)) + s[n:]
	case !first && lowered[name] && len(word) > n && word[n:] == strings.ToLower(word[n:]):
		return string(unicode.ToLower(r)) + s[n:]
	}
	return s
}

// startsSentence tells whether what follows before opens a sentence.
func startsSentence(before string) bool {
	before = strings.TrimRight(before, " \n\"“‘")
	r, _ := utf8.DecodeLastRuneInString(before)
	return before == "" || strings.ContainsRune(".?!", r)
}
