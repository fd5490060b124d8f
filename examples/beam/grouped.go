package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/tickets"
	"github.com/shopspring/decimal"
)

// An event is a line of a log of tickets.
type event struct {
	Ticket  string `json:"ticket"`
	Segment string `json:"segment,omitempty"` // counts on the event that created the ticket
	tickets.Event
}

var eventNames = []string{"ticket", "segment", "kind", "at", "actor", "agent", "status", "rating", "seq"}

// A record is a version of a subscription as a line of an export has it.
type record struct {
	ID        string          `json:"id"`
	Updated   time.Time       `json:"updated"`
	Withdrawn bool            `json:"withdrawn,omitempty"`
	Customer  string          `json:"customer,omitempty"`
	Start     time.Time       `json:"start,omitzero"`
	End       time.Time       `json:"end,omitzero"`
	MRR       decimal.Decimal `json:"mrr,omitzero"`
	Currency  string          `json:"currency,omitempty"`
}

var recordNames = []string{"id", "updated", "withdrawn", "customer", "start", "end", "mrr", "currency"}

func (r record) subscription() churn.Subscription[string] {
	return churn.Subscription[string]{
		ID: r.ID, Updated: r.Updated, Withdrawn: r.Withdrawn, Customer: r.Customer,
		Start: r.Start, End: r.End, MRR: r.MRR, Currency: r.Currency,
	}
}

// parse reads a line of events or subscriptions. It returns what the line is grouped by,
// and the line with only the fields that count.
func (f *format) parse(line []byte) (key string, kept []byte, err error) {
	names := eventNames
	if f.Kind == kindSubscriptions {
		names = recordNames
	}
	if kept, err = exact(line, names); err != nil {
		return "", nil, err
	}
	if f.Kind == kindSubscriptions {
		var r record
		if err := json.Unmarshal(kept, &r); err != nil {
			return "", nil, err
		}
		if r.ID == "" {
			return "", nil, errors.New("a subscription without an id")
		}
		return r.ID, kept, churn.NewLedger[string](f.Churn).Add(r.subscription())
	}
	var e event
	if err := json.Unmarshal(kept, &e); err != nil {
		return "", nil, err
	}
	if e.Ticket == "" {
		return "", nil, errors.New("an event without a ticket")
	}
	return e.Ticket, kept, nil
}

// readGrouped hands each line of a file to take, or to bad if it cannot be right.
func (f *format) readGrouped(file string, in io.Reader, take func(key, line string) error, bad func(badRow) error) error {
	if !isJSON(file) {
		return fmt.Errorf("%s: %s are neither .json, .jsonl nor .ndjson, nor one of them and .gz", file, f.Kind)
	}
	err := readLines(in, func(n int, line []byte, err error) error {
		var key string
		if err == nil {
			key, line, err = f.parse(line)
		}
		if err != nil {
			return bad(badRow{file, n, err.Error()})
		}
		return take(key, string(line))
	})
	if b := (badRow{}); err != nil && !errors.As(err, &b) {
		err = fmt.Errorf("%s: %w", file, err)
	}
	return err
}

// readGroupedFn reads a file of events or subscriptions.
type readGroupedFn struct {
	Format   format
	PutAside bool
}

// Setup is called by Beam, once on each worker.
func (f *readGroupedFn) Setup() error { return f.Format.load() }

// ProcessElement emits the lines of a file by ticket or subscription.
func (f *readGroupedFn) ProcessElement(ctx context.Context, file fileio.ReadableFile, emit func(key, line string), bad func(string)) error {
	in, err := file.Open(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", file.Metadata.Path, err)
	}
	defer func() { _ = in.Close() }() // it is only read
	take := func(key, line string) error {
		emit(key, line)
		return nil
	}
	return f.Format.readGrouped(file.Metadata.Path, in, take, asideOr(f.PutAside, bad))
}

// asideOr puts bad rows aside, or fails with the first.
func asideOr(aside bool, bad func(string)) func(badRow) error {
	return func(b badRow) error {
		if !aside {
			return b
		}
		line, err := text(b)
		bad(line)
		return err
	}
}

// ticketOf makes the ticket of its events, given in any order, as a row of measurements.
// It reports false where the policy has no such ticket.
func (f *format) ticketOf(id string, lines []string) (r row, ok bool, err error) {
	history := make(tickets.History, len(lines))
	for i, line := range lines {
		var e event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return r, false, err
		}
		history[i] = e.Event
		if e.Kind == tickets.KindCreated {
			r.segment = e.Segment
		}
	}
	ticket, err := f.tickets.Ticket(history)
	if errors.Is(err, cx.ErrNoData) {
		return r, false, nil
	}
	if err == nil {
		r.period, err = f.Per.Of(ticket.Created.In(f.zone))
	}
	for i, metric := range map[int]tickets.Metric{3: tickets.MetricFirstResponse, 4: tickets.MetricResolution} {
		if err != nil {
			break
		}
		var times []tickets.Measurement
		times, err = ticket.Measure(metric, time.Time{})
		if len(times) > 0 {
			r.values[i].given, r.values[i].value = true, int64(times[0].Elapsed)
		}
	}
	if err != nil {
		// The index of an event is that of any order: the time it names is enough.
		return r, false, badTicket{id, err.Error()}
	}
	return r, true, nil
}

// A badTicket is the error of events that cannot have happened to one ticket.
type badTicket struct {
	Ticket string `json:"ticket"`
	Reason string `json:"error"`
}

func (b badTicket) Error() string { return fmt.Sprintf("ticket %s: %s", b.Ticket, b.Reason) }

// ticketFn makes a ticket of its events.
type ticketFn struct {
	Format   format
	PutAside bool
}

// Setup is called by Beam, once on each worker.
func (f *ticketFn) Setup() error { return f.Format.load() }

// ProcessElement emits the times of a ticket.
func (f *ticketFn) ProcessElement(id string, next func(*string) bool, firstResponse, resolution emitter, bad func(string)) error {
	r, ok, err := f.Format.ticketOf(id, collect(next))
	if b := (badTicket{}); errors.As(err, &b) && f.PutAside {
		line, err := text(b)
		bad(line)
		return err
	}
	if err != nil || !ok {
		return err
	}
	for i, emit := range []emitter{firstResponse, resolution} {
		if v := r.values[3+i]; v.given {
			emit(r.key(), v.value)
		}
	}
	return nil
}

// collect returns the lines of a group in the order of their text.
func collect(next func(*string) bool) (lines []string) {
	for line := ""; next(&line); {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// newestFn resolves a subscription: of its records the newest counts, which may have
// moved it to another customer.
type newestFn struct{ Format format }

// ProcessElement emits the newest record by customer.
func (f *newestFn) ProcessElement(_ string, next func(*string) bool, emit func(customer, line string)) error {
	var newest churn.Subscription[string]
	var newestLine string
	for line := ""; next(&line); {
		var r record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return err
		}
		s := r.subscription()
		if newestLine != "" {
			newer, err := s.Replaces(newest, f.Format.Churn)
			if err != nil {
				return err
			}
			if !newer {
				continue
			}
		}
		newest, newestLine = s, line
	}
	if !newest.Withdrawn {
		emit(newest.Customer, newestLine)
	}
	return nil
}

// movements are the windows and cohorts of some customers. They merge with those of
// others to the ones of all.
type movements struct {
	windows   []churn.Window
	customers churn.CohortTable
	revenue   churn.RevenueTable
}

func (f *format) movementsOf(l *churn.Ledger[string]) (m *movements, err error) {
	m = &movements{}
	bounds, err := churn.BoundsOf(f.zone, f.first, f.last)
	if err != nil {
		return m, err
	}
	if m.windows, err = l.Windows(bounds...); err == nil {
		m.customers, m.revenue, err = l.Cohorts(f.zone, f.first, f.last)
	}
	return m, err
}

// Merge adds the movements of other customers. No windows at all join any.
func (m *movements) Merge(o *movements) error {
	if m.windows == nil {
		m.windows = make([]churn.Window, len(o.windows))
	}
	if len(o.windows) != 0 && len(o.windows) != len(m.windows) {
		return fmt.Errorf("%d windows beside %d", len(o.windows), len(m.windows))
	}
	for i := range o.windows {
		if err := m.windows[i].Merge(&o.windows[i]); err != nil {
			return err
		}
	}
	return cmp.Or(m.customers.Merge(&o.customers), m.revenue.Merge(&o.revenue))
}

// parts is what movements are on the wire: the library's bytes of each part.
type parts struct {
	Windows            [][]byte
	Customers, Revenue []byte
}

// MarshalBinary returns the parts as JSON.
func (m *movements) MarshalBinary() ([]byte, error) {
	p := parts{Windows: make([][]byte, len(m.windows))}
	var err error
	for i, w := range m.windows {
		if p.Windows[i], err = w.MarshalBinary(); err != nil {
			return nil, err
		}
	}
	var err2, err3 error
	p.Customers, err = m.customers.MarshalBinary()
	p.Revenue, err2 = m.revenue.MarshalBinary()
	all, err3 := json.Marshal(p)
	return all, cmp.Or(err, err2, err3)
}

// UnmarshalBinary reads what MarshalBinary writes.
func (m *movements) UnmarshalBinary(data []byte) error {
	var p parts
	if err := json.Unmarshal(data, &p); err != nil {
		return err
	}
	m.windows = make([]churn.Window, len(p.Windows))
	for i := range p.Windows {
		if err := m.windows[i].UnmarshalBinary(p.Windows[i]); err != nil {
			return err
		}
	}
	return cmp.Or(m.customers.UnmarshalBinary(p.Customers), m.revenue.UnmarshalBinary(p.Revenue))
}

// customersAtOnce bounds what a worker holds: the ledger of so many customers.
const customersAtOnce = 10_000

// movementsFn counts the windows and cohorts of customers, many at a time.
type movementsFn struct {
	Format format

	ledger    *churn.Ledger[string]
	customers int
}

// Setup is called by Beam, once on each worker.
func (f *movementsFn) Setup() error { return f.Format.load() }

// StartBundle begins with nobody.
func (f *movementsFn) StartBundle(func(string, []byte)) { f.ledger = nil }

// ProcessElement adds a customer with all subscriptions.
func (f *movementsFn) ProcessElement(_ string, next func(*string) bool, emit func(string, []byte)) error {
	if f.ledger == nil {
		f.ledger, f.customers = churn.NewLedger[string](f.Format.Churn), 0
	}
	for line := ""; next(&line); {
		var r record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return err
		}
		r.ID = "" // they are resolved
		if err := f.ledger.Add(r.subscription()); err != nil {
			return err
		}
	}
	if f.customers++; f.customers >= customersAtOnce {
		return f.FinishBundle(emit)
	}
	return nil
}

// FinishBundle emits what the customers since the last time did.
func (f *movementsFn) FinishBundle(emit func(string, []byte)) error {
	if f.ledger == nil {
		return nil
	}
	l := f.ledger
	f.ledger = nil
	if l.Customers() == 0 { // under the policy
		return nil
	}
	m, err := f.Format.movementsOf(l)
	if err != nil {
		return err
	}
	bytes, err := m.MarshalBinary()
	emit("all", bytes)
	return err
}

// combineMovements is their combiner.
type combineMovements struct{}

// CreateAccumulator returns movements of nobody.
func (*combineMovements) CreateAccumulator() *movements { return &movements{} }

// AddInput merges movements that come as bytes.
func (*combineMovements) AddInput(m *movements, part []byte) (*movements, error) {
	var o movements
	if err := o.UnmarshalBinary(part); err != nil {
		return nil, err
	}
	err := m.Merge(&o)
	return m, err
}

// MergeAccumulators merges two.
func (*combineMovements) MergeAccumulators(m, o *movements) (*movements, error) {
	err := m.Merge(o)
	return m, err
}

// ExtractOutput returns the lines of the output.
func (*combineMovements) ExtractOutput(m *movements) ([]byte, error) {
	lines, err := m.lines()
	if err != nil {
		return nil, err
	}
	return json.Marshal(lines)
}

// lines returns a line for each window, with what is read from it, and one for each table.
func (m *movements) lines() (lines []string, _ error) {
	point := func(d decimal.Decimal, err error) string { // "" where it is not defined
		if err != nil {
			return ""
		}
		return d.String()
	}
	for i := range m.windows {
		w := m.windows[i]
		customers, err := w.Movement.OpeningCustomers()
		if err != nil {
			return nil, err
		}
		line, err := text(struct {
			Metric string       `json:"metric"`
			Churn  string       `json:"churn,omitempty"`
			GRR    string       `json:"grr,omitempty"`
			NRR    string       `json:"nrr,omitempty"`
			Quick  string       `json:"quick_ratio,omitempty"`
			Window churn.Window `json:"window"`
		}{"churn", point(customers.Score()), point(w.Revenue.GRR()), point(w.Revenue.NRR()), point(w.Revenue.QuickRatio()), w})
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	for _, t := range []struct {
		Metric string `json:"metric"`
		Tally  any    `json:"tally"`
	}{{"cohorts", m.customers}, {"revenue_cohorts", m.revenue}} {
		line, err := text(t)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// splitLines emits each line of a list.
func splitLines(_ string, all []byte, emit func(string)) error {
	var lines []string
	err := json.Unmarshal(all, &lines)
	for _, line := range lines {
		emit(line)
	}
	return err
}

// buildEvents adds tickets made of their events to the pipeline. It returns their times
// and the bad rows.
func buildEvents(s beam.Scope, c config, files beam.PCollection) (given [2]beam.PCollection, bad beam.PCollection) {
	lines, badRows := beam.ParDo2(s, &readGroupedFn{c.Format, c.Bad != ""}, files)
	first, resolution, badTickets := beam.ParDo3(s, &ticketFn{c.Format, c.Bad != ""}, beam.GroupByKey(s, lines))
	return [2]beam.PCollection{first, resolution}, beam.Flatten(s, badRows, badTickets)
}

// buildSubscriptions adds the movements of customers. It returns their lines and the bad rows.
func buildSubscriptions(s beam.Scope, c config, files beam.PCollection) (lines, bad beam.PCollection) {
	byID, bad := beam.ParDo2(s, &readGroupedFn{c.Format, c.Bad != ""}, files)
	byCustomer := beam.ParDo(s, &newestFn{c.Format}, beam.GroupByKey(s, byID))
	some := beam.ParDo(s, &movementsFn{Format: c.Format}, beam.GroupByKey(s, byCustomer))
	return beam.ParDo(s, splitLines, beam.CombinePerKey(s, &combineMovements{}, some)), bad
}
