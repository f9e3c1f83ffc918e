package server_test

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/usher-dev/usher/run/converse"
	"github.com/usher-dev/usher/server"
)

// document is the OpenAPI document as far as these tests look into it.
type document struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		Summary     string
		Parameters  []struct{ Name, In string }
		Responses   map[string]struct {
			Description string
			Content     map[string]struct{ Schema map[string]any }
		}
	}
	Components struct{ Schemas map[string]any }
}

func TestTheDocumentIsWhole(t *testing.T) {
	w := memory(t)
	a := w.try(t, scenario{name: "document", path: "/api/openapi.json", status: 200})
	raw, err := server.Document("test")
	if err != nil {
		t.Fatal(err)
	}
	var served, made any
	a.into(&served)
	if err := json.Unmarshal(raw, &made); err != nil || !reflect.DeepEqual(served, made) {
		t.Errorf("what is served is not what Document gives (%v)", err)
	}
	var doc document
	a.into(&doc)
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("it is OpenAPI %q", doc.OpenAPI)
	}
	ids := map[string]bool{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			where := method + " " + path
			if op.OperationID == "" || ids[op.OperationID] || op.Summary == "" {
				t.Errorf("%s: id %q is empty or there twice, or it has no summary", where, op.OperationID)
			}
			ids[op.OperationID] = true
			for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
				if !slices.ContainsFunc(op.Parameters, func(p struct{ Name, In string }) bool { return p.Name == name[1] && p.In == "path" }) {
					t.Errorf("%s: %s is no parameter", where, name[1])
				}
			}
			if f := op.Responses["default"].Content["application/problem+json"].Schema["$ref"]; f != "#/components/schemas/Fault" {
				t.Errorf("%s: an error is %v", where, f)
			}
			if len(op.Responses) < 2 {
				t.Errorf("%s: there is no success", where)
			}
			for code, r := range op.Responses {
				for media, c := range r.Content {
					if c.Schema == nil {
						t.Errorf("%s: %s %s has no schema", where, code, media)
					}
				}
			}
		}
	}
	for _, ref := range regexp.MustCompile(`"\$ref":"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(a.body, -1) {
		if doc.Components.Schemas[ref[1]] == nil {
			t.Errorf("%s is not there", ref[1])
		}
	}
	for name := range doc.Components.Schemas {
		if strings.ContainsAny(name, "[]/. ") {
			t.Errorf("a schema is called %s", name)
		}
	}
}

// page is docs/api.md.
func page(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestThePageAndTheDocumentNameTheSameCalls(t *testing.T) {
	raw, err := server.Document("test")
	if err != nil {
		t.Fatal(err)
	}
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for path, methods := range doc.Paths {
		for method := range methods {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	written := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `((?:GET|POST|PUT|DELETE) /api/[^`]*)` \\|").FindAllStringSubmatch(page(t), -1) {
		if written[m[1]] = true; !described[m[1]] {
			t.Errorf("%s is in docs/api.md and not in the document", m[1])
		}
	}
	for call := range described {
		if !written[call] {
			t.Errorf("%s is in the document and not in docs/api.md", call)
		}
	}
}

func TestThePageNamesEveryFieldAndEveryCode(t *testing.T) {
	text := page(t)
	for _, of := range []any{
		server.Me{},
		server.AppInfo{},
		server.Posted{},
		server.Spoken{},
		server.Receipt{},
		server.Page{},
		server.TurnInfo{},
		server.Item{},
		server.ItemValue{},
		server.Decided{},
		server.Run{},
		server.RunEvent{},
		server.RunCall{},
		server.Fault{},
		server.FaultField{},
		converse.Entry{},
		converse.Chip{},
		converse.Citation{},
		converse.Screen{},
		converse.ScreenRun{},
		converse.Ask{},
		converse.AskField{},
		converse.Quick{},
		converse.Waits{},
	} {
		typ := reflect.TypeOf(of)
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if name != "" && name != "-" && !regexp.MustCompile(`"`+name+`"|`+"`"+name+"`").MatchString(text) {
				t.Errorf("%s.%s is not in docs/api.md", typ.Name(), name)
			}
		}
	}
	sources, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`(?:fault|worded)\(http\.Status\w+, "(\w+)"|f\.Code(?:, f\.args)? = "(\w+)"|return "(\w+)", (?:nil|\[\])`)
	for _, f := range sources {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		data, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range codes.FindAllStringSubmatch(string(data), -1) {
			code := m[1] + m[2] + m[3]
			if !strings.Contains(text, "`"+code+"`") {
				t.Errorf("the code %s (%s) is not in docs/api.md", code, f.Name())
			}
			if _, said := server.Sentences["en"][code]; !said && code != "decided" && code != "changed" {
				t.Errorf("the code %s has no sentence", code)
			}
		}
	}
}
