package app

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/people"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/app/source"
)

// Bounds of what a folder may hold.
const (
	maxFiles    = 20_000
	maxFileSize = 16 << 20
)

// Load reads an app folder and checks it as a whole; name is what the app is
// called in addresses. All faults of all files come back, sorted; the app is
// nil when one of them is an error. A folder without app.yaml and without
// processes/ is bare: every Markdown file in it is a process of its own.
func Load(fsys fs.FS, name string) (*App, process.Faults) {
	l := &loader{fsys: fsys, files: map[string][]byte{}, app: &App{Name: name, Tools: map[string]*Tool{}}}
	l.gather()
	l.read()
	faults := l.faults.Sort()
	if faults.Err() != nil {
		return nil, faults
	}
	return l.app, faults
}

type loader struct {
	fsys         fs.FS
	files        map[string][]byte
	paths        []string          // sorted
	given        map[string][]byte // files that are not read from fsys
	app          *App
	settingsNode *source.Node // app.yaml
	faults       process.Faults
}

func (l *loader) fault(id, file, text, right string) {
	l.faults = append(l.faults, process.Fault{
		ID: id, Level: source.Error, Pos: process.Pos{File: file}, Length: 1, Text: text, Right: right,
	})
}

// gather reads the bytes of every file that belongs to the app.
func (l *loader) gather() {
	err := fs.WalkDir(l.fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p != "." && (strings.HasPrefix(d.Name(), ".") || d.IsDir() && d.Name() == "node_modules"):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case len(l.paths) >= maxFiles:
			l.fault("too_many_files", p, fmt.Sprintf("the folder holds more than %d files", maxFiles), "give the folder of the app alone")
			return fs.SkipAll
		}
		l.paths = append(l.paths, p)
		return nil
	})
	if err != nil {
		l.fault("unreadable", ".", "the folder can't be read: "+plainError(err), "look at its name and rights")
	}
	slices.Sort(l.paths)
}

// plainError is an error without the path that the fault names already.
func plainError(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// take reads one file and notes it for the hash.
func (l *loader) take(p string) ([]byte, bool) {
	if b, ok := l.given[p]; ok {
		l.files[p] = b
		return b, true
	}
	if info, err := fs.Stat(l.fsys, p); err == nil && info.Size() > maxFileSize {
		l.fault("too_long", p, fmt.Sprintf("the file is longer than %d MB", maxFileSize>>20), "split it")
		return nil, false
	}
	b, err := fs.ReadFile(l.fsys, p)
	if err != nil {
		l.fault("unreadable", p, "the file can't be read: "+plainError(err), "look at its rights")
		return nil, false
	}
	l.files[p] = b
	return b, true
}

func (l *loader) has(p string) bool {
	_, found := slices.BinarySearch(l.paths, p)
	return found
}

// under are the paths in a folder with an ending.
func (l *loader) under(folder, ending string) []string {
	var out []string
	for _, p := range l.paths {
		if strings.HasPrefix(p, folder) && strings.EqualFold(path.Ext(p), ending) {
			out = append(out, p)
		}
	}
	return out
}

func (l *loader) read() {
	l.app.Bare = !l.has("app.yaml") && len(l.under("processes/", ".md")) == 0
	l.settings()
	l.people()
	for _, p := range l.under("tools/", ".yaml") {
		l.tools(p)
	}
	l.documents()
	l.processes()
	l.defaults()
	l.across()
	l.app.Hash = l.hash()
}

func (l *loader) people() {
	if l.app.Bare || !l.has("people.csv") {
		return
	}
	if b, ok := l.take("people.csv"); ok {
		d, faults := people.Read("people.csv", b)
		l.app.People = d
		l.faults = append(l.faults, faults...)
	}
}

// documents reads knowledge/.
func (l *loader) documents() {
	if l.app.Bare {
		return
	}
	for _, p := range l.under("knowledge/", ".md") {
		b, ok := l.take(p)
		if !ok {
			continue
		}
		if !utf8.Valid(b) {
			l.fault("not_utf8", p, "the file is not UTF-8", "save it as UTF-8 (it may be GBK or Latin-1)")
			continue
		}
		title, body := process.Outline(string(b))
		if title == "" {
			title = strings.TrimSuffix(path.Base(p), path.Ext(p))
		}
		l.app.Documents = append(l.app.Documents, Document{Path: p, Title: title, Text: body})
	}
}

// processes reads every process file.
func (l *loader) processes() {
	folder := "processes/"
	if l.app.Bare {
		folder = ""
	}
	ids := map[string]string{}
	paths := l.under(folder, ".md")
	for _, p := range paths {
		ids[l.id(p)] = p
	}
	opts := l.options(ids)
	for _, p := range paths {
		b, ok := l.take(p)
		if !ok {
			continue
		}
		opts.ID = l.id(p)
		if first := ids[opts.ID]; first != p {
			l.fault("duplicate_process", p, fmt.Sprintf("there is another process %s, in %s", opts.ID, first), "rename one of the files")
			continue
		}
		proc, faults := process.Read(p, b, opts)
		l.faults = append(l.faults, faults...)
		if proc != nil {
			l.add(proc)
		}
	}
	if len(paths) == 0 {
		l.fault("no_process", ".", "there is no process in this folder", "write one as processes/first.md, or give a folder with Markdown files")
	}
	slices.SortFunc(l.app.Processes, func(a, b *process.Process) int { return strings.Compare(a.ID, b.ID) })
}

// id is the file's name; in a bare folder its path.
func (l *loader) id(p string) string {
	if l.app.Bare {
		return strings.TrimSuffix(p, path.Ext(p))
	}
	return strings.TrimSuffix(path.Base(p), path.Ext(p))
}

// add keeps a process, and what stands below its steps as a document.
func (l *loader) add(p *process.Process) {
	l.app.Processes = append(l.app.Processes, p)
	if strings.TrimSpace(p.Body) == "" || p.Runbook != nil && !l.app.Bare {
		return
	}
	l.app.Documents = append(l.app.Documents, Document{Path: p.File, Title: p.Title.In(l.app.language()), Text: p.Body})
}

func (a *App) language() string {
	if len(a.Languages) == 0 {
		return ""
	}
	return a.Languages[0]
}

// options is what the processes are checked against.
func (l *loader) options(ids map[string]string) process.ReadOptions {
	opts := process.ReadOptions{Languages: l.app.Languages}
	if l.app.Bare {
		return process.ReadOptions{}
	}
	opts.Tools = map[string]process.ToolSpec{}
	for name, t := range l.app.Tools {
		spec := process.ToolSpec{Out: t.Out}
		for _, in := range t.In {
			spec.In = append(spec.In, process.OutField{Name: in.Name, Spec: in.Spec})
		}
		for _, outcome := range t.Fails {
			spec.Fails = append(spec.Fails, outcome)
		}
		slices.Sort(spec.Fails)
		opts.Tools[name] = spec
	}
	for id := range ids {
		opts.Processes = append(opts.Processes, id)
	}
	slices.Sort(opts.Processes)
	opts.Who = l.who()
	opts.Person = l.columns()
	return opts
}

// columns tells which columns of people.csv are filled in every row.
func (l *loader) columns() map[string]bool {
	if l.app.People == nil {
		return nil
	}
	out := map[string]bool{"id": true, "name": true}
	for _, c := range l.app.People.Columns() {
		filled := true
		for _, p := range l.app.People.Persons() {
			filled = filled && p.Fields[c] != ""
		}
		out[c] = filled || c == "name"
	}
	return out
}

// who are all names that can decide or begin; nil means that they are unknown.
func (l *loader) who() []string {
	if l.app.People == nil && len(l.app.Roles) == 0 {
		return nil
	}
	out := append([]string{people.Anyone, people.Manager}, l.app.Roles...)
	out = append(out, l.app.People.Roles()...)
	out = append(out, l.app.People.Relations()...)
	for _, p := range l.app.People.Persons() {
		out = append(out, p.ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// defaults fills in what the folder does not say: languages from its texts.
func (l *loader) defaults() {
	a := l.app
	if len(a.Languages) == 0 {
		a.Languages = languagesOf(a.Processes)
		if a.Bare && len(a.Languages) == 1 { // who reads the other one is answered in it
			a.Languages = append(a.Languages, map[bool]string{true: "en", false: "zh"}[a.language() == "zh"])
		}
	}
	if a.Timezone == "" {
		a.Timezone = "UTC"
	}
	if a.Currency == "" {
		a.Currency = map[bool]string{true: "CNY", false: "USD"}[a.language() == "zh"]
	}
	if a.Owner == "" {
		a.Owner = people.Anyone
	}
	if len(a.Title) == 0 {
		a.Title = map[string]string{"": a.Name}
	}
}

// languagesOf tells in which of the two languages texts are written, the one
// with more of it first. A hanzi counts as much as a word of four letters.
func languagesOf(processes []*process.Process) []string {
	han, latin := 0, 0
	for _, p := range processes {
		for _, c := range cutTo(p.Source, 20_000) {
			switch {
			case c >= 0x4e00 && c <= 0x9fff:
				han++
			case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
				latin++
			}
		}
	}
	latin /= 4
	switch {
	case han > latin && latin*20 > han:
		return []string{"zh", "en"}
	case han > latin:
		return []string{"zh"}
	case han*20 > latin && han > 0:
		return []string{"en", "zh"}
	}
	return []string{"en"}
}

func cutTo(s string, n int) string { return s[:min(len(s), n)] }

// hash is that of every byte that was read, and of where it stands.
func (l *loader) hash() string {
	h := sha256.New()
	for _, p := range l.paths {
		b, ok := l.files[p]
		if !ok {
			continue
		}
		for _, part := range [][]byte{[]byte(p), b} {
			var n [8]byte
			binary.BigEndian.PutUint64(n[:], uint64(len(part)))
			h.Write(n[:])
			h.Write(part)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
