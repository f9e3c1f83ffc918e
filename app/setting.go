package app

import (
	"time"

	"github.com/usher-dev/usher/language/value"
)

// Setting is what reading and showing values needs, at a moment.
func (a *App) Setting(now time.Time) value.Setting {
	return value.Setting{Now: now, Zone: a.zone(), Currency: a.Currency, Calendar: a.Calendar}
}

// zone is the app's time zone; UTC when its name is unknown, which Load refuses.
func (a *App) zone() *time.Location {
	if a.Zone != nil {
		return a.Zone
	}
	z, err := time.LoadLocation(a.Timezone)
	if err != nil {
		return time.UTC
	}
	return z
}

// In returns the app as it would be in another time zone.
func (a *App) In(zone *time.Location) *App {
	b := *a
	b.Timezone, b.Zone = zone.String(), zone
	return &b
}
