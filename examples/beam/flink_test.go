package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A million rows on Flink, beside the plain loop. CX_FLINK=1 turns it on: it needs Java
// and Maven, and fetches 152 MB once.
func TestFlinkEqualsPlainLoop(t *testing.T) {
	if os.Getenv("CX_FLINK") == "" {
		t.Skip("CX_FLINK is not set")
	}
	dir := t.TempDir()
	c := defaults(filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv"))
	c.Local, c.Output = true, filepath.Join(dir, "loop")
	for _, file := range c.Input {
		if err := writeSample(file, 500_000); err != nil {
			t.Fatal(err)
		}
	}
	if err := count(c); err != nil {
		t.Fatal(err)
	}
	program, output := filepath.Join(dir, "beam"), filepath.Join(dir, "flink")
	for _, args := range [][]string{
		{"go", "build", "-o", program, "."},
		{
			"flink/run.sh", program, "-runner", "flink", "-endpoint", "localhost:18099", "-environment_type", "LOOPBACK",
			"-parallelism", "2", "-input", c.Input[0] + "," + c.Input[1], "-output", output,
		},
	} {
		if out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args[0], err, out)
		}
	}
	want, err := os.ReadFile(c.Output)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("Flink and the plain loop differ:\n%s\n%s", head(string(got)), head(string(want)))
	}
}
