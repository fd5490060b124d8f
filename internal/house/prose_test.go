package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

const (
	longestSentence = 42 // words, of an exported name's comment
	longestPackage  = 100
)

var (
	sentenceEnd = regexp.MustCompile(`[.:;?!]["')\]]?(\s|$)`)
	// The module is written in British English.
	american = regexp.MustCompile(`(?i)\b(centers?|analyz\w+|behaviors?|favor\w*|neighbors?|neighboring|canceled|judgment)\b`)
	gives    = regexp.MustCompile(`\bgives? (\[cx\.|nil|an error|null)`)
)

// TestProse: what a machine can see of plain English in the comments of exported names.
// Whether they are read once, only a reader can tell.
func TestProse(t *testing.T) {
	n := 0
	words := make(map[string]int)
	for _, f := range readFiles(t, false, public) {
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, f.path, f.text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		words[parsed.Name.Name] += docWords(parsed)
		if parsed.Doc != nil {
			if lines := strings.Count(string(f.text), "\n"); lines > longestPackage {
				t.Errorf("%s: %d lines, more than %d: the long part belongs into docs/", f.path, lines, longestPackage)
			}
			for line := range strings.Lines(parsed.Doc.Text()) {
				if len([]rune(strings.ReplaceAll(line, "\t", "    "))) > 101 {
					t.Errorf("%s: a line of more than 100 columns: %s", f.path, line)
				}
			}
		}
		for name, text := range exportedComments(parsed) {
			n++
			for _, problem := range proseProblems(text) {
				t.Errorf("%s: %s: %s", f.path, name, problem)
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d comments: is the walk broken?", n)
	}
	for name, n := range words {
		if most := mostWords[name]; n > most {
			t.Errorf("package %s: %d words in the comments of exported names, more than %d: what is argued belongs into docs/", name, n, most)
		}
	}
}

// mostWords bounds the words that go doc shows of a package. Documentation grows by itself;
// raise a number for a new function, not for a longer sentence.
var mostWords = map[string]int{
	"cx": 850, "ces": 1800, "churn": 5130, "csat": 1730, "estimate": 4350, "journey": 1900, "nps": 2300,
	"period": 2550, "signal": 2270, "tickets": 4160, "value": 1230,
}

func public(path string) bool {
	return strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !strings.Contains("/"+path, "/internal/") && !strings.HasPrefix(path, "examples/")
}

// docWords counts the words of a file's package comment and of the comments of its
// declarations, fields included, but for those of unexported functions.
func docWords(f *ast.File) (n int) {
	count := func(node ast.Node) bool {
		if c, ok := node.(*ast.CommentGroup); ok {
			n += len(strings.Fields(c.Text()))
		}
		return true
	}
	if f.Doc != nil {
		count(f.Doc)
	}
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.GenDecl:
			ast.Inspect(decl, count)
		case *ast.FuncDecl:
			if decl.Name.IsExported() && decl.Doc != nil {
				count(decl.Doc)
			}
		}
	}
	return n
}

func exportedComments(parsed *ast.File) map[string]string {
	comments := make(map[string]string)
	for _, decl := range parsed.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Name.IsExported() {
				comments[fmt.Sprintf("%s, byte %d", decl.Name.Name, decl.Pos())] = decl.Doc.Text()
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok && spec.Name.IsExported() {
					comments[spec.Name.Name] = decl.Doc.Text() + "\n\n" + spec.Doc.Text()
				}
			}
		}
	}
	return comments
}

func proseProblems(text string) (problems []string) {
	if word := american.FindString(text); word != "" {
		problems = append(problems, fmt.Sprintf("%q is American", word))
	}
	if m := gives.FindString(text); m != "" {
		problems = append(problems, fmt.Sprintf("%q: a function returns", m))
	}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if strings.Contains(paragraph, "\t") || strings.Contains(paragraph, "\n  ") || strings.HasPrefix(paragraph, " ") {
			continue // a table, a list or a program
		}
		for _, sentence := range sentenceEnd.Split(paragraph, -1) {
			if words := len(strings.Fields(sentence)); words > longestSentence {
				problems = append(problems, fmt.Sprintf("a sentence of %d words: %.80s", words, sentence))
			}
		}
	}
	return problems
}

func TestProseCanFail(t *testing.T) {
	for _, bad := range []string{
		"Add adds. It gives [cx.ErrNoData] for none.",
		"Add centers it.",
		"Add " + strings.Repeat("very ", longestSentence) + "much.",
	} {
		if len(proseProblems(bad)) != 1 {
			t.Errorf("%q: %q", bad, proseProblems(bad))
		}
	}
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", "// Package p is p.\npackage p\n\n// T is a t.\ntype T struct {\n\tN int // an n\n}\n\n// F does.\nfunc F() {}\n\n// g does not count\nfunc g() {}\n", parser.ParseComments)
	if err != nil || docWords(f) != 4+4+2+2 {
		t.Errorf("%d words, want 12 (%v)", docWords(f), err)
	}
	if p := proseProblems("Add adds. It returns [cx.ErrNoData] for none.\n\n\t" + strings.Repeat("x ", 99)); len(p) > 0 {
		t.Error(p)
	}
}
