// Package web holds Usher's pages: their TypeScript sources in src and the
// committed build of them in dist, made by `go run ./web/build`. The package
// knows neither the server nor the API; it owns bytes that a server hands out.
package web

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Files are the built pages, read only: app.html (a conversation), inbox.html,
// home.html (the list of apps), demo.html (phone and inbox side by side), and
// under assets/ the one script and the one style sheet that each of them loads.
// A server puts assets/ at /assets/ and sends its content security policy with
// every page; the pages need no more than script-src, style-src and connect-src
// 'self', and frame-src 'self' for demo.html.
var Files = built()

func built() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil { // only an invalid path is an error, and this one is constant
		return dist
	}
	return sub
}

// Page returns the HTML shell of a page by its short name: app, inbox, home or
// demo. The error wraps fs.ErrNotExist for any other name.
func Page(name string) ([]byte, error) {
	data, err := fs.ReadFile(Files, name+".html")
	if err != nil {
		return nil, fmt.Errorf("there is no page %q; the pages are app, inbox, home, demo: %w", name, err)
	}
	return data, nil
}
