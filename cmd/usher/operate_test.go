package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// line runs a command line and returns what it printed, and its exit code.
func runLine(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	st := &stage{
		ctx: t.Context(), in: strings.NewReader(""), out: &stdout, err: &stderr, now: time.Now,
		env: func(string) (string, bool) { return "", false },
	}
	code = run(st, args)
	return stdout.String() + stderr.String(), code
}

// running is a house that serves until the test ends.
func running(t *testing.T, signIn bool) (data, url string) {
	t.Helper()
	app := t.TempDir()
	for name, text := range map[string]string{
		"app.yaml":   "usher: 1\ntitle: Office\nlanguages: [en]\nroles: [employee, manager]\nowner: wang\n",
		"people.csv": "id,name,roles,manager\nlin,Lin,employee,wang\nwang,Wang,manager,\n",
		"processes/leave.md": "---\ntitle: Ask for leave\nexamples:\n  - I want a day off\n  - I need leave\nslots:\n  why: {type: text, ask: \"Why?\"}\n" +
			"steps:\n  - collect: [why]\n  - approve: manager\n    show: \"{person.name}: {why}\"\n---\n",
	} {
		write(t, app, name, text, 0)
	}
	data = t.TempDir()
	fsys := os.DirFS(app)
	h, err := open(t.Context(), config{
		listen: "127.0.0.1:0", data: data, sources: []served{{name: "office", fsys: fsys, dir: app}}, signIn: signIn,
		env: func(string) (string, bool) { return "", false }, log: logger(&stage{err: &bytes.Buffer{}}, "error"),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return data, h.url()
}

// post sends JSON as a person.
func post(t *testing.T, url, as string, body any) {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "POST", url, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Usher-Person", as)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode >= 300 {
		t.Fatalf("%s answered %s", url, res.Status)
	}
}

// eventually looks until ok, for at most ten seconds.
func eventually(t *testing.T, look func() bool) {
	t.Helper()
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !look() {
		select {
		case <-deadline.C:
			t.Fatal("it did not come")
		case <-tick.C:
		}
	}
}

func TestWhoeverOperatesItListsShowsAndDecides(t *testing.T) {
	data, url := running(t, false)
	post(t, url+"/api/apps/office/messages", "lin", map[string]string{"id": "1", "text": "I want a day off"})
	post(t, url+"/api/apps/office/messages", "lin", map[string]string{"id": "2", "text": "my sister marries"})
	var list string
	eventually(t, func() bool {
		list, _ = runLine(t, "approve", "--as", "wang", "--data", data)
		return strings.Contains(list, "Lin: my sister marries")
	})
	out, code := runLine(t, "runs", "--data", data)
	if code != 0 || !strings.Contains(out, "leave") || !strings.Contains(out, "waiting") {
		t.Fatalf("runs: %d\n%s", code, out)
	}
	out, code = runLine(t, "--json", "runs", "--data", data, "--open")
	var r struct{ ID, Status, Step string }
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || r.Status != "waiting" || r.Step != "approve" {
		t.Fatalf("runs --json: %d %v\n%s", code, err, out)
	}
	item := strings.Fields(list)[0]
	if out, code = runLine(t, "approve", item, "--as", "wang", "--data", data); code != 0 || !strings.Contains(out, "approve by Wang") {
		t.Fatalf("approve: %d\n%s", code, out)
	}
	if out, code = runLine(t, "approve", item, "--as", "wang", "--data", data); code != 1 || !strings.Contains(out, "Wang") {
		t.Errorf("approved twice: %d\n%s", code, out)
	}
	eventually(t, func() bool {
		out, _ = runLine(t, "show", r.ID, "--data", data)
		return strings.Contains(out, "done for Lin")
	})
	for _, part := range []string{"why", "my sister marries", "decision", "approve"} {
		if !strings.Contains(out, part) {
			t.Errorf("show lacks %q:\n%s", part, out)
		}
	}
	if out, code = runLine(t, "show", "nonsense", "--data", data); code != 1 || !strings.Contains(out, "no such") {
		t.Errorf("a run that is not there: %d\n%s", code, out)
	}
}

func TestALinkSignsInOnce(t *testing.T) {
	data, url := running(t, true)
	out, code := runLine(t, "login", "lin", "--data", data)
	if code != 0 || !strings.HasPrefix(out, "/login?link=") {
		t.Fatalf("login: %d\n%s", code, out)
	}
	link := strings.TrimPrefix(strings.Fields(out)[0], "/login?")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	use := func() *http.Response {
		res, err := client.Post(url+"/login", "application/x-www-form-urlencoded", strings.NewReader(link))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res
	}
	first := use()
	if first.StatusCode != http.StatusSeeOther || len(first.Cookies()) == 0 {
		t.Fatalf("the link answered %s", first.Status)
	}
	if second := use(); second.StatusCode < 400 {
		t.Errorf("the link worked twice: %s", second.Status)
	}
	if _, err := os.Stat(filepath.Join(data, "operator.key")); err != nil {
		t.Error(err)
	}
}

func TestOneProcessADataFolder(t *testing.T) {
	data, _ := running(t, false)
	app := t.TempDir()
	write(t, app, "a.md", "# A thing\n\n1. Do it.\n", 0)
	out, code := runLine(t, "serve", app, "--listen", "127.0.0.1:0", "--data", data)
	if code != 1 || !strings.Contains(out, "another process") {
		t.Errorf("a second server on the same folder: %d\n%s", code, out)
	}
}
