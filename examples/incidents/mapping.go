package main

import (
	"encoding/csv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

// The log has no messages.
var records = tickets.KindsOf(tickets.KindStatusChanged)

var statuses = map[string]tickets.Status{
	"New": tickets.StatusNew, "Active": tickets.StatusOpen, "Awaiting User Info": tickets.StatusPending,
	"Awaiting Problem": tickets.StatusOnHold, "Awaiting Vendor": tickets.StatusOnHold, "Awaiting Evidence": tickets.StatusOnHold,
	"Resolved": tickets.StatusSolved, "Closed": tickets.StatusClosed,
}

func read(text string) (map[string]tickets.History, error) {
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	const layout = "02-01-2006 15:04"
	all := make(map[string]tickets.History)
	for seq, line := range lines[1:] {
		opened, err := time.Parse(layout, line[2])
		if err != nil {
			return nil, err
		}
		at, err := time.Parse(layout, line[3])
		if err != nil {
			return nil, err
		}
		h := all[line[0]]
		if len(h) == 0 {
			h = tickets.History{{Kind: tickets.KindCreated, At: opened, Actor: tickets.ActorCustomer}}
		}
		// A state that is not known makes the history invalid: Policy.Ticket says which.
		all[line[0]] = append(h, tickets.Event{Kind: tickets.KindStatusChanged, At: at, Status: statuses[line[1]], Seq: seq + 1})
	}
	return all, nil
}
