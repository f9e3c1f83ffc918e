package tool

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"sort"
	"strings"
)

// maxSecretFile is how much of a secret's file is read, in bytes.
const maxSecretFile = 64 << 10

// Lengths, in bytes, from which a secret is looked for. In an answer that is
// handed on, a short secret would tear holes into honest text; in an error text
// that does no harm.
const (
	minSecretInError  = 4
	minSecretInAnswer = 8
)

var reference = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// NotSetError says that a ${…} of a tool has no value here.
type NotSetError struct {
	Name string // of the environment variable
	// Cause is set when NAME_FILE names a file that can't be read.
	Cause error
}

// Error implements error.
func (e *NotSetError) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("the file that %s_FILE names can't be read: %v", e.Name, e.Cause)
	}
	return fmt.Sprintf("%s is not set; set it, or %s_FILE to a file that holds it", e.Name, e.Name)
}

// Unwrap implements the interface of package errors.
func (e *NotSetError) Unwrap() error { return e.Cause }

// fill replaces every ${NAME} of s, and returns the values that it put in.
func (c *Caller) fill(s string) (filled string, used []string, err error) {
	filled = reference.ReplaceAllStringFunc(s, func(match string) string {
		v, e := c.lookup(match[2 : len(match)-1])
		if e != nil && err == nil {
			err = e
		}
		used = append(used, v)
		return v
	})
	if err != nil {
		return "", nil, err
	}
	return filled, used, nil
}

// lookup returns NAME from the environment, else the content of the file that NAME_FILE names.
func (c *Caller) lookup(name string) (string, error) {
	if v, ok := c.options.Env(name); ok && v != "" {
		return v, nil
	}
	path, ok := c.options.Env(name + "_FILE")
	if !ok || path == "" {
		return "", &NotSetError{Name: name}
	}
	text, err := readSecret(path)
	if err != nil {
		return "", &NotSetError{Name: name, Cause: err}
	}
	return text, nil
}

func readSecret(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecretFile+1))
	if err != nil {
		return "", err
	}
	if len(b) > maxSecretFile {
		return "", fmt.Errorf("it is larger than %d kB", maxSecretFile>>10)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// hider takes secrets out of texts, in the shapes in which they travel.
type hider struct {
	secrets []string // as they were filled in
	address []string // values that the address was made of: hidden in errors only
}

// header notes the values that a header was made of, and the header itself: what
// follows "Basic" is a secret too.
func (h *hider) header(filled string, used []string) {
	if len(used) == 0 {
		return
	}
	h.secrets = append(h.secrets, used...)
	h.secrets = append(h.secrets, filled)
	if _, rest, ok := strings.Cut(filled, " "); ok {
		h.secrets = append(h.secrets, rest)
	}
}

// base notes what of an address is secret: its user's password and its query. An
// answer may well link to the address itself.
func (h *hider) base(u *url.URL, used []string) {
	h.address = append(h.address, used...)
	h.address = append(h.address, u.Host)
	if u.User != nil {
		if p, ok := u.User.Password(); ok {
			h.secrets = append(h.secrets, p)
		}
		h.secrets = append(h.secrets, u.User.Username())
	}
	for _, values := range u.Query() {
		h.secrets = append(h.secrets, values...)
	}
}

// inError hides every secret and every part of the address.
func (h *hider) inError(s string) string {
	return hide(s, append(shapes(h.secrets, minSecretInError), shapes(h.address, minSecretInError)...))
}

// inAnswer hides the secrets in every text of a decoded JSON answer.
func (h *hider) inAnswer(v any) any {
	secrets := shapes(h.secrets, minSecretInAnswer)
	if len(secrets) == 0 {
		return v
	}
	return hideIn(v, secrets)
}

func hideIn(v any, secrets []string) any {
	switch v := v.(type) {
	case string:
		return hide(v, secrets)
	case []any:
		for i := range v {
			v[i] = hideIn(v[i], secrets)
		}
		return v
	case map[string]any:
		for k := range v {
			v[k] = hideIn(v[k], secrets)
		}
		return v
	default:
		return v
	}
}

// shapes returns the forms in which secrets of at least least bytes may show up,
// longest first, so that no part of a longer one is left.
func shapes(secrets []string, least int) []string {
	var out []string
	for _, s := range secrets {
		if len(s) < least {
			continue
		}
		out = append(out, s, url.QueryEscape(s), url.PathEscape(s),
			base64.StdEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s)))
	}
	sort.Slice(out, func(i, j int) bool { return len(out[i]) > len(out[j]) })
	return out
}

func hide(s string, secrets []string) string {
	for _, secret := range secrets {
		s = strings.ReplaceAll(s, secret, "•••")
	}
	return s
}
