// Command service takes ratings and ticket events over HTTP, keeps them in SQLite, and
// serves what they come to: as JSON, as Prometheus metrics, and as a dashboard.
//
//	go run .                  in memory, with a made sample
//	go run . -db cx.sqlite    in a file, which begins empty
//
// README.md tells of its requests, its limits, and how fast it is.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	switch err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

// options are what the flags say.
type options struct {
	listen   string
	anywhere bool // no flag said where to listen, and no client expects it anywhere
	file     string
	zone     *time.Location
	limits   limits
	targets  targets

	logFormat   string
	logRequests bool
	patience    time.Duration
	hosts       hosts
	tokens      string // a file
	newToken    string // roles
	proxies     proxies
}

const usage = `Usage: service [flags]

Without -tokens anybody who reaches the service may read and write, so that it listens on
the loopback alone. To serve others, put a proxy that speaks TLS before it, and:

  service -new-token write                # once for each client; writes a line for the file
  service -db cx.sqlite -tokens tokens -hosts cx.example.com -proxies 127.0.0.1

Clients send "Authorization: Bearer TOKEN"; a browser asks for it as a password. The file of
tokens is read again when it changes.

`

func readFlags(args []string, errs io.Writer) (options, error) {
	o := options{zone: time.UTC}
	f := flag.NewFlagSet("service", flag.ContinueOnError)
	f.SetOutput(errs)
	f.Usage = func() {
		fmt.Fprint(errs, usage)
		f.PrintDefaults()
	}
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "`address` to listen on; with port 0 a free one")
	f.StringVar(&o.file, "db", "", "database `file`; without one, memory and a made sample")
	f.Func("zone", "time `zone` of days and months (default UTC)", func(name string) (err error) {
		o.zone, err = time.LoadLocation(name)
		return err
	})
	f.IntVar(&o.limits.segments, "segments", 32, "`number` of segments that the service keeps apart")
	f.IntVar(&o.limits.tickets, "tickets", 250_000, "`number` of tickets that the service keeps, of about 1 kB of memory each")
	f.IntVar(&o.limits.customers, "customers", 1_000_000, "`number` of customers whose activity the service keeps")
	f.DurationVar(&o.targets.reply, "reply-within", 8*time.Hour, "`time` within which a ticket is to get its first reply")
	f.DurationVar(&o.targets.resolve, "resolve-within", 72*time.Hour, "`time` within which a ticket is to be resolved")
	f.StringVar(&o.logFormat, "log", "text", "`format` of the log on standard error, text or json")
	f.BoolVar(&o.logRequests, "log-requests", false, "write a line for every request, with its id, status, time and client")
	f.DurationVar(&o.patience, "client-timeout", 10*time.Second, "`time` that a client has to send a request, and again to take its answer")
	f.Func("hosts", "`names`, separated by commas, that clients know the service by, beside localhost and loopback addresses; a request for another is refused", func(list string) (err error) {
		o.hosts, err = readHosts(list)
		return err
	})
	f.StringVar(&o.tokens, "tokens", "", "`file` of tokens for reading and writing, by their hashes; needed for an address that is not the loopback's")
	f.StringVar(&o.newToken, "new-token", "", "write a new token with these `roles`, of read, write, admin, and its line for the file; and end")
	f.Func("proxies", "`addresses`, separated by commas, of proxies that are trusted to say for whom they ask", func(list string) (err error) {
		o.proxies.trusted, err = readProxies(list)
		return err
	})
	f.StringVar(&o.proxies.header, "client-header", "X-Forwarded-For", "`header` in which trusted proxies say so")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.anywhere = o.file == ""
	f.Visit(func(set *flag.Flag) { o.anywhere = o.anywhere && set.Name != "listen" })
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	case o.limits.segments < 0 || o.limits.segments > 1000:
		return o, fmt.Errorf("-segments %d is not 0 to 1000", o.limits.segments)
	case o.limits.tickets < 0:
		return o, fmt.Errorf("-tickets %d is negative", o.limits.tickets)
	case o.limits.customers < 0:
		return o, fmt.Errorf("-customers %d is negative", o.limits.customers)
	case o.logFormat != "text" && o.logFormat != "json":
		return o, fmt.Errorf("-log %q is neither text nor json", o.logFormat)
	case o.targets.reply <= 0 || o.targets.resolve <= 0:
		return o, fmt.Errorf("-reply-within %v or -resolve-within %v is not positive", o.targets.reply, o.targets.resolve)
	case o.patience <= 0:
		return o, fmt.Errorf("-client-timeout %v is not positive", o.patience)
	case o.tokens == "" && !loopback(hostOf(o.listen)):
		return o, fmt.Errorf("-listen %s is not on the loopback: others could read and write without -tokens", o.listen)
	}
	return o, nil
}

// hostOf returns the host of an address to listen on, "" if that is every one.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return hostName(host)
}

// listen takes a free port for the sample if another program has the usual one. A
// service with a file does not: its clients would talk to the other program.
func listen(ctx context.Context, o options, out io.Writer) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", o.listen)
	switch {
	case err == nil:
		return listener, nil
	case o.anywhere && errors.Is(err, syscall.EADDRINUSE):
		fmt.Fprintf(out, "%s is taken by another program; this one listens at\n", o.listen)
		return config.Listen(ctx, "tcp", "127.0.0.1:0")
	default:
		return nil, fmt.Errorf("%w (-listen ADDRESS takes another)", err)
	}
}

// run serves until the context ends.
func run(ctx context.Context, args []string, out, errs io.Writer) (err error) {
	o, err := readFlags(args, errs)
	if err != nil {
		return err
	}
	if o.newToken != "" {
		return newToken(out, o.newToken)
	}
	log := slog.New(newCalm(logHandler(errs, o.logFormat)))
	var known *tokens
	if o.tokens != "" {
		if known, err = openTokens(o.tokens, log); err != nil {
			return fmt.Errorf("-tokens: %w", err)
		}
	}

	l := newLive(o.zone)
	l.targets = o.targets
	s, err := openStore(ctx, o.file, l, o.limits)
	if err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	m := newMetrics(l, time.Now)
	m.file = o.file
	s.committed = func(events int, took time.Duration) {
		m.commits.Observe(float64(events))
		m.took.Observe(took.Seconds())
	}
	s.erred = m.errors.Inc
	go s.run()
	defer func() { err = errors.Join(err, s.close()) }()

	if o.file == "" {
		if err := addSample(ctx, s, time.Now()); err != nil {
			return fmt.Errorf("making the sample: %w", err)
		}
		fmt.Fprintln(out, "A made sample, in memory: nothing is kept. To keep what is sent: -db FILE")
	}

	listener, err := listen(ctx, o, out)
	if err != nil {
		return err
	}
	if at := parseAddress(listener.Addr().String()); known == nil && !at.IsLoopback() { // a name can be of any address
		return errors.Join(fmt.Errorf("-listen %s is %v, not on the loopback: others could read and write without -tokens", o.listen, at), listener.Close())
	}
	serve := newServer(s, m, log)
	serve.patience = o.patience
	if o.logRequests {
		serve.requestLog = slog.New(logHandler(errs, o.logFormat))
	}
	m.know(known)
	serve.hosts, serve.tokens, serve.proxies = o.hosts, known, o.proxies
	web := &http.Server{
		Handler:           serve.handler(),
		ReadHeaderTimeout: o.patience,
		ReadTimeout:       o.patience,
		WriteTimeout:      2 * o.patience, // it begins with the request's header
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	fmt.Fprintf(out, "http://%s\n", listener.Addr())

	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	// Requests that have begun are answered first.
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*o.patience)
	defer cancel()
	return web.Shutdown(patience)
}
