package understand

import (
	"fmt"
	"strings"
	"testing"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

func BenchmarkUnderstand(b *testing.B) {
	wide := &process.Process{ID: "wide", Title: value.Localized{"en": "Wide"}}
	kinds := []value.Kind{value.Number, value.Money, value.Date, value.Time, value.Text, value.Phone}
	for i := range 1000 {
		wide.Slots = append(wide.Slots, slot(fmt.Sprintf("slot_%d", i), kinds[i%len(kinds)], fmt.Sprintf("label %d/标签%d", i, i)))
	}
	long := strings.Repeat("很长的话 and more words 12 改成 3月5日 13812345678 ", 3000)
	for _, c := range []struct {
		name string
		v    View
		msg  string
	}{
		{"request", idle(), "昨天打车花了38块,报一下"},
		{"answer", asking(expense(), "amount"), "38块"},
		{"correction", asking(room(), "projector", "seats=3", "day=2026-11-30"), "不对,是4个人,改成周二"},
		{"100 kB", asking(expense(), "day"), long},
		{"1000 slots", asking(wide, "slot_0"), "12 on Friday at 3pm"},
		{"1000 slots and 100 kB", asking(wide, "slot_0"), long},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				Understand(c.msg, c.v)
			}
		})
	}
}
