// Command hours measures how long a customer waited for a reply in business hours,
// and says when the reply was due.
package main

import (
	"fmt"
	"log"
	"time"
	_ "time/tzdata" // the zones, also where the system has none

	"github.com/cxmetrics/cx/period"
	"github.com/cxmetrics/cx/tickets"
)

func main() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	labourDay, err := period.Day.OfDate(2024, time.May, 1)
	if err != nil {
		log.Fatal(err)
	}
	hours := period.Hours{Zone: berlin, Holidays: []period.Period{labourDay}}
	for day := time.Monday; day <= time.Friday; day++ {
		hours.Week[day] = []period.Shift{{Open: 9 * time.Hour, Close: 17 * time.Hour}}
	}
	office, err := period.NewSchedule(hours)
	if err != nil {
		log.Fatal(err)
	}

	ticket := tickets.Ticket{
		Created:    time.Date(2024, time.April, 30, 16, 0, 0, 0, berlin), // a Tuesday
		FirstReply: time.Date(2024, time.May, 2, 10, 30, 0, 0, berlin),
	}
	wall, err := ticket.FirstResponse()
	if err != nil {
		log.Fatal(err)
	}
	ticket.Clock = office
	open, err := ticket.FirstResponse() // an hour on Tuesday, 90 minutes on Thursday
	if err != nil {
		log.Fatal(err)
	}
	due, err := office.Add(ticket.Created, 4*time.Hour) // three of them on Thursday
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("replied after", wall, "by the clock on the wall,", open, "in business hours")
	fmt.Println("due", due)
	// Output:
	// replied after 42h30m0s by the clock on the wall, 2h30m0s in business hours
	// due 2024-05-02 12:00:00 +0200 CEST
}
