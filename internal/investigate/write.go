package investigate

import "io"

func writeMarkdown(w io.Writer, r *Report, _ Language) error {
	_, err := io.WriteString(w, "# "+r.Title.EN+"\n")
	return err
}

func writeHTML(w io.Writer, r *Report, l Language) error { return writeMarkdown(w, r, l) }
