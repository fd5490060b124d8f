package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strconv"
	"strings"
	"testing"
)

type kind int

const (
	kindMetric kind = iota // the default, so that a new package starts under the strictest rule
	kindRoot
	kindEstimate
	kindSignal // reads the metrics: it stands above them, and nothing but examples above it
	kindPeriod // the last of the public ones
	kindSentinel
	kindInternal
	kindExample
)

// kindOf says what kind of package of this module importPath is.
func kindOf(importPath string) (k kind, ours bool) {
	if importPath != module && !strings.HasPrefix(importPath, module+"/") {
		return 0, false
	}
	switch first, _, _ := strings.Cut(dirOf(importPath), "/"); {
	case first == ".":
		return kindRoot, true
	case first == "estimate":
		return kindEstimate, true
	case first == "period":
		return kindPeriod, true
	case first == "signal":
		return kindSignal, true
	case dirOf(importPath) == "internal/encodings":
		return kindExample, true // a program, which writes our code
	case dirOf(importPath) == "internal/sentinel":
		return kindSentinel, true
	case first == "internal":
		return kindInternal, true
	case first == "examples" || first == "conformance":
		return kindExample, true
	}
	return kindMetric, true
}

const (
	decimalPath = "github.com/shopspring/decimal"
	mathext     = "gonum.org/v1/gonum/mathext"
	cmpPath     = "github.com/google/go-cmp/cmp"
	rapid       = "pgregory.net/rapid"
	forTests    = "internal/wiretest" // what only tests import
)

// mayImport says whether a package of kind from, in directory dir, may import
// the package to.
func mayImport(from kind, dir string, test bool, to string) bool {
	k, ours := kindOf(to)
	if ours && k == kindExample {
		own := strings.Join(strings.SplitN(dir, "/", 3)[:min(2, strings.Count(dir, "/")+1)], "/")
		return from == kindExample && (within(dirOf(to), own) || within(dirOf(to), "examples/internal"))
	}
	if ours && dirOf(to) == forTests {
		return test
	}
	if isStd := !strings.Contains(strings.Split(to, "/")[0], "."); isStd {
		return true
	}
	if !ours && within(to, "gonum.org/v1/gonum") {
		return from == kindEstimate && (test || within(to, mathext))
	}
	if test && (ours || to == decimalPath || within(to, cmpPath) || within(to, rapid)) {
		return true
	}
	switch from {
	case kindMetric:
		own, _, _ := strings.Cut(dir, "/")
		return to == decimalPath || ours && (k == kindRoot || k == kindEstimate || k == kindPeriod || k == kindInternal || k == kindSentinel || within(dirOf(to), own))
	case kindEstimate, kindInternal:
		return to == decimalPath || ours && (k == kindRoot || k == kindEstimate || k == kindInternal || k == kindSentinel)
	case kindPeriod:
		return ours && (k == kindRoot || k == kindInternal || k == kindSentinel || k == kindPeriod)
	case kindRoot:
		return ours && (k == kindInternal || k == kindSentinel)
	case kindExample:
		return to == decimalPath || ours
	case kindSignal:
		return to == decimalPath || ours && k != kindExample
	}
	return false // the sentinels import nothing of ours
}

func within(path, dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }

// What a library package never does: read a clock, a file, the environment or
// chance, and what makes a result depend on the machine.
var (
	bannedPackages = []string{
		"C", "crypto/rand", "expvar", "flag", "io/ioutil", "log", "math/rand", "net", "os", "plugin", "runtime", "syscall", "testing", "unsafe",
	}
	bannedNames = map[string]string{
		"time": " After AfterFunc Local LoadLocation NewTicker NewTimer Now Since Sleep Tick Until ",
		"fmt":  " Print Printf Println Scan Scanf Scanln ",
		// A value says how it is logged. Whether and where is not its business.
		"log/slog": " Debug DebugContext Default Error ErrorContext Info InfoContext Log LogAttrs New SetDefault Warn WarnContext With ",
	}
)

// unsafeFile is the one file that may import unsafe; it says why it has to.
const unsafeFile = "internal/likert/unsafe.go"

// violations returns what in a Go file breaks the rules of the house.
func violations(f file) []string {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, f.path, f.text, parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	report := func(n ast.Node, format string, args ...any) {
		found = append(found, fmt.Sprintf("%s: %s", fset.Position(n.Pos()), fmt.Sprintf(format, args...)))
	}

	dir := path.Dir(f.path)
	from, _ := kindOf(path.Join(module, dir))
	test := strings.HasSuffix(f.path, "_test.go")
	if dir == forTests {
		test = true // the tests that several packages share
	}
	library := !test && from != kindExample

	imported := map[string]string{} // name in this file -> path
	for _, spec := range parsed.Imports {
		to, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			report(spec, "%v", err)
			continue
		}
		if !mayImport(from, dir, test, to) {
			report(spec, "%s may not import %s", dir, to)
		}
		name := path.Base(to)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imported[name] = to
		if !library {
			continue
		}
		if name == "." {
			report(spec, "dot import of %s", to)
		}
		for _, banned := range bannedPackages {
			if within(to, banned) && to != "log/slog" && (to != "unsafe" || f.path != unsafeFile) {
				report(spec, "a library package may not import %s", to)
			}
		}
	}
	if !library {
		return found
	}

	for _, decl := range parsed.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil && decl.Name.Name == "init" {
				report(decl, "init function")
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				vars, ok := spec.(*ast.ValueSpec)
				if !ok || decl.Tok != token.VAR {
					continue
				}
				for _, name := range vars.Names {
					if name.IsExported() && !strings.HasPrefix(name.Name, "Err") && from != kindSentinel {
						report(name, "exported variable %s", name.Name)
					}
				}
			}
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			report(n, "starts a goroutine")
		case *ast.SelectorExpr:
			// A schedule's configuration names its zone, which only the zone database knows.
			if from == kindPeriod && n.Sel.Name == "LoadLocation" {
				return true
			}
			if x, ok := n.X.(*ast.Ident); ok && strings.Contains(bannedNames[imported[x.Name]], " "+n.Sel.Name+" ") {
				report(n, "uses %s.%s", imported[x.Name], n.Sel.Name)
			}
		}
		return true
	})
	return found
}

func TestRules(t *testing.T) {
	files := readFiles(t, false, func(p string) bool {
		return strings.HasSuffix(p, ".go") && !strings.Contains("/"+p, "/testdata/")
	})
	seen := map[kind]int{}
	for _, f := range files {
		k, _ := kindOf(path.Join(module, path.Dir(f.path)))
		seen[k]++
		for _, v := range violations(f) {
			t.Error(v)
		}
	}
	for _, k := range []kind{kindMetric, kindRoot, kindEstimate, kindPeriod, kindSentinel, kindInternal} {
		if seen[k] == 0 {
			t.Errorf("found no file of kind %d: is the walk broken?", k)
		}
	}
}

// Each rule, broken on purpose: violations must say what want says. An empty
// want is a source that must pass.
func TestRulesCanFail(t *testing.T) {
	const cx = module + "/"
	imports := func(path string) string { return "package p\nimport _ " + strconv.Quote(path) + "\n" }
	for _, tt := range []struct {
		name, path, src, want string
	}{
		{"metric may import std", "nps/a.go", imports("math/big"), ""},
		{"metric may import decimal", "nps/a.go", imports(decimalPath), ""},
		{"metric may import estimate", "nps/a.go", imports(cx + "estimate"), ""},
		{"metric may import internal", "nps/a.go", imports(cx + "internal/exact"), ""},
		{"metric may import sentinel", "nps/a.go", imports(cx + "internal/sentinel"), ""},
		{"metric imports metric", "nps/a.go", imports(cx + "csat"), "nps may not import " + cx + "csat"},
		{"metric may import period", "tickets/a.go", imports(cx + "period"), ""},
		{"metric may import the root", "nps/a.go", imports(module), ""},
		{"new metric imports metric", "journey/a.go", imports(cx + "nps"), "may not import"},
		{"metric imports gonum", "churn/a.go", imports(mathext), "may not import"},
		{"metric test imports gonum", "churn/a_test.go", imports(mathext), "may not import"},
		{"metric imports rapid", "nps/a.go", imports(rapid), "may not import"},
		{"metric imports cmp", "nps/a.go", imports(cmpPath), "may not import"},
		{"metric imports a stranger", "nps/a.go", imports("example.com/x"), "may not import"},
		{"metric test may import rapid", "nps/a_test.go", imports(rapid), ""},
		{"metric test may import metric", "nps/a_test.go", imports(cx + "csat"), ""},
		{"metric test imports a stranger", "nps/a_test.go", imports("example.com/x"), "may not import"},
		{"prefix of a name is another package", "nps/a.go", imports(cx + "estimates"), "may not import"},
		{"subpackage of a metric is a metric", "nps/sub/a.go", imports(cx + "csat"), "may not import"},
		{"metric may import its own", "nps/a.go", imports(cx + "nps/sub"), ""},

		{"estimate may import mathext", "estimate/a.go", imports(mathext), ""},
		{"estimate imports all of gonum", "estimate/a.go", imports("gonum.org/v1/gonum/stat"), "may not import"},
		{"estimate test may import all of gonum", "estimate/a_test.go", imports("gonum.org/v1/gonum/stat"), ""},
		{"estimate imports metric", "estimate/a.go", imports(cx + "nps"), "may not import"},
		{"estimate imports period", "estimate/a.go", imports(cx + "period"), "may not import"},

		{"period may import std", "period/a.go", imports("time"), ""},
		{"period may import sentinel", "period/a.go", imports(cx + "internal/sentinel"), ""},
		{"period imports decimal", "period/a.go", imports(decimalPath), "may not import"},
		{"period may import internal", "period/a.go", imports(cx + "internal/wire"), ""},
		{"period may import the root", "period/a.go", imports(module), ""},
		{"period imports estimate", "period/a.go", imports(cx + "estimate"), "may not import"},
		{"period imports tickets", "period/a.go", imports(cx + "tickets"), "may not import"},

		{"internal may import estimate", "internal/likert/a.go", imports(cx + "estimate"), ""},
		{"internal imports metric", "internal/likert/a.go", imports(cx + "nps"), "may not import"},
		{"internal imports period", "internal/likert/a.go", imports(cx + "period"), "may not import"},
		{"internal imports gonum", "internal/exact/a.go", imports(mathext), "may not import"},
		{"sentinel imports internal", "internal/sentinel/a.go", imports(cx + "internal/exact"), "may not import"},

		{"root may import std", "by.go", imports("fmt"), ""},
		{"root may import internal", "by.go", imports(cx + "internal/wire"), ""},
		{"root imports decimal", "by.go", imports(decimalPath), "may not import"},
		{"root imports estimate", "by.go", imports(cx + "estimate"), "may not import"},
		{"root imports a metric", "by.go", imports(cx + "nps"), "may not import"},
		{"root test may import", "example_test.go", imports(cx + "nps"), ""},

		{"metric imports an example", "nps/a.go", imports(cx + "examples/report"), "may not import"},
		{"test imports an example", "nps/a_test.go", imports(cx + "examples/report"), "may not import"},
		{"example imports another", "examples/report/a.go", imports(cx + "examples/other"), "may not import"},
		{"example may import its own", "examples/report/a.go", imports(cx + "examples/report/table"), ""},
		{"part of an example may import another part", "examples/report/csv/a.go", imports(cx + "examples/report/table"), ""},
		{"example may import what examples share", "examples/report/a.go", imports(cx + "examples/internal/draw"), ""},
		{"what examples share imports an example", "examples/internal/draw/a.go", imports(cx + "examples/report"), "may not import"},
		{"example may import period", "examples/report/a.go", imports(cx + "period"), ""},
		{"example may import os", "examples/report/a.go", imports("os"), ""},
		{"example imports a stranger", "examples/report/a.go", imports("example.com/x"), "may not import"},

		{"os", "nps/a.go", imports("os"), "may not import os"},
		{"os/exec", "nps/a.go", imports("os/exec"), "may not import os/exec"},
		{"net/http", "tickets/a.go", imports("net/http"), "may not import net/http"},
		{"math/rand", "estimate/a.go", imports("math/rand/v2"), "may not import math/rand/v2"},
		{"crypto/rand", "internal/exact/a.go", imports("crypto/rand"), "may not import crypto/rand"},
		{"log of the program", "period/a.go", imports("log"), "may not import log"},
		{"how a value is logged", "period/a.go", imports("log/slog"), ""},
		{"logs itself", "nps/a.go", "package p\nimport \"log/slog\"\nfunc f() { slog.Info(\"x\") }", "uses log/slog.Info"},
		{"imports what is for tests", "nps/a.go", imports(cx + "internal/wiretest"), "may not import"},
		{"a test imports what is for tests", "nps/a_test.go", imports(cx + "internal/wiretest"), ""},
		{"what is for tests imports testing", "internal/wiretest/a.go", imports("testing"), ""},
		{"unsafe", "nps/a.go", imports("unsafe"), "may not import unsafe"},
		{"unsafe beside its file", "internal/likert/a.go", imports("unsafe"), "may not import unsafe"},
		{"unsafe in its file", unsafeFile, imports("unsafe"), ""},
		{"a test may use os", "nps/a_test.go", imports("os"), ""},
		{"dot import", "nps/a.go", "package p\nimport . \"time\"\nvar _ = Now", "dot import of time"},

		{"clock", "tickets/a.go", "package p\nimport \"time\"\nfunc f() time.Time { return time.Now() }", "uses time.Now"},
		{"clock as a value", "tickets/a.go", "package p\nimport \"time\"\nvar now = time.Now", "uses time.Now"},
		{"clock renamed", "period/a.go", "package p\nimport t \"time\"\nvar _ = t.Since(t.Time{})", "uses time.Since"},
		{"zone of the machine", "period/a.go", "package p\nimport \"time\"\nvar _ = time.Local", "uses time.Local"},
		{"zone file", "tickets/a.go", "package p\nimport \"time\"\nfunc f() { time.LoadLocation(\"x\") }", "uses time.LoadLocation"},
		{"zone of a schedule", "period/a.go", "package p\nimport \"time\"\nfunc f() { time.LoadLocation(\"x\") }", ""},
		{"timer", "internal/exact/a.go", "package p\nimport \"time\"\nfunc f() { time.Sleep(1) }", "uses time.Sleep"},
		{"standard output", "nps/a.go", "package p\nimport \"fmt\"\nfunc f() { fmt.Println() }", "uses fmt.Println"},
		{"a method named like the clock", "nps/a.go", "package p\nfunc f(c interface{ Now() }) { c.Now() }", ""},
		{"other use of time", "period/a.go", "package p\nimport \"time\"\nvar _ = time.UTC", ""},
		{"a test may read the clock", "nps/a_test.go", "package p\nimport \"time\"\nvar _ = time.Now()", ""},

		{"goroutine", "nps/a.go", "package p\nfunc f() { go f() }", "starts a goroutine"},
		{"nested goroutine", "estimate/a.go", "package p\nvar g = func() { if true { go func() {}() } }", "starts a goroutine"},
		{"a test may start a goroutine", "nps/a_test.go", "package p\nfunc f() { go f() }", ""},
		{"init", "nps/a.go", "package p\nfunc init() {}", "init function"},
		{"method named init", "nps/a.go", "package p\ntype t int\nfunc (t) init() {}", ""},

		{"exported variable", "nps/a.go", "package p\nvar Default = 1", "exported variable Default"},
		{"exported variable in a group", "nps/a.go", "package p\nvar (\n\tErrA, B = 1, 2\n)", "exported variable B"},
		{"exported error", "nps/a.go", "package p\nvar ErrA = 1", ""},
		{"unexported variable", "nps/a.go", "package p\nvar table = 1", ""},
		{"exported constant", "nps/a.go", "package p\nconst Max = 1", ""},
		{"local variable", "nps/a.go", "package p\nfunc f() { var X int; _ = X }", ""},

		{"does not parse", "nps/a.go", "package", "expected"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := violations(file{tt.path, []byte(tt.src)})
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("%s: got %q, want %q", tt.path, got, tt.want)
			}
		})
	}
}
