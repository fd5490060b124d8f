// Command load measures the service of the folder above on this machine: it builds it,
// starts it on the loopback with a database of its own, and
//
//	load   posts ratings, and reads pages of 60,000 tickets beside that
//	crash  kills it while clients post, and looks for all that it had acknowledged
//	soak   posts, reads and imports for a while, and watches its memory
//
// It writes what it saw as Markdown, with the state of the code.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	clients   = 64
	writers   = 8
	readers   = 4
	pageRate  = 220 // a second, of all readers
	maxLength = 30 * time.Minute
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// bench is a run of the program.
type bench struct {
	dir, source, program string
	each                 time.Duration
	tickets              int
	out                  io.Writer
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	f := flag.NewFlagSet("load", flag.ContinueOnError)
	each := f.Duration("for", 10*time.Second, "how `long` each part of load takes, and the soak")
	tickets := f.Int("tickets", 60_000, "`number` of tickets, up to 200000")
	rounds := f.Int("kills", 5, "`number` of times that crash kills the service")
	source := f.String("service", ".", "`folder` of the service's code")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *each <= 0 || *each > maxLength || *rounds < 1 || *rounds > 100 || *tickets < 1 || *tickets > 200_000 {
		return fmt.Errorf("-for %v is not up to %v, -kills %d not 1 to 100, or -tickets %d not 1 to 200000", *each, maxLength, *rounds, *tickets)
	}
	dir, err := os.MkdirTemp("", "load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	b := &bench{dir: dir, source: *source, program: filepath.Join(dir, "service"), each: *each, tickets: *tickets, out: out}
	build := exec.CommandContext(ctx, "go", "build", "-o", b.program, ".")
	build.Dir = *source
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building the service: %w\n%s", err, text)
	}
	parts := map[string]func(context.Context) error{
		"load": b.load, "soak": b.soak, "crash": func(ctx context.Context) error { return b.crash(ctx, *rounds) },
	}
	asked := f.Args()
	if len(asked) == 0 {
		asked = []string{"load", "crash"}
	}
	b.state()
	for _, name := range asked {
		part, ok := parts[name]
		if !ok {
			return fmt.Errorf("%q is not one of load, crash, soak", name)
		}
		if err := part(ctx); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// state says what was measured, and where.
func (b *bench) state() {
	revision := "unknown"
	git := exec.CommandContext(context.Background(), "git", "describe", "--always", "--dirty", "--abbrev=12")
	git.Dir = b.source
	if text, err := git.Output(); err == nil {
		revision = strings.TrimSpace(string(text))
	}
	fmt.Fprintf(b.out, "Commit %s, %s, %s/%s, %d processors, which the clients share.\n\n| what | figure |\n|---|---|\n",
		revision, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

func (b *bench) row(what, format string, a ...any) {
	fmt.Fprintf(b.out, "| %s | %s |\n", what, fmt.Sprintf(format, a...))
}

// process is a running service.
type process struct {
	cmd    *exec.Cmd
	url    string
	exited chan error
}

func (b *bench) start(ctx context.Context, file string) (*process, error) {
	p := &process{exited: make(chan error, 1)}
	p.cmd = exec.CommandContext(ctx, b.program, "-db", filepath.Join(b.dir, file), "-listen", "127.0.0.1:0")
	var log bytes.Buffer
	p.cmd.Stderr = &log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(out); p.url == "" && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "http://") {
			p.url = lines.Text()
		}
	}
	go func() { p.exited <- p.cmd.Wait() }()
	if p.url == "" {
		return nil, fmt.Errorf("the service did not start: %w\n%s", <-p.exited, log.String())
	}
	return p, nil
}

func (p *process) stop() error {
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return <-p.exited
}

// do asks once, and reads the answer.
func (p *process) do(ctx context.Context, client *http.Client, method, path, contentType, body string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.url+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", contentType)
	res, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s %s", method, path, res.Status, text)
	}
	return string(text), err
}

// times collects how long requests took.
type times struct {
	mu  sync.Mutex
	all []time.Duration
}

func (t *times) add(d time.Duration) {
	t.mu.Lock()
	t.all = append(t.all, d)
	t.mu.Unlock()
}

func (t *times) percentile(p int) time.Duration {
	slices.Sort(t.all)
	if len(t.all) == 0 {
		return 0
	}
	return t.all[(len(t.all)-1)*p/100].Round(100 * time.Microsecond)
}

// work runs n clients for a while, each at most rate times a second (0: as often as it
// can), and returns the times of their requests and the first error.
func work(ctx context.Context, length time.Duration, n int, rate float64, do func(ctx context.Context, client *http.Client, i int) error) (*times, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	took := new(times)
	var first atomic.Pointer[error]
	var count atomic.Int64
	var group sync.WaitGroup
	for range n {
		group.Go(func() {
			client := &http.Client{Transport: new(http.Transport)}
			defer client.CloseIdleConnections()
			next := time.Now()
			for ctx.Err() == nil {
				if rate > 0 {
					next = next.Add(time.Duration(float64(time.Second) / rate))
					select {
					case <-ctx.Done():
						return
					case <-time.After(time.Until(next)):
					}
				}
				began := time.Now()
				err := do(ctx, client, int(count.Add(1)))
				if ctx.Err() != nil {
					return
				}
				if err != nil {
					first.CompareAndSwap(nil, &err)
					return
				}
				took.add(time.Since(began))
			}
		})
	}
	group.Wait()
	if err := first.Load(); err != nil {
		return took, *err
	}
	return took, nil
}

func (p *process) rate(now time.Time) func(context.Context, *http.Client, int) error {
	return func(ctx context.Context, client *http.Client, i int) error {
		body := fmt.Sprintf(`{"at":%q,"segment":"s%d","rating":%d}`, now.Format(time.RFC3339), i%8, i%11)
		_, err := p.do(ctx, client, http.MethodPost, "/v1/nps", "application/json", body)
		return err
	}
}

func (p *process) read(ctx context.Context, client *http.Client, _ int) error {
	_, err := p.do(ctx, client, http.MethodGet, "/", "", "")
	return err
}

// seed sends tickets of a year as one import.
func (p *process) seed(ctx context.Context, n int, now time.Time) error {
	r, w := io.Pipe()
	go func() {
		b := bufio.NewWriter(w)
		for i := range n {
			at := now.Add(-time.Duration(i%360*24)*time.Hour - 30*time.Hour)
			solved := at.Add(time.Duration(i*7919%86400) * time.Second)
			fmt.Fprintf(b, "{\"kind\":\"tickets\",\"id\":\"c%d\",\"at\":%q,\"ticket\":\"T%d\",\"event\":\"created\",\"actor\":\"customer\"}\n", i, at.Format(time.RFC3339), i)
			fmt.Fprintf(b, "{\"kind\":\"tickets\",\"id\":\"s%d\",\"at\":%q,\"ticket\":\"T%d\",\"event\":\"status_changed\",\"status\":\"solved\"}\n", i, solved.Format(time.RFC3339), i)
		}
		_ = w.CloseWithError(b.Flush()) // nil: the end
	}()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/v1/import", r)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-ndjson")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s", res.Status, text)
	}
	return err
}

func perSecond(t *times, length time.Duration) float64 { return float64(len(t.all)) / length.Seconds() }

func (b *bench) load(ctx context.Context) error {
	now := time.Now().UTC()
	p, err := b.start(ctx, "load.sqlite")
	if err != nil {
		return err
	}
	posts, err := work(ctx, b.each, clients, 0, p.rate(now))
	if err != nil {
		return err
	}
	b.row(fmt.Sprintf("requests with one rating, %d clients, on disk when answered", clients), "%.0f a second; half within %v, 99%% within %v", perSecond(posts, b.each), posts.percentile(50), posts.percentile(99))
	began := time.Now()
	if err := p.seed(ctx, b.tickets, now); err != nil {
		return err
	}
	b.row(fmt.Sprintf("import of %d ticket events", 2*b.tickets), "%.0f a second", float64(2*b.tickets)/time.Since(began).Seconds())
	pages, err := work(ctx, b.each, readers, 0, p.read)
	if err != nil {
		return err
	}
	b.row(fmt.Sprintf("dashboards of %d tickets, %d clients", b.tickets, readers), "%.0f a second", perSecond(pages, b.each))

	// Alone and beside readers, in turns: the machine and the database are not the same later.
	var alone, beside, read float64
	var slow times
	const turns = 4
	for range turns {
		posts, err := work(ctx, b.each/2, writers, 0, p.rate(now))
		if err != nil {
			return err
		}
		alone += perSecond(posts, b.each/2) / turns
		var group sync.WaitGroup
		var readErr error
		var pages *times
		group.Go(func() { pages, readErr = work(ctx, b.each/2, readers, pageRate/readers, p.read) })
		posts, err = work(ctx, b.each/2, writers, 0, p.rate(now))
		group.Wait()
		if err := errors.Join(err, readErr); err != nil {
			return err
		}
		beside += perSecond(posts, b.each/2) / turns
		read += perSecond(pages, b.each/2) / turns
		slow.all = append(slow.all, pages.all...)
	}
	b.row(fmt.Sprintf("ratings of %d clients, alone", writers), "%.0f a second", alone)
	b.row(fmt.Sprintf("ratings of %d clients, beside %.0f dashboards a second (99%% of these within %v)", writers, read, slow.percentile(99)), "%.0f a second, %.0f%%", beside, 100*beside/alone)
	return p.stop()
}

func (b *bench) crash(ctx context.Context, rounds int) error {
	var mu sync.Mutex
	var acknowledged []string
	for round := range rounds {
		p, err := b.start(ctx, "crash.sqlite")
		if err != nil {
			return err
		}
		time.AfterFunc(time.Second, func() { _ = p.cmd.Process.Kill() })
		at := time.Now().UTC().Format(time.RFC3339)
		_, _ = work(ctx, 5*time.Second, 16, 0, func(ctx context.Context, client *http.Client, i int) error { // it ends in errors, as it is killed
			body := fmt.Sprintf(`{"id":"%d-%d","at":%q,"rating":%d}`, round, i, at, i%11)
			_, err := p.do(ctx, client, http.MethodPost, "/v1/nps", "application/json", body)
			if err == nil {
				mu.Lock()
				acknowledged = append(acknowledged, body)
				mu.Unlock()
			}
			return err
		})
		if err := <-p.exited; err == nil {
			return errors.New("the service had ended before it was killed")
		}
	}
	p, err := b.start(ctx, "crash.sqlite")
	if err != nil {
		return err
	}
	lost := 0
	for batch := range slices.Chunk(acknowledged, 500) {
		text, err := p.do(ctx, http.DefaultClient, http.MethodPost, "/v1/nps", "application/json", "["+strings.Join(batch, ",")+"]")
		if err != nil {
			return err
		}
		var n, known int
		if _, err := fmt.Sscanf(text, `{"accepted":%d,"duplicates":%d}`, &n, &known); err != nil {
			return fmt.Errorf("%w in %s", err, text)
		}
		lost += n
	}
	b.row(fmt.Sprintf("killed %d times under load: acknowledged, lost", rounds), "%d, %d", len(acknowledged), lost)
	if lost > 0 {
		return fmt.Errorf("%d of %d acknowledged writes are lost", lost, len(acknowledged))
	}
	return p.stop()
}

// soak mixes everything, and samples the memory of the service.
func (b *bench) soak(ctx context.Context) error {
	now := time.Now().UTC()
	p, err := b.start(ctx, "soak.sqlite")
	if err != nil {
		return err
	}
	if err := p.seed(ctx, b.tickets, now); err != nil {
		return err
	}
	before, err := p.memory()
	if err != nil {
		return err
	}
	var most atomic.Int64
	ended := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-ended:
				return
			case <-time.After(time.Second):
				if n, err := p.memory(); err == nil {
					most.Store(max(most.Load(), n))
				}
			}
		}
	})
	posts, err := work(ctx, b.each, writers+readers, 100, func(ctx context.Context, client *http.Client, i int) error {
		paths := []string{"/", "/?unit=week&periods=26", "/v1/results", "/healthz", "/?unit=day&periods=60"}
		if i%3 == 0 {
			_, err := p.do(ctx, client, http.MethodGet, paths[i%len(paths)], "", "")
			return err
		}
		return p.rate(now)(ctx, client, i)
	})
	close(ended)
	watch.Wait()
	if err != nil {
		return err
	}
	after, err := p.memory()
	if err != nil {
		return err
	}
	const mib = 1 << 20
	b.row(fmt.Sprintf("%v of writes and reads: requests a second, 99%% within", b.each), "%.0f, %v", perSecond(posts, b.each), posts.percentile(99))
	b.row("memory before, at most, after", "%d, %d, %d MiB", before/mib, most.Load()/mib, after/mib)
	return p.stop()
}

// memory returns the bytes that the service has in memory, where the system tells.
func (p *process) memory() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmRSS:" {
			n, err := strconv.ParseInt(f[1], 10, 64)
			return n << 10, err
		}
	}
	return 0, errors.New("no VmRSS")
}
