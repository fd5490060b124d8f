package main

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"time"
)

// sampleVisits are visits to the company's site, of which some begin with a question:
// what for, and at the end whether it could be done. In the outage it mostly could not.
func sampleVisits(w *csv.Writer) {
	d := newDraws(5)
	intents := []string{"buy", "compare", "help", "account"}
	reasons := []string{"not found", "too slow", "error", "too expensive"}
	_ = w.Write([]string{"visit_id", "visited_at", "customer_id", "plan", "seconds", "actions", "intent", "completed", "why", "cart"})
	id, plans := 0, map[int]string{}
	sampleDays(func(day time.Time) {
		n := 18 + d.IntN(10)
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			n = n * 2 / 3
		}
		for range n {
			id++
			at := day.Add(time.Duration(7*3600+d.IntN(14*3600)) * time.Second)
			// A few come almost every day, the most now and then.
			customer := 1 + d.IntN(1+d.IntN(1+d.IntN(500)))
			if plans[customer] == "" {
				plans[customer] = d.plan()
			}
			intent, completed, why, cart := "", "", "", ""
			if d.percent(40) {
				intent = intents[d.pick(35, 25, 25, 15)]
				completed = "yes"
				if !d.percent(62 + 9*mood(day)) {
					completed = "no"
					if d.percent(70) {
						why = reasons[d.pick(40, 15+40*(2-mood(day)), 20, 25)]
					}
				}
			}
			if d.percent(15) {
				cart = "bought"
				if !d.percent(22 + 4*mood(day)) {
					cart = "left"
				}
			}
			_ = w.Write([]string{
				fmt.Sprintf("V%05d", id), at.Format(time.RFC3339), fmt.Sprintf("C%04d", customer), plans[customer],
				strconv.Itoa(d.skewed(5, 180)), strconv.Itoa(1 + d.skewed(0, 4)), intent, completed, why, cart,
			})
		}
	})
}

// sampleOrders are what customers buy besides their plan: hours of training, and
// hardware. The first order of each says what the campaign cost that won them.
func sampleOrders(w *csv.Writer) {
	d := newDraws(6)
	_ = w.Write([]string{"order_id", "ordered_at", "customer_id", "channel", "amount", "currency", "acquisition_cost"})
	id := 0
	known := map[int]bool{}
	sampleDays(func(day time.Time) {
		n := d.IntN(3 + mood(day))
		if day.Month() >= time.November {
			n += d.IntN(3)
		}
		for range n {
			id++
			at := day.Add(time.Duration(7*3600+d.IntN(14*3600)) * time.Second)
			customer := 1 + d.IntN(1+d.IntN(600))
			cost := ""
			if !known[customer] {
				cost = strconv.Itoa(d.skewed(20, 90)) + ".00"
			}
			known[customer] = true
			_ = w.Write([]string{
				fmt.Sprintf("O%05d", id), at.Format(time.RFC3339), fmt.Sprintf("C%04d", customer), d.channel(),
				fmt.Sprintf("%d.%02d", d.skewed(25, 140), 10*d.IntN(10)), "EUR", cost,
			})
		}
	})
}
