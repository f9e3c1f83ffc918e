package process

import (
	"time"

	"github.com/cockroachdb/apd/v3"
	"github.com/usher-dev/usher/language/value"
)

// exact computes with 34 digits (decimal128's precision), rounding halves away
// from zero as bills do.
func exact() *apd.Context {
	c := apd.BaseContext.WithPrecision(34)
	c.Rounding = apd.RoundHalfUp
	return c
}

// arithmetic is + - * / over numbers, money, dates, durations and texts.
func (e evaluator) arithmetic(op string, l, r value.Value) (value.Value, error) {
	switch {
	case isDecimal(l) && isDecimal(r):
		return e.decimals(op, l, r)
	case l.Kind == value.Date:
		return e.fromDate(op, l, r)
	case op == "+" && r.Kind == value.Date:
		return e.fromDate(op, r, l)
	case l.Kind == value.Duration || r.Kind == value.Duration:
		return durations(op, l, r)
	case op == "+" && l.Kind == value.Text && r.Kind == value.Text:
		if len(l.Text)+len(r.Text) > maxText {
			return value.Value{}, &EvalError{Reason: TooLong, Text: "the text would be too long"}
		}
		return value.NewText(l.Text + r.Text), nil
	}
	return value.Value{}, unlike(verbs[op], l, r)
}

var verbs = map[string]string{"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided"}

func isDecimal(v value.Value) bool { return v.Kind == value.Number || v.Kind == value.Money }

// decimals computes numbers and money. Money times or by a number is rounded to
// the currency's smallest unit; money by money is a number.
func (e evaluator) decimals(op string, l, r value.Value) (value.Value, error) {
	currency, ok := e.currencyOf(op, l, r)
	if !ok {
		return value.Value{}, unlike(verbs[op], l, r)
	}
	x, errX := value.Decimal(l)
	y, errY := value.Decimal(r)
	if errX != nil || errY != nil {
		return value.Value{}, unlike(verbs[op], l, r)
	}
	d, err := compute(op, x, y)
	if err != nil {
		return value.Value{}, err
	}
	if currency == "" {
		return number(d)
	}
	if op == "*" || op == "/" {
		d = rounded(d, decimalsOf(currency))
	}
	if _, err := number(d); err != nil {
		return value.Value{}, err
	}
	return value.NewMoney(d, currency), nil
}

// currencyOf is the currency of the result, "" for a number; ok is false where
// the two don't go together.
func (e evaluator) currencyOf(op string, l, r value.Value) (currency string, ok bool) {
	_, cl := value.Amount(l)
	_, cr := value.Amount(r)
	switch {
	case cl == "" && cr == "":
		return "", true
	case op == "*":
		return cl + cr, cl == "" || cr == ""
	case op == "/":
		if cr == "" {
			return cl, true
		}
		return "", cl == cr
	}
	if cl == "" {
		cl = e.scope.Setting.Currency
	}
	if cr == "" {
		cr = e.scope.Setting.Currency
	}
	return cl, cl == cr
}

func compute(op string, x, y *apd.Decimal) (*apd.Decimal, error) {
	var d apd.Decimal
	var err error
	switch op {
	case "+":
		_, err = exact().Add(&d, x, y)
	case "-":
		_, err = exact().Sub(&d, x, y)
	case "*":
		_, err = exact().Mul(&d, x, y)
	case "/":
		if y.IsZero() {
			return nil, &EvalError{Reason: NoNumber, Text: "nothing can be divided by 0"}
		}
		_, err = exact().Quo(&d, x, y)
		d.Reduce(&d)
	}
	if err != nil || d.Form != apd.Finite {
		return nil, outOfBounds()
	}
	return &d, nil
}

func outOfBounds() error {
	return &EvalError{Reason: NoNumber, Text: "the number is too large or too small"}
}

// number makes a value of a decimal that can still be written out.
func number(d *apd.Decimal) (value.Value, error) {
	if digits := d.NumDigits() + int64(max(d.Exponent, 0)); digits > 40 || d.Exponent < -40 {
		return value.Value{}, outOfBounds()
	}
	return value.NewNumber(d), nil
}

func rounded(d *apd.Decimal, places int32) *apd.Decimal {
	var out apd.Decimal
	if _, err := exact().Quantize(&out, d, -places); err != nil {
		return d
	}
	return &out
}

// decimalsOf is how many decimals a currency has.
func decimalsOf(currency string) int32 {
	d, err := value.Decimal(value.NewMoney(apd.New(0, 0), currency))
	if err != nil {
		return 2
	}
	return -d.Exponent
}

// fromDate computes date ± days, date ± duration and date − date (in days).
func (e evaluator) fromDate(op string, date, r value.Value) (value.Value, error) {
	switch {
	case op == "-" && r.Kind == value.Date:
		n, err := value.DaysBetween(r, date)
		if err != nil {
			return value.Value{}, unlike(verbs[op], date, r)
		}
		return value.NewInt(int64(n)), nil
	case (op == "+" || op == "-") && r.Kind == value.Number:
		n, ok := wholeNumber(r)
		if !ok {
			return value.Value{}, &EvalError{Reason: NoNumber, Text: "only whole days can be added to a date"}
		}
		if op == "-" {
			n = -n
		}
		v, err := value.AddDays(date, n)
		if err != nil || len(v.Text) != len(time.DateOnly) {
			return value.Value{}, outOfBounds()
		}
		return v, nil
	case op == "+" && r.Kind == value.Duration:
		return e.later(date, r)
	case op == "-" && r.Kind == value.Duration:
		if s, ok := value.Parts(r); ok && s == (value.Stretch{Days: s.Days, Weeks: s.Weeks}) {
			return e.fromDate(op, date, value.NewInt(int64(s.Days+7*s.Weeks)))
		}
	}
	return value.Value{}, unlike(verbs[op], date, r)
}

func (e evaluator) later(date, duration value.Value) (value.Value, error) {
	zone := e.scope.Setting.Zone
	if zone == nil {
		zone = time.UTC
	}
	day, err := value.DayIn(date, zone)
	if err != nil {
		return value.Value{}, unlike("added", date, duration)
	}
	due, err := value.AddDuration(day, duration, e.scope.Setting.Calendar, zone)
	if err != nil || due.Year() > 9999 {
		return value.Value{}, outOfBounds()
	}
	return value.NewDate(due.In(zone)), nil
}

func wholeNumber(v value.Value) (int, bool) {
	d, err := value.Decimal(v)
	if err != nil {
		return 0, false
	}
	n, err := d.Int64()
	const most = 4_000_000 // days of ten thousand years
	return int(n), err == nil && n >= -most && n <= most
}

// durations adds durations and multiplies one by a whole number.
func durations(op string, l, r value.Value) (value.Value, error) {
	if l.Kind != value.Duration {
		l, r = r, l
	}
	s, ok := value.Parts(l)
	if !ok {
		return value.Value{}, unlike(verbs[op], l, r)
	}
	if op == "*" && r.Kind == value.Number {
		n, whole := wholeNumber(r)
		if !whole || n < 0 || n > 10_000 {
			return value.Value{}, outOfBounds()
		}
		return value.NewDuration(value.Stretch{
			Years: s.Years * n, Months: s.Months * n, Days: s.Days * n, Weeks: s.Weeks * n, Working: s.Working * n,
			Hours: s.Hours * n, Minutes: s.Minutes * n, Seconds: s.Seconds * n, Millis: s.Millis * n,
		}), nil
	}
	o, ok := value.Parts(r)
	if op != "+" || !ok || (s.Working > 0) != (o.Working > 0) {
		return value.Value{}, unlike(verbs[op], l, r)
	}
	return value.NewDuration(value.Stretch{
		Years: s.Years + o.Years, Months: s.Months + o.Months, Days: s.Days + o.Days, Weeks: s.Weeks + o.Weeks, Working: s.Working + o.Working,
		Hours: s.Hours + o.Hours, Minutes: s.Minutes + o.Minutes, Seconds: s.Seconds + o.Seconds, Millis: s.Millis + o.Millis,
	}), nil
}
