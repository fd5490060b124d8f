package main

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/examples/internal/browser"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// newPage starts a service with random events, and a browser.
func newPage(t *testing.T) (*process, *browser.Browser) {
	t.Helper()
	b := browser.Open(t)
	p := start(t, "-db", filepath.Join(t.TempDir(), "cx.sqlite"))
	s := newSent(5)
	for _, k := range kinds {
		p.keep(k, s.by[k]...)
	}
	// A segment that answers one survey only.
	one := 7
	p.keep(npsRating, event{At: s.now, Segment: "phone", Rating: &one})
	return p, b
}

// cells has the rows of a table, each cell as the exact numbers in it, or as text.
const cells = `[...document.querySelectorAll('#%s tbody tr')].map(r => [...r.cells].map(c =>
	[...c.querySelectorAll('data')].map(d => d.value).join(' ') || c.textContent))`

// TestPageNumbers compares what the page shows with the JSON.
func TestPageNumbers(t *testing.T) {
	p, b := newPage(t)
	for _, query := range []string{"", "?segment=web&unit=week", "?segment=phone&unit=day&periods=5", "?unit=quarter&periods=1"} {
		b.Load(p.url + "/" + query)
		res := p.results(query)
		table := func(id string) (rows [][]string) {
			b.Eval(fmt.Sprintf(cells, id), &rows)
			return rows
		}
		var want [4][][]string
		for _, f := range res.Periods {
			name := f.Period
			if !f.Over {
				name += " so far"
			}
			want[0] = append(want[0], []string{name, exactly(f.NPS.Score), ends(f.NPS.Interval), fmt.Sprint(f.NPS.Answers),
				fmt.Sprint(f.NPS.Groups.Promoters), fmt.Sprint(f.NPS.Groups.Passives), fmt.Sprint(f.NPS.Groups.Detractors)})
			want[1] = append(want[1], []string{name, exactly(f.CSAT.Percent), ends(f.CSAT.Interval), fmt.Sprint(f.CSAT.Answers)})
			want[2] = append(want[2], []string{name, exactly(f.CES.Mean), ends(f.CES.Interval), fmt.Sprint(f.CES.Answers)})
			want[3] = append(want[3], []string{name, fmt.Sprint(f.Tickets.Created), fmt.Sprint(f.Tickets.Open), exactly(f.Tickets.Resolved),
				exactly(f.Tickets.FirstResponse.Median), ends(f.Tickets.FirstResponse.Interval), exactly(f.Tickets.FirstResponse.Mean),
				exactly(f.Tickets.Resolution.Median), ends(f.Tickets.Resolution.Interval), exactly(f.Tickets.Resolution.Mean)})
		}
		var heat [][]string
		b.Eval(`[...document.querySelectorAll('.cx-heat tbody tr')].map(r => [...r.cells].map(c => c.textContent))`, &heat)
		if diff := cmp.Diff(cohortRows(t, p, query), heat); diff != "" {
			t.Errorf("cohorts of %s (-json +page):\n%s", query, diff)
		}
		for i, id := range []string{"nps-table", "csat-table", "ces-table", "tickets-table"} {
			if diff := cmp.Diff(want[i], table(id)); diff != "" {
				t.Errorf("%s of %s (-json +page):\n%s", id, query, diff)
			}
		}

		var shown map[string]string
		b.Eval(`Object.fromEntries([...document.querySelectorAll('.big, dd, dd span, .quiet span, [id$=change]')].map(e => [e.id, e.textContent]))`, &shown)
		last, running, total := res.Last, res.Periods[len(res.Periods)-1], res.Total
		ces := func(f figures) string {
			if f.CES.Mean == nil {
				return "no data"
			}
			return rounded(f.CES.Mean, 2, " of 5")
		}
		for id, want := range map[string]string{
			"nps-score":          rounded(last.NPS.Score, 1, ""),
			"nps-running":        rounded(running.NPS.Score, 1, ""),
			"nps-total":          rounded(total.NPS.Score, 1, ""),
			"nps-answers":        grouped(last.NPS.Answers),
			"nps-change":         res.Changes.NPS.text(res.Before.Period, 1, "answers"),
			"csat-score":         rounded(last.CSAT.Percent, 1, "%"),
			"csat-running":       rounded(running.CSAT.Percent, 1, "%"),
			"csat-total":         rounded(total.CSAT.Percent, 1, "%"),
			"csat-change":        res.Changes.CSAT.text(res.Before.Period, 1, "answers"),
			"ces-score":          ces(last),
			"ces-running":        ces(running),
			"ces-total":          ces(total),
			"tickets-created":    grouped(last.Tickets.Created),
			"tickets-open":       grouped(last.Tickets.Open),
			"tickets-unanswered": grouped(last.Tickets.Unanswered),
			"tickets-resolved":   rounded(last.Tickets.Resolved, 1, "%"),
		} {
			if want == "0" && shown[id] == "" { // no answers: nothing to count
				continue
			}
			if shown[id] != want {
				t.Errorf("%s of %s is %q, want %q", id, query, shown[id], want)
			}
		}
		drawn(t, b, "Net Promoter Score", res.Periods, func(f figures) *decimal.Decimal { return f.NPS.Score })
		drawn(t, b, "Satisfied", res.Periods, func(f figures) *decimal.Decimal { return f.CSAT.Percent })
		drawn(t, b, "Customer Effort Score", res.Periods, func(f figures) *decimal.Decimal { return f.CES.Mean })
		distributed(t, b, total.NPS.Tally)
	}
	b.Quiet(p.url, "/style.css")
}

func exactly(d *decimal.Decimal) string {
	if d == nil {
		return "no data"
	}
	return d.String()
}

func rounded(d *decimal.Decimal, places int32, unit string) string {
	if d == nil {
		return "no data"
	}
	return d.StringFixed(places) + unit
}

func ends(i estimate.Interval) string {
	if i == (estimate.Interval{}) {
		return "no data"
	}
	return fmt.Sprintf("%v %v", i.Low, i.High)
}

// cohortRows is the JSON of the cohorts as the rows of the page's table.
func cohortRows(t *testing.T, p *process, query string) (rows [][]string) {
	t.Helper()
	var got struct {
		Cohorts struct {
			Cohorts []struct {
				Cohort  string
				Size    uint64
				Percent []*decimal.Decimal
			}
		}
	}
	a := p.get("/v1/results" + query)
	a.decode(t, &got)
	customers := uint64(0)
	for i, c := range got.Cohorts.Cohorts {
		row := []string{c.Cohort, grouped(c.Size)}
		for _, percent := range c.Percent[:len(got.Cohorts.Cohorts)-i] {
			row = append(row, rounded(percent, 0, ""))
		}
		rows = append(rows, row)
		customers += c.Size
	}
	if customers == 0 {
		return [][]string{} // there is no table
	}
	return rows
}

// drawn reads the values of a trend's dots off its own axis.
func drawn(t *testing.T, b *browser.Browser, id string, periods []figures, value func(figures) *decimal.Decimal) {
	t.Helper()
	var chart struct {
		Ticks [][2]string
		Dots  []string
	}
	b.Eval(fmt.Sprintf(`(s => s === null ? {Ticks: [], Dots: []} : ({
		Ticks: [...s.querySelectorAll('.cx-rule')].map(l => [l.getAttribute('y1'), l.nextElementSibling.textContent]),
		Dots: [...s.querySelectorAll('.cx-hit')].map(c => c.getAttribute('cy')),
	}))(document.querySelector('svg[aria-label^="%s"]'))`, id), &chart)
	var want []float64
	for _, f := range periods {
		if d := value(f); d != nil {
			want = append(want, d.InexactFloat64())
		}
	}
	if len(chart.Dots) != len(want) {
		t.Errorf("%s has %d dots, want %d", id, len(chart.Dots), len(want))
		return
	}
	if len(want) == 0 {
		return
	}
	if len(chart.Ticks) < 2 {
		t.Errorf("%s has %d ticks", id, len(chart.Ticks))
		return
	}
	float := func(s string) float64 {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first, last := chart.Ticks[0], chart.Ticks[len(chart.Ticks)-1]
	perUnit := (float(last[1]) - float(first[1])) / (float(last[0]) - float(first[0]))
	for i, y := range chart.Dots {
		got := float(first[1]) + (float(y)-float(first[0]))*perUnit
		if math.Abs(got-want[i]) > math.Abs(0.5*perUnit) { // half a pixel
			t.Errorf("dot %d of %s is at %v, want %v", i, id, got, want[i])
		}
	}
}

// distributed compares columns and bar with the tally: heights and widths are to each
// other as the counts are.
func distributed(t *testing.T, b *browser.Browser, tally nps.Tally) {
	t.Helper()
	var bars []struct{ Width, Height float64 }
	b.Eval(`[...document.querySelectorAll('#nps-bar rect')].map(r => ({Width: +r.getAttribute('width'), Height: +r.getAttribute('height')}))`, &bars)
	if tally.N() == 0 {
		if len(bars) != 0 {
			t.Errorf("%d bars of no answers", len(bars))
		}
		return
	}
	if len(bars) != 14 {
		t.Fatalf("%d bars, want 11 ratings and 3 groups", len(bars))
	}
	most := uint64(0)
	for _, n := range tally.All() {
		most = max(most, n)
	}
	for r, n := range tally.All() {
		if got, want := bars[r].Height/104, float64(n)/float64(most); math.Abs(got-want) > 0.001 {
			t.Errorf("rating %d is %v of the highest, want %v", r, got, want)
		}
	}
	g := tally.Groups()
	for i, n := range []uint64{g.Detractors, g.Passives, g.Promoters} {
		if got, want := bars[11+i].Width/360, float64(n)/float64(tally.N()); math.Abs(got-want) > 0.001 {
			t.Errorf("group %d is %v of the bar, want %v", i, got, want)
		}
	}
}

// TestCounts: a column is as wide as four digits, so that more would lose the last
// one to the edge of the drawing.
func TestCounts(t *testing.T) {
	for _, test := range []struct {
		n              uint64
		grouped, short string
	}{
		{0, "0", "0"}, {999, "999", "999"}, {9999, "9,999", "9999"}, {10_000, "10,000", "10k"},
		{123_789, "123,789", "124k"}, {999_499, "999,499", "999k"}, {999_500, "999,500", "1.0M"},
		{9_949_999, "9,949,999", "9.9M"}, {9_950_000, "9,950,000", "10M"}, {1_234_567_890, "1,234,567,890", "1235M"},
	} {
		if g, s := grouped(test.n), short(test.n); g != test.grouped || s != test.short || len(s) > 5 {
			t.Errorf("%d is %s and %s, want %s and %s", test.n, g, s, test.grouped, test.short)
		}
	}
	var tally nps.Tally
	if err := tally.AddN(10, 123_789); err != nil {
		t.Fatal(err)
	}
	text, err := drawPage(results{Unit: period.Month, Last: figures{NPS: npsFigures{Answers: tally.N()}}, Total: figures{NPS: npsFigures{Answers: tally.N(), Tally: tally}}, Periods: []figures{{Period: "2026-01"}}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	if err := pages.ExecuteTemplate(&page, "dashboard", text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">124k</text>", "<title>rating 10: 123789</title>", `<data value="123789">123,789</data>`, "No comparison with"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %s on the page", want)
		}
	}
}

// contrasts has the elements of the page whose text does not stand out from what is
// behind it by 4.5 to 1, or 3 to 1 where it is large (WCAG 2.2, 1.4.3), and how many
// were looked at.
const contrasts = `(() => {
	document.querySelectorAll('details').forEach(d => d.open = true)
	const parse = c => c.match(/[\d.]+/g).map(Number)
	const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
	const behind = e => {
		if (e.matches('text.on-group')) return getComputedStyle(e.previousElementSibling).fill
		for (let a = e; a; a = a.parentElement) {
			const c = getComputedStyle(a).backgroundColor
			if (!c.startsWith('rgba')) return c
		}
		return 'rgb(255, 255, 255)'
	}
	let looked = 0
	const bad = []
	for (const e of document.querySelectorAll('body *')) {
		if (e.matches('title, desc') || ![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) continue
		const style = getComputedStyle(e), svg = e.matches('svg *')
		const [a, b] = [parse(svg ? style.fill : style.color), parse(behind(e))].map(light).sort((x, y) => y - x)
		const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && style.fontWeight >= 700
		looked++
		if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) bad.push(e.outerHTML.slice(0, 100) + ' ' + (a + 0.05) / (b + 0.05))
	}
	return {looked, bad, background: getComputedStyle(document.body).backgroundColor}
})()`

// TestPageLooks: nothing sticks out of a narrow screen, and all text can be read in
// light and dark.
func TestPageLooks(t *testing.T) {
	p, b := newPage(t)
	backgrounds := make(map[string]string)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{320, 390, 768, 1280} {
			for _, path := range []string{"/?segment=", "/?segment=phone", "/problems"} {
				b.Screen(width, 800, scheme)
				b.Load(p.url + path)
				name := fmt.Sprintf("%s at %d px, %s", path, width, scheme)
				var page struct{ Inner, Scroll int }
				b.Eval(`({Inner: innerWidth, Scroll: document.documentElement.scrollWidth})`, &page)
				if page.Inner != width || page.Scroll > width {
					t.Errorf("%s: %d px wide in a window of %d", name, page.Scroll, page.Inner)
				}
				var out []string
				b.Eval(`[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && !e.matches('.skip') &&
					e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 100))`, &out)
				if len(out) > 0 {
					t.Errorf("%s: out of the window: %q", name, out)
				}
				var seen struct {
					Looked     int
					Bad        []string
					Background string
				}
				b.Eval(contrasts, &seen)
				if len(seen.Bad) > 0 || seen.Looked < 8 || path == "/?segment=" && seen.Looked < 400 {
					t.Errorf("%s: of %d texts too weak: %q", name, seen.Looked, seen.Bad)
				}
				backgrounds[scheme] = seen.Background
				if path == "/?segment=" {
					b.Shoot(fmt.Sprintf("%s-%d", scheme, width))
				}
			}
		}
	}
	if backgrounds["light"] == backgrounds["dark"] {
		t.Errorf("light and dark are both %s", backgrounds["light"])
	}
	b.Quiet(p.url, "/style.css")
}

// TestPageByKeyboard walks through the page with the tab key, and asks for a segment.
func TestPageByKeyboard(t *testing.T) {
	p, b := newPage(t)
	b.Screen(1280, 800, "light")
	b.Load(p.url + "/")
	var stops []string
	for range 40 {
		b.Key("Tab", "", 9)
		var stop struct{ Name, Style, Width string }
		b.Eval(`(e => ({Name: e.name || e.getAttribute('aria-label') || e.textContent.trim(),
			Style: getComputedStyle(e).outlineStyle, Width: getComputedStyle(e).outlineWidth}))(document.activeElement)`, &stop)
		if len(stops) > 0 && stop.Name == stops[0] || len(stop.Name) > 100 {
			break // all around
		}
		if stop.Style != "solid" || stop.Width != "3px" {
			t.Errorf("the focus of %q cannot be seen: %s %s", stop.Name, stop.Style, stop.Width)
		}
		stops = append(stops, stop.Name)
	}
	want := []string{"Skip to the figures", "segment", "periods", "unit", "refresh", "Show", "NPS as a table", "CSAT as a table", "CES as a table",
		"Segments, table", "Tickets as a table", "Backlog and targets as a table", "Agents, table", "Retention by cohort, heat map", "JSON", "metrics for Prometheus", "what a refusal means"}
	if !slices.Equal(stops, want) {
		t.Errorf("the tab key stops at %q", stops)
	}

	b.Load(p.url + "/")
	for range 2 {
		b.Key("Tab", "", 9)
	}
	b.Key("w", "w", 'W')
	for range 4 {
		b.Key("Tab", "", 9)
	}
	b.Key("Enter", "\r", 13)
	b.Await()
	var at, score string
	b.Eval(`location.search`, &at)
	b.Eval(`document.querySelector('#nps-score data').value`, &score)
	if want := p.results("?segment=web").Last.NPS.Score.String(); at != "?segment=web&periods=13&unit=month&refresh=0" || score != want {
		t.Errorf("asked for web, at %s, score %s, want %s", at, score, want)
	}

	b.Load(p.url + "/")
	b.Key("Tab", "", 9)
	b.Key("Enter", "\r", 13)
	var focus string
	b.Eval(`document.activeElement.id`, &focus)
	if focus != "main" {
		t.Errorf("the skip link leads to %q", focus)
	}
	b.Quiet(p.url, "/style.css")
}

// TestPageToScreenReaders reads what the browser tells of the page.
func TestPageToScreenReaders(t *testing.T) {
	p, b := newPage(t)
	b.Load(p.url + "/")
	type text struct{ Value json.RawMessage }
	var tree struct {
		Nodes []struct {
			Ignored                 bool
			Role, Name, Description text
		}
	}
	b.Call("Accessibility.getFullAXTree", nil, &tree)
	names := make(map[string][]string)
	for _, n := range tree.Nodes {
		if n.Ignored {
			continue
		}
		var role, name, description string
		_, _, _ = json.Unmarshal(n.Role.Value, &role), json.Unmarshal(n.Name.Value, &name), json.Unmarshal(n.Description.Value, &description)
		names[role] = append(names[role], name)
		if role == "image" && (name == "" || len(name+description) < 7) {
			t.Errorf("an image with the name %q and the description %q", name, description)
		}
		if slices.Contains([]string{"combobox", "button", "region", "link"}, role) && name == "" {
			t.Errorf("a %s without a name", role)
		}
	}
	for role, want := range map[string]int{"banner": 1, "main": 1, "contentinfo": 1, "heading": 8, "combobox": 4, "form": 1} {
		if len(names[role]) != want {
			t.Errorf("%d of the role %s, want %d: %q", len(names[role]), role, want, names[role])
		}
	}
	for _, want := range []string{"Net Promoter Score", "Customer satisfaction (CSAT)", "Customer effort (CES)", "Tickets", "Retention by cohort"} {
		if !slices.Contains(names["heading"], want) || !slices.Contains(names["region"], want) {
			t.Errorf("no heading or region %q in %q and %q", want, names["heading"], names["region"])
		}
	}
	var unlabelled []string
	b.Eval(`[...document.querySelectorAll('[aria-labelledby]')].flatMap(e => e.getAttribute('aria-labelledby').split(' '))
		.filter(id => !(document.getElementById(id)?.textContent.length > 2))`, &unlabelled)
	if len(unlabelled) > 0 {
		t.Errorf("labels that are not there: %q", unlabelled)
	}
	var tables []string
	b.Eval(`[...document.querySelectorAll('table')].map(t => t.caption.textContent + ' ' +
		[...t.querySelectorAll('th')].every(h => h.scope))`, &tables)
	if len(tables) != 8 || slices.ContainsFunc(tables, func(s string) bool { return !strings.HasSuffix(s, " true") || len(s) < 30 }) {
		t.Errorf("tables %q", tables)
	}
	var lang string
	b.Eval(`document.documentElement.lang + ' ' + document.title`, &lang)
	if lang != "en Customer experience" {
		t.Errorf("language and title %q", lang)
	}
}

// TestSample: without a database there is something to see, and one segment without
// an answer to one survey.
func TestSample(t *testing.T) {
	began := time.Now()
	p := start(t)
	t.Logf("started in %v", time.Since(began))
	res := p.results("")
	if strings.Join(res.Segments, " ") != "app phone web" || res.Total.NPS.Answers < 1000 || res.Total.Tickets.Created < 1000 {
		t.Errorf("segments %v, %d answers, %d tickets", res.Segments, res.Total.NPS.Answers, res.Total.Tickets.Created)
	}
	if phone := p.results("?segment=phone").Total; phone.CES.Mean != nil || phone.NPS.Answers == 0 {
		t.Errorf("phone: %+v", phone)
	}
}

// TestBands: the edge of a band stands out from its card by 3 to 1 (WCAG 2.2, 1.4.11), in
// light, dark and print, which is light.
func TestBands(t *testing.T) {
	p, b := newPage(t)
	for _, scheme := range []string{"light", "dark", "print"} {
		if b.Screen(1280, 800, scheme); scheme == "print" {
			b.Call("Emulation.setEmulatedMedia", map[string]any{"media": "print", "features": []map[string]string{{"name": "prefers-color-scheme", "value": "dark"}}}, nil)
		}
		b.Load(p.url + "/")
		var seen struct {
			Bands    int
			Contrast float64
			Card     string
		}
		b.Eval(`(() => {
			const light = c => c.match(/[\d.]+/g).slice(0, 3).map(Number).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
				.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
			const bands = [...document.querySelectorAll('.cx-band')], card = getComputedStyle(document.querySelector('section')).backgroundColor
			const [high, low] = [light(getComputedStyle(bands[0]).stroke), light(card)].sort((x, y) => y - x)
			return {Bands: bands.length, Contrast: (high + 0.05) / (low + 0.05), Card: card}
		})()`, &seen)
		if seen.Bands < 5 || seen.Contrast < 3 || (scheme == "dark") == (seen.Card == "rgb(255, 255, 255)") {
			t.Errorf("%s: %+v", scheme, seen)
		}
		b.Shoot("bands-" + scheme)
	}
	b.Quiet(p.url, "/style.css")
}
