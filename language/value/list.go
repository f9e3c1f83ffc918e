package value

import (
	"regexp"
	"strings"
)

// readList reads rows from a message: one a line, or one a clause between
// semicolons. In each row every field is looked for, surest kinds first; what
// no field took goes to the first text field.
func readList(spec Spec, s string, in Setting) (Found, error) {
	var rows []map[string]Value
	start := strings.Index(s, strings.TrimSpace(s))
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == ';' || r == '；' }) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		row, err := readRow(spec, line, in)
		if err != nil {
			return Found{}, err
		}
		rows = append(rows, row)
		if len(rows) == maxFound {
			break
		}
	}
	if len(rows) == 0 || len(spec.Fields) == 0 {
		return Found{}, readError(List, BadList, s)
	}
	return Found{Start: start, End: start + len(strings.TrimSpace(s)), Value: NewList(rows), Sure: 0.8}, nil
}

func readRow(spec Spec, line string, in Setting) (map[string]Value, error) {
	row := make(map[string]Value, len(spec.Fields))
	rest := line
	for _, f := range fieldOrder(spec.Fields) {
		v, left, ok := takeField(f, rest, in)
		if !ok {
			if f.Optional || f.Spec.OrNone {
				continue
			}
			return nil, readError(List, FieldMissing, line, f.Name)
		}
		row[f.Name], rest = v, left
	}
	return row, nil
}

// measures follow a number and are no words of a text beside it.
var measures = regexp.MustCompile(`^\s*(?:岁|周岁|个|件|台|份|只|条|本|双|把|盒|箱|包|瓶|袋|套|张|块|支|根|卷|副|位|名|人|(?:years? old|years?|yrs?|pcs|pieces?|x)\b)`)

// fieldOrder puts the kinds that are known by their form before bare numbers,
// and texts last.
func fieldOrder(fields []Field) []Field {
	var out []Field
	for rank := range 3 {
		for _, f := range fields {
			if fieldRank(f.Spec.Kind) == rank {
				out = append(out, f)
			}
		}
	}
	return out
}

func fieldRank(k Kind) int {
	switch k {
	case Number, ID:
		return 1
	case Text:
		return 2
	}
	return 0
}

// takeField takes the surest value of a field out of a line.
func takeField(f Field, line string, in Setting) (v Value, rest string, ok bool) {
	if f.Spec.Kind == Text {
		words := strings.Trim(line, " \t,，、:：|。.")
		return NewText(words), "", words != ""
	}
	found := Find(f.Spec, line, in)
	if len(found) == 0 {
		return None, line, false
	}
	best := found[0]
	for _, o := range found[1:] {
		if o.Sure > best.Sure {
			best = o
		}
	}
	if Check(f.Spec, best.Value, in) != nil {
		return None, line, false
	}
	end := best.End
	if f.Spec.Kind == Number {
		end += len(measures.FindString(line[end:]))
	}
	return best.Value, strings.TrimSpace(strings.TrimSpace(line[:best.Start]) + " " + strings.TrimSpace(line[end:])), true
}
