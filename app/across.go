package app

// across checks what only the whole folder shows.
func (l *loader) across() {}
