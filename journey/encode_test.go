package journey_test

import (
	"bytes"
	"errors"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/wiretest"
	"github.com/cxmetrics/cx/journey"
	"pgregory.net/rapid"
)

func counted(t testing.TB, tally *journey.Tally, counts map[string]uint64) *journey.Tally {
	t.Helper()
	for label, n := range counts {
		must(t, tally.AddN(label, n))
	}
	return tally
}

func perCustomerOf[ID comparable](t testing.TB, counts map[ID]uint64) *journey.PerCustomer[ID] {
	t.Helper()
	var p journey.PerCustomer[ID]
	for customer, n := range counts {
		must(t, p.AddN(customer, n))
	}
	return &p
}

func tasksOf(t testing.TB, tasks *journey.Tasks) *journey.Tasks {
	t.Helper()
	must(t, tasks.AddCompleted(300))
	must(t, tasks.AddFailed("not found", 2))
	must(t, tasks.AddFailed("", 3))
	return tasks
}

func visitsOf(t testing.TB, visits ...int64) (v journey.Visits) {
	t.Helper()
	for i, d := range visits {
		must(t, v.Add(time.Duration(d), uint64(i)))
	}
	return v
}

func articlesOf(t testing.TB, views ...time.Duration) (a journey.Articles) {
	t.Helper()
	for _, d := range views {
		must(t, a.Add(journey.Reading{}, 238, d))
	}
	return a
}

func TestEncodings(t *testing.T) {
	closedReasons, err := journey.NewTasks("not found", "slow")
	must(t, err)
	wiretest.Tallies(t, "tally", wiretest.Boxed(counted(t, &journey.Tally{}, map[string]uint64{"phone": 300, "chat": 5, "\"é\"\n": 1})),
		wiretest.Boxed(counted(t, closed(t, "phone", "chat"), map[string]uint64{"chat": journey.MaxCount})), wiretest.Boxed(closed(t, strings.Repeat("x", journey.MaxLabelLen))))
	wiretest.Tallies(t, "tasks", wiretest.Boxed(tasksOf(t, &journey.Tasks{})), wiretest.Boxed(tasksOf(t, closedReasons)))
	wiretest.Tallies(t, "visits", visitsOf(t, int64(time.Minute), 0, 5), visitsOf(t, math.MaxInt64), visitsOf(t, 0))
	wiretest.Tallies(t, "articles", articlesOf(t, time.Minute, 10*time.Second, 0, time.Hour), articlesOf(t, math.MaxInt64))
	wiretest.Tallies(t, "sentiment", journey.Sentiment{Positive: 22, Neutral: 300, Negative: 3},
		journey.Sentiment{Positive: math.MaxUint64, Neutral: math.MaxUint64, Negative: math.MaxUint64})
	wiretest.Tallies(t, "carts", journey.Carts{Purchased: 30, Recovered: 4, Abandoned: 300, Open: 5},
		journey.Carts{Purchased: math.MaxUint64, Recovered: 1, Abandoned: math.MaxUint64})
}

func TestEncodingsByCustomer(t *testing.T) {
	wiretest.Tallies(t, "per_customer", wiretest.Boxed(perCustomerOf(t, map[string]uint64{"ann": 3, "": 0, "zoë": math.MaxInt64})))
	wiretest.Tallies(t, "per_customer_integer", wiretest.Boxed(perCustomerOf(t, map[int64]uint64{-1: 3, 0: 1, math.MaxInt64: 5})))
	wiretest.Tallies(t, "per_customer_address", wiretest.Boxed(perCustomerOf(t, map[netip.Addr]uint64{netip.MustParseAddr("::1"): 3})))
}

func TestEncodingsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tally journey.Tally
		var tasks journey.Tasks
		var visits journey.Visits
		var articles journey.Articles
		var contacts journey.PerCustomer[uint32]
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			label := rapid.StringN(1, 20, 80).Draw(t, "label")
			n, id := rapid.Uint64Range(0, 1<<50).Draw(t, "n"), rapid.IntRange(-3, 70).Draw(t, "id")
			spent := time.Duration(rapid.Int64Range(0, math.MaxInt64).Draw(t, "spent"))
			for _, err := range []error{
				tally.AddN(label, n), tasks.AddCompleted(n), tasks.AddFailed(label, n), visits.Add(spent, n),
				articles.Add(journey.Reading{}, 1+id*id, spent),
				contacts.AddN(uint32(id), n),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		wiretest.RoundTrip(t, wiretest.Boxed(&tally))
		wiretest.RoundTrip(t, wiretest.Boxed(&tasks))
		wiretest.RoundTrip(t, visits)
		wiretest.RoundTrip(t, articles)
		wiretest.RoundTrip(t, journey.Sentiment{Positive: tally.N(), Neutral: tasks.Completion().Hits, Negative: visits.Times().N()})
		wiretest.RoundTrip(t, wiretest.Boxed(&contacts))
	})
}

// TestMergedBytes: split and merged, the bytes are those of the whole.
func TestMergedBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all, some, others journey.PerCustomer[string]
		for range rapid.IntRange(0, 30).Draw(t, "events") {
			id := rapid.IntRange(0, 9).Draw(t, "id")
			part := &some
			if rapid.Bool().Draw(t, "side") {
				part = &others
			}
			for _, err := range []error{all.Add(strconv.Itoa(id)), part.Add(strconv.Itoa(id))} {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := others.Merge(&some); err != nil {
			t.Fatal(err)
		}
		c, _ := all.MarshalBinary()
		d, _ := others.MarshalBinary()
		if !bytes.Equal(c, d) {
			t.Fatalf("whole %x, merged %x", c, d)
		}
	})
}

// TestEncodingsOfNone are well formed, and no tally can be like them.
func TestEncodingsOfNone(t *testing.T) {
	many := make([]string, journey.MaxLabels+1)
	for i := range many {
		many[i] = strconv.Quote(strconv.Itoa(i)) + ":1"
	}
	long, tooMany := strings.Repeat("x", journey.MaxLabelLen+1), strings.Join(many, ",")
	sample := func(n, sum, squares string) string {
		return `{"n":` + n + `,"sum":` + sum + `,"squares":` + squares + `}`
	}
	tally, tasks, visits, articles := new(journey.Tally), new(journey.Tasks), new(journey.Visits), new(journey.Articles)
	contacts := new(journey.PerCustomer[int])
	for _, tt := range []struct {
		into interface{ UnmarshalJSON([]byte) error }
		text string
	}{
		{tally, `{"closed":true,"labels":{}}`},
		{tally, `{"closed":false,"labels":{"a":0}}`},
		{tally, `{"closed":false,"labels":{"":1}}`},
		{tally, `{"closed":false,"labels":{"` + long + `":1}}`},
		{tally, `{"closed":false,"labels":{"a":18014398509481984}}`},
		{tally, `{"closed":false,"labels":{` + tooMany + `}}`},
		{tally, `{"closed":1,"labels":{"a":1}}`},
		{tasks, `{"completed":0,"failed":1,"reasons":{"closed":false,"labels":{"a":2}}}`},
		{visits, `{"times":` + sample("1", "5", "25") + `,"actions":` + sample("0", "0", "0") + `}`},
		{visits, `{"times":` + sample("1", "-5", "25") + `,"actions":` + sample("1", "0", "0") + `}`},
		{visits, `{"times":` + sample("2", "2", "34") + `,"actions":` + sample("2", "0", "0") + `}`},
		{visits, `{"times":` + sample("2", "0", "0") + `,"actions":` + sample("2", "2", "34") + `}`},
		{articles, `{"read":1,"skimmed":0,"bounced":1,"times":` + sample("1", "5", "25") + `}`},
		{articles, `{"read":1,"skimmed":1,"bounced":"18446744073709551615","times":` + sample("1", "5", "25") + `}`},
		{articles, `{"read":"18446744073709551615","skimmed":2,"bounced":0,"times":` + sample("1", "5", "25") + `}`},
		{articles, `{"read":1,"skimmed":0,"bounced":0,"times":` + sample("1", "-5", "25") + `}`},
		{contacts, `{"customers":{"5":"9223372036854775808"}}`},
		{contacts, `{"customers":{"ann":1}}`},
	} {
		err := tt.into.UnmarshalJSON([]byte(tt.text))
		if !errors.Is(err, cx.ErrEncoding) || len(err.Error()) > 500 {
			t.Errorf("%.100s is read as %+v, %v", tt.text, tt.into, err)
		}
	}
}

func TestIDsWithoutAnEncoding(t *testing.T) {
	type pair struct{ shop, customer int }
	contacts := perCustomerOf(t, map[pair]uint64{{1, 2}: 3})
	_, err := contacts.MarshalBinary()
	wantErr(t, "binary", err, cx.ErrEncoding)
	_, err = contacts.MarshalJSON()
	wantErr(t, "JSON", err, cx.ErrEncoding)
	_, err = contacts.Value()
	wantErr(t, "SQL", err, cx.ErrEncoding)
	wantErr(t, "reading", contacts.UnmarshalJSON([]byte(`{"customers":{}}`)), cx.ErrEncoding)
	_, err = perCustomerOf(t, map[string]uint64{"\xff": 3}).MarshalJSON()
	wantErr(t, "not UTF-8", err, cx.ErrEncoding)
}

func TestReadingText(t *testing.T) {
	fast, err := journey.NewReading(10_000, 100, 0)
	must(t, err)
	for policy, want := range map[journey.Reading]string{
		{}:   "238 words per minute, read from 60%, bounced below 10%",
		fast: "10000 words per minute, read from 100%, bounced below 0%",
	} {
		text, err := policy.MarshalText()
		var back journey.Reading
		if err != nil || string(text) != want || back.UnmarshalText(text) != nil || back != policy {
			t.Errorf("%q, %v, read as %v; want %q", text, err, back, want)
		}
	}
	for text, want := range map[string]error{
		"0 words per minute, read from 60%, bounced below 10%":    cx.ErrOutOfRange,
		"238 words per minute, read from 60%, bounced below 61%":  cx.ErrOutOfRange,
		"238 words per minute, read from 60%, bounced below 10":   cx.ErrEncoding,
		"0238 words per minute, read from 60%, bounced below 10%": cx.ErrEncoding,
		"238 words per minute, read from 60%, bounced below 10%.": cx.ErrEncoding,
		"": cx.ErrEncoding,
		strings.Repeat("9", 1<<20) + " words per minute, read from 60%, bounced below 10%": cx.ErrEncoding,
	} {
		policy := fast
		if err := policy.UnmarshalText([]byte(text)); !errors.Is(err, want) || policy != fast || len(err.Error()) > 300 {
			t.Errorf("%.80q is read as %v, %v; want %v and no change", text, policy, err, want)
		}
	}
}

func TestTexts(t *testing.T) {
	tally := counted(t, &journey.Tally{}, map[string]uint64{"phone": 7, "chat": 5})
	letters := counted(t, &journey.Tally{}, map[string]uint64{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 4})
	for _, tt := range []struct{ got, want string }{
		{tally.String(), "phone 58.3%, chat 41.7% (n=12)"},
		{letters.String(), "f 24.0%, e 20.0%, d 16.0%, g 16.0%, c 12.0%, 2 more (n=25)"},
		{new(journey.Tally).String(), "undefined (n=0)"},
		{tasksOf(t, &journey.Tasks{}).String(), "task completion 98.4% (n=305, 95% 96.2 to 99.3)"},
		{visitsOf(t, int64(200*time.Second), int64(199*time.Second)).String(), "3m20s on site, 0.50 actions per visit (n=2)"},
		{journey.Visits{}.String(), "visits undefined (n=0)"},
		{articlesOf(t, time.Minute, 10*time.Second).String(), "read 50.0% (n=2, 95% 9.5 to 90.5), 35s per view"},
		{journey.Articles{}.String(), "read undefined (n=0)"},
		{journey.Sentiment{Positive: 115, Neutral: 55, Negative: 30}.String(), "net sentiment 42.5 (n=200, 95% 31.7 to 52.1)"},
		{journey.Sentiment{}.String(), "net sentiment undefined (n=0)"},
		{journey.Carts{Purchased: 50, Recovered: 10, Abandoned: 140, Open: 12}.String(), "cart abandonment 70.0% (n=200, 95% 63.3 to 75.9), 12 open"},
		{journey.Carts{Purchased: 1, Recovered: math.MaxUint64}.String(), "cart abandonment beyond 2^64-1 carts"},
		{perCustomerOf(t, map[int]uint64{1: 3, 2: 5}).String(), "4.00 (n=2, 95% -8.7 to 16.7)"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func FuzzDecoders(f *testing.F) {
	for _, v := range []wiretest.Tally{
		counted(f, closed(f, "phone", "chat"), map[string]uint64{"chat": 5}), tasksOf(f, &journey.Tasks{}), visitsOf(f, 5, 0), articlesOf(f, time.Minute),
		journey.Sentiment{Positive: 5}, journey.Carts{Open: 5},
		perCustomerOf(f, map[string]uint64{"ann": 3}), perCustomerOf(f, map[int16]uint64{-300: 3}),
	} {
		data, err := v.MarshalBinary()
		must(f, err)
		text, err := v.MarshalJSON()
		must(f, err)
		f.Add(data)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		wiretest.Binary[wiretest.Box[journey.Tally, *journey.Tally]](t, data)
		wiretest.Binary[wiretest.Box[journey.Tasks, *journey.Tasks]](t, data)
		wiretest.Binary[journey.Visits](t, data)
		wiretest.Binary[journey.Articles](t, data)
		wiretest.Binary[journey.Sentiment](t, data)
		wiretest.Binary[journey.Carts](t, data)
		wiretest.Binary[wiretest.Box[journey.PerCustomer[string], *journey.PerCustomer[string]]](t, data)
		wiretest.Binary[wiretest.Box[journey.PerCustomer[int16], *journey.PerCustomer[int16]]](t, data)
		wiretest.JSON[wiretest.Box[journey.Tally, *journey.Tally]](t, data)
		wiretest.JSON[wiretest.Box[journey.Tasks, *journey.Tasks]](t, data)
		wiretest.JSON[journey.Visits](t, data)
		wiretest.JSON[journey.Articles](t, data)
		wiretest.JSON[journey.Sentiment](t, data)
		wiretest.JSON[journey.Carts](t, data)
		wiretest.JSON[wiretest.Box[journey.PerCustomer[string], *journey.PerCustomer[string]]](t, data)
		wiretest.JSON[wiretest.Box[journey.PerCustomer[int16], *journey.PerCustomer[int16]]](t, data)
	})
}
