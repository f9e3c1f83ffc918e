package value

import (
	"strings"
	"time"
)

// zone is the setting's zone, UTC when there is none.
func (in Setting) zone() *time.Location {
	if in.Zone == nil {
		return time.UTC
	}
	return in.Zone
}

// today is the calendar day of Now in the setting's zone, as midnight UTC:
// dates are reckoned without zones.
func (in Setting) today() time.Time {
	y, m, d := in.Now.In(in.zone()).Date()
	return day(y, m, d)
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// region is the country whose habits hold: of phone numbers and of dates.
func (in Setting) region() string {
	if in.Region != "" {
		return strings.ToUpper(in.Region)
	}
	if r, ok := zoneRegions[in.zone().String()]; ok {
		return r
	}
	if len(in.Currency) == 3 && in.Currency != "EUR" {
		return strings.ToUpper(in.Currency[:2])
	}
	if in.Lang == "zh" {
		return "CN"
	}
	return "US"
}

var zoneRegions = map[string]string{
	"Asia/Shanghai": "CN", "Asia/Chongqing": "CN", "Asia/Urumqi": "CN", "PRC": "CN", "Asia/Hong_Kong": "HK",
	"Asia/Macau": "MO", "Asia/Taipei": "TW", "Asia/Singapore": "SG", "Asia/Tokyo": "JP", "Asia/Seoul": "KR",
	"America/New_York": "US", "America/Chicago": "US", "America/Denver": "US", "America/Los_Angeles": "US",
	"America/Toronto": "CA", "America/Vancouver": "CA", "Europe/London": "GB", "Europe/Berlin": "DE",
	"Europe/Paris": "FR", "Europe/Madrid": "ES", "Europe/Rome": "IT", "Europe/Zurich": "CH", "Europe/Vienna": "AT",
	"Australia/Sydney": "AU", "Australia/Melbourne": "AU", "Pacific/Auckland": "NZ", "Asia/Kolkata": "IN",
}

// monthFirst tells whether 11/12 is the 12th of November there.
func monthFirst(region string) bool {
	switch region {
	case "CN", "US", "TW", "JP", "KR", "CA", "PH", "HU":
		return true
	}
	return false
}

// yearsFirst tells whether 26-11-27 is the 27th of November 2026 there.
func yearsFirst(region string) bool {
	switch region {
	case "CN", "TW", "JP", "KR":
		return true
	}
	return false
}

// best puts the candidates in the order in which they should be taken: those
// that Check allows first, each group in its given order. When none is
// allowed, the order stays, so that the engine can say what is wrong.
func (in Setting) best(candidates []Value) []Value {
	if in.Check == nil || len(candidates) < 2 {
		return candidates
	}
	var yes, no []Value
	for _, v := range candidates {
		if in.Check(v) {
			yes = append(yes, v)
		} else {
			no = append(no, v)
		}
	}
	if len(yes) == 0 {
		return no
	}
	return yes
}
