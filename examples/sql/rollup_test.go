package main

import (
	"bytes"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/nps"
	"github.com/cxmetrics/cx/period"
	"github.com/jackc/pgx/v5/pgconn"
)

// fixture is a test with an empty store, whose days are those of Berlin.
type fixture struct {
	*testing.T
	dsn string
	store
}

func newFixture(t *testing.T, dsn string) fixture {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), dsn, berlin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return fixture{t, dsn, s}
}

func (f fixture) exec(query string, args ...any) {
	f.Helper()
	if _, err := f.db.ExecContext(f.Context(), query, args...); err != nil {
		f.Fatal(err)
	}
}

func (f fixture) time(text string) time.Time {
	f.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		f.Fatal(err)
	}
	return at
}

func (f fixture) period(text string) period.Period {
	f.Helper()
	p, err := period.Parse(text)
	if err != nil {
		f.Fatal(err)
	}
	return p
}

func (f fixture) answer(id int, at, segment, survey string, rating int) {
	f.Helper()
	f.exec("INSERT INTO cx_answers (id, answered, segment, survey, rating) VALUES ($1, $2, $3, $4, $5)",
		id, f.time(at), segment, survey, rating)
}

// ticket inserts a ticket that was replied to after a time, or was not.
func (f fixture) ticket(id int, created, segment string, after ...time.Duration) {
	f.Helper()
	var replied *time.Time
	for _, d := range after {
		at := f.time(created).Add(d)
		replied = &at
	}
	f.exec("INSERT INTO cx_tickets (id, created, replied, segment) VALUES ($1, $2, $3, $4)", id, f.time(created), replied, segment)
}

// rows has the measures of a table by month and segment.
type rows map[[2]string]*measures

func (f fixture) table(cells rows) table {
	f.Helper()
	t := f.newTable(period.Month)
	for of, m := range cells {
		month, err := t.For(f.period(of[0]))
		if err != nil {
			f.Fatal(err)
		}
		if err := month.At(of[1]).Merge(m); err != nil {
			f.Fatal(err)
		}
	}
	return t
}

// wantRolledUp rolls up the days of 2024-Q1, and wants the months that they make.
func (f fixture) wantRolledUp(want rows) {
	f.Helper()
	q := f.period("2024-Q1")
	if err := f.rollUp(f.Context(), q); err != nil {
		f.Fatal(err)
	}
	f.wantMonths(want)
}

func (f fixture) wantMonths(want rows) {
	f.Helper()
	q := f.period("2024-Q1")
	got, err := f.months(f.Context(), q)
	if err != nil {
		f.Fatal(err)
	}
	if err := mustEqual(got, f.table(want)); err != nil {
		f.Error(err)
	}
}

func (f fixture) of(ratings, satisfied, ease []int, replies ...time.Duration) *measures {
	f.Helper()
	var m measures
	var err, err2, err3 error
	m.nps, err = nps.CollectSlice(ratings)
	m.csat, err2 = csat.CollectSlice(csat.Scale{}, satisfied)
	m.ces, err3 = ces.CollectSlice(ces.Scale{}, ease)
	err = errors.Join(err, err2, err3)
	for _, d := range replies {
		err = errors.Join(err, m.firstReply.Add(d))
	}
	if err != nil {
		f.Fatal(err)
	}
	return &m
}

// What is in which month is written down here by hand.
func TestRollUp(t *testing.T) {
	onBoth(t, func(f fixture) {
		f.wantRolledUp(nil)
		f.answer(1, "2023-12-31T22:59:59Z", "a", "nps", 0) // the year before
		f.answer(2, "2023-12-31T23:00:00Z", "a", "nps", 10)
		f.answer(3, "2024-01-15T12:00:00+05:00", "a", "nps", 10)
		f.answer(4, "2024-01-31T22:59:59.999999Z", "a", "nps", 3)
		f.answer(5, "2024-01-31T23:00:00Z", "a", "nps", 7) // February in Berlin
		f.answer(6, "2024-01-20T12:00:00Z", "b", "csat", 4)
		f.answer(7, "2024-01-21T12:00:00Z", "b", "csat", 1)
		f.answer(8, "2024-01-21T12:00:00Z", "b", "ces", 5)
		f.answer(9, "2024-03-31T21:59:59Z", "a", "ces", 2)  // the day has 23 hours
		f.answer(10, "2024-03-31T22:00:00Z", "a", "ces", 1) // April
		f.ticket(1, "2024-02-29T22:30:00Z", "a", 48*time.Hour)
		f.ticket(2, "2024-02-29T12:00:00Z", "a", 1500*time.Millisecond)
		f.ticket(3, "2024-02-29T12:00:00Z", "a")
		f.ticket(4, "2024-03-01T12:00:00Z", "b")
		months := rows{
			{"2024-01", "a"}: f.of([]int{10, 10, 3}, nil, nil),
			{"2024-01", "b"}: f.of(nil, []int{4, 1}, []int{5}),
			{"2024-02", "a"}: f.of([]int{7}, nil, nil, 48*time.Hour, 1500*time.Millisecond),
			{"2024-03", "a"}: f.of(nil, nil, []int{2}),
			{"2024-03", "b"}: f.of(nil, nil, nil), // a ticket without a reply
		}
		f.wantRolledUp(months)
		f.wantRolledUp(months) // again

		// Answers come late to days that have some, b is to be forgotten, replies change.
		f.answer(11, "2024-01-15T22:30:00Z", "a", "nps", 0)
		f.answer(12, "2024-01-15T22:30:00Z", "a", "csat", 5)
		f.answer(13, "2024-01-15T22:30:00Z", "a", "ces", 3)
		f.exec("DELETE FROM cx_answers WHERE segment = 'b'")
		f.exec("DELETE FROM cx_tickets WHERE segment = 'b'")
		f.exec("UPDATE cx_tickets SET replied = NULL WHERE id = 1")
		f.exec("UPDATE cx_tickets SET replied = $1 WHERE id = 3", f.time("2024-03-05T12:00:00Z"))
		f.wantRolledUp(rows{
			{"2024-01", "a"}: f.of([]int{10, 10, 3, 0}, []int{5}, []int{3}),
			{"2024-02", "a"}: f.of([]int{7}, nil, nil, 1500*time.Millisecond, 5*24*time.Hour),
			{"2024-03", "a"}: f.of(nil, nil, []int{2}),
		})
	})
}

// What cannot be right is refused, and the day stays as it was.
func TestRollUpRefuses(t *testing.T) {
	onBoth(t, func(f fixture) {
		f.answer(1, "2024-02-02T12:00:00Z", "a", "nps", 9)
		before := rows{{"2024-02", "a"}: f.of([]int{9}, nil, nil)}
		f.wantRolledUp(before)
		day := f.period("2024-02-02")
		for _, tt := range []struct {
			survey string
			rating int
			want   string
		}{
			{"nps", 11, "nps: rating 11"},
			{"csat", 0, "csat: rating 0"},
			{"ces", -1, "ces: rating -1"},
			{"cast", 5, `no survey "cast"`},
		} {
			f.answer(2, "2024-02-02T13:00:00Z", "b", tt.survey, tt.rating)
			f.answer(3, "2024-02-02T13:00:00Z", "a", "nps", 9)
			err := f.rollUp(f.Context(), day)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "2024-02-02") {
				f.Errorf("%s %d: got %v, want %s", tt.survey, tt.rating, err, tt.want)
			}
			f.exec("DELETE FROM cx_answers WHERE id > 1")
			f.wantMonths(before)
		}
	})
}

func TestInTx(t *testing.T) {
	onBoth(t, func(f fixture) {
		failure := errors.New("failure")
		err := f.inTx(f.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(f.Context(), "INSERT INTO cx_rollup (day, segment, nps, csat, ces, first_reply) VALUES ('2024-02-02', 'a', $1, $1, $1, $1)", []byte{})
			return errors.Join(err, failure)
		})
		if !errors.Is(err, failure) {
			f.Errorf("got %v, want %v", err, failure)
		}
		f.wantMonths(nil)
	})
}

// Several that roll up the same days at the same time all end well: what PostgreSQL
// refuses is done again.
func TestRollUpAtTheSameTime(t *testing.T) {
	onBoth(t, func(f fixture) {
		for i := range 20 {
			f.answer(i, "2024-02-02T12:00:00Z", string(rune('a'+i%2)), "nps", i%11)
		}
		day := f.period("2024-02-02")
		f.atOnce(8, func(int) error { return f.rollUp(f.Context(), day) })
		f.wantMonths(rows{
			{"2024-02", "a"}: f.of([]int{0, 2, 4, 6, 8, 10, 1, 3, 5, 7}, nil, nil),
			{"2024-02", "b"}: f.of([]int{1, 3, 5, 7, 9, 0, 2, 4, 6, 8}, nil, nil),
		})
	})
}

// Four whole programs on one empty database print the same.
func TestRunAtTheSameTime(t *testing.T) {
	onBoth(t, func(f fixture) {
		for _, table := range []string{"cx_answers", "cx_tickets", "cx_rollup", "cx_subscriptions", "cx_ledgers"} {
			f.exec("DROP TABLE " + table)
		}
		var printed [4]bytes.Buffer
		f.atOnce(len(printed), func(i int) error { return run(f.Context(), &printed[i], f.dsn) })
		for i := range printed {
			if printed[i].Len() == 0 || printed[i].String() != printed[0].String() {
				f.Errorf("%d printed\n%s", i, &printed[i])
			}
		}
	})
}

// atOnce calls a function n times at the same time, and wants no error.
func (f fixture) atOnce(n int, do func(i int) error) {
	f.Helper()
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = do(i) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		f.Fatal(err)
	}
}

// A transaction is done again as long as it is refused, and for no other reason.
func TestTries(t *testing.T) {
	f := newFixture(t, ":memory:")
	for _, test := range []struct {
		code string
		want int
	}{{"40001", tries}, {"40P01", tries}, {"23505", 1}} {
		called := 0
		err := f.inTx(t.Context(), func(*sql.Tx) error {
			called++
			return &pgconn.PgError{Code: test.code}
		})
		if err == nil || called != test.want {
			t.Errorf("%s: called %d times, %v; want %d", test.code, called, err, test.want)
		}
		called = 0
		err = f.inTx(t.Context(), func(*sql.Tx) error {
			if called++; called < 3 {
				return &pgconn.PgError{Code: test.code}
			}
			return nil
		})
		if test.want == tries && (err != nil || called != 3) {
			t.Errorf("%s twice: called %d times, %v", test.code, called, err)
		}
	}
}

// What the program shows would be worth nothing if mustEqual could not fail.
func TestMustEqual(t *testing.T) {
	f := newFixture(t, ":memory:")
	first := func(t table) *measures {
		all, _ := t.Lookup(t.First())
		return all.At("a")
	}
	january := func() table {
		return f.table(rows{{"2024-01", "a"}: f.of([]int{10, 3}, []int{4}, []int{5}, time.Hour)})
	}
	one := january()
	if err := mustEqual(one, january()); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(table) error{
		"nps":     func(t table) error { return first(t).add("nps", 10, 1) },
		"csat":    func(t table) error { return first(t).add("csat", 5, 1) },
		"ces":     func(t table) error { return first(t).add("ces", 5, 1) },
		"reply":   func(t table) error { return first(t).firstReply.Add(time.Hour) },
		"segment": func(t table) error { _, err := at(t, f.time("2024-01-15T12:00:00Z"), "b"); return err },
		"month":   func(t table) error { _, err := at(t, f.time("2024-02-15T12:00:00Z"), "a"); return err },
	} {
		other := january()
		if err := change(other); err != nil {
			t.Error(err)
		}
		if mustEqual(one, other) == nil || mustEqual(other, one) == nil {
			t.Errorf("%s: no difference seen", name)
		}
	}
	if none := f.table(nil); mustEqual(one, none) == nil || mustEqual(none, one) == nil {
		t.Error("nothing: no difference seen")
	}
}
