// Package outputs tests the small programs among the examples: that they are short,
// and print what their comments say they print.
package outputs

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// limit is how many lines a program must stay below to be read at a glance.
const limit = 90

// Test runs the program main.go of a directory and checks it.
func Test(t *testing.T, dir string) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(dir, "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", ".")
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		t.Fatalf("%v: %v\n%s", cmd, err, &stderr)
	}
	if err := check(source, stdout.String()); err != nil {
		t.Error(err)
	}
}

// check returns an error unless the program is short enough and has a comment that
// begins with "Output:" and goes on with its output, as an Example has.
func check(source []byte, output string) error {
	if n := bytes.Count(source, []byte("\n")); n >= limit {
		return fmt.Errorf("%d lines; a small program has fewer than %d", n, limit)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, group := range file.Comments {
		if want, ok := strings.CutPrefix(group.Text(), "Output:"); ok {
			if got, want := trim(output), trim(want); got != want {
				return fmt.Errorf("printed\n%s\nbut its comment has\n%s", got, want)
			}
			return nil
		}
	}
	return errors.New("no comment begins with Output")
}

// trim removes what a comment cannot show: space at the ends of lines and of the text.
func trim(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		b.WriteString(strings.TrimRight(line, " \t\n") + "\n")
	}
	return b.String()
}
