package source

import "slices"

// Near returns the candidate that word was most likely meant to be, or "" when
// none is close: at most a third of its letters, and never more than three, are wrong.
func Near(word string, candidates []string) string {
	best, bestDistance := "", 4
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		limit := min(3, max(1, (len([]rune(c))+1)/3))
		if d := distance([]rune(word), []rune(c)); d <= limit && d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance is the number of letters to add, drop, change or swap with their
// neighbour (optimal string alignment). Long words are never near.
func distance(a, b []rune) int {
	if len(a) > 60 || len(b) > 60 {
		return 60
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
