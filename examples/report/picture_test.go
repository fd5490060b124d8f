package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/cxmetrics/cx/examples/internal/draw"
)

// TestPicture: the picture in docs/ is the page of the sample, as it is now.
func TestPicture(t *testing.T) {
	page, stderr, code := execute("", "-format", "html")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	picture, err := draw.Picture([]byte(page), pageStyle+draw.Style, 1060, 970, 1)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "..", "docs", "report.svg")
	if *update {
		if err := os.WriteFile(name, picture, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if shown, err := os.ReadFile(name); err != nil || !bytes.Equal(shown, picture) {
		t.Errorf("%s is not the page (%v): if that should be so, run go test ./examples/report -run TestPicture -update", name, err)
	}
}
