package rehearse

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/usher-dev/usher/language/value"
)

// written reads YAML with every scalar as it was written: 00123 stays 00123. A
// map becomes map[string]any, a list []any, a scalar a string, null nil.
func written(src string) (any, error) {
	f, err := parser.ParseBytes([]byte(src), 0)
	if err != nil {
		return nil, err
	}
	if len(f.Docs) == 0 || f.Docs[0].Body == nil {
		return nil, nil
	}
	return plain(f.Docs[0].Body, 0)
}

// deepest is how deep a fake answer may nest.
const deepest = 16

func plain(n ast.Node, depth int) (any, error) {
	if depth > deepest {
		return nil, errors.New("nested too deep")
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return plainMap(n.Values, depth)
	case *ast.MappingValueNode:
		return plainMap([]*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		out := make([]any, 0, len(n.Values))
		for _, v := range n.Values {
			p, err := plain(v, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
		return out, nil
	case *ast.NullNode:
		return nil, nil
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	}
	return strings.TrimSpace(n.GetToken().Value), nil
}

func plainMap(values []*ast.MappingValueNode, depth int) (any, error) {
	out := make(map[string]any, len(values))
	for _, v := range values {
		p, err := plain(v.Value, depth+1)
		if err != nil {
			return nil, err
		}
		out[key(v.Key)] = p
	}
	return out, nil
}

func key(n ast.MapKeyNode) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	return strings.TrimSpace(n.GetToken().Value)
}

// ReadFakes reads tests/fakes.yaml of an app folder; none is no fault.
func ReadFakes(fsys fs.FS) (Fakes, error) {
	src, err := fs.ReadFile(fsys, "tests/fakes.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return Fakes{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("tests/fakes.yaml: %w", err)
	}
	v, err := written(string(src))
	if err != nil {
		return nil, fmt.Errorf("tests/fakes.yaml: %w", err)
	}
	if v == nil {
		return Fakes{}, nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("tests/fakes.yaml: write one tool a line, as `finance.limit: {max: \"500 CNY\"}`")
	}
	return Fakes(m), nil
}

// payloadJSON turns {on: 2026-12-05}, or JSON, into JSON.
func payloadJSON(src string) ([]byte, error) {
	if strings.TrimSpace(src) == "" {
		return []byte("{}"), nil
	}
	v, err := written(src)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("write the event's values as {on: 2026-12-05}")
	}
	return json.Marshal(m)
}

// fileNamed is a file that is not there: a rehearsal needs its name only.
func fileNamed(name string) value.File {
	return value.File{Name: name, Hash: strings.Repeat("0", 64), Type: "application/octet-stream"}
}
