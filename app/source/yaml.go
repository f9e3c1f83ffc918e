package source

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	goyaml "github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Kind is the shape of a node.
type Kind int

// The shapes. Empty is a key with nothing behind it.
const (
	Empty Kind = iota
	Scalar
	Map
	List
)

// Node is a piece of a YAML file. A scalar's Text is what was written, never
// what YAML would make of it: 00123, no, ~ and 0x1F stay as they are.
type Node struct {
	Kind    Kind
	Text    string // Scalar
	Pos     Pos
	Length  int    // in characters, on its first line
	Quoted  bool   // in quotes or a block
	Block   bool   // | or >
	Flow    bool   // a {…} or […], or something inside one
	Comment string // what stands behind it on the same line, from the # on
	Entries []Entry
	Items   []*Node
}

// Entry is one key of a map.
type Entry struct{ Key, Value *Node }

// Get returns the value of a key, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, e := range n.Entries {
		if e.Key.Text == key {
			return e.Value
		}
	}
	return nil
}

// Keys are the keys in order.
func (n *Node) Keys() []string {
	keys := make([]string, len(n.Entries))
	for i, e := range n.Entries {
		keys[i] = e.Key.Text
	}
	return keys
}

// Bounds of what is read as YAML: more is a mistake or an attack.
const (
	maxYAML    = 4 << 20 // bytes
	maxNesting = 64      // of maps and lists
)

// Parse reads YAML that begins on line first (counted from 1) of the file. What
// can't be read is noted as a fault and gives nil; an empty text gives an Empty
// node.
func (f *File) Parse(text string, first int) *Node {
	p := yamlReader{file: f, offset: first - 1}
	if !p.bounded(text) {
		return nil
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	doc, err := parseYAML(text)
	if err != nil {
		p.syntax(err)
		return nil
	}
	for i, d := range doc.Docs {
		if i == 1 && d.Body != nil {
			f.Add("several_documents", Error, p.pos(d.Body.GetToken()), 1, "a second document begins here", "a file holds one; remove the line ---")
		}
	}
	if len(doc.Docs) == 0 {
		return &Node{Pos: f.At(first, 1)}
	}
	return p.node(doc.Docs[0].Body, false, 0)
}

// parseYAML keeps a fault of the parser from ending the program.
func parseYAML(text string) (doc *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this is not YAML (%v)", r)
		}
	}()
	return parser.ParseBytes([]byte(text), parser.ParseComments, parser.AllowDuplicateMapKey())
}

type yamlReader struct {
	file   *File
	offset int // lines above the YAML
}

// bounded refuses what would cost the parser too much.
func (p *yamlReader) bounded(text string) bool {
	if len(text) > maxYAML {
		p.file.Add("too_long", Error, p.file.At(p.offset+1, 1), 1, fmt.Sprintf("this is longer than %d MB", maxYAML>>20), "split it into several files")
		return false
	}
	for i, line := range strings.Split(text, "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " -"))
		open, shut := strings.Count(line, "[")+strings.Count(line, "{"), strings.Count(line, "]")+strings.Count(line, "}")
		if indent > 4*maxNesting || open-shut > maxNesting {
			p.file.Add("too_deep", Error, p.file.At(p.offset+i+1, 1), 1, "this is nested too deeply", "write it flatter, or move a part into a process of its own")
			return false
		}
	}
	return true
}

func (p *yamlReader) pos(t *token.Token) Pos {
	if t == nil || t.Position == nil {
		return p.file.At(p.offset+1, 1)
	}
	return p.file.At(t.Position.Line+p.offset, max(1, t.Position.Column))
}

func (p *yamlReader) node(n ast.Node, flow bool, depth int) *Node {
	if depth > maxNesting {
		p.file.Add("too_deep", Error, p.pos(n.GetToken()), 1, "this is nested too deeply", "write it flatter, or move a part into a process of its own")
		return &Node{Pos: p.pos(n.GetToken()), Length: 1}
	}
	switch n := n.(type) {
	case nil:
		return &Node{Pos: p.file.At(p.offset+1, 1), Length: 1}
	case *ast.MappingNode:
		out := p.start(n, flow || n.IsFlowStyle)
		out.Kind = Map
		for _, v := range n.Values {
			p.entry(out, v, depth)
		}
		if !n.IsFlowStyle && len(out.Entries) > 0 {
			out.Pos = out.Entries[0].Key.Pos
		}
		return out
	case *ast.MappingValueNode:
		out := p.start(n, flow)
		out.Kind = Map
		p.entry(out, n, depth)
		out.Pos = out.Entries[0].Key.Pos
		return out
	case *ast.SequenceNode:
		out := p.start(n, flow || n.IsFlowStyle)
		out.Kind = List
		for _, v := range n.Values {
			out.Items = append(out.Items, p.node(v, out.Flow, depth+1))
		}
		return out
	case *ast.CommentGroupNode:
		return &Node{Pos: p.pos(n.GetToken()), Length: 1}
	}
	return p.scalar(n, flow, depth)
}

func (p *yamlReader) start(n ast.Node, flow bool) *Node {
	return &Node{Pos: p.pos(n.GetToken()), Length: 1, Flow: flow}
}

func (p *yamlReader) entry(out *Node, v *ast.MappingValueNode, depth int) {
	key := p.node(v.Key, out.Flow, depth+1)
	if key.Kind != Scalar {
		p.file.Fault("bad_key", key, "this can't be a key", "a key is one word before a colon")
		key.Text = ""
	}
	for _, e := range out.Entries {
		if e.Key.Text == key.Text {
			p.file.Fault("duplicate_key", key, fmt.Sprintf("the key %q is here a second time (first on line %d)", key.Text, e.Key.Pos.Line), "keep one of them")
			break
		}
	}
	out.Entries = append(out.Entries, Entry{Key: key, Value: p.node(v.Value, out.Flow, depth+1)})
}

func (p *yamlReader) scalar(n ast.Node, flow bool, depth int) *Node {
	t := n.GetToken()
	out := p.start(n, flow)
	switch n := n.(type) {
	case *ast.LiteralNode:
		out.Kind, out.Quoted, out.Block = Scalar, true, true
		out.Text = n.Value.Value
		return out
	case *ast.TagNode:
		p.file.Add("trap_exclamation", Error, out.Pos, utf8.RuneCountInString(t.Value),
			"a text that begins with ! must stand in quotes", `write it as "`+t.Value+` …"; for "not" in an expression write the word not`)
		return p.inner(n.Value, out, flow, depth)
	case *ast.AnchorNode:
		p.file.Add("trap_anchor", Error, out.Pos, 1, "a text that begins with & must stand in quotes", "anchors of YAML have no meaning here; write it out")
		return p.inner(n.Value, out, flow, depth)
	case *ast.AliasNode:
		p.file.Add("trap_alias", Error, out.Pos, 1, "a text that begins with * must stand in quotes", "aliases of YAML have no meaning here; write it out")
		return out
	case *ast.MappingKeyNode:
		return p.inner(n.Value, out, flow, depth)
	case *ast.NullNode:
		if t.Type == token.ImplicitNullType {
			return p.comment(n, out)
		}
	}
	out.Kind = Scalar
	out.Text = t.Value
	out.Quoted = t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType
	first, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	out.Length = max(1, utf8.RuneCountInString(first))
	return p.comment(n, out)
}

func (p *yamlReader) inner(n ast.Node, out *Node, flow bool, depth int) *Node {
	if n == nil {
		return out
	}
	return p.node(n, flow, depth+1)
}

func (p *yamlReader) comment(n ast.Node, out *Node) *Node {
	if c := n.GetComment(); c != nil && len(c.Comments) > 0 {
		if t := c.Comments[0].GetToken(); t != nil && t.Position.Line+p.offset == out.Pos.Line {
			out.Comment = "#" + t.Value
		}
	}
	return out
}

// syntax notes what the parser could not read, naming the trap where the line
// shows one.
func (p *yamlReader) syntax(err error) {
	at, what := p.file.At(p.offset+1, 1), err.Error()
	var se goyaml.Error
	if errors.As(err, &se) {
		at, what = p.pos(se.GetToken()), se.GetMessage()
	}
	if above := p.file.Line(at.Line - 1); openQuote(above) && at.Line-1 > p.offset {
		at.Line--
		what = "quoted text"
	}
	line := p.file.Line(at.Line)
	if trap, ok := trapIn(line, what); ok {
		p.file.Add(trap.id, Error, p.file.At(at.Line, trap.column), trap.length, trap.text, trap.right)
		return
	}
	p.file.Add("yaml", Error, at, 1, "this line can't be read: "+what, "look at the indentation, quotes and brackets of this line and the one above")
}
