package house

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// forbidden is what no file of the repository contains: paths of the machine it
// was written on, hosts of registries, references to a tracker. It is split so
// that this file may be checked too.
var forbidden = []string{
	"/wo" + "rk/", "/tmp" + "/wt", "/ro" + "ot/", "/ho" + "me/",
	"proxy." + "golang", "registry." + "npmjs", "deb." + "debian",
	"iss" + "ue #", "iss" + "ue-#",
}

func TestForbiddenWords(t *testing.T) {
	files := readFiles(t, true, func(string) bool { return true })
	if len(files) < 10 {
		t.Fatalf("found only %d files: is the walk broken?", len(files))
	}
	for _, f := range files {
		for _, v := range forbiddenWords(f) {
			t.Error(v)
		}
	}
}

// forbiddenWords returns where a text file has forbidden words.
func forbiddenWords(f file) []string {
	if bytes.IndexByte(f.text, 0) >= 0 {
		return nil // a binary, such as a compiled test that git ignores
	}
	var found []string
	n := 0
	for line := range bytes.Lines(f.text) {
		n++
		for _, word := range forbidden {
			if bytes.Contains(bytes.ToLower(line), []byte(word)) {
				found = append(found, fmt.Sprintf("%s:%d: contains %q", f.path, n, word))
			}
		}
	}
	return found
}

func TestForbiddenWordsCanFail(t *testing.T) {
	for _, word := range forbidden {
		got := forbiddenWords(file{"a.md", []byte("fine\nsee " + strings.ToUpper(word) + "x\n")})
		if len(got) != 1 || !strings.HasPrefix(got[0], "a.md:2: ") {
			t.Errorf("%q: got %q, want one finding on line 2", word, got)
		}
	}
	if got := forbiddenWords(file{"a.md", []byte("the workers' root at home\n")}); len(got) > 0 {
		t.Errorf("found %q in harmless text", got)
	}
}
