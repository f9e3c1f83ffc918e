package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// measuredAt is the document that write writes, from the top of the repository.
const measuredAt = "docs/measured.md"

// write makes docs/measured.md of the lines of JSON that benches printed.
func write(args []string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("write takes the files that --json was printed to: go run ./bench main --json > FILE, then go run ./bench write FILE")
	}
	var all []Result
	for _, path := range args {
		list, err := readResults(path)
		if err != nil {
			return err
		}
		all = append(all, list...)
	}
	if err := os.WriteFile(measuredAt, document(all), 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%s: %d results\n", measuredAt, len(all))
	return err
}

func readResults(path string) ([]Result, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []Result
	dec := json.NewDecoder(bytes.NewReader(data))
	for dec.More() {
		var r Result
		if err := dec.Decode(&r); err != nil {
			return nil, fmt.Errorf("%s: result %d: %w", path, len(out)+1, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// document is docs/measured.md.
func document(all []Result) []byte {
	var b bytes.Buffer
	b.WriteString("# Measured\n\nWritten by `go run ./bench write` from what `go run ./bench NAME --json` printed; do not edit. Each figure and what it is\n" +
		"compared with were taken in turn in the same run on the same machine, and are medians.\n\n")
	b.WriteString("| what | set | figure | goal | | beside it | n | date |\n|---|---|---|---|---|---|---|---|\n")
	var short, out []string
	for _, r := range all {
		if r.LeftOut != "" {
			out = append(out, fmt.Sprintf("- %s on %s was left out: %s", r.Bench, r.Set, r.LeftOut))
		}
		for _, name := range sorted(r.Figures) {
			g, ok := goalOf(r.Bench, name)
			if !ok {
				continue
			}
			mark := "met"
			if !g.met(r.Figures[name]) {
				mark = "**missed**"
				short = append(short, fmt.Sprintf("- %s on %s, %s against %s: %s", g.means, r.Set, number(r.Figures[name]), g, or(g.short, "not looked into yet.")))
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s = %s | %d | %s |\n", g.means, r.Set, number(r.Figures[name]), g, mark, g.than, number(r.Figures[g.than]), r.N, r.Date)
		}
	}
	section(&b, "Where it falls short, and why", short)
	section(&b, "Left out", out)
	section(&b, "Machines", machines(all))
	b.WriteString("\n## All figures\n\n| bench | set | n | figures |\n|---|---|---|---|\n")
	for _, r := range all {
		var list []string
		for _, name := range sorted(r.Figures) {
			list = append(list, name+" "+number(r.Figures[name]))
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %s |\n", r.Bench, r.Set, r.N, strings.Join(list, ", "))
	}
	return b.Bytes()
}

func section(b *bytes.Buffer, title string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(b, "\n## %s\n\n%s\n", title, strings.Join(lines, "\n"))
	}
}

// machines are those that figures come from, each once.
func machines(all []Result) []string {
	var out []string
	seen := map[string]bool{}
	for _, r := range all {
		if r.Machine == nil || seen[r.Machine.String()] {
			continue
		}
		seen[r.Machine.String()] = true
		out = append(out, "- "+r.Machine.String())
	}
	return out
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
