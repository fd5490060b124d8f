// Command zendeskaudits reads ticket audits of Zendesk, and prints the times of its tickets. The
// file is made, in the shape of
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
// with the users side-loaded. Ticket 1 is the one of command zendeskmetrics. Ticket 2 was opened
// by an agent: the first reply is the second comment, as in
// https://support.zendesk.com/hc/en-us/articles/4408834848154.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

//go:embed audits.json
var export []byte

var end = time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC) // of the export

func main() {
	var file file
	if err := json.Unmarshal(export, &file); err != nil {
		log.Fatal(err)
	}
	for i, h := range file.histories() {
		t, err := tickets.Policy{}.Ticket(h)
		if err != nil {
			log.Fatal(err)
		}
		first, _ := t.Measure(tickets.MetricFirstResponse, end) // valid, as the policy made it
		wait, _ := t.Measure(tickets.MetricRequesterWait, end)
		work, _ := t.Measure(tickets.MetricAgentWork, end)
		fmt.Println(i, "first reply", first, "requester wait", wait, "agent work", work)
	}
	// Output:
	// 0 first reply [30m0s] requester wait [2h0m0s] agent work [1h0m0s]
	// 1 first reply [45m0s] requester wait [45m0s] agent work [45m0s]
	// 2 first reply [10h0m0s running] requester wait [10h0m0s running] agent work [10h0m0s running]
}
