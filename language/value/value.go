// Package value owns typed values: which kinds there are, how people write
// them in English and Chinese, how they are checked, stored and shown.
// "Today", the zone and the calendar are passed in. It must never know of
// processes, runs or people.
package value

import (
	"time"
)

// Kind names a kind of value as it is written in an app's files.
type Kind string

// The kinds of values. Record is the kind of a tool's or an event's result and
// of `person`; it is never the kind of a slot.
const (
	Text     Kind = "text"
	Number   Kind = "number"
	Money    Kind = "money"
	Date     Kind = "date"
	Time     Kind = "time"
	Duration Kind = "duration"
	Choice   Kind = "choice"
	YesNo    Kind = "yesno"
	Email    Kind = "email"
	Phone    Kind = "phone"
	URL      Kind = "url"
	FileKind Kind = "file"
	ID       Kind = "id"
	List     Kind = "list"
	Record   Kind = "record"
)

// Value is one typed value. The zero Value is "none": nothing was said. Values
// are immutable: whoever holds one must not change its maps or slices.
type Value struct {
	Kind Kind `json:"kind,omitempty"`
	// Text is the canonical form of a scalar: text as said; number "38" or
	// "38.5"; money "38.00 CNY"; date "2026-11-27"; time "09:30"; duration ISO
	// 8601 ("P3D", "PT2H30M"); choice its key; yesno "yes" or "no"; email; phone
	// E.164; url; file its name; id without gaps.
	Text string `json:"text,omitempty"`
	// File is set when Kind is FileKind.
	File *File `json:"file,omitempty"`
	// Rows is set when Kind is List: one map of named fields a row.
	Rows []map[string]Value `json:"rows,omitempty"`
	// Fields is set when Kind is Record.
	Fields map[string]Value `json:"fields,omitempty"`
}

// File points at bytes that somebody handed in; the bytes lie in a blob store
// under Hash.
type File struct {
	Name string `json:"name"`
	Hash string `json:"hash"` // hex SHA-256 of the bytes
	Type string `json:"type"` // media type, found by looking, not by name
	Size int64  `json:"size"` // bytes
}

// IsNone tells whether nothing was said.
func (v Value) IsNone() bool { return v.Kind == "" }

// Localized is a text for people by language tag ("en", "zh"); the key ""
// holds a text that is the same in every language.
type Localized map[string]string

// In returns the text in lang, else in the first of fallbacks that has one,
// else the one under "", else any (the alphabetically first tag), else "".
func (l Localized) In(lang string, fallbacks ...string) string {
	if s, ok := l[lang]; ok {
		return s
	}
	for _, f := range fallbacks {
		if s, ok := l[f]; ok {
			return s
		}
	}
	if s, ok := l[""]; ok {
		return s
	}
	best := ""
	for tag := range l {
		if best == "" || tag < best {
			best = tag
		}
	}
	return l[best]
}

// Option is one of the things that a choice can be.
type Option struct {
	Key string `json:"key"`
	// Words are what people say for it, by language; the first is shown.
	Words map[string][]string `json:"words"`
}

// Field is one named part of a row of a list.
type Field struct {
	Name     string    `json:"name"`
	Label    Localized `json:"label,omitempty"`
	Ask      Localized `json:"ask,omitempty"`
	Spec     Spec      `json:"spec"`
	Optional bool      `json:"optional,omitempty"`
}

// Spec says what a value must be.
type Spec struct {
	Kind Kind `json:"kind"`
	// OrNone allows the value to be absent ("file or none").
	OrNone bool `json:"orNone,omitempty"`
	// Options is set when Kind is Choice.
	Options []Option `json:"options,omitempty"`
	// Pattern is an RE2 expression that an ID must match as a whole, after gaps
	// (blanks, hyphens that the pattern has no place for) are taken out.
	Pattern string `json:"pattern,omitempty"`
	// Currencies are the ISO 4217 codes that a money may be in; empty means the
	// app's currency only. Others are refused, never converted.
	Currencies []string `json:"currencies,omitempty"`
	// Fields is set when Kind is List.
	Fields []Field `json:"fields,omitempty"`
}

// Calendar tells working days from others. The zero Calendar has Monday to
// Friday as working days and no holidays.
type Calendar struct {
	Weekend  []time.Weekday    `json:"weekend,omitempty"`  // empty means Saturday and Sunday
	Holidays map[string]string `json:"holidays,omitempty"` // "2026-10-01" -> its name
	Working  map[string]string `json:"working,omitempty"`  // weekend days that are worked (调休)
}

// Setting is what reading and showing need from outside. Nothing in this
// package looks at a clock.
type Setting struct {
	Now      time.Time      // the moment of the event that brings the text
	Zone     *time.Location // the app's zone; nil means UTC
	Lang     string         // language of the text, "" when unknown
	Currency string         // the app's currency, ISO 4217
	Region   string         // default region of phone numbers, "CN"; "" follows Zone and Currency
	Calendar Calendar
	// Check tells whether a candidate is allowed where it would go; it decides
	// between readings (a day without a year is the nearest allowed). nil allows all.
	Check func(Value) bool
}

// Found is a value that stands somewhere in a text.
type Found struct {
	Start, End int     // bytes of the text, half-open
	Value      Value   // the best reading
	Others     []Value // other honest readings, best first
	// Sure is from 0 to 1: how surely the words mean a value of this kind (a bare
	// "3" is a weak money, "3元" a sure one).
	Sure float64
}
