package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/cxmetrics/cx/period"
)

type (
	subscription = churn.Subscription[string]
	ledger       = churn.Ledger[string]
	ledgers      = *cx.By[string, *ledger]
)

// addExport stores the records of an export and brings the ledgers up to date. Exports
// may overlap, come in any order and come twice. A record that is there already changes
// nothing; another record with the same ID and time of update is refused.
func (s store) addExport(ctx context.Context, export []subscription) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		changed := map[string]bool{}
		for i, r := range export {
			isNew, err := insertRecord(ctx, tx, r)
			if err != nil {
				return fmt.Errorf("record %d: %w", i, err)
			}
			if isNew {
				changed[r.ID] = true
			}
		}
		night := newLedgers()
		for id := range changed {
			versions, err := readRecords(ctx, tx, "WHERE id = $1", id)
			if err != nil {
				return err
			}
			if err := addVersions(night, versions); err != nil {
				return err
			}
		}
		for segment, news := range night.All() {
			if err := mergeLedger(ctx, tx, segment, news); err != nil {
				return err
			}
		}
		return nil
	})
}

func newLedgers() ledgers { return cx.NewBy[string](cx.New[ledger]) }

// addVersions adds all versions of one subscription to the ledgers of their segments. A
// version of another segment withdraws it from a ledger, one nanosecond before it begins
// to count: the version itself is then the newest wherever ledgers of segments are merged.
func addVersions(to ledgers, versions []subscription) error {
	segments := map[string]bool{}
	for _, v := range versions {
		if !v.Withdrawn {
			segments[v.Segment] = true
		}
	}
	for segment := range segments {
		for _, v := range versions {
			if v.Segment != segment && !v.Withdrawn {
				v = subscription{ID: v.ID, Updated: v.Updated.Add(-1), Withdrawn: true}
			}
			if err := to.At(segment).Add(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// insertRecord reports whether a record is new.
func insertRecord(ctx context.Context, tx *sql.Tx, r subscription) (bool, error) {
	found, err := readRecords(ctx, tx, "WHERE id = $1 AND updated = $2", r.ID, r.Updated)
	switch {
	case err != nil:
		return false, err
	case len(found) == 1 && sameRecord(found[0], r):
		return false, nil
	case len(found) == 1:
		return false, fmt.Errorf("two records of subscription %s are of %s", r.ID, r.Updated.Format(time.RFC3339))
	}
	end := sql.NullTime{Time: r.End, Valid: !r.End.IsZero()}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO cx_subscriptions (id, updated, withdrawn, customer, started, ended, mrr, segment)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.ID, r.Updated, r.Withdrawn, r.Customer, r.Start, end, r.MRR.String(), r.Segment)
	return true, err
}

func sameRecord(a, b subscription) bool {
	return a.Withdrawn == b.Withdrawn && a.Customer == b.Customer && a.Segment == b.Segment &&
		a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.MRR.Equal(b.MRR)
}

func readRecords(ctx context.Context, q querier, where string, args ...any) (records []subscription, _ error) {
	rows, err := q.QueryContext(ctx, `
		SELECT id, updated, withdrawn, customer, started, ended, mrr, segment
		FROM cx_subscriptions `+where, args...)
	_, err = each(rows, err, func() error {
		var r subscription
		var end sql.NullTime // the zero time while there is no end, as in a Subscription
		err := rows.Scan(&r.ID, &r.Updated, &r.Withdrawn, &r.Customer, &r.Start, &end, &r.MRR, &r.Segment)
		r.End = end.Time
		records = append(records, r)
		return err
	})
	return records, err
}

// mergeLedger merges what is new into the stored ledger of a segment.
func mergeLedger(ctx context.Context, tx *sql.Tx, segment string, news *ledger) error {
	rows, err := tx.QueryContext(ctx, "SELECT ledger FROM cx_ledgers WHERE segment = $1", segment)
	var stored ledger
	if _, err := each(rows, err, func() error { return rows.Scan(&stored) }); err != nil {
		return err
	}
	if err := stored.Merge(news); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO cx_ledgers (segment, ledger) VALUES ($1, $2)
		ON CONFLICT (segment) DO UPDATE SET ledger = excluded.ledger`, segment, &stored)
	return err
}

// ledgers returns the stored ledgers by segment.
func (s store) ledgers(ctx context.Context) (ledgers, error) {
	all := newLedgers()
	rows, err := s.db.QueryContext(ctx, "SELECT segment, ledger FROM cx_ledgers")
	_, err = each(rows, err, func() error {
		var segment string
		var l ledger
		if err := rows.Scan(&segment, &l); err != nil {
			return err
		}
		return all.At(segment).Merge(&l)
	})
	return all, err
}

// A quarter has the windows of a quarter by segment: who changed segment moved, and did
// not leave.
type quarter struct {
	period   period.Period
	segments *cx.By[string, *churn.Window]
}

func quarters(all ledgers, zone *time.Location, first, last period.Period) ([]quarter, error) {
	total, err := all.Total()
	if err != nil {
		return nil, err
	}
	bounds, err := churn.BoundsOf(zone, first, last)
	if err != nil {
		return nil, err
	}
	windows, err := total.SegmentWindows(bounds...)
	if err != nil {
		return nil, err
	}
	var qs []quarter
	for i, segments := range windows {
		p, err := first.Add(i)
		if err != nil {
			return nil, err
		}
		qs = append(qs, quarter{p, segments})
	}
	return qs, nil
}

// A cohorts has the cohorts of a segment, by quarter: a customer who comes from another
// segment joins one here.
type cohorts struct {
	segment   string
	customers churn.CohortTable
	revenue   churn.RevenueTable
}

func cohortsOf(all ledgers, zone *time.Location, first, last period.Period) (tables []cohorts, _ error) {
	for segment, l := range all.All() {
		if l.Customers() == 0 { // all that it had was corrected
			continue
		}
		customers, revenue, err := l.Cohorts(zone, first, last)
		if err != nil {
			return nil, err
		}
		tables = append(tables, cohorts{segment, customers, revenue})
	}
	return tables, nil
}

func showSubscriptions(w io.Writer, all ledgers, zone *time.Location, first, last period.Period) error {
	qs, err := quarters(all, zone, first, last)
	if err != nil {
		return err
	}
	for _, q := range qs {
		for segment, win := range q.segments.All() {
			customers, err := win.Movement.OpeningCustomers()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(w, "%v %s\n  %v\n  %v\n  quick ratio %s\n", q.period, segment, customers, win.Revenue, quickRatio(win.Revenue))
			if err != nil {
				return err
			}
		}
	}
	tables, err := cohortsOf(all, zone, first, last)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := fmt.Fprintf(w, "cohorts of %s, customers and revenue\n%v\n%v\n", t.segment, t.customers, t.revenue); err != nil {
			return err
		}
	}
	return nil
}

func quickRatio(r churn.Revenue) string {
	ratio, err := r.QuickRatio()
	if err != nil { // nothing was lost
		return "undefined"
	}
	return ratio.StringFixed(2)
}

// countRecords makes the ledgers from the newest record of each subscription, which the
// database finds, and returns how many records it has in all.
func (s store) countRecords(ctx context.Context) (all ledgers, records int, _ error) {
	rows, err := s.db.QueryContext(ctx, "SELECT COUNT(*) FROM cx_subscriptions")
	if _, err = each(rows, err, func() error { return rows.Scan(&records) }); err != nil {
		return nil, 0, err
	}
	newest, err := readRecords(ctx, s.db, `AS r WHERE NOT withdrawn AND NOT EXISTS (
		SELECT 1 FROM cx_subscriptions AS newer WHERE newer.id = r.id AND newer.updated > r.updated)`)
	if err != nil {
		return nil, 0, err
	}
	all = newLedgers()
	for _, r := range newest {
		r.ID = "" // each counts
		if err := all.At(r.Segment).Add(r); err != nil {
			return nil, 0, err
		}
	}
	return all, records, nil
}
