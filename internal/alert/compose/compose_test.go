package compose_test

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/compose"
	"github.com/glauxhq/glaux/internal/golden"
	"github.com/glauxhq/glaux/internal/money"
)

func parcel(language alert.Language, cases ...alert.Case) alert.Parcel {
	p := alert.Parcel{ID: "id", Monitor: alert.Monitor{ID: "m", Name: "Search"}, Occasion: alert.Opened, To: alert.Recipient{Language: language}}
	for _, c := range cases {
		p.Cases = append(p.Cases, alert.Told{Occasion: alert.Opened, Case: c})
	}
	return p
}

func example() alert.Case {
	c := alert.Example(time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC))
	c.Title = alert.Text{}
	c.Means, c.Look = alert.Text{English: "Each gigabyte that it passes on.", Japanese: "処理したデータ。"}, []alert.Text{{English: "Its flows", Japanese: "フロー"}}
	c.URL, c.Owner = "https://glaux.example.com/anomalies/x", "alice"
	c.Links = []alert.Link{{Title: "costs", URL: "https://glaux.example.com/costs?a=1&b=2"}}
	c.Causes[0].Price, c.Causes[0].Quantity = money.New(6200, 2), money.New(10000, 2)
	return c
}

func write(t *testing.T, p alert.Parcel) compose.Letter {
	t.Helper()
	l, err := compose.Message(p)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The letters of a case are in testdata, in both languages; -update writes them.
func TestLetters(t *testing.T) {
	for _, language := range []alert.Language{alert.English, alert.Japanese} {
		l := write(t, parcel(language, example()))
		for name, got := range map[string]string{"txt": l.Subject + "\n\n" + l.Text, "html": l.HTML} {
			path := fmt.Sprintf("testdata/%s.%s", language, name)
			if golden.Updating() {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil || got != string(want) {
				t.Errorf("%s is another (-update writes it), %v:\n%s", path, err, got)
			}
		}
	}
}

func TestTheSameParcelGivesTheSameLetter(t *testing.T) {
	a, b := write(t, parcel(alert.English, example())), write(t, parcel(alert.English, example()))
	if a.HTML != b.HTML || a.Text != b.Text || !bytes.Equal(a.Pictures[0].PNG, b.Pictures[0].PNG) {
		t.Error("it differs")
	}
}

// Every word is there in both languages, takes the same values, and no Japanese text is English.
func TestWordsAreComplete(t *testing.T) {
	verbs := regexp.MustCompile(`%[a-z]`)
	en, ja := compose.WordsOf(alert.English), compose.WordsOf(alert.Japanese)
	of := reflect.TypeFor[compose.Words]()
	for i := range of.NumField() {
		f := of.Field(i)
		if f.Type.Kind() != reflect.String || f.Name == "Language" || f.Name == "Colon" {
			continue
		}
		a, b := reflect.ValueOf(en).Field(i).String(), reflect.ValueOf(ja).Field(i).String()
		if a == "" || b == "" || fmt.Sprint(verbs.FindAllString(a, -1)) != fmt.Sprint(verbs.FindAllString(b, -1)) {
			t.Errorf("%s: %q and %q", f.Name, a, b)
		}
		if !strings.ContainsFunc(b, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }) {
			t.Errorf("%s: %q is not Japanese", f.Name, b)
		}
	}
	for _, class := range []string{"spike", "step", "drift", "new", "netting", "expiry", "price", "drop", "credit"} {
		c := example()
		c.Class = class
		if write(t, parcel(alert.English, c)).Items[0].What == class || write(t, parcel(alert.Japanese, c)).Items[0].What == class {
			t.Errorf("%s has no words", class)
		}
	}
}

func TestNamesAreText(t *testing.T) {
	c := example()
	hostile := "<img src=x onerror=alert(1)>\r\n\u202egnp.exe\u2028\x1b[31m"
	c.Title.English, c.Owner, c.Place.Service, c.Causes[0].Elements[0].Value, c.Fix.Text.English = hostile, hostile, hostile, hostile, hostile
	c.URL, c.Links[0].URL = "javascript:alert(1)", "javascript:alert(1)"
	l := write(t, parcel(alert.English, c))
	if strings.Contains(l.HTML, "<img src=x") || strings.Contains(l.HTML, `href="javascript`) {
		t.Errorf("markup in %s", l.HTML)
	}
	if strings.ContainsAny(l.Subject, "\r\n\x1b\u202e\u2028") || strings.ContainsAny(l.Text, "\r\x1b\u202e") {
		t.Errorf("control letters in %q\n%q", l.Subject, l.Text)
	}
}

func TestManyCasesAreTheLargestFirst(t *testing.T) {
	var cases []alert.Case
	for i := range 15 {
		c := example()
		c.ID, c.Monthly = fmt.Sprint(i), money.New(int64(i), 0)
		cases = append(cases, c)
	}
	l := write(t, parcel(alert.English, cases...))
	if l.Items[0].Case.ID != "14" || len(l.Items) != 15 || len(l.Pictures) != 10 || !strings.Contains(l.Intro, "15") || !strings.Contains(l.Intro, "10") {
		t.Errorf("%d items from %s, %d pictures, %q", len(l.Items), l.Items[0].Case.ID, len(l.Pictures), l.Intro)
	}
}

func TestAmounts(t *testing.T) {
	for _, test := range []struct{ amount, currency, want string }{
		{"0", "USD", "$0.00"}, {"1234567.895", "USD", "$1,234,567.90"}, {"-12.3", "USD", "−$12.30"}, {"999.4", "JPY", "¥999"}, {"1000", "EUR", "EUR 1,000.00"}, {"5", "", "$5.00"},
	} {
		a, err := money.Parse(test.amount)
		if err != nil {
			t.Fatal(err)
		}
		if got := compose.Amount(a, test.currency); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.amount, test.currency, got, test.want)
		}
	}
}
