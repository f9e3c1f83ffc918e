// Command deps prints the modules that are built into usher, each with its
// version and licence, one a line.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"text/tabwriter"
)

// licences are told by a sentence that stands in their text and in no other's.
var licences = []struct{ name, sentence string }{
	{"Apache-2.0", "apache license"},
	{"MPL-2.0", "mozilla public license"},
	{"BSD-3-Clause", "neither the name"},
	{"BSD-2-Clause", "redistributions in binary form"},
	{"ISC", "permission to use, copy, modify, and/or distribute"},
	{"ISC", "permission to use, copy, modify, and distribute"},
	{"MIT", "permission is hereby granted, free of charge"},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "deps:", err)
		os.Exit(1)
	}
}

func run() error {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", "./cmd/usher").Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	lines := map[string]bool{}
	for _, l := range strings.Split(string(out), "\n") {
		if f := strings.Fields(l); len(f) == 3 {
			lines[f[0]+"\t"+f[1]+"\t"+licence(f[2])] = true
		}
	}
	sorted := make([]string, 0, len(lines))
	for l := range lines {
		sorted = append(sorted, l)
	}
	sort.Strings(sorted)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, l := range sorted {
		fmt.Fprintln(w, l)
	}
	return w.Flush()
}

// licence names the licence of a module's folder.
func licence(dir string) string {
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		base := strings.ToUpper(filepath.Base(f))
		if !strings.HasPrefix(base, "LICEN") && !strings.HasPrefix(base, "COPYING") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		text = bytes.Join(bytes.Fields(bytes.ToLower(text)), []byte(" "))
		for _, l := range licences {
			if bytes.Contains(text, []byte(l.sentence)) {
				return l.name
			}
		}
	}
	return "unknown"
}
