package main

import (
	"bufio"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed peers.py
var peers string

// A python is a Python process that holds a contest's data as numpy arrays and
// answers one question at a time; what it measures is its own time, without the pipe.
type python struct {
	absent error
	cmd    *exec.Cmd
	ask    io.WriteCloser
	answer *bufio.Reader
	dir    string
}

// newPython starts one, or returns one that is absent where the command, numpy or
// pandas is. Columns are slices of fixed-size integers, by name.
func newPython(command string, columns map[string]any) (p *python, err error) {
	if _, err := pythonVersions(command); err != nil {
		return &python{absent: err}, nil
	}
	dir, err := os.MkdirTemp("", "cx-benchmarks-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	for name, data := range columns {
		if err := write(filepath.Join(dir, name+"."+strings.TrimPrefix(fmt.Sprintf("%T", data), "[]")), data); err != nil {
			return nil, err
		}
	}
	p = &python{cmd: exec.Command(command, "-c", peers, dir), dir: dir}
	p.cmd.Stderr = os.Stderr
	if p.ask, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.answer = bufio.NewReader(out)
	return p, p.cmd.Start()
}

func write(path string, data any) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return binary.Write(f, binary.LittleEndian, data)
}

func (p *python) technique(name, function string) technique {
	var took time.Duration
	return technique{
		name:    name,
		threads: 1,
		peer:    true,
		absent:  p.absent,
		clock:   func() time.Duration { return took },
		run: func() ([]int64, error) {
			if _, err := fmt.Fprintln(p.ask, function); err != nil {
				return nil, err
			}
			line, err := p.answer.ReadBytes('\n')
			if err != nil {
				return nil, err
			}
			var reply struct {
				Nanoseconds int64
				Answer      []int64
			}
			if err := json.Unmarshal(line, &reply); err != nil {
				return nil, err
			}
			took = time.Duration(reply.Nanoseconds)
			return reply.Answer, nil
		},
	}
}

func (p *python) Close() error {
	if p.cmd == nil {
		return nil
	}
	return errors.Join(p.ask.Close(), p.cmd.Wait(), os.RemoveAll(p.dir))
}

// pythonVersions says which Python, numpy and pandas a command has.
func pythonVersions(command string) (string, error) {
	const script = "import sys, numpy, pandas; print('Python', sys.version.split()[0] + ', numpy', numpy.__version__ + ', pandas', pandas.__version__)"
	out, err := exec.Command(command, "-c", script).Output()
	if err != nil {
		return "", fmt.Errorf("%w: %s with numpy and pandas", errAbsent, command)
	}
	return strings.TrimSpace(string(out)), nil
}

func column[T, V any](all []T, of func(T) V) []V {
	c := make([]V, len(all))
	for i := range all {
		c[i] = of(all[i])
	}
	return c
}

// closing closes all of them.
func closing(all ...io.Closer) func() error {
	return func() error {
		var errs []error
		for _, c := range all {
			errs = append(errs, c.Close())
		}
		return errors.Join(errs...)
	}
}
