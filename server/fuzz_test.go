package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/usher-dev/usher/server"
)

// fuzz posts bodies to one address; whatever they hold, the answer is a success
// or a fault that people and programs can read.
func fuzz(f *testing.F, as, path string, good int, seeds ...string) {
	for _, s := range append(seeds, "", "null", "[]", "{", `{"id":"\ud800"}`, "\xff", strings.Repeat("[", 5000), `{"":{"":{"":[]}}}`) {
		f.Add(s)
	}
	w := memory(f)
	handler := w.server.Handler()
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
		r.Host = "localhost"
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Usher-Person", as)
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		if rec.Code == good {
			return
		}
		var fault server.Fault
		if err := json.Unmarshal(rec.Body.Bytes(), &fault); err != nil || !utf8.Valid(rec.Body.Bytes()) {
			t.Fatalf("%d with a body that is none: %v %q", rec.Code, err, rec.Body)
		}
		if rec.Code >= 500 || rec.Code < 400 || fault.Status != rec.Code || fault.Code == "" || fault.Detail == "" || strings.Contains(fault.Detail, "{") && strings.Contains(fault.Detail, "{field}") {
			t.Fatalf("%q answers %d %s", body, rec.Code, rec.Body)
		}
	})
}

func FuzzMessageBody(f *testing.F) {
	fuzz(f, "lin", "/api/apps/office/messages", http.StatusAccepted,
		`{"id":"1","text":"I need a day off"}`, `{"id":"2","text":"\u0000"}`, `{"id":"3","values":{"day":"2026-12-01"}}`,
		`{"id":"4","files":[{"hash":"x","name":"y"}]}`, `{"id":"5","text":5}`, `{"id":"6","txet":"x"}`)
}

func FuzzDecisionBody(f *testing.F) {
	fuzz(f, "wang", "/api/inbox/none/decision", http.StatusOK,
		`{"decision":"approve","hash":"x"}`, `{"decision":"pick","outcome":"x","hash":"x","reason":"y"}`, `{"decision":null}`)
}

func FuzzEventBody(f *testing.F) {
	w := memory(f)
	w.say("lin", "tell me when my parcel comes")
	w.say("lin", "a book")
	path := "/api/events/" + w.engine.EventToken(w.runs("lin", "open=true")[0].ID, "delivered")
	handler := w.server.Handler()
	for _, s := range []string{`{"on":"2026-12-01"}`, `{"on":5}`, `{"on":{"on":[]}}`, `{"on":null}`, "[]", "{", "\xff", "", strings.Repeat("[", 5000), `{"on":"` + strings.Repeat("9", 400) + `"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
		r.Host = "localhost"
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		switch rec.Code {
		case http.StatusAccepted:
		case http.StatusUnprocessableEntity, http.StatusConflict, http.StatusRequestEntityTooLarge:
			var fault server.Fault
			if err := json.Unmarshal(rec.Body.Bytes(), &fault); err != nil || fault.Detail == "" || fault.Code == "" {
				t.Fatalf("%d with a body that is none: %v %q", rec.Code, err, rec.Body)
			}
		default:
			t.Fatalf("%q answers %d %s", body, rec.Code, rec.Body)
		}
	})
}
