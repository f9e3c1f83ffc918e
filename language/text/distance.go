package text

// maxCompared is how many runes of each text Distance compares; the rest
// counts by its length, so that hostile input stays cheap.
const maxCompared = 64

// Distance returns how many single edits lie between two texts: a rune put in,
// left out, replaced, or swapped with its neighbour (Damerau-Levenshtein by
// optimal string alignment). Beyond 64 runes only the lengths are compared.
func Distance(a, b string) int {
	if a == b {
		return 0
	}
	x, y := []rune(a), []rune(b)
	rest := max(len(x)-maxCompared, 0) - max(len(y)-maxCompared, 0)
	if rest < 0 {
		rest = -rest
	}
	x, y = x[:min(len(x), maxCompared)], y[:min(len(y), maxCompared)]
	var rows [3][maxCompared + 1]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range len(y) + 1 {
		above[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(y)] + rest
}
