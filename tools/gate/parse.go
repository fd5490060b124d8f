package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// target is a test, fuzz target or benchmark of a package.
type target struct{ pkg, name string }

// listed reads the output of go test -list.
func listed(out string) (targets []target) {
	var names []string
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "ok "):
			for _, name := range names {
				targets = append(targets, target{strings.Split(line, "\t")[1], name})
			}
			names = nil
		case strings.HasPrefix(line, "FAIL"), strings.HasPrefix(line, "? "):
			names = nil
		case regexp.MustCompile(`^(Test|Fuzz|Benchmark|Example)\w*$`).MatchString(line):
			names = append(names, line)
		}
	}
	return targets
}

// commands returns the README's commands that run examples, without their comments.
func commands(readme string) (found []string) {
	for _, m := range regexp.MustCompile(`(?m)^(go run \./examples/[^#\n]*|go -C examples/[^#\n]*)`).FindAllString(readme, -1) {
		found = append(found, strings.TrimSpace(m))
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// hasLine says whether a text has a line, apart from the blanks around it.
func hasLine(text, line string) bool {
	return slices.ContainsFunc(strings.Split(text, "\n"), func(s string) bool { return strings.TrimSpace(s) == line })
}

// results is what go test -json says.
type results struct {
	passed, failed int               // tests, subtests included
	packages       int               // that have tests
	skipped        map[string]string // the reason, by package and test
	text           strings.Builder   // what failing tests and packages print, and a line for each package
}

// resultsOf reads the output of go test -json.
func resultsOf(out []byte) *results {
	r := &results{skipped: map[string]string{}}
	printed := map[target]*strings.Builder{}
	for line := range bytes.Lines(out) {
		var e struct{ Action, Package, Test, Output string }
		if !bytes.HasPrefix(line, []byte("{")) || json.Unmarshal(line, &e) != nil {
			r.text.Write(line) // of the go command itself
			continue
		}
		if e.Package == "" {
			r.text.WriteString(e.Output) // of the compiler
			continue
		}
		key := target{e.Package, e.Test}
		if printed[key] == nil {
			printed[key] = new(strings.Builder)
		}
		switch e.Action {
		case "output":
			printed[key].WriteString(e.Output)
			if e.Test == "" && (strings.HasPrefix(e.Output, "ok") || strings.HasPrefix(e.Output, "FAIL\t")) {
				r.text.WriteString(e.Output)
			}
		case "pass":
			if e.Test == "" {
				r.packages++
			} else {
				r.passed++
			}
		case "skip":
			if e.Test != "" {
				r.skipped[e.Package+" "+e.Test] = reason(printed[key].String())
			}
		case "fail":
			r.failed++
			r.text.WriteString(printed[key].String())
		}
	}
	return r
}

// reason is the line of a skipped test that says why.
func reason(printed string) string {
	for line := range strings.Lines(printed) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			return line
		}
	}
	return "no reason"
}

// mayskip are the reasons for which a test may be skipped in the gate.
var mayskip = []string{
	"data folder is not here", "no real data here", "not part of the module", // the real files are in no clone
	"the race detector allocates",
	"no systemd-analyze here", "CX_CONTAINER=1", "CX_AXE=npm", "CX_FLINK", "CX_SYSTEMD=1", // the machine of the maintainer has these
	"no zone database as a directory",
}

// undue returns the skipped tests that must not be, with their reasons; more are reasons that
// are due in this run.
func (r *results) undue(more ...string) (undue []string) {
	for test, why := range r.skipped {
		if !slices.ContainsFunc(slices.Concat(mayskip, more), func(due string) bool { return strings.Contains(why, due) }) {
			undue = append(undue, fmt.Sprintf("%s: %s", test, why))
		}
	}
	slices.Sort(undue)
	return undue
}

// verdict of a fuzz run: fine, worth another try, or a failure of its target.
func fuzzed(out string, failed bool) (fine, again bool) {
	if !failed {
		return regexp.MustCompile(`(?m)^fuzz: elapsed: .* execs: [1-9]`).MatchString(out), false
	}
	// The fuzzer at times takes its own deadline for a failure of the target.
	deadline := regexp.MustCompile(`(?m)^ *context deadline exceeded$`).MatchString(out)
	return false, deadline && !strings.Contains(out, "Failing input")
}

// crashers are the files that a fuzz run says it wrote.
func crashers(out string) (files []string) {
	for _, m := range regexp.MustCompile(`Failing input written to (\S+)`).FindAllStringSubmatch(out, -1) {
		files = append(files, m[1])
	}
	return files
}

// count is the number of lines that begin with a text.
func count(out, begin string) (n int) {
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, begin) {
			n++
		}
	}
	return n
}
