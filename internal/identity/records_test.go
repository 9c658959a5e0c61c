package identity

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
)

func TestWhoIsVouchedForHasTheGroupsThatAreTold(t *testing.T) {
	c := newClock()
	g, err := Open(Options{
		Records: records(t, c), Now: func() time.Time { return c.now },
		Member: func(name string, groups []string) (access.Principal, error) {
			return access.Principal{Name: name, Groups: groups}, nil
		},
	})
	if err != nil || g.Tokens() {
		t.Fatalf("a gate without tokens: %v", err)
	}
	session, err := g.Enter("bob@example.com", []string{"finance"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		who, ok, err := g.Resume(session.Cookie)
		if err != nil || !ok || who.Name != "bob@example.com" || !slices.Equal(who.Groups, []string{"finance"}) {
			t.Errorf("got %v, %v, %v", who, ok, err)
		}
	}
	for _, name := range []string{"local", "", "a\nb"} {
		if _, err := g.Enter(name, nil); fault.KindOf(err) != fault.Denied {
			t.Errorf("%q: got %v", name, err)
		}
	}
	if _, err := g.Bearer("a", ""); fault.KindOf(err) != fault.Denied {
		t.Errorf("an empty token where there are none: %v", err)
	}
	if n, err := g.options.Records.EndSessions("bob@example.com"); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	if _, ok, _ := g.Resume(session.Cookie); ok {
		t.Error("it goes on")
	}
}

func TestSessionsAreBoundedAndNoCookieIsOnTheDisk(t *testing.T) {
	c := newClock()
	g, token, _ := gate(t, c)
	var cookies []string
	for range mostSessions + 1 {
		session, err := g.Login("a", token)
		if err != nil {
			t.Fatal(err)
		}
		cookies = append(cookies, session.Cookie)
		c.now = c.now.Add(time.Second)
	}
	if _, ok, _ := g.Resume(cookies[0]); ok {
		t.Error("the oldest goes on")
	}
	if _, ok, _ := g.Resume(cookies[1]); !ok {
		t.Error("the second oldest has ended")
	}
	if text := onDisk(t, g.options.Records); strings.Contains(text, cookies[5]) {
		t.Error("a cookie is on the disk")
	}
}

// onDisk returns all bytes of the records' files.
func onDisk(t *testing.T, r *Records) string {
	t.Helper()
	var number, name, path string
	if err := r.db.QueryRowContext(t.Context(), "PRAGMA database_list").Scan(&number, &name, &path); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, suffix := range []string{"", "-wal"} {
		text, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

func TestAnAccessKeyIsKeptSealed(t *testing.T) {
	c := newClock()
	r := records(t, c)
	end := c.now.Add(time.Hour)
	one, secret, err := r.CreateKey(Ask{Principal: "alice"})
	if err != nil || len(one.ID) != 20 || len(secret) != 40 {
		t.Fatalf("got %+v %q, %v", one, secret, err)
	}
	two, _, err := r.CreateKey(Ask{Principal: "bob", Note: "nightly", Expires: &end})
	if err != nil {
		t.Fatal(err)
	}
	if key, again, err := r.KeySecret(one.ID); err != nil || again != secret || key.Principal != "alice" {
		t.Errorf("got %+v %q, %v", key, again, err)
	}
	if strings.Contains(onDisk(t, r), secret) {
		t.Error("a secret is on the disk")
	}
	c.now = end
	for _, id := range []string{two.ID, "GLAUXNOBODY", ""} {
		if _, _, err := r.KeySecret(id); fault.KindOf(err) != fault.Denied {
			t.Errorf("%q: got %v", id, err)
		}
	}
	if list, err := r.Keys(); err != nil || len(list) != 2 || list[0].ID != one.ID && list[1].ID != one.ID {
		t.Errorf("got %+v, %v", list, err)
	}
	if n, err := r.RevokeKeys("alice"); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	if _, _, err := r.KeySecret(one.ID); fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v", err)
	}
	if _, err := r.RevokeKeys("alice"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	if _, _, err := r.CreateKey(Ask{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestASecretIsNothingBesideAnotherIDOrWithAnotherKey(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "identity.sqlite")
	var keys []AccessKey
	for i := range 2 {
		r, err := OpenRecords(t.Context(), path, bytes.Repeat([]byte{byte(i)}, keyBytes), func() time.Time { return c.now })
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if _, _, err := r.KeySecret(k.ID); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("with the key of another installation: %v", err)
			}
		}
		for n := range 2 {
			k, _, err := r.CreateKey(Ask{Principal: fmt.Sprint("p", n)})
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, k)
		}
		_, err = r.db.ExecContext(t.Context(), "UPDATE keys SET secret = (SELECT secret FROM keys WHERE id = ?) WHERE id = ?", keys[0].ID, keys[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.KeySecret(keys[1].ID); err == nil {
			t.Error("the secret of another is taken")
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := NewSealer([]byte("short"), ""); err == nil {
		t.Error("a short key is taken")
	}
}
