// Package browser drives a headless Chromium, for tests that look at a page.
package browser

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Browser is a headless Chromium with one page, driven by the DevTools protocol
// over a pipe: https://chromedevtools.github.io/devtools-protocol/.
type Browser struct {
	tb      testing.TB
	in      io.Writer
	session string

	mu       sync.Mutex
	last     int
	answers  map[int]chan message
	loaded   chan struct{}
	requests []string // addresses
	mishaps  []string // errors and warnings of the console
}

type message struct {
	ID        int             `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    json.RawMessage `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// Open starts the program that the variable CX_CHROMIUM names, as the gate does. Without the
// variable it skips the test.
func Open(tb testing.TB) *Browser {
	tb.Helper()
	name := os.Getenv("CX_CHROMIUM")
	if name == "" {
		tb.Skip("CX_CHROMIUM names no browser to look at the page with")
	}
	path, err := exec.LookPath(name)
	if err != nil {
		tb.Fatal(err)
	}
	fromUs, in, err := os.Pipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, fromIt, err := os.Pipe()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(tb.TempDir(), "profile"), "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{fromUs, fromIt} // its 3 and 4
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	_, _ = fromUs.Close(), fromIt.Close()
	b := &Browser{tb: tb, in: in, answers: make(map[int]chan message), loaded: make(chan struct{}, 10)}
	go b.listen(out)
	tb.Cleanup(func() {
		b.session = ""
		b.Call("Browser.close", nil, nil)
		stuck := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		stuck.Stop()
	})

	var target struct{ TargetID string }
	b.Call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.Call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network", "Accessibility", "DOM"} {
		b.Call(domain+".enable", nil, nil)
	}
	return b
}

// listen hands out what the browser says, until it has gone.
func (b *Browser) listen(out io.Reader) {
	r := bufio.NewReader(out)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
			b.tb.Errorf("the browser said %.200s: %v", text, err)
			return
		}
		b.mu.Lock()
		switch {
		case m.ID != 0:
			b.answers[m.ID] <- m
			delete(b.answers, m.ID)
		case m.Method == "Page.loadEventFired":
			b.loaded <- struct{}{}
		case m.Method == "Network.requestWillBeSent":
			var p struct{ Request struct{ URL string } }
			_ = json.Unmarshal(m.Params, &p)
			b.requests = append(b.requests, p.Request.URL)
		case m.Method == "Log.entryAdded", m.Method == "Runtime.exceptionThrown", m.Method == "Runtime.consoleAPICalled":
			b.mishaps = append(b.mishaps, string(m.Params))
		}
		b.mu.Unlock()
	}
}

// Call sends a command and decodes its result.
func (b *Browser) Call(method string, params, result any) {
	b.tb.Helper()
	raw, err := json.Marshal(params)
	if err != nil {
		b.tb.Fatal(err)
	}
	if params == nil {
		raw = nil
	}
	answer := make(chan message, 1)
	b.mu.Lock()
	b.last++
	m := message{ID: b.last, SessionID: b.session, Method: method, Params: raw}
	b.answers[m.ID] = answer
	b.mu.Unlock()
	text, err := json.Marshal(m)
	if err != nil {
		b.tb.Fatal(err)
	}
	if _, err := b.in.Write(append(text, 0)); err != nil {
		b.tb.Fatalf("%s: %v", method, err)
	}
	select {
	case m = <-answer:
	case <-time.After(30 * time.Second):
		b.tb.Fatalf("%s: no answer", method)
	}
	if m.Error != nil {
		b.tb.Fatalf("%s: %s", method, m.Error.Message)
	}
	if result != nil {
		if err := json.Unmarshal(m.Result, result); err != nil {
			b.tb.Fatalf("%s: %v in %.200s", method, err, m.Result)
		}
	}
}

// Load loads a page.
func (b *Browser) Load(url string) {
	b.tb.Helper()
	b.Call("Page.navigate", map[string]any{"url": url}, nil)
	b.Await()
}

// Await waits until the page is loaded.
func (b *Browser) Await() {
	b.tb.Helper()
	select {
	case <-b.loaded:
	case <-time.After(30 * time.Second):
		b.tb.Fatal("the page did not load")
	}
}

// Eval computes a JavaScript expression in the page.
func (b *Browser) Eval(expression string, result any) {
	b.tb.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	b.Call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &r)
	if r.ExceptionDetails != nil {
		b.tb.Fatalf("%.100s: %s", expression, r.ExceptionDetails)
	}
	if err := json.Unmarshal(r.Result.Value, result); err != nil {
		b.tb.Fatalf("%.100s: %v in %s", expression, err, r.Result.Value)
	}
}

// Screen sets the size of the window, as a phone's or a desk's, and the scheme.
func (b *Browser) Screen(width, height int, scheme string) {
	b.tb.Helper()
	b.Call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	b.Call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// Key presses a key with its name in the protocol, such as "Tab".
func (b *Browser) Key(key, text string, code int) {
	b.tb.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		press := map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
		if text != "" && kind == "keyDown" {
			press["text"] = text
		}
		b.Call("Input.dispatchKeyEvent", press, nil)
	}
}

// Shoot keeps a picture of the whole page where go test -artifacts says.
func (b *Browser) Shoot(name string) {
	b.tb.Helper()
	var shot struct{ Data string }
	b.Call("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil || len(png) < 10_000 {
		b.tb.Fatalf("a picture of %d bytes: %v", len(png), err)
	}
	if err := os.WriteFile(filepath.Join(b.tb.ArtifactDir(), name+".png"), png, 0o644); err != nil {
		b.tb.Fatal(err)
	}
}

// Quiet fails if the console had anything to say, if a request was for anything but the pages
// with this prefix, or if none was for one that is wanted.
func (b *Browser) Quiet(prefix string, wanted ...string) {
	b.tb.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.mishaps {
		b.tb.Errorf("the console: %s", m)
	}
	for _, url := range b.requests {
		if !strings.HasPrefix(url, prefix) && url != "about:blank" {
			b.tb.Errorf("the page asked for %s", url)
		}
	}
	for _, path := range wanted {
		if !slices.Contains(b.requests, prefix+path) {
			b.tb.Errorf("no request for %s among %d", path, len(b.requests))
		}
	}
}
