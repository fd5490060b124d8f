package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// store is a database with answers, tickets and their roll-up, and the zone whose
// days are the days of the roll-up.
type store struct {
	db   *sql.DB
	zone *time.Location
}

// schema is that of SQLite; open makes that of PostgreSQL from it.
const schema = `
CREATE TABLE IF NOT EXISTS cx_answers (
	id       INTEGER PRIMARY KEY,
	answered TIMESTAMP NOT NULL,
	segment  TEXT NOT NULL,
	survey   TEXT NOT NULL, -- nps, csat or ces
	rating   INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS cx_answers_answered ON cx_answers (answered);

CREATE TABLE IF NOT EXISTS cx_tickets (
	id      INTEGER PRIMARY KEY,
	created TIMESTAMP NOT NULL,
	replied TIMESTAMP, -- for the first time; NULL while the customer waits
	segment TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS cx_tickets_created ON cx_tickets (created);

CREATE TABLE IF NOT EXISTS cx_rollup (
	day         TEXT NOT NULL, -- 2024-03-31, in the company's time zone
	segment     TEXT NOT NULL,
	nps         BLOB NOT NULL,
	csat        BLOB NOT NULL,
	ces         BLOB NOT NULL,
	first_reply BLOB NOT NULL,
	PRIMARY KEY (day, segment)
);

CREATE TABLE IF NOT EXISTS cx_subscriptions ( -- each record as it was exported
	id        TEXT NOT NULL,
	updated   TIMESTAMP NOT NULL, -- the newest record of an id counts
	withdrawn BOOLEAN NOT NULL,
	customer  TEXT NOT NULL,
	started   TIMESTAMP NOT NULL,
	ended     TIMESTAMP, -- NULL while it runs
	mrr       TEXT NOT NULL,
	segment   TEXT NOT NULL,
	PRIMARY KEY (id, updated)
);

CREATE TABLE IF NOT EXISTS cx_ledgers (
	segment TEXT NOT NULL PRIMARY KEY,
	ledger  BLOB NOT NULL
);`

// open returns the store in a database, and creates the tables that it does not have.
func open(ctx context.Context, dsn string, zone *time.Location) (store, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			return store{}, err
		}
		postgres := strings.NewReplacer("BLOB", "BYTEA", "TIMESTAMP", "TIMESTAMPTZ").Replace(schema)
		// Two that create the same table at the same time get in each other's way: one waits.
		return prepare(ctx, db, "SELECT pg_advisory_xact_lock(7163);"+postgres, zone)
	}
	if strings.ContainsAny(dsn, "=?") {
		return store{}, fmt.Errorf("the database %.60q is neither postgres://... nor the name of an SQLite file", dsn)
	}
	// SQLite has no type for times: these are whole numbers, which compare as times do.
	// A transaction waits for its turn at once, and not when it begins to write.
	db, err := sql.Open("sqlite", dsn+"?_time_integer_format=unix_micro&_inttotime=true&_txlock=immediate&_busy_timeout=10000")
	if err != nil {
		return store{}, err
	}
	db.SetMaxOpenConns(1) // another connection to :memory: would have a memory of its own
	return prepare(ctx, db, schema, zone)
}

func prepare(ctx context.Context, db *sql.DB, schema string, zone *time.Location) (store, error) {
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return store{}, errors.Join(err, db.Close())
	}
	return store{db: db, zone: zone}, nil
}

// tries is how often inTx calls its function at most.
const tries = 20

// inTx calls f in a transaction that has the same effect as if it were alone. Of two that
// get in each other's way PostgreSQL refuses one, and inTx does that one again: f may be
// called more than once and must change nothing but the database.
func (s store) inTx(ctx context.Context, f func(*sql.Tx) error) (err error) {
	for try := range tries {
		if err = s.tryTx(ctx, f); !refused(err) {
			return err
		}
		// Those that met wait for different times, so that they do not meet again.
		select {
		case <-time.After(rand.N(time.Millisecond << min(try, 6))):
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		}
	}
	return fmt.Errorf("refused %d times: %w", tries, err)
}

func (s store) tryTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// refused reports whether a transaction failed only because of others at the same time:
// a serialization failure, or a deadlock.
func refused(err error) bool {
	failure, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (failure.Code == "40001" || failure.Code == "40P01")
}
