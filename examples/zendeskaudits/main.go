// Command zendeskaudits reads ticket audits of Zendesk, and prints the times of its tickets. The
// file is made, in the shape of
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
// with the users side-loaded. Ticket 1 is the one of command zendeskmetrics. Ticket 2 was opened
// by an agent: the first reply is the second comment, as in
// https://support.zendesk.com/hc/en-us/articles/4408834848154. In ticket 4 an agent wrote down what
// the customer said by telephone: these comments are the customer's.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"slices"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

//go:embed audits.json
var export []byte

type file struct {
	Audits []struct {
		Ticket int       `json:"ticket_id"`
		Author int       `json:"author_id"`
		At     time.Time `json:"created_at"`
		Events []struct {
			Type   string
			Author int    `json:"author_id"`
			Field  string `json:"field_name"`
			Value  any
			Public bool
		}
	}
	Users []struct {
		ID   int
		Role string
	}
}

var end = time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC) // of the export

func main() {
	var file file
	if err := json.Unmarshal(export, &file); err != nil {
		log.Fatal(err)
	}
	histories := file.histories()
	for _, i := range slices.Sorted(maps.Keys(histories)) {
		t, err := tickets.Policy{Records: records}.Ticket(histories[i])
		if err != nil {
			log.Fatal(err)
		}
		first, _ := t.Measure(tickets.MetricFirstResponse, end) // valid, as the policy made it
		wait, _ := t.Measure(tickets.MetricRequesterWait, end)
		work, _ := t.Measure(tickets.MetricAgentWork, end)
		fmt.Println(i, "first reply", first, "requester wait", wait, "agent work", work)
	}
	// Output:
	// 1 first reply [30m0s] requester wait [2h0m0s] agent work [1h0m0s]
	// 2 first reply [45m0s] requester wait [45m0s] agent work [45m0s]
	// 3 first reply [10h0m0s running] requester wait [10h0m0s running] agent work [10h0m0s running]
	// 4 first reply [40m0s] requester wait [40m0s] agent work [40m0s]
}
