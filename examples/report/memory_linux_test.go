package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// peakMemory returns how many bytes the program had at most, as a process of its own, when
// it had read what write writes from a pipe.
func peakMemory(t *testing.T, program string, processors int, write func(io.Writer), args ...string) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", processors))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(in, 1<<20)
	write(w)
	err = w.Flush()
	status, errStatus := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err := errors.Join(err, errStatus, in.Close(), cmd.Wait()); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			var n int
			if _, err := fmt.Sscan(kb, &n); err != nil {
				t.Fatal(err)
			}
			return n << 10
		}
	}
	t.Skip("the system does not tell how much memory a process had at most")
	return 0
}

// manySurveys writes so many bytes of answers of a year.
func manySurveys(bytes int) func(io.Writer) {
	var rows strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&rows, "2024-%02d-%02dT%02d:%02d:17Z,%s,%s,%d,%d,%d\n", 1+i%12, 1+i%28, i%24, i%60,
			[]string{"email", "chat", "phone"}[i%3], []string{"Basic", "Team", "Business", "Free"}[i%4], i%11, 1+i%5, 1+i/5%5)
	}
	return func(w io.Writer) {
		_, _ = io.WriteString(w, "answered_at,channel,plan,nps,csat,ces\n")
		for n := 0; n < bytes; n += rows.Len() {
			_, _ = io.WriteString(w, rows.String())
		}
	}
}

// However long the file, the program takes no more than 20 MB for ratings without IDs, also
// of a pipe.
func TestPeakMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 400 MB")
	}
	program := filepath.Join(t.TempDir(), "report")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Skipf("go build: %v: %s", err, out)
	}
	for _, processors := range []int{1, 2} {
		peak := peakMemory(t, program, processors, manySurveys(200e6), "-surveys", "-")
		t.Logf("%d processors: %d bytes at most", processors, peak)
		if peak > 20e6 {
			t.Errorf("%d processors: %d bytes at most", processors, peak)
		}
	}
}
