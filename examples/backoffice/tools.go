package backoffice

import "slices"

// allTools is everything that the office can be asked.
func allTools() []*tool {
	return slices.Concat(financeTools(), hrTools())
}

func fail(status int, why string) (int, map[string]any) {
	return status, map[string]any{"error": why}
}
