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

var (
	describedType = regexp.MustCompile(`(?m)^//cx:encode (\w+)( json)?\nfunc \(\w+ \*(\w+)`)
	kindNumber    = regexp.MustCompile(`(?m)^\t(\w+) +(?:Kind )? *= (0x[0-9a-f]{2})$`)
)

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
	kinds, err := os.ReadFile("../wire/kind.go")
	if err != nil {
		t.Fatal(err)
	}
	numbers := make(map[string]string)
	for _, m := range kindNumber.FindAllStringSubmatch(strings.ReplaceAll(string(kinds), " Kind = ", " = "), -1) {
		numbers[m[1]] = m[2]
	}
	n := 0
	for _, f := range readFiles(t, false, func(p string) bool { return strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") }) {
		for _, m := range describedType.FindAllStringSubmatch(string(f.text), -1) {
			n++
			section := sections[path.Dir(f.path)]
			if m[2] == "" && !regexp.MustCompile(`(?m)^`+numbers[m[1]]+` +`+m[3]+` `).MatchString(section) {
				t.Errorf("docs/FORMAT.md has no line %q of the binary form of %s.%s", numbers[m[1]]+"  "+m[3], path.Dir(f.path), m[3])
			}
			if !regexp.MustCompile(`(?m)^` + m[3] + ` +[{"]`).MatchString(section) {
				t.Errorf("docs/FORMAT.md has no JSON of %s.%s", path.Dir(f.path), m[3])
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
