package render

import "io"

// flushAt is how much text is gathered before it is written.
const flushAt = 64 << 10

// buffer gathers text for an io.Writer. Formats append to b and call settle after each row.
type buffer struct {
	b   []byte
	out io.Writer
}

func newBuffer(out io.Writer) *buffer {
	return &buffer{b: make([]byte, 0, flushAt+flushAt/4), out: out}
}

// settle writes what was gathered when it has become much.
func (b *buffer) settle() error {
	if len(b.b) < flushAt {
		return nil
	}
	return b.flush()
}

// flush writes what was gathered.
func (b *buffer) flush() error {
	_, err := b.out.Write(b.b)
	b.b = b.b[:0]
	return err
}
