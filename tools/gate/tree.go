package main

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// files returns the files of the working tree that git does not ignore, slash-separated.
func (g *gate) files() ([]string, error) {
	out, err := g.output(g.root, nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	var files []string
	for name := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		if info, err := os.Stat(filepath.Join(g.root, filepath.FromSlash(name))); err == nil && info.Mode().IsRegular() {
			files = append(files, name)
		}
	}
	if len(files) == 0 {
		return nil, errors.New("found no file")
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// module is a directory with a go.mod.
type module struct {
	dir      string // from the root, "." for the root itself
	packages bool   // it has Go files of its own
}

// modules returns the modules among files, the root first.
func modules(files []string) (found []module) {
	for _, name := range files {
		if path.Base(name) == "go.mod" && !strings.Contains("/"+name, "/testdata/") {
			found = append(found, module{dir: path.Dir(name)})
		}
	}
	slices.SortFunc(found, func(a, b module) int { return strings.Compare(a.dir, b.dir) })
	for _, name := range files {
		if path.Ext(name) != ".go" || strings.Contains("/"+name, "/testdata/") {
			continue
		}
		owner := -1
		for i, m := range found { // the deepest, which is the last that holds it
			if m.dir == "." || strings.HasPrefix(name, m.dir+"/") {
				if owner < 0 || len(m.dir) > len(found[owner].dir) || found[owner].dir == "." {
					owner = i
				}
			}
		}
		if owner >= 0 {
			found[owner].packages = true
		}
	}
	return found
}

// each calls do with the directory of every module that has packages, and joins the errors.
func (g *gate) each(do func(dir string) error) error {
	files, err := g.files()
	if err != nil {
		return err
	}
	n := 0
	for _, m := range modules(files) {
		if m.packages {
			n++
			err = errors.Join(err, do(filepath.Join(g.root, m.dir)))
		}
	}
	return errors.Join(err, g.some(n, "modules with packages"))
}

// copyTo copies files of the working tree.
func (g *gate) copyTo(dir string, files []string) error {
	for _, name := range files {
		from, to := filepath.Join(g.root, filepath.FromSlash(name)), filepath.Join(dir, filepath.FromSlash(name))
		info, err := os.Stat(from)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(from)
		if err := errors.Join(err, os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, text, info.Mode().Perm())); err != nil {
			return err
		}
	}
	return nil
}
