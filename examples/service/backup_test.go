package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOthersRead: sqlite3 reads the file and copies it while the service writes to it, the
// copy is whole, and a second service is refused.
func TestOthersRead(t *testing.T) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("no sqlite3 here")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "cx.sqlite")
	p := start(t, "-db", file)
	stop, ended := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for {
			select {
			case <-stop:
				ended <- n
				return
			default:
			}
			if a, err := p.do("POST", "/v1/nps", "application/json", strings.NewReader(goodRating())); err != nil || a.status != 200 {
				t.Errorf("beside sqlite3: %d %s %v", a.status, a.body, err)
			}
			n++
		}
	}()
	time.Sleep(200 * time.Millisecond)
	sqlite := func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), shell, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("sqlite3 %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	for i := range 5 {
		if n := sqlite(file, "SELECT count(*) FROM events WHERE kind = 'nps'"); n == "0" {
			t.Error("sqlite3 sees nothing")
		}
		sqlite(file, fmt.Sprintf(".backup %s/copy-%d.sqlite", dir, i))
	}
	close(stop)
	n := <-ended
	out, err := exec.CommandContext(t.Context(), program, "-db", file, "-listen", "127.0.0.1:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), file+" is held by process "+fmt.Sprint(p.cmd.Process.Pid)) {
		t.Errorf("a second service: %v\n%s", err, out)
	}
	copied := start(t, "-db", filepath.Join(dir, "copy-4.sqlite"))
	if got := copied.results("").Total.NPS.Answers; got == 0 || got > uint64(n) {
		t.Errorf("the copy has %d answers of %d", got, n)
	}
	if got := sqlite(filepath.Join(dir, "copy-0.sqlite"), "PRAGMA integrity_check"); got != "ok" {
		t.Error(got)
	}
}
