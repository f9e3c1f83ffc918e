package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// JSON returns what an API shows for a value: scalars by their canonical form
// as a string, a number as json.Number, yesno as true or false, a list as
// []map[string]any, a record as map[string]any, a file as its name, none as
// nil.
func (v Value) JSON() any {
	switch v.Kind {
	case "":
		return nil
	case Number:
		return json.Number(v.Text)
	case YesNo:
		return v.Text == "yes"
	case List:
		rows := make([]map[string]any, len(v.Rows))
		for i, row := range v.Rows {
			rows[i] = fieldsJSON(row)
		}
		return rows
	case Record:
		return fieldsJSON(v.Fields)
	}
	return v.Text
}

func fieldsJSON(fields map[string]Value) map[string]any {
	out := make(map[string]any, len(fields))
	for name, v := range fields {
		out[name] = v.JSON()
	}
	return out
}

func compactJSON(x any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(x); err != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// maxDepth bounds how deep a tool's answer may be nested.
const maxDepth = 16

// FromJSON makes a value of a Spec from decoded JSON: string, json.Number,
// float64, int, bool, map[string]any, []any, nil. Strings must be canonical;
// what tools commonly do is understood besides: an instant where a date or time
// is needed is taken in the app's zone, {"amount": …, "currency": …} is money,
// a bare number is a duration in no way. With the kind "" or Record the value
// takes the kind that the JSON has. Errors are *ReadError.
func FromJSON(spec Spec, x any, in Setting) (Value, error) {
	if x == nil {
		return None, Check(spec, None, in)
	}
	switch spec.Kind {
	case Record, "":
		return guess(spec.Kind, x, 0)
	case List:
		return listFromJSON(spec, x, in)
	}
	if s, ok := x.(string); ok {
		return scalarFromString(spec, s, in)
	}
	if b, ok := x.(bool); ok && spec.Kind == YesNo {
		return NewYesNo(b), nil
	}
	if m, ok := x.(map[string]any); ok && spec.Kind == Money {
		return moneyFromMap(spec, m, in)
	}
	if number, ok := jsonNumber(x); ok {
		switch spec.Kind {
		case Number, Money, Text, ID, Choice, Phone:
			return Parse(spec, number, in)
		}
	}
	return None, readError(spec.Kind, missing(spec.Kind), fmt.Sprint(x))
}

func scalarFromString(spec Spec, s string, in Setting) (Value, error) {
	s = strings.TrimSpace(s)
	if spec.Kind == Date || spec.Kind == Time {
		if t, ok := instant(s, in); ok {
			if spec.Kind == Date {
				return NewDate(t), nil
			}
			return NewTime(t.Hour(), t.Minute(), t.Second()), nil
		}
	}
	if spec.Kind == YesNo && (s == "true" || s == "false") {
		return NewYesNo(s == "true"), nil
	}
	if s == "" && spec.Kind == Text {
		return None, Check(spec, None, in)
	}
	return Parse(spec, s, in)
}

// jsonNumber writes a number of JSON as a strict decimal.
func jsonNumber(x any) (string, bool) {
	switch n := x.(type) {
	case json.Number:
		return plainNumber(string(n))
	case float64:
		return plainNumber(strconv.FormatFloat(n, 'g', -1, 64))
	case int:
		return strconv.Itoa(n), true
	case int64:
		return strconv.FormatInt(n, 10), true
	}
	return "", false
}

// plainNumber takes the exponent out of a JSON number; one whose plain form is
// too long is refused before it is written out.
func plainNumber(s string) (string, bool) {
	mantissa, exponent, has := strings.Cut(strings.ToLower(s), "e")
	if !has {
		_, ok := decimal(s)
		return s, ok
	}
	e, err := strconv.Atoi(exponent)
	d, ok := decimal(mantissa)
	if err != nil || !ok || e > maxDigits || e < -maxDigits {
		return "", false
	}
	d.Exponent += int32(e)
	s = plain(d)
	_, ok = decimal(s)
	return s, ok
}

func moneyFromMap(spec Spec, m map[string]any, in Setting) (Value, error) {
	amount := m["amount"]
	for _, name := range []string{"number", "value"} {
		if amount == nil {
			amount = m[name]
		}
	}
	number, ok := jsonNumber(amount)
	if s, isString := amount.(string); isString {
		number, ok = s, true
	}
	currency, _ := m["currency"].(string)
	if !ok {
		return None, readError(Money, NotAMoney, compactJSON(m), example(spec, in)...)
	}
	return Parse(spec, strings.TrimSpace(number+" "+strings.ToUpper(currency)), in)
}

func listFromJSON(spec Spec, x any, in Setting) (Value, error) {
	var items []any
	switch list := x.(type) {
	case []any:
		items = list
	case []map[string]any:
		for _, m := range list {
			items = append(items, m)
		}
	default:
		return None, readError(List, BadList, compactJSON(x))
	}
	rows := make([]map[string]Value, 0, len(items))
	for _, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			return None, readError(List, BadList, compactJSON(item))
		}
		row, err := rowFromJSON(spec, m, in)
		if err != nil {
			return None, err
		}
		rows = append(rows, row)
	}
	return NewList(rows), nil
}

func rowFromJSON(spec Spec, m map[string]any, in Setting) (map[string]Value, error) {
	row := make(map[string]Value, len(m))
	if len(spec.Fields) == 0 {
		v, err := guess(Record, m, 0)
		return v.Fields, err
	}
	for _, f := range spec.Fields {
		fs := f.Spec
		fs.OrNone = fs.OrNone || f.Optional
		if m[f.Name] == nil && !fs.OrNone {
			return nil, readError(List, FieldMissing, compactJSON(m), f.Name)
		}
		v, err := FromJSON(fs, m[f.Name], in)
		if err != nil {
			return nil, err
		}
		if !v.IsNone() {
			row[f.Name] = v
		}
	}
	return row, nil
}

// guess gives JSON of no described shape the kind that it has.
func guess(kind Kind, x any, depth int) (Value, error) {
	m, isMap := x.(map[string]any)
	if depth > maxDepth || kind == Record && !isMap {
		return None, readError(Record, BadRecord, compactJSON(x))
	}
	if isMap {
		fields := make(map[string]Value, len(m))
		for name, inner := range m {
			v, err := guess("", inner, depth+1)
			if err != nil {
				return None, err
			}
			fields[name] = v
		}
		return NewRecord(fields), nil
	}
	switch x := x.(type) {
	case nil:
		return None, nil
	case string:
		return NewText(x), nil
	case bool:
		return NewYesNo(x), nil
	case []any:
		return guessList(x, depth)
	}
	if number, ok := jsonNumber(x); ok {
		return Parse(Spec{Kind: Number}, number, Setting{})
	}
	return None, readError(Record, BadRecord, fmt.Sprint(x))
}

// guessList makes rows of a slice; what is no map becomes a row of one field
// named "value".
func guessList(items []any, depth int) (Value, error) {
	rows := make([]map[string]Value, 0, len(items))
	for _, item := range items {
		v, err := guess("", item, depth+1)
		if err != nil {
			return None, err
		}
		if v.Kind == Record {
			rows = append(rows, v.Fields)
		} else {
			rows = append(rows, map[string]Value{"value": v})
		}
	}
	return NewList(rows), nil
}
