// Command incidents reads an incident log of ServiceNow, and prints the backlog at the end of
// each day by state and age. The file is made, with columns of the log at
// https://archive.ics.uci.edu/dataset/498: one line for each update, with the state after it. The
// log has no messages: nothing is known of replies, and no figure says otherwise.
package main

import (
	_ "embed"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

//go:embed incidents.csv
var export string

func main() {
	histories, err := read(strings.NewReader(export))
	if err != nil {
		log.Fatal(err)
	}
	var days []time.Time
	for day := 4; day <= 8; day++ {
		days = append(days, time.Date(2024, 3, day, 0, 0, 0, 0, time.UTC))
	}
	backlog, err := tickets.NewBacklog(days, 24*time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	var tally tickets.Tally
	for _, h := range histories {
		t, err := policy.Ticket(h)
		if err != nil {
			log.Fatal(err)
		}
		if err := errors.Join(backlog.Add(t), tally.Add(t)); err != nil {
			log.Fatal(err)
		}
	}
	for s := range backlog.All() {
		fmt.Println(s.At.Format(time.DateOnly), s.Open, "open, waiting", s.In(tickets.StatusPending, tickets.StatusOnHold), "younger and older than a day", s.Ages(), s.Flow)
	}
	fmt.Println(tally)
	fmt.Println("reopened:", tally.Reopened())
	_, err1 := tally.Times(tickets.MetricFirstResponse).Score()
	_, err2 := tally.FirstContact().Score()
	fmt.Println(errors.Join(err1, err2))
	// Output:
	// 2024-03-04 0 open, waiting 0 younger and older than a day [0 0] flow undefined (0 created, 0 resolved)
	// 2024-03-05 0 open, waiting 0 younger and older than a day [0 0] flow 100.0% (1 created, 1 resolved)
	// 2024-03-06 0 open, waiting 0 younger and older than a day [0 0] flow 100.0% (1 created, 1 resolved)
	// 2024-03-07 1 open, waiting 1 younger and older than a day [1 0] flow 0.0% (1 created, 0 resolved)
	// 2024-03-08 2 open, waiting 1 younger and older than a day [0 2] flow undefined (0 created, 0 resolved, 1 reopened)
	// tickets (n=3, 33.3% resolved, first response time not known, mean resolution time 5h0m0s)
	// reopened: 50.0% (n=2, 95% 9.5 to 90.5)
	// tickets: the mean first response time is not known: the records of 3 tickets do not show it
	// tickets: the first-contact resolution rate is not known: the record of 1 ticket does not show messages
}
