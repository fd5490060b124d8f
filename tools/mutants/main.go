// Command mutants breaks the library in small ways, one at a time, and runs the tests: a
// mutant that no test notices shows what is not tested.
//
//	go -C tools run ./mutants                          every mutant of the files that survivors.txt lists
//	go -C tools run ./mutants -sample 12 -seed abc     12 of them, chosen by the seed
//	go -C tools run ./mutants estimate churn/rates.go  every mutant of a package and of a file
//
// A mutant goes to the tests of its package first, then to those of the packages that import
// it. The tree is not touched: the compiler reads the mutant in the place of its file
// (go test -overlay).
//
// Some mutants survive for a reason: they compute the same, or are only slower. Those are in
// survivors.txt. The command fails for a survivor that is not, and for a line of survivors.txt
// that names no mutant.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// options are what the command line says beside names.
type options struct {
	sample  int    // how many mutants are tried, 0 for all
	seed    string // which ones
	match   string // a regular expression of their names
	workers int
	timeout time.Duration
}

func main() {
	var o options
	root := flag.String("root", "..", "directory of the module")
	list := flag.String("list", filepath.Join("mutants", "survivors.txt"), "file of the survivors and their reasons")
	flag.IntVar(&o.sample, "sample", 0, "number of mutants to try, 0 for all")
	flag.StringVar(&o.seed, "seed", "", "which mutants of a sample are tried")
	flag.StringVar(&o.match, "match", "", "regular expression that the names of mutants must match")
	flag.IntVar(&o.workers, "workers", 2, "mutants that are tried at once")
	flag.DurationVar(&o.timeout, "timeout", 3*time.Minute, "how long the tests of a package may take")
	flag.Parse()
	if err := run(os.Stdout, *root, *list, flag.Args(), o); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, root, list string, where []string, o options) error {
	match, err := regexp.Compile(o.match)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	known, err := parseSurvivors(string(text))
	if err != nil {
		return err
	}
	files, err := sources(root, where, known.files)
	if err != nil {
		return err
	}
	var all []mutant
	for _, name := range files {
		source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		found, err := mutantsOf(name, source)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	if stale := known.stale(files, all); len(stale) > 0 {
		return fmt.Errorf("survivors.txt names what is no mutant any more:\n%s", strings.Join(stale, "\n"))
	}
	fmt.Fprintf(out, "%d mutants in %d files\n", len(all), len(files))
	all = slices.DeleteFunc(all, func(m mutant) bool { return known.reasons[m.name] != "" || !match.MatchString(m.name) })
	if o.sample > 0 {
		all = choose(all, o.sample, o.seed)
	}
	if len(all) == 0 {
		return errors.New("found no mutant to try")
	}

	work, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	t := tester{root: root, work: work, timeout: o.timeout}
	counts := map[verdict]int{}
	var survivors []string
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan mutant)
	for worker := range o.workers {
		wg.Go(func() {
			for m := range next {
				start := time.Now()
				v, err := t.try(worker, m)
				mu.Lock()
				counts[v]++
				fmt.Fprintf(out, "%-9s %4.0f s  %s\n", v, time.Since(start).Seconds(), m.name)
				if v == survived {
					survivors = append(survivors, m.name)
				}
				if err != nil {
					fmt.Fprintf(out, "          %v\n", err)
				}
				mu.Unlock()
			}
		})
	}
	for _, m := range all {
		next <- m
	}
	close(next)
	wg.Wait()
	fmt.Fprintf(out, "%d killed, %d do not compile, %d survived\n", counts[killed], counts[stillborn], counts[survived])
	if counts[killed] == 0 {
		return errors.New("no mutant was killed: do the tests run?")
	}
	if len(survivors) > 0 {
		slices.Sort(survivors)
		return fmt.Errorf("no test fails for these. Add a test, or a line with the reason to survivors.txt:\n%s", strings.Join(survivors, "\n"))
	}
	return nil
}

// sources returns the files that are named, those of a directory that is named, or where
// nothing is named, those of the list. Generated files have no mutants.
func sources(root string, where, listed []string) (files []string, err error) {
	if len(where) == 0 {
		return listed, nil
	}
	for _, name := range where {
		name = path.Clean(filepath.ToSlash(name))
		if strings.HasSuffix(name, ".go") {
			files = append(files, name)
			continue
		}
		names, err := fs.Glob(os.DirFS(root), path.Join(name, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if !strings.HasSuffix(name, "_test.go") && path.Base(name) != "encodings.go" {
				files = append(files, name)
			}
		}
	}
	return files, nil
}

// choose returns some of the mutants, the same for the same seed.
func choose(all []mutant, n int, seed string) []mutant {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(seed))
	random := rand.New(rand.NewPCG(hash.Sum64(), 0)) //nolint:gosec // chance, no secret
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}

// survivors is what survivors.txt says.
type survivors struct {
	files   []string          // whose mutants have all been tried
	reasons map[string]string // by the name of a mutant
}

// parseSurvivors reads a list: the line "== FILE" for each file whose mutants have all been
// tried, below it "NAME -- REASON" for each that survives. Lines that begin with # are comments.
func parseSurvivors(text string) (s survivors, err error) {
	s.reasons = map[string]string{}
	for i, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if file, ok := strings.CutPrefix(line, "== "); ok {
			s.files = append(s.files, file)
			continue
		}
		at := strings.LastIndex(line, " -- ")
		if at < 0 || strings.TrimSpace(line[at+4:]) == "" {
			return s, fmt.Errorf("survivors.txt:%d: not a mutant, \" -- \" and a reason", i+1)
		}
		name := line[:at]
		if file, _, _ := strings.Cut(name, " "); !slices.Contains(s.files, file) || s.reasons[name] != "" {
			return s, fmt.Errorf("survivors.txt:%d: twice, or not below the line of its file", i+1)
		}
		s.reasons[name] = line[at+4:]
	}
	return s, nil
}

// stale returns the lines about files which name none of their mutants.
func (s survivors) stale(files []string, all []mutant) (names []string) {
	for name := range s.reasons {
		file, _, _ := strings.Cut(name, " ")
		if slices.Contains(files, file) && !slices.ContainsFunc(all, func(m mutant) bool { return m.name == name }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

type verdict string

const (
	killed    verdict = "killed"
	survived  verdict = "SURVIVED"
	stillborn verdict = "no build"
)

// tester runs the tests of mutants.
type tester struct {
	root, work string
	timeout    time.Duration

	once      sync.Once
	importers map[string][]string // the packages that import a package, by directory
	err       error
}

// try runs the tests of a mutant's package, and while none fails, those of its importers.
func (t *tester) try(worker int, m mutant) (verdict, error) {
	original, err := filepath.Abs(filepath.Join(t.root, filepath.FromSlash(m.file)))
	if err != nil {
		return stillborn, err
	}
	changed := filepath.Join(t.work, fmt.Sprintf("%d.go", worker))
	overlay := filepath.Join(t.work, fmt.Sprintf("%d.json", worker))
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
	if err := cmp.Or(err, os.WriteFile(changed, m.source, 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		return stillborn, err
	}
	dir := "./" + path.Dir(m.file)
	if _, err := t.command("build", "-overlay", overlay, dir); err != nil {
		return stillborn, nil //nolint:nilerr // a type that does not fit is no finding
	}
	importers, err := t.importersOf(dir)
	if err != nil {
		return stillborn, err
	}
	for _, tested := range append([]string{dir}, importers...) {
		out, err := t.command("test", "-overlay", overlay, "-vet=off", "-failfast", "-count=1", "-timeout", t.timeout.String(), tested)
		if err == nil {
			continue
		}
		if strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]") {
			return stillborn, fmt.Errorf("%s: %s", tested, firstLines(out))
		}
		return killed, nil
	}
	return survived, nil
}

// command runs the go command, which is ended somewhat after the time that its tests have.
func (t *tester) command(arguments ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*t.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", arguments...)
	cmd.Dir = t.root
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// importersOf returns the packages of the library that import the one of a directory.
func (t *tester) importersOf(dir string) ([]string, error) {
	t.once.Do(func() {
		var out string
		if out, t.err = t.command("list", "-f", `{{.ImportPath}} {{.Module.Path}} {{join .Imports " "}}`, "./..."); t.err != nil {
			t.err = fmt.Errorf("%w: %s", t.err, firstLines(out))
			return
		}
		t.importers = map[string][]string{}
		for line := range strings.Lines(out) {
			fields := strings.Fields(line)
			in := func(importPath string) string {
				return "./" + path.Clean("."+strings.TrimPrefix(importPath, fields[1]))
			}
			if strings.HasPrefix(in(fields[0]), "./examples/") {
				continue
			}
			for _, imported := range fields[2:] {
				if imported == fields[1] || strings.HasPrefix(imported, fields[1]+"/") {
					t.importers[in(imported)] = append(t.importers[in(imported)], in(fields[0]))
				}
			}
		}
	})
	return t.importers["./"+path.Clean(dir)], t.err
}

// firstLines is the start of an output.
func firstLines(out string) string { return fmt.Sprintf("%.300s", strings.TrimSpace(out)) }
