package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/usher-dev/usher/server"
	"github.com/usher-dev/usher/store/storetest"
)

func TestAMessageThatIsNoneIsRefusedInASentence(t *testing.T) {
	w := memory(t)
	say := func(name, body string, status int, has ...string) scenario {
		return scenario{name: name, as: "lin", path: "/api/apps/office/messages", body: body, status: status, has: has}
	}
	zh := func(s scenario) scenario {
		s.header = map[string]string{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
		s.name += ", in Chinese"
		return s
	}
	deep := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	fields := make([]string, 30_000)
	for i := range fields {
		fields[i] = fmt.Sprintf(`"f%d":1`, i)
	}
	w.all(t, []scenario{
		say("10 MB", `{"id":"1","text":"`+strings.Repeat("a", 10<<20)+`"}`, 413, `"code":"too_large"`, "256 kB", "as a file"),
		zh(say("10 MB", `{"id":"1","text":"`+strings.Repeat("a", 10<<20)+`"}`, 413, "内容太大", "256 kB")),
		say("20,001 characters", `{"id":"1","text":"`+strings.Repeat("长", 20_001)+`"}`, 422, `"code":"too_long"`, "text is too long: 20000 characters at most"),
		zh(say("20,001 characters", `{"id":"1","text":"`+strings.Repeat("长", 20_001)+`"}`, 422, "text 太长：最多 20000 个字符")),
		say("20,000 characters", `{"id":"long","text":"`+strings.Repeat("长", 20_000)+`"}`, 202),
		say("nothing", `{"id":"1"}`, 422, `"code":"empty"`, "There is nothing in this message"),
		zh(say("blanks", `{"id":"1","text":" \n\t　"}`, 422, "这条消息没有内容")),
		say("control characters only", `{"id":"1","text":"\u0000\u0001\u001b\u200b\u202e"}`, 422, `"code":"empty"`),
		say("a control character in a text", `{"id":"ctl","text":"I need\u0000 a day off"}`, 202),
		say("half a surrogate", `{"id":"sur","text":"hello \ud800"}`, 202),
		say("not UTF-8 (GBK)", "{\"id\":\"1\",\"text\":\"\xce\xd2\xd2\xaa\"}", 400, `"code":"bad_encoding"`, "not UTF-8"),
		say("a field that is none", `{"id":"1","text":"hi","txet":"x"}`, 422, `"code":"unknown_field"`, "There is no field txet here", `"location":"body.txet"`),
		zh(say("a field that is none", `{"id":"1","text":"hi","txet":"x"}`, 422, "没有 txet 这个字段")),
		say("a field is missing", `{"text":"hi"}`, 422, `"code":"missing_field"`, "The field id is missing"),
		say("a wrong type", `{"id":"1","text":5}`, 422, `"code":"bad_field"`, "text is not right: expected string"),
		say("an empty id", `{"id":"","text":"hi"}`, 422, `"code":"bad_field"`, "id is not right"),
		say("an id with a line end", `{"id":"a\nb","text":"hi"}`, 422, `"code":"bad_field"`),
		say("values that are no texts", `{"id":"1","values":{"day":{"a":1}}}`, 422, `"code":"bad_field"`),
		say("a hash that is none", `{"id":"1","files":[{"hash":"../../etc/passwd","name":"x"}]}`, 422, `"code":"bad_field"`, "files[0].hash"),
		say("eleven files", `{"id":"1","files":[`+strings.Repeat(`{"hash":"`+strings.Repeat("0", 64)+`","name":"x"},`, 10)+`{"hash":"`+strings.Repeat("0", 64)+`","name":"x"}]}`, 422, `"code":"bad_field"`),
		say("a list", `[]`, 422, `"code":"bad_field"`),
		say("null", `null`, 422),
		say("no JSON", `id=1&text=hi`, 400, `"code":"bad_json"`, "The body is no JSON that can be read"),
		say("half of it", `{"id":"1","text":"hi`, 400, `"code":"bad_json"`),
		say("deep", `{"id":"1","text":`+deep+`}`, 400, `"code":"bad_json"`),
		say("30,000 fields", `{"id":"1",`+strings.Join(fields, ",")+`}`, 413),
		{name: "no body", as: "lin", method: "POST", path: "/api/apps/office/messages", status: 400, has: []string{`"code":"bad_json"`}},
		{name: "a form", as: "lin", path: "/api/apps/office/messages", body: "text=hi", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 415, has: []string{`"code":"not_json"`, "Content-Type: application/json"}},
		{name: "an app that is none", as: "lin", path: "/api/apps/none/messages", body: `{"id":"1","text":"hi"}`, status: 404, has: []string{"There is no app of that name here."}},
	})
	w.rest("lin")
	if got := talk(w.conversation("lin").Entries); strings.Count(got, "> ") != 3 || strings.Contains(got, "\x00") {
		t.Errorf("other messages than the three good ones stand there, or a NUL: %.300s", got)
	}
}

func TestHostileAddressesFindNothing(t *testing.T) {
	w := memory(t)
	long := strings.Repeat("a", 20_000)
	for _, path := range []string{
		"/api/runs/%00", "/api/runs/..%2f..%2fetc%2fpasswd", "/api/runs/%ff%fe", "/api/runs/'%20OR%201=1--", "/api/runs/" + long,
		"/api/inbox/%00", "/api/inbox/%ff", "/api/inbox/" + long, "/api/files/..%2f..%2fusher.db", "/api/files/%00", "/api/files/" + strings.Repeat("f", 64),
		"/api/apps/%00/conversation", "/api/apps/..%2foffice/conversation", "/api/apps/" + long, "/api/apps/office/turns/0", "/api/apps/office/turns/-1",
		"/api/apps/office/turns/9999999999999999999999", "/api/apps/office/turns/1e3", "/api/apps/office/turns/7", "/api/none", "/api/", "/api/apps/office/events/x",
		"/api/runs?limit=0", "/api/runs?limit=201", "/api/runs?limit=x", "/api/apps/office/conversation?before=-1", "/api/apps/office/conversation?before=x",
	} {
		a := w.try(t, scenario{name: path[:min(len(path), 60)], as: "lin", path: path})
		if a.status < 400 || a.status >= 500 || a.code() == "" {
			t.Errorf("%.60s answers %d %.200s", path, a.status, a.body)
		}
	}
	w.all(t, []scenario{
		{name: "filters that are none find none", as: "lin", path: "/api/runs?person=%00&process=%27--&app=%ff&before=%00", status: 200, has: []string{`"runs":[]`}},
		{name: "a far page", as: "lin", path: "/api/apps/office/conversation?before=9000000000000000000", status: 200},
		{name: "a stream from the far future", method: "HEAD", as: "lin", path: "/api/me"},
	})
}

func TestAnOutsideEventIsCheckedAndTakenOnce(t *testing.T) {
	w := memory(t)
	w.say("lin", "tell me when my parcel comes")
	w.say("lin", "a book")
	run := w.runs("lin", "open=true")[0]
	good := "/api/events/" + w.engine.EventToken(run.ID, "delivered")
	bad := good[:len(good)-4] + "AAAA"
	w.all(t, []scenario{
		{name: "a token that was not made here", path: bad, body: `{"on":"2026-12-01"}`, status: 404, has: []string{`"code":"not_found"`}},
		{name: "a token for another event", path: "/api/events/" + w.engine.EventToken(run.ID, "other"), body: `{}`, status: 404},
		{name: "a long token", path: "/api/events/" + strings.Repeat("a", 10_000), body: `{}`, status: 404},
		{name: "a token of zeros", path: "/api/events/%00.%00", body: `{}`, status: 404},
		{name: "too large", path: good, body: `{"on":"` + strings.Repeat("x", 300<<10) + `"}`, status: 413, has: []string{`"code":"too_large"`, "256 kB"}},
		{name: "no date", path: good, body: `{"on":"soon"}`, status: 422, has: []string{`"code":"bad_event"`, "The event does not fit"}},
		{name: "no date, in Chinese", path: good, body: `{"on":"soon"}`, header: map[string]string{"Accept-Language": "zh"}, status: 422, has: []string{"事件内容不符"}},
		{name: "no JSON", path: good, body: `on=today`, status: 422, has: []string{`"code":"bad_event"`}},
		{name: "a list", path: good, body: `[1]`, status: 422, has: []string{`"code":"bad_event"`}},
		{name: "nothing", path: good, method: "POST", status: 422},
		{name: "a long key", path: good, body: `{"on":"2026-12-01"}`, header: map[string]string{"Idempotency-Key": strings.Repeat("k", 300)}, status: 422},
		{name: "good", path: good, body: `{"on":"2026-12-01"}`, header: map[string]string{"Idempotency-Key": "d-1"}, status: 202},
		{name: "delivered twice", path: good, body: `{"on":"2026-12-01"}`, header: map[string]string{"Idempotency-Key": "d-1"}},
	})
	w.until("done", func() bool { return w.run("lin", run.ID).Status == "done" })
	w.try(t, scenario{name: "after the end", path: good, body: `{"on":"2026-12-02"}`, status: 409, has: []string{`"code":"ended"`, "This run is over"}})
	if got := talk(w.conversation("lin").Entries); strings.Count(got, "The parcel came on") != 1 {
		t.Errorf("said:\n%s", got)
	}
}

func TestADecisionThatIsNoneIsRefused(t *testing.T) {
	w := memory(t)
	w.say("lin", "I need a day off")
	w.say("lin", "2026-12-01")
	it := w.one("wang")
	at := "/api/inbox/" + it.ID + "/decision"
	w.all(t, []scenario{
		{name: "no such word", as: "wang", path: at, body: `{"decision":"maybe","hash":"x"}`, status: 422, has: []string{`"code":"bad_field"`, "decision"}},
		{name: "not on this card", as: "wang", path: at, body: `{"decision":"pick","outcome":"x","hash":"` + it.Hash + `"}`, status: 422, has: []string{`"code":"bad_choice"`, "approve, reject"}},
		{name: "no hash", as: "wang", path: at, body: `{"decision":"approve"}`, status: 422, has: []string{`"code":"missing_field"`}},
		{name: "another card", as: "wang", path: at, body: `{"decision":"approve","hash":"old"}`, status: 409, has: []string{`"code":"changed"`, "This changed since you looked", `"hash":"` + it.Hash + `"`}},
		{name: "a long reason", as: "wang", path: at, body: `{"decision":"reject","hash":"` + it.Hash + `","reason":"` + strings.Repeat("x", 2001) + `"}`, status: 422, has: []string{`"code":"too_long"`, "reason"}},
		{name: "no item", as: "wang", path: "/api/inbox/none/decision", body: `{"decision":"approve","hash":"x"}`, status: 404},
		{name: "one's own", as: "lin", path: at, body: `{"decision":"approve","hash":"` + it.Hash + `"}`, status: 403, has: []string{`"code":"not_yours"`}},
	})
	if now := w.one("wang"); now.Status != "open" {
		t.Errorf("it is %s", now.Status)
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	w := memory(t)
	png := []byte("\x89PNG\r\n\x1a\n")
	for _, name := range []string{"run.exe", "page.HTML", "a.svg", "x.sh"} {
		w.handIn(t, "lin", name, png, http.StatusUnsupportedMediaType)
	}
	first := w.handIn(t, "lin", `C:\Users\lin\发票.png`, png, http.StatusCreated)
	if again := w.handIn(t, "lin", "../../发票.png", png, http.StatusCreated); again != first {
		t.Error("the same bytes are two files")
	}
	a := w.try(t, scenario{name: "name", as: "lin", path: "/api/files/" + first, status: 200})
	if cd := a.header.Get("Content-Disposition"); strings.Contains(cd, "..") || strings.Contains(cd, "Users") {
		t.Errorf("a path is in %q", cd)
	}
	w.handIn(t, "lin", "big.png", make([]byte, 20<<20+1), http.StatusRequestEntityTooLarge)
	w.handIn(t, "lin", "huge.png", make([]byte, 23<<20), http.StatusRequestEntityTooLarge)
	w.try(t, scenario{name: "no form", as: "lin", path: "/api/files", body: "{}", status: 422, has: []string{`"code":"no_file"`}})
}

func TestAFullDatabaseSaysSoAndLosesNothing(t *testing.T) {
	db := storetest.SQLite(t)
	w := open(t, db, func(w *world) { w.opt.MaxPages = 260 })
	accepted := map[string]bool{}
	full := answer{}
	for i := 0; full.status == 0 && i < 200; i++ {
		text := fmt.Sprintf("%d %s", i, strings.Repeat("x", 15_000))
		a := w.try(t, scenario{name: "fill", as: "lin", path: "/api/apps/office/messages", body: jsonText(server.Posted{ID: fmt.Sprint(i), Text: text})})
		switch a.status {
		case http.StatusAccepted:
			accepted[text] = true
		default:
			full = a
		}
	}
	if full.status != http.StatusInsufficientStorage || full.code() != "full" || !strings.Contains(full.body, "The database is full") {
		t.Fatalf("a full database answers %d %s", full.status, full.body)
	}
	w.try(t, scenario{name: "it can still be read", as: "lin", path: "/api/apps/office/conversation", status: 200})
	w.opt.MaxPages = 0 // whoever runs this made room
	w.again()
	w.say("lin", "I need a day off")
	kept := map[string]bool{}
	for _, e := range w.everything("lin") {
		if e.Role == "person" {
			kept[strings.TrimSpace(e.Text)] = true
		}
	}
	for text := range accepted {
		if !kept[strings.TrimSpace(text)] {
			t.Errorf("%.10s… was accepted and is gone", text)
		}
	}
	if len(kept) != len(accepted)+1 {
		t.Errorf("%d messages are there, %d were accepted", len(kept), len(accepted)+1)
	}
}

func TestADatabaseThatGoesAwayAndComesBack(t *testing.T) {
	pg := storetest.StartPostgres(t, true)
	w := open(t, pg.Database(t), with(func(o *server.Options) { o.Patience = 300 * time.Millisecond }))
	w.say("lin", "I need a day off")
	pg.Stop(t)
	message := jsonText(server.Posted{ID: "while-away", Text: "2026-12-01"})
	w.all(t, []scenario{
		{name: "say", as: "lin", path: "/api/apps/office/messages", body: message, status: 503, has: []string{`"code":"away"`, "does not answer", "please try again"}},
		{name: "say, in Chinese", as: "lin", path: "/api/apps/office/messages", body: message, header: map[string]string{"Accept-Language": "zh"}, status: 503, has: []string{"数据库暂时没有响应"}},
		{name: "read", as: "lin", path: "/api/apps/office/conversation", status: 503},
		{name: "inbox", as: "wang", path: "/api/inbox", status: 503},
		{name: "key", path: "/api/me", header: map[string]string{"Authorization": "Bearer x"}, status: 503},
		{name: "readiness", path: "/readyz", status: 503},
		{name: "alive", path: "/healthz", status: 200},
		{name: "page", path: "/a/office", status: 200},
	})
	pg.Start(t)
	w.until("it answers", func() bool {
		return w.try(t, scenario{name: "again", as: "lin", path: "/api/apps/office/messages", body: message}).status == http.StatusAccepted
	})
	w.until("asked", func() bool {
		a := w.try(t, scenario{name: "inbox", as: "wang", path: "/api/inbox?open=true"})
		return strings.Contains(a.body, "Lin is away on")
	})
	if got := talk(w.conversation("lin").Entries); strings.Count(got, "> 2026-12-01") != 1 {
		t.Errorf("the message that was sent again and again:\n%s", got)
	}
}
