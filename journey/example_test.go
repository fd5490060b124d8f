package journey_test

import (
	"errors"
	"fmt"
	"iter"
	"log"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/estimate"
	"github.com/cxmetrics/cx/journey"
)

// The answers to "Were you able to complete what you came for?" and "If not, why?".
func Example() {
	var tasks journey.Tasks
	if err := tasks.AddCompleted(6); err != nil {
		log.Fatal(err)
	}
	for _, reason := range []string{"not found", "too slow", "not found", ""} {
		if err := tasks.AddFailed(reason, 1); err != nil {
			log.Fatal(err)
		}
	}
	rate, err := tasks.Completion().Score() // 6 of 10
	if err != nil {
		log.Fatal(err)
	}
	interval, err := tasks.Completion().Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("task completion %v%%, 95%% between %.0f and %.0f\n", rate, interval.Low, interval.High)
	for reason, n := range tasks.Reasons().All() {
		fmt.Println(reason, n) // of the three who gave one
	}
	// Output:
	// task completion 60%, 95% between 31 and 83
	// not found 2
	// too slow 1
}

// What visitors came for, from a closed set of answers: a chart of the shares with
// whiskers that hold all at once.
func ExampleTally_Goodman() {
	intent := journey.MustTally("browse", "buy", "support")
	for label, n := range map[string]uint64{"browse": 50, "buy": 30, "support": 20} {
		if err := intent.AddN(label, n); err != nil {
			log.Fatal(err)
		}
	}
	intervals, err := intent.Goodman(0.95)
	if err != nil {
		log.Fatal(err)
	}
	for label, interval := range intervals {
		share, err := intent.Share(label).Score() // of 100 visitors
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-7s %v%%, %.0f to %.0f\n", label, share, interval.Low, interval.High)
	}
	// Output:
	// browse  50%, 38 to 62
	// buy     30%, 20 to 42
	// support 20%, 12 to 31
}

// Ten thousand different labels are a mistake or an attack, not reasons.
func ExampleTally_Add() {
	var reasons journey.Tally
	for i := range 10_000 {
		if err := reasons.Add(fmt.Sprint("reason ", i)); err != nil {
			fmt.Println(errors.Is(err, cx.ErrOverflow), reasons.N())
			break
		}
	}
	// Output: true 1000
}

// Contacts by channel, their shares, and how many there are for every 100 orders.
func ExampleContactRate() {
	contacts, err := journey.Collect(strings.SplitSeq("chat email chat phone chat email chat post", " "))
	if err != nil {
		log.Fatal(err)
	}
	for channel, n := range contacts.All() {
		share, err := contacts.Share(channel).Score()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %d, %v%%\n", channel, n, share)
	}
	rate, err := journey.ContactRate(contacts.N(), 40) // 100 * 8 / 40
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rate, "contacts per 100 orders")
	// Output:
	// chat 4, 50%
	// email 2, 25%
	// phone 1, 12.5%
	// post 1, 12.5%
	// 20 contacts per 100 orders
}

func Example_abandonment() {
	left, err := estimate.ProportionOf(400-118, 400) // 282 of 400 carts without a purchase
	if err != nil {
		log.Fatal(err)
	}
	rate, err := left.Score()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rate)
	// Output: 70.5
}

// Four carts, as of noon: one is bought, one is left and bought later, one is left,
// and one may still be bought.
func ExampleCollectCarts() {
	at := func(clock string) time.Time {
		t, err := time.Parse("2006-01-02 15:04", "2024-05-06 "+clock)
		if err != nil {
			log.Fatal(err)
		}
		return t
	}
	type event struct {
		cart  string
		event journey.CartEvent
	}
	history := []event{
		{"a", journey.CartEvent{Time: at("09:00")}},
		{"a", journey.CartEvent{Time: at("09:10"), Purchase: true}},
		{"b", journey.CartEvent{Time: at("09:00")}},
		{"b", journey.CartEvent{Time: at("11:00"), Purchase: true}}, // two hours later
		{"c", journey.CartEvent{Time: at("09:00")}},
		{"c", journey.CartEvent{Time: at("09:30")}},
		{"d", journey.CartEvent{Time: at("11:30")}}, // half an hour ago
	}
	events := func(yield func(string, journey.CartEvent) bool) {
		for _, e := range history {
			if !yield(e.cart, e.event) {
				return
			}
		}
	}
	carts, err := journey.CollectCarts(events, time.Hour, at("12:00"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(carts.Purchased, carts.Recovered, carts.Abandoned, carts.Open)
	abandoned, err := carts.Abandonment() // c of a, b and c
	if err != nil {
		log.Fatal(err)
	}
	ever, err := carts.EverAbandoned() // b and c of a, b and c
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(abandoned.Hits, ever.Hits, "of", abandoned.Hits+abandoned.Misses)
	recovery, err := carts.Recovery().Score() // b of b and c
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(recovery)
	// Output:
	// 1 1 1 1
	// 1 2 of 3
	// 50
}

// A text of 476 words needs two minutes at 238 words per minute. By default it is
// read from 72 seconds on and bounced below 12.
func ExampleArticles() {
	var articles journey.Articles
	for _, spent := range []time.Duration{150 * time.Second, 80 * time.Second, 30 * time.Second, 4 * time.Second} {
		if err := articles.Add(journey.Reading{}, 476, spent); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(articles.Times().N(), "views:", articles.Read().Hits, "read,", articles.Skimmed().Hits, "skimmed,", articles.Bounced().Hits, "bounced")
	mean, err := articles.ReadingTime() // (150 + 80 + 30 + 4) / 4
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(mean)
	// Output:
	// 4 views: 2 read, 1 skimmed, 1 bounced
	// 1m6s
}

func ExampleReading_Needed() {
	children, err := journey.NewReading(120, 60, 10)
	if err != nil {
		log.Fatal(err)
	}
	needed, err := children.Needed(600) // 600 words / 120 a minute
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(needed)
	// Output: 5m0s
}

// Of the readers of help articles, how many opened no ticket within a day?
func ExampleDeflection() {
	monday := time.Date(2024, time.May, 6, 9, 0, 0, 0, time.UTC)
	views := maps.All(map[string]time.Time{"ada": monday, "ben": monday, "cyd": monday.Add(48 * time.Hour)})
	tickets := maps.All(map[string]time.Time{"ben": monday.Add(time.Hour)})
	until := monday.Add(60 * time.Hour) // cyd has read 12 hours ago: not known yet
	deflected, err := journey.Deflection(views, tickets, 24*time.Hour, until)
	if err != nil {
		log.Fatal(err)
	}
	rate, err := deflected.Score() // ada of ada and ben
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rate)
	// Output: 50
}

func ExampleVisits() {
	var visits journey.Visits
	for _, v := range []struct {
		onSite  time.Duration
		actions uint64
	}{{3 * time.Minute, 7}, {10 * time.Second, 1}, {50 * time.Second, 4}} {
		if err := visits.Add(v.onSite, v.actions); err != nil {
			log.Fatal(err)
		}
	}
	onSite, err := visits.TimeOnSite() // (180 + 10 + 50) s / 3
	if err != nil {
		log.Fatal(err)
	}
	actions, err := visits.Actions().Score() // (7 + 1 + 4) / 3
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(onSite, "and", actions, "actions per visit")
	// Output: 1m20s and 4 actions per visit
}

// Visits per customer: over those who came, and over all.
func ExamplePerCustomer() {
	var visits journey.PerCustomer[string]
	for _, customer := range []string{"ada", "ben", "ada", "ada"} {
		if err := visits.Add(customer); err != nil {
			log.Fatal(err)
		}
	}
	came, err := visits.Sample().Score() // 4 visits / 2
	if err != nil {
		log.Fatal(err)
	}
	for _, customer := range []string{"ada", "ben", "cyd", "dan", "eve"} {
		if err := visits.AddN(customer, 0); err != nil {
			log.Fatal(err)
		}
	}
	all, err := visits.Sample().Score() // 4 visits / 5
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(came, all)
	// Output: 2 0.8
}

// Mentions by channel, and in all channels.
func ExampleSentiment() {
	mentions := cx.NewBy[string](cx.New[journey.Sentiment])
	for channel, s := range map[string]journey.Sentiment{
		"forum":    {Positive: 5, Neutral: 3, Negative: 2},
		"podcasts": {Positive: 1, Negative: 4},
	} {
		if err := mentions.At(channel).Merge(&s); err != nil {
			log.Fatal(err)
		}
	}
	for channel, s := range mentions.All() {
		net, err := s.Score() // 100*(5-2)/10, 100*(1-4)/5
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(channel, net)
	}
	all, err := mentions.Total()
	if err != nil {
		log.Fatal(err)
	}
	net, err := all.Score() // 100*(6-6)/15
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("all", net)
	// Output:
	// forum 30
	// podcasts -60
	// all 0
}

// Of 40 new customers 6 came because a customer had sent them.
func Example_referrals() {
	referred, err := estimate.ProportionOf(6, 40)
	if err != nil {
		log.Fatal(err)
	}
	rate, err := referred.Score()
	if err != nil {
		log.Fatal(err)
	}
	interval, err := referred.Wilson(0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v%%, 95%% between %.0f and %.0f\n", rate, interval.Low, interval.High)
	// Output: 15%, 95% between 7 and 29
}

// Shards are counted apart and merged.
func ExampleTally_Merge() {
	var all journey.Tally
	for _, shard := range []iter.Seq[string]{
		slices.Values([]string{"chat", "email"}), slices.Values([]string{"chat"}),
	} {
		tally, err := journey.Collect(shard)
		if err != nil {
			log.Fatal(err)
		}
		if err := all.Merge(tally); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(all.Count("chat"), all.Count("email"))
	// Output: 2 1
}
