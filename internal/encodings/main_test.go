package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The generated files are current, and there is one wherever a method describes a type.
func TestCurrent(t *testing.T) {
	paths, err := filepath.Glob("../../*/*encode.go")
	paths = append(paths, "../../encode.go")
	if err != nil || len(paths) < 8 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		dir := filepath.Dir(path)
		want, err := Generate(dir)
		if err != nil {
			t.Fatal(err)
		}
		if have, err := os.ReadFile(filepath.Join(dir, File)); err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is not what go generate writes, %v", filepath.Join(dir, File), err)
		}
	}
}
