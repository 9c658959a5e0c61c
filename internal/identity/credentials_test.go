package identity

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

// desk returns credentials where root administers, with a token of alice that ends after some days, and her session.
func desk(t *testing.T, c *clock, days int) (d *Credentials, token string, session Shown) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tokens.json")
	end := c.now.AddDate(0, 0, days)
	_, token, err := Create(path, Ask{Principal: "alice", Expires: &end}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	g := open(t, c, path)
	begun, err := g.Login("a", token)
	if err != nil {
		t.Fatal(err)
	}
	return &Credentials{
		File: path, Records: g.options.Records, Now: g.options.Now,
		Administers: func(who access.Principal) bool { return who.By == "" && who.Name == "root" },
	}, token, Shown{Cookie: begun.Cookie}
}

func TestWhatSomebodyMakesForItselfNeitherLastsNorGivesMore(t *testing.T) {
	c := newClock()
	alice, root := access.Principal{Name: "alice"}, access.Principal{Name: "root"}
	day := func(n int) *time.Time { end := c.now.AddDate(0, 0, n); return &end }
	d, token, session := desk(t, c, 30)
	tests := []struct {
		name  string
		who   access.Principal
		shown Shown
		ask   Ask
		wants fault.Kind // Internal for none
	}{
		{"for oneself", alice, session, Ask{Expires: day(7)}, fault.Internal},
		{"for oneself, by name", alice, session, Ask{Principal: "alice", Note: "nightly", Expires: day(30)}, fault.Internal},
		{"with no login at all", alice, Shown{}, Ask{Expires: day(365)}, fault.Internal},
		{"longer than the token of the session", alice, session, Ask{Expires: day(31)}, fault.Denied},
		{"longer than the token that was shown", alice, Shown{Token: token}, Ask{Expires: day(31)}, fault.Denied},
		{"for ever", alice, Shown{}, Ask{}, fault.Denied},
		{"longer than a year", alice, Shown{}, Ask{Expires: day(367)}, fault.Denied},
		{"by a token that nobody has", alice, Shown{Token: "glaux_x"}, Ask{Expires: day(1)}, fault.Denied},
		{"for somebody else", alice, session, Ask{Principal: "bob", Expires: day(1)}, fault.Denied},
		{"for an administrator", alice, session, Ask{Principal: "root", Expires: day(1)}, fault.Denied},
		{"in somebody else's name", access.Principal{Name: "alice", By: "root"}, session, Ask{Principal: "root", Expires: day(1)}, fault.Denied},
		{"by an administrator, for ever", root, session, Ask{Principal: "bob"}, fault.Internal},
		{"for nobody", root, session, Ask{Principal: "a\nb"}, fault.Invalid},
		{"with a note of two lines", root, session, Ask{Principal: "bob", Note: "a\nb"}, fault.Invalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			made, secret, err := d.CreateToken(test.who, test.shown, test.ask)
			_, other, keyErr := d.CreateKey(test.who, test.shown, test.ask)
			if test.wants != fault.Internal {
				if fault.KindOf(err) != test.wants || fault.KindOf(keyErr) != test.wants || secret+other != "" {
					t.Errorf("got %v and %v", err, keyErr)
				}
				return
			}
			if err != nil || keyErr != nil || secret == "" || other == "" || made.Note != test.ask.Note {
				t.Errorf("got %+v %v and %v", made, err, keyErr)
			}
		})
	}
	if end, err := d.Latest(alice, session); err != nil || end == nil || !end.Equal(*day(30)) {
		t.Errorf("the latest: %v, %v", end, err)
	}
	if end, err := d.Latest(root, session); err != nil || end != nil {
		t.Errorf("the latest of an administrator: %v, %v", end, err)
	}
}

func TestOnlyOnesOwnAreSeenAndWithdrawn(t *testing.T) {
	c := newClock()
	alice, bob, root := access.Principal{Name: "alice"}, access.Principal{Name: "bob"}, access.Principal{Name: "root"}
	d, token, session := desk(t, c, 30)
	ends := c.now.Add(time.Hour)
	of, _, err := d.CreateToken(bob, Shown{}, Ask{Expires: &ends})
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := d.CreateKey(bob, Shown{}, Ask{Expires: &ends})
	if err != nil {
		t.Fatal(err)
	}
	if list, err := d.Tokens(alice, false); err != nil || len(list) != 1 || list[0].Principal != "alice" {
		t.Errorf("got %+v, %v", list, err)
	}
	if list, err := d.Keys(alice, false); err != nil || len(list) != 0 {
		t.Errorf("got %+v, %v", list, err)
	}
	for _, who := range []access.Principal{alice, {Name: "root", By: "root"}} {
		if _, err := d.Tokens(who, true); fault.KindOf(err) != fault.Denied {
			t.Errorf("got %v", err)
		}
		if _, err := d.Keys(who, true); fault.KindOf(err) != fault.Denied {
			t.Errorf("got %v", err)
		}
	}
	for _, id := range []string{of.ID, "bob", "000000000000", ""} { // what is there and what is not are told alike
		if _, err := d.RevokeToken(alice, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: got %v", id, err)
		}
	}
	for _, id := range []string{key.ID, "bob", ""} {
		if _, err := d.RevokeKey(alice, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: got %v", id, err)
		}
	}
	if list, err := d.Tokens(root, true); err != nil || len(list) != 2 {
		t.Errorf("got %+v, %v", list, err)
	}
	if gone, err := d.RevokeToken(root, of.ID); err != nil || gone.Principal != "bob" {
		t.Errorf("got %+v, %v", gone, err)
	}
	if _, err := d.RevokeKey(bob, key.ID); err != nil {
		t.Error(err)
	}
	by, err := d.By(session)
	if err != nil || by == nil || by.Principal != "alice" {
		t.Fatalf("came by %+v, %v", by, err)
	}
	if again, err := d.By(Shown{Token: token}); err != nil || again.ID != by.ID {
		t.Errorf("came by %+v, %v", again, err)
	}
	if _, err := d.RevokeToken(alice, by.ID); err != nil {
		t.Error(err)
	}
	if _, err := d.By(session); fault.KindOf(err) != fault.Denied {
		t.Errorf("came by a token that was withdrawn: %v", err)
	}
}

func TestNobodyFillsTheFile(t *testing.T) {
	c := newClock()
	d, _, _ := desk(t, c, 30)
	bob := access.Principal{Name: "bob"}
	end := c.now.Add(time.Hour)
	for n := range mostOwn {
		if _, _, err := d.CreateToken(bob, Shown{}, Ask{Note: fmt.Sprint(n), Expires: &end}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.CreateKey(bob, Shown{}, Ask{Note: fmt.Sprint(n), Expires: &end}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := d.CreateToken(bob, Shown{}, Ask{Expires: &end}); fault.KindOf(err) != fault.Exhausted {
		t.Errorf("got %v", err)
	}
	if _, _, err := d.CreateKey(bob, Shown{}, Ask{Expires: &end}); fault.KindOf(err) != fault.Exhausted {
		t.Errorf("got %v", err)
	}
	list, err := d.Keys(bob, false)
	if err != nil || !slices.ContainsFunc(list, func(k AccessKey) bool { return k.Note == "49" }) {
		t.Errorf("notes are lost: %+v, %v", list, err)
	}
}

func TestWithoutAFileThereAreKeysAlone(t *testing.T) {
	c := newClock()
	d := &Credentials{Records: records(t, c), Now: func() time.Time { return c.now }, Administers: func(access.Principal) bool { return true }}
	local := access.Local()
	if list, err := d.Tokens(local, true); err != nil || len(list) != 0 {
		t.Errorf("got %+v, %v", list, err)
	}
	if _, _, err := d.CreateToken(local, Shown{}, Ask{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
	if key, _, err := d.CreateKey(local, Shown{}, Ask{}); err != nil || key.Principal != "local" {
		t.Errorf("got %+v, %v", key, err)
	}
}
