package app

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

var toolFileKeys = source.Table{
	{Name: "base", Shape: "address", Doc: "The address that all paths are added to; may hold ${…}."},
	{Name: "headers", Shape: "headers", Doc: "Headers of every request; may hold ${…}."},
	{Name: "tools", Shape: "tools", Doc: "The tools, by name.", Need: true},
}

// methods are the keys that say how a tool is called.
var methods = []string{"get", "post", "put", "patch", "delete"}

var toolKeys = source.Table{
	{Name: "does", Shape: "text", Doc: "What it does, in a few words: what people are told of a call."},
	{Name: "get", Shape: "path", Doc: "The path of a GET; {name} is an input."},
	{Name: "post", Shape: "path", Doc: "The path of a POST."},
	{Name: "put", Shape: "path", Doc: "The path of a PUT."},
	{Name: "patch", Shape: "path", Doc: "The path of a PATCH."},
	{Name: "delete", Shape: "path", Doc: "The path of a DELETE."},
	{Name: "in", Shape: "in", Doc: "What it is given: kinds by name."},
	{Name: "body", Shape: "body", Doc: "The JSON that is sent; without it all inputs that are not in the path."},
	{Name: "out", Shape: "out", Doc: "What it answers: kinds by name, with a pointer into the answer where the name differs."},
	{Name: "effect", Shape: "effect", Doc: "read, idempotent (may be repeated with the same key) or once.", Need: true},
	{Name: "key", Shape: "key", Doc: "Where the idempotency key goes: header Idempotency-Key."},
	{Name: "timeout", Shape: "duration", Doc: "How long an answer may take; without it 10s."},
	{Name: "retry", Shape: "retry", Doc: "How many more tries, never for once."},
	{Name: "fails", Shape: "fails", Doc: "Statuses that are outcomes, not faults."},
	{Name: "undo", Shape: "undo", Doc: "The tool that takes a call back."},
}

var undoKeys = source.Table{
	{Name: "tool", Shape: "tool", Doc: "The tool, of this file or as file.tool.", Need: true},
	{Name: "with", Shape: "expressions", Doc: "What it is given; in and out are the call's."},
}

var effects = []string{"read", "idempotent", "once"}

// ReadTools reads a file of tools; the file's name without .yaml is the first
// half of each tool's name.
func ReadTools(file string, src []byte) ([]*Tool, process.Faults) {
	l := &loader{files: map[string][]byte{}, app: &App{Tools: map[string]*Tool{}}, given: map[string][]byte{file: src}}
	l.tools(file)
	faults := l.faults.Sort()
	var out []*Tool
	for _, name := range slices.Sorted(maps.Keys(l.app.Tools)) {
		out = append(out, l.app.Tools[name])
	}
	return out, faults
}

// tools reads one file of tools.
func (l *loader) tools(name string) {
	f, n := l.parse(name, toolFileKeys, "a file of tools")
	if n == nil {
		return
	}
	r := toolReader{f: f, prefix: strings.TrimSuffix(path.Base(name), path.Ext(name)), src: string(l.files[name])}
	r.base = f.Word(n.Get("base"), "base")
	r.headers = r.texts(n.Get("headers"), "headers")
	list := n.Get("tools")
	if list != nil && list.Kind != source.Map {
		f.Fault("not_a_map", list, "tools is a map from names to tools", `write limit: {does: "…", get: /limits, effect: read}`)
	}
	if list != nil {
		for _, e := range list.Entries {
			if t := r.tool(e.Key, e.Value); t != nil {
				l.app.Tools[t.Name] = t
			}
		}
	}
	l.faults = append(l.faults, f.Faults()...)
}

type toolReader struct {
	f       *source.File
	prefix  string
	base    string
	headers map[string]string
	src     string
}

// texts reads a map of plain texts.
func (r *toolReader) texts(n *source.Node, what string) map[string]string {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		r.f.Fault("not_a_map", n, what+" is a map", `write headers: {Authorization: "Bearer ${TOKEN}"}`)
		return nil
	}
	out := map[string]string{}
	for _, e := range n.Entries {
		if r.f.IsText(e.Value) {
			out[e.Key.Text] = e.Value.Text
		}
	}
	return out
}

var toolName = regexp.MustCompile(`^[\pL_][\pL\pN_-]*$`)

func (r *toolReader) tool(key, n *source.Node) *Tool {
	if !toolName.MatchString(key.Text) {
		r.f.Fault("bad_name", key, fmt.Sprintf("%q can't be the name of a tool", source.Short(key.Text, 40)), "a name is letters, digits, - and _")
		return nil
	}
	if !toolKeys.Check(r.f, n, "a tool") {
		return nil
	}
	t := &Tool{Name: r.prefix + "." + key.Text, Pos: key.Pos, Source: r.src, Base: r.base, Headers: r.headers}
	if d := n.Get("does"); d != nil {
		t.Does = r.f.Words(d)
	}
	t.In = r.in(n.Get("in"))
	r.request(n, t)
	t.Out = r.out(n.Get("out"))
	t.Effect = r.effect(n.Get("effect"))
	t.Key = r.key(n.Get("key"))
	t.Timeout = r.timeout(n.Get("timeout"))
	t.Retry = r.retry(n.Get("retry"), t.Effect)
	t.Fails = r.fails(n.Get("fails"))
	t.Undo = r.undo(n.Get("undo"), t)
	return t
}

// request reads the method, the path and the body.
func (r *toolReader) request(n *source.Node, t *Tool) {
	var found []*source.Node
	for _, e := range n.Entries {
		if slices.Contains(methods, e.Key.Text) {
			found = append(found, e.Key)
		}
	}
	if len(found) != 1 {
		r.f.Fault("no_method", n, fmt.Sprintf("a tool has one of %s, this has %d", strings.Join(methods, ", "), len(found)), "write get: /path")
		return
	}
	t.Method = strings.ToUpper(found[0].Text)
	where := n.Get(found[0].Text)
	if where.Kind != source.Scalar || !strings.HasPrefix(where.Text, "/") {
		r.f.Fault("bad_path", where, "a path begins with /", `write `+found[0].Text+`: "/limits/{category}"`)
		return
	}
	t.Path = r.template(where, t)
	t.Body = r.body(n.Get("body"), t)
}

// template compiles a text for the system and checks that it reads only inputs.
func (r *toolReader) template(n *source.Node, t *Tool) *process.Template {
	tmpl, problems := process.ReadToolText(r.f, n)
	if problems {
		return nil
	}
	for _, e := range tmpl.Parts("") {
		if e.Expr == nil {
			continue
		}
		for _, name := range e.Expr.Names() {
			r.known(n, name, t)
		}
	}
	return tmpl
}

func (r *toolReader) known(n *source.Node, name string, t *Tool) {
	top, _, _ := strings.Cut(name, ".")
	var names []string
	for _, in := range t.In {
		names = append(names, in.Name)
	}
	if !slices.Contains(names, top) {
		r.f.Fault("unknown_input", n, fmt.Sprintf("%s is no input of this tool", top), "add it under in: "+top+": text"+didYouMean(top, names))
	}
}

func didYouMean(word string, known []string) string {
	if near := source.Near(word, known); near != "" {
		return ", or did you mean " + near + "?"
	}
	return ""
}

// body reads a tree of templates.
func (r *toolReader) body(n *source.Node, t *Tool) any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case source.Map:
		if n.Flow && len(n.Entries) == 1 && n.Entries[0].Value.Kind == source.Empty {
			r.f.IsText(n)
			return nil
		}
		out := make(map[string]any, len(n.Entries))
		for _, e := range n.Entries {
			out[e.Key.Text] = r.body(e.Value, t)
		}
		return out
	case source.List:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			out[i] = r.body(item, t)
		}
		return out
	case source.Scalar:
		if tmpl := r.template(n, t); tmpl != nil {
			return tmpl
		}
	}
	return nil
}

func (r *toolReader) in(n *source.Node) []Param {
	var out []Param
	for _, e := range r.kinds(n, "in") {
		spec, err := value.ParseSpec(e.Value.Text)
		if err != nil {
			r.f.Fault("bad_kind", e.Value, err.Error(), "write a kind, such as text, money, or file or none")
			continue
		}
		out = append(out, Param{Name: e.Key.Text, Spec: spec})
	}
	return out
}

func (r *toolReader) out(n *source.Node) []process.OutField {
	var out []process.OutField
	for _, e := range r.kinds(n, "out") {
		field, err := process.ReadOutField(e.Key.Text, e.Value.Text)
		if err != nil {
			r.f.Fault("bad_kind", e.Value, err.Error(), "write a kind, such as text, or money at /max")
			continue
		}
		out = append(out, field)
	}
	return out
}

// kinds are the entries of a map from names to kinds.
func (r *toolReader) kinds(n *source.Node, what string) []source.Entry {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		r.f.Fault("not_a_map", n, what+" is a map from names to kinds", "write "+what+": {amount: money}")
		return nil
	}
	var out []source.Entry
	for _, e := range n.Entries {
		if e.Value.Kind != source.Scalar || !process.IsName(e.Key.Text) {
			r.f.Fault("bad_kind", e.Key, fmt.Sprintf("%s is no name with a kind behind it", source.Short(e.Key.Text, 40)), "write "+what+": {amount: money}")
			continue
		}
		out = append(out, e)
	}
	return out
}

func (r *toolReader) effect(n *source.Node) string {
	if n == nil {
		return ""
	}
	if !slices.Contains(effects, n.Text) {
		r.f.Unknown("unknown_effect", n, "there is no effect", effects)
	}
	return n.Text
}

var headerName = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+.^_|~-]+$`)

func (r *toolReader) key(n *source.Node) string {
	if n == nil {
		return ""
	}
	name, ok := strings.CutPrefix(n.Text, "header ")
	if !ok || !headerName.MatchString(name) {
		r.f.Fault("bad_key", n, "this does not say where the key goes", "write key: header Idempotency-Key")
		return ""
	}
	return name
}

func (r *toolReader) timeout(n *source.Node) value.Value {
	if n == nil {
		return value.Value{}
	}
	d, ok := process.ReadDuration(n.Text)
	if s, _ := value.Parts(d); !ok || s.Working+s.Days+s.Weeks+s.Months+s.Years > 0 || s.Hours > 1 {
		r.f.Fault("not_a_duration", n, fmt.Sprintf("%q is no time that a call may take", source.Short(n.Text, 40)), "write timeout: 5s")
		return value.Value{}
	}
	return d
}

const maxRetry = 10

func (r *toolReader) retry(n *source.Node, effect string) int {
	if n == nil {
		return 0
	}
	tries, err := strconv.Atoi(n.Text)
	if err != nil || tries < 0 || tries > maxRetry {
		r.f.Fault("bad_retry", n, fmt.Sprintf("%q is no number of tries", source.Short(n.Text, 40)), fmt.Sprintf("write 0 to %d", maxRetry))
		return 0
	}
	if tries > 0 && effect == "once" {
		r.f.Fault("retry_once", n, "a tool whose effect is once is never tried again", "remove retry, or write effect: idempotent if the key protects it")
		return 0
	}
	return tries
}

func (r *toolReader) fails(n *source.Node) map[int]string {
	if n == nil {
		return nil
	}
	out := map[int]string{}
	if n.Kind != source.Map {
		r.f.Fault("not_a_map", n, "fails is a map from statuses to outcomes", "write fails: {409: already_claimed}")
	}
	for _, e := range n.Entries {
		status, err := strconv.Atoi(e.Key.Text)
		if err != nil || status < 400 || status > 499 {
			r.f.Fault("bad_status", e.Key, fmt.Sprintf("%q is no status that can be an outcome", source.Short(e.Key.Text, 20)), "write a number from 400 to 499")
			continue
		}
		if !process.IsName(e.Value.Text) || slices.Contains([]string{"done", "failed", "unknown"}, e.Value.Text) {
			r.f.Fault("bad_name", e.Value, fmt.Sprintf("%q can't be the name of an outcome", source.Short(e.Value.Text, 40)), "choose a name of its own, such as already_claimed")
			continue
		}
		out[status] = e.Value.Text
	}
	return out
}

func (r *toolReader) undo(n *source.Node, t *Tool) *Undo {
	if n == nil || !undoKeys.Check(r.f, n, "undo") {
		return nil
	}
	name := r.f.Word(n.Get("tool"), "tool")
	if name != "" && !strings.Contains(name, ".") {
		name = r.prefix + "." + name
	}
	if t.Effect == "read" {
		r.f.Fault("undo_read", n, "a tool that only reads has nothing to undo", "remove undo")
	}
	return &Undo{Tool: name, With: process.ReadUndoWith(r.f, n.Get("with"), t.inFields(), t.Out)}
}

func (t *Tool) inFields() []process.OutField {
	out := make([]process.OutField, len(t.In))
	for i, in := range t.In {
		out[i] = process.OutField{Name: in.Name, Spec: in.Spec}
	}
	return out
}
