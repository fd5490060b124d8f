package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// TestContainer builds the image and runs it: it answers as a user without rights, ends
// gracefully, and another container of the same volume knows what the first had kept.
func TestContainer(t *testing.T) {
	if os.Getenv("CX_CONTAINER") == "" {
		t.Skip("CX_CONTAINER=1 runs it: it needs root, podman, crun and minutes")
	}
	dir := t.TempDir()
	tokens := filepath.Join(dir, "tokens")
	if err := errors.Join(os.WriteFile(tokens, []byte(line("admin", "a-1", "me")), 0o600), os.Chown(tokens, 65532, 65532)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"accepted":1`, `"duplicates":1`} {
		port := freePort(t)
		address := "127.0.0.1:" + port
		cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "./container.sh", dir, "-hosts", "cx.example.com", "-listen", address)
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var err error
		end := sync.OnceFunc(func() { err = errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()) })
		t.Cleanup(end)
		ask := asker(t, port)
		if status, text := ask("POST", "/v1/nps", oneRating); status != 200 || !strings.Contains(text, want) {
			t.Errorf("%d %s, want %s", status, text, want)
		}
		if status, text := ask("GET", "/", ""); status != 200 || !strings.Contains(text, "<!DOCTYPE html>") {
			t.Errorf("%d %s", status, text)
		}
		_, status := running(t, "/cx-service", "-listen "+address)
		for _, want := range []string{"Uid:\t65532\t65532", "Gid:\t65532\t65532", "CapEff:\t0000000000000000", "Seccomp:\t2"} {
			if !strings.Contains(status, want) {
				t.Errorf("no %q in\n%s", want, status)
			}
		}
		if end(); err != nil {
			t.Errorf("it did not end gracefully: %v", err)
		}
	}
}
