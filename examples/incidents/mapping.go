package main

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/cxmetrics/cx/tickets"
)

// The log has no messages. Some of its lines are older than the incident that they are about.
var policy = tickets.Policy{Records: tickets.KindsOf(tickets.KindStatusChanged), Skew: 24 * time.Hour}

var statuses = map[string]tickets.Status{
	"New": tickets.StatusNew, "Active": tickets.StatusOpen, "Awaiting User Info": tickets.StatusPending,
	"Awaiting Problem": tickets.StatusOnHold, "Awaiting Vendor": tickets.StatusOnHold, "Awaiting Evidence": tickets.StatusOnHold,
	"Resolved": tickets.StatusSolved, "Closed": tickets.StatusClosed,
}

// read returns the histories of the incidents by their numbers.
func read(export io.Reader) (map[string]tickets.History, error) {
	lines, err := csv.NewReader(export).ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	var column [4]int
	for i, name := range []string{"number", "incident_state", "opened_at", "sys_updated_at"} {
		if column[i] = slices.Index(lines[0], name); column[i] < 0 {
			return nil, errors.New("the log has no column " + name)
		}
	}
	all := make(map[string]tickets.History)
	for seq, line := range lines[1:] {
		opened, err1 := time.Parse("02-01-2006 15:04", line[column[2]])
		at, err2 := time.Parse("02-01-2006 15:04", line[column[3]])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		h := all[line[column[0]]]
		if len(h) == 0 {
			h = tickets.History{{Kind: tickets.KindCreated, At: opened, Actor: tickets.ActorCustomer}}
		}
		// A state that is not known makes the history invalid: Policy.Ticket says which.
		all[line[column[0]]] = append(h, tickets.Event{Kind: tickets.KindStatusChanged, At: at, Status: statuses[line[column[1]]], Seq: seq + 1})
	}
	return all, nil
}
