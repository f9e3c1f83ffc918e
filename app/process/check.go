package process

// check looks at what the steps mean together.
func (r *reader) check() {}
