package value

import (
	"testing"
	"time"
)

func TestDurationsAreAddedOnTheCalendar(t *testing.T) {
	berlin := time.FixedZone("Berlin", 3600)
	holidays := Calendar{
		Holidays: map[string]string{"2026-11-27": "Founders' day"},
		Working:  map[string]string{"2026-11-28": "worked instead"},
	}
	for _, c := range []struct {
		from, duration string
		calendar       Calendar
		want           string
	}{
		{"2026-11-25T12:00:00Z", "PT2H30M", Calendar{}, "2026-11-25T15:30:00+01:00"},
		{"2026-11-25T12:00:00Z", "P3D", Calendar{}, "2026-11-28T13:00:00+01:00"},
		{"2026-01-31T12:00:00Z", "P1M", Calendar{}, "2026-02-28T13:00:00+01:00"},
		{"2026-11-25T12:00:00Z", "P2W", Calendar{}, "2026-12-09T13:00:00+01:00"},
		{"2024-02-29T12:00:00Z", "P1Y", Calendar{}, "2025-02-28T13:00:00+01:00"},
		{"2026-11-25T12:00:00Z", "3 working days", Calendar{}, "2026-11-30T13:00:00+01:00"},
		{"2026-11-25T12:00:00Z", "3 working days", holidays, "2026-11-30T13:00:00+01:00"},
		{"2026-11-25T12:00:00Z", "2 working days", holidays, "2026-11-28T13:00:00+01:00"},
		{"2026-11-25T12:00:00Z", "1 working day", Calendar{Weekend: []time.Weekday{time.Thursday, time.Friday}}, "2026-11-28T13:00:00+01:00"},
	} {
		from, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		got, err := AddDuration(from, Value{Kind: Duration, Text: c.duration}, c.calendar, berlin)
		if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("%s + %s = %s, %v; want %s", c.from, c.duration, got.Format(time.RFC3339), err, c.want)
		}
	}
}

func TestACalendarWithoutWorkingDaysIsAnErrorNotALoop(t *testing.T) {
	never := Calendar{Weekend: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}
	for _, d := range []string{"1 working day", "99999999 working days", "not one"} {
		if at, err := AddDuration(time.Time{}, Value{Kind: Duration, Text: d}, never, nil); err == nil {
			t.Errorf("%s ended at %s", d, at)
		}
	}
}

func TestDaysAreCountedBetweenDates(t *testing.T) {
	a := Value{Kind: Date, Text: "2026-02-27"}
	b, err := AddDays(a, 3)
	if err != nil || b.Text != "2026-03-02" {
		t.Fatalf("%s, %v", b, err)
	}
	if n, err := DaysBetween(a, b); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := DaysBetween(b, a); n != -3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := DaysBetween(a, NewText("x")); err == nil {
		t.Error("a text is no date")
	}
	if v, err := AddDays(a, 100_000_000); err == nil {
		t.Errorf("beyond the calendar lies %s", v)
	}
	if at, err := DayIn(a, time.FixedZone("", 8*3600)); err != nil || at.UTC().Format(time.RFC3339) != "2026-02-26T16:00:00Z" {
		t.Errorf("%s, %v", at, err)
	}
}
