package value

import (
	"fmt"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// maxDigits bounds the numbers that are read: nobody's amount is longer, and
// exact arithmetic on a million digits is an attack.
const maxDigits = 40

// exact is the arithmetic of the package. Contexts are values, never changed.
var exact = apd.BaseContext.WithPrecision(3 * maxDigits)

// plain writes a decimal without exponent and without needless zeros before
// the point; decimals are kept as they are.
func plain(d *apd.Decimal) string {
	s := d.Text('f')
	if d.IsZero() {
		return strings.TrimPrefix(s, "-")
	}
	return s
}

// trimmed drops zeros at the end of the decimals ("38.50" → "38.5").
func trimmed(d *apd.Decimal) *apd.Decimal {
	var out apd.Decimal
	out.Reduce(d)
	if out.Exponent > 0 {
		return withDecimals(&out, 0)
	}
	return &out
}

// withDecimals returns d with at least n decimals; it never rounds.
func withDecimals(d *apd.Decimal, n int32) *apd.Decimal {
	t := *d
	if t.Exponent <= -n {
		var reduced apd.Decimal
		reduced.Reduce(&t)
		if reduced.Exponent <= -n {
			return &reduced
		}
		t = reduced
	}
	var out apd.Decimal
	if _, err := exact.Quantize(&out, &t, -n); err != nil {
		return d
	}
	return &out
}

// decimal reads a strict decimal: digits with an optional sign and point.
func decimal(s string) (*apd.Decimal, bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > maxDigits+1 || digits[0] == '.' || digits[len(digits)-1] == '.' ||
		strings.Count(digits, ".") > 1 || strings.Trim(digits, "0123456789.") != "" {
		return nil, false
	}
	d, _, err := apd.NewFromString(s)
	return d, err == nil
}

// Decimal returns the exact number in a number or a money.
func Decimal(v Value) (*apd.Decimal, error) {
	number := v.Text
	switch v.Kind {
	case Number:
	case Money:
		number, _ = Amount(v)
	default:
		return nil, fmt.Errorf("a %s is no number", kindName(v.Kind))
	}
	d, ok := decimal(number)
	if !ok {
		return nil, fmt.Errorf("%q is no number", number)
	}
	return d, nil
}

// Amount splits a money into its number and its currency; both are "" when v
// is no money.
func Amount(v Value) (number, currency string) {
	if v.Kind != Money {
		return "", ""
	}
	number, currency, _ = strings.Cut(v.Text, " ")
	return number, currency
}

func kindName(k Kind) string {
	if k == "" {
		return "none"
	}
	return string(k)
}

func mul(a, b *apd.Decimal) *apd.Decimal {
	var out apd.Decimal
	_, _ = exact.Mul(&out, a, b)
	return &out
}

func add(a, b *apd.Decimal) *apd.Decimal {
	var out apd.Decimal
	_, _ = exact.Add(&out, a, b)
	return &out
}
