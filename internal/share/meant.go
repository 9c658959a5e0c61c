package share

import "fmt"

// Meant says which of the names may have been meant, "" when none is near.
func Meant(name string, there []string) string {
	const near = 2
	best, at := near+1, ""
	for _, other := range there {
		if d := distance(name, other, near); d < best {
			best, at = d, other
		}
	}
	if at == "" || len(name) <= near {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", at)
}

// distance counts the letters in which two names differ: put in, left out, or another. It stops counting above most.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			next := min(row[j], row[j+1]) + 1
			if a[i] == b[j] {
				next = min(next, corner)
			} else {
				next = min(next, corner+1)
			}
			corner, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
