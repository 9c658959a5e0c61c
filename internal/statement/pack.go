package statement

import (
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
)

// packings are the compressions that a statement may name for a format, with the word that the writers have for each; "" is what is
// used where a statement names none.
func packings(format string) map[string]string {
	switch format {
	case "PARQUET":
		return map[string]string{"": "gzip", "gzip": "gzip", "snappy": "snappy", "zstd": "zstd", "none": "none", "uncompressed": "none"}
	case "AVRO":
		return map[string]string{"": "deflate", "deflate": "deflate", "snappy": "snappy", "zstd": "zstd", "none": "none", "uncompressed": "none"}
	}
	return map[string]string{"": "gzip", "gzip": "gzip", "snappy": "snappy", "zstd": "zstd", "none": "none", "uncompressed": "none"}
}

// packed returns what compresses a text file, nil for none. The end of the file's name tells readers how (see fileForm.extension).
func packed(codec string, level int, out io.Writer) (io.WriteCloser, error) {
	switch codec {
	case "none":
		return nil, nil //nolint:nilnil // none is wanted
	case "gzip":
		return gzip.NewWriter(out), nil
	case "snappy":
		return &snappyBlocks{out: out}, nil
	case "zstd":
		if level == 0 {
			level = 3
		}
		return zstd.NewWriter(out, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level)))
	}
	return nil, fmt.Errorf("no compression %q in text files", codec)
}

// snappyBlocks writes Hadoop's form of Snappy: blocks of [plain size][size, compressed bytes], with sizes of four bytes, big-endian.
type snappyBlocks struct {
	out   io.Writer
	plain []byte
	comp  []byte
}

// snappyBlock is how many plain bytes a block has.
const snappyBlock = 256 << 10

// Write takes plain bytes.
func (s *snappyBlocks) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		k := min(len(p), snappyBlock-len(s.plain))
		s.plain = append(s.plain, p[:k]...)
		p = p[k:]
		if len(s.plain) == snappyBlock {
			if err := s.block(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (s *snappyBlocks) block() error {
	s.comp = snappy.Encode(s.comp[:cap(s.comp)], s.plain)
	head := binary.BigEndian.AppendUint32(nil, uint32(len(s.plain))) //nolint:gosec // at most snappyBlock
	head = binary.BigEndian.AppendUint32(head, uint32(len(s.comp)))  //nolint:gosec // little more than snappyBlock
	if _, err := s.out.Write(append(head, s.comp...)); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	s.plain = s.plain[:0]
	return nil
}

// Close writes what is left.
func (s *snappyBlocks) Close() error {
	if len(s.plain) == 0 {
		return nil
	}
	return s.block()
}
