package tool_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-dev/usher/run/tool"
)

// CASES 100, 101: whatever goes wrong, no secret is in a result or a log line.
func TestCase100And101NoSecretLeavesTheCaller(t *testing.T) {
	secrets := map[string]string{
		"TOKEN": "tok-planted-1", "BASIC": "usr:pass-planted-2", "QUERY": "key-planted-3/+", "FROM_FILE": "file-planted-4",
		"PASSWORD": "pw-planted-5", "COOKIE": "sid=cookie-planted-6",
	}
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(secrets["FROM_FILE"]+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	echo := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			told, _ := json.Marshal(map[string]string{
				"message": r.RequestURI + " " + strings.Join(slicesOf(r.Header), " "), "no": r.Header.Get("Authorization") + r.Header.Get("X-File"),
			})
			w.WriteHeader(status)
			_, _ = w.Write(told)
		}
	}
	o := newOffice(t, echo(500))
	var log bytes.Buffer
	for name, base := range map[string]string{
		"answers": "http://u:" + secrets["PASSWORD"] + "@" + o.address() + "/?key=${QUERY}",
		"no host": "http://u:" + secrets["PASSWORD"] + "@nowhere.invalid/?key=${QUERY}",
		"refused": "http://u:" + secrets["PASSWORD"] + "@127.0.0.1:1/?key=${QUERY}",
		"no base": "::${QUERY}",
	} {
		for _, status := range []int{200, 307, 404, 409, 500} {
			o.answer = echo(status)
			c := caller(t, tool.Options{
				Env: environment(map[string]string{
					"TOKEN": secrets["TOKEN"], "BASIC": secrets["BASIC"], "QUERY": secrets["QUERY"], "FROM_FILE_FILE": file, "COOKIE": secrets["COOKIE"],
				}),
				Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			})
			tl := submit("idempotent")
			tl.Base = base
			tl.Headers = map[string]string{
				"Authorization": "Bearer ${TOKEN}", "X-Basic": "Basic ${BASIC}", "X-File": "${FROM_FILE}", "Cookie": "${COOKIE}",
			}
			res := c.Call(t.Context(), tool.Request{App: anApp(o.address(), "127.0.0.1:1"), Tool: tl, With: aClaim(), Key: "run-1/3"})
			b, err := json.Marshal(res)
			if err != nil {
				t.Fatal(err)
			}
			for secret, text := range secrets {
				if strings.Contains(string(b), text) || strings.Contains(string(b), "planted") {
					t.Errorf("%s, %d: %s is in the result: %s", name, status, secret, b)
				}
			}
		}
	}
	if strings.Contains(log.String(), "planted") || log.Len() == 0 {
		t.Errorf("log: %s", log.String())
	}
	if len(o.calls()) == 0 || !strings.Contains(strings.Join(slicesOf(o.calls()[0].Header), " "), secrets["FROM_FILE"]) {
		t.Error("the secrets were never sent, so nothing was shown")
	}
}

func slicesOf(h http.Header) []string {
	var out []string
	for _, v := range h {
		out = append(out, v...)
	}
	return out
}

func TestReadySaysWhatIsMissing(t *testing.T) {
	tl := submit("read")
	tl.Headers = map[string]string{"Authorization": "Bearer ${FINANCE_TOKEN}"}
	unreadable := filepath.Join(t.TempDir(), "none")
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"FINANCE_URL": "https://finance.example.com", "FINANCE_TOKEN": "t"}, ""},
		{map[string]string{}, "FINANCE_URL is not set; set it, or FINANCE_URL_FILE to a file that holds it"},
		{map[string]string{"FINANCE_URL": "finance"}, "its base is no address; it would be like https://finance.example.com/api"},
		{map[string]string{"FINANCE_URL": "https://finance.example.com"}, "header Authorization: FINANCE_TOKEN is not set; set it, or FINANCE_TOKEN_FILE to a file that holds it"},
		{
			map[string]string{"FINANCE_URL": "https://finance.example.com", "FINANCE_TOKEN_FILE": unreadable},
			"header Authorization: the file that FINANCE_TOKEN_FILE names can't be read: open " + unreadable + ": no such file or directory",
		},
	} {
		err := caller(t, tool.Options{Env: environment(c.env)}).Ready(anApp(), tl)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%v: got %q, want %q", c.env, got, c.want)
		}
	}
}

func discard() *log.Logger { return log.New(io.Discard, "", 0) }
