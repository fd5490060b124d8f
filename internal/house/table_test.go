package house

import (
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// metricsPage has the table of metrics.
const metricsPage = "docs/metrics.md"

// TestTable checks the table of metrics in docs/metrics.md: every function it names
// exists, every metric package is in it, and the root package's documentation
// has its first two columns.
func TestTable(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(metricsPage)))
	if err != nil {
		t.Fatal(err)
	}
	pkgs := map[string]*types.Package{}
	var doc string
	var metrics []string
	for _, p := range load(t) {
		pkgs[p.dir] = p.types
		switch k, _ := kindOf(p.types.Path()); k {
		case kindRoot:
			for _, f := range p.files {
				doc += f.Doc.Text()
			}
		case kindMetric:
			metrics = append(metrics, p.dir)
		}
	}
	for _, problem := range tableProblems(string(page), doc, metrics, func(name string) bool { return exists(pkgs, name) }) {
		t.Error(problem)
	}
}

// TestTableHasEveryMetric: what a team may look for has a row, under the name that the
// field has for it.
func TestTableHasEveryMetric(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(metricsPage)))
	if err != nil {
		t.Fatal(err)
	}
	for _, metric := range missing(tableRows(string(page)), []string{
		"NPS", "expectation score", "CSAT (ratio)", "CSAT (mean)", "CES (ease, effort)", "employee, agent satisfaction",
		"churn", "retention", "inactivity churn", "loyalty", "first response", "average response", "resolution time",
		"handling time", "resolution rate", "first-contact resolution", "ticket volume", "backlog", "replies per ticket",
		"contacts to resolution", "tickets per agent", "hold time", "articles read", "article reading time",
		"contact volume by channel", "sales", "engagement", "acquisition cost", "lifetime value", "referral rate",
		"social mentions", "share price", "visitor intent", "task completion", "cart abandonment",
		"comparison with the period before",
	}) {
		t.Errorf("docs/metrics.md: the table has no row of the %s", metric)
	}
}

// missing returns the metrics that no row names in its first cell.
func missing(rows [][]string, metrics []string) (none []string) {
	for _, metric := range metrics {
		if !slices.ContainsFunc(rows, func(row []string) bool {
			return regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(metric) + `($|\W)`).MatchString(row[0])
		}) {
			none = append(none, metric)
		}
	}
	return none
}

func TestMissingCanFail(t *testing.T) {
	rows := [][]string{{"sales, share price", "value.Growth"}, {"NPS, interval", "nps.Groups.Tango"}}
	if got := missing(rows, []string{"share price", "NPS", "sale", "value.Growth"}); !slices.Equal(got, []string{"sale", "value.Growth"}) {
		t.Errorf("missing %q", got)
	}
}

// exists says whether name, as in estimate.Proportion.Wilson, is an exported
// function, type, constant, method or field.
func exists(pkgs map[string]*types.Package, name string) bool {
	part := strings.Split(name, ".")
	p := pkgs[part[0]]
	if p == nil || len(part) < 2 || len(part) > 3 || !ast.IsExported(part[1]) {
		return false
	}
	obj := p.Scope().Lookup(part[1])
	if len(part) == 2 || obj == nil {
		return obj != nil
	}
	if !ast.IsExported(part[2]) {
		return false
	}
	member, _, _ := types.LookupFieldOrMethod(obj.Type(), true, p, part[2])
	return member != nil
}

var (
	tableHead = []string{"metric", "function", "formula", "unit"}
	inCode    = regexp.MustCompile("`([^`]+)`")
	gap       = regexp.MustCompile(`\s{2,}`)
)

// tableProblems compares the table in the page with what exists and with the
// one in doc, a package's documentation, where the first two columns are preformatted, two
// or more spaces apart.
func tableProblems(page, doc string, metrics []string, exists func(string) bool) []string {
	var problems []string
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }

	rows := tableRows(page)
	if len(rows) == 0 {
		return []string{"docs/metrics.md has no table | metric | function | formula | unit | with rows"}
	}
	named := map[string]bool{}
	for _, row := range rows {
		if len(row) != len(tableHead) || slices.Contains(row, "") {
			report("docs/metrics.md: row %q does not have %d cells with text", row, len(tableHead))
			continue
		}
		names := inCode.FindAllStringSubmatch(row[1], -1)
		if len(names) == 0 {
			report("docs/metrics.md: %q names no function in backticks", row[0])
		}
		for _, m := range names {
			name, _, _ := strings.Cut(m[1], "(")
			if !exists(name) {
				report("docs/metrics.md: %q names %s, which does not exist", row[0], name)
			}
			dir, _, _ := strings.Cut(name, ".")
			named[dir] = true
		}
	}
	for _, dir := range metrics {
		if !named[dir] {
			report("docs/metrics.md: no row of the table names a function of %s", dir)
		}
	}

	want := strings.Join(plain(rows), "\n")
	if got := strings.Join(docRows(doc), "\n"); got != want {
		report("the table in doc.go is not the one in docs/metrics.md; it should have these rows below the heads metric, function:\n%s\nand has:\n%s", want, got)
	}
	return problems
}

// tableRows returns the cells below the head of the table.
func tableRows(page string) [][]string {
	var rows [][]string
	in := false
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			if in {
				break
			}
			continue
		}
		cells := strings.Split(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "\x00"), "|")
		for i, c := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(c), "\x00", "|")
		}
		switch {
		case !in:
			in = slices.EqualFunc(cells, tableHead, strings.EqualFold)
		case strings.Trim(line, "|-: ") != "":
			rows = append(rows, cells)
		}
	}
	return rows
}

// docRows returns the rows below the head of the preformatted table.
func docRows(doc string) []string {
	var rows []string
	in := false
	for line := range strings.Lines(doc) {
		indented := strings.HasPrefix(line, "\t")
		cells := gap.Split(strings.TrimSpace(line), -1)
		switch {
		case !in:
			in = indented && slices.EqualFunc(cells, tableHead[:docColumns], strings.EqualFold)
		case !indented:
			return rows
		case strings.Trim(line, "-\t\n ") != "":
			rows = append(rows, strings.Join(cells, "  "))
		}
	}
	return rows
}

// docColumns is how many columns of the table stand in a doc comment, which should fit a screen.
const docColumns = 2

// plain returns rows as they stand in a doc comment, aligned by nothing.
func plain(rows [][]string) []string {
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = strings.ReplaceAll(strings.Join(row[:min(docColumns, len(row))], "  "), "`", "")
	}
	return lines
}

func TestTableCanFail(t *testing.T) {
	const (
		head = "# x\n\n| Metric | Function | Formula | Unit |\n|---|---|:--|---|\n"
		nps  = "| NPS | `nps.Tally.Score` | `%P - %D` | -100..100 |\n"
		doc  = "Package cx.\n\n\tmetric  function\n\tNPS     nps.Tally.Score\n\nEnd.\n"
	)
	exists := func(name string) bool { return name == "nps.Tally.Score" || name == "nps.Collect" }
	for _, tt := range []struct{ name, page, doc, want string }{
		{"good", head + nps, doc, ""},
		{"good among other tables", "| a | b |\n|---|---|\n| 1 | 2 |\n\n" + head + nps + "\n| c |\n", doc, ""},
		{"several functions", head + strings.Replace(nps, "` |", "`, `nps.Collect(seq)` |", 1),
			strings.Replace(doc, "Score", "Score, nps.Collect(seq)", 1), ""},
		{"escaped bar", head + strings.Replace(nps, "NPS", `\|NPS\|`, 1), strings.Replace(doc, "NPS ", "|NPS|  ", 1), ""},
		{"no table", "# x\n", doc, "has no table"},
		{"no rows", head, doc, "has no table"},
		{"missing cell", head + "| NPS | `nps.Tally.Score` | x |\n", doc, "does not have 4 cells"},
		{"empty cell", head + "| NPS | `nps.Tally.Score` | | x |\n", doc, "does not have 4 cells"},
		{"no function", head + "| NPS | nps.Tally.Score | x | y |\n", doc, "names no function"},
		{"unknown function", head + "| NPS | `nps.Tally.Scor` | x | y |\n", doc, "nps.Tally.Scor, which does not exist"},
		{"package left out", head + strings.ReplaceAll(nps, "nps.", "csat."), doc, "no row of the table names a function of nps"},
		{"no table in doc.go", head + nps, "Package cx.\n", "the table in doc.go is not"},
		{"table in doc.go not preformatted", head + nps, strings.ReplaceAll(doc, "\t", ""), "the table in doc.go is not"},
		{"other function in doc.go", head + nps, strings.Replace(doc, "Tally.Score", "Tally.Wald", 1), "the table in doc.go is not"},
		{"row missing in doc.go", head + nps + nps, doc, "the table in doc.go is not"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Join(tableProblems(tt.page, tt.doc, []string{"nps"}, exists), "\n")
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestExists(t *testing.T) {
	pkgs := map[string]*types.Package{}
	for _, p := range load(t) {
		pkgs[p.dir] = p.types
	}
	for name, want := range map[string]bool{
		"estimate.Proportion":        true,
		"estimate.Proportion.Hits":   true,
		"estimate.Proportion.Merge":  true,
		"estimate.Holm":              true,
		"estimate.Proportion.Hit":    false,
		"estimate.Proportion.merge":  false,
		"estimate.Holm.Error":        false,
		"estimate.Proportion.Hits.X": false,
		"estimate.Nothing":           false,
		"estimate":                   false,
		"nothing.Proportion":         false,
		"":                           false,
	} {
		if got := exists(pkgs, name); got != want {
			t.Errorf("exists(%q) = %v, want %v", name, got, want)
		}
	}
}
