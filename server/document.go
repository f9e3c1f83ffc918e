package server

import "embed"

// Document is the OpenAPI document, as JSON, without a server to run.
func Document(version string) ([]byte, error) {
	s := New(Options{Version: version, Pages: embed.FS{}})
	return s.OpenAPI()
}
