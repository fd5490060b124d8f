package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/big"
	"path"
	"slices"
	"strings"
)

// mutant is a file with one change.
type mutant struct {
	file   string // slash-separated, from the directory of the module
	name   string // "FILE FUNCTION: OLD => NEW", and a number where there are several of them
	source []byte
}

// other is what an operator becomes.
var other = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR, token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL, token.SHL: token.SHR, token.SHR: token.SHL,
	token.LAND: token.LOR, token.LOR: token.LAND, token.AND: token.OR, token.OR: token.AND,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN, token.MUL_ASSIGN: token.QUO_ASSIGN, token.QUO_ASSIGN: token.MUL_ASSIGN,
	token.INC: token.DEC, token.DEC: token.INC,
}

// method is what a method of decimals and big numbers becomes.
var method = map[string]string{"Add": "Sub", "Sub": "Add", "GreaterThan": "GreaterThanOrEqual", "GreaterThanOrEqual": "GreaterThan", "LessThan": "LessThanOrEqual", "LessThanOrEqual": "LessThan"}

// mutantsOf returns the mutants of a file: swapped operators, whole numbers one off,
// conditions that are negated, statements that are left out, and errors that are not returned.
func mutantsOf(file string, source []byte) ([]mutant, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	if ast.IsGenerated(parsed) {
		return nil, nil
	}
	c := changer{file: path.Clean(file), source: source, fset: fset, seen: map[string]int{}}
	for _, decl := range parsed.Decls {
		c.function = "-"
		if f, ok := decl.(*ast.FuncDecl); ok {
			if f.Name.Name == "String" {
				continue // text, which golden files show
			}
			c.function, c.results = f.Name.Name, f.Type.Results
			if f.Recv != nil {
				c.function = receiver(f.Recv.List[0].Type) + "." + c.function
			}
		}
		ast.Inspect(decl, c.visit)
	}
	return c.found, nil
}

// changer collects the mutants of a file.
type changer struct {
	file     string
	source   []byte
	fset     *token.FileSet
	function string         // where the walk is
	results  *ast.FieldList // of that function
	seen     map[string]int // names
	found    []mutant
}

func (c *changer) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.ArrayType, *ast.StructType:
		return false
	case *ast.FuncLit:
		// Its results are its own; the walk does not come back to those of the function.
		c.results = nil
	case *ast.BinaryExpr:
		if to, ok := other[n.Op]; ok {
			c.replace(n, n.OpPos, n.Op.String(), to.String())
		}
	case *ast.AssignStmt:
		if to, ok := other[n.Tok]; ok {
			c.replace(n, n.TokPos, n.Tok.String(), to.String())
		}
		if n.Tok != token.DEFINE {
			c.replace(n, n.Pos(), c.text(n), "{}")
		}
	case *ast.IncDecStmt:
		c.replace(n, n.TokPos, n.Tok.String(), other[n.Tok].String())
		c.replace(n, n.Pos(), c.text(n), "{}")
	case *ast.ExprStmt:
		c.replace(n, n.Pos(), c.text(n), "{}")
	case *ast.IfStmt:
		if _, simple := n.Cond.(*ast.BinaryExpr); !simple {
			c.replace(n.Cond, n.Cond.Pos(), c.text(n.Cond), "!("+c.text(n.Cond)+")")
		}
	case *ast.BasicLit:
		if v, ok := new(big.Int).SetString(n.Value, 0); ok && n.Kind == token.INT {
			c.replace(n, n.Pos(), n.Value, new(big.Int).Add(v, big.NewInt(1)).String())
		}
	case *ast.CallExpr:
		if sel, ok := n.Fun.(*ast.SelectorExpr); ok && method[sel.Sel.Name] != "" && len(n.Args) > 0 {
			c.replace(n, sel.Sel.Pos(), sel.Sel.Name, method[sel.Sel.Name])
		}
	case *ast.ReturnStmt:
		c.dropError(n)
	}
	return true
}

// dropError makes a return of an error one of nil.
func (c *changer) dropError(n *ast.ReturnStmt) {
	if c.results == nil || len(n.Results) == 0 {
		return
	}
	last := c.results.List[len(c.results.List)-1]
	if typ, ok := last.Type.(*ast.Ident); !ok || typ.Name != "error" || len(n.Results) != c.results.NumFields() {
		return
	}
	result := n.Results[len(n.Results)-1]
	if c.text(result) != "nil" {
		c.replace(n, result.Pos(), c.text(result), "nil")
	}
}

// replace adds the mutant of a node that has to in the place of the text from at a position.
func (c *changer) replace(n ast.Node, at token.Pos, from, to string) {
	offset, start, end := c.offset(at), c.offset(n.Pos()), c.offset(n.End())
	changed := slices.Concat(c.source[:offset], []byte(to), c.source[offset+len(from):])
	node := string(c.source[start:offset]) + to + string(c.source[offset+len(from):end])
	name := fmt.Sprintf("%s %s: %s => %s", c.file, c.function, short(c.text(n)), short(node))
	if c.seen[name]++; c.seen[name] > 1 {
		name += fmt.Sprintf(" (%d)", c.seen[name])
	}
	c.found = append(c.found, mutant{c.file, name, changed})
}

func (c *changer) offset(pos token.Pos) int { return c.fset.Position(pos).Offset }

func (c *changer) text(n ast.Node) string {
	return string(c.source[c.offset(n.Pos()):c.offset(n.End())])
}

// short is a text in one line that is not long.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 90 {
		text = text[:60] + "..." + text[len(text)-25:]
	}
	return text
}

// receiver returns the name of a receiver's type.
func receiver(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "?"
}
