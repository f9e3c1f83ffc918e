package tool

import (
	"strconv"
	"strings"
)

// at follows a JSON pointer (RFC 6901) into a decoded answer; ok is false when
// nothing is there. The empty pointer is the whole answer.
func at(v any, pointer string) (found any, ok bool) {
	if pointer == "" {
		return v, true
	}
	if pointer[0] != '/' {
		return nil, false
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		if v, ok = member(v, token); !ok {
			return nil, false
		}
	}
	return v, true
}

func member(v any, token string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		m, ok := v[token]
		return m, ok
	case []any:
		n, err := strconv.Atoi(token)
		if err != nil || n < 0 || n >= len(v) || strconv.Itoa(n) != token {
			return nil, false
		}
		return v[n], true
	default:
		return nil, false
	}
}

// pointerOf returns where an out field lies: its pointer, else the member of its name.
func pointerOf(name, pointer string) string {
	if pointer != "" {
		return pointer
	}
	return "/" + strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}
