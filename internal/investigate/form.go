package investigate

import (
	"fmt"
	"io"

	"github.com/glauxhq/glaux/internal/fault"
)

// Form is how a report is written to a file.
type Form string

// The forms.
const (
	Markdown Form = "md"
	HTML     Form = "html"
)

// Forms returns all forms.
func Forms() []Form { return []Form{Markdown, HTML} }

// Media is the media type of a form.
func (f Form) Media() string {
	if f == HTML {
		return "text/html; charset=utf-8"
	}
	return "text/markdown; charset=utf-8"
}

// Language is the language of a file.
type Language string

// The languages.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// Write writes a report.
func (f Form) Write(w io.Writer, r *Report, o Writing) error {
	p := pageOf(r, o)
	switch f {
	case Markdown:
		return p.markdown(w)
	case HTML:
		return p.html(w)
	}
	return fault.New(fault.Invalid, "INVALID_REQUEST", fmt.Sprintf("%q is no form of a report: it is md or html", f))
}
