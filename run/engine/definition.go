package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/usher-dev/usher/app"
	"github.com/usher-dev/usher/app/machine"
	"github.com/usher-dev/usher/app/process"
	"github.com/usher-dev/usher/language/value"
)

// maxDefinitions is how many compiled definitions are kept.
const maxDefinitions = 256

var errNoApp = errors.New("its app is not here")

// definition is a Definition that was compiled. It is immutable.
type definition struct {
	row     Definition
	app     *app.App // its processes and tools are the pinned ones
	process *process.Process
}

// tool is what the machine must know of a pinned tool.
func (d *definition) tool(name string) (machine.Tool, bool) {
	t, ok := d.app.Tools[name]
	if !ok {
		return machine.Tool{}, false
	}
	out := machine.Tool{Effect: t.Effect, Does: t.Does}
	if t.Undo != nil {
		out.Undo = &machine.Undo{Tool: t.Undo.Tool, With: t.Undo.With}
	}
	return out, true
}

// title is the title of a pinned process, nil where it has none.
func (d *definition) title(process string) value.Localized {
	if p, ok := d.app.Process(process); ok {
		return p.Title
	}
	return nil
}

// definitions keeps what was compiled, by a key that names all that went into it.
type definitions struct {
	mu    sync.Mutex
	byKey map[string]*definition
	order []string // oldest first
}

func newDefinitions() *definitions { return &definitions{byKey: map[string]*definition{}} }

// get returns what is kept under key, else makes it. Two goroutines may make
// the same; the first is kept.
func (d *definitions) get(key string, compile func() (*definition, error)) (*definition, error) {
	d.mu.Lock()
	def, ok := d.byKey[key]
	d.mu.Unlock()
	if ok {
		return def, nil
	}
	def, err := compile()
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if first, ok := d.byKey[key]; ok {
		return first, nil
	}
	if len(d.order) >= maxDefinitions {
		delete(d.byKey, d.order[0])
		d.order = d.order[1:]
	}
	d.byKey[key] = def
	d.order = append(d.order, key)
	return def, nil
}

// live returns the definition that a new run of a process is pinned to.
func (e *Engine) live(a *app.App, id string) (*definition, error) {
	return e.defs.get("live\x00"+a.Name+"\x00"+a.Hash+"\x00"+id, func() (*definition, error) { return pin(a, id) })
}

// pin makes the definition of a process of a as it is there.
func pin(a *app.App, id string) (*definition, error) {
	p, ok := a.Process(id)
	if !ok {
		return nil, fmt.Errorf("app %s has no process %q: %w", a.Name, id, ErrNotFound)
	}
	source, err := app.Pin(a, id)
	if err != nil {
		return nil, fmt.Errorf("pin process %s: %w", id, err)
	}
	sum := sha256.Sum256(source)
	row := Definition{Hash: hex.EncodeToString(sum[:]), App: a.Name, Process: id, Format: app.PinnedFormat, Source: source}
	return &definition{row: row, app: a, process: p}, nil
}

// pinned returns the definition that a run began with: the live one where
// nothing has changed, else compiled from what was stored. a gives what is
// never pinned.
func (e *Engine) pinned(ctx context.Context, a *app.App, id, hash string) (*definition, error) {
	if def, err := e.live(a, id); err == nil && def.row.Hash == hash {
		return def, nil
	}
	return e.defs.get("pinned\x00"+a.Hash+"\x00"+hash, func() (*definition, error) {
		row, err := e.o.Store.Definition(ctx, hash)
		if err != nil {
			return nil, fmt.Errorf("definition %s of process %s: %w", hash, id, err)
		}
		compiled, err := app.Compile(a, row.Source)
		if err != nil {
			return nil, fmt.Errorf("process %s as it was when the run began: %w", id, err)
		}
		p, ok := compiled.Process(row.Process)
		if !ok {
			return nil, fmt.Errorf("process %s is not in its own definition: %w", id, ErrNotFound)
		}
		return &definition{row: row, app: compiled, process: p}, nil
	})
}

// sub returns the definition of a sub-run: the process as its parent's
// definition holds it.
func (e *Engine) sub(parent *definition, a *app.App, id string) (*definition, error) {
	return e.defs.get("sub\x00"+a.Hash+"\x00"+parent.row.Hash+"\x00"+id, func() (*definition, error) { return pin(parent.app, id) })
}

// toolOf returns the tool that serves an effect, and the live app: the address,
// headers, timeout and the rest of the way there as they are now where what goes
// in, what comes out, its effect and its undo are unchanged, else the pinned tool.
func (e *Engine) toolOf(ctx context.Context, effect Effect) (*app.App, *app.Tool, error) {
	a, ok := e.o.Apps.App(effect.App)
	if !ok {
		return nil, nil, errNoApp
	}
	run, err := e.o.Store.Run(ctx, effect.Run)
	if err != nil {
		return nil, nil, fmt.Errorf("run of effect %s: %w", effect.Key, err)
	}
	def, err := e.pinned(ctx, a, run.Process, run.Definition)
	if err != nil {
		return nil, nil, err
	}
	old, ok := def.app.Tools[effect.Tool]
	if !ok {
		return nil, nil, fmt.Errorf("tool %s: %w", effect.Tool, ErrNotFound)
	}
	return a, serving(old, a.Tools[effect.Tool]), nil
}

// serving chooses between a pinned tool and the one of that name that is live.
func serving(pinned, live *app.Tool) *app.Tool {
	if live == nil || live == pinned || !sameMeaning(pinned, live) {
		return pinned
	}
	t := *live
	t.Fails = pinned.Fails // the names of outcomes are the process's words
	return &t
}

func sameMeaning(a, b *app.Tool) bool {
	return a.Effect == b.Effect && reflect.DeepEqual(a.In, b.In) && reflect.DeepEqual(a.Out, b.Out) && sameUndo(a.Undo, b.Undo)
}

func sameUndo(a, b *app.Undo) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Tool != b.Tool || len(a.With) != len(b.With) {
		return false
	}
	for i := range a.With {
		if a.With[i].Name != b.With[i].Name || a.With[i].Expr.Source != b.With[i].Expr.Source {
			return false
		}
	}
	return true
}
