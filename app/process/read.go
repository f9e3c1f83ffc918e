package process

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/usher-dev/usher/app/source"
	"github.com/usher-dev/usher/language/value"
)

// ReadOptions is what a file is read with.
type ReadOptions struct {
	// ID is the process's id; "" means the file's name without .md.
	ID string
	// Languages are the app's: a text that lacks one of them is warned of.
	Languages []string
	// Tools are the tools that a call may name; nil means that they are unknown
	// and nothing about them is checked.
	Tools map[string]ToolSpec
	// Person holds the columns of people.csv and whether each is filled for
	// everybody; nil means unknown.
	Person map[string]bool
	// Who are the names that may begin or decide: roles, relations, persons;
	// nil means unknown.
	Who []string
	// Processes are the ids that a step may run; nil means unknown.
	Processes []string
}

// ToolSpec is what a process must know of a tool.
type ToolSpec struct {
	In    []OutField // name and spec of each input
	Out   []OutField
	Fails []string // names of outcomes
}

// maxFile bounds a file that is read.
const maxFile = 16 << 20

// Read reads one process file of any of the three depths: a runbook as people
// have it, slots with a list, or full steps. The process is nil when a fault is
// an error, or when there is nothing in the file at all (a warning). Faults are
// sorted by place.
func Read(file string, src []byte, opts ReadOptions) (*Process, Faults) {
	r := &reader{opts: opts, file: source.NewFile(file, string(src)), nodes: map[string]*source.Node{}}
	r.file.Languages = opts.Languages
	p := r.read(file, string(src))
	faults := r.file.Faults()
	if faults.Err() != nil {
		return nil, faults
	}
	return p, faults
}

type reader struct {
	file  *source.File
	opts  ReadOptions
	nodes map[string]*source.Node // of steps, by path
	front *source.Node            // the front matter
	p     *Process
}

func (r *reader) read(file, src string) *Process {
	id := r.opts.ID
	if id == "" {
		id = strings.TrimSuffix(path.Base(file), path.Ext(file))
	}
	r.p = &Process{ID: id, File: file, Source: src}
	switch {
	case len(src) > maxFile:
		r.file.Add("too_long", source.Error, r.file.At(1, 1), 1, fmt.Sprintf("the file is longer than %d MB", maxFile>>20), "split it")
		return nil
	case !utf8.ValidString(src):
		r.file.Add("not_utf8", source.Error, badUTF8(r.file, src), 1, "the file is not UTF-8", "save it as UTF-8 (it may be GBK or Latin-1)")
		return nil
	}
	f := cutFront(src)
	r.p.Body = f.body
	if f.isOurs() {
		r.declared(f)
	} else {
		r.plain(f)
	}
	return r.p
}

// badUTF8 is the place of the first byte that is no UTF-8.
func badUTF8(f *source.File, src string) Pos {
	line, column := 1, 1
	for len(src) > 0 {
		c, n := utf8.DecodeRuneInString(src)
		if c == utf8.RuneError && n == 1 {
			break
		}
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
		src = src[n:]
	}
	return f.At(line, column)
}

// plain reads a runbook as people have it.
func (r *reader) plain(f front) {
	if f.line > 0 {
		r.p.Foreign = f.foreign()
	}
	if strings.TrimSpace(f.body) == "" {
		r.file.Add("empty_file", source.Warning, r.file.At(1, 1), 1, "there is nothing in this file", "write a heading and a numbered list")
		r.p = nil
		return
	}
	r.walk()
	r.title(r.p.Foreign["title"])
}

// walk makes the body's list the steps.
func (r *reader) walk() {
	r.p.Runbook = ReadRunbook(r.p.Body)
	r.p.Steps = append(r.p.Steps, Step{Kind: Walk, Path: fmt.Sprint(len(r.p.Steps)), Pos: r.file.At(1, 1)})
}

// title falls back from what the file says to its first heading and its name.
func (r *reader) title(said string) {
	if len(r.p.Title) > 0 {
		return
	}
	for _, t := range []string{said, heading(r.p.Body), strings.ReplaceAll(path.Base(r.p.ID), "_", " ")} {
		if t = strings.TrimSpace(t); t != "" {
			r.p.Title = value.Localized{"": t}
			return
		}
	}
}

// declared reads front matter of Usher's making.
func (r *reader) declared(f front) {
	n := r.file.Parse(f.yaml, f.line)
	r.front = n
	if n == nil || !processKeys.Check(r.file, n, "a process") {
		return
	}
	r.p.Title = r.file.Words(n.Get("title"))
	r.p.Who = r.file.Names(n.Get("who"), "who")
	r.p.Owner = r.file.Word(n.Get("owner"), "owner")
	r.p.Examples = r.file.Sentences(n.Get("examples"), "examples")
	r.p.Not = r.file.Sentences(n.Get("not"), "not")
	r.p.Slots = r.slots(n.Get("slots"), "slots")
	r.p.Context = r.slots(n.Get("context"), "context")
	r.title("")
	steps := n.Get("steps")
	switch {
	case steps != nil:
		r.p.Steps = r.steps(steps, "", 1)
		if steps.Kind == source.List && len(steps.Items) == 0 || steps.Kind == source.Empty {
			r.file.Fault("no_steps", steps, "there is no step here", "write at least one, or leave the key steps out")
		}
	case len(r.p.Slots) > 0:
		r.slotsOnly()
	case strings.TrimSpace(f.body) == "":
		r.file.Fault("no_steps", n, "this process does nothing", "add steps, slots, or a numbered list below the front matter")
	default:
		r.walk()
	}
	r.check()
}

// slotsOnly makes the steps of a process with slots and none: they are
// collected, then the list is walked or, with no list, the owner gets them.
func (r *reader) slotsOnly() {
	all := make([]string, len(r.p.Slots))
	for i, s := range r.p.Slots {
		all[i] = s.Name
	}
	r.p.Steps = []Step{{Kind: Collect, Path: "0", Slots: all, Pos: r.p.Slots[0].Pos}}
	if book := ReadRunbook(r.p.Body); book.Numbered {
		r.p.Steps = append(r.p.Steps, Step{Kind: Walk, Path: "1", Pos: r.file.At(1, 1)})
		r.p.Runbook = book
		return
	}
	r.p.Steps = append(r.p.Steps, Step{Kind: Handoff, Path: "1", Pos: r.p.Slots[0].Pos})
	if r.p.Owner != "" {
		r.p.Steps[1].Who = &Who{Mode: "one", Names: []string{r.p.Owner}}
	}
}

// IsName tells whether a word can name a slot, a result or an input.
func IsName(s string) bool { return nameForm.MatchString(s) && utf8.RuneCountInString(s) <= 60 }

// Outline returns the first heading of a Markdown file (else the title of its
// front matter) and its text without front matter.
func Outline(src string) (title, body string) {
	f := cutFront(src)
	title = heading(f.body)
	if title == "" && f.line > 0 {
		title = f.foreign()["title"]
	}
	return title, f.body
}

var nameForm = regexp.MustCompile(`^[\pL_][\pL\pN_]*$`)

// reserved words mean something in every expression.
var reserved = []string{
	"and", "or", "not", "in", "none", "yes", "no", "true", "false", "nil", "let", "if", "else",
	"today", "person", "out", "contains", "startsWith", "endsWith", "matches",
}

// newName checks a name that the file gives to something.
func (r *reader) newName(n *source.Node, what string) bool {
	switch {
	case n.Kind != source.Scalar || !nameForm.MatchString(n.Text) || utf8.RuneCountInString(n.Text) > 60:
		r.file.Fault("bad_name", n, fmt.Sprintf("%q can't be the name of %s", cutText(n.Text, 60), what), "a name is letters, digits and _, and begins with a letter")
		return false
	case slices.Contains(reserved, n.Text):
		r.file.Fault("reserved_name", n, fmt.Sprintf("%s can't be the name of %s: it means something in expressions", n.Text, what), "choose another name, such as "+n.Text+"_")
		return false
	}
	return true
}
