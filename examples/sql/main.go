// Command sql keeps the metrics of surveys and tickets in a database: it lets the
// database count the answers of each day, keeps the tallies of each day and segment in
// a table, merges them to months, and shows that these are what counting every single
// row gives. It does the same with subscriptions, which arrive as exports that correct
// each other.
//
//	go run .                            SQLite in memory
//	go run . -dsn FILE                  SQLite in a file
//	go run . -dsn postgres://...        PostgreSQL
//
// It makes the tables cx_answers, cx_tickets and cx_rollup with a sample of a quarter, and
// cx_subscriptions and cx_ledgers with one of a year, unless they are there, and leaves
// them: a second run prints the same.
//
// # What is counted where
//
// The answers of a day come out of a GROUP BY as a row for each rating, however many
// answers there are. The times of tickets hardly ever repeat, so that there is nothing
// to group: they are read one by one.
//
// The roll-up has a row for each day and segment, with a column of bytes for each
// tally: a tally is a driver.Valuer and a sql.Scanner. One query has the rows of a
// quarter, and Go merges them to months, because a database cannot add up bytes. Where
// SQL has to do that itself, keep the rows of the GROUP BY in a table, and take SUM of
// the counts; this has no counterpart for medians and percentiles.
//
// Subscriptions are kept as ledgers, one for each segment. A night's export is added to a
// ledger of its own, which is merged into the stored one. The newest record of an ID
// counts, whatever order the exports come in: one that moves a subscription to another
// segment withdraws it from the ledger that had it. The ledgers of all segments merge to
// that of the company, whose windows tell customers who changed segment from customers
// who left. Instants are kept to the microsecond.
//
// Days are those of the company's time zone. The database gets the instants at which
// they begin and end: on the last day of the sample clocks go forward, and it has 23
// hours.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"
	_ "time/tzdata" // the zones, also where the system has none

	"github.com/cxmetrics/cx/period"
)

func main() {
	dsn := flag.String("dsn", ":memory:", "the SQLite `file`, or postgres://... for PostgreSQL")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *dsn); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, w io.Writer, dsn string) error {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return err
	}
	q, err := period.Parse("2024-Q1")
	if err != nil {
		return err
	}
	s, err := open(ctx, dsn, zone)
	if err != nil {
		return err
	}
	return errors.Join(s.report(ctx, w, q), s.reportSubscriptions(ctx, w, q), s.db.Close())
}

func (s store) report(ctx context.Context, w io.Writer, quarter period.Period) error {
	if err := s.fill(ctx, quarter); err != nil {
		return err
	}
	// A job does this every night for the last day and some before it: answers come late,
	// and tickets are replied to after the day on which they were created.
	if err := s.rollUp(ctx, quarter); err != nil {
		return err
	}
	months, err := s.months(ctx, quarter)
	if err != nil {
		return err
	}
	if err := show(w, months); err != nil {
		return err
	}

	if err := s.rollUp(ctx, quarter); err != nil {
		return err
	}
	again, err := s.months(ctx, quarter)
	if err != nil {
		return err
	}
	if err := mustEqual(again, months); err != nil {
		return fmt.Errorf("rolled up again: %w", err)
	}
	raw := s.newTable(period.Month)
	answers, err := s.readAnswers(ctx, s.db, quarter, raw)
	if err != nil {
		return err
	}
	created, err := s.readTickets(ctx, s.db, quarter, raw)
	if err != nil {
		return err
	}
	if err := mustEqual(raw, months); err != nil {
		return fmt.Errorf("counted one by one: %w", err)
	}
	_, err = fmt.Fprintf(w, "\nRolled up again, and from %d answers and %d tickets one by one: the same bytes.\n", answers, created)
	return err
}

// reportSubscriptions shows the year that begins with a quarter.
func (s store) reportSubscriptions(ctx context.Context, w io.Writer, first period.Period) error {
	last, err := first.Add(3)
	if err != nil {
		return err
	}
	exports := sampleExports(first.In(s.zone).Start())
	for night, export := range exports {
		if err := s.addExport(ctx, export); err != nil {
			return fmt.Errorf("export of night %d: %w", night, err)
		}
	}
	stored, err := s.ledgers(ctx)
	if err != nil {
		return err
	}
	var got, want bytes.Buffer
	if err := showSubscriptions(&got, stored, s.zone, first, last); err != nil {
		return err
	}
	raw, n, err := s.countRecords(ctx)
	if err != nil {
		return err
	}
	if err := showSubscriptions(&want, raw, s.zone, first, last); err != nil {
		return err
	}
	if !bytes.Equal(got.Bytes(), want.Bytes()) {
		return fmt.Errorf("stored:\n%s\nfrom the records:\n%s", &got, &want)
	}
	_, err = fmt.Fprintf(w, "\n%s\nThe same from the newest of %d records of each subscription.\n", &got, n)
	return err
}
