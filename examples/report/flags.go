package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

const usage = `usage: report [flags]

Prints customer-experience metrics from CSV files: NPS, CSAT and CES; volume and
backlog of tickets, first response, resolution, first contact; churn of customers and
of revenue, cohorts, survival; visits, tasks, carts and intents; sales and what
customers are worth. For each month with the change to the one before, and for each
segment. Without a file it reports on a sample that it makes itself.

Files, "-" for standard input; several are divided by commas, or found by a pattern
in quotes ("surveys-*.csv"), and read as one. A file is CSV, or JSON objects one after
the other or in an array; a name in an object within is written outer.inner:
  -surveys FILE             a row for each answer
  -tickets FILE             a row for each ticket, or with -ticket-id for each event
  -subscriptions FILE       a row for each subscription of a customer
  -visits FILE              a row for each visit to a site
  -orders FILE              a row for each order
  -preset NAME FILE...      the columns and conventions of an export: zendesk-tickets,
                            zendesk-satisfaction, freshdesk-tickets,
                            intercom-conversations, intercom-ratings, delighted,
                            surveymonkey, typeform, qualtrics, stripe-subscriptions,
                            chargebee-subscriptions, shopify-orders,
                            woocommerce-orders; other flags change them
  -dry-run                  show what would be understood from each column, with three
                            cells of each, and nothing else
  -write-sample DIR         write the sample's files into DIR, and nothing else

Columns, by their names in the file's first line (in brackets: the default); what a
file lacks is left out of the report:
  -answered-at NAME         surveys: when it was answered (answered_at)
  -nps, -csat, -ces NAME    surveys: the ratings (nps, csat, ces); a file need not
                            have all three, and "" leaves one out
  -respondent NAME          surveys: whose answer it is, for -answers
  -weight NAME              surveys: how much the answer counts (each as much)
  -created-at NAME          tickets: when the ticket was opened (created_at)
  -first-reply-at NAME      tickets: first reply, empty for not yet (first_reply_at)
  -first-reply-minutes NAME tickets: the same, as minutes from the creation
  -resolved-at NAME         tickets: resolution, empty for not yet (resolved_at)
  -resolution-hours NAME    tickets: the same, as hours from the creation
  -replies NAME             tickets: number of public replies by agents (replies)
  -contacts NAME            tickets: number of messages by the customer (contacts)
  -reopens NAME             tickets: how often it was reopened (reopens)
  -ticket-id NAME           tickets: rows of one id are one ticket, as its last row
                            has it; takes memory for each ticket
  -customer NAME            subscriptions, visits, orders: whose (customer_id)
  -start, -end NAME         subscriptions: first instant with and first instant
                            without it (start_date, end_date), empty end for open
  -mrr NAME                 subscriptions: monthly recurring revenue (mrr)
  -currency NAME            subscriptions, orders: of the money, one in a file
                            (currency)
  -subscription-id NAME     subscriptions: rows of one id are one subscription, as its
                            last row has it
  -interval NAME            subscriptions: what -mrr is paid for: day, week, month,
                            quarter or year, of which MRR is made
  -trial-end NAME           subscriptions: the end of a trial, from when on somebody
                            is a customer
  -trial NAME               subscriptions: yes or true for trials, which make nobody a
                            customer (trial); "" counts them as all others
  -cancelled NAME           subscriptions: when notice was given, which then is their
                            end, if it comes first (none: notice changes nothing)
  -visited-at NAME          visits: when it began (visited_at)
  -seconds, -actions NAME   visits: time on site, and what was done (seconds, actions)
  -intent NAME              visits: what for, as the visitor said (intent)
  -completed, -why NAME     visits: was it done, yes or no; why not (completed, why)
  -cart NAME                visits: what became of the cart, bought or left (cart)
  -ordered-at NAME          orders: when (ordered_at)
  -amount NAME              orders: what was paid (amount)
  -acquisition-cost NAME    orders: what it cost to win the customer, in the first
                            order of each (acquisition_cost)
  -segment NAMES            what to split by: those of these columns, divided by
                            commas, that a file has (channel,plan); "" for none
  -where NAME=VALUES        only rows with one of these values in a column, divided by
                            commas; NAME!=VALUES: with none of them; may come again
  -skip-rows N              rows after the first that are no data, as of Qualtrics (0)
  -by NAME                  show each segment of this column by period, too

Reading:
  -tz ZONE                  zone of months (UTC)
  -file-tz ZONE             zone of the times in files that have none (that of -tz)
  -time-format FORMAT       auto: 2006-01-02 15:04:05, 2006/01/02, 2 Jan 2006 3:04
                            PM, 2006-01-02T15:04:05Z, +01, UTC, seconds of 1970
                            and alike; 02/01/2006, where the first thousand rows tell
                            the day from the month. dmy and mdy say which is first;
                            iso refuses both. Or a layout: how you would write
                            2 January 2006 15:04:05 (auto)
  -decimal MARK             before decimals: point or comma (as in the first rows)
  -null TEXT                text meaning the same as an empty cell, as NULL does
  -delimiter CHAR           between fields: a character or "tab" (the one of , ; | and
                            tab that fits the first thousand rows)
  -encoding NAME            utf-8, latin1 (with what Windows adds) or utf-16 (as a
                            mark or the first thousand rows have it)
  -map WORDS                ratings that words stand for: good=yes,bad=no or great=5,
                            ok=3; "none" for no answer (those usual in helpdesks)
  -as-of TIME               when the files were exported: what is open then has lasted
                            until then (the end of -to; else for tickets now, for
                            subscriptions the latest start or notice in the file, but
                            never an end, which may be to come). Periods that were
                            not over then are left out of churn, revenue and cohorts
  -max-bad PERCENT          more bad rows of a file than that, or nothing else, end
                            the program with exit code 1 (10)
  -strict                   stop at the first bad row, with exit code 1

Conventions:
  -csat-scale WORST..BEST   (1..5); 6..1 for grades of which 1 is the best
  -ces-scale HARD..EASY     (1..5); 5..1 where a high rating means much effort
  -hours FILE               business hours, a schedule of package period in JSON, such
                            as {"zone": "UTC", "week": {"monday": ["09:00-17:00"]}}
                            (Monday to Friday 09:00-17:00 in -tz, no holidays)
  -sla-first-response TIME  target, such as 30m or 4h (4h); "" for none
  -sla-resolution TIME      the same for the resolution (24h)
  -sla-clock CLOCK          that targets are measured on: business, wall (business)
  -answers WHICH            all, or the first or last of each respondent in a period
                            (all); takes memory for each respondent
  -gross                    who leaves and comes back within a period is lost and back
                            (only who stands where at its end counts)
  -fcr RULE                 first-contact resolution: replies, one and never
                            reopened; or contacts, one at most (replies)

  -margin PERCENT           gross margin on orders, above 0 to 100 (100)

Report:
  -per UNIT                 day, week, week-from-Sunday, month,
                            quarter, half-year or year (month)
  -from, -to PERIOD         first and last period, such as 2025-03, 2025-Q1, 2025
  -level SHARE              confidence of intervals and comparisons (0.95)
  -only NAMES               some parts, divided by commas: nps, csat, ces, response,
                            volume, first_response, resolution, contacts,
                            contact_volume, churn, revenue, cohorts, survival,
                            engagement, tasks, carts, intents, obstacles, sales (all)
  -format FORMAT            text, json, or html: one page with charts (text)
  -svg FILE                 draw the survival curve into this file, too

A bad row is counted, listed and left out. Exit codes: 0 for a report, 1 for too many
bad rows or a file that cannot be read, 2 for wrong flags.
`

// parts are the names of -only.
func parts() []string {
	return []string{
		"nps", "csat", "ces", "response", "volume", "first_response", "resolution", "contacts",
		"contact_volume", "churn", "revenue", "cohorts", "survival",
		"engagement", "tasks", "carts", "intents", "obstacles", "sales",
	}
}

// config is what the flags say.
type config struct {
	surveys, tickets, subscriptions, visits, orders string // file names
	writeSample                                     string

	// columns
	answered, nps, csat, ces                string
	created, firstReply, resolved, ticketID string
	firstReplyMinutes, resolutionHours      string
	replies, contacts, reopens              string
	customer, start, end, mrr, currency     string
	trial, cancelled                        string
	visited, seconds, actions, intent       string
	completed, why, cart                    string
	ordered, amount, acquisitionCost        string
	segments                                []string
	by                                      string // one of them
	subscriptionID, trialEnd, interval      string
	respondent                              string
	preset, weight                          string
	where                                   []filter
	answersOf                               string // of a respondent in a period: all, first or last
	gross                                   bool
	skip                                    int // rows after the first that are no data

	zone       *time.Location
	timeFormat string
	asOfText   string
	times      timeReader
	null       string
	comma      byte
	csatScale  csat.Scale
	cesScale   ces.Scale
	asOf       time.Time
	strict     bool
	dryRun     bool
	encoding   string
	numbers    numberReader
	maxBad     float64 // percent of the rows of a file
	words      map[string]int
	local      *time.Location // of times without a zone

	hoursFile                       string
	hours                           period.Schedule
	hoursName                       string
	slaFirstResponse, slaResolution *tickets.Target // nil for none
	slaOnWall                       bool
	fcrByContacts                   bool
	margin                          decimal.Decimal // percent of sales

	per      period.Unit
	from, to period.Period // zero: as far as the data goes
	level    float64
	only     []string // parts to show, nil for all
	json     bool
	html     bool
	svg      string // file name

	help  bool
	given map[string]bool // the flags that were given, by name
}

// sampled reports whether the program reports on its own sample.
func (c config) sampled() bool { return c.files() == [...]string{"", "", "", "", ""} }

// files returns the names of the files, in the order of the report.
func (c config) files() [5]string {
	return [...]string{c.surveys, c.tickets, c.subscriptions, c.visits, c.orders}
}

// covers reports whether the period is one to report.
func (c config) covers(p period.Period) bool {
	return (c.from.IsZero() || p.Compare(c.from) >= 0) && (c.to.IsZero() || p.Compare(c.to) <= 0)
}

// flags sets the defaults and returns the flags that change them.
func (c *config) flags() *flag.FlagSet {
	*c = config{
		slaFirstResponse: &tickets.Target{Metric: tickets.MetricFirstResponse, Within: 4 * time.Hour},
		slaResolution:    &tickets.Target{Metric: tickets.MetricResolution, Within: 24 * time.Hour},
		level:            0.95,
		margin:           decimal.NewFromInt(100),
		segments:         []string{"channel", "plan"},
		zone:             time.UTC, maxBad: 10, per: period.Month,
		given: map[string]bool{},
	}
	fs := flag.NewFlagSet("report", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // the caller prints errors, and usage is the help
	fs.Func("surveys", "", addFile(&c.surveys))
	fs.Func("tickets", "", addFile(&c.tickets))
	fs.Func("subscriptions", "", addFile(&c.subscriptions))
	fs.Func("visits", "", addFile(&c.visits))
	fs.Func("orders", "", addFile(&c.orders))
	fs.StringVar(&c.writeSample, "write-sample", "", "")

	fs.StringVar(&c.answered, "answered-at", "answered_at", "")
	fs.StringVar(&c.nps, "nps", "nps", "")
	fs.StringVar(&c.csat, "csat", "csat", "")
	fs.StringVar(&c.ces, "ces", "ces", "")
	fs.StringVar(&c.created, "created-at", "created_at", "")
	fs.StringVar(&c.firstReply, "first-reply-at", "first_reply_at", "")
	fs.StringVar(&c.firstReplyMinutes, "first-reply-minutes", "", "")
	fs.StringVar(&c.resolved, "resolved-at", "resolved_at", "")
	fs.StringVar(&c.resolutionHours, "resolution-hours", "", "")
	fs.StringVar(&c.ticketID, "ticket-id", "", "")
	fs.StringVar(&c.replies, "replies", "replies", "")
	fs.StringVar(&c.contacts, "contacts", "contacts", "")
	fs.StringVar(&c.reopens, "reopens", "reopens", "")
	fs.StringVar(&c.customer, "customer", "customer_id", "")
	fs.StringVar(&c.start, "start", "start_date", "")
	fs.StringVar(&c.end, "end", "end_date", "")
	fs.StringVar(&c.mrr, "mrr", "mrr", "")
	fs.StringVar(&c.currency, "currency", "currency", "")
	fs.StringVar(&c.trial, "trial", "trial", "")
	fs.StringVar(&c.cancelled, "cancelled", "", "")
	fs.StringVar(&c.visited, "visited-at", "visited_at", "")
	fs.StringVar(&c.seconds, "seconds", "seconds", "")
	fs.StringVar(&c.actions, "actions", "actions", "")
	fs.StringVar(&c.intent, "intent", "intent", "")
	fs.StringVar(&c.completed, "completed", "completed", "")
	fs.StringVar(&c.why, "why", "why", "")
	fs.StringVar(&c.cart, "cart", "cart", "")
	fs.StringVar(&c.ordered, "ordered-at", "ordered_at", "")
	fs.StringVar(&c.amount, "amount", "amount", "")
	fs.StringVar(&c.acquisitionCost, "acquisition-cost", "acquisition_cost", "")
	fs.Func("segment", "", func(text string) error { c.segments = splitNames(text); return nil })

	fs.StringVar(&c.by, "by", "", "")
	fs.StringVar(&c.subscriptionID, "subscription-id", "", "")
	fs.StringVar(&c.trialEnd, "trial-end", "", "")
	fs.StringVar(&c.interval, "interval", "", "")
	fs.StringVar(&c.weight, "weight", "", "")
	fs.StringVar(&c.preset, "preset", "", "")
	fs.StringVar(&c.respondent, "respondent", "", "")
	fs.StringVar(&c.answersOf, "answers", "all", "")
	fs.BoolVar(&c.gross, "gross", false, "")
	fs.IntVar(&c.skip, "skip-rows", 0, "")
	fs.Func("where", "", func(text string) error {
		f, err := parseFilter(text)
		c.where = append(c.where, f)
		return err
	})

	fs.Func("tz", "", func(text string) (err error) { c.zone, err = time.LoadLocation(text); return })
	fs.StringVar(&c.timeFormat, "time-format", "auto", "")
	fs.StringVar(&c.null, "null", "", "")
	fs.Func("delimiter", "", func(text string) (err error) { c.comma, err = parseDelimiter(text); return })
	fs.Func("csat-scale", "", func(text string) (err error) { c.csatScale, err = parseCSATScale(text); return })
	fs.Func("ces-scale", "", func(text string) (err error) { c.cesScale, err = parseCESScale(text); return })
	fs.StringVar(&c.asOfText, "as-of", "", "")
	fs.StringVar(&c.hoursFile, "hours", "", "")
	fs.Func("sla-first-response", "", func(text string) (err error) {
		c.slaFirstResponse, err = parseTarget(text, tickets.MetricFirstResponse)
		return
	})
	fs.Func("sla-resolution", "", func(text string) (err error) {
		c.slaResolution, err = parseTarget(text, tickets.MetricResolution)
		return
	})
	fs.Func("sla-clock", "", func(text string) (err error) { c.slaOnWall, err = oneOfTwo(text, "business", "wall"); return })
	fs.Func("fcr", "", func(text string) (err error) { c.fcrByContacts, err = oneOfTwo(text, "replies", "contacts"); return })
	fs.Func("margin", "", func(text string) (err error) { c.margin, err = parseMargin(text); return })
	fs.Func("file-tz", "", func(text string) (err error) { c.local, err = time.LoadLocation(text); return })
	fs.Func("encoding", "", func(text string) (err error) { c.encoding, err = parseEncoding(text); return })
	fs.Func("decimal", "", func(text string) error {
		comma, err := oneOfTwo(text, "point", "comma")
		c.numbers.mark = '.'
		if comma {
			c.numbers.mark = ','
		}
		return err
	})
	fs.Func("map", "", func(text string) (err error) { c.words, err = parseMap(text); return })
	fs.Func("max-bad", "", func(text string) (err error) { c.maxBad, err = parsePercent(text); return })
	fs.BoolVar(&c.dryRun, "dry-run", false, "")
	fs.BoolVar(&c.strict, "strict", false, "")

	fs.Func("per", "", func(text string) (err error) { c.per, err = parseUnit(text); return })
	fs.Func("from", "", func(text string) (err error) { c.from, err = period.Parse(text); return })
	fs.Func("to", "", func(text string) (err error) { c.to, err = period.Parse(text); return })
	fs.Func("level", "", func(text string) (err error) { c.level, err = parseLevel(text); return })
	fs.Func("only", "", func(text string) (err error) { c.only, err = parseParts(text); return })
	fs.Func("format", "", func(text string) (err error) {
		c.html = text == "html"
		if !c.html {
			c.json, err = oneOfTwo(text, "text", "json")
		}
		return err
	})
	fs.StringVar(&c.svg, "svg", "", "")
	return fs
}

// parseFlags returns flag.ErrHelp when the arguments ask for help.
func parseFlags(args []string) (c config, err error) {
	fs := c.flags()
	if err := fs.Parse(args); err != nil {
		return c, err
	}
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if c.preset != "" {
		p, err := presetOf(c.preset)
		if err != nil {
			return c, err
		}
		files := fs.Args()
		fs = c.flags()
		if err := errors.Join(fs.Parse(p.flags), fs.Parse(args[:len(args)-len(files)])); err != nil {
			return c, err
		}
		for _, file := range files {
			if len(file) > 1 && file[0] == '-' {
				return c, fmt.Errorf("%.40q comes after a file: flags come first", file)
			}
			if err := fs.Set(p.kind, file); err != nil {
				return c, err
			}
		}
	}
	c.given = given
	if c.preset == "" && fs.NArg() > 0 {
		return c, fmt.Errorf("%.40q is not a flag; files are named by -surveys, -tickets, -subscriptions, -visits and -orders", fs.Arg(0))
	}
	if c.local == nil {
		c.local = c.zone
	}
	if c.times, err = newTimeReader(c.timeFormat, c.zone, c.local); err != nil {
		return c, fmt.Errorf("-time-format: %w", err)
	}
	if c.asOfText != "" {
		if c.asOf, err = c.times.parse(c.asOfText); err != nil {
			return c, fmt.Errorf("-as-of %.40q: %w", c.asOfText, err)
		}
	}
	err = c.check()
	return c, err
}

// check brings the range to the unit of the report, and finds contradictions.
func (c *config) check() (err error) {
	if !slices.Contains([]string{"all", "first", "last"}, c.answersOf) {
		return fmt.Errorf("-answers %.40q is none of all, first, last", c.answersOf)
	}
	if c.answersOf != "all" && c.respondent == "" {
		return errors.New("-answers needs -respondent, the column that says whose they are")
	}
	if c.skip < 0 {
		return fmt.Errorf("-skip-rows %d is below 0", c.skip)
	}
	if c.by != "" && !slices.Contains(c.segments, c.by) {
		c.segments = append(slices.Clip(c.segments), c.by)
	}
	if !c.from.IsZero() {
		if c.from, err = c.per.OfDate(c.from.First().Date()); err != nil {
			return fmt.Errorf("-from: %w", err)
		}
	}
	if !c.to.IsZero() {
		if c.to, err = c.per.OfDate(c.to.Last().Date()); err != nil {
			return fmt.Errorf("-to: %w", err)
		}
	}
	if !c.from.IsZero() && !c.to.IsZero() && c.to.Compare(c.from) < 0 {
		return fmt.Errorf("-to %s is before -from %s", c.to, c.from)
	}
	if c.svg != "" && c.subscriptions == "" && !c.sampled() {
		return errors.New("-svg draws the survival of customers, and needs -subscriptions")
	}
	stdin := 0
	for _, file := range c.files() {
		if file == "-" {
			stdin++
		}
	}
	if stdin > 1 {
		return errors.New("only one file can be standard input")
	}
	for name, others := range map[string]string{"first-reply-minutes": "first-reply-at", "resolution-hours": "resolved-at"} {
		if c.given[name] && c.given[others] {
			return fmt.Errorf("-%s and -%s contradict each other", name, others)
		}
	}
	return nil
}

// perName is the name of a period.
func (c config) perName() string {
	if c.per == period.WeekStarting(time.Sunday) {
		return period.Week.String()
	}
	return c.per.String()
}

// addFile adds a file to those that a flag names.
func addFile(files *string) func(string) error {
	return func(text string) error {
		if *files != "" {
			text = *files + "," + text
		}
		*files = text
		return nil
	}
}

func parseEncoding(text string) (string, error) {
	names := []string{encodingUTF8, encodingLatin1, encodingUTF16}
	if !slices.Contains(names, text) {
		return "", fmt.Errorf("%.40q is none of %s", text, strings.Join(names, ", "))
	}
	return text, nil
}

func parsePercent(text string) (float64, error) {
	p, err := strconv.ParseFloat(text, 64)
	if err != nil || !(p >= 0 && p <= 100) {
		return 0, fmt.Errorf("%.40q is not a percentage from 0 to 100", text)
	}
	return p, nil
}

func parseDelimiter(text string) (byte, error) {
	if text == "tab" {
		text = "\t"
	}
	if len(text) != 1 || strings.ContainsAny(text, "\"\r\n") || text[0] >= 0x80 {
		return 0, fmt.Errorf("%.40q is not one ASCII character that can divide fields", text)
	}
	return text[0], nil
}

// oneOfTwo reports whether the text is the second of two words.
func oneOfTwo(text, first, second string) (bool, error) {
	if text != first && text != second {
		return false, fmt.Errorf("%.40q is neither %s nor %s", text, first, second)
	}
	return text == second, nil
}

func splitNames(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

func parseParts(text string) ([]string, error) {
	names := splitNames(text)
	for _, name := range names {
		if !slices.Contains(parts(), name) {
			return nil, fmt.Errorf("%.40q is none of %s", name, strings.Join(parts(), ", "))
		}
	}
	return names, nil
}

func parseTarget(text string, m tickets.Metric) (*tickets.Target, error) {
	if text == "" {
		return nil, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return nil, fmt.Errorf("%.40q is not a time such as 30m, 4h or 1h30m", text)
	}
	return &tickets.Target{Metric: m, Within: d}, nil
}

func parseLevel(text string) (float64, error) {
	level, err := strconv.ParseFloat(text, 64)
	if err != nil || !(level >= 0.5 && level <= 0.999999) {
		return 0, fmt.Errorf("%.40q is not a share from 0.5 to 0.999999", text)
	}
	return level, nil
}

func parseMargin(text string) (decimal.Decimal, error) {
	d, _, err := numberReader{mark: '.'}.parse(text)
	if err != nil || !d.IsPositive() || d.Cmp(decimal.NewFromInt(100)) > 0 {
		return d, fmt.Errorf("%.40q is not a percentage above 0 to 100", text)
	}
	return d, nil
}

func parseUnit(text string) (period.Unit, error) {
	units := []period.Unit{period.Day, period.Week, period.WeekStarting(time.Sunday), period.Month, period.Quarter, period.HalfYear, period.Year}
	for _, u := range units {
		if name := strings.ReplaceAll(u.String(), " ", "-"); strings.EqualFold(name, text) {
			return u, nil
		}
	}
	return 0, fmt.Errorf("%.40q is none of %v", text, units)
}

func parseCSATScale(text string) (csat.Scale, error) {
	low, high, inverted, err := parseScale(text)
	if err != nil {
		return csat.Scale{}, err
	}
	s, err := csat.NewScale(low, high)
	if inverted {
		s = s.Inverted()
	}
	return s, err
}

func parseCESScale(text string) (ces.Scale, error) {
	low, high, inverted, err := parseScale(text)
	if err != nil {
		return ces.Scale{}, err
	}
	if inverted {
		return ces.Effort(low, high)
	}
	return ces.Ease(low, high)
}

// parseScale reads "1..5", or "5..1" for a scale whose low end is the good one.
func parseScale(text string) (low, high int, inverted bool, err error) {
	bad, good, found := strings.Cut(text, "..")
	low, errLow := strconv.Atoi(bad)
	high, errHigh := strconv.Atoi(good)
	if !found || errLow != nil || errHigh != nil {
		return 0, 0, false, fmt.Errorf("%.40q is not a scale such as 1..5", text)
	}
	if low > high {
		return high, low, true, nil
	}
	return low, high, false, nil
}
