package machine

import (
	"testing"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// What comes from a column of people.csv or from a parent run is kept as the
// slot's kind where it can be read as one.
func TestGivenValuesTakeTheKindOfTheirSlot(t *testing.T) {
	money := value.Value{Kind: value.Money, Text: "38.00 CNY"}
	for _, c := range []struct {
		name  string
		kind  value.Kind
		given value.Value
		want  value.Value
	}{
		{"an address out of a table", value.Email, value.NewText("lin@example.com"), value.Value{Kind: value.Email, Text: "lin@example.com"}},
		{"a text that is no address", value.Email, value.NewText("ask Lin"), value.NewText("ask Lin")},
		{"a choice for a text", value.Text, value.NewChoice("shanghai"), value.NewText("shanghai")},
		{"what fits already", value.Money, money, money},
		{"a number is no date", value.Date, value.NewInt(38), value.NewInt(38)},
		{"nothing", value.Text, value.None, value.None},
	} {
		w := newWalker(&process.Process{}, &State{}, Event{}, testEnv())
		got := w.given(&process.Slot{Name: "x", Spec: value.Spec{Kind: c.kind}}, c.given)
		if got.Kind != c.want.Kind || got.Text != c.want.Text {
			t.Errorf("%s: got %s %q, want %s %q", c.name, got.Kind, got.Text, c.want.Kind, c.want.Text)
		}
	}
}

func TestThePersonIsCalledAsInTheReadersLanguage(t *testing.T) {
	env := testEnv()
	env.Person.Fields["name.zh"] = value.NewText("林小雨")
	for _, c := range []struct{ text, want string }{
		{"{person.name} claims", "Lin claims / 林小雨 claims"},
		{"{person.cost_center}", "CC-7 / CC-7"},
	} {
		tmpl, err := process.CompileTemplate(value.Localized{"": c.text})
		if err != nil {
			t.Fatal(err)
		}
		words, err := newWalker(&process.Process{}, &State{}, Event{}, env).text(tmpl)
		if err != nil {
			t.Fatal(err)
		}
		if got := words["en"] + " / " + words["zh"]; got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}
