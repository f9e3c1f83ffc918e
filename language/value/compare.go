package value

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Equal tells whether two values mean the same: numbers and amounts by size
// (38.0 is 38.00), durations by their parts, all else by canonical form; files
// by their bytes when those are known.
func Equal(a, b Value) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case Number, Money:
		c, err := Compare(a, b)
		return err == nil && c == 0
	case FileKind:
		if a.File != nil && b.File != nil {
			return *a.File == *b.File
		}
	case List:
		return slices.EqualFunc(a.Rows, b.Rows, equalFields)
	case Record:
		return equalFields(a.Fields, b.Fields)
	}
	return a.Text == b.Text
}

func equalFields(a, b map[string]Value) bool { return maps.EqualFunc(a, b, Equal) }

// Compare orders two values of one kind: negative when a is less. Money is
// compared only within one currency; durations only when their parts can be
// compared (a month with 30 days can't); texts and choices by their letters.
// The error is a *ReadError with the reason NotComparable.
func Compare(a, b Value) (int, error) {
	refuse := readError(a.Kind, NotComparable, a.String()+" / "+b.String())
	if a.Kind != b.Kind || a.IsNone() {
		return 0, refuse
	}
	switch a.Kind {
	case Number, Money:
		_, ca := Amount(a)
		_, cb := Amount(b)
		x, errA := Decimal(a)
		y, errB := Decimal(b)
		if ca != cb || errA != nil || errB != nil {
			return 0, refuse
		}
		return x.Cmp(y), nil
	case Duration:
		return compareDurations(a, b, refuse)
	case List, Record, FileKind:
		return 0, refuse
	case Time:
		return strings.Compare(a.Text+":00", b.Text+":00"), nil
	}
	return strings.Compare(a.Text, b.Text), nil
}

func compareDurations(a, b Value, refuse error) (int, error) {
	x, okX := Parts(a)
	y, okY := Parts(b)
	if !okX || !okY {
		return 0, refuse
	}
	mx, sx, wx := x.size()
	my, sy, wy := y.size()
	switch {
	case wx != 0 || wy != 0:
		if (wx == 0) != (wy == 0) {
			return 0, refuse
		}
		return wx - wy, nil
	case mx == my:
		return compareInts(sx, sy), nil
	case sx == sy:
		return compareInts(mx, my), nil
	}
	// A month has 28 to 31 days: the order is known when that leaves no doubt.
	const dayMillis = 24 * 3600 * 1000
	months := mx - my
	least, most := sx-sy+months*28*dayMillis, sx-sy+months*31*dayMillis
	if least > 0 == (most > 0) && least != 0 && most != 0 {
		return compareInts(least, 0), nil
	}
	return 0, refuse
}

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// size is a duration in months, in milliseconds (a day as 24 hours) and in
// working days.
func (s Stretch) size() (months, millis int64, working int) {
	months = int64(s.Years)*12 + int64(s.Months)
	days := int64(s.Days) + 7*int64(s.Weeks)
	secs := ((days*24+int64(s.Hours))*60+int64(s.Minutes))*60 + int64(s.Seconds)
	return months, secs*1000 + int64(s.Millis), s.Working
}

// Hash is a short stable hash of a value's content (128 bits, hex). Values
// that are Equal because they are numbers of one size have one hash; a file's
// is made of its bytes' hash.
func Hash(v Value) string {
	h := sha256.New()
	writeHash(h, v)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func writeHash(w io.Writer, v Value) {
	text := v.Text
	if d, err := Decimal(v); err == nil {
		_, currency := Amount(v)
		text = plain(trimmed(d)) + currency
	}
	writePart(w, string(v.Kind))
	switch v.Kind {
	case FileKind:
		if v.File != nil {
			text += "\x00" + v.File.Hash
		}
		writePart(w, text)
	case List:
		writePart(w, strconv.Itoa(len(v.Rows)))
		for _, row := range v.Rows {
			writeFields(w, row)
		}
	case Record:
		writeFields(w, v.Fields)
	default:
		writePart(w, text)
	}
}

func writeFields(w io.Writer, fields map[string]Value) {
	writePart(w, strconv.Itoa(len(fields)))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		writePart(w, name)
		writeHash(w, fields[name])
	}
}

// writePart writes a text after its length, so that no two values write alike.
func writePart(w io.Writer, s string) { fmt.Fprintf(w, "%d:%s", len(s), s) }
