package process

import (
	"github.com/usher-dev/usher/app/source"
)

// Schema is the JSON Schema (2020-12) of the front matter of a process file. It is
// made from the tables of keys that the reader uses.
func Schema() map[string]any {
	return source.Schema("process", "The front matter of a process file of Usher.", processKeys, Shapes())
}

// Shapes gives each shape of the tables its letter; other files of an app share
// them.
func Shapes() map[string]any {
	names := source.ListOf(source.Ref("name"))
	shapes := map[string]any{
		"name":        map[string]any{"type": "string", "minLength": 1},
		"newname":     map[string]any{"type": "string", "pattern": `^[\p{L}_][\p{L}\p{N}_]*$`, "maxLength": 60},
		"names":       names,
		"sentence":    map[string]any{"type": "string"},
		"sentences":   source.ListOf(map[string]any{"type": "string"}),
		"text":        source.OneOf(map[string]any{"type": "string"}, source.MapOf(map[string]any{"type": "string"}, source.LanguageTag.String())),
		"expression":  map[string]any{"type": []any{"string", "number", "boolean"}},
		"expressions": source.MapOf(source.Ref("expression"), ""),
		"duration":    map[string]any{"type": "string", "pattern": durationForm.String()},
		"yes":         map[string]any{"enum": []any{"yes", "no", true, false}},
		"kind":        map[string]any{"enum": enum(slotKindNames)},
		"pattern":     map[string]any{"type": "string", "format": "regex"},
		"currencies":  source.ListOf(map[string]any{"type": "string", "pattern": currencyForm.String()}),
		"choices":     source.MapOf(source.Ref("words"), keyForm.String()),
		"oneormore":   source.OneOf(map[string]any{"type": []any{"string", "number"}}, source.ListOf(map[string]any{"type": []any{"string", "number"}})),
		"words":       source.OneOf(source.Ref("oneormore"), source.MapOf(source.Ref("oneormore"), source.LanguageTag.String()), map[string]any{"type": "null"}),
		"fields":      source.MapOf(source.Ref("field"), ""),
		"slots":       source.MapOf(source.Ref("slot"), ""),
		"steps":       source.ListOf(source.Ref("step")),
		"outcomes":    source.MapOf(source.Ref("steps"), ""),
		"who": source.OneOf(source.Ref("name"), names,
			map[string]any{"type": "object", "properties": map[string]any{"all": names, "any": names}, "additionalProperties": false, "minProperties": 1, "maxProperties": 1}),
		"wait":    map[string]any{"type": "string"},
		"tool":    map[string]any{"type": "string"},
		"process": map[string]any{"type": "string"},
		"out":     source.MapOf(map[string]any{"type": "string"}, ""),
		"status":  map[string]any{"enum": enum(endStatuses)},
		"slot":    slotKeys.Object(),
		"field":   fieldKeys.Object(),
	}
	var kinds []any
	for _, k := range stepKinds {
		shapes["step_"+string(k)] = stepKeys[k].Object()
		kinds = append(kinds, source.Ref("step_"+string(k)))
	}
	shapes["step"] = map[string]any{"oneOf": kinds}
	return shapes
}

func enum(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
