package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files of one flag are read as one, whatever the order of their columns.
func TestSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"s-1.csv": "answered_at,nps,channel\n2024-01-01,10,chat\n",
		"s-2.csv": "Channel;NPS;Answered At\nmail;0;2024-02-01\n",
		"bad.csv": "answered_at,csat,channel\n2024-02-01,5,chat\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	one, two := filepath.Join(dir, "s-1.csv"), filepath.Join(dir, "s-2.csv")
	for _, args := range [][]string{{"-surveys", filepath.Join(dir, "s-*.csv")}, {"-surveys", one + "," + two}, {"-surveys", one, "-surveys", two}} {
		expect(t, figures(t, "", args...), map[string]any{
			"surveys/rows": "2", "surveys/nps/all/nps": "0", "surveys/nps/periods/2024-01/nps": "100", "surveys/nps/segments/channel/mail/nps": "-100",
			"surveys/file": one + " and 1 more",
		})
	}
	_, stderr, code := execute("", "-surveys", one+","+filepath.Join(dir, "bad.csv"))
	if code != exitError || !strings.Contains(stderr, "bad.csv:1: column \"nps\"") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
}

func TestDryRun(t *testing.T) {
	const file = "Answered At;NPS;note\n25.03.2024 10:00;9;x\n26.03.2024;8;\n27.03.2024;7;\n28.03.2024;6;\n"
	stdout, stderr, code := execute(file, "-surveys", "-", "-dry-run")
	const want = `standard input: 3 columns, of which 2 are used
  Taken so: fields are divided by ";" (-delimiter).
  answered_at is column 1, "Answered At":
      "25.03.2024 10:00" is 2024-03-25T10:00:00Z
      "26.03.2024" is 2024-03-26T00:00:00Z
      "27.03.2024" is 2024-03-27T00:00:00Z
  nps is column 2, "NPS":
      "9" is text
      "8" is text
      "7" is text
  not used: "note"
`
	if code != 0 || stderr != "" || stdout != want {
		t.Errorf("exit code %d, stderr %q, stdout\n%s", code, stderr, stdout)
	}
}

// Each currency has a table of its own.
func TestCurrencies(t *testing.T) {
	const file = "ordered_at,customer_id,amount,currency\n2024-01-01,a,10,EUR\n2024-01-01,b,20,USD\n2024-01-02,a,-4,EUR\n"
	expect(t, figures(t, file, "-orders", "-", "-only", "sales"), map[string]any{
		"bad_rows/total": "0", "orders/sales_eur/all/sales": "6", "orders/sales_usd/all/sales": "20",
	})
}
