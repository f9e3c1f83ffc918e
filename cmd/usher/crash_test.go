package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/store/storetest"
)

// kills is how often the server is killed: USHER_KILLS, or a few.
func kills(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("USHER_KILLS")); err == nil {
		return n
	}
	if testing.Short() {
		t.Skip("the crash test takes its time")
	}
	return 12
}

// office is a back office that counts. It is idempotent by key for all but
// stamp, which counts every arrival.
type office struct {
	mu       sync.Mutex
	arrivals map[string]map[string]int // tool → key → how often
	numbers  map[string]string         // submit's key → number
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("Idempotency-Key")
	body, err := io.ReadAll(r.Body)
	if err != nil || key == "" {
		http.Error(w, "no key", http.StatusBadRequest)
		return
	}
	tool := r.URL.Path[1:]
	o.mu.Lock()
	if o.arrivals[tool] == nil {
		o.arrivals[tool] = map[string]int{}
	}
	o.arrivals[tool][key]++
	if o.numbers[key] == "" {
		o.numbers[key] = fmt.Sprintf("C-%d", len(o.numbers)+1)
	}
	number := o.numbers[key]
	o.mu.Unlock()
	_ = body
	wait(r.Context(), time.Duration(rand.IntN(20))*time.Millisecond)
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"no":%q}`, number)
}

// wait lets time pass unless ctx ends.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// victim is the real program, started again and again on the same data.
type victim struct {
	t      *testing.T
	bin    string
	addr   string
	data   string
	db     string
	office string
	mu     sync.Mutex
	cmd    *exec.Cmd
}

func buildUsher(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "usher")
	out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (v *victim) start() {
	v.mu.Lock()
	defer v.mu.Unlock()
	args := []string{"serve", "testdata/crash", "--listen", v.addr, "--data", v.data, "--log", "error"}
	if v.db != "" {
		args = append(args, "--db", v.db)
	}
	v.cmd = exec.Command(v.bin, args...)
	u := "http://" + v.office
	v.cmd.Env = append(os.Environ(), "OFFICE_URL="+u, "OFFICE_ADDR="+v.office)
	v.cmd.Stderr = &prefixed{t: v.t}
	if err := v.cmd.Start(); err != nil {
		v.t.Errorf("start: %v", err)
	}
}

// prefixed passes the server's complaints on to the test's log.
type prefixed struct{ t *testing.T }

func (p *prefixed) Write(b []byte) (int, error) {
	p.t.Logf("server: %s", bytes.TrimSpace(b))
	return len(b), nil
}

func (v *victim) kill() {
	v.mu.Lock()
	defer v.mu.Unlock()
	_ = v.cmd.Process.Kill()
	_ = v.cmd.Wait()
}

// person is one client: it says things until they are acknowledged and waits for what follows.
type person struct {
	base, id string
	said     int
}

// call sends a request until it is answered by something that is no fault of a dying server.
func (p *person) call(ctx context.Context, as, method, path string, in, out any) (int, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return 0, err
	}
	for ctx.Err() == nil {
		code, err := p.once(ctx, as, method, path, body, out)
		if err == nil && code < 500 {
			return code, nil
		}
		wait(ctx, 5*time.Millisecond)
	}
	return 0, ctx.Err()
}

func (p *person) once(ctx context.Context, as, method, path string, body []byte, out any) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Usher-Person", as)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 || out == nil {
		return res.StatusCode, err
	}
	return res.StatusCode, json.Unmarshal(data, out)
}

type talk struct {
	Entries []struct {
		No   int64
		Role string
		Text string
	}
	State struct {
		Run *struct{ ID, Status string }
		Ask *struct{ Kind, Slot string }
	}
}

// say sends a message once, however often it takes, and returns when a turn has followed.
func (p *person) say(ctx context.Context, text string) error {
	p.said++
	in := map[string]any{"id": fmt.Sprintf("%s-%d", p.id, p.said), "text": text}
	code, err := p.call(ctx, p.id, "POST", "/api/apps/crash/messages", in, nil)
	if err == nil && code != http.StatusAccepted {
		err = fmt.Errorf("message answered with %d", code)
	}
	return err
}

// until looks at the conversation until it is as wanted.
func (p *person) until(ctx context.Context, what string, ok func(talk) bool) error {
	for {
		var t talk
		if _, err := p.call(ctx, p.id, "GET", "/api/apps/crash/conversation", nil, &t); err != nil {
			return fmt.Errorf("%s waits for %s: %w; it stands at %+v", p.id, what, err, t.State)
		}
		if ok(t) {
			return nil
		}
		wait(ctx, 5*time.Millisecond)
	}
}

func asks(kind string) func(talk) bool {
	return func(t talk) bool { return t.State.Ask != nil && t.State.Ask.Kind == kind }
}

// claim goes through one claim from the first word to its end.
func (p *person) claim(ctx context.Context, n int) error {
	if err := p.say(ctx, "I want to claim an expense"); err != nil {
		return err
	}
	if err := p.until(ctx, "the amount to be asked", asks("slot")); err != nil {
		return err
	}
	if err := p.say(ctx, fmt.Sprintf("%d yuan", 10+n)); err != nil {
		return err
	}
	if err := p.until(ctx, "the question to confirm", asks("confirm")); err != nil {
		return err
	}
	if err := p.say(ctx, "yes"); err != nil {
		return err
	}
	return p.end(ctx, n)
}

// runList is what the API says of a person's runs.
type runList struct {
	Runs []struct{ ID, Status string }
}

// end waits until more than n of the person's claims are done.
func (p *person) end(ctx context.Context, n int) error {
	for {
		var list runList
		if _, err := p.call(ctx, p.id, "GET", "/api/runs?person=me&limit=200", nil, &list); err != nil {
			return fmt.Errorf("%s waits for the end of claim %d: %w; the runs are %v", p.id, n, err, list.Runs)
		}
		done := 0
		for _, r := range list.Runs {
			if r.Status == "done" {
				done++
			}
		}
		if done > n {
			return nil
		}
		wait(ctx, 5*time.Millisecond)
	}
}

// decideAll is the boss, who approves and settles whatever comes.
func decideAll(ctx context.Context, base string) error {
	boss := &person{base: base, id: "boss"}
	for ctx.Err() == nil {
		var list struct {
			Items []struct{ ID, Sort, Hash string }
		}
		if _, err := boss.call(ctx, "boss", "GET", "/api/inbox?open=true", nil, &list); err != nil {
			return nil //nolint:nilerr // the test is over
		}
		for _, it := range list.Items {
			decision := "approve"
			if it.Sort == "handoff" {
				decision = "accept"
			}
			in := map[string]string{"decision": decision, "hash": it.Hash}
			code, err := boss.call(ctx, "boss", "POST", "/api/inbox/"+it.ID+"/decision", in, nil)
			if err != nil {
				return nil //nolint:nilerr // the test is over
			}
			if code != http.StatusOK && code != http.StatusConflict {
				return fmt.Errorf("decision %s on %s answered with %d", decision, it.ID, code)
			}
		}
		wait(ctx, 10*time.Millisecond)
	}
	return nil
}

func TestKilledAtRandomMomentsNothingIsLostAndNothingDoneTwice(t *testing.T) {
	n := kills(t)
	bin := buildUsher(t)
	t.Run("sqlite", func(t *testing.T) { crash(t, bin, "", n) })
	t.Run("postgres", func(t *testing.T) { crash(t, bin, storetest.Postgres(t).URL, n) })
}

// crash kills the server n times under load, then checks that everything ended right, once.
func crash(t *testing.T, bin, db string, n int) {
	o := &office{arrivals: map[string]map[string]int{}, numbers: map[string]string{}}
	srv := httptest.NewServer(o)
	defer srv.Close()
	v := &victim{t: t, bin: bin, addr: freeAddr(t), data: t.TempDir(), db: db, office: srv.Listener.Addr().String()}
	v.start()
	defer v.kill()
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(90+4*n)*time.Second)
	defer cancel()
	base := "http://" + v.addr

	killing, stopBoss := make(chan struct{}), make(chan struct{})
	var clients, boss sync.WaitGroup
	counts := make([]int, 8)
	errs := make(chan error, len(counts)+1)
	for i := range counts {
		clients.Go(func() {
			p := &person{base: base, id: fmt.Sprintf("p%d", i)}
			for {
				if err := p.claim(ctx, counts[i]); err != nil {
					errs <- err
					return
				}
				counts[i]++
				select {
				case <-killing:
					return
				default:
				}
			}
		})
	}
	bossCtx, endBoss := context.WithCancel(ctx)
	boss.Go(func() {
		if err := decideAll(bossCtx, base); err != nil {
			errs <- err
		}
		close(stopBoss)
	})
	for range n {
		ready(ctx, base)
		wait(ctx, time.Duration(20+rand.IntN(600))*time.Millisecond)
		v.kill()
		v.start()
	}
	close(killing)
	clients.Wait()
	endBoss()
	boss.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	check(t, ctx, base, o, counts)
}

// ready returns when the server serves: a kill while it starts shows little.
func ready(ctx context.Context, base string) {
	p := &person{base: base}
	for ctx.Err() == nil {
		if code, err := p.once(ctx, "", "GET", "/readyz", nil, nil); err == nil && code == http.StatusOK {
			return
		}
		wait(ctx, 5*time.Millisecond)
	}
}

// check holds what was counted against what every run says of itself.
func check(t *testing.T, ctx context.Context, base string, o *office, counts []int) {
	total := 0
	for i, c := range counts {
		total += c
		p := &person{base: base, id: fmt.Sprintf("p%d", i)}
		var list runList
		if _, err := p.call(ctx, p.id, "GET", "/api/runs?person=me&limit=200", nil, &list); err != nil {
			t.Fatal(err)
		}
		if len(list.Runs) != c {
			t.Errorf("%s has %d runs after %d claims", p.id, len(list.Runs), c)
		}
		for _, r := range list.Runs {
			if r.Status != "done" {
				t.Errorf("run %s of %s is %s", r.ID, p.id, r.Status)
			}
		}
	}
	if total == 0 {
		t.Fatal("no claim was made; the test showed nothing")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, tool := range []string{"submit", "close"} {
		if got := len(o.arrivals[tool]); got != total {
			t.Errorf("%s had %d effects for %d claims", tool, got, total)
		}
	}
	repeated := 0
	for key, times := range o.arrivals["stamp"] {
		if times > 1 {
			t.Errorf("the once-only stamp arrived %d times under key %s", times, key)
		}
	}
	for _, tool := range []string{"submit", "close"} {
		for _, times := range o.arrivals[tool] {
			repeated += times - 1
		}
	}
	if len(o.arrivals["withdraw"]) > 0 {
		t.Errorf("%d claims were withdrawn that nobody changed", len(o.arrivals["withdraw"]))
	}
	t.Logf("%d claims; %d calls in flight were repeated under the same key", total, repeated)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Error("it took too long")
	}
}
