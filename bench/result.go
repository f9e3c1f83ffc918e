package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
)

// Result is what one bench measured on one set: a database, a data set.
type Result struct {
	Bench   string             `json:"bench"`
	Set     string             `json:"set"`
	N       int                `json:"n"` // of what was measured: turns, rows
	Figures map[string]float64 `json:"figures"`
	Seconds float64            `json:"seconds"`
	// LeftOut says why nothing was measured.
	LeftOut string   `json:"left_out,omitempty"`
	Machine *Machine `json:"machine,omitempty"`
	Date    string   `json:"date,omitempty"`
}

// Machine is the kind of machine on which something was measured.
type Machine struct {
	CPU   string `json:"cpu"`
	Cores int    `json:"cores"`
	OS    string `json:"os"`
	Go    string `json:"go"`
}

func (m Machine) String() string {
	return fmt.Sprintf("%d × %s, %s, %s", m.Cores, m.CPU, m.OS, m.Go)
}

func thisMachine() Machine {
	m := Machine{CPU: runtime.GOARCH, Cores: runtime.NumCPU(), OS: runtime.GOOS, Go: runtime.Version()}
	if v := field("/proc/cpuinfo", "model name"); v != "" {
		m.CPU = v
	}
	if v := field("/etc/os-release", "PRETTY_NAME"); v != "" {
		m.OS = strings.Trim(v, `"`)
	}
	return m
}

// field returns the value of the first line `name: value` or `name=value`.
func field(path, name string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range bytes.Lines(data) {
		at := bytes.IndexAny(line, ":=")
		if at > 0 && string(bytes.TrimSpace(line[:at])) == name {
			return string(bytes.TrimSpace(line[at+1:]))
		}
	}
	return ""
}

// printer prints results as they come: lines of JSON, or one table at the end.
type printer struct {
	out     io.Writer
	asJSON  bool
	machine Machine
	date    string
	table   []Result
	err     error
}

func newPrinter(out io.Writer, asJSON bool, m Machine) *printer {
	return &printer{out: out, asJSON: asJSON, machine: m, date: today()}
}

func (p *printer) emit(r Result) {
	if !p.asJSON {
		p.table = append(p.table, r)
		return
	}
	r.Machine, r.Date = &p.machine, p.date
	for name, v := range r.Figures {
		r.Figures[name] = rounded(v)
	}
	if err := json.NewEncoder(p.out).Encode(r); err != nil && p.err == nil {
		p.err = err
	}
}

// end prints what was measured even when err broke the measuring off.
func (p *printer) end(err error) error {
	if err == nil {
		err = p.err
	}
	if p.asJSON {
		return err
	}
	fmt.Fprintln(p.out, p.machine)
	w := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "bench\tset\tn\tfigure\tvalue\tgoal\t")
	for _, r := range p.table {
		if r.LeftOut != "" {
			fmt.Fprintf(w, "%s\t%s\t\tleft out: %s\t\t\t\n", r.Bench, r.Set, r.LeftOut)
		}
		for _, name := range sorted(r.Figures) {
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t\n", r.Bench, r.Set, r.N, name, number(r.Figures[name]), verdictOf(r.Bench, name, r.Figures[name]))
		}
	}
	if e := w.Flush(); err == nil {
		err = e
	}
	return err
}

func sorted(figures map[string]float64) []string {
	var out []string
	for name := range figures {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
