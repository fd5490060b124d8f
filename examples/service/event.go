package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cxmetrics/cx/ces"
	"github.com/cxmetrics/cx/csat"
	"github.com/cxmetrics/cx/tickets"
)

// The bounds of what a client may send, beside those of the flags.
const (
	maxBody         = 256 << 10 // bytes of a request's body
	maxEvents       = 1000      // events in one request
	maxText         = 100       // bytes of an id, customer, ticket or agent
	maxSegmentName  = 40        // bytes
	maxTicketEvents = 200       // events of one ticket
	maxAhead        = 24 * time.Hour
)

// earliest is the first instant that an event may have happened at.
var earliest = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// A kind says what an event is about. Its value is what the database holds, and the
// last part of the path to post it to.
type kind string

const (
	npsRating   kind = "nps"
	csatRating  kind = "csat"
	cesRating   kind = "ces"
	ticketEvent kind = "tickets"
	activeEvent kind = "activity"
)

var kinds = []kind{npsRating, csatRating, cesRating, ticketEvent, activeEvent}

// An event is what one client told of once. Its JSON form is what the database
// holds: two events are the same when it is.
type event struct {
	ID       string    `json:"id,omitempty"` // chosen by the client, or else by the store: a second event with it does not count
	At       time.Time `json:"at"`
	Segment  string    `json:"segment,omitempty"`
	Rating   *int      `json:"rating,omitempty"`
	Customer string    `json:"customer,omitempty"` // who was active, answered, or asked
	Ticket   string    `json:"ticket,omitempty"`   // this one and those below: of a ticket event
	Event    string    `json:"event,omitempty"`
	Actor    string    `json:"actor,omitempty"`
	Agent    string    `json:"agent,omitempty"`
	Status   string    `json:"status,omitempty"`

	kind    kind
	pointer string // to its place in the request
}

// The words for what the library numbers.
var (
	ticketKinds = words(tickets.KindCreated, tickets.KindAssigned, tickets.KindReplied, tickets.KindNoted, tickets.KindCallHeld,
		tickets.KindCallResumed, tickets.KindReopened, tickets.KindStatusChanged, tickets.KindRated, tickets.KindMerged)
	ticketActors   = words(tickets.ActorCustomer, tickets.ActorBot, tickets.ActorAgent)
	ticketStatuses = words(tickets.StatusNew, tickets.StatusOpen, tickets.StatusPending, tickets.StatusOnHold, tickets.StatusSolved, tickets.StatusClosed)
)

// vocabulary is values by their words, and the words in order.
type vocabulary[T fmt.Stringer] struct {
	words []string
	value map[string]T
}

func words[T fmt.Stringer](values ...T) vocabulary[T] {
	v := vocabulary[T]{value: make(map[string]T)}
	for _, x := range values {
		word := strings.ReplaceAll(x.String(), " ", "_")
		v.words = append(v.words, word)
		v.value[word] = x
	}
	return v
}

// history returns a ticket event as the library reads it. The order of arrival
// decides between events of one instant, since the log knows no better.
func (e event) history(seq int) tickets.Event {
	t := tickets.Event{
		Kind:   ticketKinds.value[e.Event],
		At:     e.At,
		Actor:  ticketActors.value[e.Actor],
		Agent:  e.Agent,
		Status: ticketStatuses.value[e.Status],
		Seq:    seq,
	}
	if e.Rating != nil {
		t.Rating = *e.Rating
	}
	return t
}

// readEvents reads one event, or an array of them, and checks all that can be told
// without knowing the others. It returns a *problem that names every bad field.
func readEvents(k kind, body []byte, now time.Time) ([]event, error) {
	if !utf8.Valid(body) {
		return nil, malformed("the body is not UTF-8")
	}
	if !json.Valid(body) {
		return nil, malformed("the body is not one JSON value")
	}
	body = bytes.TrimSpace(body)
	items := []json.RawMessage{body}
	array := body[0] == '['
	if array {
		if err := json.Unmarshal(body, &items); err != nil {
			return nil, malformed("the body is not one JSON value")
		}
		if len(items) == 0 || len(items) > maxEvents {
			return nil, invalid(fieldError{"#", fmt.Sprintf("has %d events; a request takes 1 to %d", len(items), maxEvents)})
		}
	}
	events := make([]event, len(items))
	var bad []fieldError
	for i, item := range items {
		at := "#"
		if array {
			at = fmt.Sprintf("#/%d", i)
		}
		f := readFields(at, item)
		events[i] = f.event(k, now)
		events[i].pointer = at
		bad = append(bad, f.bad...)
	}
	if len(bad) > 0 {
		return nil, invalid(bad...)
	}
	return events, nil
}

// fields are the members of a JSON object that nobody has asked for yet, and what
// was wrong with those asked for.
type fields struct {
	at    string // the object's JSON pointer
	order []string
	left  map[string]json.RawMessage
	bad   []fieldError
}

// readFields reads valid JSON. Other than a struct it tells a missing member from a
// zero, refuses a name that comes twice, and minds the case of names.
func readFields(at string, item json.RawMessage) *fields {
	f := &fields{at: at, left: make(map[string]json.RawMessage)}
	d := json.NewDecoder(bytes.NewReader(item))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		f.bad = append(f.bad, fieldError{at, "is not an object"})
		return f
	}
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		var value json.RawMessage
		if err != nil || !ok || d.Decode(&value) != nil {
			f.bad = append(f.bad, fieldError{at, "is not an object"})
			return f
		}
		if _, twice := f.left[name]; twice {
			f.refuse(name, "comes twice")
		}
		f.left[name] = value
		f.order = append(f.order, name)
	}
	return f
}

// refuse notes what is wrong with a member. Its name can be the client's.
func (f *fields) refuse(name, format string, args ...any) {
	name = strings.NewReplacer("~", "~0", "/", "~1").Replace(shorten(name))
	f.bad = append(f.bad, fieldError{f.at + "/" + fragment(name), fmt.Sprintf(format, args...)})
}

// event takes the members that events of the kind have, and refuses all others.
func (f *fields) event(k kind, now time.Time) event {
	if len(f.bad) > 0 && f.order == nil {
		return event{} // no object
	}
	e := event{ID: f.text("id", false), kind: k}
	e.At = f.instant("at", now)
	switch k {
	case npsRating:
		e.Rating = f.rating(0, 10)
	case csatRating:
		e.Rating = f.rating(int(csat.Scale{}.Min()), int(csat.Scale{}.Max()))
	case cesRating:
		e.Rating = f.rating(int(ces.Scale{}.Min()), int(ces.Scale{}.Max()))
	case activeEvent:
		e.Customer = f.text("customer", true)
	case ticketEvent:
		e.Ticket = f.text("ticket", true)
		e.Event = f.word("event", ticketKinds.words)
		switch ticketKinds.value[e.Event] {
		case tickets.KindCreated:
			e.Actor = f.word("actor", ticketActors.words)
		case tickets.KindReplied:
			e.Actor = f.word("actor", ticketActors.words)
			e.Agent = f.text("agent", false)
		case tickets.KindAssigned:
			e.Agent = f.text("agent", false)
		case tickets.KindStatusChanged:
			e.Status = f.word("status", ticketStatuses.words)
		case tickets.KindRated:
			e.Rating = f.rating(-1000, 1000) // on whatever scale was asked
		}
	}
	if k != activeEvent && (k != ticketEvent || ticketKinds.value[e.Event] == tickets.KindCreated) {
		e.Customer = f.text("customer", false)
	}
	if k != ticketEvent || ticketKinds.value[e.Event] == tickets.KindCreated {
		e.Segment = f.segment()
	}
	for _, name := range f.order {
		if _, left := f.left[name]; left {
			delete(f.left, name)
			f.refuse(name, "is not known here")
		}
	}
	return e
}

func (f *fields) take(name string, required bool) (json.RawMessage, bool) {
	value, ok := f.left[name]
	delete(f.left, name)
	if !ok && required {
		f.refuse(name, "is missing")
	}
	return value, ok
}

func (f *fields) string(name string, required bool) (string, bool) {
	value, ok := f.take(name, required)
	if !ok {
		return "", false
	}
	var s string
	if value[0] != '"' || json.Unmarshal(value, &s) != nil {
		f.refuse(name, "is %s, not a string", shorten(string(value)))
		return "", false
	}
	return s, true
}

// text reads an identifier: any printable text of limited length, not empty.
func (f *fields) text(name string, required bool) string {
	s, ok := f.string(name, required)
	switch {
	case !ok:
		return ""
	case s == "" || len(s) > maxText:
		f.refuse(name, "has %d bytes, not 1 to %d", len(s), maxText)
	case strings.ContainsRune(s, utf8.RuneError): // which half a surrogate becomes: two ids would be one
		f.refuse(name, "is %q, with a character that cannot be told", shorten(s))
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		f.refuse(name, "is %q, with a character that does not print", shorten(s))
	}
	return s
}

// segment reads a name that is fit for a label, an address and a heading.
func (f *fields) segment() string {
	s, ok := f.string("segment", false)
	plain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) }
	if ok && (s == "" || len(s) > maxSegmentName || strings.ContainsFunc(s, func(r rune) bool { return !plain(r) })) {
		f.refuse("segment", "is %q, not 1 to %d bytes of letters, digits, '-', '_' and '.'", shorten(s), maxSegmentName)
	}
	return s
}

func (f *fields) word(name string, known []string) string {
	s, ok := f.string(name, true)
	if slices.Contains(known, s) {
		return s
	}
	if ok {
		f.refuse(name, "is %q, not one of %s", shorten(s), strings.Join(known, ", "))
	}
	return ""
}

func (f *fields) rating(least, most int) *int {
	value, ok := f.take("rating", true)
	if !ok {
		return nil
	}
	var n int
	// A null would leave n at 0.
	if value[0] == 'n' || json.Unmarshal(value, &n) != nil || n < least || n > most {
		f.refuse("rating", "is %s, not a whole number from %d to %d", shorten(string(value)), least, most)
	}
	return &n
}

func (f *fields) instant(name string, now time.Time) time.Time {
	s, ok := f.string(name, true)
	if !ok {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, s)
	switch {
	case err != nil:
		f.refuse(name, "is %q, not a time as 2006-01-02T15:04:05Z", shorten(s))
	case at.Before(earliest) || at.After(now.Add(maxAhead)):
		f.refuse(name, "is %s, not from %s to %v from now", shorten(s), earliest.Format(time.DateOnly), maxAhead)
	}
	return at.UTC()
}

// shorten cuts a client's text to a length fit for an answer.
func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	s = s[:most]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "..."
}
