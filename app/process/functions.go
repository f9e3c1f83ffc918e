package process

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"
	"github.com/usher-dev/usher/language/value"
)

// function is one that expressions may use.
type function struct {
	form        string // how it is written, for messages and the docs
	does        string
	least, most int
	kinds       []value.Kind // of the arguments, the last repeats; "" is any
	gives       value.Kind   // "" is the kind of the first argument
	do          func(e evaluator, args []value.Value) (value.Value, error)
}

// functions is the closed set. It is never changed.
var functions = map[string]function{
	"len":          {"len(text or list)", "characters of a text, rows of a list", 1, 1, []value.Kind{""}, value.Number, length},
	"min":          {"min(a, b, …)", "the least", 2, 20, []value.Kind{""}, "", least},
	"max":          {"max(a, b, …)", "the greatest", 2, 20, []value.Kind{""}, "", greatest},
	"abs":          {"abs(x)", "without its sign", 1, 1, []value.Kind{""}, "", absolute},
	"round":        {"round(x, decimals)", "to that many decimals, halves away from zero", 1, 2, []value.Kind{"", value.Number}, "", round},
	"sum":          {"sum(list, \"field\")", "the fields of all rows together", 2, 2, []value.Kind{value.List, value.Text}, "-", sum},
	"lower":        {"lower(text)", "in small letters", 1, 1, []value.Kind{value.Text}, value.Text, textual(strings.ToLower)},
	"upper":        {"upper(text)", "in capitals", 1, 1, []value.Kind{value.Text}, value.Text, textual(strings.ToUpper)},
	"has":          {"has(text, part)", "whether the part is in the text", 2, 2, []value.Kind{value.Text}, value.YesNo, asks(strings.Contains)},
	"starts_with":  {"starts_with(text, part)", "whether the text begins so", 2, 2, []value.Kind{value.Text}, value.YesNo, asks(strings.HasPrefix)},
	"ends_with":    {"ends_with(text, part)", "whether the text ends so", 2, 2, []value.Kind{value.Text}, value.YesNo, asks(strings.HasSuffix)},
	"days":         {"days(from, to)", "days from one date to another", 2, 2, []value.Kind{value.Date}, value.Number, days},
	"working_days": {"working_days(from, to)", "working days from one date to another, both counted", 2, 2, []value.Kind{value.Date}, value.Number, workingDays},
}

func functionNames() []string {
	names := make([]string, 0, len(functions))
	for n := range functions {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func functionList() string { return "the functions are " + strings.Join(functionNames(), ", ") }

func length(_ evaluator, args []value.Value) (value.Value, error) {
	switch args[0].Kind {
	case value.List:
		return value.NewInt(int64(len(args[0].Rows))), nil
	case value.Record, value.FileKind:
		return value.Value{}, &EvalError{Reason: Mismatch, Text: "len needs a text or a list, this is " + a(args[0].Kind)}
	}
	return value.NewInt(int64(utf8.RuneCountInString(args[0].Text))), nil
}

func least(e evaluator, args []value.Value) (value.Value, error)    { return e.extreme(args, "<") }
func greatest(e evaluator, args []value.Value) (value.Value, error) { return e.extreme(args, ">") }

func (e evaluator) extreme(args []value.Value, op string) (value.Value, error) {
	best := args[0]
	for _, v := range args[1:] {
		l, r, ok := e.alike(best, v)
		if !ok {
			return value.Value{}, unlike("compared", best, v)
		}
		better, err := e.ordered(op, r, l)
		if err != nil {
			return value.Value{}, err
		}
		best = l
		if better.Text == "yes" {
			best = r
		}
	}
	return best, nil
}

// changed applies f to the number in a number or a money.
func changed(v value.Value, f func(*apd.Decimal) *apd.Decimal) (value.Value, error) {
	d, err := value.Decimal(v)
	if err != nil {
		return value.Value{}, &EvalError{Reason: Mismatch, Text: "a number is needed, this is " + a(v.Kind)}
	}
	d = f(d)
	if _, currency := value.Amount(v); currency != "" {
		return value.NewMoney(d, currency), nil
	}
	return number(d)
}

func absolute(_ evaluator, args []value.Value) (value.Value, error) {
	return changed(args[0], func(d *apd.Decimal) *apd.Decimal {
		var out apd.Decimal
		return out.Abs(d)
	})
}

func round(_ evaluator, args []value.Value) (value.Value, error) {
	places := 0
	if len(args) == 2 {
		n, ok := wholeNumber(args[1])
		if !ok || n < 0 || n > 20 {
			return value.Value{}, &EvalError{Reason: NoNumber, Text: "round takes 0 to 20 decimals"}
		}
		places = n
	}
	return changed(args[0], func(d *apd.Decimal) *apd.Decimal { return rounded(d, int32(places)) })
}

// sum adds a field of all rows; of no rows it is the number 0.
func sum(e evaluator, args []value.Value) (value.Value, error) {
	total := value.NewInt(0)
	for i, row := range args[0].Rows {
		v := row[args[1].Text]
		if v.IsNone() {
			continue
		}
		if i == 0 || total.Text == "0" {
			total = v
			continue
		}
		var err error
		if total, err = e.arithmetic("+", total, v); err != nil {
			return value.Value{}, err
		}
	}
	return total, nil
}

func textual(f func(string) string) func(evaluator, []value.Value) (value.Value, error) {
	return func(_ evaluator, args []value.Value) (value.Value, error) {
		return value.NewText(f(args[0].Text)), nil
	}
}

func asks(f func(text, part string) bool) func(evaluator, []value.Value) (value.Value, error) {
	return func(_ evaluator, args []value.Value) (value.Value, error) {
		return value.NewYesNo(f(args[0].Text, args[1].Text)), nil
	}
}

func days(e evaluator, args []value.Value) (value.Value, error) {
	from, to, err := e.twoDates(args)
	if err != nil {
		return value.Value{}, err
	}
	n, err := value.DaysBetween(from, to)
	if err != nil {
		return value.Value{}, unlike("counted", from, to)
	}
	return value.NewInt(int64(n)), nil
}

func (e evaluator) twoDates(args []value.Value) (from, to value.Value, err error) {
	day := value.Value{Kind: value.Date}
	for _, v := range args {
		if v.Kind != value.Date && v.Kind != value.Text {
			return from, to, unlike("counted from one another", args[0], args[1])
		}
	}
	from, to = args[0], args[1]
	if from.Kind == value.Text {
		from, _ = e.as(from, day)
	}
	if to.Kind == value.Text {
		to, _ = e.as(to, day)
	}
	return from, to, nil
}

// workingDays counts at most ten years of days.
func workingDays(e evaluator, args []value.Value) (value.Value, error) {
	a, b, err := e.twoDates(args)
	if err != nil {
		return value.Value{}, err
	}
	from, errA := time.Parse(time.DateOnly, a.Text)
	to, errB := time.Parse(time.DateOnly, b.Text)
	if errA != nil || errB != nil || to.Sub(from) > 3660*24*time.Hour {
		return value.Value{}, unlike("counted from one another", a, b)
	}
	n := int64(0)
	for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
		if e.scope.Setting.Calendar.Works(d) {
			n++
		}
	}
	return value.NewInt(n), nil
}
