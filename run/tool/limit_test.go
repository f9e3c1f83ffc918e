package tool_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A small answer that unpacks to a large one is cut where a large one is.
func TestAnAnswerThatUnpacksWithoutEnd(t *testing.T) {
	o := newOffice(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, `{"no":"`+strings.Repeat("0", 4<<20)+`"}`)
		_ = z.Close()
	})
	if got := shown(call(t, o, submit("read"))); got != "failed | finance.submit: its answer (200) does not fit: it is larger than 1024 kB" {
		t.Errorf("got %s", got)
	}
}
