package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	if all, err := choose(nil); err != nil || len(all) != len(steps) {
		t.Errorf("%d steps, %v", len(all), err)
	}
	two, err := choose([]string{"lint", "fuzz"})
	if err != nil || len(two) != 2 || two[0].name != "lint" || two[1].name != "fuzz" {
		t.Errorf("%v, %v", two, err)
	}
	if _, err := choose([]string{"lint", "fuz"}); err == nil || !strings.Contains(err.Error(), `no step "fuz"; the steps are: test house`) {
		t.Error(err)
	}
}

func TestModules(t *testing.T) {
	got := modules([]string{
		"go.mod", "a.go", "sub/b.go", "tools/go.mod", "tools/README.md", "examples/x/go.mod", "examples/x/main.go", "examples/x/inner/go.mod", "examples/y/main.go", "testdata/go.mod", "tools/testdata/c.go",
	})
	want := []module{{".", true}, {"examples/x", true}, {"examples/x/inner", false}, {"tools", false}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestListed(t *testing.T) {
	const out = "TestA\nFuzzB\nsome print of a test binary\nok  \texample.com/a\t0.01s\n?   \texample.com/b\t[no test files]\nTestC\nFAIL\texample.com/c [build failed]\nBenchmarkD\nok  \texample.com/d\t(cached)\n"
	want := []target{{"example.com/a", "TestA"}, {"example.com/a", "FuzzB"}, {"example.com/d", "BenchmarkD"}}
	if got := listed(out); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestCommands(t *testing.T) {
	const readme = "# x\n\n    go test ./...\n\ngo run ./examples/b   # says b\ngo -C examples/a run .\ngo run ./examples/b\ntext go run ./examples/c\n"
	if got := commands(readme); !slices.Equal(got, []string{"go -C examples/a run .", "go run ./examples/b"}) {
		t.Errorf("%q", got)
	}
	if !hasLine(readme, "go test ./...") || hasLine(readme, "go test") || hasLine(readme, "go run ./examples/c") {
		t.Error("hasLine")
	}
}

func TestResultsOf(t *testing.T) {
	const out = `{"ImportPath":"e/c","Action":"build-output","Output":"c.go:1: wrong\n"}
{"Action":"start","Package":"e/a"}
{"Action":"output","Package":"e/a","Test":"TestGood","Output":"    a_test.go:3: noise\n"}
{"Action":"pass","Package":"e/a","Test":"TestGood"}
{"Action":"output","Package":"e/a","Test":"TestSkipped","Output":"=== RUN   TestSkipped\n"}
{"Action":"output","Package":"e/a","Test":"TestSkipped","Output":"    a_test.go:7: CX_FLINK is not set\n"}
{"Action":"output","Package":"e/a","Test":"TestSkipped","Output":"--- SKIP: TestSkipped (0.00s)\n"}
{"Action":"skip","Package":"e/a","Test":"TestSkipped"}
{"Action":"output","Package":"e/a","Test":"TestLazy","Output":"--- SKIP: TestLazy (0.00s)\n"}
{"Action":"skip","Package":"e/a","Test":"TestLazy"}
{"Action":"output","Package":"e/a","Test":"TestBad","Output":"    a_test.go:9: got 1\n"}
{"Action":"fail","Package":"e/a","Test":"TestBad"}
{"Action":"output","Package":"e/a","Output":"FAIL\te/a\t0.1s\n"}
{"Action":"fail","Package":"e/a"}
{"Action":"output","Package":"e/b","Output":"ok  \te/b\t0.1s\n"}
{"Action":"pass","Package":"e/b"}
{"Action":"skip","Package":"e/none"}
go: some words
`
	r := resultsOf([]byte(out))
	if r.passed != 1 || r.failed != 2 || r.packages != 1 || len(r.skipped) != 2 {
		t.Errorf("%+v", r)
	}
	for _, want := range []string{"c.go:1: wrong", "got 1", "FAIL\te/a", "ok  \te/b", "go: some words"} {
		if !strings.Contains(r.text.String(), want) {
			t.Errorf("%q is not in\n%s", want, r.text.String())
		}
	}
	if strings.Contains(r.text.String(), "noise") {
		t.Error("what a passing test prints is in the text")
	}
	if got := r.undue(); !slices.Equal(got, []string{"e/a TestLazy: no reason"}) {
		t.Errorf("undue %q", got)
	}
	if got := r.undue("no reason"); len(got) != 0 {
		t.Errorf("undue %q", got)
	}
}

func TestFuzzed(t *testing.T) {
	for _, tt := range []struct {
		out         string
		failed      bool
		fine, again bool
	}{
		{"fuzz: elapsed: 10s, execs: 1234 (120/sec)\nPASS\n", false, true, false},
		{"fuzz: elapsed: 10s, execs: 0 (0/sec)\nPASS\n", false, false, false},
		{"testing: warning: no fuzz tests to fuzz\n", false, false, false},
		{"--- FAIL: FuzzX\n    context deadline exceeded\nFAIL\n", true, false, true},
		{"--- FAIL: FuzzX\n    context deadline exceeded\n    Failing input written to testdata/fuzz/FuzzX/12\n", true, false, false},
		{"--- FAIL: FuzzX\n    x_test.go:1: wrong\n", true, false, false},
	} {
		if fine, again := fuzzed(tt.out, tt.failed); fine != tt.fine || again != tt.again {
			t.Errorf("%q: %v, %v", tt.out, fine, again)
		}
	}
	if got := crashers("x\n    Failing input written to testdata/fuzz/FuzzX/12\n"); !slices.Equal(got, []string{"testdata/fuzz/FuzzX/12"}) {
		t.Errorf("%q", got)
	}
}

func TestLines(t *testing.T) {
	if got := lastLines("a\nb\nc\n", 2); got != "b\nc\n" {
		t.Errorf("%q", got)
	}
	if got := strings.Join(firstLines("a\nb\nc\n", 2), ""); got != "a\nb\n" {
		t.Errorf("%q", got)
	}
	if got := count("BenchmarkA 1\nok\nBenchmarkB 1\n", "Benchmark"); got != 2 {
		t.Errorf("%d", got)
	}
}

// A step that finds nothing fails, and one that fails does not end the others.
func TestSome(t *testing.T) {
	var out bytes.Buffer
	g := &gate{out: &out}
	if err := g.some(2, "files"); err != nil || out.String() != "2 files\n" {
		t.Errorf("%v, %q", err, out.String())
	}
	if err := g.some(0, "files"); err == nil {
		t.Error("none is enough")
	}
}

func TestCopyTo(t *testing.T) {
	g := &gate{root: t.TempDir(), out: new(bytes.Buffer)}
	if err := os.MkdirAll(filepath.Join(g.root, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(g.root, "a", "b"), []byte("x"), 0o755); err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	if err := g.copyTo(to, []string{"a/b"}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(to, "a", "b"))
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("%v, %v", info, err)
	}
	if g.copyTo(to, []string{"a/c"}) == nil {
		t.Error("no error for a file that is not there")
	}
}
