package value

import (
	"slices"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"
)

// MaxLength is how many bytes a single value may have.
const MaxLength = 100_000

// Parse reads the strict canonical form that stands in files, tests and JSON:
// money "38.00 CNY" (or "38 CNY", or a bare number in the app's currency),
// date "2026-11-27", time "09:30", duration ISO 8601 or "3 working days",
// choice by key, yesno "yes" or "no", phone E.164, a file by its name. The
// value comes back normalised. "none" and "" give none where the Spec allows
// it. Errors are *ReadError. Lists and records have no such form: see
// FromJSON.
func Parse(spec Spec, canonical string, in Setting) (Value, error) {
	if len(canonical) > MaxLength {
		return None, readError(spec.Kind, TooLong, canonical)
	}
	if (canonical == "none" || canonical == "") && spec.OrNone {
		return None, nil
	}
	v, ok := parseScalar(spec, canonical, in)
	if !ok {
		return None, readError(spec.Kind, parseReason(spec.Kind), canonical, example(spec, in)...)
	}
	return v, Check(spec, v, in)
}

func parseReason(k Kind) string {
	if k == List || k == Record {
		return NotCanonical
	}
	return missing(k)
}

func parseScalar(spec Spec, s string, in Setting) (Value, bool) {
	switch spec.Kind {
	case Text:
		return NewText(s), s != ""
	case Number:
		d, ok := decimal(s)
		if !ok {
			return None, false
		}
		return NewNumber(trimmed(d)), true
	case Money:
		return parseMoney(s, in)
	case Date:
		t, err := time.Parse(time.DateOnly, s)
		return NewDate(t), err == nil && t.Year() > 0
	case Time:
		return parseTime(s)
	case Duration:
		d, ok := parseStretch(s)
		return NewDuration(d), ok
	case Choice:
		return NewChoice(s), true
	case YesNo:
		return Value{Kind: YesNo, Text: s}, s == "yes" || s == "no"
	case Email:
		return canonicalEmail(s)
	case Phone:
		return canonicalPhone(s, "")
	case URL:
		return canonicalURL(s)
	case ID:
		return canonicalID(spec.Pattern, s)
	case FileKind:
		return NewFile(File{Name: s}), s != ""
	}
	return None, false
}

func parseMoney(s string, in Setting) (Value, bool) {
	number, currency, has := strings.Cut(s, " ")
	if !has {
		currency = in.Currency
	}
	d, ok := decimal(number)
	if !ok || !isCurrencyCode(currency) || !payable(d) {
		return None, false
	}
	return NewMoney(d, currency), true
}

// payable tells whether an amount, with the decimals that its currency adds, is
// still short enough to be read back.
func payable(d *apd.Decimal) bool {
	const mostDecimals = 4
	whole := d.NumDigits() + int64(d.Exponent)
	return max(whole, 1)+max(int64(-d.Exponent), mostDecimals) < maxDigits
}

func isCurrencyCode(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func parseTime(s string) (Value, bool) {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if len(s) == len(layout) {
			t, err := time.Parse(layout, s)
			return NewTime(t.Hour(), t.Minute(), t.Second()), err == nil
		}
	}
	return None, false
}

// example is what an error suggests in place of a text that is not canonical.
func example(spec Spec, in Setting) []string {
	switch spec.Kind {
	case Money:
		return []string{"38.00 " + currencyOr(in.Currency, "USD")}
	case Date:
		return []string{"2026-11-27"}
	case Time:
		return []string{"09:30"}
	case Duration:
		return []string{"PT2H30M", "3 working days"}
	case YesNo:
		return []string{"yes", "no"}
	}
	return nil
}

func currencyOr(code, otherwise string) string {
	if code == "" {
		return otherwise
	}
	return code
}

// Check tells whether a typed value fits a Spec: none only where it may be
// none, the right kind, a listed currency, a known option, the pattern, and
// each field of each row. The error is a *ReadError, or nil. It does not ask
// Setting.Check.
func Check(spec Spec, v Value, in Setting) error {
	if v.IsNone() {
		if spec.OrNone {
			return nil
		}
		return readError(spec.Kind, NoneNotAllowed, "")
	}
	if v.Kind != spec.Kind {
		return readError(spec.Kind, missing(spec.Kind), v.String())
	}
	switch v.Kind {
	case Money:
		return checkCurrency(spec, v, in)
	case Choice:
		if len(spec.Options) > 0 && !slices.ContainsFunc(spec.Options, func(o Option) bool { return o.Key == v.Text }) {
			return readError(Choice, NoSuchChoice, v.Text, optionKeys(spec)...)
		}
	case ID:
		if id, ok := canonicalID(spec.Pattern, v.Text); !ok || id.Text != v.Text {
			return readError(ID, BadID, v.Text)
		}
	case List:
		return checkRows(spec, v, in)
	}
	return nil
}

func checkCurrency(spec Spec, v Value, in Setting) error {
	_, currency := Amount(v)
	taken := currencies(spec, in)
	if len(taken) == 0 || slices.Contains(taken, currency) {
		return nil
	}
	return readError(Money, OtherCurrency, v.Text, taken...)
}

// currencies lists what a money may be in.
func currencies(spec Spec, in Setting) []string {
	if len(spec.Currencies) > 0 {
		return spec.Currencies
	}
	if in.Currency == "" {
		return nil
	}
	return []string{in.Currency}
}

func optionKeys(spec Spec) []string {
	keys := make([]string, len(spec.Options))
	for i, o := range spec.Options {
		keys[i] = o.Key
	}
	return keys
}

func checkRows(spec Spec, v Value, in Setting) error {
	for _, row := range v.Rows {
		for _, f := range spec.Fields {
			fs := f.Spec
			fs.OrNone = fs.OrNone || f.Optional
			if row[f.Name].IsNone() && !fs.OrNone {
				return readError(List, FieldMissing, NewRecord(row).String(), f.Name)
			}
			if err := Check(fs, row[f.Name], in); err != nil {
				return err
			}
		}
	}
	return nil
}
