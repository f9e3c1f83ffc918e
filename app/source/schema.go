package source

// Ref points at a shape of the same document.
func Ref(shape string) map[string]any { return map[string]any{"$ref": "#/$defs/" + shape} }

// ListOf is a list of one shape.
func ListOf(items map[string]any) map[string]any {
	return map[string]any{"type": "array", "items": items}
}

// MapOf is a map whose values have one shape; keys must match the pattern, if any.
func MapOf(values map[string]any, keys string) map[string]any {
	out := map[string]any{"type": "object", "additionalProperties": values}
	if keys != "" {
		out["propertyNames"] = map[string]any{"pattern": keys}
	}
	return out
}

// OneOf is any one of several shapes.
func OneOf(shapes ...map[string]any) map[string]any {
	choices := make([]any, len(shapes))
	for i, s := range shapes {
		choices[i] = s
	}
	return map[string]any{"anyOf": choices}
}

// Object is the shape of a map that has the keys of a table and no others.
func (t Table) Object() map[string]any {
	properties := map[string]any{}
	var need []any
	for _, k := range t {
		shape := Ref(k.Shape)
		shape["description"] = k.Doc
		properties[k.Name] = shape
		if k.Need {
			need = append(need, k.Name)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if need != nil {
		out["required"] = need
	}
	return out
}

// Schema is a JSON Schema document of a map with the keys of a table, and of
// the shapes that it points at.
func Schema(id, title string, t Table, shapes map[string]any) map[string]any {
	out := t.Object()
	out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	out["$id"] = "https://usher.dev/schema/" + id + ".json"
	out["title"] = title
	out["$defs"] = shapes
	return out
}
