package churn_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/churn"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Of two records of an ID the one that replaces the other is what a ledger of both holds.
func TestReplaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := churn.Policy{EndAtCancellation: rapid.Bool().Draw(t, "at cancellation"), CountTrials: rapid.Bool().Draw(t, "trials")}
		// Few values, so that ties are broken by each of the fields.
		some := func(name string) time.Time {
			day := rapid.IntRange(0, 2).Draw(t, name)
			if day == 0 {
				return time.Time{}
			}
			return date24(3, day)
		}
		draw := func() sub {
			s := sub{
				ID: "s", Updated: some("updated"), Withdrawn: rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0,
				Customer: rapid.SampledFrom([]string{"ann", "bob"}).Draw(t, "customer"), Start: date24(2, 1),
				End: some("end"), Cancelled: some("cancelled"), MRR: decimal.NewFromInt(rapid.Int64Range(1, 2).Draw(t, "MRR")),
				Currency: rapid.SampledFrom([]string{"EUR", "eur", "USD"}).Draw(t, "currency"),
				Segment:  rapid.SampledFrom([]string{"", "x"}).Draw(t, "segment"),
			}
			if s.Trial = rapid.Bool().Draw(t, "trial"); !s.Trial {
				s.TrialEnd = some("trial end")
			}
			return s
		}
		a, b := draw(), draw()
		bytesOf := func(subs ...sub) []byte {
			l := churn.NewLedger[string](p)
			for _, s := range subs {
				if err := l.Add(s); err != nil {
					t.Fatal(err)
				}
			}
			data, err := l.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		ofA, ofB, both := bytesOf(a), bytesOf(b), bytesOf(a, b)
		got, err1 := b.Replaces(a, p)
		back, err2 := a.Replaces(b, p)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if want := !bytes.Equal(ofA, ofB) && bytes.Equal(both, ofB); got != want {
			t.Fatalf("%+v replaces %+v: %v, want %v", b, a, got, want)
		}
		if want := !bytes.Equal(ofA, ofB) && bytes.Equal(both, ofA); back != want {
			t.Fatalf("%+v replaces %+v: %v, want %v", a, b, back, want)
		}
	})
}

func TestReplacesRefuses(t *testing.T) {
	good := sub{ID: "s", Customer: "ann", Start: date24(2, 1)}
	other, ends, noID := good, good, good
	other.ID, noID.ID = "t", ""
	ends.End = date24(1, 1)
	for _, test := range []struct {
		old  sub
		p    churn.Policy
		want error
		text string
	}{
		{other, churn.Policy{}, cx.ErrMismatch, `churn: subscription "s" beside "t": only a record of the same ID replaces another`},
		{noID, churn.Policy{}, cx.ErrMismatch, `churn: subscription "s" beside "": only a record of the same ID replaces another`},
		{ends, churn.Policy{}, cx.ErrOutOfRange, `churn: subscription of "s": end 2024-01-01T00:00:00Z before start 2024-02-01T00:00:00Z`},
		{good, churn.Policy{Snapshots: true}, cx.ErrOutOfRange, `churn: subscription of "s": a snapshot without its instant, Updated`},
		{good, churn.Policy{GraceDays: -1}, cx.ErrOutOfRange, ""},
	} {
		ok, err := good.Replaces(test.old, test.p)
		if ok || !errors.Is(err, test.want) || test.text != "" && err.Error() != test.text {
			t.Errorf("%+v: %v, %v", test.old, ok, err)
		}
	}
	if ok, err := noID.Replaces(noID, churn.Policy{}); ok || !errors.Is(err, cx.ErrMismatch) {
		t.Errorf("without an ID: %v, %v", ok, err)
	}
}
