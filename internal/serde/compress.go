package serde

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory that a compressed stream may ask for.
const maxWindow = 128 << 20

// decompress returns the plain bytes of a file. The first bytes say how it is compressed; where they cannot, the name does, as in
// Athena.
func decompress(file File) (io.ReadCloser, error) {
	in := bufio.NewReaderSize(file.Body, 256<<10)
	magic, err := in.Peek(10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	name := strings.ToLower(file.Name)
	switch {
	case len(magic) == 0:
		return io.NopCloser(in), nil
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(in)
		return opened(z, err)
	case bytes.HasPrefix(magic, []byte("BZh")) && strings.HasSuffix(name, ".bz2"):
		return io.NopCloser(bzip2.NewReader(in)), nil
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxWindow))
		if err != nil {
			return nil, badData("%s", broken(err))
		}
		return z.IOReadCloser(), nil
	case bytes.HasPrefix(magic, []byte("\xff\x06\x00\x00sNaPpY")):
		return io.NopCloser(snappy.NewReader(in)), nil
	case strings.HasSuffix(name, ".snappy"):
		return io.NopCloser(&blocks{in: in}), nil
	case strings.HasSuffix(name, ".deflate"):
		z, err := zlib.NewReader(in)
		return opened(z, err)
	}
	for _, end := range []string{".gz", ".bz2", ".zst"} {
		if strings.HasSuffix(name, end) {
			return nil, badData("the file is not compressed as its name says (%s)", end)
		}
	}
	for _, end := range []string{".lz4", ".lzo", ".xz", ".zip", ".7z"} {
		if strings.HasSuffix(name, end) {
			return nil, &Unsupported{fmt.Sprintf("files compressed as %s are not supported in Glaux (%s)", end, file.Name)}
		}
	}
	return io.NopCloser(in), nil
}

func opened(z io.ReadCloser, err error) (io.ReadCloser, error) {
	if err != nil {
		return nil, badData("the compression is broken: %s", err)
	}
	return z, nil
}

// broken tells in which way a compressed stream is broken, "" when the error is none of a stream.
func broken(err error) string {
	var corrupt flate.CorruptInputError
	var structural bzip2.StructuralError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the compressed file is cut off"
	case errors.As(err, &corrupt), errors.As(err, &structural), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader),
		errors.Is(err, zlib.ErrChecksum), errors.Is(err, zlib.ErrHeader), errors.Is(err, s2.ErrCorrupt), errors.Is(err, s2.ErrCRC),
		errors.Is(err, s2.ErrUnsupported), errors.Is(err, zstd.ErrMagicMismatch), errors.Is(err, zstd.ErrReservedBlockType),
		errors.Is(err, zstd.ErrCompressedSizeTooBig), errors.Is(err, zstd.ErrBlockTooSmall), errors.Is(err, zstd.ErrWindowSizeExceeded),
		errors.Is(err, zstd.ErrWindowSizeTooSmall), errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrUnknownDictionary),
		errors.Is(err, zstd.ErrFrameSizeExceeded), errors.Is(err, zstd.ErrFrameSizeMismatch), errors.Is(err, zstd.ErrCRCMismatch):
		return "the compression is broken: " + err.Error()
	}
	return ""
}

// blocks reads Hadoop's form of Snappy: blocks of [plain size][size, compressed bytes]…, with sizes of four bytes, big-endian.
type blocks struct {
	in    io.Reader
	left  int // plain bytes of the block that have not been read
	plain []byte
	give  []byte
	comp  []byte
}

// maxBlock bounds a block of Hadoop's, which are 256 KiB as a rule.
const maxBlock = 64 << 20

// Read reads plain bytes.
func (b *blocks) Read(p []byte) (int, error) {
	for len(b.give) == 0 {
		if err := b.chunk(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.give)
	b.give = b.give[n:]
	return n, nil
}

// chunk reads the next compressed piece.
func (b *blocks) chunk() error {
	if b.left == 0 {
		n, err := b.size()
		if err != nil {
			return err // the end of the file, too
		}
		b.left = n
		return nil
	}
	n, err := b.size()
	if err != nil {
		return cutOff(err)
	}
	if cap(b.comp) < n {
		b.comp = make([]byte, n)
	}
	b.comp = b.comp[:n]
	if _, err := io.ReadFull(b.in, b.comp); err != nil {
		return cutOff(err)
	}
	size, err := s2.DecodedLen(b.comp)
	if err != nil || size > b.left {
		return s2.ErrCorrupt
	}
	if b.plain, err = snappy.Decode(b.plain[:cap(b.plain)], b.comp); err != nil {
		return s2.ErrCorrupt
	}
	b.give = b.plain
	b.left -= len(b.plain)
	return nil
}

func (b *blocks) size() (int, error) {
	var head [4]byte
	if _, err := io.ReadFull(b.in, head[:]); err != nil {
		return 0, err //nolint:wrapcheck // a reader gives errors on as they are
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxBlock {
		return 0, s2.ErrCorrupt
	}
	return int(n), nil
}

func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
