// The library is checked against the vectors of this directory, which other tools made:
// see README.md.
package conformance_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
)

// file is a file of vectors.
type file struct {
	Function, Definition, Tool, Version, Call string
	Tolerance                                 struct{ Relative, Absolute float64 }
	Cases                                     []struct {
		In  json.RawMessage
		Out any
	}
}

// check is the library's answer to the input of a case: what is marshaled, or an error.
type check func(in []byte) (any, error)

// of makes a check of a function of typed input.
func of[In any](f func(In) (any, error)) check {
	return func(text []byte) (any, error) {
		var in In
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			return nil, err
		}
		return f(in)
	}
}

// fewest returns how many cases a function must have.
func fewest(function string) int {
	if function == "ticket.policy" || function == "churn.windows" {
		return 100
	}
	return 200
}

func TestVectors(t *testing.T) {
	paths, err := filepath.Glob("vectors/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	checked := map[string]bool{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var f file
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		d.DisallowUnknownFields()
		if err := d.Decode(&f); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		t.Run(f.Function, func(t *testing.T) {
			if f.Function+".json" != filepath.Base(path) || f.Definition == "" || f.Tool == "" || f.Version == "" || f.Call == "" {
				t.Errorf("%s does not say what it is", path)
			}
			if len(f.Cases) < fewest(f.Function) {
				t.Errorf("%d cases, want at least %d", len(f.Cases), fewest(f.Function))
			}
			run, ok := checks[f.Function]
			if !ok {
				t.Fatalf("nothing checks %s", f.Function)
			}
			checked[f.Function] = true
			wrong := 0
			for i, c := range f.Cases {
				got, err := run(c.In)
				if why := compare(c.Out, got, err, f.Tolerance.Relative, f.Tolerance.Absolute); why != "" {
					if wrong++; wrong <= 5 {
						t.Errorf("case %d, %s: %s", i, c.In, why)
					}
				}
			}
			if wrong > 5 {
				t.Errorf("%d of %d cases are wrong", wrong, len(f.Cases))
			}
		})
	}
	for name := range checks {
		if !checked[name] {
			t.Errorf("there are no vectors of %s", name)
		}
	}
}

// The runners in other languages pass with their examples, where the languages are there.
func TestOtherRunners(t *testing.T) {
	for _, run := range [][]string{{"python3", "run.py"}, {"node", "run.mjs"}} {
		t.Run(run[0], func(t *testing.T) {
			if _, err := exec.LookPath(run[0]); err != nil {
				t.Skipf("there is no %s here: %v", run[0], err)
			}
			out, err := exec.CommandContext(t.Context(), run[0], run[1:]...).CombinedOutput()
			if err != nil || !strings.Contains(string(out), " passed, 0 failed") {
				t.Errorf("%v: %v\n%s", run, err, out)
			}
		})
	}
}

// The README lists every file.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range checks {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("README.md does not list %s", name)
		}
	}
}

var fraction = regexp.MustCompile(`^-?[0-9]+/[0-9]+$`)

// compare returns why got is not what is wanted, or "".
func compare(want, got any, err error, relative, absolute float64) string {
	if m, ok := want.(map[string]any); ok && m["error"] != nil {
		kind := map[any]error{"no data": cx.ErrNoData, "out of range": cx.ErrOutOfRange}[m["error"]]
		if kind == nil || !errors.Is(err, kind) {
			return fmt.Sprintf("got %v, %v, want the error %q", got, err, m["error"])
		}
		return ""
	}
	if err != nil {
		return err.Error()
	}
	text, err := json.Marshal(got)
	if err != nil {
		return err.Error()
	}
	var plain any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&plain); err != nil {
		return err.Error()
	}
	return differ("out", want, plain, relative, absolute)
}

func differ(at string, want, got any, relative, absolute float64) string {
	no := func() string { return fmt.Sprintf("%s is %v, want %v", at, got, want) }
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(g) != len(w) {
			return no()
		}
		for k := range w {
			if _, ok := g[k]; !ok {
				return no()
			}
			if why := differ(at+"."+k, w[k], g[k], relative, absolute); why != "" {
				return why
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return no()
		}
		for i := range w {
			if why := differ(fmt.Sprintf("%s[%d]", at, i), w[i], g[i], relative, absolute); why != "" {
				return why
			}
		}
	case json.Number:
		g, ok := got.(json.Number)
		if !ok {
			return no()
		}
		x, err1 := w.Float64()
		y, err2 := g.Float64()
		if err1 != nil || err2 != nil || !(math.Abs(x-y) <= relative*math.Abs(x)+absolute) {
			return no()
		}
	case string:
		g, ok := got.(string)
		if !ok {
			return no()
		}
		if fraction.MatchString(w) { // the library writes it as a decimal of 16 places
			x, _ := new(big.Rat).SetString(w)
			y, ok := new(big.Rat).SetString(g)
			if !ok || y.FloatString(16) != x.FloatString(16) {
				return no()
			}
			return ""
		}
		if w != g {
			return no()
		}
	default:
		if want != got {
			return no()
		}
	}
	return ""
}
