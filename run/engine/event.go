package engine

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/run/tool"
)

// Bounds of what comes from outside, in bytes.
const (
	maxToken   = 1 << 10
	maxPayload = 1 << 20
	maxDedupe  = 256
)

// ErrEnded says that an event came for a run that is over: nobody waits for it.
var ErrEnded = errors.New("the run has ended; nothing waits for this event any more")

// PayloadError says why the payload of an event does not fit.
type PayloadError struct {
	Event string
	Cause error
}

// Error implements error.
func (e *PayloadError) Error() string { return "event " + e.Event + ": " + e.Cause.Error() }

// Unwrap implements the interface of package errors.
func (e *PayloadError) Unwrap() error { return e.Cause }

// EventURL is the signed address that an outside system calls for a run's event.
func (e *Engine) EventURL(run, event string) string {
	return e.o.BaseURL + "/api/events/" + url.PathEscape(e.EventToken(run, event))
}

// EventToken is the last part of an event's address. It names the run and the
// event and can be made only with the server's secret.
func (e *Engine) EventToken(run, event string) string {
	what := run + "\x00" + event
	return base64.RawURLEncoding.EncodeToString([]byte(what)) + "." + base64.RawURLEncoding.EncodeToString(e.sign(what))
}

func (e *Engine) sign(what string) []byte {
	mac := hmac.New(sha256.New, e.o.Secret)
	mac.Write([]byte("usher event 1\x00" + what))
	return mac.Sum(nil)
}

// readToken returns what a token names, when it was made here.
func (e *Engine) readToken(token string) (run, event string, ok bool) {
	if len(token) > maxToken {
		return "", "", false
	}
	body, mac, ok := strings.Cut(token, ".")
	if !ok {
		return "", "", false
	}
	strict := base64.RawURLEncoding.Strict()
	what, err := strict.DecodeString(body)
	if err != nil {
		return "", "", false
	}
	given, err := strict.DecodeString(mac)
	if err != nil || !hmac.Equal(given, e.sign(string(what))) {
		return "", "", false
	}
	return strings.Cut(string(what), "\x00")
}

// PostJSON is Post with a payload as it came: a JSON object, or nothing.
func (e *Engine) PostJSON(ctx context.Context, token string, body []byte, dedupe string) error {
	_, event, ok := e.readToken(token)
	if !ok {
		return ErrNotFound
	}
	if len(body) > maxPayload {
		return &PayloadError{Event: event, Cause: fmt.Errorf("it is larger than %d kB", maxPayload>>10)}
	}
	payload := map[string]any{}
	if len(strings.TrimSpace(string(body))) > 0 {
		decoded, err := tool.Decode(body)
		if err != nil {
			return &PayloadError{Event: event, Cause: err}
		}
		if payload, ok = decoded.(map[string]any); !ok {
			return &PayloadError{Event: event, Cause: errors.New("it should be a JSON object, like {\"on\": \"2026-12-05\"}")}
		}
	}
	return e.Post(ctx, token, payload, dedupe)
}

// Post stores an event from outside, typed by the `out` of the step that waits
// for it, and wakes its run; one that comes before its wait is kept. A second
// one with the same dedupe is dropped; with "" every one counts. The errors are
// ErrNotFound for a token that was not made here or a run that is not there,
// ErrEnded, or a *PayloadError.
func (e *Engine) Post(ctx context.Context, token string, payload map[string]any, dedupe string) error {
	id, event, ok := e.readToken(token)
	if !ok {
		return ErrNotFound
	}
	run, err := e.o.Store.Run(ctx, id)
	if err != nil {
		return fmt.Errorf("event %s: %w", event, err)
	}
	if run.Status.Final() {
		return ErrEnded
	}
	a, ok := e.o.Apps.App(run.App)
	if !ok {
		return fmt.Errorf("event %s: app %s is not here: %w", event, run.App, ErrNotFound)
	}
	def, err := e.pinned(ctx, a, run.Process, run.Definition)
	if err != nil {
		return fmt.Errorf("event %s: %w", event, err)
	}
	step := waitFor(def.process.Steps, event)
	if step == nil {
		return fmt.Errorf("event %s: %w", event, ErrNotFound)
	}
	now := e.o.Now()
	result, err := tool.Fit(step.Out, any(payload), a.Setting(now))
	if err != nil {
		return &PayloadError{Event: event, Cause: err}
	}
	if len(dedupe) > maxDedupe {
		return &PayloadError{Event: event, Cause: fmt.Errorf("its key is longer than %d bytes", maxDedupe)}
	}
	if dedupe == "" {
		dedupe = e.o.NewID()
	}
	err = e.o.Store.Post(ctx, Input{
		ID: "event/" + id + "/" + event + "/" + dedupe, Lane: run.Lane, Run: id,
		Event: machine.Event{At: now, Kind: machine.EvEvent, Name: event, Result: result},
	})
	if err != nil {
		return fmt.Errorf("event %s: %w", event, err)
	}
	e.wake(run.Lane)
	return nil
}

// waitFor returns the first step that waits for an event of that name, or nil.
func waitFor(steps []process.Step, event string) *process.Step {
	for i := range steps {
		st := &steps[i]
		if st.Kind == process.Wait && st.Event == event {
			return st
		}
		for _, inner := range inner(st) {
			if found := waitFor(inner, event); found != nil {
				return found
			}
		}
	}
	return nil
}

// inner returns the lists of steps within a step, in a fixed order.
func inner(st *process.Step) [][]process.Step {
	lists := [][]process.Step{st.Then, st.Else}
	for _, name := range slices.Sorted(maps.Keys(st.Outcomes)) {
		lists = append(lists, st.Outcomes[name])
	}
	return lists
}
