package funcs

import "strings"

// Nearest returns the name of a function that is written almost like name, for a hint, or "".
func Nearest(name string) string {
	name = strings.ToLower(name)
	best, distance := "", len(name)/3+1
	for _, f := range All() {
		if f.Operator || f.Unsupported != "" {
			continue
		}
		if d := editDistance(name, f.Name, distance); d < distance {
			best, distance = f.Name, d
		}
	}
	return best
}

// editDistance counts the letters to insert, delete, change or swap with their neighbour to make b of a, and gives up at
// limit. It keeps three rows of the usual table: O(len(a)·len(b)).
func editDistance(a, b string, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= limit || len(a) > 100 {
		return limit
	}
	before, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(b)]
}
