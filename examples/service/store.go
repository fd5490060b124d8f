package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	_ "modernc.org/sqlite" // the driver
)

const schema = `
CREATE TABLE IF NOT EXISTS events (
	seq  INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	id   TEXT UNIQUE, -- the client's, NULL where it gave none
	body TEXT NOT NULL
) STRICT`

// maxGroup is how many events one commit may have, if it is of several requests.
const maxGroup = 4 * maxEvents

var errClosed = errors.New("the store is closed")

// store keeps events in SQLite and then, once they are on disk, in the live tallies.
// One goroutine does so. What has arrived while it waited for the disk goes into one
// commit, so that a hundred clients wait for one write and not for a hundred.
type store struct {
	db          *sql.DB
	insert      *sql.Stmt
	find        *sql.Stmt
	live        *live
	maxSegments int
	queue       chan *submission
	quit, ended chan struct{}
	committed   func(events int) // told of each commit
}

// submission is the events of one request, all of which are kept or none.
type submission struct {
	kind   kind
	events []event
	kept   int // the others were kept before
	err    error
	done   chan struct{}
}

// openStore opens the database of a file, or one in memory, and counts what is in it.
func openStore(ctx context.Context, file string, l *live, maxSegments int) (*store, error) {
	// Full: a commit that was answered outlives a power cut, not just the process.
	// Exclusive: a second process with the same file would have tallies of its own.
	settings := url.Values{"_pragma": {"locking_mode(exclusive)", "journal_mode(wal)", "synchronous(full)"}}
	name := ":memory:"
	if file != "" {
		name = (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath()}).String()
	}
	db, err := sql.Open("sqlite", name+"?"+settings.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // one goroutine uses it; and every connection to :memory: is a database of its own
	s := &store{
		db: db, live: l, maxSegments: maxSegments,
		queue: make(chan *submission), quit: make(chan struct{}), ended: make(chan struct{}),
		committed: func(int) {},
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func (s *store) prepare(ctx context.Context) (err error) {
	if _, err := s.db.ExecContext(ctx, schema); err != nil {
		return err
	}
	if s.insert, err = s.db.PrepareContext(ctx, "INSERT INTO events (kind, id, body) VALUES (?, ?, ?)"); err != nil {
		return err
	}
	if s.find, err = s.db.PrepareContext(ctx, "SELECT kind || body FROM events WHERE id = ?"); err != nil {
		return err
	}
	return s.replay(ctx)
}

// replay counts the events of the database.
func (s *store) replay(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT seq, kind, body FROM events ORDER BY seq")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var k kind
		var body []byte
		var e event
		if err := rows.Scan(&seq, &k, &body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("event %d of the database: %w", seq, err)
		}
		if err := s.live.apply(k, e); err != nil {
			return fmt.Errorf("event %d of the database: %w", seq, err)
		}
	}
	return rows.Err()
}

// add keeps events, and returns how many of them were new once all are on disk. The
// error is a *problem if the events are at fault. A context that ends while they
// wait for their turn keeps nothing; later it changes nothing.
func (s *store) add(ctx context.Context, k kind, events []event) (int, error) {
	sub := &submission{kind: k, events: events, done: make(chan struct{})}
	select {
	case s.queue <- sub:
		<-sub.done
		return sub.kept, sub.err
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-s.quit:
		return 0, errClosed
	}
}

// run commits what is added until close is called.
func (s *store) run() {
	defer close(s.ended)
	for {
		select {
		case sub := <-s.queue:
			s.commit(s.group(sub))
		case <-s.quit:
			return
		}
	}
}

// group returns what waits for a commit, from the first on.
func (s *store) group(first *submission) []*submission {
	group := []*submission{first}
	for n := len(first.events); n < maxGroup; {
		select {
		case sub := <-s.queue:
			group = append(group, sub)
			n += len(sub.events)
		default:
			return group
		}
	}
	return group
}

// close ends run, and closes the database.
func (s *store) close() error {
	close(s.quit)
	<-s.ended
	return s.db.Close()
}

// change is the events of a commit, and what they lead to, until it is done.
type change struct {
	events   []pending
	tickets  map[string]*ticket
	segments map[string]bool
}

type pending struct {
	kind kind
	event
	body []byte
}

func newChange() *change {
	return &change{tickets: make(map[string]*ticket), segments: make(map[string]bool)}
}

// commit keeps the submissions of a group, and answers each.
func (s *store) commit(group []*submission) {
	err := s.transact(group)
	for _, sub := range group {
		if err != nil {
			sub.kept, sub.err = 0, err
		}
		close(sub.done)
	}
}

func (s *store) transact(group []*submission) error {
	ctx := context.Background() // begun, it is ended
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	insert, find := tx.StmtContext(ctx, s.insert), tx.StmtContext(ctx, s.find)
	all := newChange()
	for _, sub := range group {
		own, err := s.check(ctx, find, sub, all)
		if refused, ok := errors.AsType[*problem](err); ok {
			sub.err = refused
			continue
		}
		if err != nil {
			return err
		}
		for _, p := range own.events {
			id := sql.NullString{String: p.ID, Valid: p.ID != ""}
			if _, err := insert.ExecContext(ctx, p.kind, id, string(p.body)); err != nil {
				return err
			}
		}
		sub.kept = len(own.events)
		all.events = append(all.events, own.events...)
		maps.Copy(all.tickets, own.tickets)
		maps.Copy(all.segments, own.segments)
	}
	if len(all.events) == 0 {
		return nil
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.committed(len(all.events))
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	for _, p := range all.events {
		if err := s.live.apply(p.kind, p.event); err != nil {
			return err
		}
	}
	return nil
}

// check returns the new events of a submission, or a *problem for the first one that
// does not go with what is known, all that precedes it in the commit included.
func (s *store) check(ctx context.Context, find *sql.Stmt, sub *submission, before *change) (*change, error) {
	own := newChange()
	ids := make(map[string][]byte)
	for _, e := range sub.events {
		body, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		if e.ID != "" {
			known, err := known(ctx, find, e.ID, ids)
			if err != nil {
				return nil, err
			}
			same := string(sub.kind) + string(body)
			if known != nil {
				if string(known) != same {
					return nil, conflictType.problem("an id was used for another event", fieldError{e.pointer + "/id", fmt.Sprintf("%q was used before", shorten(e.ID))})
				}
				continue // a retry
			}
			ids[e.ID] = []byte(same)
		}
		if err := s.possible(sub.kind, e, own, before); err != nil {
			return nil, err
		}
		own.events = append(own.events, pending{sub.kind, e, body})
	}
	return own, nil
}

// known returns kind and body of the event with the id, nil if there is none.
func known(ctx context.Context, find *sql.Stmt, id string, ids map[string][]byte) ([]byte, error) {
	if same, ok := ids[id]; ok {
		return same, nil
	}
	var same []byte
	err := find.QueryRowContext(ctx, id).Scan(&same)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return same, err
}

// possible says why an event cannot be, or notes in own what it leads to.
func (s *store) possible(k kind, e event, own, before *change) error {
	if k == ticketEvent {
		if err := s.possibleTicket(e, own, before); err != nil {
			return err
		}
	}
	if e.Segment == everyone || s.live.segments[e.Segment] != nil || before.segments[e.Segment] || own.segments[e.Segment] {
		return nil
	}
	// All is a segment of the live tallies that nobody named.
	if len(s.live.segments)-1+len(before.segments)+len(own.segments) >= s.maxSegments {
		return fullType.problem("there is no room for another segment",
			fieldError{e.pointer + "/segment", fmt.Sprintf("%q would be one more than %d segments", e.Segment, s.maxSegments)})
	}
	own.segments[e.Segment] = true
	return nil
}

func (s *store) possibleTicket(e event, own, before *change) error {
	t := ticket{}
	for _, tickets := range []map[string]*ticket{own.tickets, before.tickets, s.live.tickets} {
		if known := tickets[e.Ticket]; known != nil {
			t = *known
			break
		}
	}
	if len(t.history) == maxTicketEvents {
		return fullType.problem("there is no room for another event of the ticket",
			fieldError{e.pointer + "/ticket", fmt.Sprintf("%q has %d events", shorten(e.Ticket), maxTicketEvents)})
	}
	t.history = slices.Clip(t.history) // shared, so not to be appended to in place
	if err := t.add(e); err != nil {
		return conflictType.problem("the event does not go with the ticket's history", fieldError{e.pointer + "/event", err.Error()})
	}
	own.tickets[e.Ticket] = &t
	return nil
}
