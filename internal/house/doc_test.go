package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocumented demands a doc comment of everything exported.
func TestDocumented(t *testing.T) {
	for _, p := range load(t) {
		for _, name := range undocumented(p.files) {
			t.Errorf("%s: %s has no doc comment", p.dir, name)
		}
	}
}

// undocumented returns the exported identifiers of a package without a doc
// comment. A group of constants or variables may share one; a field may have
// its comment on its own line, or be named in the comment of its type.
func undocumented(files []*ast.File) []string {
	var bare []string
	check := func(name string, docs ...*ast.CommentGroup) {
		for _, doc := range docs {
			if strings.TrimSpace(doc.Text()) != "" {
				return
			}
		}
		bare = append(bare, name)
	}
	fields := func(owner string, list *ast.FieldList, docs []*ast.CommentGroup) {
		for _, f := range list.List {
			for _, name := range f.Names {
				if name.IsExported() && !mentions(docs, name.Name) {
					check(owner+"."+name.Name, f.Doc, f.Comment)
				}
			}
		}
	}

	var packageDocs []*ast.CommentGroup
	for _, f := range files {
		packageDocs = append(packageDocs, f.Doc)
		for _, decl := range f.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if !decl.Name.IsExported() {
					continue
				}
				if decl.Recv == nil {
					check(decl.Name.Name, decl.Doc)
				} else if recv := receiver(decl.Recv.List[0].Type); ast.IsExported(recv) {
					check(recv+"."+decl.Name.Name, decl.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					switch spec := spec.(type) {
					case *ast.ValueSpec:
						for _, name := range spec.Names {
							if name.IsExported() {
								check(name.Name, decl.Doc, spec.Doc, spec.Comment)
							}
						}
					case *ast.TypeSpec:
						if !spec.Name.IsExported() {
							continue
						}
						docs := []*ast.CommentGroup{spec.Doc}
						if len(decl.Specs) == 1 {
							docs = append(docs, decl.Doc)
						}
						check(spec.Name.Name, docs...)
						switch typ := spec.Type.(type) {
						case *ast.StructType:
							fields(spec.Name.Name, typ.Fields, docs)
						case *ast.InterfaceType:
							fields(spec.Name.Name, typ.Methods, docs)
						}
					}
				}
			}
		}
	}
	check("package "+files[0].Name.Name, packageDocs...)
	slices.Sort(bare)
	return bare
}

// mentions says whether a comment has name as a word.
func mentions(docs []*ast.CommentGroup, name string) bool {
	word := regexp.MustCompile(`\b` + name + `\b`)
	return slices.ContainsFunc(docs, func(doc *ast.CommentGroup) bool { return word.MatchString(doc.Text()) })
}

// receiver returns the name of a receiver's type.
func receiver(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.ParenExpr:
		return receiver(e.X)
	}
	return fmt.Sprintf("%T", expr)
}

func TestDocumentedCanFail(t *testing.T) {
	const doc = "// Package p is documented.\npackage p\n"
	for _, tt := range []struct{ name, src, want string }{
		{"package", "package p", "package p"},
		{"function", doc + "func F() {}", "F"},
		{"directive is no comment", doc + "//go:noinline\nfunc F() {}", "F"},
		{"documented function", doc + "// F does.\nfunc F() {}", ""},
		{"unexported function", doc + "func f() {}", ""},
		{"type", doc + "type T int", "T"},
		{"grouped type", doc + "// Types.\ntype (\n\tT int\n\t// U is.\n\tU int\n)", "T"},
		{"method", doc + "// T is.\ntype T[X any] int\nfunc (*T[X]) M() {}", "T.M"},
		{"method of an unexported type", doc + "type t int\nfunc (t) M() {}", ""},
		{"field", doc + "// T is.\ntype T struct {\n\tA int // A is.\n\t// B is.\n\tB int\n\tC int\n\td int\n}", "T.C"},
		{"interface method", doc + "// T is.\ntype T interface { M() }", "T.M"},
		{"interface method named in the comment", doc + "// T is. M must be.\ntype T interface { M(); Mx() }", "T.Mx"},
		{"constant", doc + "const (\n\tA = 1 // A is.\n\tB = 2\n)", "B"},
		{"group of constants", doc + "// The bounds.\nconst (\n\tA = 1\n\tB = 2\n)", ""},
		{"variable", doc + "var ErrA = 1", "ErrA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := parser.ParseFile(token.NewFileSet(), "p.go", tt.src, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(undocumented([]*ast.File{f}), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
