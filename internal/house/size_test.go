package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSizes: no program and no data set has come into the repository by mistake.
func TestSizes(t *testing.T) {
	const most = 512 << 10
	cmd := exec.CommandContext(t.Context(), "git", "ls-files", "-z")
	cmd.Dir = root
	names, err := cmd.Output()
	if err != nil {
		t.Skip("not a repository:", err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name)))
		if err == nil && info.Size() > most { // one that is gone is not committed again
			t.Errorf("%s has %d bytes, more than %d", name, info.Size(), most)
		}
	}
}
