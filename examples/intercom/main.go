// Command intercom reads conversations of Intercom, and prints their times. The file is made, in
// the shape of
// https://developers.intercom.com/docs/references/2.17/rest-api/api.intercom.io/models/conversation_part.
// A bot's answer is no first reply, as in Intercom's statistics, and neither is a note.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

//go:embed conversations.json
var export []byte

type author struct{ Type, ID string }

type file struct {
	Conversations []struct {
		At     int64 `json:"created_at"`
		Source struct{ Author author }
		Parts  struct {
			Parts []struct {
				Type   string `json:"part_type"`
				At     int64  `json:"created_at"`
				Body   string
				Author author
				To     author `json:"assigned_to"`
			} `json:"conversation_parts"`
		} `json:"conversation_parts"`
	}
}

var end = time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC) // of the export

func main() {
	var file file
	if err := json.Unmarshal(export, &file); err != nil {
		log.Fatal(err)
	}
	for i, h := range file.histories() {
		t, err := tickets.Policy{Records: records}.Ticket(h)
		if err != nil {
			log.Fatal(err)
		}
		first, _ := t.Measure(tickets.MetricFirstResponse, end) // valid, as the policy made it
		wait, _ := t.Measure(tickets.MetricRequesterWait, end)
		work, _ := t.Measure(tickets.MetricAgentWork, end)
		fmt.Println(i, "first reply", first, "requester wait", wait, "agent work", work)
	}
	// Output:
	// 0 first reply [30m0s] requester wait [51m0s] agent work [51m0s]
	// 1 first reply [19m0s] requester wait [20m0s] agent work [20m0s]
}
