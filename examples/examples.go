// Package examples holds the example apps inside the binary: an office
// assistant with its processes, people and tools, and a bare folder of
// runbooks. It must never know how they are run.
package examples

import (
	"embed"
	"io/fs"
)

//go:embed all:workplace
var workplace embed.FS

//go:embed all:runbooks
var runbooks embed.FS

// Workplace is the app of an office of 200 people, in English and Chinese: what
// `usher demo` serves beside the back office of package backoffice.
func Workplace() fs.FS { return below(workplace, "workplace") }

// Runbooks is a folder of ordinary Markdown that works as it is.
func Runbooks() fs.FS { return below(runbooks, "runbooks") }

// below cuts the folder's own name off. The names are constants that the
// compiler has checked by embedding them, so there is no error to give back.
func below(fsys embed.FS, dir string) fs.FS {
	sub, err := fs.Sub(fsys, dir)
	if err != nil {
		return fsys
	}
	return sub
}
