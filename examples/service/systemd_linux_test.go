package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestUnitRuns starts the unit under a systemd of its own: as its user, without rights, it
// answers; killed it comes back with what it has acknowledged.
func TestUnitRuns(t *testing.T) {
	if os.Getenv("CX_SYSTEMD") == "" {
		t.Skip("CX_SYSTEMD=1 runs it: it needs root, systemd and namespaces")
	}
	dir := t.TempDir()
	for _, d := range []string{dir, filepath.Dir(dir)} { // the unit's user looks for the program here
		if err := os.Chmod(d, 0o755); err != nil { //nolint:gosec // a directory
			t.Fatal(err)
		}
	}
	port := freePort(t)
	unit, err := os.ReadFile("cx.service")
	if err != nil {
		t.Fatal(err)
	}
	unit = []byte(strings.Replace(string(unit), " -db ", " -listen 127.0.0.1:"+port+" -db ", 1))
	binary, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "bin"), 0o755), //nolint:gosec // as above
		os.WriteFile(filepath.Join(dir, "bin", "cx-service"), binary, 0o755), //nolint:gosec // a program
		os.WriteFile(filepath.Join(dir, "cx.service"), unit, 0o600),
		os.WriteFile(filepath.Join(dir, "tokens"), []byte(line("admin", "a-1", "me")), 0o600)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "bash", "systemd.sh", dir)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // its systemd was killed
	})
	ask := asker(t, port)
	if status, text := ask("POST", "/v1/nps", oneRating); status != 200 || !strings.Contains(text, `"accepted":1`) {
		t.Errorf("%d %s", status, text)
	}
	pid, status := running(t, filepath.Join("bin", "cx-service"), "-listen 127.0.0.1:"+port)
	for _, want := range []string{"Uid:\t990\t990", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"} {
		if !strings.Contains(status, want) {
			t.Errorf("no %q in\n%s", want, status)
		}
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if status, text := ask("POST", "/v1/nps", oneRating); status != 200 || !strings.Contains(text, `"duplicates":1`) {
		t.Errorf("after it was killed: %d %s", status, text)
	}
	if again, _ := running(t, filepath.Join("bin", "cx-service"), "-listen 127.0.0.1:"+port); again == pid {
		t.Error("it was not killed")
	}
}

const oneRating = `{"id": "r-1", "at": "2026-03-01T10:00:00Z", "rating": 9}`

// asker returns a function that asks a service, as an administrator, as soon as it answers.
func asker(t *testing.T, port string) func(method, path, body string) (int, string) {
	t.Helper()
	return func(method, path, body string) (int, string) {
		for range 1500 {
			r, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:"+port+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = "cx.example.com"
			r.Header.Set("Authorization", "Bearer a-1")
			r.Header.Set("Content-Type", "application/json")
			a, err := http.DefaultClient.Do(r)
			if err == nil {
				text := make([]byte, 100)
				n, _ := a.Body.Read(text)
				_ = a.Body.Close()
				return a.StatusCode, string(text[:n])
			}
			time.Sleep(200 * time.Millisecond)
		}
		t.Fatalf("no answer to %s %s", method, path)
		return 0, ""
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

// running finds a process by its program and flags, and what the system says of it.
func running(t *testing.T, program, flags string) (pid int, status string) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		command, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		words := strings.ReplaceAll(string(command), "\x00", " ")
		first, _, _ := strings.Cut(words, " ")
		if !strings.HasSuffix(first, program) || !strings.Contains(words, flags) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(filepath.Dir(file), "status"))
		if _, err2 := fmt.Sscan(filepath.Base(filepath.Dir(file)), &pid); err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		return pid, string(text)
	}
	t.Fatalf("%s %s does not run", program, flags)
	return 0, ""
}
