package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/tickets"
)

// The tests on Flink need Java and Maven, which fetches 152 MB once, and take minutes.
//
//	CX_FLINK=1 go test -run Flink -v .
//	CX_FLINK=1 CX_FLINK_ROWS=1000000,10000000 go test -run Engines -v -timeout 1h .
func needFlink(t *testing.T) {
	t.Helper()
	if os.Getenv("CX_FLINK") == "" {
		t.Skip("CX_FLINK is not set")
	}
}

// TestFlink: surveys, events of tickets and subscriptions give the bytes of the plain
// loop, also where a worker is killed on the way and its task is restarted.
func TestFlink(t *testing.T) {
	needFlink(t)
	e := buildEngines(t)
	e.startFlink(t)
	policy := policyText(t, tickets.Policy{FirstSolved: true})
	for _, test := range []struct {
		name string
		args []string
		how  []string
		kill bool
	}{
		{"events", []string{"-kind", "events", "-tickets", policy, "-input", strings.Join(writeLines(t, sampleEvents(100_000)), ",")}, loopback, false},
		{
			"subscriptions", []string{
				"-kind", "subscriptions", "-churn", policyOf(t, churn.Policy{Gross: true, GraceDays: 10}),
				"-first", "2024-Q1", "-last", "2024-Q4", "-input", strings.Join(writeLines(t, sampleRecords(40_000)), ","),
			}, e.processes, false,
		},
		{"surveys, worker killed", []string{"-input", writeSurveys(t, 1_000_000)}, e.processes, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			want, _ := e.run(t, append(test.args, "-local"), false)
			log := e.logged(t)
			got, used := e.run(t, slices.Concat(test.args, e.flink, test.how), test.kill)
			if !bytes.Equal(got, want) {
				t.Errorf("Flink and the plain loop differ:\n%s\n%s", head(string(got)), head(string(want)))
			}
			if len(want) == 0 {
				t.Error("nothing was counted")
			}
			t.Logf("%v", used)
			restarted := strings.Contains(e.logged(t)[len(log):], "RESTARTING")
			if restarted != test.kill || test.kill && used.workers < 2 {
				t.Errorf("restarted: %t, %d workers", restarted, used.workers)
			}
		})
	}
}

// The script refuses a port on which somebody listens.
func TestFlinkPortTaken(t *testing.T) {
	for _, program := range []string{"bash", "java", "mvn"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	other, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	port := strconv.Itoa(other.Addr().(*net.TCPAddr).Port)
	cmd := exec.CommandContext(t.Context(), "flink/run.sh", "echo", "ran")
	cmd.Env = append(os.Environ(), "FLINK_PORT="+port)
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "port "+port+" is taken") || strings.Contains(string(out), "ran") {
		t.Errorf("%v, %s", err, out)
	}
}

// TestEngines measures the plain loop, prism and Flink side by side on as many rows as
// CX_FLINK_ROWS says, and on the subscriptions of as many customers as CX_FLINK_CUSTOMERS
// says.
func TestEngines(t *testing.T) {
	needFlink(t)
	e := buildEngines(t)
	for _, n := range numbers(t, "CX_FLINK_ROWS") {
		t.Run(fmt.Sprint(n, " rows"), func(t *testing.T) { e.compare(t, []string{"-input", writeSurveys(t, n)}, loopback) })
	}
	for _, n := range numbers(t, "CX_FLINK_CUSTOMERS") {
		t.Run(fmt.Sprint(n, " customers"), func(t *testing.T) {
			records := sampleRecords(n)
			t.Logf("%d records, %d of them of another customer than the first of their subscription", len(records), moved(records))
			files := writeLines(t, records)
			e.compare(t, []string{"-kind", "subscriptions", "-first", "2024-Q1", "-last", "2024-Q4", "-input", strings.Join(files, ",")}, e.processes)
		})
	}
}

// engines are the program of this directory, and the job server once it has started.
type engines struct {
	dir     string
	program string

	server *exec.Cmd // flink/run.sh
	log    string
	flink  []string // flags
	// processes are the flags that let Flink start a worker as it would in a container: by
	// Beam's boot program, which fetches the program of the worker from the job server.
	processes []string
}

func (e *engines) compare(t *testing.T, args, how []string) {
	t.Helper()
	want, used := e.run(t, append(args, "-local"), false)
	t.Logf("-local: %v", used)
	got, used := e.run(t, args, false)
	t.Logf("prism: %v", used)
	if !bytes.Equal(got, want) {
		t.Error("prism differs")
	}
	e.startFlink(t)
	got, used = e.run(t, slices.Concat(args, e.flink, how), false)
	t.Logf("Flink, %s: %v", how[1], used)
	if !bytes.Equal(got, want) {
		t.Error("Flink differs")
	}
}

// moved returns how many records have another customer than the first of their subscription.
func moved(records []record) (n int) {
	held := map[string]string{}
	for _, r := range records {
		if held[r.ID] == "" {
			held[r.ID] = r.Customer
		} else if held[r.ID] != r.Customer {
			n++
		}
	}
	return n
}

func numbers(t *testing.T, variable string) (all []int) {
	t.Helper()
	for s := range strings.SplitSeq(os.Getenv(variable), ",") {
		if s == "" {
			continue
		}
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(variable, err)
		}
		all = append(all, n)
	}
	return all
}

// writeSurveys writes n rows to four files and returns what -input is given.
func writeSurveys(t *testing.T, n int) string {
	t.Helper()
	var files []string
	for i := range 4 {
		files = append(files, filepath.Join(t.TempDir(), fmt.Sprint(i, ".csv")))
		if err := writeSample(files[i], n/4); err != nil {
			t.Fatal(err)
		}
	}
	return strings.Join(files, ",")
}

func policyOf(t *testing.T, p churn.Policy) string {
	t.Helper()
	text, err := p.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// loopback are the flags that let the process which submits the job be the worker.
var loopback = []string{"-environment_type", "LOOPBACK"}

func buildEngines(t *testing.T) *engines {
	t.Helper()
	dir := t.TempDir()
	e := &engines{dir: dir, program: filepath.Join(dir, "beam")}
	boot, worker := filepath.Join(dir, "boot"), filepath.Join(dir, "worker.sh")
	for file, pkg := range map[string]string{e.program: ".", boot: "github.com/apache/beam/sdks/v2/go/container"} {
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", file, pkg).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	script := fmt.Sprintf("#!/bin/sh\nexec %s --semi_persist_dir=\"$(mktemp -d -p %s)\" \"$@\" >>%s/worker.log 2>&1\n", boot, dir, dir)
	if err := os.WriteFile(worker, []byte(script), 0o700); err != nil { //nolint:gosec // it is a program
		t.Fatal(err)
	}
	config, err := json.Marshal(map[string]string{"command": worker})
	if err != nil {
		t.Fatal(err)
	}
	e.processes = []string{"-environment_type", "PROCESS", "-environment_config", string(config), "-worker_binary", e.program}
	return e
}

// startFlink runs the job server until the end of the test.
func (e *engines) startFlink(t *testing.T) {
	t.Helper()
	free, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	e.log = filepath.Join(t.TempDir(), "log")
	e.flink = []string{"-runner", "flink", "-endpoint", "localhost:" + port, "-parallelism", "2"}
	// The test's own context ends before it is cleaned up.
	e.server = exec.CommandContext(context.WithoutCancel(t.Context()), "flink/run.sh", "sh", "-c", "echo ready; exec cat")
	e.server.Env = append(os.Environ(), "FLINK_PORT="+port, "FLINK_LOG="+e.log)
	e.server.Stderr = os.Stderr
	in, err1 := e.server.StdinPipe()
	out, err2 := e.server.StdoutPipe()
	if err := errors.Join(err1, err2, e.server.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close() // ends the command
		if err := e.server.Wait(); err != nil {
			t.Errorf("flink/run.sh: %v", err)
		}
		e.server = nil
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("flink/run.sh: %q, %v", line, err)
	}
}

func (e *engines) logged(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(e.log)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

// run runs the program with these flags and returns what it wrote. It can kill the first
// worker that has had a processor for 0.6 s, which is amid its rows.
func (e *engines) run(t *testing.T, args []string, kill bool) ([]byte, usage) {
	t.Helper()
	output := filepath.Join(t.TempDir(), "output")
	cmd := exec.CommandContext(t.Context(), e.program, append(args, "-output", output)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	seen := map[int]process{}
	roots := []int{cmd.Process.Pid}
	if e.server != nil {
		roots = append(roots, e.server.Process.Pid)
	}
	var err error
	for running := true; running; {
		select {
		case err = <-ended:
			running = false
		case <-time.After(50 * time.Millisecond):
		}
		for _, p := range processes(roots) {
			p.since = p.cpu
			if old, ok := seen[p.pid]; ok {
				p.since = old.since
			} else if p.kind != "server" {
				p.since = 0
			}
			seen[p.pid] = p
			if kill && p.kind == "worker" && p.cpu > 600*time.Millisecond {
				kill = false
				t.Logf("worker %d is killed after %v", p.pid, time.Since(begin).Round(time.Second))
				if err := syscall.Kill(p.pid, syscall.SIGKILL); err != nil {
					t.Error(err)
				}
			}
		}
	}
	used := usage{wall: time.Since(begin), memory: map[string]int64{}}
	program := seen[cmd.Process.Pid]
	program.kind = "program"
	program.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime() // to its end
	seen[cmd.Process.Pid] = program
	for _, p := range seen {
		used.cpu += p.cpu - p.since
		used.memory[p.kind] = max(used.memory[p.kind], p.memory)
		if p.kind == "worker" {
			used.workers++
			_ = os.RemoveAll(filepath.Dir(p.program)) // boot's copy of it, in /tmp
		}
	}
	if err != nil {
		t.Fatalf("%q: %v\n%s\n%s", args, err, errs.String(), e.logged(t))
	}
	got, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	return got, used
}

// usage is what a run took, with the most memory that a process of each kind had.
type usage struct {
	wall, cpu time.Duration
	memory    map[string]int64 // KiB
	workers   int
}

func (u usage) String() string {
	text := fmt.Sprintf("%.1f s, processors %.1f s", u.wall.Seconds(), u.cpu.Seconds())
	for _, kind := range []string{"program", "worker", "server"} {
		if m := u.memory[kind]; m > 0 {
			text += fmt.Sprintf(", %s %d MiB", kind, m>>10)
		}
	}
	return fmt.Sprintf("%s, workers %d", text, u.workers)
}

// process is what the system says of a process.
type process struct {
	pid        int
	kind       string // program, worker, server or ""
	program    string
	cpu, since time.Duration
	memory     int64 // at most until now, KiB
}

// processes returns these processes and all that descend from them.
func processes(roots []int) (all []process) {
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	children := map[int][]int{}
	cpu := map[int]time.Duration{}
	for _, dir := range dirs {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		stat, err := os.ReadFile(filepath.Join(dir, "stat"))
		if err != nil {
			continue // it has ended
		}
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:]) // from the third on
		if len(fields) < 13 {
			continue
		}
		parent, _ := strconv.Atoi(string(fields[1]))
		user, _ := strconv.Atoi(string(fields[11]))
		system, _ := strconv.Atoi(string(fields[12]))
		children[parent] = append(children[parent], pid)
		cpu[pid] = time.Duration(user+system) * 10 * time.Millisecond
	}
	for len(roots) > 0 {
		p := process{pid: roots[0], cpu: cpu[roots[0]]}
		roots = append(roots[1:], children[p.pid]...)
		dir := fmt.Sprint("/proc/", p.pid)
		p.program, _ = os.Readlink(filepath.Join(dir, "exe"))
		switch filepath.Base(p.program) {
		case "beam":
			p.kind = "program"
		case "worker":
			p.kind = "worker"
		case "java":
			p.kind = "server"
		}
		status, err := os.ReadFile(filepath.Join(dir, "status"))
		_, peak, ok := strings.Cut(string(status), "VmHWM:")
		if err != nil || !ok {
			continue
		}
		if _, err := fmt.Sscan(peak, &p.memory); err != nil && !errors.Is(err, io.EOF) {
			continue
		}
		all = append(all, p)
	}
	return all
}
