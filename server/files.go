package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

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
		s.writeFault(w, r, errSignIn)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+(1<<20))
	in, head, err := r.FormFile("file")
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		s.writeFault(w, r, worded(http.StatusRequestEntityTooLarge, "too_large", "too_large_file"))
		return
	}
	if err != nil {
		s.writeFault(w, r, fault(http.StatusUnprocessableEntity, "no_file"))
		return
	}
	defer func() { _ = in.Close() }()
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil || len(data) > maxFile {
		s.writeFault(w, r, worded(http.StatusRequestEntityTooLarge, "too_large", "too_large_file"))
		return
	}
	name := path.Base(strings.ReplaceAll(head.Filename, "\\", "/"))
	if refused.MatchString(name) {
		s.writeFault(w, r, fault(http.StatusUnsupportedMediaType, "bad_type"))
		return
	}
	sum := sha256.Sum256(data)
	f := value.File{Name: name, Hash: hex.EncodeToString(sum[:]), Type: http.DetectContentType(data), Size: int64(len(data))}
	ctx, cancel := context.WithTimeout(r.Context(), s.o.Patience)
	defer cancel()
	if err := s.o.Files.Put(ctx, f.Hash, data); err != nil {
		s.writeFault(w, r, err)
		return
	}
	if err := s.o.Store.PutFile(ctx, f, person); err != nil {
		s.writeFault(w, r, err)
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
		s.writeFault(w, r, errSignIn)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.o.Patience)
	defer cancel()
	f, err := s.mayOpen(ctx, me, hash)
	if err != nil {
		s.writeFault(w, r, err)
		return
	}
	data, err := s.o.Files.Get(ctx, hash)
	if err != nil {
		s.writeFault(w, r, err)
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
			if holds(v.Value, hash) {
				return f, nil
			}
		}
	}
	return value.File{}, engine.ErrNotFound
}

// holds tells whether a file is in a value, however deep.
func holds(v value.Value, hash string) bool {
	if v.File != nil && v.File.Hash == hash {
		return true
	}
	for _, row := range append(v.Rows, v.Fields) {
		for _, x := range row {
			if holds(x, hash) {
				return true
			}
		}
	}
	return false
}
