package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/usher-dev/usher/language/value"
	"github.com/usher-dev/usher/run/engine"
)

// Files keeps the bytes that people hand in, by content hash.
type Files interface {
	// Put stores bytes under their hash; the same bytes twice are stored once.
	Put(ctx context.Context, hash string, data []byte) error
	// Get returns the bytes, or engine.ErrNotFound.
	Get(ctx context.Context, hash string) ([]byte, error)
}

// maxFile is how large a file may be, in bytes.
const maxFile = 20 << 20

// refused are types that could run in a browser or on a desk; nobody's receipt is one.
var refused = regexp.MustCompile(`(?i)\.(exe|dll|bat|cmd|ps1|sh|js|jar|msi|scr|lnk|com|vbs|html?|svg|xhtml)$`)

var hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (s *Server) files() {
	s.mux.HandleFunc("POST /api/files", s.handIn)
	s.mux.HandleFunc("GET /api/files/{hash}", s.file)
}

func (s *Server) handIn(w http.ResponseWriter, r *http.Request) {
	person := caller(r.Context()).Person
	if person == "" {
		writeFault(w, errSignIn)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+(1<<20))
	in, head, err := r.FormFile("file")
	if err != nil {
		writeFault(w, fault(http.StatusUnprocessableEntity, "no_file", "Send the file as multipart field \"file\", 20 MB at most."))
		return
	}
	defer func() { _ = in.Close() }()
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil || len(data) > maxFile {
		writeFault(w, fault(http.StatusRequestEntityTooLarge, "too_large", "A file may have 20 MB at most."))
		return
	}
	name := path.Base(strings.ReplaceAll(head.Filename, "\\", "/"))
	if refused.MatchString(name) {
		writeFault(w, fault(http.StatusUnsupportedMediaType, "bad_type", "Files of this type are not taken. Send a picture, a PDF or an office document."))
		return
	}
	sum := sha256.Sum256(data)
	f := value.File{Name: name, Hash: hex.EncodeToString(sum[:]), Type: http.DetectContentType(data), Size: int64(len(data))}
	if err := s.o.Files.Put(r.Context(), f.Hash, data); err != nil {
		writeFault(w, s.answer(err))
		return
	}
	if err := s.o.Store.PutFile(r.Context(), f, person); err != nil {
		writeFault(w, s.answer(err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(f)
}

// file sends bytes as an attachment, never inline from the app's origin, to who
// handed them in and to those who decide on a card that shows them.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	hash := r.PathValue("hash")
	me := caller(r.Context())
	if me.Person == "" {
		writeFault(w, errSignIn)
		return
	}
	f, err := s.mayOpen(r.Context(), me, hash)
	if err != nil {
		writeFault(w, s.answer(err))
		return
	}
	data, err := s.o.Files.Get(r.Context(), hash)
	if err != nil {
		writeFault(w, s.answer(err))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	_, _ = io.Copy(w, bytes.NewReader(data))
}

func (s *Server) mayOpen(ctx context.Context, me who, hash string) (value.File, error) {
	if !hashPattern.MatchString(hash) {
		return value.File{}, engine.ErrNotFound
	}
	f, owners, err := s.o.Store.File(ctx, hash)
	if err != nil || me.Operator || slices.Contains(owners, me.Person) {
		return f, err
	}
	items, err := s.o.Store.Inbox(ctx, me.Person, false, 200)
	if err != nil {
		return value.File{}, err
	}
	for _, it := range items {
		for _, v := range it.Card.Values {
			if v.Value.File != nil && v.Value.File.Hash == hash {
				return f, nil
			}
		}
	}
	return value.File{}, engine.ErrNotFound
}

// randomText is 128 bits from the system's source.
func randomText() string { return rand.Text() }

// describe adds an operation that is served by hand to the OpenAPI document.
func (s *Server) describe(id, method, at, summary, code string) {
	s.api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: id, Method: method, Path: at, Summary: summary,
		Responses: map[string]*huma.Response{code: {Description: summary}},
	})
}
