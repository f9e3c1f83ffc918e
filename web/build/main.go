// Command build makes the pages: it bundles web/src with esbuild into web/dist.
// It needs web/node_modules (npm ci) for lit's source, and no node.
//
//	go run ./web/build                   write web/dist
//	go run ./web/build --check           fail if web/dist is not what the sources build
//	go run ./web/build --modules DIR     write the sources as plain modules, for node's test runner
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	check := flag.Bool("check", false, "compare web/dist with what the sources build, and write nothing")
	modules := flag.String("modules", "", "write the sources as plain modules to this `folder` instead")
	dir := flag.String("dir", "web", "the folder of the pages")
	flag.Parse()
	if err := run(*dir, *modules, *check); err != nil {
		fmt.Fprintln(os.Stderr, "web/build:", err)
		os.Exit(1)
	}
}

func run(dir, modules string, check bool) error {
	if modules != "" {
		return transpile(dir, modules)
	}
	want, err := build(dir)
	if err != nil {
		return err
	}
	dist := filepath.Join(dir, "dist")
	if check {
		return compare(dist, want)
	}
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	return write(dist, want)
}

// options are shared by everything that is built.
func options(dir string) api.BuildOptions {
	return api.BuildOptions{
		AbsWorkingDir: dir,
		Target:        api.ES2021,
		Engines:       []api.Engine{{Name: api.EngineSafari, Version: "15"}, {Name: api.EngineChrome, Version: "94"}},
		TsconfigRaw:   `{"compilerOptions": {"useDefineForClassFields": false, "target": "es2021"}}`,
		Charset:       api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone,
		LogLevel:      api.LogLevelSilent,
	}
}

// build returns what dist holds, by slashed path.
func build(dir string) (map[string][]byte, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(abs, "node_modules", "lit")); err != nil {
		return nil, errors.New("lit is not there; run `npm ci` in web first")
	}
	out := map[string][]byte{}
	pages, err := filepath.Glob(filepath.Join(abs, "src", "pages", "*.html"))
	if err != nil {
		return nil, err
	}
	o := options(abs)
	for _, page := range pages {
		name := strings.TrimSuffix(filepath.Base(page), ".html")
		if out[name+".html"], err = os.ReadFile(page); err != nil {
			return nil, err
		}
		for _, ext := range []string{".ts", ".css"} {
			o.EntryPoints = append(o.EntryPoints, "src/pages/"+name+ext)
		}
	}
	if out["assets/icon.svg"], err = os.ReadFile(filepath.Join(abs, "src", "icon.svg")); err != nil {
		return nil, err
	}
	o.Outdir, o.Bundle, o.Format = filepath.Join(abs, "dist", "assets"), true, api.FormatIIFE
	o.MinifyWhitespace, o.MinifyIdentifiers, o.MinifySyntax = true, true, true
	return out, bundle(o, out)
}

func bundle(o api.BuildOptions, out map[string][]byte) error {
	result := api.Build(o)
	if len(result.Errors) > 0 {
		return errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	for _, f := range result.OutputFiles {
		rel, err := filepath.Rel(filepath.Dir(o.Outdir), f.Path)
		if err != nil {
			return err
		}
		out[filepath.ToSlash(rel)] = f.Contents
	}
	return nil
}

// transpile writes every module of src by itself, so that a test can import one.
func transpile(dir, to string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	o := options(abs)
	err = filepath.WalkDir(filepath.Join(abs, "src"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".ts") && filepath.Base(filepath.Dir(path)) != "pages" {
			o.EntryPoints = append(o.EntryPoints, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	if o.Outdir, err = filepath.Abs(to); err != nil {
		return err
	}
	o.Outbase, o.Format, o.Write = "src", api.FormatESModule, true
	if result := api.Build(o); len(result.Errors) > 0 {
		return errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	return nil
}

func write(dist string, files map[string][]byte) error {
	for name, data := range files {
		path := filepath.Join(dist, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// compare names every file of dist that differs from what was built.
func compare(dist string, want map[string][]byte) error {
	var wrong []string
	for name, data := range want {
		if have, err := os.ReadFile(filepath.Join(dist, filepath.FromSlash(name))); err != nil || !bytes.Equal(have, data) {
			wrong = append(wrong, name)
		}
	}
	err := filepath.WalkDir(dist, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dist, path)
		if _, built := want[filepath.ToSlash(rel)]; !built {
			wrong = append(wrong, filepath.ToSlash(rel)+" (built from nothing)")
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return fmt.Errorf("dist is not what the sources build; run `go run ./web/build` and commit it: %s", strings.Join(wrong, ", "))
	}
	return nil
}
