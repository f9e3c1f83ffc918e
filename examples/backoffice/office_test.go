package backoffice_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/examples/backoffice"
)

// desk is an office that listens, and what a caller says to it.
type desk struct {
	t       *testing.T
	office  *backoffice.Office
	server  *httptest.Server
	address map[string]string
}

func open(t *testing.T, o backoffice.Options) *desk {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC) } // ten in the morning in Shanghai
	}
	d := &desk{t: t, office: backoffice.New(o)}
	d.server = httptest.NewServer(d.office.Handler())
	d.address = backoffice.Environment(d.server.Listener.Addr().String())
	t.Cleanup(d.close)
	return d
}

// close shuts the office; it may be done before the test's end.
func (d *desk) close() {
	if err := d.office.Close(); err != nil {
		d.t.Errorf("closing: %v", err)
	}
	d.server.Close()
}

// ask sends "POST finance/claims {…}" with a key and gives back the status and
// the body, as "201 {…}".
func (d *desk) ask(key, line string) string {
	d.t.Helper()
	method, rest, _ := strings.Cut(line, " ")
	path, body, _ := strings.Cut(rest, " ")
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.server.URL+"/"+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.address["FINANCE_TOKEN"])
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	// net/http sends a request with a key again when a kept connection broke.
	req.Close = true
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "broken off"
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return "broken off"
	}
	return res.Status[:3] + " " + strings.TrimSpace(string(got))
}

// says asks and expects.
func (d *desk) says(key, line, want string) {
	d.t.Helper()
	if got := d.ask(key, line); got != want {
		d.t.Errorf("%s with %q:\n got  %s\n want %s", line, key, got, want)
	}
}

// counts gives back calls and effects of a tool, and the effects by key.
func (d *desk) counts(tool string) (calls, effects int, keys map[string]int) {
	d.t.Helper()
	var all map[string]struct {
		Calls, Effects int
		Keys           map[string]int
	}
	if err := json.Unmarshal([]byte(d.ask("", "GET _/effects")[4:]), &all); err != nil {
		d.t.Fatal(err)
	}
	return all[tool].Calls, all[tool].Effects, all[tool].Keys
}

func (d *desk) counted(tool string, calls, effects int) {
	d.t.Helper()
	if c, e, keys := d.counts(tool); c != calls || e != effects {
		d.t.Errorf("%s: %d calls with %d effects %v, want %d with %d", tool, c, e, keys, calls, effects)
	}
}

const taxi = `POST finance/claims {"by":"lin","sum":48,"currency":"CNY","day":"2026-11-24","kind":"taxi"}`

func TestTheSameKeyDoesItOnce(t *testing.T) {
	d := open(t, backoffice.Options{})
	d.says("run/1", taxi, `201 {"no":"C-1"}`)
	d.says("run/1", taxi, `201 {"no":"C-1"}`)
	d.counted("submit", 2, 1)
	if _, _, keys := d.counts("submit"); keys["run/1"] != 1 || len(keys) != 1 {
		t.Errorf("effects by key: %v", keys)
	}
	d.says("run/2", taxi, `409 {"error":"this was claimed before as C-1"}`)
	d.counted("submit", 3, 1)
}

func TestAToolThatKnowsNoKeysDoesItEachTime(t *testing.T) {
	d := open(t, backoffice.Options{})
	ticket := `POST it/tickets {"person":"lin","device":"laptop","trouble":"it does not start","asset":null,"urgent":true}`
	d.says("run/1", ticket, `201 {"no":"T-1"}`)
	d.says("run/1", ticket, `201 {"no":"T-2"}`)
	d.counted("ticket", 2, 2)
	if _, _, keys := d.counts("ticket"); keys["run/1"] != 2 {
		t.Errorf("effects by key: %v", keys)
	}
}

func TestReadingHasNoEffect(t *testing.T) {
	d := open(t, backoffice.Options{})
	d.says("", "GET finance/limits/taxi", `200 {"max":"200 CNY"}`)
	d.says("", "GET finance/limits/yacht", `404 {"error":"there is no category yacht"}`)
	d.counted("limit", 2, 0)
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		fault           string
		first           string
		effects         int // after the first call
		effectsInTheEnd int
	}{
		{`{"tool":"submit","kind":"500"}`, `500 {"error":"the fault that was switched on"}`, 0, 1},
		{`{"tool":"finance.submit","kind":"reset"}`, `broken off`, 0, 1},
		{`{"tool":"submit","kind":"after"}`, `500 {"error":"the fault that was switched on: it was done"}`, 1, 1},
		{`{"tool":"submit","kind":"after","ms":5}`, `500 {"error":"the fault that was switched on: it was done"}`, 1, 1},
		{`{"tool":"submit","kind":"hang","ms":5}`, `504 {"error":"the fault that was switched on"}`, 0, 1},
		{`{"tool":"submit","kind":"slow","ms":5}`, `201 {"no":"C-1"}`, 1, 1},
	} {
		t.Run(c.fault, func(t *testing.T) {
			d := open(t, backoffice.Options{})
			if got := d.ask("", "POST _/faults "+c.fault); !strings.HasPrefix(got, "200 ") {
				t.Fatalf("switching it on: %s", got)
			}
			d.says("run/1", taxi, c.first)
			d.counted("submit", 1, c.effects)
			d.says("run/1", taxi, `201 {"no":"C-1"}`)
			d.counted("submit", 2, c.effectsInTheEnd)
		})
	}
}

func TestAFaultLastsAsLongAsItIsToldTo(t *testing.T) {
	d := open(t, backoffice.Options{})
	const off = `500 {"error":"the fault that was switched on"}`
	d.ask("", `POST _/faults {"tool":"limit","kind":"500","times":2}`)
	for i, want := range []string{off, off, `200 {"max":"200 CNY"}`} {
		if got := d.ask("", "GET finance/limits/taxi"); got != want {
			t.Errorf("call %d: %s", i+1, got)
		}
	}
	d.ask("", `POST _/faults {"tool":"limit","kind":"500","times":-1}`)
	for range 5 {
		d.says("", "GET finance/limits/taxi", off)
	}
	d.says("", `POST _/faults {"tool":"limit","kind":""}`, `200 {}`)
	d.says("", "GET finance/limits/taxi", `200 {"max":"200 CNY"}`)
}

func TestAHangingCallEndsWhenTheOfficeCloses(t *testing.T) {
	d := open(t, backoffice.Options{})
	d.ask("", `POST _/faults {"tool":"limit","kind":"hang"}`)
	answered := make(chan string)
	go func() { answered <- d.ask("", "GET finance/limits/taxi") }()
	for calls := 0; calls == 0; { // until it hangs; the counter is asked over the same network
		calls, _, _ = d.counts("limit")
	}
	if err := d.office.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-answered; got != `504 {"error":"the fault that was switched on"}` {
		t.Errorf("got %s", got)
	}
}

func TestWhatIsWrongWithAFaultIsSaid(t *testing.T) {
	d := open(t, backoffice.Options{})
	for line, want := range map[string]string{
		`{"tool":"fly","kind":"500"}`:     "404",
		`{"tool":"submit","kind":"fire"}`: `400 {"error":"there is no fault \"fire\"; there are 500, hang, after, slow, reset"}`,
		`{"tool":"submit","kinds":"500"}`: "400",
		`nonsense`:                        "400",
	} {
		if got := d.ask("", "POST _/faults "+line); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %s, want %s", line, got, want)
		}
	}
}

func TestOnlyWhoHasTheTokenIsServed(t *testing.T) {
	d := open(t, backoffice.Options{})
	res, err := http.Get(d.server.URL + "/finance/limits/taxi")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d", res.StatusCode)
	}
	d.counted("limit", 0, 0)
	d.says("", "GET nowhere", `404 {"error":"there is nothing at /nowhere"}`)
	d.says("", "POST finance/claims {", `400 {"error":"unexpected EOF"}`)
	d.says("", `POST finance/claims {"x":"`+strings.Repeat("y", 2<<20)+`"}`, `400 {"error":"http: request body too large"}`)
}

func TestEnvironment(t *testing.T) {
	env := backoffice.Environment("127.0.0.1:9")
	var lines []string
	for _, name := range []string{"OFFICE_ADDR", "FINANCE_URL", "HR_URL", "TRAVEL_URL", "IT_URL", "FACILITIES_URL"} {
		lines = append(lines, env[name])
	}
	want := "127.0.0.1:9 http://127.0.0.1:9/finance http://127.0.0.1:9/hr http://127.0.0.1:9/travel http://127.0.0.1:9/it http://127.0.0.1:9/facilities"
	if got := strings.Join(lines, " "); got != want || len(env) != 11 {
		t.Errorf("got %s and %d names", got, len(env))
	}
}

// TestWork is what each office does, line by line on one state.
func TestWork(t *testing.T) {
	d := open(t, backoffice.Options{})
	for _, c := range []struct{ key, line, want string }{
		{"1", `POST finance/claims {"by":"lin","sum":0}`, `422 {"error":"a claim has a sum above zero"}`},
		{"2", taxi, `201 {"no":"C-1"}`},
		{"3", `DELETE finance/claims/C-1`, `200 {}`},
		{"4", `DELETE finance/claims/C-1`, `404 {"error":"there is no claim C-1"}`},
		{"5", taxi, `201 {"no":"C-2"}`},
		{"6", `POST finance/earmarks {"person":"lin","amount":"2860.00 CNY","reason":"a customer"}`, `201 {"no":"E-1"}`},
		{"7", `POST finance/earmarks {}`, `422 {"error":"an earmark has an amount"}`},
		{"8", `DELETE finance/earmarks/E-1`, `200 {}`},
		{"9", `DELETE finance/earmarks/E-1`, `404 {"error":"there is no earmark E-1"}`},
		{"10", `POST finance/orders {"by":"lin","what":"a chair","quantity":1,"price":900}`, `201 {"due":"2026-12-02","no":"O-1"}`},
		{"11", `POST finance/orders {"by":"lin","what":"a chair","quantity":0}`, `422 {"error":"an order has a quantity above zero"}`},

		{"", `GET hr/people/lin/leave`, `200 {"annual":{"left":10}}`},
		{"12", `POST hr/leaves {"person":"lin","kind":"annual","from":"2026-11-30","to":"2026-12-02","days":3}`, `201 {"left":7,"no":"L-1"}`},
		{"13", `POST hr/leaves {"person":"lin","kind":"sick","from":"2026-12-02","to":"2026-12-03","days":2}`, `409 {"error":"it overlaps with L-1"}`},
		{"14", `POST hr/leaves {"person":"lin","kind":"sick","from":"2026-12-07","to":"2026-12-07","days":1}`, `201 {"left":7,"no":"L-2"}`},
		{"", `GET hr/people/lin/leave`, `200 {"annual":{"left":7}}`},
		{"15", `DELETE hr/leaves/L-1`, `200 {}`},
		{"16", `DELETE hr/leaves/L-9`, `404 {"error":"there is no leave L-9"}`},
		{"", `GET hr/people/lin/leave`, `200 {"annual":{"left":10}}`},

		{"", `GET travel/quotes?destination=shanghai&from=2026-12-02&to=2026-12-04&transport=train&hotel=yes`, `200 {"total":"1690 CNY"}`},
		{"", `GET travel/quotes?destination=shanghai&from=2026-12-02&to=2026-12-02&transport=plane&hotel=no`, `200 {"total":"1620 CNY"}`},
		{"", `GET travel/quotes?destination=moon&from=2026-12-02&to=2026-12-04`, `422 {"error":"a quote needs a city that we know, and two days"}`},
		{"17", `POST travel/trips {"person":"lin","destination":"shanghai","from":"2026-12-02","to":"2026-12-04"}`, `201 {"no":"B-1"}`},
		{"18", `POST travel/trips {"person":"lin","destination":"beijing","from":"2026-12-04","to":"2026-12-05"}`, `409 {"error":"there is a trip on these days already"}`},
		{"19", `DELETE travel/trips/B-1`, `200 {}`},
		{"20", `DELETE travel/trips/B-1`, `404 {"error":"there is no trip B-1"}`},

		{"21", `POST it/grants {"person":"lin","software":"vpn","email":"lin@example.com"}`, `201 {"no":"G-1"}`},
		{"22", `POST it/grants {"person":"lin","software":"vpn","email":"lin@example.com"}`, `409 {"error":"it is open already as G-1"}`},
		{"23", `DELETE it/grants/G-1`, `200 {}`},
		{"24", `DELETE it/grants/G-1`, `404 {"error":"there is no grant G-1"}`},
		{"25", `POST it/tickets {"person":"lin"}`, `422 {"error":"a ticket says what is wrong"}`},

		{"", `GET facilities/rooms/free?day=2026-11-26&from=15:00&length=PT1H&people=6`, `200 {"room":"2.05","seats":6}`},
		{"26", `POST facilities/bookings {"person":"lin","room":"2.05","day":"2026-11-26","from":"15:00","length":"PT1H30M"}`, `201 {"no":"R-1"}`},
		{"", `GET facilities/rooms/free?day=2026-11-26&from=16:00&length=PT1H&people=6`, `200 {"room":"2.14","seats":8}`},
		{"", `GET facilities/rooms/free?day=2026-11-26&from=16:30&length=PT1H&people=6`, `200 {"room":"2.05","seats":6}`},
		{"", `GET facilities/rooms/free?day=2026-11-26&from=16:30&length=PT1H&people=31`, `404 {"error":"no room is free"}`},
		{"", `GET facilities/rooms/free?day=2026-11-26&from=16:30&length=long&people=3`, `422 {"error":"from is like 15:00 and length like PT1H"}`},
		{"27", `POST facilities/bookings {"person":"wang","room":"2.05","day":"2026-11-26","from":"14:30","length":"PT1H"}`, `409 {"error":"the room is taken"}`},
		{"28", `POST facilities/bookings {"person":"wang","room":"2.05","day":"2026-11-26","from":"noon","length":"PT1H"}`, `422 {"error":"from is like 15:00 and length like PT1H"}`},
		{"29", `DELETE facilities/bookings/R-1`, `200 {}`},
		{"30", `DELETE facilities/bookings/R-1`, `404 {"error":"there is no booking R-1"}`},
		{"31", `POST facilities/visits {"host":"lin","visitors":[{"name":"Zhang Wei"}]}`, `201 {"code":"V-1"}`},
		{"32", `POST facilities/visits {"host":"lin","visitors":[]}`, `422 {"error":"a visit has visitors"}`},
		{"33", `DELETE facilities/visits/V-1`, `200 {}`},
		{"34", `DELETE facilities/visits/V-1`, `404 {"error":"there is no visit V-1"}`},
	} {
		d.says(c.key, c.line, c.want)
	}
}

// telephone is where callbacks arrive.
func telephone(t *testing.T, status int) (url string, heard chan string) {
	t.Helper()
	heard = make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		_, _ = b.ReadFrom(r.Body)
		heard <- b.String()
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.URL, heard
}

func claimWith(callback string) string {
	return `POST finance/claims {"by":"lin","sum":48,"currency":"CNY","day":"2026-11-24","kind":"taxi","callback":"` + callback + `"}`
}

func TestAClaimIsPaidWhenTold(t *testing.T) {
	d := open(t, backoffice.Options{})
	url, heard := telephone(t, http.StatusOK)
	d.says("1", claimWith(url), `201 {"no":"C-1"}`)
	d.says("", "POST _/pay/C-1", `200 {"no":"C-1","on":"2026-11-25"}`)
	if got := <-heard; got != `{"on":"2026-11-25"}` {
		t.Errorf("the callback brought %s", got)
	}
	d.says("", "POST _/pay/C-1", `200 {"no":"C-1","on":"2026-11-25"}`)
	<-heard
	d.counted("pay", 0, 1)
	d.says("2", "DELETE finance/claims/C-1", `409 {"error":"it is paid already"}`)
	d.says("", "POST _/pay/C-7", `404 {"error":"there is no claim C-7"}`)
	d.says("", "POST _/burn/C-1", `404 {"error":"there are /_/pay/C-1, /_/deliver/O-1 and /_/arrive/V-1"}`)
}

func TestGoodsAndVisitorsArriveWhenTold(t *testing.T) {
	d := open(t, backoffice.Options{})
	url, heard := telephone(t, http.StatusOK)
	d.ask("1", `POST finance/orders {"by":"lin","what":"a chair","quantity":1,"callback":"`+url+`"}`)
	d.says("", "POST _/deliver/O-1", `200 {"no":"O-1","on":"2026-11-25"}`)
	d.ask("2", `POST facilities/visits {"host":"lin","visitors":[{"name":"Li Na"}],"tell":"`+url+`"}`)
	d.says("", "POST _/arrive/V-1", `200 {"at":"10:00","no":"V-1"}`)
	for _, want := range []string{`{"on":"2026-11-25"}`, `{"at":"10:00"}`} {
		if got := <-heard; got != want {
			t.Errorf("heard %s, want %s", got, want)
		}
	}
}

func TestAClaimIsPaidByItself(t *testing.T) {
	url, heard := telephone(t, http.StatusOK)
	d := open(t, backoffice.Options{PayAfter: time.Millisecond})
	d.says("1", claimWith(url), `201 {"no":"C-1"}`)
	if got := <-heard; got != `{"on":"2026-11-25"}` {
		t.Errorf("the callback brought %s", got)
	}
}

func TestACallbackThatFailsIsTriedAgain(t *testing.T) {
	url, heard := telephone(t, http.StatusInternalServerError)
	d := open(t, backoffice.Options{PayAfter: time.Millisecond})
	d.says("1", claimWith(url), `201 {"no":"C-1"}`)
	<-heard
	<-heard
	if _, paid, _ := d.counts("pay"); paid != 1 {
		t.Errorf("paid %d times", paid)
	}
}

func TestNobodyElseThanThisMachineIsCalledBack(t *testing.T) {
	d := open(t, backoffice.Options{})
	for i, url := range []string{"http://192.0.2.1/x", "http://[2001:db8::1]/", "http://169.254.169.254/latest", "ftp://127.0.0.1/", "nonsense"} {
		d.ask(url, strings.Replace(claimWith(url), `"sum":48`, `"sum":`+string(rune('1'+i)), 1))
		number := "C-" + string(rune('1'+i))
		if got := d.ask("", "POST _/pay/"+number); !strings.HasPrefix(got, `502 {"error":"it is done, but nobody could be told: `) {
			t.Errorf("%s: %s", url, got)
		}
	}
}

func TestTheLedgerOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	first := open(t, backoffice.Options{Ledger: backoffice.File(dir)})
	first.says("run/1", taxi, `201 {"no":"C-1"}`)
	first.says("run/2", `POST it/tickets {"trouble":"it is slow"}`, `201 {"no":"T-1"}`)
	first.says("", "POST _/pay/C-1", `200 {"no":"C-1","on":"2026-11-25"}`)
	before := first.ask("", "GET _/effects")
	first.close()

	second := open(t, backoffice.Options{Ledger: backoffice.File(dir)})
	if got := second.ask("", "GET _/effects"); got != before {
		t.Errorf("counters after the restart:\n got  %s\n want %s", got, before)
	}
	second.says("run/1", taxi, `201 {"no":"C-1"}`)
	second.counted("submit", 2, 1)
	second.says("run/3", `POST it/tickets {"trouble":"it is slow"}`, `201 {"no":"T-2"}`)
	second.says("run/4", "DELETE finance/claims/C-1", `409 {"error":"it is paid already"}`)
}

func TestAClaimThatWaitsIsPaidAfterARestart(t *testing.T) {
	dir := t.TempDir()
	url, heard := telephone(t, http.StatusOK)
	first := open(t, backoffice.Options{Ledger: backoffice.File(dir), PayAfter: time.Hour})
	first.says("1", claimWith(url), `201 {"no":"C-1"}`)
	first.close()
	open(t, backoffice.Options{Ledger: backoffice.File(dir), PayAfter: time.Millisecond})
	if got := <-heard; got != `{"on":"2026-11-25"}` {
		t.Errorf("the callback brought %s", got)
	}
}
