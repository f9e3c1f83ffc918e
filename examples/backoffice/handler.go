package backoffice

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// maxBody bounds what a request may bring.
const maxBody = 1 << 20

// tool is one thing that the office does.
type tool struct {
	name string // as in the app's files, without the file's name
	at   string // method and pattern of net/http; "" is what the office does by itself
	// once is for a tool that knows no keys: every call does it again.
	once bool
	// do decides what the answer is, from the state; it changes nothing.
	do func(s *state, in map[string]any) (status int, out map[string]any)
	// apply changes the state as the answer says; nil is a tool that only reads.
	apply func(s *state, in, out map[string]any)
}

func (o *Office) tool(name string) *tool {
	for _, t := range o.tools {
		if t.name == name {
			return t
		}
	}
	return nil
}

func (o *Office) names() []string {
	var out []string
	for _, t := range o.tools {
		out = append(out, t.name)
	}
	slices.Sort(out)
	return out
}

// shortName is a tool's name without that of its file.
func shortName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// Handler serves the office: its tools, and under /_/ what a demo or a test
// does to it.
func (o *Office) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, t := range o.tools {
		if t.at == "" {
			continue
		}
		mux.HandleFunc(t.at, func(w http.ResponseWriter, r *http.Request) { o.serve(t, w, r) })
	}
	mux.HandleFunc("GET /_/effects", o.effects)
	mux.HandleFunc("POST /_/faults", o.setFault)
	mux.HandleFunc("POST /_/{what}/{number}", o.happenNow)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "there is nothing at "+r.URL.Path)
	})
	return mux
}

// serve lets a tool meet its fault and do its work.
func (o *Office) serve(t *tool, w http.ResponseWriter, r *http.Request) {
	if bad := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") != token; bad {
		refuse(w, http.StatusUnauthorized, "the token is missing or wrong")
		return
	}
	in, err := input(w, r)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	key := r.Header.Get("Idempotency-Key")
	o.mu.Lock()
	if o.broken == nil {
		o.broken = o.note(Entry{Tool: t.name, Key: key})
	}
	f, broken := o.takeFault(t.name), o.broken
	o.mu.Unlock()
	if broken != nil {
		refuse(w, http.StatusServiceUnavailable, broken.Error())
		return
	}
	if f == nil {
		f = &fault{}
	}
	switch f.Kind {
	case fault500:
		refuse(w, http.StatusInternalServerError, "the fault that was switched on")
		return
	case faultReset:
		panic(http.ErrAbortHandler)
	case faultHang:
		o.pause(r, f.wait())
		refuse(w, http.StatusGatewayTimeout, "the fault that was switched on")
		return
	case faultSlow:
		o.pause(r, f.wait())
	}
	status, out := o.work(t, key, in)
	if f.Kind == faultAfter {
		o.pause(r, f.wait())
		refuse(w, http.StatusInternalServerError, "the fault that was switched on: it was done")
		return
	}
	answer(w, status, out)
}

// work does a tool's work once for each key. A tool that knows no keys does it
// each time.
func (o *Office) work(t *tool, key string, in map[string]any) (status int, out map[string]any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if done, ok := o.of(t.name).answers[key]; ok && !t.once && t.apply != nil {
		return done.Status, done.Answer
	}
	o.state.today = o.now()
	status, out = t.do(&o.state, in)
	if t.apply == nil || status >= 300 {
		return status, out
	}
	if err := o.note(Entry{Tool: t.name, Key: key, Did: &Deed{Input: in, Status: status, Answer: out}}); err != nil {
		o.broken = err
		return http.StatusServiceUnavailable, map[string]any{"error": err.Error()}
	}
	if t.name == "submit" {
		o.payLater(str(out, "no"))
	}
	return status, out
}

// input is the body's members, those of the query, and those of the path.
func input(w http.ResponseWriter, r *http.Request) (map[string]any, error) {
	in := map[string]any{}
	if r.Method != http.MethodGet && r.ContentLength != 0 {
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&in); err != nil {
			return nil, err
		}
	}
	for name, values := range r.URL.Query() {
		in[name] = values[0]
	}
	_, pattern, _ := strings.Cut(r.Pattern, " ")
	for part := range strings.SplitSeq(pattern, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			in[name] = r.PathValue(name)
		}
	}
	return in, nil
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// Whoever asked may have left; there is nobody to tell.
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, why string) {
	answer(w, status, map[string]any{"error": why})
}
