package main

import (
	"strings"
	"testing"
)

// TestRun runs every part for a moment.
func TestRun(t *testing.T) {
	var out strings.Builder
	err := run(t.Context(), []string{"-for", "400ms", "-kills", "1", "-tickets", "300", "-service", "..", "load", "crash", "soak"}, &out)
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, want := range []string{"Commit ", "| import of 600 ticket events |", "beside", "acknowledged, lost", "MiB |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	for _, args := range [][]string{{"-for", "31m"}, {"-kills", "0"}, {"-tickets", "0"}} {
		if err := run(t.Context(), args, &out); err == nil || !strings.Contains(err.Error(), "is not") {
			t.Errorf("%v: %v", args, err)
		}
	}
}
