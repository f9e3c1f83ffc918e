package server

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/usher-dev/usher/run/engine"
)

// loginPage works without a script: the link is in the form, and only sending
// the form uses it up.
var loginPage = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="{{if eq .Lang "zh"}}zh-CN{{else}}en{{end}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>{{.Title}} · Usher</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/home.css">
</head>
<body>
<header class="bar"><p class="name">Usher</p>
<form action="/login"><input type="hidden" name="link" value="{{.Link}}"><input type="hidden" name="next" value="{{.Next}}">
{{if eq .Lang "zh"}}<button class="plain" name="lang" value="en" lang="en">English</button>{{else}}<button class="plain" name="lang" value="zh" lang="zh-CN">中文</button>{{end}}
</form></header>
<main class="login">
<h1>{{.Title}}</h1>
<p{{if .Wrong}} class="problem" role="alert"{{end}}>{{.Text}}</p>
{{if .Wrong}}<p>{{.Ask}}</p>
{{end}}<form method="post" action="/login">
{{if .Link}}<input type="hidden" name="link" value="{{.Link}}">
{{else}}<label>{{.Code}} <input name="link" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required></label>
{{end}}<input type="hidden" name="next" value="{{.Next}}"><input type="hidden" name="lang" value="{{.Lang}}">
<button class="main">{{.Button}}</button>
</form>
</main>
</body>
</html>
`))

type loginForm struct {
	Lang, Title, Text, Ask, Code, Button string
	Link, Next                           string
	Wrong                                bool
}

// login signs people in by one-time links. A link is opened by GET and used by
// POST, so that previews of links in chats and mails do not use it up.
func (s *Server) login() {
	s.mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		s.showLogin(w, r, http.StatusOK, q.Get("link"), q.Get("next"), "")
	})
	s.mux.HandleFunc("POST /login", s.signIn)
	s.mux.HandleFunc("POST /logout", s.logout)
}

// showLogin shows the form, with a fault's sentence where there is one.
func (s *Server) showLogin(w http.ResponseWriter, r *http.Request, code int, link, next, wrong string) {
	_ = r.ParseForm() // the address or a bounded body; a broken one chooses nothing
	lang := r.Form.Get("lang")
	if lang != "en" && lang != "zh" { // not chosen on the page
		lang = accepted(r.Header.Get("Accept-Language"))
	}
	if lang == "" {
		lang = "en"
	}
	f := loginForm{
		Lang: lang, Title: sentence(lang, "login_title"), Text: sentence(lang, "login_ask"), Ask: sentence(lang, "login_ask"),
		Code: sentence(lang, "login_code"), Button: sentence(lang, "login_button"), Link: link, Next: local(next),
	}
	if link != "" {
		f.Text = sentence(lang, "login_ready")
	}
	if wrong != "" {
		f.Text, f.Wrong = sentence(lang, wrong), true
	}
	var page bytes.Buffer
	if err := loginPage.Execute(&page, f); err != nil {
		s.writeFault(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	// The address holds the link, so no other site may be told of it. With no-referrer the form would be sent with
	// "Origin: null", and refused wherever the browser brings no Sec-Fetch-Site (plain HTTP).
	h.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(code)
	_, _ = w.Write(page.Bytes())
}

// maxForm is how large a form may be, in bytes.
const maxForm = 16 << 10

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if !s.logins.allow(s.address(r), s.o.Now()) {
		w.Header().Set("Retry-After", "60")
		s.showLogin(w, r, http.StatusTooManyRequests, "", "", "too_many")
		return
	}
	next := local(r.PostFormValue("next"))
	ctx, cancel := context.WithTimeout(r.Context(), s.o.Patience)
	defer cancel()
	person, err := s.o.Store.TakeLogin(ctx, hashed(r.PostFormValue("link")))
	if errors.Is(err, engine.ErrNotFound) || err == nil && !s.known(person) {
		s.showLogin(w, r, http.StatusForbidden, "", next, "bad_link")
		return
	}
	if err != nil {
		s.writeFault(w, r, err)
		return
	}
	secret, expires, err := s.begin(ctx, person, sessionLife)
	if err != nil {
		s.writeFault(w, r, err)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: secret, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure(r),
	})
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// secure tells whether the browser came by TLS.
func (s *Server) secure(r *http.Request) bool {
	return r.TLS != nil || s.o.Proxy && r.Header.Get("X-Forwarded-Proto") == "https"
}

// address is the network address that a request came from.
func (s *Server) address(r *http.Request) string {
	if s.o.Proxy {
		all := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(all[len(all)-1]); last != "" {
			return last // what the proxy itself saw; those before it anybody can write
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// local is where to go after signing in: a path of this server and nothing else.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		ctx, cancel := context.WithTimeout(r.Context(), s.o.Patience)
		defer cancel()
		if err := s.o.Store.DropSession(ctx, hashed(c.Value)); err != nil {
			s.writeFault(w, r, err)
			return
		}
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure(r)})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// How many times one address may try to sign in: so many at once, then one in so long.
const (
	loginBurst = 10
	loginEvery = 6 * time.Second
	maxAddress = 10_000 // addresses remembered
)

// attempts limits how often an address tries to sign in. Safe for concurrent use.
type attempts struct {
	mu  sync.Mutex
	all map[string]*rate.Limiter
}

func newAttempts() *attempts { return &attempts{all: map[string]*rate.Limiter{}} }

func (a *attempts) allow(address string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := a.all[address]
	if l == nil {
		if len(a.all) >= maxAddress {
			a.forget(now)
		}
		l = rate.NewLimiter(rate.Every(loginEvery), loginBurst)
		a.all[address] = l
	}
	return l.AllowN(now, 1)
}

// forget drops addresses that have waited long enough; when there is none, all.
func (a *attempts) forget(now time.Time) {
	for address, l := range a.all {
		if l.TokensAt(now) >= loginBurst {
			delete(a.all, address)
		}
	}
	if len(a.all) >= maxAddress {
		clear(a.all)
	}
}
