package backoffice

import "slices"

// allTools is everything that the office can be asked, and what it does by
// itself.
func allTools() []*tool {
	return slices.Concat(financeTools(), hrTools(), travelTools(), itTools(), facilitiesTools())
}

func fail(status int, why string) (int, map[string]any) {
	return status, map[string]any{"error": why}
}
