package tool

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// defaultKey is the header of the idempotency key where a tool names none.
const defaultKey = "Idempotency-Key"

// request builds what is sent. Nothing is sent when it fails.
func (a *attempt) request(ctx context.Context) (*http.Request, error) {
	t := a.req.Tool
	if err := a.complete(); err != nil {
		return nil, err
	}
	u, used, err := a.caller.base(t)
	if err != nil {
		return nil, err
	}
	a.hide.base(u, used)
	inURL, err := a.address(u)
	if err != nil {
		return nil, err
	}
	body, err := a.body(u, inURL)
	if err != nil {
		return nil, err
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	request, err := http.NewRequestWithContext(ctx, t.Method, u.String(), reader)
	if err != nil {
		return nil, fmt.Errorf("its method %q can't be sent", t.Method)
	}
	if err := a.headers(request, body != nil); err != nil {
		return nil, err
	}
	return request, nil
}

// complete checks that every input that must be there is.
func (a *attempt) complete() error {
	for _, p := range a.req.Tool.In {
		if v, ok := a.req.With[p.Name]; (!ok || v.IsNone()) && !p.Spec.OrNone {
			return fmt.Errorf("it needs %s, which is empty", p.Name)
		}
	}
	return nil
}

// address adds the tool's path to u and returns the names that it holds.
func (a *attempt) address(u *url.URL) (map[string]bool, error) {
	t := a.req.Tool
	inURL := map[string]bool{}
	if t.Path == nil {
		return inURL, nil
	}
	var b strings.Builder
	for _, part := range t.Path.Parts("") {
		if part.Expr == nil {
			b.WriteString(part.Text)
			continue
		}
		for _, name := range part.Expr.Names() {
			root, _, _ := strings.Cut(name, ".")
			inURL[root] = true
		}
		v, err := part.Expr.Eval(a.scope())
		if err != nil {
			return nil, fmt.Errorf("{%s} in its path: %w", part.Expr.Source, err)
		}
		if v.IsNone() || v.String() == "" {
			return nil, fmt.Errorf("{%s} in its path is empty", part.Expr.Source)
		}
		b.WriteString(escape(v.String()))
	}
	return inURL, join(u, b.String())
}

// join appends a path, with the query that it may hold, to a base. No value can
// lead out of the path that was described: dots alone are refused.
func join(u *url.URL, path string) error {
	path, query, _ := strings.Cut(path, "?")
	for segment := range strings.SplitSeq(path, "/") {
		if plain, err := url.PathUnescape(segment); err != nil || plain == "." || plain == ".." {
			return fmt.Errorf("its path would hold %q", segment)
		}
	}
	if !strings.HasPrefix(path, "/") && path != "" {
		path = "/" + path
	}
	whole, err := url.Parse(u.EscapedPath() + path)
	if err != nil {
		return fmt.Errorf("its path %q is none", path)
	}
	u.Path, u.RawPath = whole.Path, whole.RawPath
	if query != "" && u.RawQuery != "" {
		query = u.RawQuery + "&" + query
	}
	if query != "" {
		u.RawQuery = query
	}
	return nil
}

// escape writes a text so that it stands for itself in a path and in a query:
// all but RFC 3986's unreserved characters are escaped.
func escape(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
	}
	return b.String()
}

// body returns the JSON to be sent, nil for none. The inputs of a GET that are
// not in the path go into the query of u.
func (a *attempt) body(u *url.URL, inURL map[string]bool) ([]byte, error) {
	t := a.req.Tool
	if t.Body != nil {
		filled, err := a.filled(t.Body)
		if err != nil {
			return nil, err
		}
		return json.Marshal(filled)
	}
	rest := map[string]any{}
	query := u.Query()
	for _, p := range t.In {
		if inURL[p.Name] {
			continue
		}
		v := a.req.With[p.Name]
		rest[p.Name] = v.JSON()
		if !v.IsNone() {
			query.Set(p.Name, v.String())
		}
	}
	if t.Method == http.MethodGet || t.Method == http.MethodHead {
		u.RawQuery = query.Encode()
		return nil, nil
	}
	if len(rest) == 0 {
		return nil, nil
	}
	return json.Marshal(rest)
}

// filled fills the templates of a body. A template that is one brace alone keeps
// the type of its value; any other is a text.
func (a *attempt) filled(body any) (any, error) {
	switch body := body.(type) {
	case map[string]any:
		out := make(map[string]any, len(body))
		for k, v := range body {
			filled, err := a.filled(v)
			if err != nil {
				return nil, err
			}
			out[k] = filled
		}
		return out, nil
	case []any:
		out := make([]any, len(body))
		for i, v := range body {
			filled, err := a.filled(v)
			if err != nil {
				return nil, err
			}
			out[i] = filled
		}
		return out, nil
	case *process.Template:
		v, err := body.EvalValue(a.scope())
		if err != nil {
			return nil, fmt.Errorf("its body: %w", err)
		}
		return v.JSON(), nil
	default:
		return body, nil
	}
}

// scope binds the inputs of the call.
func (a *attempt) scope() process.Scope {
	specs := map[string]*value.Spec{}
	for i := range a.req.Tool.In {
		specs[a.req.Tool.In[i].Name] = &a.req.Tool.In[i].Spec
	}
	return process.Scope{
		Lookup:  func(name string) (value.Value, *value.Spec) { return a.req.With[name], specs[name] },
		Setting: a.setting(),
	}
}

// headers sets the tool's own headers last, so that they win.
func (a *attempt) headers(r *http.Request, hasBody bool) error {
	t := a.req.Tool
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "usher")
	if hasBody {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, name := range sortedKeys(t.Headers) {
		filled, used, err := a.caller.fill(t.Headers[name])
		if err != nil {
			return fmt.Errorf("header %s: %w", name, err)
		}
		a.hide.header(filled, used)
		if strings.ContainsAny(filled, "\r\n\x00") {
			return fmt.Errorf("header %s has a line break in it", name)
		}
		if strings.EqualFold(name, "Host") {
			r.Host = filled
			continue
		}
		r.Header.Set(name, filled)
	}
	if a.req.Key != "" {
		r.Header.Set(keyHeader(t), a.req.Key)
	}
	return nil
}

func keyHeader(t *app.Tool) string {
	if t.Key == "" {
		return defaultKey
	}
	return t.Key
}
