// Command gate runs everything that must hold before a change is merged. See CONTRIBUTING.md;
// .ci/run starts it.
//
//	bash .ci/run              all steps
//	bash .ci/run lint fuzz    only these
//
// It needs Go, git and, for the race detector, a C compiler; the rest it builds from
// tools/go.mod, or installs from the system's packages. A step that fails does not stop
// the ones after it, and a step that found nothing to do has failed. Nothing is written to the
// working tree.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	newest   = "go1.27.3" // the newest Go the tests must pass under, besides the installed one
	fuzzTime = "10s"
	mutants  = "8" // how many of them are tried
)

type step struct {
	name string
	run  func(*gate) error
	what string
}

var steps = []step{
	{"test", (*gate).test, "the README's test command"},
	{"house", (*gate).house, "import rules, api.txt, documentation"},
	{"build", (*gate).build, "build and vet of every module"},
	{"generate", (*gate).generate, "generated files are current"},
	{"nested", (*gate).nested, "tests of every nested module, and of pages in a browser"},
	{"examples", (*gate).examples, "every command of the README's list of examples"},
	{"postgres", (*gate).postgres, "examples/sql on a real PostgreSQL"},
	{"gofmt", (*gate).gofmt, "every file is formatted"},
	{"lint", (*gate).lint, "golangci-lint over every module"},
	{"race", (*gate).race, "the tests under the race detector"},
	{"fuzz", (*gate).fuzz, "a short run of every fuzz target"},
	{"bench", (*gate).bench, "every benchmark once"},
	{"mutants", (*gate).mutants, "a sample of the mutants that tests have to notice"},
	{"machines", (*gate).machines, "encodings and formulas on other processors"},
	{"tidy", (*gate).tidy, "go mod tidy leaves no difference"},
	{"apidiff", (*gate).apidiff, "the API beside the last release"},
	{"clone", (*gate).clone, "the README's commands in a fresh clone"},
	{"newest", (*gate).newest, "vet and tests under the newest Go"},
	{"clean", (*gate).clean, "the steps before left the working tree as it was"},
}

func main() {
	chosen, err := choose(os.Args[1:])
	if err == nil {
		err = runAll(chosen)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gate:", err)
		os.Exit(1)
	}
}

// choose returns the steps of these names, all where there are none.
func choose(names []string) ([]step, error) {
	if len(names) == 0 {
		return steps, nil
	}
	var chosen []step
	for _, name := range names {
		i := slices.IndexFunc(steps, func(s step) bool { return s.name == name })
		if i < 0 {
			known := make([]string, len(steps))
			for i, s := range steps {
				known[i] = s.name
			}
			return nil, fmt.Errorf("no step %q; the steps are: %s", name, strings.Join(known, " "))
		}
		chosen = append(chosen, steps[i])
	}
	return chosen, nil
}

// gate is what the steps share.
type gate struct {
	root, tmp string
	env       []string  // of every command
	before    string    // git status at the start
	out       io.Writer // what a step says
}

func runAll(chosen []step) error {
	top, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return fmt.Errorf("not in a clone: %w", err)
	}
	tmp, err := os.MkdirTemp("", "gate")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	g := &gate{root: strings.TrimSpace(string(top)), tmp: tmp, env: append(os.Environ(), "GOWORK=off"), out: os.Stdout}
	if g.before, err = g.output(g.root, nil, "git", "status", "--porcelain"); err != nil {
		return err
	}
	head, err := g.output(g.root, nil, "git", "rev-parse", "HEAD")
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s, %d uncommitted\n", runtime.Version(), strings.TrimSpace(head), strings.Count(g.before, "\n"))

	start := time.Now()
	var summary, tails strings.Builder
	failed := 0
	for _, s := range chosen {
		fmt.Printf("\n=== %s: %s\n", s.name, s.what)
		var log bytes.Buffer
		g.out = io.MultiWriter(os.Stdout, &log)
		began := time.Now()
		err := s.run(g)
		result := "ok"
		if err != nil {
			result = "FAILED"
			failed++
			fmt.Fprintln(g.out, err)
			fmt.Fprintf(&tails, "\n=== %s: its last lines\n%s", s.name, lastLines(log.String(), 40))
		}
		line := fmt.Sprintf("%-8s %-6s %4.0f s", s.name, result, time.Since(began).Seconds())
		fmt.Println("===", line)
		fmt.Fprintln(&summary, line)
	}
	fmt.Printf("%s\n=== summary, %.0f s\n%s%d passed, %d failed\n", &tails, time.Since(start).Seconds(), &summary, len(chosen)-failed, failed)
	if failed > 0 {
		return errors.New("not every step passed")
	}
	return nil
}

// command is a command in a directory, with more variables, which may be nil.
func (g *gate) command(dir string, env []string, name string, arguments ...string) *exec.Cmd {
	cmd := exec.Command(name, arguments...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(g.env, env)
	in, err := filepath.Rel(g.root, dir)
	if err != nil || strings.HasPrefix(in, "..") {
		in = dir
	}
	if in != "." {
		fmt.Fprintf(g.out, "$ (cd %s) %s %s\n", in, name, strings.Join(arguments, " "))
	} else {
		fmt.Fprintf(g.out, "$ %s %s\n", name, strings.Join(arguments, " "))
	}
	return cmd
}

// run shows a command and what it prints.
func (g *gate) run(dir string, env []string, name string, arguments ...string) error {
	cmd := g.command(dir, env, name, arguments...)
	cmd.Stdout, cmd.Stderr = g.out, g.out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(arguments, " "), err)
	}
	return nil
}

// output runs a command and returns what it prints to its output.
func (g *gate) output(dir string, env []string, name string, arguments ...string) (string, error) {
	cmd := exec.Command(name, arguments...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(g.env, env)
	cmd.Stderr = g.out
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s %s: %w", name, strings.Join(arguments, " "), err)
	}
	return string(out), err
}

// tool builds a program pinned in tools/go.mod and returns its path.
func (g *gate) tool(pkg string) (string, error) {
	bin := filepath.Join(g.tmp, "bin", filepath.Base(pkg))
	if _, err := os.Stat(bin); err == nil {
		return bin, nil
	}
	return bin, g.run(filepath.Join(g.root, "tools"), nil, "go", "build", "-o", bin, pkg)
}

// need installs a package of the system where a program is missing.
func (g *gate) need(program, pkg string) error {
	if _, err := exec.LookPath(program); err == nil {
		return nil
	}
	install := func() error {
		_, err := g.output(g.root, []string{"DEBIAN_FRONTEND=noninteractive"}, "apt-get", "install", "-y", "--no-install-recommends", pkg)
		return err
	}
	fmt.Fprintln(g.out, "installing", pkg)
	if install() != nil {
		if _, err := g.output(g.root, nil, "apt-get", "update"); err != nil {
			return err
		}
		if err := install(); err != nil {
			return err
		}
	}
	_, err := exec.LookPath(program)
	return err
}

// some says how many there are; a step that found none has failed.
func (g *gate) some(n int, what string) error {
	fmt.Fprintln(g.out, n, what)
	if n == 0 {
		return fmt.Errorf("found no %s", what)
	}
	return nil
}

func lastLines(text string, n int) string {
	lines := strings.SplitAfter(text, "\n")
	return strings.Join(lines[max(0, len(lines)-n-1):], "")
}
