package app

import (
	"fmt"
	"maps"

	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/app/source"
)

// SchemaKinds are the files that Schema knows.
var schemaKinds = []string{"process", "app", "tools", "people", "calendar"}

// SchemaKinds returns the names of the files that Schema describes.
func SchemaKinds() []string { return append([]string(nil), schemaKinds...) }

// Schema returns the JSON Schema (2020-12) of a kind of file: process (its
// front matter), app (app.yaml), tools, people (a row of people.csv) or
// calendar.
func Schema(kind string) (map[string]any, error) {
	shapes := process.Shapes()
	maps.Copy(shapes, ownShapes())
	switch kind {
	case "process":
		return process.Schema(), nil
	case "app":
		return source.Schema(kind, "app.yaml of an app of Usher.", appKeys, shapes), nil
	case "tools":
		return source.Schema(kind, "A file of tools of an app of Usher.", toolFileKeys, shapes), nil
	case "calendar":
		return source.Schema(kind, "The calendar of an app of Usher.", calendarKeys, shapes), nil
	case "people":
		return peopleSchema(), nil
	}
	return nil, fmt.Errorf("there is no file of the kind %q; there are %v", kind, schemaKinds)
}

func ownShapes() map[string]any {
	word := map[string]any{"type": "string"}
	tool := toolKeys.Object()
	var ways []any
	for _, m := range methods {
		ways = append(ways, map[string]any{"required": []any{m}})
	}
	tool["oneOf"] = ways
	return map[string]any{
		"version":   map[string]any{"enum": []any{1, "1"}},
		"languages": source.ListOf(map[string]any{"type": "string", "pattern": source.LanguageTag.String()}),
		"currency":  map[string]any{"type": "string", "pattern": currencyForm.String()},
		"money":     map[string]any{"type": "string", "pattern": moneyForm.String()},
		"budget":    budgetKeys.Object(),
		"say":       source.MapOf(source.Ref("text"), ""),
		"weekdays":  source.ListOf(word),
		"days":      source.MapOf(map[string]any{"type": []any{"string", "null"}}, `^\d{4}-\d{2}-\d{2}$`),
		"address":   word,
		"headers":   source.MapOf(word, ""),
		"tools":     source.MapOf(source.Ref("operation"), toolName.String()),
		"operation": tool,
		"path":      map[string]any{"type": "string", "pattern": "^/"},
		"in":        source.MapOf(word, ""),
		"body":      map[string]any{},
		"effect":    map[string]any{"enum": []any{"read", "idempotent", "once"}},
		"key":       map[string]any{"type": "string", "pattern": "^header "},
		"retry":     map[string]any{"type": "integer", "minimum": 0, "maximum": maxRetry},
		"fails":     source.MapOf(word, `^4\d\d$`),
		"undo":      undoKeys.Object(),
	}
}

func peopleSchema() map[string]any {
	return map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     "https://usher.dev/schema/people.json",
		"title":   "A row of people.csv of an app of Usher.",
		"type":    "object", "required": []any{"id"},
		"properties": map[string]any{
			"id":       map[string]any{"type": "string", "pattern": `^[^\s,;/\\"']+$`},
			"name":     map[string]any{"type": "string", "description": "A column name.zh is the name in Chinese."},
			"roles":    map[string]any{"type": "string", "description": "Roles, separated by blanks."},
			"manager":  map[string]any{"type": "string", "description": "The id of the manager: a relation, as any column of ids is."},
			"language": map[string]any{"type": "string"},
		},
		"additionalProperties": map[string]any{"type": "string"},
	}
}
