package server

import (
	"embed"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/converse"
)

// Document is the OpenAPI document, as JSON, without a server to run.
func Document(version string) ([]byte, error) {
	s := New(Options{Version: version, Pages: embed.FS{}})
	return s.OpenAPI()
}

const (
	jsonType   = "application/json"
	streamType = "text/event-stream"
)

// faults are the answers that every operation may have.
func (s *Server) faults() map[string]*huma.Response {
	return map[string]*huma.Response{"default": {
		Description: "What was wrong and what would be right, in the language of Accept-Language",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: s.schema(Fault{})}},
	}}
}

// schema is the schema of a value's type.
func (s *Server) schema(of any) *huma.Schema {
	t := reflect.TypeOf(of)
	return s.api.OpenAPI().Components.Schemas.Schema(t, true, t.Name())
}

// byHand adds an operation that is not huma's to the document.
func (s *Server) byHand(o huma.Operation, code, description, media string, schema *huma.Schema) {
	o.Responses = s.faults()
	o.Responses[code] = &huma.Response{Description: description, Content: map[string]*huma.MediaType{media: {Schema: schema}}}
	s.api.OpenAPI().AddOperation(&o)
}

func (s *Server) param(in, name, description string, schema *huma.Schema) *huma.Param {
	return &huma.Param{In: in, Name: name, Description: description, Required: in == "path", Schema: schema}
}

// handmade describes the streams, files and outside events.
func (s *Server) handmade() {
	text, number := &huma.Schema{Type: huma.TypeString}, &huma.Schema{Type: huma.TypeInteger}
	s.byHand(huma.Operation{
		OperationID: "event", Method: "POST", Path: "/api/events/{token}", Summary: "An outside event at its signed address",
		Parameters: []*huma.Param{
			s.param("path", "token", "of the signed address", text),
			s.param("header", "Idempotency-Key", "makes a second delivery harmless", text),
		},
		RequestBody: &huma.RequestBody{
			Description: "what the wait's `out` names", Content: map[string]*huma.MediaType{jsonType: {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}},
		},
	}, "202", "it is committed", jsonType, &huma.Schema{Type: huma.TypeObject})
	s.byHand(huma.Operation{
		OperationID: "stream", Method: "GET", Path: "/api/apps/{app}/events",
		Summary: "Entries and state as server-sent events; goes on after what was seen last",
		Parameters: []*huma.Param{
			s.param("path", "app", "", text), s.param("header", "Last-Event-ID", "number of the last entry that was seen", number),
			s.param("query", "after", "the same, where no header can be set", number),
		},
		Extensions: map[string]any{"x-events": map[string]any{
			"entry": s.schema(converse.Entry{}), "amend": s.schema(converse.Entry{}), "state": s.schema(converse.Screen{}),
		}},
	}, "200", "`entry` (its number is the id), `amend` (an entry again, when its values became known) and `state`; x-events has their data",
		streamType, text)
	s.byHand(huma.Operation{
		OperationID: "inbox-stream", Method: "GET", Path: "/api/inbox/events", Summary: "Says `changed` at the beginning and when an inbox changed",
	}, "200", "`changed`, with no data worth reading", streamType, text)
	s.byHand(huma.Operation{
		OperationID: "hand-in", Method: "POST", Path: "/api/files", Summary: "Hand in a file",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"file"},
			Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary", Description: "20 MB at most"}},
		}}}},
	}, "201", "it is stored", jsonType, s.schema(value.File{}))
	s.byHand(huma.Operation{
		OperationID: "file", Method: "GET", Path: "/api/files/{hash}", Summary: "A file, as an attachment",
		Parameters: []*huma.Param{s.param("path", "hash", "SHA-256 of the bytes, hex", text)},
	}, "200", "the bytes", "application/octet-stream", &huma.Schema{Type: huma.TypeString, Format: "binary"})
}
