package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/usher-dev/usher/server"
)

// remote finds the server that runs on a data folder and talks to it as its operator.
type remote struct {
	Data string `help:"The data folder of the running server." default:"data" env:"USHER_DATA_DIR" placeholder:"DIR"`
}

// call sends a request and decodes the answer.
func (r remote) call(st *stage, as, method, path string, in, out any) error {
	raw, err := os.ReadFile(filepath.Join(r.Data, "server.json"))
	if err != nil {
		return fmt.Errorf("no server runs on the data folder %s; start one with `usher serve`, or name its folder with --data", r.Data)
	}
	var at whereabouts
	if err := json.Unmarshal(raw, &at); err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(r.Data, "server.json"), err)
	}
	key, err := os.ReadFile(filepath.Join(r.Data, "operator.key"))
	if err != nil {
		return fmt.Errorf("operator's key: %w", err)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(st.ctx, method, at.URL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+string(key))
	req.Header.Set("Content-Type", "application/json")
	if as != "" {
		req.Header.Set("Usher-Person", as)
	}
	return send(req, out)
}

func send(req *http.Request, out any) error {
	res, err := (&http.Client{Timeout: 30 * time.Second}).Do(req)
	if err != nil {
		return fmt.Errorf("the server does not answer; is it running? (%w)", errors.Unwrap(err))
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		var f server.Fault
		if json.Unmarshal(data, &f) == nil && f.Detail != "" {
			return errors.New(f.Detail)
		}
		return fmt.Errorf("the server answered %s", res.Status)
	}
	return json.Unmarshal(data, out)
}

type runsCmd struct {
	remote
	Person  string `help:"Only this person's." placeholder:"PERSON"`
	Process string `help:"Only of this process." placeholder:"PROCESS"`
	Open    bool   `help:"Only those that are not over."`
	Limit   int    `help:"At most so many." default:"50"`
}

// Run lists runs.
func (c runsCmd) Run(st *stage) error {
	q := url.Values{"limit": {fmt.Sprint(c.Limit)}}
	for name, v := range map[string]string{"person": c.Person, "process": c.Process} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if c.Open {
		q.Set("open", "true")
	}
	var out struct {
		Runs []server.Run `json:"runs"`
	}
	if err := c.call(st, "", "GET", "/api/runs?"+q.Encode(), nil, &out); err != nil {
		return err
	}
	if st.json {
		for _, r := range out.Runs {
			if err := printJSON(st, r); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(st.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RUN\tPROCESS\tPERSON\tSTATUS\tSTEP\tUPDATED\tWAITS FOR")
	for _, r := range out.Runs {
		waits := ""
		if r.Waits != nil {
			waits = r.Waits.Name
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Process, r.Person.ID, r.Status, r.Step, r.Updated.Local().Format("2006-01-02 15:04"), waits)
	}
	return w.Flush()
}

type showCmd struct {
	remote
	Run_ string `arg:"" name:"run" help:"The run's id."`
}

// Run shows one run.
func (c showCmd) Run(st *stage) error {
	var r server.Run
	if err := c.call(st, "", "GET", "/api/runs/"+url.PathEscape(c.Run_), nil, &r); err != nil {
		return err
	}
	if st.json {
		return printJSON(st, r)
	}
	printRun(st.out, r)
	return nil
}

func printRun(out io.Writer, r server.Run) {
	fmt.Fprintf(out, "%s  %s (%s), version %s\n%s for %s, at step %q since %s\n", r.ID, r.Title, r.Process, r.Version, r.Status, r.Person.Name,
		r.Step, r.Updated.Local().Format("2006-01-02 15:04:05"))
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for name, v := range r.Slots {
		fmt.Fprintf(w, "  %s\t%v\n", name, v)
	}
	_ = w.Flush()
	for _, e := range r.Timeline {
		fmt.Fprintf(out, "  %3d %s  %s\n", e.Seq, e.At.Local().Format("01-02 15:04:05"),
			strings.TrimSpace(strings.Join([]string{string(e.Kind), e.Name, strings.Join(e.Commands, ","), e.Outcome, e.By, e.Reason}, " ")))
	}
	for _, c := range r.Calls {
		fmt.Fprintf(out, "  call %s %s (key %s, %d tries) %s\n", c.Tool, c.Status, c.Key, c.Attempts, c.Error)
	}
	for _, it := range r.Items {
		fmt.Fprintf(out, "  %s %s: %s %s\n", it.Sort, it.ID, it.Status, it.Decision)
	}
}

type approveCmd struct {
	remote
	Item   string `arg:"" optional:"" help:"The item's id; without it, what waits is listed."`
	As     string `required:"" help:"The person who decides." placeholder:"PERSON"`
	Reject bool   `help:"Reject in place of approving."`
	Pick   string `help:"Pick an outcome of a judgement." placeholder:"OUTCOME"`
	Reason string `help:"The reason, as the person will read it." placeholder:"TEXT"`
}

// Run lists or decides.
func (c approveCmd) Run(st *stage) error {
	if c.Item == "" {
		return c.list(st)
	}
	var it server.Item
	if err := c.call(st, c.As, "GET", "/api/inbox/"+url.PathEscape(c.Item), nil, &it); err != nil {
		return err
	}
	decision := map[string]string{"decision": "approve", "hash": it.Hash, "reason": c.Reason}
	switch {
	case c.Reject:
		decision["decision"] = "reject"
	case c.Pick != "":
		decision["decision"], decision["outcome"] = "pick", c.Pick
	case it.Sort == "handoff":
		decision["decision"] = "done"
	}
	if err := c.call(st, c.As, "POST", "/api/inbox/"+url.PathEscape(c.Item)+"/decision", decision, &it); err != nil {
		return err
	}
	if st.json {
		return printJSON(st, it)
	}
	fmt.Fprintf(st.out, "%s: %s by %s\n", it.ID, it.Decision, it.DecidedBy.Name)
	return nil
}

func (c approveCmd) list(st *stage) error {
	var out struct {
		Items []server.Item `json:"items"`
	}
	if err := c.call(st, c.As, "GET", "/api/inbox?open=true", nil, &out); err != nil {
		return err
	}
	for _, it := range out.Items {
		if st.json {
			if err := printJSON(st, it); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(st.out, "%s  %s: %s %s\n", it.ID, it.Person.Name, it.Show, it.Text)
	}
	if len(out.Items) == 0 && !st.json {
		fmt.Fprintf(st.out, "Nothing waits for %s.\n", c.As)
	}
	return nil
}

type loginCmd struct {
	remote
	Person string `arg:"" help:"The person's id."`
}

// Run makes a one-time link.
func (c loginCmd) Run(st *stage) error {
	var link struct {
		Path    string    `json:"path"`
		Expires time.Time `json:"expires"`
	}
	if err := c.call(st, "", "POST", "/api/operate/login", map[string]string{"person": c.Person}, &link); err != nil {
		return err
	}
	if st.json {
		return printJSON(st, link)
	}
	fmt.Fprintf(st.out, "%s\nPut the server's address before it. It works once, until %s.\n", link.Path, link.Expires.Local().Format("15:04"))
	return nil
}
