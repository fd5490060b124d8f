package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const maxLine = 16 << 10 // bytes of a line of an import

// extend gives the client of a stream time for its next part.
func (s *server) extend(w http.ResponseWriter) {
	c := http.NewResponseController(w)
	until := time.Now().Add(2 * s.patience)
	_, _ = c.SetReadDeadline(until), c.SetWriteDeadline(until) // a connection that cannot has none
}

// postImport keeps the events of NDJSON of any length, as getExport writes it, in
// commits of up to maxEvents. What precedes a line that is refused is kept: sent again,
// it counts as duplicates.
func (s *server) postImport(w http.ResponseWriter, r *http.Request) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/x-ndjson" {
		s.refuse(w, r, callerOf(r), plain(http.StatusUnsupportedMediaType, "the Content-Type has to be application/x-ndjson"))
		return
	}
	var all kept
	add := func(batch []event) error {
		s.extend(w)
		n, err := s.store.add(r.Context(), batch)
		if err == nil {
			all.Accepted += n
			all.Duplicates += len(batch) - n
		}
		return err
	}
	err := s.readLines(r.Body, add)
	for k, n := range map[string]int{"accepted": all.Accepted, "duplicate": all.Duplicates} {
		s.metrics.events.WithLabelValues("import", k).Add(float64(n))
	}
	if err == nil {
		writeJSON(w, all)
		return
	}
	w.Header().Set("Connection", "close") // rather than read the rest
	var p *problem
	if !errors.As(err, &p) {
		s.log.ErrorContext(r.Context(), "events were not kept", "kind", "import", "err", err)
		p = plain(http.StatusServiceUnavailable, "the import has ended early")
	}
	answer := *p
	answer.Detail += fmt.Sprintf("; before it %d events were kept, and %d were known", all.Accepted, all.Duplicates)
	s.refuse(w, r, callerOf(r), &answer)
}

// readLines reads events, one a line, and adds them in batches.
func (s *server) readLines(body io.Reader, add func([]event) error) error {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, maxLine)
	var batch []event
	number := 0
	for lines.Scan() {
		number++
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		at := fmt.Sprintf("#line=%d", number)
		if !utf8.Valid(text) || !json.Valid(text) {
			return errors.Join(flush(batch, add), malformed(fmt.Sprintf("line %d is not one JSON value in UTF-8", number)))
		}
		f := readFields(at, slices.Clone(text))
		var names []string
		for _, k := range kinds {
			names = append(names, string(k))
		}
		e := event{kind: kind(f.word("kind", names))}
		if e.kind != "" {
			e = f.event(e.kind, s.now())
		}
		e.pointer = at
		if len(f.bad) > 0 {
			return errors.Join(flush(batch, add), invalid(f.bad...))
		}
		if batch = append(batch, e); len(batch) == maxEvents {
			if err := add(batch); err != nil {
				return err
			}
			batch = nil
		}
	}
	err := flush(batch, add)
	if lines.Err() != nil && err == nil {
		err = malformed(fmt.Sprintf("line %d cannot be read: %v", number+1, lines.Err()))
	}
	return err
}

func flush(batch []event, add func([]event) error) error {
	if len(batch) == 0 {
		return nil
	}
	return add(batch)
}

// getExport writes every event as a line of JSON, in the order of their commits, which is
// the one to send them in again. Writers go on between its parts.
func (s *server) getExport(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/x-ndjson")
	for after := int64(0); ; {
		s.extend(w)
		text, last, err := s.store.lines(r.Context(), after)
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			if r.Context().Err() == nil {
				s.log.ErrorContext(r.Context(), "no export", "err", err)
			}
			panic(http.ErrAbortHandler) // so that nobody takes it for the whole
		}
		if last == after {
			return
		}
		after = last
	}
}

// lines returns some events after one, and the last of them.
func (s *store) lines(ctx context.Context, after int64) ([]byte, int64, error) {
	var text bytes.Buffer
	err := s.submit(ctx, &submission{reads: true, do: func(ctx context.Context, tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT seq, kind, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?", after, maxEvents)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k, body string
			if err := rows.Scan(&after, &k, &body); err != nil {
				return err
			}
			fmt.Fprintf(&text, "{\"kind\":%q,%s\n", k, strings.TrimPrefix(body, "{"))
		}
		return rows.Err()
	}})
	return text.Bytes(), after, err
}

// selection is what is to be erased: all of one of these.
type selection struct {
	Customer string `json:"customer"` // whose ratings, activity, and tickets with all their events
	Ticket   string `json:"ticket"`
	Segment  string `json:"segment"`
	Kind     kind   `json:"kind"` // with ID: one event
	ID       string `json:"id"`
}

const ticketsOf = `kind = 'tickets' AND json_extract(body, '$.ticket') IN
	(SELECT json_extract(body, '$.ticket') FROM events WHERE kind = 'tickets' AND json_extract(body, '$.%[1]s') = ?1)
	OR json_extract(body, '$.%[1]s') = ?1`

// where returns the condition of what is selected, and whether it is one thing.
func (x selection) where() (string, []any, bool) {
	switch {
	case x == selection{Customer: x.Customer} && x.Customer != "":
		return fmt.Sprintf(ticketsOf, "customer"), []any{x.Customer}, true
	case x == selection{Segment: x.Segment} && x.Segment != "":
		return fmt.Sprintf(ticketsOf, "segment"), []any{x.Segment}, true
	case x == selection{Ticket: x.Ticket} && x.Ticket != "":
		return "kind = 'tickets' AND json_extract(body, '$.ticket') = ?1", []any{x.Ticket}, true
	case x == selection{Kind: x.Kind, ID: x.ID} && x.Kind != "" && x.ID != "":
		return "kind = ?1 AND id = ?2", []any{x.Kind, x.ID}, true
	}
	return "", nil, false
}

func (s *server) postErase(w http.ResponseWriter, r *http.Request) {
	refuse := func(p *problem) { s.refuse(w, r, callerOf(r), p) }
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		refuse(plain(http.StatusUnsupportedMediaType, "the Content-Type has to be application/json"))
		return
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxLine))
	d.DisallowUnknownFields()
	var what selection
	if err := d.Decode(&what); err != nil {
		refuse(malformed(shorten(err.Error())))
		return
	}
	if _, _, ok := what.where(); !ok {
		refuse(invalid(fieldError{"#", "is not one of customer, ticket, segment, or kind with id"}))
		return
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // it takes as long as a start
	n, err := s.store.erase(r.Context(), what)
	var p *problem
	switch {
	case errors.As(err, &p):
		refuse(p)
	case err != nil:
		s.log.ErrorContext(r.Context(), "nothing was erased", "err", err)
		refuse(plain(http.StatusServiceUnavailable, "nothing was erased"))
	default:
		s.log.InfoContext(r.Context(), "erased", "events", n, "token", callerOf(r).token)
		writeJSON(w, map[string]int64{"erased": n})
	}
}

// erase removes events from the database, and returns how many. Everything is counted
// anew of what is left, as at a start: a union of customers does not know what to take
// away. Writers wait for it, readers do not.
func (s *store) erase(ctx context.Context, what selection) (n int64, err error) {
	where, args, _ := what.where()
	fresh := newLive(s.live.zone)
	fresh.targets = s.live.targets
	err = s.submit(ctx, &submission{
		do: func(ctx context.Context, tx *sql.Tx) error {
			res, err := tx.ExecContext(ctx, "DELETE FROM events WHERE "+where, args...)
			if err != nil {
				return err
			}
			if n, err = res.RowsAffected(); err != nil {
				return err
			}
			if err := replay(ctx, tx, fresh); err != nil {
				return conflictType.problem("without it, what is left could not have happened: " + err.Error())
			}
			return nil
		},
		then: func() { // the live tallies are locked
			s.live.segments, s.live.tickets, s.live.customers = fresh.segments, fresh.tickets, fresh.customers
			s.live.agents = fresh.agents
			s.live.erased++
		},
	})
	if err != nil {
		return 0, err
	}
	// The log beside the file has the erased text until it is written over.
	_, err = s.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return n, err
}
