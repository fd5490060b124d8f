// Command encodings writes the methods by which the values of a package become bytes, JSON
// and database columns. What is in them says one method of each type:
//
//	//cx:encode 0x81
//	func (m *Money) code(c *wire.Coder) {
//		c.Decimal("amount", &m.Amount)
//		c.Label("currency", &m.Currency)
//	}
//
// 0x81 is the second byte of the binary form: no two types have the same. The word json in
// its place leaves out the binary form and the columns. A type with a field noCopy has all
// its methods on the pointer. One with a method blank is read into what that returns.
//
// It is run by go generate in the directory of the package.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

// File is the name of the file that is written.
const File = "encodings.go"

func main() {
	source, err := Generate(".")
	if err == nil {
		err = os.WriteFile(File, source, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "encodings:", err)
		os.Exit(1)
	}
}

// encoded is a type with its one description.
type encoded struct {
	Number     string // of the binary form, or json
	R          string // the receiver: l
	Name, Type string // Ledger, Ledger[ID]
	What       string // for errors: churn: ledger
	Star       string // of the receiver of what writes: * where the type must not be copied
	Blank      bool
	Errors     string // when a value cannot be written
}

var (
	described = regexp.MustCompile(`(?m)^((?://.*\n)*)//cx:encode (json|0x[0-9a-f]{2})\nfunc \((\w+) \*((\w+).*)\) code\(`)
	sentence  = regexp.MustCompile(`^// [^.]*\.\s(?:// )?`)
	clause    = regexp.MustCompile(`(?m)^package (\w+)$`)
	capital   = regexp.MustCompile(`[a-z][A-Z]`)

	//go:embed methods.tmpl
	text    string
	methods = template.Must(template.New("").Parse(text))
)

// Generate returns the file for the package in a directory.
func Generate(dir string) ([]byte, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, path := range paths {
		if base := filepath.Base(path); base != File && !strings.HasSuffix(base, "_test.go") {
			data, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			all = append(all, data...)
		}
	}
	var types []encoded
	pkg := clause.FindStringSubmatch(string(all))[1]
	for _, m := range described.FindAllStringSubmatch(string(all), -1) {
		e := encoded{Number: m[2], R: m[3], Type: m[4], Name: m[5]}
		// All but the first sentence of the comment says when a value cannot be written.
		if first := sentence.FindString(m[1]); first != "" {
			e.Errors = strings.TrimSuffix(m[1][len(first):], "\n//\n")
		}
		words := capital.ReplaceAllStringFunc(e.Name, func(s string) string { return s[:1] + " " + s[1:] })
		e.What = pkg + ": " + strings.ToLower(words)
		if regexp.MustCompile(`(?m)^type ` + e.Name + `\b.* struct \{\n\tnoCopy$`).Match(all) {
			e.Star = "*"
		}
		e.Blank = bytes.Contains(all, []byte("*"+e.Type+") blank()"))
		types = append(types, e)
	}
	slices.SortFunc(types, func(a, b encoded) int { return strings.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	if err := methods.Execute(&b, map[string]any{"Package": pkg, "Types": types}); err != nil {
		return nil, err
	}
	source := b.Bytes()
	if pkg == "cx" {
		source = bytes.ReplaceAll(source, []byte("[cx."), []byte("["))
	}
	return format.Source(source)
}
