package server_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-dev/usher/server"
)

var operator = map[string]string{"Authorization": "Bearer the operator's key"}

func TestOnlyThisMachinesNamesReachAServerWithoutSignIn(t *testing.T) {
	w := memory(t, with(func(o *server.Options) { o.Hosts = []string{"usher.intern:8080"} }))
	for host, status := range map[string]int{
		"localhost": 200, "LOCALHOST:8080": 200, "127.0.0.1:9": 200, "127.8.8.8": 200, "[::1]:80": 200, "usher.intern:8080": 200,
		"evil.example": 403, "localhost.evil.example": 403, "127.0.0.1.evil.example": 403, "usher.intern": 403, "10.0.0.1": 403, "0.0.0.0": 403,
	} {
		for _, path := range []string{"/", "/api/me", "/a/office", "/healthz"} {
			w.try(t, scenario{name: host, path: path, header: map[string]string{"Host": host}, status: status})
		}
	}
	a := w.try(t, scenario{name: "in Chinese", path: "/api/me", header: map[string]string{"Host": "evil.example", "Accept-Language": "zh-CN"}, status: 403, has: []string{"本机"}})
	if a.code() != "host" {
		t.Errorf("code is %s", a.code())
	}
}

func TestAPageOfAnotherSiteCanDoNothing(t *testing.T) {
	w := memory(t)
	body := `{"id":"x","text":"I need a day off"}`
	w.all(t, []scenario{
		{name: "cross-site fetch", as: "lin", path: "/api/apps/office/messages", body: body, header: map[string]string{"Sec-Fetch-Site": "cross-site"}, status: 403, has: []string{`"code":"cross_origin"`}},
		{name: "other origin, old browser", as: "lin", path: "/api/apps/office/messages", body: body, header: map[string]string{"Origin": "https://evil.example"}, status: 403},
		{name: "no origin at all", as: "lin", path: "/api/apps/office/messages", body: body, header: map[string]string{"Origin": "null"}, status: 403},
		{name: "decision from elsewhere", as: "wang", path: "/api/inbox/x/decision", body: `{"decision":"approve","hash":"x"}`, header: map[string]string{"Sec-Fetch-Site": "same-site"}, status: 403},
		{name: "form from elsewhere", method: "POST", path: "/login", header: map[string]string{"Origin": "https://evil.example", "Content-Type": "application/x-www-form-urlencoded"}, status: 403},
		{name: "own page", as: "lin", path: "/api/apps/office/messages", body: body, header: map[string]string{"Sec-Fetch-Site": "same-origin"}, status: 202},
		{name: "curl", as: "lin", path: "/api/apps/office/messages", body: `{"id":"y","text":"2026-12-01"}`, status: 202},
		{name: "another system's event", path: "/api/events/" + w.engine.EventToken("nothing", "delivered"), body: `{}`, status: 404},
		{name: "no CORS for anybody", method: "OPTIONS", path: "/api/apps/office/messages", header: map[string]string{"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}, status: 404},
	})
	a := w.try(t, scenario{name: "read from elsewhere", path: "/api/me", header: map[string]string{"Origin": "https://evil.example"}})
	if h := a.header.Get("Access-Control-Allow-Origin"); h != "" {
		t.Errorf("anybody may read it: %s", h)
	}
}

func TestEveryAnswerHasItsGuards(t *testing.T) {
	w := memory(t)
	for path, status := range map[string]int{"/": 200, "/a/office": 200, "/a/office/new/leave": 200, "/inbox": 200, "/login": 200, "/assets/app.js": 200, "/assets/..%2fapp.html": 404, "/assets/none.js": 404, "/api/me": 200, "/api/none": 404} {
		a := w.try(t, scenario{name: path, path: path, status: status})
		csp := a.header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "frame-ancestors 'self'", "base-uri 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: no %s in %q", path, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe") || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers are %v", path, a.header)
		}
		if strings.HasPrefix(path, "/api/") != (a.header.Get("Cache-Control") == "no-store") && path != "/login" {
			t.Errorf("%s: Cache-Control is %q", path, a.header.Get("Cache-Control"))
		}
	}
	for _, c := range w.cookies(t, scenario{path: "/api/me/person", body: `{"person":"wang"}`}) {
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
			t.Errorf("a script can read or a site can send %v", c)
		}
	}
}

// cookies are those that an answer sets.
func (w *world) cookies(t testing.TB, s scenario) []*http.Cookie {
	t.Helper()
	a := w.try(t, s)
	found := (&http.Response{Header: a.header}).Cookies()
	if len(found) == 0 {
		t.Errorf("%s sets no cookie: %d %s", s.path, a.status, a.body)
	}
	return found
}

func TestWhoMayBeWhom(t *testing.T) {
	w := memory(t)
	w.all(t, []scenario{
		{name: "nobody said who", path: "/api/me", status: 200, has: []string{`"id":"lin"`, `"people":[`, `"names":{"zh":"`}},
		{name: "by header", as: "wang", path: "/api/me", status: 200, has: []string{`"person":{"id":"wang","name":"Wang"`}},
		{name: "by cookie", path: "/api/me", header: map[string]string{"Cookie": "usher_person=zhao"}, status: 200, has: []string{`"id":"zhao"`}},
		{name: "a cookie of somebody who left", path: "/api/me", header: map[string]string{"Cookie": "usher_person=gone"}, status: 200, has: []string{`"person":{"id":"lin"`}},
		{name: "a stranger", as: "stranger", path: "/api/me", status: 401, has: []string{`"code":"unknown_person"`, "stranger"}},
		{name: "a path", as: "../office/wang", path: "/api/me", status: 401},
		{name: "a long name", as: strings.Repeat("x", 5000), path: "/api/me", status: 401},
		{name: "switch", path: "/api/me/person", body: `{"person":"wang"}`, status: 200, has: []string{`"person":{"id":"wang"`}},
		{name: "switch to a stranger", path: "/api/me/person", body: `{"person":"stranger"}`, status: 422, has: []string{"stranger"}},
		{name: "a link for a stranger", path: "/api/operate/login", body: `{"person":"stranger"}`, header: operator, status: 422},
		{name: "the operator as somebody", as: "wang", path: "/api/me", header: operator, status: 200, has: []string{`"id":"wang"`}},
	})
}

// signedIn is a world in which people must sign in.
func signedIn(t testing.TB, change ...func(*server.Options)) *world {
	t.Helper()
	return memory(t, with(func(o *server.Options) {
		o.SignIn = true
		for _, c := range change {
			c(o)
		}
	}))
}

func TestWithoutASessionNothingIsToBeHad(t *testing.T) {
	w := signedIn(t)
	var doc struct {
		Paths map[string]map[string]any
	}
	w.try(t, scenario{name: "document", path: "/api/openapi.json", header: operator, status: 200}).into(&doc)
	for path, methods := range doc.Paths {
		if path == "/api/events/{token}" {
			continue // its address is the authorisation
		}
		at := strings.NewReplacer("{app}", "office", "{id}", "1", "{turn}", "1", "{hash}", strings.Repeat("0", 64)).Replace(path)
		for method := range methods {
			s := scenario{name: method + " " + path, method: strings.ToUpper(method), path: at, status: 401, has: []string{`"code":"sign_in"`, "ask whoever runs this for a link"}}
			w.try(t, s)
			s.as = "lin"
			w.try(t, s) // to say a name is not to be somebody
			s.as, s.header = "", map[string]string{"Cookie": "usher_session=guess; usher_person=lin"}
			w.try(t, s)
		}
	}
	for _, path := range []string{"/api/openapi.json", "/api/none"} {
		w.try(t, scenario{name: path, path: path, status: 401})
	}
	w.try(t, scenario{name: "nobody may be anybody", path: "/api/me/person", body: `{"person":"wang"}`, header: w.key(t, "lin"), status: 404})
	w.try(t, scenario{name: "any Host is good where one signs in", path: "/", header: map[string]string{"Host": "usher.example"}, status: 200})
}

// link makes a one-time link.
func (w *world) link(t testing.TB, person string) string {
	t.Helper()
	var l struct{ Path string }
	w.try(t, scenario{name: "link", path: "/api/operate/login", body: fmt.Sprintf(`{"person":%q}`, person), header: operator, status: 200}).into(&l)
	return strings.TrimPrefix(l.Path, "/login?link=")
}

// form posts a form.
func form(path, body string, status int) scenario {
	return scenario{name: path, method: "POST", path: path, body: body, status: status, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}
}

func TestALinkSignsInOnce(t *testing.T) {
	w := signedIn(t)
	link := w.link(t, "lin")
	for range 3 { // previews of chats and mails open it too
		w.try(t, scenario{name: "opened", path: "/login?link=" + link + "&next=/a/office", status: 200, has: []string{`value="` + link + `"`, `value="/a/office"`, `action="/login"`}, hasNot: []string{"<script"}})
	}
	signIn := form("/login", "link="+link+"&next=/a/office", http.StatusSeeOther)
	got := w.cookies(t, signIn)
	c := got[0]
	if c.Name != "usher_session" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure {
		t.Errorf("cookie is %v", c)
	}
	again := form("/login", "link="+link, http.StatusForbidden)
	again.has, again.header["Accept-Language"] = []string{"此链接已使用或已过期", `lang="zh-CN"`}, "zh-CN,zh;q=0.9"
	w.try(t, again)
	cookie := map[string]string{"Cookie": c.Name + "=" + c.Value}
	w.try(t, scenario{name: "in", path: "/api/me", header: cookie, status: 200, has: []string{`"id":"lin"`}, hasNot: []string{`"people"`}})
	w.try(t, scenario{name: "a name changes nothing", as: "wang", path: "/api/me", header: cookie, status: 200, has: []string{`"id":"lin"`}})
	w.try(t, scenario{name: "no operator", path: "/api/operate/login", body: `{"person":"wang"}`, header: cookie, status: 403})
	w.try(t, scenario{name: "out", method: "POST", path: "/logout", header: cookie, status: http.StatusSeeOther})
	w.try(t, scenario{name: "after", path: "/api/me", header: cookie, status: 401})
	if strings.Contains(w.log.String(), link) || strings.Contains(w.log.String(), c.Value) {
		t.Error("a secret is in the log")
	}
}

func TestLinksAndSessionsEnd(t *testing.T) {
	w := signedIn(t)
	old := w.link(t, "lin")
	w.clock.pass(16 * time.Minute)
	w.try(t, form("/login", "link="+old, http.StatusForbidden))
	c := w.cookies(t, form("/login", "link="+w.link(t, "lin"), http.StatusSeeOther))[0]
	w.clock.pass(31 * 24 * time.Hour)
	w.try(t, scenario{name: "too old", path: "/api/me", header: map[string]string{"Cookie": c.Name + "=" + c.Value}, status: 401})
}

func TestTheSessionCookieIsSecureWhereTheBrowserCameByTLS(t *testing.T) {
	for _, proxy := range []bool{false, true} {
		w := signedIn(t, func(o *server.Options) { o.Proxy = proxy })
		s := form("/login", "link="+w.link(t, "lin"), http.StatusSeeOther)
		s.header["X-Forwarded-Proto"] = "https"
		if got := w.cookies(t, s)[0].Secure; got != proxy {
			t.Errorf("proxy configured: %v; Secure is %v", proxy, got)
		}
	}
}

func TestAfterSigningInOneStaysHere(t *testing.T) {
	for next, want := range map[string]string{
		"/a/office?x=1": "/a/office?x=1", "": "/", "https://evil.example": "/", "//evil.example": "/", "/\\evil.example": "/", "/\t/evil.example": "/", "javascript:x": "/",
	} {
		if got := server.Local(next); got != want {
			t.Errorf("next %q goes to %q, want %q", next, got, want)
		}
	}
}

func TestGuessingLinksIsSlow(t *testing.T) {
	w := signedIn(t, func(o *server.Options) { o.Proxy = true })
	from := func(address string, status int) {
		t.Helper()
		s := form("/login", "link=guess", status)
		s.header["X-Forwarded-For"] = "8.8.8.8, " + address
		w.try(t, s)
	}
	for range 10 {
		from("192.0.2.1", http.StatusForbidden)
	}
	from("192.0.2.1", http.StatusTooManyRequests)
	from("192.0.2.2", http.StatusForbidden) // others are not held up
	w.clock.pass(6 * time.Second)
	from("192.0.2.1", http.StatusForbidden)
	from("192.0.2.1", http.StatusTooManyRequests)
}

// handIn sends a file and returns its hash.
func (w *world) handIn(t testing.TB, as, name string, data []byte, status int) string {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(data)
	_ = m.Close()
	var f struct{ Hash string }
	a := w.try(t, scenario{
		name: name, as: as, path: "/api/files", body: b.String(), status: status, header: map[string]string{"Content-Type": m.FormDataContentType()},
	})
	if status == http.StatusCreated {
		a.into(&f)
	}
	return f.Hash
}

func TestWhatIsOtherPeoplesIsNotThere(t *testing.T) {
	w := signedIn(t)
	lin, wang, zhao := w.key(t, "lin"), w.key(t, "wang"), w.key(t, "zhao")
	file := func() string {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		part, _ := m.CreateFormFile("file", "receipt.png")
		_, _ = part.Write([]byte("\x89PNG\r\n\x1a\nlin's receipt"))
		_ = m.Close()
		var f struct{ Hash string }
		w.try(t, scenario{name: "hand in", path: "/api/files", body: b.String(), status: 201, header: map[string]string{"Content-Type": m.FormDataContentType(), "Authorization": lin["Authorization"]}}).into(&f)
		return f.Hash
	}()
	send := func(id, body string) {
		w.try(t, scenario{name: id, path: "/api/apps/office/messages", header: lin, body: `{"id":"` + id + `",` + body + `}`, status: 202})
	}
	send("1", `"text":"I want my money back"`)
	send("2", `"text":"38 yuan"`)
	send("3", `"files":[{"hash":"`+file+`","name":"receipt.png"}]`)
	var list struct{ Items []server.Item }
	w.until("asked", func() bool {
		w.try(t, scenario{name: "inbox", path: "/api/inbox", header: wang, status: 200}).into(&list)
		return len(list.Items) > 0
	})
	it := list.Items[0]
	w.all(t, []scenario{
		{name: "own run", path: "/api/runs/" + it.Run, header: lin, status: 200},
		{name: "the decider's run it is not", path: "/api/runs/" + it.Run, header: wang, status: 404},
		{name: "another's run", path: "/api/runs/" + it.Run, header: zhao, status: 404},
		{name: "another's list of runs", path: "/api/runs?person=lin", header: zhao, status: 200, has: []string{`"runs":[]`}},
		{name: "another's cancel", method: "POST", path: "/api/runs/" + it.Run + "/cancel", header: zhao, status: 404},
		{name: "another's item", path: "/api/inbox/" + it.ID, header: zhao, status: 404},
		{name: "another's decision", path: "/api/inbox/" + it.ID + "/decision", body: `{"decision":"approve","hash":"` + it.Hash + `"}`, header: zhao, status: 404},
		{name: "one's own decision", path: "/api/inbox/" + it.ID + "/decision", body: `{"decision":"approve","hash":"` + it.Hash + `"}`, header: lin, status: 404},
		{name: "another's conversation is one's own, and empty", path: "/api/apps/office/conversation", header: zhao, status: 200, has: []string{`"entries":[]`}},
		{name: "another's turn", path: "/api/apps/office/turns/1", header: zhao, status: 404},
		{name: "own file", path: "/api/files/" + file, header: lin, status: 200, has: []string{"lin's receipt"}},
		{name: "the decider sees the file", path: "/api/files/" + file, header: wang, status: 200},
		{name: "another's file", path: "/api/files/" + file, header: zhao, status: 404},
		{name: "another's file, taken by its hash", path: "/api/apps/office/messages", body: `{"id":"f","files":[{"hash":"` + file + `","name":"mine.png"}]}`, header: zhao, status: 422, has: []string{`"code":"no_file"`, "mine.png"}},
		{name: "the decider reads the person's words", path: "/api/inbox/" + it.ID, header: wang, status: 200, has: []string{`"text":"I want my money back"`, `"text":"38 yuan"`, `"file":"` + file + `"`}},
		{name: "the operator sees all", path: "/api/runs/" + it.Run, header: operator, status: 200},
		{name: "the operator decides for nobody", path: "/api/inbox/" + it.ID + "/decision", body: `{"decision":"approve","hash":"` + it.Hash + `"}`, header: operator, status: 403, has: []string{`"code":"not_yours"`}},
	})
	a := w.try(t, scenario{name: "download", path: "/api/files/" + file, header: lin})
	if cd := a.header.Get("Content-Disposition"); !strings.HasPrefix(cd, "attachment") || a.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("a file may run in the page: %q, %q", cd, a.header.Get("Content-Type"))
	}
}

func TestOneDecisionWins(t *testing.T) {
	w := memory(t)
	w.say("lin", "I need a day off")
	w.say("lin", "2026-12-01")
	it := w.one("wang")
	var mu sync.Mutex
	got := map[int]int{}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			d := decision("wang", it, []string{"approve", "reject"}[i%2], "")
			d.status = 0
			a := w.try(t, d)
			mu.Lock()
			defer mu.Unlock()
			got[a.status]++
			if a.status == http.StatusConflict && (a.code() != "decided" || !strings.Contains(a.body, "Wang has decided already.")) {
				t.Errorf("the others are told %s", a.body)
			}
		})
	}
	wg.Wait()
	if got[200] != 1 || got[409] != 7 {
		t.Errorf("answers are %v, want one 200 and seven 409", got)
	}
	stale := decision("wang", server.Item{ID: it.ID, Hash: "old"}, "approve", "")
	stale.status, stale.has = 409, []string{`"code":"decided"`}
	w.try(t, stale)
}
