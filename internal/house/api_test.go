package house

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite api.txt")

// TestAPI compares the exported API with api.txt, so that it never changes
// unannounced.
func TestAPI(t *testing.T) {
	var lines []string
	for _, p := range load(t) {
		lines = append(lines, api(p.types)...)
	}
	if len(lines) == 0 {
		t.Fatal("found no exported identifier")
	}
	slices.Sort(lines)
	golden := filepath.Join(root, "api.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("the exported API (+) is not what api.txt says (-):\n%s\n"+
			"If the change is meant, run: go test ./internal/house -run TestAPI -update\n"+
			"and name it in CHANGELOG.md.", diff)
	}
}

// api lists the exported identifiers of a package, one a line. Parameter names
// are not part of it; struct tags, constant values, receivers and whether a type
// can be compared are.
func api(p *types.Package) []string {
	var lines []string
	add := func(format string, args ...any) {
		lines = append(lines, fmt.Sprintf("pkg %s, %s", dirOf(p.Path()), fmt.Sprintf(format, args...)))
	}
	name := func(other *types.Package) string {
		if other == p {
			return ""
		}
		return other.Name()
	}
	str := func(t types.Type) string { return types.TypeString(t, name) }

	for _, id := range p.Scope().Names() {
		if !ast.IsExported(id) {
			continue
		}
		switch obj := p.Scope().Lookup(id).(type) {
		case *types.Const:
			typ := str(obj.Type()) + " "
			if strings.HasPrefix(typ, "untyped ") {
				typ = ""
			}
			add("const %s %s= %s", id, typ, obj.Val().ExactString())
		case *types.Var:
			add("var %s %s", id, str(obj.Type()))
		case *types.Func:
			sig := obj.Signature()
			add("func %s%s%s", id, params(sig.TypeParams(), str), signature(sig, str))
		case *types.TypeName:
			if obj.IsAlias() {
				add("type %s = %s", id, str(types.Unalias(obj.Type())))
				continue
			}
			named := obj.Type().(*types.Named)
			id += params(named.TypeParams(), str)
			switch u := named.Underlying().(type) {
			case *types.Struct:
				if types.Comparable(named) {
					add("type %s struct, comparable", id)
				} else {
					add("type %s struct", id)
				}
				for f := range u.Fields() {
					if !f.Exported() {
						continue
					}
					if f.Embedded() {
						add("type %s struct, embedded %s", id, str(f.Type()))
					} else {
						add("type %s struct, %s %s%s", id, f.Name(), str(f.Type()), tag(u, f))
					}
				}
			case *types.Interface:
				if u.IsMethodSet() {
					add("type %s interface", id)
				} else {
					add("type %s interface, %s", id, str(u))
				}
				for m := range u.Methods() {
					if m.Exported() {
						add("type %s interface, %s%s", id, m.Name(), signature(m.Signature(), str))
					} else {
						add("type %s interface, unexported methods", id)
					}
				}
			default:
				add("type %s %s", id, str(u))
			}
			if types.IsInterface(named) {
				continue
			}
			byValue := types.NewMethodSet(named)
			var writes, reads []string // encodings
			writer := ""               // the receiver that writes
			for sel := range types.NewMethodSet(types.NewPointer(named)).Methods() {
				m := sel.Obj()
				if !m.Exported() || dirOf(m.Pkg().Path()) == "internal/nocopy" { // which marks a type, and is not for its users
					continue
				}
				recv := obj.Name()
				if byValue.Lookup(m.Pkg(), m.Name()) == nil {
					recv = "*" + recv
				}
				method := m.Name() + signature(sel.Type().(*types.Signature), str)
				if encoding, ok := writers[method]; ok && (writer == "" || writer == recv) {
					writes, writer = append(writes, encoding), recv
				} else if encoding, ok := readers[method]; ok && recv[0] == '*' {
					reads = append(reads, encoding)
				} else {
					add("method (%s) %s", recv, method)
				}
			}
			slices.Sort(writes)
			slices.Sort(reads)
			if slices.Equal(writes, reads) && len(writes) > 0 {
				add("method (%s) writes and (*%s) reads %s", writer, obj.Name(), strings.Join(writes, ", "))
				continue
			}
			if len(writes) > 0 {
				add("method (%s) writes %s", writer, strings.Join(writes, ", "))
			}
			if len(reads) > 0 {
				add("method (*%s) reads %s", obj.Name(), strings.Join(reads, ", "))
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// writers and readers are the standard methods of encodings. What each looks like is
// known, so that api.txt lists those of a type on one line: "method (Tally) writes and
// (*Tally) reads binary JSON SQL" are six methods.
var (
	writers = map[string]string{
		"MarshalBinary() ([]byte, error)": "binary",
		"MarshalJSON() ([]byte, error)":   "JSON",
		"MarshalText() ([]byte, error)":   "text",
		"Value() (driver.Value, error)":   "SQL",
	}
	readers = map[string]string{
		"UnmarshalBinary([]byte) error": "binary",
		"UnmarshalJSON([]byte) error":   "JSON",
		"UnmarshalText([]byte) error":   "text",
		"Scan(any) error":               "SQL",
	}
)

// tag returns the tag of field f: it is part of a wire format.
func tag(s *types.Struct, f *types.Var) string {
	for i := range s.NumFields() {
		if s.Field(i) == f && s.Tag(i) != "" {
			return " " + strconv.Quote(s.Tag(i))
		}
	}
	return ""
}

func params(list *types.TypeParamList, str func(types.Type) string) string {
	if list.Len() == 0 {
		return ""
	}
	var parts []string
	for p := range list.TypeParams() {
		parts = append(parts, p.Obj().Name()+" "+str(p.Constraint()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// signature returns parameter and result types without their names.
func signature(sig *types.Signature, str func(types.Type) string) string {
	tuple := func(t *types.Tuple, variadic bool) string {
		var parts []string
		for v := range t.Variables() {
			parts = append(parts, str(v.Type()))
		}
		if variadic {
			last := len(parts) - 1
			parts[last] = "..." + strings.TrimPrefix(parts[last], "[]")
		}
		return strings.Join(parts, ", ")
	}
	s := "(" + tuple(sig.Params(), sig.Variadic()) + ")"
	switch results := tuple(sig.Results(), false); sig.Results().Len() {
	case 0:
		return s
	case 1:
		return s + " " + results
	default:
		return s + " (" + results + ")"
	}
}

func TestAPIListing(t *testing.T) {
	const src = `package p
const (
	Max = 10
	Day Unit = iota
	hidden = 3
)
var ErrA error
var table []int
type Unit uint8
func (u Unit) String() string { return "" }
type Tally struct {
	Hits, Misses uint64 ` + "`json:\"n\"`" + `
	Base
	*base
	hidden []int
}
func (t *Tally) Add(rating Unit, more ...int) error { return nil }
func (t Tally) Score() (score float64, err error) { return }
func (t Tally) private() {}
type Base struct{ N int }
func (Base) Promoted() {}
func (Base) MarshalJSON() ([]byte, error) { return nil, nil }
func (*Base) UnmarshalJSON([]byte) error { return nil }
func (Unit) MarshalText() ([]byte, error) { return nil, nil }
func (*Unit) UnmarshalText([]byte) error { return nil }
func (*Unit) UnmarshalJSON([]byte) error { return nil }
func (Unit) MarshalBinary() []byte { return nil }
type base struct{}
func (*base) Inherited() {}
type Clock interface { Elapsed(from, to int) (d int, err error); sealed() }
type Number interface { ~int | ~uint }
type Pair[K comparable, V any] struct{ Key K; Value V }
func (p Pair[K, V]) Swap() Pair[K, V] { return p }
type Same = Tally
func Collect[T Number](seq func(yield func(T) bool)) (Tally, error) { return Tally{}, nil }
func Go() {}
func unexported() {}
`
	want := []string{
		"const Day Unit = 1",
		"const Max = 10",
		"func Collect[T Number](func(yield func(T) bool)) (Tally, error)",
		"func Go()",
		"method (*Tally) Add(Unit, ...int) error",
		"method (*Unit) reads JSON, text",
		"method (Base) Promoted()",
		"method (Base) writes and (*Base) reads JSON",
		"method (Pair) Swap() Pair[K, V]",
		"method (Tally) Inherited()",
		"method (Tally) Promoted()",
		"method (Tally) Score() (float64, error)",
		"method (Tally) writes and (*Tally) reads JSON",
		"method (Unit) MarshalBinary() []byte",
		"method (Unit) String() string",
		"method (Unit) writes text",
		"type Base struct, N int",
		"type Base struct, comparable",
		"type Clock interface",
		"type Clock interface, Elapsed(int, int) (int, error)",
		"type Clock interface, unexported methods",
		"type Number interface, interface{~int | ~uint}",
		"type Pair[K comparable, V any] struct",
		"type Pair[K comparable, V any] struct, Key K",
		"type Pair[K comparable, V any] struct, Value V",
		"type Same = Tally",
		"type Tally struct",
		`type Tally struct, Hits uint64 "json:\"n\""`,
		`type Tally struct, Misses uint64 "json:\"n\""`,
		"type Tally struct, embedded Base",
		"type Unit uint8",
		"var ErrA error",
	}
	for i := range want {
		want[i] = "pkg p, " + want[i]
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := new(types.Config).Check(module+"/p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, api(p)); diff != "" {
		t.Errorf("listing (-want +got):\n%s", diff)
	}
}
