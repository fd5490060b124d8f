package house

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTableHasExamples checks that every function which the table of metrics in
// docs/metrics.md names is used by an Example whose output is checked.
func TestTableHasExamples(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(metricsPage)))
	if err != nil {
		t.Fatal(err)
	}
	files := readFiles(t, false, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
	used, err := usedInExamples(files, loadAll(t).imports)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range withoutExample(tableRows(string(page)), used) {
		t.Errorf("docs/metrics.md: the table names %s, which no Example with an output uses", name)
	}
}

// withoutExample returns the functions of the table that are not used.
func withoutExample(rows [][]string, used map[string]bool) (none []string) {
	for _, row := range rows {
		for _, m := range inCode.FindAllStringSubmatch(row[1], -1) {
			if name, _, _ := strings.Cut(m[1], "("); !used[name] && !slices.Contains(none, name) {
				none = append(none, name)
			}
		}
	}
	return none
}

// usedInExamples returns what the Examples with an output use, under its name in the
// table: estimate.ProportionOf, nps.Tally.Score.
func usedInExamples(files []file, imports types.Importer) (map[string]bool, error) {
	// Each file is checked alone. What it takes from elsewhere, another test file's helper
	// or a package that only tests import, stays unresolved: no function of the table.
	conf := types.Config{Importer: imports, Error: func(error) {}}
	fset := token.NewFileSet()
	used := map[string]bool{}
	for _, f := range files {
		parsed, err := parser.ParseFile(fset, f.path, f.text, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		examples := doc.Examples(parsed)
		examples = slices.DeleteFunc(examples, func(e *doc.Example) bool { return e.Output == "" && !e.EmptyOutput })
		if len(examples) == 0 {
			continue
		}
		info := types.Info{Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
		_, _ = conf.Check(f.path, fset, []*ast.File{parsed}, &info)
		for _, e := range examples {
			ast.Inspect(e.Code, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					if name := tableName(sel, &info); name != "" {
						used[name] = true
					}
				}
				return true
			})
		}
	}
	return used, nil
}

// tableName returns the name that the table has for what sel selects.
func tableName(sel *ast.SelectorExpr, info *types.Info) string {
	if s := info.Selections[sel]; s != nil {
		typ := s.Recv()
		if p, ok := typ.(*types.Pointer); ok {
			typ = p.Elem()
		}
		if named, ok := typ.(*types.Named); ok && named.Obj().Pkg() != nil {
			return fmt.Sprintf("%s.%s.%s", named.Obj().Pkg().Name(), named.Obj().Name(), sel.Sel.Name)
		}
		return ""
	}
	if obj := info.Uses[sel.Sel]; obj != nil && obj.Pkg() != nil {
		return obj.Pkg().Name() + "." + obj.Name()
	}
	return ""
}

func TestTableHasExamplesCanFail(t *testing.T) {
	const source = `package nps_test

import "github.com/cxmetrics/cx/nps"

type Groups struct{}

func (Groups) Score() int { return 0 }

func Example() {
	tally, _ := nps.CollectSlice([]int{9})
	_, _ = tally.Groups().AdjustedWald(0.95)
	_ = (&tally).N()
	_ = Groups{}.Score()
	// tally.Score()

	// Output:
}

func ExampleTally_notRun() {
	var tally nps.Tally
	_, _ = tally.Score()
}

func TestTally() {
	var tally nps.Tally
	_, _ = tally.Wald(0.95)
}
`
	used, err := usedInExamples([]file{{path: "nps/example_test.go", text: []byte(source)}}, loadAll(t).imports)
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{
		{"NPS", "`nps.CollectSlice(seq)`, `nps.Tally.Score`"},
		{"interval", "`nps.Groups.AdjustedWald`, `nps.Groups.Score`, `nps.Tally.N`, `nps.Tally.Wald`"},
		{"NPS again", "`nps.Tally.Score`"},
	}
	want := []string{"nps.Tally.Score", "nps.Groups.Score", "nps.Tally.Wald"}
	if got := withoutExample(rows, used); !slices.Equal(got, want) {
		t.Errorf("without an Example: %q, want %q", got, want)
	}
}
