// Command usher is the whole of Usher: it makes, checks, tests, talks to and
// serves apps. It wires the packages by hand and holds no logic of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // a machine without zone files must know Asia/Shanghai too

	"github.com/alecthomas/kong"
)

// version is set when a release is built.
var version = "0.1.0-dev"

// stage is what commands see of the world.
type stage struct {
	ctx  context.Context
	in   io.Reader
	out  io.Writer
	err  io.Writer
	now  func() time.Time
	env  func(string) (string, bool)
	json bool
	// terminal tells whether a person types at standard input.
	terminal bool
}

// line is the command line.
type line struct {
	JSON bool `name:"json" help:"Print JSON for programs instead of text for people."`

	Demo    demoCmd    `cmd:"" help:"Run the example app with its back office and print its address."`
	New     newCmd     `cmd:"" help:"Make an app folder to start from."`
	Check   checkCmd   `cmd:"" help:"Check an app folder: every fault with its place and what would be right."`
	Chat    chatCmd    `cmd:"" help:"Talk to an app, or to a folder of Markdown runbooks, in the terminal."`
	Test    testCmd    `cmd:"" help:"Run an app's conversation tests."`
	Serve   serveCmd   `cmd:"" help:"Serve one or more apps."`
	Runs    runsCmd    `cmd:"" help:"List runs of a running server."`
	Show    showCmd    `cmd:"" help:"Show a run of a running server."`
	Approve approveCmd `cmd:"" help:"List or decide what waits for a person, through a running server."`
	Login   loginCmd   `cmd:"" help:"Make a one-time link with which a person signs in."`
	Schema  schemaCmd  `cmd:"" help:"Print the JSON Schema of a file of an app, or the OpenAPI document."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// failed ends the program with a code after its message was printed already.
type failed int

// Error implements error.
func (f failed) Error() string { return fmt.Sprintf("exit %d", int(f)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	info, _ := os.Stdin.Stat()
	st := &stage{
		ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now, env: os.LookupEnv,
		terminal: info != nil && info.Mode()&os.ModeCharDevice != 0,
	}
	os.Exit(run(st, os.Args[1:]))
}

// run parses and carries out a command line, and returns the exit code.
func run(st *stage, args []string) int {
	var l line
	code := -1
	k, err := kong.New(&l,
		kong.Name("usher"),
		kong.Description("An AI-native app server: it recognises a task, guides people through it, and explains itself."),
		kong.Writers(st.out, st.err),
		kong.Exit(func(c int) { code = c; panic(leave{}) }),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(st.err, "usher:", err)
		return 2
	}
	return parse(k, &l, st, helpFirst(args), &code)
}

// leave is how kong's --help gets out.
type leave struct{}

func parse(k *kong.Kong, l *line, st *stage, args []string, code *int) (result int) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(leave); !ok {
				panic(r)
			}
			result = max(*code, 0)
		}
	}()
	c, err := k.Parse(args)
	if err != nil {
		fmt.Fprintln(st.err, "usher:", err)
		fmt.Fprintln(st.err, "`usher help` lists the commands.")
		return 2
	}
	st.json = l.JSON
	err = c.Run(st)
	var f failed
	switch {
	case err == nil:
		return 0
	case errors.As(err, &f):
		return int(f)
	}
	fmt.Fprintln(st.err, "usher:", err)
	return 1
}

// helpFirst lets `usher help` and `usher help CMD` be what people expect.
func helpFirst(args []string) []string {
	if len(args) == 0 {
		return []string{"--help"}
	}
	if args[0] == "help" {
		return append(args[1:len(args):len(args)], "--help")
	}
	return args
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(st *stage) error {
	if st.json {
		return printJSON(st, map[string]string{"version": version})
	}
	fmt.Fprintln(st.out, "usher", version)
	return nil
}
