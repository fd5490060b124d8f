package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"
)

// hosts are the names that the service answers to, beside those of the loopback. A page
// of another site can let its own name resolve to 127.0.0.1, and is then of the same
// origin as the service; but the browser still sends that name as the Host.
type hosts map[string]bool

func readHosts(list string) (hosts, error) {
	h := make(hosts)
	for name := range strings.SplitSeq(list, ",") {
		name = hostName(name)
		if name == "" || strings.ContainsAny(name, "*/ \t") {
			return nil, fmt.Errorf("%q is not a list of names", list)
		}
		h[name] = true
	}
	return h, nil
}

// hostName returns a host without its port, in one spelling.
func hostName(host string) string {
	host = strings.TrimSpace(host)
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if address, err := netip.ParseAddr(host); err == nil {
		return address.Unmap().String()
	}
	return host
}

func (h hosts) allow(host string) bool {
	name := hostName(host)
	return h[name] || loopback(name)
}

// loopback reports whether a host is this machine by name.
func loopback(name string) bool {
	address, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && address.IsLoopback()
}

// The roles that a token can have.
const (
	reads   = "read"  // the dashboard, the results, the metrics
	writes  = "write" // events
	manages = "admin" // all that, and the export, retraction and erasure
)

// token is what the file of tokens says of one.
type token struct {
	name string
	may  map[string]bool
}

// tokens are those of a file, which is read again when it is older than a second. It has
// their SHA-256 and not the tokens: they are 256 random bits, so that the hash tells
// nothing.
type tokens struct {
	file string
	log  *slog.Logger
	now  func() time.Time

	mu     sync.Mutex
	looked time.Time
	text   []byte
	by     map[[sha256.Size]byte]token
}

const (
	maxTokenFile = 1 << 20 // bytes
	tokensAge    = time.Second
)

func openTokens(file string, log *slog.Logger) (*tokens, error) {
	t := &tokens{file: file, log: log, now: time.Now}
	text, err := t.load()
	if err != nil {
		return nil, err
	}
	t.text, t.looked = text, t.now()
	t.by, err = readTokens(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return t, nil
}

func (t *tokens) load() ([]byte, error) {
	f, err := os.Open(t.file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	text, err := io.ReadAll(io.LimitReader(f, maxTokenFile+1))
	if err == nil && len(text) > maxTokenFile {
		err = fmt.Errorf("%s has more than %d bytes", t.file, maxTokenFile)
	}
	return text, err
}

// readTokens reads lines of roles, the hash, and a name, as newToken writes them.
func readTokens(text []byte) (map[[sha256.Size]byte]token, error) {
	by := make(map[[sha256.Size]byte]token)
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		if len(f) != 3 {
			return nil, fmt.Errorf("line %d has %d words, not 3: roles, SHA-256 of the token, name", number, len(f))
		}
		known := token{name: f[2], may: make(map[string]bool)}
		for role := range strings.SplitSeq(f[0], ",") {
			switch role {
			case manages:
				known.may[reads], known.may[writes], known.may[manages] = true, true, true
			case reads, writes:
				known.may[role] = true
			default:
				return nil, fmt.Errorf("line %d: %q is not one of %s, %s, %s", number, shorten(role), reads, writes, manages)
			}
		}
		var sum [sha256.Size]byte
		if n, err := hex.Decode(sum[:], []byte(f[1])[:min(len(f[1]), 2*len(sum))]); err != nil || n != len(sum) || len(f[1]) != 2*len(sum) {
			return nil, fmt.Errorf("line %d: the second word is not a SHA-256 in hexadecimal", number)
		}
		if _, twice := by[sum]; twice {
			return nil, fmt.Errorf("line %d: the token is in the file twice", number)
		}
		by[sum] = known
	}
	if len(by) == 0 {
		return nil, errors.New("there is no token in it")
	}
	return by, nil
}

// find returns what is known of a token. If the file cannot be read any more, the tokens
// that it had stay.
func (t *tokens) find(secret string) (token, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.now(); now.Sub(t.looked) >= tokensAge {
		t.looked = now
		text, err := t.load()
		if err == nil && !bytes.Equal(text, t.text) {
			var by map[[sha256.Size]byte]token
			if by, err = readTokens(text); err == nil {
				t.by, t.text = by, text
				t.log.Info("the tokens have changed", "file", t.file, "tokens", len(by))
			}
		}
		if err != nil {
			t.log.Error("the tokens were not read again; those from before stay", "file", t.file, "err", err)
		}
	}
	known, ok := t.by[sha256.Sum256([]byte(secret))]
	return known, ok
}

// newToken writes a new token, and its line for the file.
func newToken(out io.Writer, roles string) error {
	secret := rand.Text() + rand.Text()
	line := fmt.Sprintf("%s %x NAME", roles, sha256.Sum256([]byte(secret)))
	if _, err := readTokens([]byte(line)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "token, for the client:          %s\nline, for the file of -tokens:  %s\n", secret, line)
	return err
}

// secret returns the token of a request: that of a program as bearer, that of a browser
// as the password of any user.
func secret(r *http.Request) (string, bool) {
	scheme, s, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(s), true
	}
	_, s, ok := r.BasicAuth()
	return s, ok
}

// proxies are who may say, in a header, for whom they ask.
type proxies struct {
	header  string
	trusted []netip.Prefix
}

func readProxies(list string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		prefix, err := netip.ParsePrefix(text)
		if address, err2 := netip.ParseAddr(text); err2 == nil {
			prefix, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("%q is neither an address nor a prefix as 10.0.0.0/8", text)
		}
		all = append(all, prefix)
	}
	return all, nil
}

func (p proxies) trust(a netip.Addr) bool {
	for _, prefix := range p.trusted {
		if prefix.Contains(a) {
			return true
		}
	}
	return false
}

// client returns the address that a request comes from. A trusted proxy appends to the
// header whom it asks for; what stands before that, the client can have made up.
func (p proxies) client(r *http.Request) netip.Prefix {
	at := parseAddress(r.RemoteAddr)
	said := strings.Split(strings.Join(r.Header.Values(p.header), ","), ",")
	for i := len(said) - 1; i >= 0 && p.trust(at); i-- {
		next := parseAddress(strings.TrimSpace(said[i]))
		if !next.IsValid() {
			break
		}
		at = next
	}
	return network(at)
}

// caller is whom refused requests are counted of.
type caller struct {
	token   string // its name
	address netip.Prefix
}

type callerKey struct{}

func callerOf(r *http.Request) caller {
	c, _ := r.Context().Value(callerKey{}).(caller)
	return c
}

// open is what anybody may read: no page and no figure.
var open = map[string]bool{"/healthz": true, "/problems": true, "/style.css": true, "/icon.svg": true}

// admin is what takes the role of an administrator.
func admin(path string) bool { return strings.HasPrefix(path, "/v1/admin/") }

// guard lets requests in that are for this host and have a token with the role for it.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hosts.allow(r.Host) {
			plain(http.StatusMisdirectedRequest, fmt.Sprintf("%q is not a name of this service; -hosts gives it names", shorten(r.Host))).write(w)
			return
		}
		who := caller{address: s.proxies.client(r)}
		if s.tokens != nil && !open[r.URL.Path] {
			role := reads
			switch {
			case admin(r.URL.Path):
				role = manages
			case r.Method != http.MethodGet && r.Method != http.MethodHead:
				role = writes
			}
			given, has := secret(r)
			known, ok := s.tokens.find(given)
			if !ok {
				w.Header().Add("WWW-Authenticate", `Bearer realm="cx"`)
				if role == reads {
					w.Header().Add("WWW-Authenticate", `Basic realm="cx: the token as the password"`)
				}
				detail := "this takes a token: Authorization: Bearer TOKEN"
				if has {
					detail = "the token is not known"
				}
				s.refuse(w, r, who, plain(http.StatusUnauthorized, detail))
				return
			}
			who.token = known.name
			s.metrics.tokens.WithLabelValues(known.name).Inc()
			if !known.may[role] {
				s.refuse(w, r, who, plain(http.StatusForbidden, fmt.Sprintf("the token of %q does not have the role %s", known.name, role)))
				return
			}
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, who)))
	})
}
