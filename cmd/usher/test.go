package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/store"
	"github.com/usher-dev/usher/studio/rehearse"
)

type testCmd struct {
	Dir     string `arg:"" help:"The app's folder."`
	Only    string `help:"Only tests whose title or file contains this." placeholder:"TEXT"`
	Verbose bool   `short:"v" help:"Name the tests that passed too, and all that no test reached."`
}

// testReport is one test as JSON.
type testReport struct {
	File     string        `json:"file"`
	Line     int           `json:"line"`
	Title    string        `json:"title"`
	Passed   bool          `json:"passed"`
	Error    string        `json:"error,omitempty"`
	Failures []testFailure `json:"failures,omitempty"`
}

type testFailure struct {
	Line int      `json:"line"`
	Want string   `json:"want"`
	Got  []string `json:"got"`
}

// Run plays the tests and exits with 1 when one fails.
func (c testCmd) Run(st *stage) error {
	a, fsys, err := loadApp(st, c.Dir)
	if err != nil {
		return err
	}
	tests, faults := rehearse.ReadTests(fsys)
	for _, f := range faults {
		fmt.Fprintln(st.err, filepath.Join(c.Dir, f.Error()))
	}
	fakes, err := rehearse.ReadFakes(fsys)
	if err != nil {
		return err
	}
	passed, failed_ := 0, len(faults)
	reach := rehearse.Reach{}
	for _, t := range tests {
		if c.Only != "" && !strings.Contains(t.Title, c.Only) && !strings.Contains(t.File, c.Only) {
			continue
		}
		r := rehearse.Play(st.ctx, a, t, fakes, memoryStore)
		reach.Merge(r.Reached)
		if r.Passed() {
			passed++
		} else {
			failed_++
		}
		if err := c.report(st, r); err != nil {
			return err
		}
	}
	if err := c.sum(st, passed, failed_, reach.Missing(a)); err != nil {
		return err
	}
	if failed_ > 0 {
		return failed(1)
	}
	return nil
}

// memoryStore is an empty store in memory for one test.
func memoryStore(ctx context.Context, now func() time.Time) (converse.Store, func(), error) {
	s, err := store.Open(ctx, "sqlite::memory:", store.Options{Node: "rehearsal", Now: now})
	if err != nil {
		return nil, nil, err
	}
	return s, func() { _ = s.Close() }, nil
}

func (c testCmd) report(st *stage, r rehearse.Result) error {
	if st.json {
		out := testReport{File: r.Test.File, Line: r.Test.Line, Title: r.Test.Title, Passed: r.Passed()}
		if r.Err != nil {
			out.Error = r.Err.Error()
		}
		for _, f := range r.Failures {
			out.Failures = append(out.Failures, testFailure{f.Line.Number, strings.TrimSpace(f.Line.Raw), f.Got})
		}
		return printJSON(st, out)
	}
	if r.Passed() {
		if c.Verbose {
			fmt.Fprintf(st.out, "ok   %s\n", r.Test.Title)
		}
		return nil
	}
	fmt.Fprintf(st.out, "FAIL %s:%d: %s\n", filepath.Join(c.Dir, r.Test.File), r.Test.Line, r.Test.Title)
	if r.Err != nil {
		fmt.Fprintln(st.out, indent(r.Err.Error()))
	}
	fmt.Fprint(st.out, r.Diff())
	return nil
}

// mostUnreached is how many places are named when nobody asks for all.
const mostUnreached = 5

func (c testCmd) sum(st *stage, passed, failed int, missing []rehearse.Unreached) error {
	if st.json {
		return printJSON(st, map[string]any{"passed": passed, "failed": failed, "unreached": missing})
	}
	for i, u := range missing {
		if i == mostUnreached && !c.Verbose {
			fmt.Fprintf(st.out, "and %d more steps that no test reaches (-v names them)\n", len(missing)-i)
			break
		}
		fmt.Fprintln(st.out, u)
	}
	fmt.Fprintf(st.out, "%d passed, %d failed\n", passed, failed)
	return nil
}
