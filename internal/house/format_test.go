package house

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/nps"
)

var describedType = regexp.MustCompile(`(?m)^//cx:encode (0x[0-9a-f]{2}|json)\nfunc \(\w+ \*(\w+)`)

// docs/FORMAT.md has each type that has an encoding: its number, its parts and its JSON.
func TestFormatIsComplete(t *testing.T) {
	page, err := os.ReadFile("../../docs/FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := make(map[string]string)
	for _, section := range strings.Split(string(page), "\n## ")[1:] {
		title, text, _ := strings.Cut(section, "\n")
		sections[title] = text
	}
	types := make(map[string]string) // by the second byte of the binary form
	n := 0
	for _, f := range readFiles(t, false, func(p string) bool { return strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") }) {
		for _, m := range describedType.FindAllStringSubmatch(string(f.text), -1) {
			n++
			pkg, number, name := path.Dir(f.path), m[1], m[2]
			if pkg == "." {
				pkg = "cx"
			}
			if other, ok := types[number]; ok && number != "json" {
				t.Errorf("%s.%s and %s both have the number %s", pkg, name, other, number)
			}
			types[number] = pkg + "." + name
			if number != "json" && !regexp.MustCompile(`(?m)^`+number+` +`+name+` `).MatchString(sections[pkg]) {
				t.Errorf("docs/FORMAT.md has no line %q of the binary form of %s.%s", number+"  "+name, pkg, name)
			}
			if !regexp.MustCompile(`(?m)^` + name + ` +[{"]`).MatchString(sections[pkg]) {
				t.Errorf("docs/FORMAT.md has no JSON of %s.%s", pkg, name)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d types have an encoding: is the walk broken?", n)
	}

	var tally nps.Tally
	for _, rating := range []nps.Rating{9, 10, 3} {
		if err := tally.Add(rating); err != nil {
			t.Fatal(err)
		}
	}
	data, _ := tally.MarshalBinary()
	text, _ := tally.MarshalJSON()
	for _, want := range []string{fmt.Sprintf("`% x`", data), "`" + string(text) + "`"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("docs/FORMAT.md has not %s", want)
		}
	}
}
