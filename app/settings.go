package app

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

var appKeys = source.Table{
	{Name: "usher", Shape: "version", Doc: "The version of the files: 1.", Need: true},
	{Name: "title", Shape: "text", Doc: "What the app is called."},
	{Name: "languages", Shape: "languages", Doc: "Its languages, the default first."},
	{Name: "timezone", Shape: "name", Doc: "A name of the IANA time zones, such as Asia/Shanghai; without it UTC."},
	{Name: "currency", Shape: "currency", Doc: "The currency of a bare number beside money (ISO 4217)."},
	{Name: "calendar", Shape: "name", Doc: "The file of working days and holidays."},
	{Name: "roles", Shape: "names", Doc: "The roles that persons may hold."},
	{Name: "owner", Shape: "name", Doc: "Who gets what no process can finish."},
	{Name: "budget", Shape: "budget", Doc: "Limits in money for models: month and run."},
	{Name: "allow", Shape: "names", Doc: "Private addresses that tools may reach, as host:port; may hold ${…}."},
	{Name: "say", Shape: "say", Doc: "Usher's own sentences, said otherwise."},
}

var budgetKeys = source.Table{
	{Name: "month", Shape: "money", Doc: "For all runs of a month."},
	{Name: "run", Shape: "money", Doc: "For one run."},
}

var calendarKeys = source.Table{
	{Name: "weekend", Shape: "weekdays", Doc: "The days that are not worked, such as [saturday, sunday]."},
	{Name: "holidays", Shape: "days", Doc: "Dates that are not worked, and their names."},
	{Name: "working", Shape: "days", Doc: "Dates of weekends that are worked, and why."},
}

// parse reads a YAML file of the app into a map that has only known keys.
func (l *loader) parse(name string, keys source.Table, what string) (*source.File, *source.Node) {
	b, ok := l.take(name)
	if !ok {
		return nil, nil
	}
	text := strings.TrimPrefix(string(b), "\ufeff")
	f := source.NewFile(name, text)
	f.Languages = l.app.Languages
	if !utf8.ValidString(text) {
		l.fault("not_utf8", name, "the file is not UTF-8", "save it as UTF-8 (it may be GBK or Latin-1)")
		return nil, nil
	}
	n := f.Parse(text, 1)
	if n == nil || !keys.Check(f, n, what) {
		l.faults = append(l.faults, f.Faults()...)
		return nil, nil
	}
	return f, n
}

// settings reads app.yaml.
func (l *loader) settings() {
	if !l.has("app.yaml") {
		return
	}
	f, n := l.parse("app.yaml", appKeys, "app.yaml")
	if n == nil {
		return
	}
	a := l.app
	if v := n.Get("usher"); v != nil && v.Text != "1" {
		f.Fault("unknown_version", v, fmt.Sprintf("%q is no version that this Usher reads", source.Short(v.Text, 20)), "write usher: 1")
	}
	a.Languages = f.Names(n.Get("languages"), "languages")
	for _, item := range items(n.Get("languages")) {
		if !source.LanguageTag.MatchString(item.Text) {
			f.Fault("not_a_language", item, fmt.Sprintf("%q is no language", source.Short(item.Text, 20)), "write [en, zh]")
		}
	}
	f.Languages = a.Languages
	a.Title = f.Words(n.Get("title"))
	a.Timezone = l.timezone(f, n.Get("timezone"))
	a.Currency = l.currency(f, n.Get("currency"))
	a.Roles = f.Names(n.Get("roles"), "roles")
	a.Owner = f.Word(n.Get("owner"), "owner")
	a.Allow = f.Names(n.Get("allow"), "allow")
	a.Budget = l.budget(f, n.Get("budget"))
	a.Say = l.say(f, n.Get("say"))
	l.calendar(f, n.Get("calendar"))
	l.settingsNode = n
	l.faults = append(l.faults, f.Faults()...)
}

func items(n *source.Node) []*source.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

func (l *loader) timezone(f *source.File, n *source.Node) string {
	name := f.Word(n, "timezone")
	if name == "" {
		return ""
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		f.Fault("unknown_timezone", n, fmt.Sprintf("there is no time zone %q", source.Short(name, 40)), "write a name such as Asia/Shanghai or Europe/Berlin")
		return ""
	}
	l.app.Zone = zone
	return name
}

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

func (l *loader) currency(f *source.File, n *source.Node) string {
	code := f.Word(n, "currency")
	if code != "" && !currencyForm.MatchString(code) {
		f.Fault("bad_currency", n, fmt.Sprintf("%q is no currency", source.Short(code, 20)), "write the three letters of ISO 4217, such as CNY")
		return ""
	}
	return code
}

var moneyForm = regexp.MustCompile(`^\d{1,15}(\.\d{1,6})? [A-Z]{3}$`)

func (l *loader) budget(f *source.File, n *source.Node) Budget {
	var b Budget
	if n == nil || !budgetKeys.Check(f, n, "budget") {
		return b
	}
	amount := func(key string) value.Value {
		m := n.Get(key)
		if m == nil {
			return value.Value{}
		}
		if !moneyForm.MatchString(m.Text) {
			f.Fault("not_money", m, fmt.Sprintf("%q is no amount of money", source.Short(m.Text, 40)), "write "+key+": 200 USD")
			return value.Value{}
		}
		return value.Value{Kind: value.Money, Text: m.Text}
	}
	return Budget{Month: amount("month"), Run: amount("run")}
}

// say reads the overrides of Usher's sentences; whether a key exists is for
// those to check who know the catalogue.
func (l *loader) say(f *source.File, n *source.Node) map[string]value.Localized {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		f.Fault("not_a_map", n, "say is a map from keys to texts", `write say: {refuse: {en: "…", zh: "…"}}`)
		return nil
	}
	out := map[string]value.Localized{}
	for _, e := range n.Entries {
		if words := f.Words(e.Value); words != nil {
			out[e.Key.Text] = words
		}
	}
	return out
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// calendar reads the file that app.yaml names.
func (l *loader) calendar(in *source.File, at *source.Node) {
	name := in.Word(at, "calendar")
	if name == "" {
		return
	}
	if !l.has(name) {
		in.Fault("no_file", at, fmt.Sprintf("there is no file %s", source.Short(name, 60)), "write it beside app.yaml, or remove this line")
		return
	}
	f, n := l.parse(name, calendarKeys, "the calendar")
	if n == nil {
		return
	}
	c := value.Calendar{Holidays: days(f, n.Get("holidays"), "holidays"), Working: days(f, n.Get("working"), "working")}
	f.Names(n.Get("weekend"), "weekend")
	for _, item := range items(n.Get("weekend")) {
		day := slices.Index(weekdays, strings.ToLower(item.Text))
		if day < 0 {
			f.Unknown("unknown_weekday", item, "there is no weekday", weekdays)
			continue
		}
		c.Weekend = append(c.Weekend, time.Weekday(day))
	}
	if len(c.Weekend) == 7 {
		f.Fault("no_working_day", n.Get("weekend"), "no day of the week is worked", "leave at least one out")
	}
	l.app.Calendar = c
	l.faults = append(l.faults, f.Faults()...)
}

// days reads {2026-10-01: National Day}.
func days(f *source.File, n *source.Node, what string) map[string]string {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		f.Fault("not_a_map", n, what+" is a map from dates to names", "write "+what+": {2026-10-01: National Day}")
		return nil
	}
	out := map[string]string{}
	for _, e := range n.Entries {
		if _, err := time.Parse(time.DateOnly, e.Key.Text); err != nil {
			f.Fault("not_a_date", e.Key, fmt.Sprintf("%q is no date", source.Short(e.Key.Text, 20)), "write 2026-10-01")
			continue
		}
		out[e.Key.Text] = e.Value.Text
	}
	return out
}
