package trail

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/glauxhq/glaux/internal/demo/demotest"
	"github.com/glauxhq/glaux/internal/demo/world"
)

func months() Options {
	return Options{
		From: world.HourOf(time.Date(2024, time.October, 1, 0, 0, 0, 0, time.UTC)),
		To:   world.HourOf(time.Date(2025, time.December, 1, 0, 0, 0, 0, time.UTC)), Dir: "trail",
	}
}

func write14(t *testing.T, seed uint64) (demotest.Files, Summary) {
	t.Helper()
	made := demotest.Files{}
	done, err := Write(world.New(world.Options{Seed: seed}), months(), made.Create)
	if err != nil {
		t.Fatal(err)
	}
	return made, done
}

// events reads all files back.
func events(t *testing.T, made demotest.Files) []event {
	t.Helper()
	var all []event
	for path, body := range made {
		plain, err := gzip.NewReader(bytes.NewReader(body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Records []event }
		if err := json.NewDecoder(plain).Decode(&file); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, e := range file.Records {
			if !strings.Contains(path, "/"+e.RecipientAccountID+"/") || !strings.Contains(path, strings.ReplaceAll(e.EventTime[:10], "-", "/")) {
				t.Errorf("%s holds an event of %s at %s", path, e.RecipientAccountID, e.EventTime)
			}
		}
		all = append(all, file.Records...)
	}
	return all
}

func TestEveryChangeIsAnEvent(t *testing.T) {
	made, done := write14(t, 1)
	all := events(t, made)
	if len(all) != done.Events || len(made) != done.Files {
		t.Errorf("%d events in %d files, told are %d in %d", len(all), len(made), done.Events, done.Files)
	}
	w := world.New(world.Options{Seed: 1})
	for _, c := range w.Changes {
		if h := world.HourOf(c.At); h < months().From || h >= months().To {
			continue
		}
		found := slices.ContainsFunc(all, func(e event) bool {
			return e.EventTime == stamp(c.At) && e.EventName == c.Name && e.UserIdentity.ARN == c.Principal.ARN && !e.ReadOnly
		})
		if !found {
			t.Errorf("%s by %s at %s is no event", c.Name, c.Principal.ARN, stamp(c.At))
		}
	}
	ids := map[string]bool{}
	for _, e := range all {
		if ids[e.EventID] {
			t.Errorf("the id %s occurs twice", e.EventID)
		}
		ids[e.EventID] = true
	}
}

func TestTheSameSeedGivesTheSameFiles(t *testing.T) {
	a, _ := write14(t, 3)
	b, _ := write14(t, 3)
	for path, body := range a {
		if b[path] == nil || !bytes.Equal(body.Bytes(), b[path].Bytes()) {
			t.Errorf("%s differs", path)
		}
	}
}
