package manual

import "testing"

func TestSourcesAreFresh(t *testing.T) { fresh(t, "sources.md", Sources()) }
