// Package slack tells alerts in Slack: by an incoming webhook with a drawing in letters, or by a bot with the picture. It promises that
// names of the bill are never read as Slack's markup, and that a message stays within Slack's bounds and says what it left out.
//
// Slack knows no id by which it would drop a message that it has already: what was being handed over when a process died can be shown twice.
package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/glauxhq/glaux/internal/alert"
	"github.com/glauxhq/glaux/internal/alert/compose"
	"github.com/glauxhq/glaux/internal/alert/reach"
)

// Sender is the channel of Slack.
type Sender struct {
	Guard *reach.Guard
	Now   func() time.Time
	// API is the address of Slack's methods; "" for Slack's own.
	API string
}

var _ alert.Sender = (*Sender)(nil)

// Send posts a parcel.
func (s *Sender) Send(ctx context.Context, p alert.Parcel, hand func() error) error {
	letter, err := compose.Message(p)
	if err != nil {
		return err
	}
	blocks := Blocks(&letter)
	if strings.HasPrefix(p.To.Secret, alert.BotPrefix) {
		return s.bot(ctx, &p, &letter, blocks, hand)
	}
	if p.To.Secret == "" {
		return errors.New("the recipient has no incoming webhook; enter it again")
	}
	body, err := json.Marshal(slack.WebhookMessage{Text: escape(letter.Subject), Blocks: &slack.Blocks{BlockSet: blocks}})
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	return s.Guard.Post(ctx, reach.Message{URL: p.To.Secret, Header: header, Body: body}, s.Now(), hand)
}

// bot posts by a bot. Where there is a picture, the message is that of the file, so that both are shown or none: what was uploaded before
// nobody sees.
func (s *Sender) bot(ctx context.Context, p *alert.Parcel, letter *compose.Letter, blocks []slack.Block, hand func() error) error {
	options := []slack.Option{slack.OptionHTTPClient(s.Guard.Client())}
	if s.API != "" {
		options = append(options, slack.OptionAPIURL(s.API))
	}
	api := slack.New(p.To.Secret, options...)
	if len(letter.Pictures) == 0 {
		if err := hand(); err != nil {
			return err
		}
		_, _, err := api.PostMessageContext(ctx, p.To.Address, slack.MsgOptionText(escape(letter.Subject), false), slack.MsgOptionBlocks(blocks...))
		return refusal(err)
	}
	var files []slack.FileSummary
	for _, picture := range letter.Pictures {
		place, err := api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: picture.Name, FileSize: len(picture.PNG), AltTxt: picture.Says})
		if err != nil {
			return refusal(err)
		}
		err = api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: place.UploadURL, Reader: bytes.NewReader(picture.PNG), Filename: picture.Name})
		if err != nil {
			return refusal(err)
		}
		files = append(files, slack.FileSummary{ID: place.FileID, Title: picture.Name})
	}
	if err := hand(); err != nil {
		return err
	}
	_, err := api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{Files: files, Channel: p.To.Address, Blocks: slack.Blocks{BlockSet: blocks}})
	return refusal(err)
}

// refusal tells what Slack said.
func refusal(err error) error {
	var limited *slack.RateLimitedError
	var said slack.SlackErrorResponse
	switch {
	case err == nil:
		return nil
	case errors.As(err, &limited):
		return &alert.Refusal{Err: err, After: limited.RetryAfter}
	case errors.As(err, &said):
		return &alert.Refusal{Err: fmt.Errorf("slack answered %s", said.Err)}
	}
	return reach.Clean(err)
}

// Slack's bounds: of the blocks of a message, and of the letters of a header and of a text.
const (
	mostBlocks = 50
	mostHeader = 150
	mostText   = 3000
)

// Blocks are the message: for each case a header, its facts and its causes.
func Blocks(l *compose.Letter) []slack.Block {
	const perCase = 3
	blocks := []slack.Block{section(escape(l.Intro))}
	for i := range l.Items {
		if len(blocks)+perCase > mostBlocks-2 { // room for what is said last
			blocks = append(blocks, section(fmt.Sprintf(l.Words.Left, len(l.Items)-i)))
			break
		}
		blocks = append(blocks, item(l, &l.Items[i])...)
	}
	return append(blocks, slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, cut(escape(l.Foot), mostText), false, false)))
}

// item are the blocks of a case.
func item(l *compose.Letter, i *compose.Item) []slack.Block {
	w := &l.Words
	header := slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, cut(i.Title, mostHeader), false, false))
	var facts, more strings.Builder
	for _, f := range i.Facts {
		fmt.Fprintf(&facts, "*%s* %s\n", escape(f.Name), escape(f.Value))
	}
	if i.Spark != "" {
		fmt.Fprintf(&facts, "*%s* `%s`\n", escape(w.Days), i.Spark)
	}
	for n, c := range i.Causes {
		if n == 0 {
			fmt.Fprintf(&more, "*%s*\n", escape(w.Causes))
		}
		fmt.Fprintf(&more, "• %s (%s) %s\n", c.Change, c.Share, escape(c.Names))
	}
	for n, look := range i.Look {
		if n == 0 {
			fmt.Fprintf(&more, "*%s*\n", escape(w.Look))
		}
		fmt.Fprintf(&more, "• %s\n", escape(look))
	}
	if i.Fix != "" {
		fmt.Fprintf(&more, "*%s* %s", escape(w.Fix), escape(i.Fix))
		if i.Saves != "" {
			more.WriteString(" (" + escape(fmt.Sprintf(w.Saves, i.Saves)) + ")")
		}
		more.WriteString("\n")
	}
	var links []string
	if i.Case.URL != "" {
		links = append(links, link(i.Case.URL, w.Open))
	}
	for _, l := range i.Links {
		links = append(links, link(l.URL, l.Title))
	}
	blocks := []slack.Block{header, section(facts.String())}
	if text := more.String() + strings.Join(links, " · "); text != "" {
		blocks = append(blocks, section(text))
	}
	return blocks
}

func section(text string) slack.Block {
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, cut(text, mostText), false, false), nil, nil)
}

// link writes a link. Where its address has letters of markup, it is no link.
func link(address, title string) string {
	if strings.ContainsAny(address, "<>| ") {
		return escape(title)
	}
	return "<" + strings.ReplaceAll(address, "&", "&amp;") + "|" + escape(strings.ReplaceAll(title, "|", "/")) + ">"
}

// escape writes a text so that Slack reads no markup in it: its three letters as it says, and those of emphasis, code and mentions with a
// mark behind them that nobody sees.
func escape(s string) string {
	const mark = "\u2060"
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;",
		"*", "*"+mark, "_", "_"+mark, "~", "~"+mark, "`", "`"+mark).Replace(s)
}

// cut bounds a text at a line or a letter.
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	s = string(r[:most-1])
	if i := strings.LastIndexByte(s, '\n'); i > most/2 {
		s = s[:i+1]
	}
	return s + "…"
}
