package house

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestVetReportsCopies runs go vet over a program that copies each collector once: it
// reports every one.
func TestVetReportsCopies(t *testing.T) {
	t.Parallel()
	arguments := map[string]string{
		"cx.By": "[string, *nps.Tally]", "period.Series": "[*nps.Tally]", "estimate.Respondents": "[string, int]",
		"churn.Activity": "[string]", "churn.Spending": "[string]", "churn.Ledger": "[string]", "churn.Purchases": "[string]",
		"journey.PerCustomer": "[string]", "value.Payments": "[string]",
	}
	imports := map[string]bool{"nps": true}
	var body strings.Builder
	names := []string{}
	for name := range collectors {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		pkg, _, _ := strings.Cut(name, ".")
		imports[pkg] = true
		fmt.Fprintf(&body, "\tvar v%d %s%s\n\tw%[1]d := v%[1]d\n\t_ = &w%[1]d\n", i, name, arguments[name])
	}
	var program strings.Builder
	program.WriteString("package main\n\nimport (\n")
	for pkg := range imports {
		if pkg == "cx" {
			fmt.Fprintf(&program, "\t%q\n", module)
		} else {
			fmt.Fprintf(&program, "\t%q\n", module+"/"+pkg)
		}
	}
	program.WriteString(")\n\nvar _ nps.Tally\n\nfunc main() {\n" + body.String() + "}\n")
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(program.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	vet := exec.Command("go", "vet", file)
	vet.Dir = root
	out, err := vet.CombinedOutput()
	if err == nil {
		t.Fatal("go vet reports nothing")
	}
	for i, name := range names {
		if !strings.Contains(string(out), fmt.Sprintf("copies lock value to w%d:", i)) {
			t.Errorf("go vet does not report a copy of %s:\n%s", name, out)
		}
	}
}
