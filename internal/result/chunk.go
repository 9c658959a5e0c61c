package result

import (
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/glauxhq/glaux/internal/sql/wire"
)

// The file of a result is a start, then a head, which names the columns, then chunks of rows, then the index of the chunks, and at the very end
// where the index stands. Head, chunks and index are frames: a kind, two lengths, and the content, in zstd and then encrypted, which finds
// every change too. Everything that goes to the disk and comes from it passes through seal and open.
const (
	frameHead  = 12
	kindHead   = 'H'
	kindChunk  = 'C'
	kindIndex  = 'I'
	trailerLen = 8 + len(magic) // offset of the index, magic
)

// The bounds of a chunk. A chunk is closed when it has maxChunkRows rows or chunkBytes bytes, whichever comes first.
const (
	firstChunkRows = 100
	maxChunkRows   = wire.MaxRows
	chunkBytes     = 1 << 20
	maxFrame       = wire.MaxRow + 4*chunkBytes
)

// coder compresses, encrypts, and undoes both. It may be used by several goroutines.
type coder struct {
	in   *zstd.Encoder
	out  *zstd.Decoder
	key  []byte      // of the installation
	aead cipher.AEAD // of one result; nil before keyed
}

func newCoder(key []byte) (*coder, error) {
	if len(key) != KeySize {
		return nil, errNoKey
	}
	in, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(chunkBytes))
	if err != nil {
		return nil, err
	}
	out, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxFrame))
	if err != nil {
		return nil, err
	}
	return &coder{in: in, out: out, key: key}, nil
}

// seal returns the frame, in dst where it is large enough, that holds the content and stands at an offset.
func (c *coder) seal(dst []byte, kind byte, content []byte, at int64) []byte {
	small := c.in.EncodeAll(content, nil)
	dst = append(dst[:0], kind, 0, 0, 0)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(small)+c.aead.Overhead())) //nolint:gosec // at most maxFrame
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(content)))                 //nolint:gosec // at most maxFrame
	return c.aead.Seal(dst, nil, small, bound(dst, at))
}

// open reads the frame at an offset and returns its content, and where the next frame begins.
func (c *coder) open(in io.ReaderAt, at int64, kind byte) (content []byte, next int64, err error) {
	var head [frameHead]byte
	if _, err := in.ReadAt(head[:], at); err != nil {
		return nil, 0, damaged(err)
	}
	length, full := binary.LittleEndian.Uint32(head[4:]), binary.LittleEndian.Uint32(head[8:])
	if head[0] != kind || length > maxFrame || full > maxFrame {
		return nil, 0, wire.ErrDamaged
	}
	frame, err := readFull(in, at+frameHead, int64(length))
	if err != nil {
		return nil, 0, damaged(err)
	}
	small, err := c.aead.Open(frame[:0], nil, frame, bound(head[:], at))
	if err != nil {
		return nil, 0, wire.ErrDamaged
	}
	content, err = c.out.DecodeAll(small, nil)
	if err != nil || len(content) != int(full) {
		return nil, 0, wire.ErrDamaged
	}
	return content, at + frameHead + int64(length), nil
}

// readFull reads n bytes. What a length promises is not believed: memory grows with what is there.
func readFull(in io.ReaderAt, at, n int64) ([]byte, error) {
	b, err := io.ReadAll(io.NewSectionReader(in, at, n))
	if err == nil && int64(len(b)) < n {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// damaged tells that what was read is no result, unless the disk itself failed.
func damaged(err error) error { return fmt.Errorf("%w: %w", wire.ErrDamaged, err) }

// place is where a chunk stands in the file, and which rows it holds.
type place struct {
	at    int64
	first int64
	rows  int
}

// appendPlaces appends the places of chunks that follow each other.
func appendPlaces(dst []byte, places []place) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(places)))
	var at int64
	for _, p := range places {
		dst = binary.AppendVarint(dst, p.at-at)
		dst = binary.AppendVarint(dst, int64(p.rows))
		at = p.at
	}
	return dst
}

// readPlaces reads what appendPlaces wrote. Limit is where the chunks end.
func readPlaces(d *wire.Decoder, limit int64) []place {
	list := make([]place, d.Count())
	var at, rows int64
	for i := range list {
		step, n := d.Int(), d.Int()
		if d.Err() != nil || step <= 0 || step >= limit-at || n <= 0 || n > maxChunkRows {
			d.Fail()
			return nil
		}
		at += step
		list[i] = place{at: at, first: rows, rows: int(n)}
		rows += n
	}
	return list
}
