package value

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"
)

func TestCanonicalFormsAreNormalised(t *testing.T) {
	for _, c := range []struct {
		spec     Spec
		in, want string
	}{
		{Spec{Kind: Money}, "38 CNY", "38.00 CNY"},
		{Spec{Kind: Money}, "38", "38.00 CNY"},
		{Spec{Kind: Money}, "-0.5 CNY", "-0.50 CNY"},
		{Spec{Kind: Money, Currencies: []string{"CNY", "JPY"}}, "100.00 JPY", "100 JPY"},
		{Spec{Kind: Number}, "38.50", "38.5"},
		{Spec{Kind: Number}, "1000", "1000"},
		{Spec{Kind: Number}, "-0", "0"},
		{Spec{Kind: Date}, "2026-11-27", "2026-11-27"},
		{Spec{Kind: Time}, "09:30", "09:30"},
		{Spec{Kind: Time}, "09:30:00", "09:30"},
		{Spec{Kind: Duration}, "PT90M", "PT1H30M"},
		{Spec{Kind: Duration}, "P18M", "P1Y6M"},
		{Spec{Kind: Duration}, "P1W3D", "P10D"},
		{Spec{Kind: Duration}, "P2W", "P2W"},
		{Spec{Kind: Duration}, "PT2.5S", "PT2.5S"},
		{Spec{Kind: Duration}, "PT0S", "PT0S"},
		{Spec{Kind: Duration}, "1 working days", "1 working day"},
		{Spec{Kind: Duration}, "3 working days", "3 working days"},
		{category(), "taxi", "taxi"},
		{Spec{Kind: YesNo}, "yes", "yes"},
		{Spec{Kind: Email}, "Lin@EXAMPLE.com", "Lin@example.com"},
		{Spec{Kind: Phone}, "+86 138 1234 5678", "+8613812345678"},
		{Spec{Kind: URL}, "HTTPS://Example.com/A", "https://example.com/A"},
		{Spec{Kind: ID, Pattern: `[A-Z]\d{3}`}, "a 123", "A123"},
		{Spec{Kind: FileKind}, "receipt.pdf", "receipt.pdf"},
		{Spec{Kind: Date, OrNone: true}, "none", ""},
	} {
		v, err := Parse(c.spec, c.in, wednesday())
		if err != nil || v.String() != c.want {
			t.Errorf("Parse(%s, %q) = %q, %v; want %q", c.spec.Kind, c.in, v, err, c.want)
		}
	}
}

func TestWordsForPeopleAreNotCanonical(t *testing.T) {
	for _, c := range []struct {
		spec Spec
		in   string
	}{
		{Spec{Kind: Money}, "38元"},
		{Spec{Kind: Money}, "1,200"},
		{Spec{Kind: Money}, "38 USD"},
		{Spec{Kind: Money}, "38  CNY"},
		{Spec{Kind: Money}, "1e9 CNY"},
		{Spec{Kind: Number}, "twelve"},
		{Spec{Kind: Number}, "1."},
		{Spec{Kind: Number}, ".5"},
		{Spec{Kind: Number}, "NaN"},
		{Spec{Kind: Number}, strings.Repeat("9", 60)},
		{Spec{Kind: Date}, "2026-02-30"},
		{Spec{Kind: Date}, "27 Nov"},
		{Spec{Kind: Date}, "0000-01-01"},
		{Spec{Kind: Time}, "9:30"},
		{Spec{Kind: Time}, "24:00"},
		{Spec{Kind: Duration}, "3 days"},
		{Spec{Kind: Duration}, "P"},
		{Spec{Kind: Duration}, "PT"},
		{Spec{Kind: Duration}, "P1D1Y"},
		{Spec{Kind: Duration}, "-P1D"},
		{Spec{Kind: Duration}, "0 working days"},
		{category(), "cab"},
		{Spec{Kind: YesNo}, "Yes"},
		{Spec{Kind: Email}, "a@b"},
		{Spec{Kind: Phone}, "13812345678"},
		{Spec{Kind: URL}, "ftp://a.com"},
		{Spec{Kind: ID, Pattern: `\d{4}`}, "123"},
		{Spec{Kind: List}, "[]"},
		{Spec{Kind: Date}, ""},
	} {
		v, err := Parse(c.spec, c.in, wednesday())
		var re *ReadError
		if !errors.As(err, &re) || re.Reason == "" {
			t.Errorf("Parse(%s, %q) = %q, %v; want a ReadError", c.spec.Kind, c.in, v, err)
		}
	}
}

func TestToolsAnswersBecomeValues(t *testing.T) {
	for _, c := range []struct {
		spec Spec
		json string
		want string // canonical, or the reason of the error after "!"
	}{
		{Spec{Kind: Money}, `"500 CNY"`, "500.00 CNY"},
		{Spec{Kind: Money}, `12.5`, "12.50 CNY"},
		{Spec{Kind: Money}, `1e3`, "1000.00 CNY"},
		{Spec{Kind: Money}, `{"amount": "3.2", "currency": "cny"}`, "3.20 CNY"},
		{Spec{Kind: Money}, `{"sum": 3}`, "!" + NotAMoney},
		{Spec{Kind: Money}, `"3 EUR"`, "!" + OtherCurrency},
		{Spec{Kind: Number}, `0.1`, "0.1"},
		{Spec{Kind: Number}, `"7"`, "7"},
		{Spec{Kind: Number}, `1e999999999`, "!" + NotANumber},
		{Spec{Kind: Text}, `12`, "12"},
		{Spec{Kind: Text}, `"C-1"`, "C-1"},
		{Spec{Kind: Text}, `{"a":1}`, "!" + NothingSaid},
		{Spec{Kind: Text, OrNone: true}, `""`, ""},
		{Spec{Kind: Date}, `"2026-11-27T20:00:00Z"`, "2026-11-28"},
		{Spec{Kind: Time}, `"2026-11-27T20:00:00Z"`, "04:00"},
		{Spec{Kind: YesNo}, `true`, "yes"},
		{Spec{Kind: YesNo}, `"false"`, "no"},
		{Spec{Kind: Date}, `null`, "!" + NoneNotAllowed},
		{Spec{Kind: Date, OrNone: true}, `null`, ""},
		{Spec{Kind: Record}, `{"a": 1, "b": [{"c": "x"}, 2], "d": null, "e": false}`, `{"a":1,"b":[{"c":"x"},{"value":2}],"d":null,"e":false}`},
		{Spec{Kind: Record}, `[1]`, "!" + BadRecord},
		{Spec{Kind: Record}, strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40), "!" + BadRecord},
		{Spec{Kind: List, Fields: []Field{{Name: "n", Spec: Spec{Kind: Number}}}}, `[{"n": 1, "x": 2}]`, `[{"n":1}]`},
		{Spec{Kind: List, Fields: []Field{{Name: "n", Spec: Spec{Kind: Number}}}}, `[{"x": 2}]`, "!" + FieldMissing},
		{Spec{Kind: List}, `"a"`, "!" + BadList},
	} {
		dec := json.NewDecoder(strings.NewReader(c.json))
		dec.UseNumber()
		var x any
		if err := dec.Decode(&x); err != nil {
			t.Fatal(err)
		}
		v, err := FromJSON(c.spec, x, wednesday())
		got := v.String()
		var re *ReadError
		if errors.As(err, &re) {
			got = "!" + re.Reason
		}
		if got != c.want {
			t.Errorf("FromJSON(%s, %.60s) = %s, want %s (%v)", c.spec.Kind, c.json, got, c.want, err)
		}
	}
}

func TestFloatsAreTakenAsTheyWereWritten(t *testing.T) {
	v, err := FromJSON(Spec{Kind: Number}, 0.1, Setting{})
	if err != nil || v.JSON() != json.Number("0.1") {
		t.Errorf("0.1 became %v, %v", v.JSON(), err)
	}
	if (Value{}).JSON() != nil || NewYesNo(true).JSON() != true || NewFile(File{Name: "a.pdf"}).JSON() != "a.pdf" {
		t.Error("none, yes or a file is shown wrongly")
	}
}

func TestShortSpecs(t *testing.T) {
	for in, want := range map[string]Spec{
		"money":                  {Kind: Money},
		"file or none":           {Kind: FileKind, OrNone: true},
		"choice(a|b)":            {Kind: Choice, Options: []Option{{Key: "a"}, {Key: "b"}}},
		"money(CNY|USD) or none": {Kind: Money, OrNone: true, Currencies: []string{"CNY", "USD"}},
	} {
		got, err := ParseSpec(in)
		if err != nil || !reflect.DeepEqual(got, want) || got.String() != in {
			t.Errorf("ParseSpec(%q) = %+v (%s), %v", in, got, got, err)
		}
	}
	for _, in := range []string{"", "colour", "date or nothing", "choice(a|", "choice(|)", "text(a)", "money at /max"} {
		if spec, err := ParseSpec(in); err == nil {
			t.Errorf("ParseSpec(%q) = %+v", in, spec)
		}
	}
}

func TestNumbersAreEqualByTheirSize(t *testing.T) {
	for _, c := range []struct {
		a, b  Value
		equal bool
	}{
		{Value{Kind: Number, Text: "38"}, Value{Kind: Number, Text: "38.0"}, true},
		{money("38", "CNY"), Value{Kind: Money, Text: "38 CNY"}, true},
		{money("38", "CNY"), money("38", "USD"), false},
		{NewText("38"), Value{Kind: Number, Text: "38"}, false},
		{NewFile(File{Name: "a", Hash: "1"}), NewFile(File{Name: "a", Hash: "2"}), false},
		{NewList([]map[string]Value{{"a": NewInt(1)}}), NewList([]map[string]Value{{"a": Value{Kind: Number, Text: "1.0"}}}), true},
		{NewRecord(map[string]Value{"a": NewInt(1)}), NewRecord(map[string]Value{"a": NewInt(1), "b": None}), false},
		{None, Value{}, true},
	} {
		if got := Equal(c.a, c.b); got != c.equal {
			t.Errorf("Equal(%s, %s) = %v", c.a, c.b, got)
		}
		if same := Hash(c.a) == Hash(c.b); same != c.equal {
			t.Errorf("Hash(%s) = Hash(%s) is %v", c.a, c.b, same)
		}
	}
}

func money(number, currency string) Value {
	d, _, _ := apd.NewFromString(number)
	return NewMoney(d, currency)
}

func TestOrderIsExactAndNeverAcrossCurrencies(t *testing.T) {
	dur := func(s string) Value { return Value{Kind: Duration, Text: s} }
	for _, c := range []struct {
		a, b Value
		want string
	}{
		{money("0.3", "CNY"), money("0.30", "CNY"), "="},
		{money("9", "CNY"), money("10", "CNY"), "<"},
		{money("9", "CNY"), money("10", "USD"), "!"},
		{NewInt(9), NewInt(10), "<"},
		{NewInt(9), NewText("10"), "!"},
		{NewDate(time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)), NewDate(time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)), ">"},
		{NewTime(9, 30, 0), NewTime(9, 30, 5), "<"},
		{dur("PT24H"), dur("P1D"), "="},
		{dur("P1M"), dur("P30D"), "!"},
		{dur("P1M"), dur("P27D"), ">"},
		{dur("P1Y"), dur("P13M"), "<"},
		{dur("3 working days"), dur("2 working days"), ">"},
		{dur("3 working days"), dur("P1W"), "!"},
		{None, None, "!"},
		{NewList(nil), NewList(nil), "!"},
	} {
		got := "!"
		if n, err := Compare(c.a, c.b); err == nil {
			got = map[bool]string{true: "<", false: map[bool]string{true: ">", false: "="}[n > 0]}[n < 0]
		}
		if got != c.want {
			t.Errorf("Compare(%s, %s): %s, want %s", c.a, c.b, got, c.want)
		}
	}
}
