package house

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPrograms checks that docs/programs.md shows, for every public package that has
// code, its Example as a whole program to be copied. With -update it puts it there, below
// the line that begins with the name of the package.
func TestPrograms(t *testing.T) {
	programs, err := os.ReadFile(filepath.Join(root, "docs", "programs.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range load(t) {
		if k, _ := kindOf(p.types.Path()); k == kindRoot {
			continue
		}
		tests := readFiles(t, false, func(name string) bool {
			return path.Dir(name) == p.dir && strings.HasSuffix(name, "_test.go")
		})
		program, err := exampleProgram(tests)
		if head := bytes.Index(programs, []byte("\n**"+p.dir+"**")); *update && err == nil && head >= 0 {
			begin := head + bytes.Index(programs[head:], []byte("```go\n")) + len("```go\n")
			end := begin + bytes.Index(programs[begin:], []byte("```\n"))
			programs = slices.Concat(programs[:begin], []byte(program), programs[end:])
			if err := os.WriteFile(filepath.Join(root, "docs", "programs.md"), programs, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		switch {
		case err != nil:
			t.Errorf("%s: %v", p.dir, err)
		case !bytes.Contains(programs, []byte("\n```go\n"+program+"```\n")):
			t.Errorf("docs/programs.md does not have the Example of %s as a program:\n%s", p.dir, program)
		}
	}
}

// exampleProgram returns the function Example of a package's test files as a
// program with the imports that it uses.
func exampleProgram(tests []file) (string, error) {
	for _, f := range tests {
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, f.path, f.text, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return "", err
		}
		for _, decl := range parsed.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Name.Name != "Example" {
				continue
			}
			used := map[string]bool{}
			ast.Inspect(fn, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := sel.X.(*ast.Ident); ok {
						used[x.Name] = true
					}
				}
				return true
			})
			var std, ours []string
			for _, spec := range parsed.Imports {
				to, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					return "", err
				}
				blank := spec.Name != nil && spec.Name.Name == "_"
				switch {
				case spec.Name != nil && !blank:
					return "", fmt.Errorf("%s renames an import", f.path)
				case !blank && !used[path.Base(to)]:
				case strings.Contains(to, "."):
					ours = append(ours, to)
				case blank:
					std = append(std, "_ "+spec.Path.Value)
				default:
					std = append(std, spec.Path.Value)
				}
			}
			slices.Sort(std)
			for i, to := range ours {
				ours[i] = strconv.Quote(to)
			}
			slices.Sort(ours)
			body := f.text[fset.Position(fn.Body.Pos()).Offset:fset.Position(fn.Body.End()).Offset]
			program, err := format.Source(fmt.Appendf(nil, "package main\n\nimport (\n%s\n\n%s\n)\n\nfunc main() %s\n",
				strings.Join(std, "\n"), strings.Join(ours, "\n"), body))
			if err != nil {
				return "", err
			}
			return string(program), selfContained(program)
		}
	}
	return "", fmt.Errorf("no test file has a function Example")
}

// selfContained returns an error for a program that uses a name which is neither
// its own, nor an import, nor the language's.
func selfContained(program []byte) error {
	parsed, err := parser.ParseFile(token.NewFileSet(), "main.go", program, 0)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, spec := range parsed.Imports {
		known[path.Base(strings.Trim(spec.Path.Value, `"`))] = true
	}
	for _, name := range parsed.Unresolved {
		if !known[name.Name] && types.Universe.Lookup(name.Name) == nil {
			return fmt.Errorf("its Example uses %s, which is not in it", name.Name)
		}
	}
	return nil
}

func TestExampleProgram(t *testing.T) {
	const source = `package nps_test

import (
	"errors"
	"fmt"

	"github.com/cxmetrics/cx/nps"
)

func Example() {
	fmt.Println(nps.Rating(9)) // nine
	// Output: 9
}

var _ = errors.New
`
	const want = `package main

import (
	"fmt"

	"github.com/cxmetrics/cx/nps"
)

func main() {
	fmt.Println(nps.Rating(9)) // nine
	// Output: 9
}
`
	got, err := exampleProgram([]file{{path: "nps/a_test.go", text: []byte("package nps_test\n")}, {path: "nps/example_test.go", text: []byte(source)}})
	if err != nil || got != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, want)
	}
	if _, err := exampleProgram([]file{{path: "nps/a_test.go", text: []byte("package nps_test\n")}}); err == nil {
		t.Error("no error where there is no Example")
	}
	helped := strings.Replace(source, "nps.Rating(9)", "rating(9)", 1) + "\nfunc rating(n int) nps.Rating { return nps.Rating(n) }\n"
	if _, err := exampleProgram([]file{{path: "nps/example_test.go", text: []byte(helped)}}); err == nil {
		t.Error("no error where the Example needs a function beside it")
	}
}
