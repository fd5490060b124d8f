package draw

import (
	"html/template"
	"math"
	"strconv"
)

// Heat is a table of cohorts with the shares that are left by age, in shades: its own
// table, so that nothing has to be said twice.
type Heat struct {
	Caption string
	Cohort  string // the head of the first column, such as "cohort"
	Size    string // the head of the second, such as "customers"
	Rows    []HeatRow
	Foot    []HeatRow // lines without shades below the others, such as that of all
}

// HeatRow is a cohort: its name, its size and a share for each age.
type HeatRow struct {
	Label, Size string
	Cells       []HeatCell
}

// HeatCell is a share, from 0 to 1 and as text. NaN is no data.
type HeatCell struct {
	Share float64
	Text  string
}

// HTML returns the table.
func (h Heat) HTML() template.HTML {
	var s svg
	ages := 0
	for _, r := range h.Rows {
		ages = max(ages, len(r.Cells))
	}
	s.f("<table class=\"cx-heat\">\n")
	if h.Caption != "" {
		s.f("<caption>%s</caption>\n", escape(h.Caption))
	}
	s.f("<thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>", escape(h.Cohort), escape(h.Size))
	for age := range ages {
		s.f("<th scope=\"col\">%d</th>", age)
	}
	s.f("</tr></thead>\n<tbody>\n")
	for _, r := range h.Rows {
		r.write(&s, true)
	}
	s.f("</tbody>\n")
	if len(h.Foot) > 0 {
		s.f("<tfoot>\n")
		for _, r := range h.Foot {
			r.write(&s, false)
		}
		s.f("</tfoot>\n")
	}
	s.f("</table>\n")
	return template.HTML(s.String()) //nolint:gosec // all text in it was escaped
}

func (r HeatRow) write(s *svg, shaded bool) {
	s.f("<tr><th scope=\"row\">%s</th><td>%s</td>", escape(r.Label), escape(r.Size))
	for _, c := range r.Cells {
		class := ""
		if shaded && !math.IsNaN(c.Share) {
			class = ` class="cx-h` + strconv.Itoa(shade(c.Share)) + `"`
		}
		s.f("<td%s>%s</td>", class, escape(c.Text))
	}
	s.f("</tr>\n")
}

// shade returns a shade of 0 to 5 for a share: 5 from five sixths on.
func shade(share float64) int { return max(0, min(5, int(share*6))) }
