package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// program is the real binary as a process of its own.
type program struct {
	cmd *exec.Cmd
	url string // the first line that it printed
}

// build builds the binary into dir.
func build(ctx context.Context, dir string) (string, error) {
	at := filepath.Join(dir, "usher")
	out, err := exec.CommandContext(ctx, "go", "build", "-o", at, "github.com/usher-dev/usher/cmd/usher").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build usher: %w\n%s", err, out)
	}
	return at, nil
}

// launch starts the binary and waits for the address that it prints first.
func launch(ctx context.Context, bin string, args ...string) (*program, error) {
	p := &program{cmd: exec.CommandContext(ctx, bin, args...)}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	r := bufio.NewReader(out)
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("usher %s printed no address: %w", args[0], err), p.stop())
	}
	p.url = strings.TrimSpace(line)
	go func() { _, _ = io.Copy(io.Discard, r) }() // ends with the process
	return p, nil
}

// stop ends the process as Ctrl-C does.
func (p *program) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGINT)
	return p.cmd.Wait()
}

// page gets a page.
func (p *program) page(ctx context.Context, path string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, res.Status)
	}
	return nil
}

// resident is the process's resident memory in MB of 10^6 bytes.
func (p *program) resident() (float64, error) {
	kib, _, _ := strings.Cut(field(p.proc("status"), "VmRSS"), " ")
	n, err := strconv.ParseFloat(kib, 64)
	if err != nil {
		return 0, fmt.Errorf("no VmRSS in %s", p.proc("status"))
	}
	return n * 1024 / 1e6, nil
}

// ticks is Linux's USER_HZ, which is 100 on every architecture that Go runs on.
const ticks = 100

// used is the processor time that the process has used.
func (p *program) used() (time.Duration, error) {
	data, err := os.ReadFile(p.proc("stat"))
	if err != nil {
		return 0, err
	}
	// The name in parentheses may hold anything; utime and stime are the 14th and
	// 15th field of proc_pid_stat(5).
	rest := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	if len(rest) < 13 {
		return 0, fmt.Errorf("%s is not as proc_pid_stat(5) says", p.proc("stat"))
	}
	user, err1 := strconv.ParseInt(rest[11], 10, 64)
	system, err2 := strconv.ParseInt(rest[12], 10, 64)
	return time.Duration(user+system) * time.Second / ticks, errors.Join(err1, err2)
}

func (p *program) proc(file string) string {
	return fmt.Sprintf("/proc/%d/%s", p.cmd.Process.Pid, file)
}
