package funcs

import "testing"

func TestTablesHold(t *testing.T) {
	t.Log(len(All()))
}
