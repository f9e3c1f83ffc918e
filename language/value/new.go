package value

import (
	"fmt"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"
)

// None is the value of a slot that was answered with nothing.
var None = Value{}

// NewText makes a text, kept as said.
func NewText(s string) Value { return Value{Kind: Text, Text: s} }

// NewNumber makes a number from an exact decimal; nil or not-a-number gives none.
func NewNumber(d *apd.Decimal) Value {
	if d == nil || d.Form != apd.Finite {
		return None
	}
	return Value{Kind: Number, Text: plain(d)}
}

// NewInt makes a number from an integer.
func NewInt(n int64) Value { return NewNumber(apd.New(n, 0)) }

// NewMoney makes an amount of a currency (ISO 4217), with at least as many
// decimals as the currency has.
func NewMoney(d *apd.Decimal, currency string) Value {
	if d == nil || d.Form != apd.Finite || currency == "" {
		return None
	}
	currency = strings.ToUpper(currency)
	return Value{Kind: Money, Text: plain(withDecimals(d, decimalsOf(currency))) + " " + currency}
}

// NewDate makes a date from the calendar day that t shows in its own zone.
func NewDate(t time.Time) Value { return Value{Kind: Date, Text: t.Format(time.DateOnly)} }

// NewTime makes a time of day. Seconds are shown only when they are not zero.
func NewTime(hour, minute, second int) Value {
	if second != 0 {
		return Value{Kind: Time, Text: fmt.Sprintf("%02d:%02d:%02d", hour, minute, second)}
	}
	return Value{Kind: Time, Text: fmt.Sprintf("%02d:%02d", hour, minute)}
}

// NewDuration makes a duration from its parts.
func NewDuration(s Stretch) Value { return Value{Kind: Duration, Text: s.String()} }

// NewChoice makes a choice from its key.
func NewChoice(key string) Value { return Value{Kind: Choice, Text: key} }

// NewYesNo makes a yes or a no.
func NewYesNo(yes bool) Value {
	if yes {
		return Value{Kind: YesNo, Text: "yes"}
	}
	return Value{Kind: YesNo, Text: "no"}
}

// NewFile makes a file.
func NewFile(f File) Value { return Value{Kind: FileKind, Text: f.Name, File: &f} }

// NewList makes a list of rows.
func NewList(rows []map[string]Value) Value { return Value{Kind: List, Rows: rows} }

// NewRecord makes a record of named values.
func NewRecord(fields map[string]Value) Value { return Value{Kind: Record, Fields: fields} }

// String is the canonical form, for logs and tests; rows and fields as JSON.
func (v Value) String() string {
	switch v.Kind {
	case List, Record:
		return compactJSON(v.JSON())
	}
	return v.Text
}
