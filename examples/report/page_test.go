package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cxmetrics/cx/examples/internal/browser"
)

// The page in a browser: on a phone and on a desk, light and dark, and printed. Pictures of
// it are kept by go test -artifacts.
func TestPageInBrowser(t *testing.T) {
	name := filepath.Join(t.TempDir(), "report.html")
	page, stderr, code := execute("", "-format", "html")
	if code != 0 {
		t.Fatal(stderr)
	}
	if err := os.WriteFile(name, []byte(page), 0o666); err != nil {
		t.Fatal(err)
	}
	b := browser.Open(t)
	for _, screen := range []struct {
		name   string
		width  int
		scheme string
		paper  string
	}{
		{"phone", 390, "light", "rgb(255, 255, 255)"}, {"phone-dark", 390, "dark", "rgb(13, 17, 23)"},
		{"desk", 1280, "light", "rgb(255, 255, 255)"}, {"desk-dark", 1280, "dark", "rgb(13, 17, 23)"},
	} {
		b.Screen(screen.width, 900, screen.scheme)
		b.Load("file://" + name)
		var got struct {
			Width, Charts, Marks, Signals, Small int
			Paper                                string
			Broken                               []string
		}
		b.Eval(`({
			width: document.documentElement.scrollWidth,
			charts: document.querySelectorAll("svg").length,
			marks: document.querySelectorAll(".cx-mark").length,
			signals: document.querySelectorAll(".cx-signal[tabindex='0']").length,
			small: [...document.querySelectorAll("svg text")].filter(t => t.getBoundingClientRect().height < 9).length,
			paper: getComputedStyle(document.body).backgroundColor,
			broken: [...document.querySelectorAll("svg path")].filter(p => !(p.getTotalLength() > 0)).map(p => p.outerHTML.slice(0, 80)),
		})`, &got)
		if got.Width > screen.width {
			t.Errorf("%s: the page is %d wide", screen.name, got.Width)
		}
		if got.Charts < 15 || got.Marks < 150 || got.Signals < 5 || got.Small > 0 || len(got.Broken) > 0 || got.Paper != screen.paper {
			t.Errorf("%s: %+v", screen.name, got)
		}
		b.Shoot(screen.name)
	}

	// A point says its figure when it has the focus.
	var tip struct{ Before, After, Text string }
	b.Eval(`(() => {
		const mark = document.querySelector(".cx-signal"), tip = mark.querySelector(".cx-tip"), seen = () => getComputedStyle(tip).visibility;
		const before = seen(); mark.focus();
		return {before, after: seen(), text: tip.textContent};
	})()`, &tip)
	if tip.Before != "hidden" || tip.After != "visible" || tip.Text != "2025-06: -17.1, -28.8 to -4.8; 2025-06: low, beyond a limit (bad)" {
		t.Errorf("%+v", tip)
	}

	// Paper is white whatever the scheme, and tables are not cut off.
	b.Call("Emulation.setEmulatedMedia", map[string]any{"media": "print", "features": []map[string]string{{"name": "prefers-color-scheme", "value": "dark"}}}, nil)
	var paper string
	b.Eval(`getComputedStyle(document.body).backgroundColor + " " + getComputedStyle(document.querySelector(".scroll")).overflowX`, &paper)
	if paper != "rgb(255, 255, 255) visible" {
		t.Errorf("printed on %s", paper)
	}
	b.Shoot("print")
	b.Quiet("file://" + name)
}
