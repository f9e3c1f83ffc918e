package main

import (
	"fmt"
	"path/filepath"

	"github.com/usher-dev/usher/app"
)

type checkCmd struct {
	Dir string `arg:"" help:"The app's folder."`
}

// Run checks a folder and exits with 1 when it has errors.
func (c checkCmd) Run(st *stage) error {
	fsys, name, err := folder(c.Dir)
	if err != nil {
		return err
	}
	a, faults := app.Load(fsys, name)
	if st.json {
		type fault struct {
			File   string `json:"file"`
			Line   int    `json:"line"`
			Column int    `json:"column"`
			Level  string `json:"level"`
			ID     string `json:"id"`
			Wrong  string `json:"wrong"`
			Right  string `json:"right"`
		}
		out := make([]fault, 0, len(faults))
		for _, f := range faults {
			out = append(out, fault{filepath.Join(c.Dir, f.Pos.File), f.Pos.Line, f.Pos.Column, string(f.Level), f.ID, f.Text, f.Right})
		}
		if err := printJSON(st, map[string]any{"ok": len(faults.Errors()) == 0, "faults": out}); err != nil {
			return err
		}
	} else {
		st.err = st.out
		printFaults(st, faults, c.Dir)
	}
	if n := len(faults.Errors()); n > 0 {
		if !st.json {
			fmt.Fprintf(st.out, "%d to mend.\n", n)
		}
		return failed(1)
	}
	if !st.json {
		fmt.Fprintf(st.out, "%s: %d processes, %d tools, %d documents. Nothing to mend.\n", c.Dir, len(a.Processes), len(a.Tools), len(a.Documents))
	}
	return nil
}
