package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is the service as it is run: these tests talk to it as its clients do.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "service")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
		program = filepath.Join(dir, "service")
		if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// process is a running service.
type process struct {
	tb      testing.TB
	cmd     *exec.Cmd
	url     string
	exited  chan error
	mu      sync.Mutex
	errs    bytes.Buffer
	stopped bool
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.errs.Write(b)
}

func (p *process) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.errs.String()
}

// start runs the program on a free port until the end of the test.
func start(tb testing.TB, args ...string) *process {
	tb.Helper()
	p := &process{tb: tb, exited: make(chan error, 1)}
	p.cmd = exec.CommandContext(context.Background(), program, append([]string{"-listen", "127.0.0.1:0"}, args...)...)
	p.cmd.Stderr = p
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(p.kill)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "http://") {
			p.url = lines.Text()
			break
		}
	}
	go func() { p.exited <- p.cmd.Wait() }()
	if p.url == "" {
		err := <-p.exited
		p.stopped = true
		tb.Fatalf("the service did not start: %v\n%s", err, p.log())
	}
	return p
}

// kill ends the process as kill -9 does.
func (p *process) kill() {
	if p.stopped {
		return
	}
	p.stopped = true
	_ = p.cmd.Process.Kill()
	if err := <-p.exited; err == nil {
		p.tb.Error("the service had ended before it was killed")
	}
}

// interrupt sends a signal, and returns how the process ended.
func (p *process) interrupt(s syscall.Signal) error {
	p.tb.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.tb.Fatal(err)
	}
	select {
	case err := <-p.exited:
		p.stopped = true
		return err
	case <-time.After(30 * time.Second):
		p.tb.Fatalf("still running after %v\n%s", s, p.log())
		return nil
	}
}

// TestTakenPort: two samples run beside each other; a service with a file or with an
// address is where its clients look for it, or not at all.
func TestTakenPort(t *testing.T) {
	const usual = "127.0.0.1:8080"
	if l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", usual); err == nil {
		defer l.Close() //nolint:errcheck // nobody has connected
	} // else another program has it, which is what this is about
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, nil, in, io.Discard)
		_ = in.CloseWithError(io.EOF)
		ended <- err
	}()
	url := ""
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "http://") {
			url = lines.Text()
		}
	}
	p := &process{tb: t, url: url}
	if url == "" || url == "http://"+usual || p.get("/healthz").status != http.StatusOK {
		t.Errorf("the sample listens at %q", url)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for _, args := range [][]string{{"-listen", usual}, {"-db", filepath.Join(t.TempDir(), "cx.sqlite")}} {
		err := run(t.Context(), args, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), usual) || !strings.Contains(err.Error(), "-listen") {
			t.Errorf("%s: %v", args, err)
		}
	}
}

// answer is a response that was read.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) decode(tb testing.TB, v any) {
	tb.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		tb.Fatalf("%v in %s", err, a.body)
	}
}

// do sends a request; an error is one of the connection.
func (p *process) do(method, path, contentType string, body io.Reader) (answer, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, p.url+path, body)
	if err != nil {
		return answer{}, err
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, text}, err
}

func (p *process) get(path string) answer {
	p.tb.Helper()
	a, err := p.do(http.MethodGet, path, "", nil)
	if err != nil {
		p.tb.Fatal(err)
	}
	return a
}

func (p *process) results(query string) results {
	p.tb.Helper()
	a := p.get("/v1/results" + query)
	if a.status != http.StatusOK {
		p.tb.Fatalf("%d %s", a.status, a.body)
	}
	var res results
	a.decode(p.tb, &res)
	return res
}

func (p *process) post(path, body string) answer {
	p.tb.Helper()
	a, err := p.do(http.MethodPost, path, "application/json", strings.NewReader(body))
	if err != nil {
		p.tb.Fatal(err)
	}
	return a
}

// keep posts events of which all are new.
func (p *process) keep(k kind, events ...event) {
	p.tb.Helper()
	for len(events) > 0 {
		n := min(len(events), maxEvents)
		body, err := json.Marshal(events[:n])
		if err != nil {
			p.tb.Fatal(err)
		}
		a := p.post("/v1/"+string(k), string(body))
		want := fmt.Sprintf(`{"accepted":%d,"duplicates":0}`, n)
		if a.status != http.StatusOK || strings.TrimSpace(string(a.body)) != want {
			p.tb.Fatalf("%s: %d %s, want %s", k, a.status, a.body, want)
		}
		events = events[n:]
	}
}
