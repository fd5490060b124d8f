package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestUnit: systemd takes the unit, and the service its flags.
func TestUnit(t *testing.T) {
	text, err := os.ReadFile("cx.service")
	if err != nil {
		t.Fatal(err)
	}
	_, command, _ := strings.Cut(string(text), "ExecStart=/usr/local/bin/cx-service ")
	command, _, _ = strings.Cut(command, "\n")
	o, err := readFlags(strings.Fields(command), io.Discard)
	if err != nil || o.file == "" || o.tokens == "" || len(o.hosts) == 0 || len(o.proxies.trusted) == 0 {
		t.Errorf("%s: %+v, %v", command, o, err)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here")
	}
	file := filepath.Join(t.TempDir(), "cx.service")
	unit := strings.ReplaceAll(string(text), "/usr/local/bin/cx-service", program)
	unit = strings.Replace(unit, "User=cx", "User=root", 1) // who is here
	if err := os.WriteFile(file, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), analyze, "verify", file).CombinedOutput(); err != nil || strings.Contains(string(out), "cx.service:") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestContainer runs the command that the container file builds with, and the program as
// it starts it there, but on the loopback. It compiles everything anew, which takes minutes.
func TestContainer(t *testing.T) {
	if os.Getenv("CX_CONTAINER") == "" {
		t.Skip("CX_CONTAINER=1 runs it: it takes minutes")
	}
	text, err := os.ReadFile("Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	_, build, _ := strings.Cut(string(text), "RUN CGO_ENABLED=0 go build -C examples/service ")
	build, _, _ = strings.Cut(build, "\n")
	dir := t.TempDir()
	binary := filepath.Join(dir, "cx-service")
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"build"}, strings.Fields(strings.Replace(build, "/cx-service", binary, 1))...)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	_, entry, _ := strings.Cut(string(text), "ENTRYPOINT ")
	var args []string
	if err := json.Unmarshal([]byte(entry), &args); err != nil {
		t.Fatal(err)
	}
	o, err := readFlags(args[1:], io.Discard)
	if err != nil || o.listen != "0.0.0.0:8080" || o.tokens == "" {
		t.Errorf("%+v, %v", o, err)
	}
	tokens := filepath.Join(dir, "tokens")
	if err := os.WriteFile(tokens, []byte(line("read", "r-1", "board")), 0o600); err != nil {
		t.Fatal(err)
	}
	old := program
	program = binary
	defer func() { program = old }()
	p := start(t, "-listen", "127.0.0.1:0", "-db", filepath.Join(dir, "cx.sqlite"), "-tokens", tokens, "-log", "json", "-zone", "Asia/Tokyo")
	if a := p.ask("GET", "/", "", "Authorization: Bearer r-1"); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
}
