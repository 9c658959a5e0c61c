package console

import (
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// What was answered under other rights is not answered again, although the data are the same.
func TestWhatIsKeptIsForgottenWithARevoke(t *testing.T) {
	c := open(t)
	ask := FrequentRequest{Database: "shop", Table: "cur", Column: "line_item_product_code"}
	before, err := c.Frequents(t.Context(), principal("alice"), ask)
	if err != nil || len(before.Items) != 1 {
		t.Fatalf("got %+v, %v", before, err)
	}
	c.runner.Policy = access.New(access.Rules{Grants: []access.Grant{access.Reads("alice", "shop", "cur")}})
	more, err := c.Frequents(t.Context(), principal("alice"), ask)
	if err != nil || len(more.Items) < 2 {
		t.Fatalf("got %+v, %v", more, err)
	}
	c.runner.Policy = access.New(access.Rules{})
	if got, err := c.Frequents(t.Context(), principal("alice"), ask); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %+v, %v", got, err)
	}
}
