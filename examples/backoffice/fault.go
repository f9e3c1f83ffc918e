package backoffice

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// fault is one way in which a tool fails, for so many calls.
type fault struct {
	Tool  string `json:"tool"`
	Kind  string `json:"kind"`
	Times int    `json:"times"` // -1 is until it is switched off
	MS    int    `json:"ms"`
}

// The kinds of faults.
const (
	fault500   = "500"   // nothing is done, the answer is 500
	faultHang  = "hang"  // nothing is done, and no answer comes for ms, or until the caller has left
	faultAfter = "after" // it is done, and then no answer for ms, and a 500
	faultSlow  = "slow"  // it is done after ms
	faultReset = "reset" // nothing is done, and the connection breaks
)

var faultKinds = []string{fault500, faultHang, faultAfter, faultSlow, faultReset}

// longest is how long a fault may keep a caller waiting.
const longest = 10 * time.Minute

// wait is how long a fault waits; hang and slow have a length of their own.
func (f *fault) wait() time.Duration {
	switch {
	case f.MS > 0:
		return min(time.Duration(f.MS)*time.Millisecond, longest)
	case f.Kind == faultHang:
		return longest
	case f.Kind == faultSlow:
		return time.Second
	}
	return 0
}

// setFault answers POST /_/faults. The faults of a tool come up in the order
// in which they were set; times 0 is once, and no kind takes all of a tool away.
func (o *Office) setFault(w http.ResponseWriter, r *http.Request) {
	var f fault
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		refuse(w, http.StatusBadRequest, "write {\"tool\": \"submit\", \"kind\": \"500\", \"times\": 1}: "+err.Error())
		return
	}
	f.Tool = shortName(f.Tool)
	if o.tool(f.Tool) == nil {
		refuse(w, http.StatusNotFound, fmt.Sprintf("there is no tool %q; there are %s", f.Tool, strings.Join(o.names(), ", ")))
		return
	}
	if f.Kind != "" && !slices.Contains(faultKinds, f.Kind) {
		refuse(w, http.StatusBadRequest, fmt.Sprintf("there is no fault %q; there are %s", f.Kind, strings.Join(faultKinds, ", ")))
		return
	}
	if f.Times == 0 {
		f.Times = 1
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if f.Kind == "" {
		delete(o.faults, f.Tool)
	} else {
		o.faults[f.Tool] = append(o.faults[f.Tool], &f)
	}
	answer(w, http.StatusOK, o.faults)
}

// takeFault is the fault that the next call of a tool meets, if one; the caller
// holds o.mu.
func (o *Office) takeFault(tool string) *fault {
	queue := o.faults[tool]
	if len(queue) == 0 {
		return nil
	}
	f := *queue[0]
	if queue[0].Times > 0 {
		if queue[0].Times--; queue[0].Times == 0 {
			o.faults[tool] = queue[1:]
		}
	}
	return &f
}

// pause waits, until the caller has left or the office closes; it tells
// whether the whole time went by.
func (o *Office) pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
	case <-o.ctx.Done():
	}
	return false
}
