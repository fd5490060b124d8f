// Package house holds no code, only the tests of what all packages of this
// module agree on: who may import whom and what no package does
// (imports_test.go), the golden listing of the exported API (api_test.go), that
// everything exported is documented (doc_test.go), that the tables of docs/metrics.md
// and of the root package name things that exist (table_test.go) and have an
// Example (examples_test.go), that the programs of the README and of docs/ print what they
// say (pages_test.go), and that no file tells of the machine it was written
// on (words_test.go).
//
// Each check is a function of source text, and is itself tested on small sources
// that break the rule.
package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/cxmetrics/cx"

// root is the module's directory; go test runs a test in its package's.
var root = filepath.Join("..", "..")

// file is a file of the repository, its path slash-separated from the root.
type file struct {
	path string
	text []byte
}

// readFiles returns the files below the root that keep lets through, with
// nested those of nested modules too.
func readFiles(t *testing.T, nested bool, keep func(path string) bool) []file {
	t.Helper()
	var files []file
	err := walk(nested, func(name string) error {
		if !keep(name) {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		files = append(files, file{name, text})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// walk calls do with the files below the root, with nested those of nested modules too.
func walk(nested bool, do func(name string) error) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		switch {
		case d.Name() == ".git": // a file in a linked worktree
			if d.IsDir() {
				return filepath.SkipDir
			}
		case rel == ".":
		case d.IsDir():
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && !nested {
				return filepath.SkipDir
			}
		case d.Type().IsRegular():
			return do(filepath.ToSlash(rel))
		}
		return nil
	})
}

// pkg is a public package of this module, type-checked from source.
type pkg struct {
	dir   string // from the root; "." for the root itself
	files []*ast.File
	types *types.Package
}

// loaded is all public packages: neither internal, nor examples, nor in a
// nested module. The go command that runs the test compiles what they import.
var loaded = sync.OnceValues(func() (loading, error) {
	// Not "./...": go test is compiling the programs of examples at this moment.
	arguments, err := publicDirs()
	if err != nil {
		return loading{}, err
	}
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Name,Dir,GoFiles,Export"}, arguments...)...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return loading{}, fmt.Errorf("%v: %w\n%s", cmd, err, &stderr)
	}
	type entry struct {
		ImportPath, Name, Dir, Export string
		GoFiles                       []string
	}
	exports := map[string]string{}
	var public []entry
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var e entry
		if err := dec.Decode(&e); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return loading{}, err
		}
		exports[e.ImportPath] = e.Export
		if k, ours := kindOf(e.ImportPath); ours && k <= kindPeriod {
			public = append(public, e)
		}
	}
	fset := token.NewFileSet()
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})}
	pkgs := make([]pkg, 0, len(public))
	for _, e := range public {
		p := pkg{dir: dirOf(e.ImportPath)}
		for _, name := range e.GoFiles {
			// By a path below the root, so that go test sees what the result depends on.
			f, err := parser.ParseFile(fset, filepath.Join(root, p.dir, name), nil, parser.ParseComments)
			if err != nil {
				return loading{}, err
			}
			p.files = append(p.files, f)
		}
		if p.types, err = conf.Check(e.ImportPath, fset, p.files, nil); err != nil {
			return loading{}, err
		}
		pkgs = append(pkgs, p)
	}
	return loading{pkgs, conf.Importer}, nil
})

// publicDirs returns the directories of the public packages, as arguments of the go command.
func publicDirs() (dirs []string, err error) {
	seen := map[string]bool{}
	err = walk(false, func(name string) error {
		dir := path.Dir(name)
		k, _ := kindOf(path.Join(module, dir))
		if k <= kindPeriod && !seen[dir] && path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") && !strings.Contains("/"+name, "/testdata/") {
			seen[dir] = true
			dirs = append(dirs, "./"+dir)
		}
		return nil
	})
	return dirs, err
}

// loading is the public packages, and what imports them and all that the module needs.
type loading struct {
	pkgs    []pkg
	imports types.Importer
}

func loadAll(t *testing.T) loading {
	t.Helper()
	all, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	if len(all.pkgs) == 0 {
		t.Fatal("found no public package")
	}
	return all
}

func load(t *testing.T) []pkg {
	t.Helper()
	return loadAll(t).pkgs
}

// dirOf returns the directory of a package of this module from the root.
func dirOf(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}
