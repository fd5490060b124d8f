package outputs

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	const head = "package main\n\nfunc main() {\n\tprintln() // not the output\n"
	for name, tt := range map[string]struct{ source, output, want string }{
		"one line":          {head + "\t// Output: NPS 40\n}\n", "NPS 40\n", ""},
		"lines":             {head + "\t// Output:\n\t// a   b\n\t//   c\n}\n", "a   b  \n  c\n", ""},
		"nothing":           {head + "\t// Output:\n}\n", "", ""},
		"just short enough": {head + strings.Repeat("\n", 83) + "\t// Output: a\n}\n", "a\n", ""},
		"too long":          {head + strings.Repeat("\n", 84) + "\t// Output: a\n}\n", "a\n", "90 lines"},
		"another output":    {head + "\t// Output: a\n}\n", "b\n", "printed\nb\n"},
		"more output":       {head + "\t// Output: a\n}\n", "a\nb\n", "printed\na\nb\n"},
		"less output":       {head + "\t// Output:\n\t// a\n\t// b\n}\n", "a\n", "printed\na\n"},
		"another indent":    {head + "\t// Output:\n\t// a\n\t// b\n}\n", "a\n b\n", "printed\na\n b\n"},
		"no comment":        {head + "}\n", "", "no comment"},
		"no program":        {"package", "", "main.go:1"},
	} {
		t.Run(name, func(t *testing.T) {
			err := check([]byte(tt.source), tt.output)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
