// Package examples tests the small programs below it.
package examples

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cxmetrics/cx/examples/internal/outputs"

	// The programs are built by another go command. Without these imports the result
	// of this test would stay cached when the library has changed.
	_ "github.com/cxmetrics/cx/ces"
	_ "github.com/cxmetrics/cx/churn"
	_ "github.com/cxmetrics/cx/csat"
	_ "github.com/cxmetrics/cx/estimate"
	_ "github.com/cxmetrics/cx/journey"
	_ "github.com/cxmetrics/cx/nps"
	_ "github.com/cxmetrics/cx/period"
	_ "github.com/cxmetrics/cx/tickets"
	_ "github.com/cxmetrics/cx/value"
)

// TestOutputs runs every program of this module but report, which is not small and
// has tests of its own.
func TestOutputs(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, entry := range entries {
		dir := entry.Name()
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if nested := err == nil; nested || !entry.IsDir() || dir == "internal" || dir == "report" {
			continue
		}
		n++
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			outputs.Test(t, dir)
		})
	}
	if n == 0 {
		t.Error("found no program")
	}
}
