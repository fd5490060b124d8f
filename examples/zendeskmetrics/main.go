// Command zendeskmetrics reads ticket metric events of Zendesk, and prints the times of its
// tickets. The file is made, in the shape of
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metric_events/.
// Its tickets are 1 and 3 of command zendeskaudits, with the same times.
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

//go:embed events.json
var export []byte

type file struct {
	Events []struct {
		Ticket       int `json:"ticket_id"`
		Metric, Type string
		At           time.Time `json:"time"`
	} `json:"ticket_metric_events"`
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
	// 3 first reply [10h0m0s running] requester wait [10h0m0s running] agent work [10h0m0s running]
}
