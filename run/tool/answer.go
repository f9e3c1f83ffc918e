package tool

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"unicode"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// maxTold is how many characters of an error text are kept.
const maxTold = 300

// fitted reads the `out` of a tool from an answer that said that all went well.
// One that doesn't fit is failed where nothing was changed by the call, and
// unknown where something was: it happened, but with what result can't be told.
func (a *attempt) fitted(res Result, body []byte) Result {
	v, err := a.typed(body)
	if err == nil {
		res.Outcome, res.Value = done, v
		return res
	}
	res.Outcome, res.Error = failed, fmt.Sprintf("its answer (%d) does not fit: %v", res.Status, err)
	if a.req.Tool.Effect != read {
		res.Outcome = unknown
	}
	return res
}

func (a *attempt) typed(body []byte) (value.Value, error) {
	t := a.req.Tool
	if int64(len(body)) > a.caller.options.Limit {
		return value.None, fmt.Errorf("it is larger than %d kB", a.caller.options.Limit>>10)
	}
	if len(t.Out) == 0 {
		return value.NewRecord(map[string]value.Value{}), nil
	}
	answer, err := Decode(body)
	if err != nil {
		return value.None, err
	}
	return Fit(t.Out, a.hide.inAnswer(answer), a.setting())
}

// Fit makes the record that out describes from decoded JSON (numbers as
// json.Number or float64). The error says which field does not fit and what it
// should be.
func Fit(out []process.OutField, answer any, in value.Setting) (value.Value, error) {
	fields := make(map[string]value.Value, len(out))
	for _, f := range out {
		pointer := pointerOf(f.Name, f.Pointer)
		found, _ := at(answer, pointer)
		if found == nil && !f.Spec.OrNone {
			return value.None, fmt.Errorf("%s (%s) is not there", f.Name, pointer)
		}
		v, err := value.FromJSON(f.Spec, found, in)
		if err != nil {
			return value.None, fmt.Errorf("%s (%s) should be %s: %w", f.Name, pointer, f.Spec, err)
		}
		fields[f.Name] = v
	}
	return value.NewRecord(fields), nil
}

// Decode reads exactly one JSON value; numbers keep their digits as json.Number.
func Decode(body []byte) (any, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, errors.New("it is empty")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, errors.New("it is no JSON")
	}
	if d.More() {
		return nil, errors.New("there is something after its JSON")
	}
	return v, nil
}

// setting is how the app's tools write dates and money.
func (a *attempt) setting() value.Setting {
	now := a.caller.options.Now()
	if a.req.App == nil {
		return value.Setting{Now: now}
	}
	return a.req.App.Setting(now)
}

// told is the sentence for an answer that was no success, with what the other
// side said about it where it said it in a usual place.
func (a *attempt) told(status int, body []byte) string {
	s := fmt.Sprintf("it answered %d", status)
	if text := http.StatusText(status); text != "" {
		s += " " + text
	}
	if int64(len(body)) > a.caller.options.Limit {
		return s
	}
	answer, err := Decode(body)
	if err != nil {
		return s
	}
	if reason := reasonIn(answer, 0); reason != "" {
		s += ": " + reason
	}
	return s
}

// reasonIn looks for a text where APIs put one: RFC 9457 and common habits.
func reasonIn(v any, depth int) string {
	if depth > 3 {
		return ""
	}
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case map[string]any:
		for _, key := range []string{"detail", "message", "error", "error_description", "reason", "title", "msg"} {
			if s := reasonIn(v[key], depth+1); s != "" {
				return s
			}
		}
	case []any:
		if len(v) > 0 {
			return reasonIn(v[0], depth+1)
		}
	}
	return ""
}

// clip makes one line of a text from outside, and not a long one.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		default:
			return r
		}
	}, s)
	runes := 0
	for i := range s {
		if runes == maxTold {
			return s[:i] + "…"
		}
		runes++
	}
	return s
}

// isRefusal tells that nobody listens at the address, or that there is no way to it.
func isRefusal(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETUNREACH)
}
