package process

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cockroachdb/apd/v3"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/usher-dev/usher/language/value"
)

// Bounds of an expression.
const (
	maxSource  = 4000 // characters
	maxNodes   = 500
	maxNesting = 16
)

// problem is what is wrong with an expression, by place in its source.
type problem struct {
	id          string
	span        span
	text, right string
	warning     bool
}

func (p *problem) Error() string { return p.text + "; " + p.right }

// parserConfig is expr without its builtins; names of our functions win over
// expr's loops of the same name.
func parserConfig() *conf.Config {
	c := conf.CreateNew()
	c.MaxNodes = maxNodes
	c.DisableIfOperator = true
	c.Builtins = conf.FunctionsTable{}
	for _, f := range builtin.Builtins {
		c.Disabled[f.Name] = true
	}
	for name := range functions {
		c.Functions[name] = &builtin.Function{Name: name}
	}
	return c
}

// parseExpr reads an expression of the subset.
func parseExpr(src string) (*Expr, []problem) {
	e := &Expr{Source: src}
	runes := []rune(src)
	whole := span{0, len(runes)}
	switch {
	case strings.TrimSpace(src) == "":
		return e, []problem{{"empty_expression", whole, "there is no expression here", "write one, such as amount > 50", false}}
	case len(runes) > maxSource:
		return e, []problem{{"too_long", whole, "this expression is too long", fmt.Sprintf("keep it under %d characters", maxSource), false}}
	case brackets(runes) > maxNesting:
		return e, []problem{tooDeep(whole)}
	}
	if i := pipe(runes); i >= 0 {
		return e, []problem{{"not_in_subset", span{i, i + 1}, "| can't be used in an expression", "write the function around its value: len(text)", false}}
	}
	tree, err := parseTree(src)
	if err != nil {
		return e, []problem{syntaxProblem(runes, err)}
	}
	t := translator{src: runes}
	e.root = t.node(tree, 0)
	if len(t.problems) > 0 {
		return e, t.problems
	}
	e.names = readNames(e.root)
	return e, nil
}

func tooDeep(at span) problem {
	return problem{"too_deep", at, fmt.Sprintf("this expression is nested deeper than %d", maxNesting), "write it flatter", false}
}

// brackets is how deeply brackets nest; the parser descends once for each.
func brackets(src []rune) int {
	depth, deepest := 0, 0
	for _, r := range src {
		switch r {
		case '(', '[', '{':
			depth++
			deepest = max(deepest, depth)
		case ')', ']', '}':
			depth--
		}
	}
	return deepest
}

// pipe finds a lone | outside of texts; expr would take it for a call.
func pipe(src []rune) int {
	quote := rune(0)
	for i := 0; i < len(src); i++ {
		switch r := src[i]; {
		case quote != 0:
			if r == '\\' {
				i++
			} else if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'' || r == '`':
			quote = r
		case r == '|' && i+1 < len(src) && src[i+1] == '|':
			i++
		case r == '|':
			return i
		}
	}
	return -1
}

func parseTree(src string) (n ast.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it can't be read (%v)", r)
		}
	}()
	tree, err := parser.ParseWithConfig(src, parserConfig())
	if err != nil {
		return nil, err
	}
	return tree.Node, nil
}

// syntaxProblem says in our words what the parser stumbled over.
func syntaxProblem(src []rune, err error) problem {
	at := span{0, len(src)}
	msg := err.Error()
	var fe *file.Error
	if errors.As(err, &fe) {
		at = span{min(fe.From, max(0, len(src)-1)), min(max(fe.To, fe.From+1), len(src))}
		msg = fe.Message
	}
	text := string(src)
	right := "an expression is like amount > 50 and category == other"
	switch {
	case singleEquals(text) >= 0:
		i := len([]rune(text[:singleEquals(text)]))
		return problem{"single_equals", span{i, i + 1}, "one = does not compare", "write ==", false}
	case strings.Contains(msg, "cannot be mixed"):
		return problem{"mixed_default", at, "?? beside another operator needs brackets", "write (x ?? 0) > 5", false}
	case strings.Contains(msg, "EOF"):
		return problem{"unfinished", span{max(0, len(src)-1), len(src)}, "the expression ends too early", right, false}
	}
	return problem{"syntax", at, fmt.Sprintf("%q can't be read as an expression", cutText(text, 80)), right, false}
}

// singleEquals finds an = that is no part of ==, !=, <= or >=.
func singleEquals(s string) int {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '=' && i+1 < len(s) && s[i+1] == '=':
			i++
		case c == '=' && (i == 0 || !strings.ContainsRune("!<>=", rune(s[i-1]))):
			return i
		}
	}
	return -1
}

// translator turns expr's tree into ours and notes what the subset lacks.
type translator struct {
	src      []rune
	problems []problem
}

func (t *translator) refuse(n ast.Node, id, text, right string) node {
	at := t.span(n)
	t.problems = append(t.problems, problem{id, at, text, right, false})
	return &literal{span: at}
}

func (t *translator) span(n ast.Node) span {
	loc := n.Location()
	from := min(max(loc.From, 0), len(t.src))
	return span{from, min(max(loc.To, from), len(t.src))}
}

func (t *translator) node(n ast.Node, depth int) node {
	if depth > maxNesting {
		t.problems = append(t.problems, tooDeep(t.span(n)))
		return &literal{}
	}
	at := t.span(n)
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return t.number(n)
	case *ast.StringNode:
		return &literal{at, value.Value{Kind: value.Text, Text: n.Value}, n.String()}
	case *ast.IdentifierNode:
		if strings.Contains(n.Value, "$") {
			return t.refuse(n, "bad_name", n.Value+" can't be a name", "a name is letters, digits and _")
		}
		return identifier(n.Value, at)
	case *ast.BoolNode:
		return t.refuse(n, "spelling", fmt.Sprintf("%v is not a word of expressions", n.Value), "write yes or no")
	case *ast.NilNode:
		return t.refuse(n, "spelling", "nil is not a word of expressions", "write none")
	case *ast.ChainNode:
		return t.node(n.Node, depth)
	case *ast.MemberNode:
		return t.member(n, depth)
	case *ast.UnaryNode:
		return t.unary(n, depth)
	case *ast.BinaryNode:
		return t.binary(n, depth)
	case *ast.CallNode:
		return t.call(n, depth)
	case *ast.BuiltinNode:
		return t.refuse(n, "unknown_function", fmt.Sprintf("there is no function %s", n.Name), functionList())
	case *ast.ArrayNode:
		out := &list{span: at}
		for _, item := range n.Nodes {
			out.items = append(out.items, t.node(item, depth+1))
		}
		return out
	case *ast.ConditionalNode:
		return t.refuse(n, "not_in_subset", "a choice between two expressions can't be written here", "use a step with when, then and else")
	}
	return t.refuse(n, "not_in_subset", "this can't be written in an expression", "use names, numbers, texts in quotes, comparisons, + - * /, and, or, not, in, ??")
}

func identifier(id string, at span) node {
	switch id {
	case "none":
		return &literal{at, value.Value{}, "none"}
	case "yes", "no":
		return &literal{at, value.Value{Kind: value.YesNo, Text: id}, id}
	}
	return &name{at, id}
}

// number takes the digits from the source: expr has made them a float64.
func (t *translator) number(n ast.Node) node {
	at := t.span(n)
	text := strings.ReplaceAll(string(t.src[at.from:at.to]), "_", "")
	d, _, err := apd.NewFromString(text)
	if err != nil || len(text) > 40 || strings.ContainsAny(text, "eExXoObB") {
		return t.refuse(n, "bad_number", fmt.Sprintf("%q is no number that can be written here", text), "write digits with a point, such as 0.5")
	}
	return &literal{at, value.Value{Kind: value.Number, Text: d.Text('f')}, d.Text('f')}
}

func (t *translator) member(n *ast.MemberNode, depth int) node {
	property, ok := n.Property.(*ast.StringNode)
	if !ok || n.Optional || n.Method {
		return t.refuse(n, "not_in_subset", "only a name can stand behind the point", "write limit.max")
	}
	at := t.span(n)
	of := t.node(n.Node, depth)
	return &member{span{of.at().from, max(at.to, t.span(n.Property).to)}, of, property.Value}
}

func (t *translator) unary(n *ast.UnaryNode, depth int) node {
	at := t.span(n)
	switch n.Operator {
	case "not", "-":
		return &unary{at, n.Operator, t.node(n.Node, depth+1)}
	case "!":
		return t.refuse(n, "spelling", "! is not a word of expressions", "write not")
	}
	return t.refuse(n, "not_in_subset", n.Operator+" can't stand before a value", "leave it out")
}

var spelled = map[string]string{"&&": "and", "||": "or", "contains": "has(text, part)", "startsWith": "starts_with(text, part)", "endsWith": "ends_with(text, part)"}

func (t *translator) binary(n *ast.BinaryNode, depth int) node {
	switch n.Operator {
	case "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "and", "or", "in", "??":
		l, r := t.node(n.Left, depth), t.node(n.Right, depth+1)
		return &binary{span{l.at().from, r.at().to}, n.Operator, l, r}
	}
	if right := spelled[n.Operator]; right != "" {
		return t.refuse(n, "spelling", n.Operator+" is not a word of expressions", "write "+right)
	}
	return t.refuse(n, "not_in_subset", n.Operator+" can't be used in an expression", "use + - * /, comparisons, and, or, not, in, ??")
}

func (t *translator) call(n *ast.CallNode, depth int) node {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return t.refuse(n, "not_in_subset", "only a function's name can stand before (", functionList())
	}
	f, known := functions[callee.Value]
	if !known {
		return t.refuse(n, "unknown_function", "there is no function "+callee.Value, functionList())
	}
	if len(n.Arguments) < f.least || len(n.Arguments) > f.most {
		return t.refuse(n, "wrong_arguments", callee.Value+" is given the wrong number of values", "write "+f.form)
	}
	out := &call{span: t.span(n), fn: callee.Value}
	for _, arg := range n.Arguments {
		out.args = append(out.args, t.node(arg, depth+1))
	}
	return out
}
