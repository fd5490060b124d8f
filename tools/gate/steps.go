package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const testCommand, reportCommand = "go test ./...", "go run ./examples/report"

// readme returns README.md, which has to have these commands, each on a line of its own.
func (g *gate) readme(commands ...string) (string, error) {
	text, err := os.ReadFile(filepath.Join(g.root, "README.md"))
	for _, command := range commands {
		if !hasLine(string(text), command) {
			err = errors.Join(err, fmt.Errorf("README.md has no line %q", command))
		}
	}
	return string(text), err
}

// goTest runs tests, and fails where none ran or one was skipped that must not be.
func (g *gate) goTest(dir string, env, arguments []string, due ...string) error {
	cmd := g.command(dir, env, "go", append([]string{"test", "-json"}, arguments...)...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, g.out
	err := cmd.Run()
	r := resultsOf([]byte(out.String()))
	fmt.Fprint(g.out, r.text.String())
	for test, why := range r.skipped {
		fmt.Fprintf(g.out, "skipped %s: %s\n", test, why)
	}
	if err != nil {
		return fmt.Errorf("go test: %w, %d failures", err, r.failed)
	}
	if undue := r.undue(due...); len(undue) > 0 {
		return fmt.Errorf("must not be skipped:\n%s", strings.Join(undue, "\n"))
	}
	return g.some(r.passed, fmt.Sprintf("tests in %d packages", r.packages))
}

// Without a browser and a database, which the steps nested and postgres have.
var bare = []string{"CX_CHROMIUM", "CX_POSTGRES_DSN"}

func (g *gate) test() error {
	if _, err := g.readme(testCommand); err != nil {
		return err
	}
	if err := errors.Join(g.need("python3", "python3"), g.need("node", "nodejs")); err != nil { // for the runners of conformance
		return err
	}
	return g.goTest(g.root, nil, []string{"./..."}, bare...)
}

func (g *gate) house() error {
	return g.goTest(g.root, nil, []string{"-count=1", "./internal/house"})
}

func (g *gate) build() error {
	files, err := g.files()
	if err != nil {
		return err
	}
	all := modules(files)
	for _, m := range all {
		dir := filepath.Join(g.root, m.dir)
		if m.packages {
			err = errors.Join(err, g.run(dir, nil, "go", "build", "-o", os.DevNull, "./..."), g.run(dir, nil, "go", "vet", "./..."))
		}
		mod, readErr := os.ReadFile(filepath.Join(dir, "go.mod"))
		if strings.Contains(string(mod), "\ntool ") {
			err = errors.Join(err, g.run(dir, nil, "go", "build", "-o", filepath.Join(g.tmp, "bin")+"/", "tool"))
		} else if !m.packages {
			err = errors.Join(err, readErr, fmt.Errorf("module %s has neither packages nor tools", m.dir))
		}
	}
	// Where an int has 32 bits, too: constants that it cannot hold do not compile.
	err = errors.Join(err, g.run(g.root, []string{"CGO_ENABLED=0", "GOARCH=386"}, "go", "vet", "./..."))
	return errors.Join(err, g.some(len(all), "modules"))
}

// generate runs go generate on a copy, which changes nothing.
func (g *gate) generate() error {
	files, err := g.files()
	if err != nil {
		return err
	}
	tree := filepath.Join(g.tmp, "generated")
	if err := g.copyTo(tree, files); err != nil {
		return err
	}
	generated := 0
	if err := g.run(tree, nil, "go", "generate", "./..."); err != nil {
		return err
	}
	for _, name := range files {
		before, err1 := os.ReadFile(filepath.Join(g.root, filepath.FromSlash(name)))
		after, err2 := os.ReadFile(filepath.Join(tree, filepath.FromSlash(name)))
		if err1 != nil || err2 != nil || !bytes.Equal(before, after) {
			err = errors.Join(err, err1, err2, fmt.Errorf("%s is not current: run go generate ./%s", name, path.Dir(name)))
		}
		if path.Base(name) == "encodings.go" {
			generated++
		}
	}
	return errors.Join(err, g.some(generated, "generated files"))
}

func (g *gate) nested() error {
	if err := errors.Join(g.need("chromium", "chromium"), g.need("sqlite3", "sqlite3"), g.need("nginx", "nginx")); err != nil {
		return err
	}
	env := []string{"CX_CHROMIUM=chromium"}
	_, noJava := exec.LookPath("java")
	_, noMaven := exec.LookPath("mvn")
	if noJava == nil && noMaven == nil {
		env = append(env, "CX_FLINK=1")
	}
	err := g.goTest(g.root, env, []string{"-count=1", "-run", "InBrowser", "./examples/report"})
	return errors.Join(err, g.each(func(dir string) error {
		if dir == g.root {
			return nil
		}
		targets, err := g.list(dir, ".")
		if err != nil {
			return err
		}
		tests := 0
		for _, t := range targets {
			if !strings.HasPrefix(t.name, "Benchmark") {
				tests++
			}
		}
		if err := g.some(len(targets), "tests and benchmarks in "+dir); err != nil || tests == 0 {
			return err
		}
		return g.goTest(dir, env, []string{"./..."}, "CX_POSTGRES_DSN")
	}))
}

// list returns what go test -list finds in a module.
func (g *gate) list(dir, pattern string) ([]target, error) {
	out, err := g.output(dir, nil, "go", "test", "-list", pattern, "./...")
	if err != nil {
		fmt.Fprint(g.out, out)
	}
	return listed(out), err
}

func (g *gate) examples() error {
	readme, err := g.readme()
	if err != nil {
		return err
	}
	all := commands(readme)
	for _, command := range all {
		if command == "go -C examples/service run ." {
			err = errors.Join(err, g.serve(command))
			continue
		}
		fields := strings.Fields(command)
		out, runErr := g.command(g.root, nil, fields[0], fields[1:]...).CombinedOutput()
		text := string(out)
		if runErr == nil {
			text = strings.Join(firstLines(text, 5), "")
		}
		fmt.Fprint(g.out, text)
		if runErr != nil || len(out) == 0 {
			err = errors.Join(err, fmt.Errorf("%s: %d bytes of output, %w", command, len(out), runErr))
		}
	}
	return errors.Join(err, g.some(len(all), "commands of examples"))
}

func firstLines(text string, n int) []string {
	lines := strings.SplitAfter(text, "\n")
	return lines[:min(n, len(lines))]
}

// serve runs a server, which does not end by itself: once it has told its address it is asked
// for its page, and interrupted.
func (g *gate) serve(command string) (err error) {
	fields := strings.Fields(command)
	cmd := g.command(g.root, nil, fields[0], fields[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that the program is interrupted, which go run starts
	said, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	cmd.Stdout = cmd.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	watchdog := time.AfterFunc(5*time.Minute, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }) // it may have to be built
	defer watchdog.Stop()
	lines := bufio.NewScanner(said)
	address := ""
	for address == "" && lines.Scan() {
		fmt.Fprintln(g.out, lines.Text())
		if _, after, ok := strings.Cut(lines.Text(), "http://"); ok {
			address = "http://" + strings.Fields(after)[0]
		}
	}
	drawings := 0
	if address == "" {
		err = fmt.Errorf("%s tells no address", command)
	} else {
		var page string
		page, err = get(address)
		drawings = strings.Count(page, "<svg")
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
	for lines.Scan() {
		fmt.Fprintln(g.out, lines.Text())
	}
	// The go command tells 1 for any end of a program that was interrupted.
	if waitErr := cmd.Wait(); waitErr != nil && cmd.ProcessState.ExitCode() != 1 && cmd.ProcessState.ExitCode() != -1 {
		err = errors.Join(err, waitErr)
	}
	return errors.Join(err, g.some(drawings, "drawings at "+address))
}

func get(address string) (page string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/", http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(response.Body)
	return string(text), errors.Join(err, response.Body.Close())
}

// postgres uses pg_virtualenv, which creates a PostgreSQL in a temporary directory, as a user
// that is not root and with fsync off, and removes it after the command.
func (g *gate) postgres() error {
	if err := g.need("pg_virtualenv", "postgresql"); err != nil {
		return err
	}
	out, err := g.output(g.root, nil, "pg_virtualenv", "-t", "bash", "-c", `
		set -eu
		export CX_POSTGRES_DSN="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE"
		go -C examples/sql run . -dsn "$CX_POSTGRES_DSN" >&2
		go -C examples/sql test -count=1 -json -run ".*/postgres" .`)
	r := resultsOf([]byte(out))
	fmt.Fprint(g.out, r.text.String())
	if undue := r.undue(); len(undue) > 0 {
		err = errors.Join(err, fmt.Errorf("must not be skipped:\n%s", strings.Join(undue, "\n")))
	}
	return errors.Join(err, g.some(r.passed, "tests on PostgreSQL"))
}

func (g *gate) gofmt() error {
	files, err := g.files()
	if err != nil {
		return err
	}
	n := 0
	for _, name := range files {
		if path.Ext(name) != ".go" {
			continue
		}
		n++
		text, readErr := os.ReadFile(filepath.Join(g.root, filepath.FromSlash(name)))
		formatted, formatErr := format.Source(text)
		if readErr != nil || formatErr != nil || !bytes.Equal(formatted, text) {
			err = errors.Join(err, readErr, formatErr, fmt.Errorf("%s is not formatted", name))
		}
	}
	return errors.Join(err, g.some(n, "Go files"))
}

func (g *gate) lint() error {
	lint, err := g.tool("github.com/golangci/golangci-lint/v2/cmd/golangci-lint")
	if err != nil {
		return err
	}
	return g.each(func(dir string) error {
		return g.run(dir, nil, lint, "run", "--config", filepath.Join(g.root, ".golangci.yml"), "./...")
	})
}

func (g *gate) race() error {
	cc, err := g.output(g.root, nil, "go", "env", "CC")
	if err != nil {
		return err
	}
	if _, err := exec.LookPath(strings.Fields(cc)[0]); err != nil {
		return fmt.Errorf("the race detector needs a C compiler: %w", err)
	}
	return g.goTest(g.root, []string{"CGO_ENABLED=1"}, []string{"-race", "-shuffle=on", "./..."}, bare...)
}

// fuzz works on a copy, since a run that finds a failure writes it to testdata; and it starts
// from the committed seeds, not from what earlier runs on this machine kept.
func (g *gate) fuzz() error {
	files, err := g.files()
	if err != nil {
		return err
	}
	tree := filepath.Join(g.tmp, "fuzz")
	if err := g.copyTo(tree, files); err != nil {
		return err
	}
	n := 0
	for _, m := range modules(files) {
		if !m.packages {
			continue
		}
		targets, listErr := g.list(filepath.Join(tree, m.dir), "^Fuzz")
		err = errors.Join(err, listErr)
		for _, t := range targets {
			n++
			err = errors.Join(err, g.fuzzOne(filepath.Join(tree, m.dir), t))
		}
	}
	return errors.Join(err, g.some(n, "fuzz targets"))
}

func (g *gate) fuzzOne(dir string, t target) error {
	for try := 1; ; try++ {
		cmd := g.command(dir, nil, "go", "test", "-run=^$", "-fuzz=^"+t.name+"$", "-fuzztime="+fuzzTime, "-fuzzminimizetime=5s", t.pkg,
			"-args", "-test.fuzzcachedir="+filepath.Join(g.tmp, "corpus", filepath.FromSlash(t.pkg)))
		out, err := cmd.CombinedOutput()
		fine, again := fuzzed(string(out), err != nil)
		if fine {
			fmt.Fprint(g.out, lastLines(string(out), 3))
			return nil
		}
		if again && try < 3 {
			fmt.Fprintf(g.out, "%s: the fuzzer ran into its own deadline (try %d)\n", t.name, try)
			continue
		}
		fmt.Fprint(g.out, string(out))
		for _, name := range crashers(string(out)) { // from the directory of the package
			_ = filepath.WalkDir(dir, func(file string, _ os.DirEntry, walkErr error) error {
				if text, readErr := os.ReadFile(file); walkErr == nil && readErr == nil && strings.HasSuffix(filepath.ToSlash(file), "/"+name) {
					fmt.Fprintf(g.out, "--- %s\n%s", file, text)
				}
				return nil
			})
		}
		return fmt.Errorf("%s failed, or executed nothing", t.name)
	}
}

func (g *gate) bench() error {
	n := 0
	err := g.each(func(dir string) error {
		out, err := g.command(dir, nil, "go", "test", "-run", "^$", "-bench", ".", "-benchtime", "1x", "./...").CombinedOutput()
		fmt.Fprint(g.out, string(out))
		n += count(string(out), "Benchmark")
		return err
	})
	return errors.Join(err, g.some(n, "benchmarks"))
}

func (g *gate) mutants() error {
	head, err := g.output(g.root, nil, "git", "rev-parse", "HEAD")
	if err != nil {
		return err
	}
	return g.run(filepath.Join(g.root, "tools"), nil, "go", "run", "./mutants", "-sample", mutants, "-seed", strings.TrimSpace(head))
}

// machines runs what compares bytes, decimals and published figures where numbers have other
// sizes (386), a product and a sum are rounded at once (arm64, s390x), and the high byte comes
// first (s390x).
func (g *gate) machines() error {
	if err := errors.Join(g.need("qemu-s390x", "qemu-user"), g.need("qemu-aarch64", "qemu-user")); err != nil {
		return err
	}
	var err error
	for _, m := range []struct{ arch, run string }{{"386", ""}, {"arm64", "qemu-aarch64"}, {"s390x", "qemu-s390x"}} {
		arguments := []string{"-vet=off", "-short", "-run", "Encod|Golden|Vectors|Against|Published|Wide|Sums|Ratio|Shortest|Series|By"}
		switch {
		case m.arch == runtime.GOARCH, m.arch == "386" && runtime.GOARCH == "amd64":
		case m.run == "":
			arguments = append(arguments, "-exec", "qemu-i386")
		default:
			arguments = append(arguments, "-exec", m.run)
		}
		arguments = append(arguments, ".", "./ces", "./churn", "./conformance", "./csat", "./estimate", "./internal/exact", "./internal/survival",
			"./internal/wire", "./journey", "./nps", "./period", "./signal", "./tickets", "./value")
		err = errors.Join(err, g.goTest(g.root, []string{"CGO_ENABLED=0", "GOARCH=" + m.arch}, arguments, "-short:"))
	}
	return err
}

func (g *gate) tidy() error {
	files, err := g.files()
	if err != nil {
		return err
	}
	all := modules(files)
	for _, m := range all {
		err = errors.Join(err, g.run(filepath.Join(g.root, m.dir), nil, "go", "mod", "tidy", "-diff"))
	}
	return errors.Join(err, g.some(len(all), "modules"))
}

// apidiff compares. Before the first release everything may change, and what does is told
// beside the commit before; after it a change that breaks a user of the last release fails.
func (g *gate) apidiff() error {
	diff, err := g.tool("golang.org/x/exp/cmd/apidiff")
	if err != nil {
		return err
	}
	released := true
	base, err := g.output(g.root, nil, "git", "describe", "--tags", "--abbrev=0", "--match", "v[1-9]*")
	if err != nil {
		released = false
		if base, err = g.output(g.root, nil, "git", "rev-parse", "--verify", "HEAD^"); err != nil {
			base = "HEAD"
		}
	}
	base = strings.TrimSpace(base)
	files, err := g.files()
	if err != nil {
		return err
	}
	earlier, now := filepath.Join(g.tmp, "api", "earlier"), filepath.Join(g.tmp, "api", "now")
	if err := errors.Join(g.copyTo(now, files), g.run(g.root, nil, "git", "clone", "--quiet", "--no-checkout", g.root, earlier)); err != nil {
		return err
	}
	if err := g.run(earlier, nil, "git", "-c", "advice.detachedHead=false", "checkout", "--quiet", base); err != nil {
		return err
	}
	for _, tree := range []string{earlier, now} {
		// A library's API has no programs.
		if err := errors.Join(os.RemoveAll(filepath.Join(tree, "examples")), g.run(tree, nil, diff, "-m", "-w", tree+".api", "github.com/cxmetrics/cx")); err != nil {
			return err
		}
	}
	if api, err := os.ReadFile(now + ".api"); err != nil || g.some(len(api), "bytes of API") != nil {
		return errors.Join(err, errors.New("no API was written"))
	}
	out, err := g.output(g.root, nil, diff, "-m", "-incompatible", earlier+".api", now+".api")
	if err != nil {
		return err
	}
	fmt.Fprint(g.out, strings.Join(firstLines(out, 40), ""))
	breaking := count(out, "- ")
	fmt.Fprintf(g.out, "%d incompatible changes since %s\n", breaking, base)
	if released && breaking > 0 {
		return fmt.Errorf("breaks users of %s", base)
	}
	return nil
}

// clone is what a newcomer does: both commands of the README in a clone of what is committed,
// with nothing downloaded before.
func (g *gate) clone() error {
	if _, err := g.readme(testCommand, reportCommand); err != nil {
		return err
	}
	dir := filepath.Join(g.tmp, "clone")
	if err := g.run(g.root, nil, "git", "clone", "--quiet", g.root, dir); err != nil {
		return err
	}
	here, err1 := g.output(g.root, nil, "git", "rev-parse", "HEAD")
	there, err2 := g.output(dir, nil, "git", "rev-parse", "HEAD")
	flags, err3 := g.output(g.root, nil, "go", "env", "GOFLAGS")
	if err := errors.Join(err1, err2, err3); err != nil || here != there {
		return errors.Join(err, fmt.Errorf("the clone is at %s, the commit under test is %s", there, here))
	}
	env := []string{"GOMODCACHE=" + filepath.Join(g.tmp, "modcache"), "GOFLAGS=" + strings.TrimSpace(strings.TrimSpace(flags)+" -modcacherw")}
	fields := strings.Fields(reportCommand)
	report, err := g.output(dir, env, fields[0], fields[1:]...)
	fmt.Fprint(g.out, strings.Join(firstLines(report, 30), ""))
	err = errors.Join(err, g.some(strings.Count(report, "\n"), "lines of report"))
	return errors.Join(err, g.goTest(dir, env, []string{"./..."}, bare...))
}

func (g *gate) newest() error {
	env := []string{"GOTOOLCHAIN=" + newest}
	version, err := g.output(g.root, env, "go", "env", "GOVERSION")
	if err != nil {
		return err
	}
	if version = strings.TrimSpace(version); version != newest {
		return fmt.Errorf("runs %s, wanted %s", version, newest)
	}
	if err := g.run(g.root, env, "go", "vet", "./..."); err != nil {
		return err
	}
	return g.goTest(g.root, env, []string{"./..."}, bare...)
}

func (g *gate) clean() error {
	after, err := g.output(g.root, nil, "git", "status", "--porcelain")
	if err == nil && after != g.before {
		err = fmt.Errorf("git status was\n%sand is\n%s", g.before, after)
	}
	return err
}
