package house

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"go/types"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestPages compiles and runs every program of README.md and docs/*.md, and the small
// programs of examples, and compares what each prints with its Output comment. In a page a
// program is a block of Go that begins with its package clause; other blocks are fragments.
// All are one binary, so that they are linked once.
func TestPages(t *testing.T) {
	t.Parallel()
	programs, small := pagePrograms(pages(t)), smallPrograms(t)
	if len(programs) < 10 || len(small) < 10 {
		t.Fatalf("found only %d programs in pages, %d in examples: is the reading broken?", len(programs), len(small))
	}
	programs = append(programs, small...)
	// Read, so that go test does not take a result for one of other code.
	readFiles(t, false, func(name string) bool { return path.Ext(name) == ".go" })
	out, err := runPrograms(t.TempDir(), programs)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range programs {
		if problem := p.problem(out[i]); problem != "" {
			t.Errorf("%s:%d: %s", p.page, p.line, problem)
		}
	}
}

// TestLinks checks that what the pages link to in the repository is there.
func TestLinks(t *testing.T) {
	for _, problem := range deadLinks(pages(t), func(name string) bool {
		_, err := os.Stat(filepath.Join(root, filepath.FromSlash(name)))
		return err == nil
	}) {
		t.Error(problem)
	}
}

// TestReportShown checks that what pages show of the report, in blocks of the language report, is
// printed by it: the sample's golden output has the lines. With -update it puts as many
// lines there, from the block's first line on.
func TestReportShown(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join(root, "examples", "report", "testdata", "sample.txt"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range pages(t) {
		text := string(f.text)
		for _, m := range shown.FindAllStringSubmatch(text, -1) {
			found++
			current := linesFrom(string(golden), m[1])
			switch {
			case current == m[1]:
			case *update && current != "":
				text = strings.Replace(text, m[1], current, 1)
			default:
				t.Errorf("%s shows this of the report:\n%sand it prints:\n%s", f.path, m[1], current)
			}
		}
		if text != string(f.text) {
			if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(f.path)), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if found == 0 {
		t.Error("no page shows the report")
	}
}

// linesFrom returns as many lines of all as part has, from the first line of part on.
func linesFrom(all, part string) string {
	lines := strings.SplitAfter(all, "\n")
	first, _, _ := strings.Cut(part, "\n")
	n := strings.Count(part, "\n")
	for i, line := range lines {
		if line == first+"\n" {
			return strings.Join(lines[i:min(i+n, len(lines))], "")
		}
	}
	return ""
}

// TestPageNames checks that what the pages name is exported. A name is found by its package.
func TestPageNames(t *testing.T) {
	for _, problem := range unknownNames(pages(t), packages(t)) {
		t.Error(problem)
	}
}

// packages returns the public packages by their names.
func packages(t *testing.T) map[string]*types.Package {
	t.Helper()
	pkgs := map[string]*types.Package{}
	for _, p := range load(t) {
		pkgs[p.types.Name()] = p.types
	}
	return pkgs
}

// TestPagesListed checks that docs/README.md lists every page of docs.
func TestPagesListed(t *testing.T) {
	all := pages(t)
	list, err := os.ReadFile(filepath.Join(root, "docs", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if name := path.Base(f.path); f.path != "README.md" && name != "README.md" && !bytes.Contains(list, []byte("]("+name+")")) {
			t.Errorf("docs/README.md does not list %s", name)
		}
	}
}

// pages returns README.md and docs/*.md.
func pages(t *testing.T) []file {
	t.Helper()
	return readFiles(t, false, func(name string) bool {
		return name == "README.md" || path.Dir(name) == "docs" && path.Ext(name) == ".md"
	})
}

// program is a whole program in a page, or one of the examples.
type program struct {
	page   string // or its main.go
	line   int    // of its package clause
	text   string
	beside []file // of an example, the other files of its directory
}

// longest is how many lines an example may have to be read at a glance.
const longest = 90

// smallPrograms returns the examples of this module but report, which is not small and has
// tests of its own. That they are short is checked here.
func smallPrograms(t *testing.T) (programs []program) {
	t.Helper()
	beside := map[string][]file{}
	for _, f := range readFiles(t, false, func(name string) bool {
		return strings.HasPrefix(name, "examples/") && strings.Count(name, "/") == 2 && path.Dir(name) != "examples/report" && !strings.HasSuffix(name, "_test.go")
	}) {
		if dir, name := path.Split(f.path); name == "main.go" {
			programs = append(programs, program{page: f.path, line: 1, text: string(f.text)})
			if n := bytes.Count(f.text, []byte("\n")); n >= longest {
				t.Errorf("%s has %d lines; a small program has fewer than %d", f.path, n, longest)
			}
		} else {
			beside[dir] = append(beside[dir], f)
		}
	}
	for i, p := range programs {
		dir, _ := path.Split(p.page)
		programs[i].beside = beside[dir]
	}
	return programs
}

// pagePrograms returns the programs of pages, in order.
func pagePrograms(pages []file) (programs []program) {
	for _, f := range pages {
		var now *program
		line := 0
		for text := range strings.Lines(string(f.text)) {
			line++
			switch fence := strings.TrimRight(text, "\n"); {
			case now == nil && fence == "```go":
				now = &program{page: f.path, line: line + 1}
			case now != nil && fence == "```":
				if strings.HasPrefix(now.text, "package ") {
					programs = append(programs, *now)
				}
				now = nil
			case now != nil:
				now.text += text
			}
		}
	}
	return programs
}

var (
	mainPackage = regexp.MustCompile(`(?m)^package main\n`)
	mainFunc    = regexp.MustCompile(`(?m)^func main\(\) `)
)

// runPrograms returns what each program prints. It makes a module of them in dir, in
// which each is a package with its main exported.
func runPrograms(dir string, programs []program) ([]string, error) {
	here, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	mod, err := os.ReadFile(filepath.Join(here, "go.mod"))
	if err != nil {
		return nil, err
	}
	sum, err := os.ReadFile(filepath.Join(here, "go.sum"))
	if err != nil {
		return nil, err
	}
	mod = bytes.Replace(mod, []byte("module "+module+"\n"), []byte("module pages\n"), 1)
	mod = fmt.Appendf(mod, "\nrequire %s v0.0.0\n\nreplace %s => %s\n", module, module, filepath.ToSlash(here))
	var imports, calls strings.Builder
	write := map[string][]byte{"go.mod": mod, "go.sum": sum}
	for i, p := range programs {
		if len(mainPackage.FindAllString(p.text, -1)) != 1 || len(mainFunc.FindAllString(p.text, -1)) != 1 {
			return nil, fmt.Errorf("%s:%d: not a program: package main and func main() must be there once", p.page, p.line)
		}
		clause := fmt.Sprintf("package p%d\n", i)
		text := mainPackage.ReplaceAllString(mainFunc.ReplaceAllString(p.text, "func Main() "), clause)
		write[fmt.Sprintf("p%d/p.go", i)] = fmt.Appendf(nil, "//line %s:%d\n%s", p.page, p.line, text)
		for _, f := range p.beside {
			write[fmt.Sprintf("p%d/%s", i, path.Base(f.path))] = mainPackage.ReplaceAll(f.text, []byte(clause))
		}
		fmt.Fprintf(&imports, "\t\"pages/p%d\"\n", i)
		fmt.Fprintf(&calls, "\tcase \"%d\":\n\t\tp%d.Main()\n", i, i)
	}
	write["main.go"] = fmt.Appendf(nil, "package main\n\nimport (\n\t\"os\"\n\n%s)\n\nfunc main() {\n\tswitch os.Args[1] {\n%s\t}\n}\n", &imports, &calls)
	for name, text := range write {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, text, 0o644)); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	run := func(name string, args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Dir = dir
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			return "", fmt.Errorf("%v: %w\n%s", cmd, err, &stderr)
		}
		return stdout.String(), nil
	}
	bin := filepath.Join(dir, "pages.exe")
	if _, err := run("go", "build", "-mod=mod", "-ldflags=-s -w", "-o", bin, "."); err != nil {
		return nil, err
	}
	out := make([]string, len(programs))
	for i, p := range programs {
		if out[i], err = run(bin, fmt.Sprint(i)); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", p.page, p.line, err)
		}
	}
	return out, nil
}

// problem returns what is wrong with a program that printed out: its form, or what its
// Output comment says.
func (p program) problem(out string) string {
	if formatted, err := format.Source([]byte(p.text)); err != nil || string(formatted) != p.text {
		return fmt.Sprintf("is not formatted as gofmt does: %v", err)
	}
	_, comment, ok := strings.Cut(p.text, "\n\t// Output:")
	comment, _, closed := strings.Cut(comment, "\n}")
	if !ok || !closed {
		return "has no Output comment at the end of main"
	}
	want := trimLines(strings.ReplaceAll(comment, "\n\t//", "\n"))
	if got := trimLines(out); got != want {
		return fmt.Sprintf("prints\n%s\nand its Output comment says\n%s", got, want)
	}
	return ""
}

// trimLines returns text without space around its lines, as go test compares an Output.
func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

var (
	blocks = regexp.MustCompile("(?s)```.*?\n```")
	shown  = regexp.MustCompile("(?s)\n```report\n(.*?)```\n")
	linked = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	member = regexp.MustCompile(`(?:^|[^.\w])([A-Z]\w*)\.([A-Z]\w*)`)
	named  = regexp.MustCompile(`\b([a-z]+)\.([A-Z]\w*(?:\.[A-Z]\w*)?)`)
)

// deadLinks returns the links of pages into the repository that lead nowhere.
func deadLinks(pages []file, exists func(string) bool) (problems []string) {
	for _, f := range pages {
		prose := inCode.ReplaceAllString(blocks.ReplaceAllString(string(f.text), ""), "")
		for _, m := range linked.FindAllStringSubmatch(prose, -1) {
			to, _, _ := strings.Cut(m[1], "#")
			if to != "" && !strings.Contains(to, "://") && !exists(path.Join(path.Dir(f.path), to)) {
				problems = append(problems, fmt.Sprintf("%s links to %s, which does not exist", f.path, m[1]))
			}
		}
	}
	return problems
}

// unknownNames returns what pages name in backticks and is not there: nps.Tally.Score, or
// Tally.Score where some package has a Tally.
func unknownNames(pages []file, pkgs map[string]*types.Package) (problems []string) {
	for _, f := range pages {
		for _, code := range inCode.FindAllStringSubmatch(blocks.ReplaceAllString(string(f.text), ""), -1) {
			for _, m := range named.FindAllStringSubmatch(code[1], -1) {
				if pkgs[m[1]] != nil && !exists(pkgs, m[1]+"."+m[2]) {
					problems = append(problems, fmt.Sprintf("%s names %s, which does not exist", f.path, m[0]))
				}
			}
			for _, m := range member.FindAllStringSubmatch(code[1], -1) {
				typ, some := false, false
				for name := range pkgs {
					typ = typ || exists(pkgs, name+"."+m[1])
					some = some || exists(pkgs, name+"."+m[1]+"."+m[2])
				}
				if typ && !some {
					problems = append(problems, fmt.Sprintf("%s names %s.%s, which no package has", f.path, m[1], m[2]))
				}
			}
		}
	}
	return problems
}

func TestPagesCanFail(t *testing.T) {
	t.Parallel()
	for _, tt := range [][3]string{
		{"a\nb\nc\nd\n", "b\nc\n", "b\nc\n"}, {"a\nb\nX\nd\n", "b\nc\n", "b\nX\n"}, {"a\n", "b\n", ""}, {"a\nb\n", "b\nc\n", "b\n"},
	} {
		if got := linesFrom(tt[0], tt[1]); got != tt[2] {
			t.Errorf("lines of %q from %q: %q, want %q", tt[0], tt[1], got, tt[2])
		}
	}
	const page = "# x\n\n```go\nx := 1\n```\n\n```go\npackage main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(1)\n\t// Output: 1\n}\n```\n"
	programs := pagePrograms([]file{{"docs/x.md", []byte(page)}})
	if len(programs) != 1 || programs[0].page != "docs/x.md" || programs[0].line != 8 {
		t.Fatalf("programs %v", programs)
	}
	p := programs[0]
	for _, tt := range []struct{ name, old, new, out, want string }{
		{"good", "", "", "1\n", ""},
		{"output in lines", "// Output: 1", "// Output:\n\t// 1\n\t// 2", "1 \n2\n", ""},
		{"other output", "", "", "2\n", "prints\n2\nand"},
		{"no output", "// Output: 1", "// 1", "1\n", "has no Output comment"},
		{"not formatted", "\tfmt", "  fmt", "1\n", "not formatted"},
	} {
		p := program{text: strings.Replace(p.text, tt.old, tt.new, 1)}
		if got := p.problem(tt.out); (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	out, err := runPrograms(t.TempDir(), programs)
	if err != nil || len(out) != 1 || out[0] != "1\n" {
		t.Errorf("run: %q, %v", out, err)
	}
	broken := program{page: "docs/x.md", line: 8, text: strings.Replace(p.text, "Println(1)", "Println(x)", 1)}
	if _, err := runPrograms(t.TempDir(), []program{broken}); err == nil || !strings.Contains(err.Error(), "docs/x.md:13:") {
		t.Errorf("a program that does not compile: %v", err)
	}
	names := unknownNames([]file{{"docs/x.md", []byte("`nps.Tally.Score` `now.Compare(nps.Tally{}, 0.95)` `nps.Tally.Skore` nps.X `x.Y`\n```\n`nps.Z`\n```\n`nps.Nothing{}` `Tally.Score` `Tally.Skore` `Nothing.Of`")}}, packages(t))
	if len(names) != 3 || !strings.Contains(names[2], "Tally.Skore") || !strings.Contains(names[0], "nps.Tally.Skore") || !strings.Contains(names[1], "nps.Nothing") {
		t.Errorf("unknown names %q", names)
	}
	links := "```go\n\tx[i](1)\n```\n`y[i](2)` [a](b.md) [c](../README.md#x) [d](#here) [e](https://example.com/) ![f](no.svg)"
	got := deadLinks([]file{{"docs/x.md", []byte(links)}}, func(name string) bool { return name == "docs/b.md" || name == "README.md" })
	if len(got) != 1 || !strings.Contains(got[0], "no.svg") {
		t.Errorf("dead links %q", got)
	}
}
