package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// axeScript returns axe-core, which the program npm fetches, or the file that CX_AXE names.
// It skips the test where there is neither; with CX_AXE there has to be.
func axeScript(t *testing.T) string {
	t.Helper()
	if file := os.Getenv("CX_AXE"); file != "" && file != "npm" {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if os.Getenv("CX_AXE") == "" {
		t.Skip("CX_AXE=npm fetches axe-core, the checker of accessibility, and runs it")
	}
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "pack", "axe-core@4", "--silent")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm: %v\n%s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "axe-core-*.tgz"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	f, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // read only
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if err != nil {
			t.Fatal(err)
		}
		if h.Name == "package/axe.min.js" {
			text, err := io.ReadAll(io.LimitReader(files, 10<<20))
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
	}
}

// TestAxe: axe-core finds nothing on the pages, in light and dark, on a desk and a phone.
func TestAxe(t *testing.T) {
	script := axeScript(t)
	p, b := newPage(t)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{390, 1280} {
			for _, path := range []string{"/", "/?segment=phone&unit=week&periods=26", "/problems", "/?unit=fortnight"} {
				b.Screen(width, 800, scheme)
				b.Load(p.url + path)
				var ready bool
				b.Eval(`document.querySelectorAll('details').forEach(d => d.open = true) || true`, &ready)
				b.Eval(script+"\n; true", &ready)
				var found struct {
					Bad    []string
					Passes int
				}
				b.Eval(`axe.run().then(r => ({Bad: r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 150) + ' ' + n.failureSummary)), Passes: r.passes.length}))`, &found)
				if len(found.Bad) > 0 || found.Passes < 10 {
					t.Errorf("%s at %d px, %s: %d rules passed; %q", path, width, scheme, found.Passes, found.Bad)
				}
			}
		}
	}
}
