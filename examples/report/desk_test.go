package main

import (
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// rawTicket is a ticket as a file has it.
type rawTicket struct {
	created, replied, resolved time.Time // zero: not yet
	replies, contacts, reopens int64     // -1 for an empty cell
	segments                   []string  // "plan/Pro"
}

// office is a week of business hours, open on the given hours of the days Monday
// to Friday in UTC.
type office struct{ from, to int64 }

// seconds counts the open seconds between two instants day by day.
func (o office) seconds(from, to time.Time) (n int64) {
	const hour, day = 3600, 24 * 3600
	for d := from.Unix() / day; d <= to.Unix()/day; d++ {
		if weekday := (d + 4) % 7; weekday == 0 || weekday == 6 { // 1970 began on a Thursday
			continue
		}
		n += max(0, min(to.Unix(), d*day+o.to*hour)-max(from.Unix(), d*day+o.from*hour))
	}
	return n
}

func wallSeconds(from, to time.Time) int64 { return to.Unix() - from.Unix() }

// ticketFigures are the figures of tickets over the months from first to last,
// straight from the definitions.
type ticketFigures struct {
	all         []rawTicket
	first, last string // months
	asOf        time.Time
	office      office
	fcrContacts bool
	slaOnWall   bool
	noReplies   bool // the file has no column of first replies
	activity    bool // it has those of replies, contacts and reopens
	dated       bool // its creations are dates without an hour, of which business hours know nothing
}

func (f ticketFigures) months() (all []string) {
	for m, _ := time.Parse("2006-01", f.first); m.Format("2006-01") <= f.last; m = m.AddDate(0, 1, 0) {
		all = append(all, m.Format("2006-01"))
	}
	return all
}

func month(t time.Time) string { return t.UTC().Format("2006-01") }

func (f ticketFigures) want() map[string]any {
	want := map[string]any{}
	in := func(t time.Time) bool { return !t.IsZero() && month(t) >= f.first && month(t) <= f.last }
	add := func(key string, created, resolved, stock []rawTicket, end time.Time) {
		f.volume(want, key, created, resolved, stock, end)
		f.times(want, key, "resolution", created, func(t rawTicket) time.Time { return t.resolved }, 24*3600)
		if !f.noReplies {
			f.times(want, key, "first_response", created, func(t rawTicket) time.Time { return t.replied }, 4*3600)
		}
		if f.activity {
			f.contacts(want, key, created)
		}
	}
	ends := map[string]time.Time{}
	exported := f.asOf
	for _, t := range f.all {
		for _, at := range []time.Time{t.created, t.replied, t.resolved} {
			if at.After(exported) {
				exported = at
			}
		}
	}
	for _, m := range f.months() {
		end, _ := time.Parse("2006-01", m)
		if end = end.AddDate(0, 1, 0); end.After(exported) {
			end = exported
		}
		ends[m] = end
	}
	choose := func(keep func(rawTicket) bool) (some []rawTicket) {
		for _, t := range f.all {
			if keep(t) {
				some = append(some, t)
			}
		}
		return some
	}
	for _, m := range f.months() {
		add(m, choose(func(t rawTicket) bool { return month(t.created) == m }),
			choose(func(t rawTicket) bool { return !t.resolved.IsZero() && month(t.resolved) == m }),
			choose(func(t rawTicket) bool {
				return month(t.created) <= m && (t.resolved.IsZero() || month(t.resolved) > m)
			}), ends[m])
	}
	keys := map[string]bool{"all": true}
	for _, t := range f.all {
		for _, s := range t.segments {
			if in(t.created) {
				keys[s] = true
			}
		}
	}
	for key := range keys {
		of := func(t rawTicket) bool { return key == "all" || slices.Contains(t.segments, key) }
		add(key, choose(func(t rawTicket) bool { return of(t) && in(t.created) }),
			choose(func(t rawTicket) bool { return of(t) && in(t.resolved) }),
			choose(func(t rawTicket) bool {
				return of(t) && month(t.created) <= f.last && (t.resolved.IsZero() || month(t.resolved) > f.last)
			}), ends[f.last])
	}
	f.changes(want, "volume", "created", func(string) bool { return true })
	for _, table := range []string{"first_response", "resolution"} {
		f.changes(want, table, "hours", func(at string) bool { return want[at+"hours"] != nil })
	}
	return want
}

// changes adds the change from the last month before with data.
func (f ticketFigures) changes(want map[string]any, table, figure string, known func(string) bool) {
	if _, ok := want[place("tickets/"+table, "all")+figure]; !ok {
		return
	}
	var before any
	for _, m := range f.months() {
		at := place("tickets/"+table, m)
		want[at+"change"] = difference(want[at+figure], before)
		if known(at) {
			before = want[at+figure]
		}
	}
}

func (f ticketFigures) volume(want map[string]any, key string, created, resolved, stock []rawTicket, end time.Time) {
	at := place("tickets/volume", key)
	var age int64
	for _, t := range stock {
		age += wallSeconds(t.created, end)
	}
	want[at+"created"], want[at+"resolved"] = digits(int64(len(created))), digits(int64(len(resolved)))
	want[at+"rate"] = ratio(100*int64(len(resolved)), int64(len(created)))
	want[at+"backlog"], want[at+"age_days"] = digits(int64(len(stock))), ratio(age, 24*3600*int64(len(stock)))
}

func (f ticketFigures) times(want map[string]any, key, table string, created []rawTicket, event func(rawTicket) time.Time, target int64) {
	at := place("tickets/"+table, key)
	var wall, open []int64
	var met, breached, running int64
	judged := f.office.seconds
	if f.slaOnWall {
		judged = wallSeconds
	}
	for _, t := range created {
		done := event(t)
		switch {
		case !done.IsZero():
			wall, open = append(wall, wallSeconds(t.created, done)), append(open, f.office.seconds(t.created, done))
			if judged(t.created, done) <= target {
				met++
			} else {
				breached++
			}
		case !t.resolved.IsZero(): // resolved without a reply: overdue by then, or nothing
			if judged(t.created, t.resolved) > target {
				breached++
			}
		case !t.created.Before(f.asOf):
		case judged(t.created, f.asOf) > target:
			breached++
		default:
			running++
		}
	}
	n := digits(int64(len(wall)))
	if f.dated {
		open = nil
		if !f.slaOnWall {
			met, breached, running = 0, 0, 0
		}
	}
	for prefix, seconds := range map[string][]int64{"": wall, "business_": open} {
		slices.Sort(seconds)
		n, sum := int64(len(seconds)), int64(0)
		for _, s := range seconds {
			sum += s
		}
		rank := func(p int64) any { // nearest rank: the smallest that p percent do not pass
			for i, s := range seconds {
				if 100*int64(i+1) >= p*n {
					return ratio(s, 3600)
				}
			}
			return nil
		}
		mean := prefix + "hours"
		want[at+mean] = ratio(sum, 3600*n)
		want[at+prefix+"median"], want[at+prefix+"p90"] = rank(50), rank(90)
	}
	if table == "resolution" {
		want[at+"resolved"], want[at+"rate"] = n, ratio(100*int64(len(wall)), int64(len(created)))
	} else {
		want[at+"answered"] = n
	}
	want[at+"sla"], want[at+"sla_met"] = ratio(100*met, met+breached), digits(met)
	want[at+"sla_breached"], want[at+"sla_running"] = digits(breached), digits(running)
}

func (f ticketFigures) contacts(want map[string]any, key string, created []rawTicket) {
	at := place("tickets/contacts", key)
	var first, judged, reopened, ever int64
	var replies, contacts total
	for _, t := range created {
		solved := !t.resolved.IsZero()
		if t.replies >= 0 {
			replies = replies.add(t.replies)
		}
		if t.contacts >= 0 && solved {
			contacts = contacts.add(t.contacts)
		}
		if t.reopens > 0 || t.reopens == 0 && solved {
			ever++
			reopened += min(1, t.reopens)
		}
		known, hit := t.replies >= 0 && t.reopens >= 0, t.replies == 1 && t.reopens == 0
		if f.fcrContacts {
			known, hit = t.contacts >= 0, t.contacts <= 1
		}
		if solved && known {
			judged++
			if hit {
				first++
			}
		}
	}
	want[at+"tickets"], want[at+"fcr"] = digits(judged), ratio(100*first, judged)
	want[at+"reopened"] = ratio(100*reopened, ever)
	want[at+"replies"], want[at+"contacts"] = ratio(replies.sum, replies.n), ratio(contacts.sum, contacts.n)
}

// Every figure of tickets drawn at random is what its definition gives.
func TestTicketsByDefinition(t *testing.T) {
	t.Parallel()
	base := time.Date(2025, time.January, 29, 0, 0, 0, 0, time.UTC)
	tickets := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rawTicket {
		after := func(from time.Time, hours int, name string) time.Time {
			return from.Add(time.Duration(rapid.IntRange(0, hours*3600).Draw(t, name)) * time.Second)
		}
		count := rapid.Int64Range(-1, 2)
		r := rawTicket{
			created: after(base, 40*24, "created"),
			replies: count.Draw(t, "replies"), contacts: count.Draw(t, "contacts"), reopens: count.Draw(t, "reopens"),
			segments: []string{"plan/" + rapid.SampledFrom([]string{"Basic", "Pro"}).Draw(t, "plan")},
		}
		if rapid.IntRange(0, 4).Draw(t, "is answered") > 0 {
			r.replied = after(r.created, 30, "replied")
		}
		if rapid.IntRange(0, 4).Draw(t, "is resolved") > 0 {
			r.resolved = after(r.created, 30*24, "resolved")
		}
		return r
	}), 1, 12)
	text := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	cell := func(n int64) string { return strings.TrimPrefix(digits(n), "-1") }
	rapid.Check(t, func(rt *rapid.T) {
		f := ticketFigures{
			all: tickets.Draw(rt, "tickets"), first: "2025-01", last: "2025-04", office: office{9, 17}, activity: true,
			asOf:        base.Add(time.Duration(rapid.IntRange(0, 60*24*3600).Draw(rt, "as of")) * time.Second),
			fcrContacts: rapid.Bool().Draw(rt, "FCR by contacts"), slaOnWall: rapid.Bool().Draw(rt, "SLA on the wall clock"),
		}
		args := []string{"-tickets", "-", "-as-of", text(f.asOf)}
		if f.fcrContacts {
			args = append(args, "-fcr", "contacts")
		}
		if f.slaOnWall {
			args = append(args, "-sla-clock", "wall")
		}
		if rapid.Bool().Draw(rt, "range") {
			f.first, f.last = "2025-02", "2025-02"
		}
		args = append(args, "-from", f.first, "-to", f.last)
		var file strings.Builder
		file.WriteString("created_at,first_reply_at,resolved_at,replies,contacts,reopens,plan\n")
		for _, t := range f.all {
			fmt.Fprintf(&file, "%s,%s,%s,%s,%s,%s,%s\n", text(t.created), text(t.replied), text(t.resolved),
				cell(t.replies), cell(t.contacts), cell(t.reopens), strings.TrimPrefix(t.segments[0], "plan/"))
		}
		expect(t, figures(t, file.String(), args...), f.want())
		if t.Failed() {
			t.Fatal(args, file.String())
		}
	})
}

// A file without a column has no figure of it, and none of 0.
func TestTicketColumns(t *testing.T) {
	for header, want := range map[string][]string{
		"created_at,first_reply_at":                        {"volume", "first_response"},
		"created_at,resolved_at":                           {"volume", "resolution"},
		"created_at,resolved_at,replies":                   {"volume", "resolution", "contacts"},
		"created_at,resolved_at,contacts,reopens":          {"volume", "resolution", "contacts"},
		"created_at,first_reply_at,replies,reopens":        {"volume", "first_response"},
		"created_at,first_reply_at,resolved_at,priority,x": {"volume", "first_response", "resolution"},
	} {
		figure := figures(t, header+"\n", "-tickets", "-")
		section := figure("tickets").(map[string]any)
		delete(section, "file")
		delete(section, "rows")
		delete(section, "outside")
		if got := slices.Sorted(maps.Keys(section)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s: %v, want %v", header, got, want)
		}
		if !strings.Contains(header, "resolved_at") {
			expectNone(t, figure, "tickets/volume/all", "resolved", "rate", "backlog", "age_days")
		} else if strings.Contains(header, "replies") || strings.Contains(header, "contacts") {
			expectNone(t, figure, "tickets/contacts/all", "fcr")
		}
	}
	const reopened = "created_at,resolved_at,replies,reopens\n2025-01-01,2025-01-02,,0\n2025-01-01,2025-01-02,1,\n2025-01-01,,,\n"
	expect(t, figures(t, reopened, "-tickets", "-"), map[string]any{
		"tickets/contacts/all/tickets":  "0", // of none both are known
		"tickets/contacts/all/fcr":      nil,
		"tickets/contacts/all/reopened": "0", // of one it is known: it was not
		"tickets/contacts/all/replies":  "1",
	})
	// Without a target there is no attainment.
	figure := figures(t, "created_at,first_reply_at\n2025-01-01,\n", "-tickets", "-", "-sla-first-response", "")
	expectNone(t, figure, "tickets/first_response/all", "sla", "sla_met")
}

// What is open has lasted until the end of -to, if that is past, else until now.
func TestAsOf(t *testing.T) {
	file := "created_at,first_reply_at\n" + time.Now().Add(-time.Hour).UTC().Format(time.RFC3339) + ",\n"
	args := []string{"-tickets", "-", "-sla-clock", "wall"}
	for _, more := range [][]string{nil, {"-to", "9000"}} {
		expect(t, figures(t, file, append(args, more...)...), map[string]any{
			"tickets/first_response/all/sla_running": "1", "tickets/first_response/all/sla_breached": "0",
		})
	}
	const old = "created_at,first_reply_at\n2025-01-31 22:00,\n2025-01-31 19:00,\n"
	expect(t, figures(t, old, append(args, "-to", "2025-01")...), map[string]any{
		"tickets/first_response/all/sla_running": "1", "tickets/first_response/all/sla_breached": "1",
	})
}

func expectNone(t *testing.T, figure func(string) any, path string, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if v, ok := figure(path).(map[string]any)[key]; ok {
			t.Errorf("%s/%s is %v, of no data", path, key, v)
		}
	}
}

// Business hours are those of the file, in its zone, or of the office in the zone
// of the report.
func TestHours(t *testing.T) {
	// Friday 16:00 to Monday 10:00 in UTC; in New York from 11:00 to 5:00.
	const file = "created_at,first_reply_at\n2025-01-03T16:00:00Z,2025-01-06T10:00:00Z\n"
	hours := filepath.Join(t.TempDir(), "hours.json")
	write := func(text string) {
		if err := os.WriteFile(hours, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"zone": "Europe/Berlin", "week": {"friday": ["10:00-20:00"], "saturday": ["10:00-12:00"]}, "holidays": ["2025-01-06"]}`)
	for want, args := range map[string][]string{
		"2": nil,                             // 1 + 1
		"6": {"-tz", "America/New_York"},     // to 17:00
		"5": {"-hours", hours, "-tz", "UTC"}, // from 17:00 to 20:00, and Saturday
	} {
		expect(t, figures(t, file, append(args, "-tickets", "-")...), map[string]any{
			"tickets/first_response/all/business_hours": want, "tickets/first_response/all/hours": "66",
		})
	}
	for _, text := range []string{"", "null", "[]", `{"zone": "Mars/Phobos"}`, `{"zone": "UTC", "weeks": {}}`, strings.Repeat(" ", maxRecord+1)} {
		write(text)
		if out, stderr, code := execute(file, "-tickets", "-", "-hours", hours); code != exitError || out != "" || !strings.Contains(stderr, hours) {
			t.Errorf("hours %q: exit code %d, stderr %q", shorten(text), code, stderr)
		}
	}
	if _, stderr, code := execute(file, "-tickets", "-", "-hours", hours+"x"); code != exitError || !strings.Contains(stderr, hours+"x") {
		t.Errorf("no file: exit code %d, stderr %q", code, stderr)
	}
}

// Beyond so many that they are kept one by one, times are summed up: the mean stays
// exact, percentiles are off by 0.4 % at most.
func TestManyDurations(t *testing.T) {
	var whole durations
	var parts [3]durations
	const n = 3 * maxExact
	for i := range n {
		d := time.Duration(i+1) * time.Second
		part := min(i/100, 2) // two small ones, and one that is large
		for _, into := range []*durations{&whole, &parts[part]} {
			if err := into.add(d); err != nil {
				t.Fatal(err)
			}
		}
	}
	var merged, mergedBack durations
	for i := range parts {
		for into, part := range map[*durations]*durations{&merged: &parts[i], &mergedBack: &parts[2-i]} {
			if err := into.merge(part); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, d := range map[string]*durations{"whole": &whole, "merged": &merged, "merged backwards": &mergedBack} {
		if d.few.N() != 0 || d.sketch.N() != n || d.n() != n {
			t.Errorf("%s: %d one by one, %d in the sketch", name, d.few.N(), d.sketch.N())
		}
		if mean, err := d.mean(); err != nil || mean.String() != decimals(big.NewRat(n+1, 2*3600)) {
			t.Errorf("%s: mean %v, error %v", name, mean, err)
		}
		for p, got := range map[int64]func() (decimal.Decimal, error){50: d.median, 90: d.p90} {
			want := float64(p) / 100 * n / 3600
			x, err := got()
			if f := x.InexactFloat64(); err != nil || f < want*(1-1./256) || f > want*(1+1./256) {
				t.Errorf("%s: percentile %d is %v, want %v, error %v", name, p, f, want, err)
			}
		}
	}
	if parts[2].few.N() != 0 || parts[0].few.N() != 100 || whole.sketch.N() != n {
		t.Error("merging changed the parts")
	}
	// Two that are few make many together, and leave the second as it was.
	var a, b durations
	for i := range maxExact {
		if a.add(time.Duration(i)) != nil || b.add(time.Duration(i)) != nil {
			t.Fatal("refused")
		}
	}
	if err := a.merge(&b); err != nil || a.sketch.N() != 2*maxExact || a.few.N() != 0 || b.few.N() != maxExact || b.sketch.N() != 0 {
		t.Errorf("%d in the sketch, %d of the second one by one, error %v", a.sketch.N(), b.few.N(), err)
	}
}
