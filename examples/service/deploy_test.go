package main

import (
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
