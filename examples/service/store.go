package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const schema = `
CREATE TABLE IF NOT EXISTS events (
	seq  INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	id   TEXT NOT NULL, -- the client's, or a random one
	body TEXT NOT NULL,
	UNIQUE (kind, id)
) STRICT;
CREATE TABLE IF NOT EXISTS probe (content BLOB NOT NULL) STRICT; -- is there room on the disk?
PRAGMA user_version = 1`

// maxGroup is how many events one commit may have, if it is of several requests.
const maxGroup = 4 * maxEvents

var errClosed = errors.New("the store is closed")

// store keeps events in SQLite and then, once they are on disk, in the live tallies.
// One goroutine does so. What has arrived while it waited for the disk goes into one
// commit, so that a hundred clients wait for one write and not for a hundred.
type store struct {
	db          *sql.DB
	lock        io.Closer // of the file
	insert      *sql.Stmt
	find        *sql.Stmt
	live        *live
	limits      limits
	failed      atomic.Pointer[error] // of the last commit, nil if it went well
	probed      atomic.Int64          // when, in Unix seconds
	queue, jobs chan *submission
	quit, ended chan struct{}
	erred       func()                               // told of each commit that failed
	committed   func(events int, took time.Duration) // told of each commit
}

// limits are how many of each the service keeps apart, which bounds its memory.
type limits struct{ segments, tickets, customers int }

// submission is the events of one request, all of which are kept or none; or something
// else to be done by the store's goroutine.
type submission struct {
	do     func(context.Context, *sql.Tx) error
	then   func() // once it is on disk
	reads  bool   // and changes nothing
	events []event
	kept   int // the others were kept before
	err    error
	done   chan struct{}
}

// openStore opens the database of a file, or one in memory, and counts what is in it.
func openStore(ctx context.Context, file string, l *live, most limits) (*store, error) {
	lock, err := lockFile(ctx, file)
	if err != nil {
		return nil, err
	}
	// Full: a commit that was answered outlives a power cut, not just the process.
	settings := url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(wal)", "synchronous(full)", "secure_delete(on)"}, "_txlock": {"immediate"}}
	name := ":memory:"
	if file != "" {
		name = fileName(file)
	}
	db, err := sql.Open("sqlite", name+"?"+settings.Encode())
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	db.SetMaxOpenConns(1) // one goroutine uses it; and every connection to :memory: is a database of its own
	s := &store{
		db: db, lock: lock, live: l, limits: most,
		queue: make(chan *submission), jobs: make(chan *submission), quit: make(chan struct{}), ended: make(chan struct{}),
		committed: func(int, time.Duration) {}, erred: func() {},
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(openError(file, file, err), db.Close(), lock.Close())
	}
	return s, nil
}

func fileName(file string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath()}).String()
}

// lockFile keeps a second service away from a file: it would have tallies of its own. The
// lock is that of another file, as other programs may read this one. It ends with the
// process.
func lockFile(ctx context.Context, file string) (io.Closer, error) {
	if file == "" {
		return io.NopCloser(nil), nil
	}
	db, err := sql.Open("sqlite", fileName(file+".lock")+"?_pragma="+url.QueryEscape("locking_mode(exclusive)")+"&_pragma="+url.QueryEscape("journal_mode(off)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (by TEXT); COMMIT"); err != nil {
		return nil, errors.Join(openError(file, file+".lock", err), db.Close())
	}
	return db, nil
}

// openError names the file, and who holds it, or its lock.
func openError(file, lock string, err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY {
		return fmt.Errorf("%s is held by %s: %w", file, holder(lock), err)
	}
	return fmt.Errorf("%s: %w", file, err)
}

// holder returns which process has a file open, as far as the system tells.
func holder(file string) string {
	const unknown = "another process"
	file, err := filepath.EvalSymlinks(file)
	file, err2 := filepath.Abs(file)
	opened, err3 := filepath.Glob("/proc/[0-9]*/fd/*")
	if errors.Join(err, err2, err3) != nil {
		return unknown
	}
	own := strconv.Itoa(os.Getpid())
	for _, fd := range opened {
		if target, err := os.Readlink(fd); err == nil && target == file {
			if pid := strings.Split(fd, "/")[2]; pid != own {
				return "process " + pid
			}
		}
	}
	return unknown
}

func (s *store) prepare(ctx context.Context) (err error) {
	var tables, version int
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if err := s.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if tables > 0 && version != 1 {
		return fmt.Errorf("is a database of version %d, not 1: another program's, or that of an earlier version of this one", version)
	}
	if _, err := s.db.ExecContext(ctx, schema); err != nil {
		return err
	}
	if s.insert, err = s.db.PrepareContext(ctx, "INSERT INTO events (kind, id, body) VALUES (?, ?, ?)"); err != nil {
		return err
	}
	if s.find, err = s.db.PrepareContext(ctx, "SELECT body FROM events WHERE kind = ? AND id = ?"); err != nil {
		return err
	}
	return replay(ctx, s.db, s.live)
}

type queryer interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// replay counts the events of the database.
func replay(ctx context.Context, db queryer, l *live) error {
	rows, err := db.QueryContext(ctx, "SELECT seq, kind, body FROM events ORDER BY seq")
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
		if err := l.apply(k, e); err != nil {
			return fmt.Errorf("event %d of the database: %w", seq, err)
		}
	}
	return rows.Err()
}

// add keeps events, and returns how many of them were new once all are on disk. The
// error is a *problem if the events are at fault. A context that ends while they
// wait for their turn keeps nothing; later it changes nothing.
func (s *store) add(ctx context.Context, events []event) (int, error) {
	sub := &submission{events: events}
	err := s.submit(ctx, sub)
	return sub.kept, err
}

// submit waits until the store's goroutine has answered.
func (s *store) submit(ctx context.Context, sub *submission) error {
	sub.done = make(chan struct{})
	to := s.queue
	if sub.do != nil {
		to = s.jobs
	}
	select {
	case to <- sub:
		<-sub.done
		return sub.err
	case <-ctx.Done():
		return ctx.Err()
	case <-s.quit:
		return errClosed
	}
}

// healthy returns the error of the last commit. If there was one it tries whether the
// disk has room again, once a second: nobody sends events to a service that is not well.
func (s *store) healthy(ctx context.Context, now time.Time) error {
	failed := s.failed.Load()
	if failed == nil {
		return nil
	}
	if last := s.probed.Load(); last == now.Unix() || !s.probed.CompareAndSwap(last, now.Unix()) {
		return *failed
	}
	return s.submit(ctx, &submission{do: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO probe VALUES (zeroblob(65536)); DELETE FROM probe")
		return err
	}})
}

// run commits what is added until close is called.
func (s *store) run() {
	defer close(s.ended)
	for {
		select {
		case sub := <-s.queue:
			s.commit(s.group(sub))
		case sub := <-s.jobs:
			s.commit([]*submission{sub})
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
	return errors.Join(s.db.Close(), s.lock.Close())
}

// change is the events of a commit, and what they lead to, until it is done.
type change struct {
	events   []pending
	tickets  map[string]*ticket
	segments map[string]bool
	// The customers of these events that were not known, and how many of the tickets.
	customers  map[string]bool
	newTickets int
	agents     map[string]bool // that were not known
}

type pending struct {
	event
	body []byte
}

func newChange() *change {
	return &change{tickets: make(map[string]*ticket), segments: make(map[string]bool), customers: make(map[string]bool), agents: make(map[string]bool)}
}

// commit keeps the submissions of a group, and answers each.
func (s *store) commit(group []*submission) {
	err := s.transact(group)
	if _, refused := errors.AsType[*problem](err); err != nil && !refused {
		s.failed.Store(&err)
		s.erred()
	}
	for _, sub := range group {
		if err != nil {
			sub.kept, sub.err = 0, err
		}
		close(sub.done)
	}
}

func (s *store) transact(group []*submission) error {
	began := time.Now()
	ctx := context.Background() // begun, it is ended
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	insert, find := tx.StmtContext(ctx, s.insert), tx.StmtContext(ctx, s.find)
	all := newChange()
	changed := false
	for _, sub := range group {
		if sub.do != nil {
			if err := sub.do(ctx, tx); err != nil {
				return err
			}
			changed = !sub.reads
			continue
		}
		own, err := s.check(ctx, find, sub, all)
		if refused, ok := errors.AsType[*problem](err); ok {
			sub.err = refused
			continue
		}
		if err != nil {
			return err
		}
		for _, p := range own.events {
			if _, err := insert.ExecContext(ctx, p.kind, p.ID, string(p.body)); err != nil {
				return err
			}
		}
		sub.kept = len(own.events)
		all.events = append(all.events, own.events...)
		maps.Copy(all.tickets, own.tickets)
		maps.Copy(all.segments, own.segments)
		maps.Copy(all.customers, own.customers)
		maps.Copy(all.agents, own.agents)
		all.newTickets += own.newTickets
	}
	if len(all.events) == 0 && !changed {
		return nil
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.failed.Store(nil)
	s.committed(len(all.events), time.Since(began))
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	for _, p := range all.events {
		if err := s.live.apply(p.kind, p.event); err != nil {
			return err
		}
	}
	for _, sub := range group {
		if sub.then != nil {
			sub.then()
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
		given := e.ID != ""
		if !given {
			e.ID = rand.Text() // so that an export can be sent in again, and the event be taken back
		}
		body, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		if given {
			known, err := known(ctx, find, e.kind, e.ID, ids)
			if err != nil {
				return nil, err
			}
			if known != nil {
				if !bytes.Equal(known, body) {
					return nil, conflictType.problem("an id was used for another event", fieldError{e.pointer + "/id", fmt.Sprintf("%q was used before in /v1/%s", shorten(e.ID), e.kind)})
				}
				continue // a retry
			}
			ids[string(e.kind)+"/"+e.ID] = body
		}
		if err := s.possible(e.kind, e, own, before); err != nil {
			return nil, err
		}
		own.events = append(own.events, pending{e, body})
	}
	return own, nil
}

// known returns the body of the event of a kind with the id, nil if there is none.
func known(ctx context.Context, find *sql.Stmt, k kind, id string, ids map[string][]byte) ([]byte, error) {
	if same, ok := ids[string(k)+"/"+id]; ok {
		return same, nil
	}
	var same []byte
	err := find.QueryRowContext(ctx, k, id).Scan(&same)
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
	if k == activeEvent && !s.live.customers[e.Customer] && !before.customers[e.Customer] && !own.customers[e.Customer] {
		if len(s.live.customers)+len(before.customers)+len(own.customers) >= s.limits.customers {
			return fullType.problem("there is no room for another customer",
				fieldError{e.pointer + "/customer", fmt.Sprintf("%q would be one more than %d customers", shorten(e.Customer), s.limits.customers)})
		}
		own.customers[e.Customer] = true
	}
	if e.Segment == everyone || s.live.segments[e.Segment] != nil || before.segments[e.Segment] || own.segments[e.Segment] {
		return nil
	}
	// All is a segment of the live tallies that nobody named.
	if len(s.live.segments)-1+len(before.segments)+len(own.segments) >= s.limits.segments {
		return fullType.problem("there is no room for another segment",
			fieldError{e.pointer + "/segment", fmt.Sprintf("%q would be one more than %d segments", e.Segment, s.limits.segments)})
	}
	own.segments[e.Segment] = true
	return nil
}

func (s *store) possibleTicket(e event, own, before *change) error {
	t := ticket{}
	isNew := true
	for _, tickets := range []map[string]*ticket{own.tickets, before.tickets, s.live.tickets} {
		if known := tickets[e.Ticket]; known != nil {
			t, isNew = *known, false
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
	if e.Agent != "" && !s.live.agents[e.Agent] && !before.agents[e.Agent] && !own.agents[e.Agent] {
		if len(s.live.agents)+len(before.agents)+len(own.agents) >= maxAgents {
			return fullType.problem("there is no room for another agent",
				fieldError{e.pointer + "/agent", fmt.Sprintf("%q would be one more than %d agents", shorten(e.Agent), maxAgents)})
		}
		own.agents[e.Agent] = true
	}
	if isNew {
		if len(s.live.tickets)+before.newTickets+own.newTickets >= s.limits.tickets {
			return fullType.problem("there is no room for another ticket",
				fieldError{e.pointer + "/ticket", fmt.Sprintf("%q would be one more than %d tickets", shorten(e.Ticket), s.limits.tickets)})
		}
		own.newTickets++
	}
	own.tickets[e.Ticket] = &t
	return nil
}
