package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/server"
)

type schemaCmd struct {
	Of string `arg:"" optional:"" help:"process, app, tools, people, calendar or api; without it, the list."`
}

// Run prints a schema.
func (c schemaCmd) Run(st *stage) error {
	if c.Of == "" {
		for _, k := range append(app.SchemaKinds(), "api") {
			fmt.Fprintln(st.out, k)
		}
		return nil
	}
	var doc []byte
	var err error
	if c.Of == "api" {
		doc, err = server.Document(version)
	} else {
		var schema map[string]any
		if schema, err = app.Schema(c.Of); err == nil {
			doc, err = json.MarshalIndent(schema, "", "  ")
		}
	}
	if err != nil {
		return fmt.Errorf("there is no schema of %q; there are %s and api", c.Of, strings.Join(app.SchemaKinds(), ", "))
	}
	_, err = fmt.Fprintln(st.out, string(doc))
	return err
}
