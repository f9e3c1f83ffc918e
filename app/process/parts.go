package process

// Part is one piece of a Template: Text as it stands, or an Expr.
type Part struct {
	Text string
	Expr *Expr // nil for Text
}

// Parts returns the pieces of the template in a language, in order.
func (t *Template) Parts(lang string) []Part { return t.parts[lang] }
