// Command bench measures Usher: each bench prints its figures beside what they
// are measured against, taken in the same run on the same machine. It owns how
// things are measured and docs/measured.md, and must never hold anything that
// the server needs.
//
//	go run ./bench NAME [flags] [--json]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // a machine without zone files must know Asia/Shanghai too
)

// bench is one thing that can be measured.
type bench struct {
	name, does string
	// run measures. It gives each result to emit as soon as it has it.
	run func(ctx context.Context, args []string, emit func(Result)) error
}

// benches are all, in the order in which `main` runs its own.
func benches() []bench {
	own := []bench{
		{"turns", "turns a second of 16 people, against the same SQL without Usher", turns},
		{"lone", "one person's turn, against one commit", lone},
		{"decision", "from a decision until its run has gone on", decision},
		{"waiting", "memory and idle time of a server with runs that wait for people", waiting},
		{"demo", "from `usher demo` to its first page", demo},
	}
	all := bench{"main", "all of " + names(own), func(ctx context.Context, args []string, emit func(Result)) error {
		for _, b := range own {
			if err := b.run(ctx, args, emit); err != nil {
				return fmt.Errorf("%s: %w", b.name, err)
			}
		}
		return nil
	}}
	return append([]bench{all}, own...)
}

func names(list []bench) string {
	var out []string
	for _, b := range list {
		out = append(out, b.name)
	}
	return strings.Join(out, ", ")
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run carries out a command line.
func run(ctx context.Context, args []string, out io.Writer) error {
	asJSON := false
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool {
		is := a == "--json" || a == "-json"
		asJSON = asJSON || is
		return is
	})
	if len(args) == 0 {
		return errors.New(usage())
	}
	if args[0] == "write" {
		return write(args[1:], out)
	}
	for _, b := range benches() {
		if b.name == args[0] {
			p := newPrinter(out, asJSON, thisMachine())
			return p.end(b.run(ctx, args[1:], p.emit))
		}
	}
	return fmt.Errorf("%q is no bench\n%s", args[0], usage())
}

func usage() string {
	var b strings.Builder
	b.WriteString("go run ./bench NAME [flags] [--json], where NAME is one of\n")
	for _, x := range benches() {
		fmt.Fprintf(&b, "  %-10s %s\n", x.name, x.does)
	}
	b.WriteString("  write      docs/measured.md from what --json printed: write FILE…")
	return b.String()
}

// scale is how much is measured. Every bench of the server takes the same flags,
// so that one line sets them for all.
type scale struct {
	pairs    int     // of a measurement and its baseline, one after the other
	claims   int     // each writer hands in
	writers  int     // people at the same time
	lone     int     // turns one by one
	runs     int     // that wait for people
	idle     float64 // seconds over which idle time is taken
	starts   int     // of the demo
	dir      string  // for databases
	postgres string  // address, "" starts a server, "no" leaves it out
}

func flags(name string, args []string) (scale, error) {
	var s scale
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.IntVar(&s.pairs, "pairs", 5, "measurements, each with its baseline beside it")
	f.IntVar(&s.claims, "claims", 8, "claims that each writer hands in")
	f.IntVar(&s.writers, "writers", 16, "people who write at the same time")
	f.IntVar(&s.lone, "lone", 200, "turns one by one, and decisions")
	f.IntVar(&s.runs, "runs", 5000, "runs that wait for people")
	f.Float64Var(&s.idle, "idle", 10, "seconds over which idle time is taken")
	f.IntVar(&s.starts, "starts", 7, "starts of the demo")
	f.StringVar(&s.dir, "dir", "", "folder for the databases; a temporary one by default")
	f.StringVar(&s.postgres, "postgres", "", "address of a PostgreSQL server; one is started by default, `no` leaves it out")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if f.NArg() > 0 {
		return s, fmt.Errorf("%s takes no %q; its flags are those of go run ./bench %s -h", name, f.Arg(0), name)
	}
	return s, nil
}
