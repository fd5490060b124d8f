package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/churn"
)

// texts returns the texts of a drawing, which must be XML.
func texts(t *testing.T, svg string) (all []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	in := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			in = token.Name.Local
		case xml.CharData:
			if in == "text" && strings.TrimSpace(string(token)) != "" {
				all = append(all, string(token))
			}
		}
	}
}

func TestSVG(t *testing.T) {
	name := filepath.Join(t.TempDir(), "survival.svg")
	plain, _, _ := execute("")
	if out, stderr, code := execute("", "-svg", name); code != 0 || stderr != "" || out != plain {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	svg, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(texts(t, string(svg)), "|")
	for _, want := range []string{
		"Customer survival, subscriptions.csv|498 customers, 168 lost.", "0%|", "100%", "|200|", "|1,000|", "days as a customer", "at risk",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if !strings.Contains(string(svg), "prefers-color-scheme: dark") {
		t.Error("one colour scheme")
	}
	for _, wrong := range []string{"NaN", "Inf", "%!"} {
		if strings.Contains(string(svg), wrong) {
			t.Errorf("%s in %s", wrong, svg)
		}
	}

	// Two of four are lost, after 10 and 20 days of 40: steps at a quarter and a half
	// of the width, to three and to two quarters of the height.
	const file = "customer_id,start_date,end_date\na,2025-01-01,2025-01-11\nb,2025-01-01,2025-01-21\nc,2025-01-01,\nd,2025-01-01,\n"
	if _, stderr, code := execute(file, "-subscriptions", "-", "-as-of", "2025-02-10", "-svg", name); code != 0 {
		t.Fatal(stderr)
	}
	if svg, err = os.ReadFile(name); err != nil || !strings.Contains(string(svg), `class="cx-line" d="M46.0 22.0H120.5V56.5H195.0V91.0H344.0"`) {
		t.Errorf("error %v in\n%s", err, svg)
	}
}

func TestSVGEscapes(t *testing.T) {
	var lives churn.Lifetimes
	if err := lives.Add(churn.Lifetime{Time: 3, Lost: true}); err != nil {
		t.Fatal(err)
	}
	curve, err := lives.KaplanMeier()
	if err != nil {
		t.Fatal(err)
	}
	hostile := "</text><script>alert(1)</script>&\x00\xff.csv"
	got := texts(t, survival{curve: curve, customers: 1, lost: 1, level: 0.95}.svg(hostile, true))
	if len(got) == 0 || !strings.HasPrefix(got[0], "Customer survival, </text><script>ale") {
		t.Errorf("%q", got)
	}
}

func TestSVGCannotBeWritten(t *testing.T) {
	name := filepath.Join(t.TempDir(), "no", "such.svg")
	if out, stderr, code := execute("", "-svg", name); code != exitError || out != "" || !strings.Contains(stderr, name) {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	const nobody = "customer_id,start_date,end_date\n"
	if _, stderr, code := execute(nobody, "-subscriptions", "-", "-svg", name); code != exitError || !strings.Contains(stderr, "no customers") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}
