package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// A problem is an answer that refuses a request: problem details for HTTP APIs, RFC
// 9457.
type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Errors []fieldError `json:"errors,omitempty"`
}

// fieldError says what is wrong with which part of the body or of the query.
type fieldError struct {
	Pointer string `json:"pointer"` // into the body, as "#/3/rating"; "?unit" in the query
	Detail  string `json:"detail"`
}

// problemType is a type of problem that the page at /problems explains.
type problemType struct {
	Name, Title, Text string
	Status            int
}

var (
	malformedType = problemType{"malformed", "The body is not JSON", "The body has to be one JSON value in UTF-8: an event, or an array of events.", http.StatusBadRequest}
	invalidType   = problemType{"invalid", "A field is not valid", "The list \"errors\" has every field that was refused, by its JSON pointer, and the reason. Nothing of the request was kept.", http.StatusUnprocessableEntity}
	conflictType  = problemType{"conflict", "The event contradicts what is known", "An id was used for another event before, or the ticket's history rules the event out. Nothing of the request was kept.", http.StatusConflict}
	fullType      = problemType{"full", "A limit is reached", "There are as many segments, or events of this ticket, as the service keeps. Nothing of the request was kept.", http.StatusConflict}
	tooManyType   = problemType{"too-many-refused", "Too many refused requests", "The request was refused, as so many of the same token and address before it that the reason is not given any more; the header Retry-After says when it is again. Good requests are still taken.", http.StatusTooManyRequests}

	problemTypes = []problemType{malformedType, invalidType, conflictType, fullType, tooManyType}
)

func (t problemType) problem(detail string, errors ...fieldError) *problem {
	return &problem{Type: "/problems#" + t.Name, Title: t.Title, Status: t.Status, Detail: detail, Errors: errors}
}

func malformed(detail string) *problem { return malformedType.problem(detail) }

// invalid lists at most 20 fields: an answer should not be longer than its request.
func invalid(errors ...fieldError) *problem {
	const most = 20
	p := invalidType.problem(errors[0].Pointer+" "+errors[0].Detail, errors...)
	if len(errors) > most {
		p.Detail += fmt.Sprintf("; the first %d of %d errors are listed", most, len(errors))
		p.Errors = errors[:most]
	}
	return p
}

// plain is a problem that its status says all of.
func plain(status int, detail string) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// Error implements error.
func (p *problem) Error() string { return p.Title + ": " + p.Detail }

func (p *problem) write(w http.ResponseWriter) {
	text, err := json.Marshal(p)
	if err != nil {
		text = []byte("{}")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(text, '\n')) // a client that is gone
}

// fragment writes a part of a JSON pointer as a URI has it.
func fragment(s string) string { return strings.ReplaceAll(url.PathEscape(s), "+", "%2B") }
