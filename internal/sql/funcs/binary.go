package funcs

import "slices"

// binaryFuncs returns the functions of binary values.
func binaryFuncs() []Func { return slices.Concat(hashes(), encodings(), numberEncodings()) }

func hashes() []Func {
	one, keyed := sigs("(varbinary) -> varbinary"), sigs("(varbinary, varbinary) -> varbinary")
	return []Func{
		{Name: "md5", Doc: "The MD5 hash.", Signatures: one, Examples: ex("to_hex(md5(to_utf8('x')))", "9DD4E461268C8034F5C8564E155C67A6")},
		{Name: "sha1", Doc: "The SHA-1 hash.", Signatures: one, Examples: ex("to_hex(sha1(to_utf8('abc')))", "A9993E364706816ABA3E25717850C26C9CD0D89D")},
		{Name: "sha256", Doc: "The SHA-256 hash.", Signatures: one, Examples: ex("to_hex(sha256(to_utf8('abc')))", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")},
		{Name: "sha512", Doc: "The SHA-512 hash.", Signatures: one, Examples: ex("length(sha512(to_utf8('abc')))", "64")},
		{Name: "xxhash64", Doc: "The xxHash64 hash.", Signatures: one, Examples: ex("to_hex(xxhash64(to_utf8('')))", "EF46DB3751D8E999")},
		{Name: "murmur3", Doc: "The 128-bit MurmurHash3 hash.", Signatures: one, Examples: ex("length(murmur3(to_utf8('abc')))", "16")},
		{Name: "spooky_hash_v2_32", Doc: "The 32-bit SpookyHash V2 hash.", Signatures: one, Examples: ex("length(spooky_hash_v2_32(to_utf8('abc')))", "4")},
		{Name: "spooky_hash_v2_64", Doc: "The 64-bit SpookyHash V2 hash.", Signatures: one, Examples: ex("length(spooky_hash_v2_64(to_utf8('abc')))", "8")},
		{Name: "crc32", Doc: "The CRC-32 checksum.", Signatures: sigs("(varbinary) -> bigint"), Examples: ex("crc32(to_utf8('123456789'))", "3421780262")},
		{Name: "hmac_md5", Doc: "The MD5 code of a message with a key.", Signatures: keyed, MayThrow: true, Examples: ex("length(hmac_md5(to_utf8('a'), to_utf8('key')))", "16")},
		{Name: "hmac_sha1", Doc: "The SHA-1 code of a message with a key.", Signatures: keyed, MayThrow: true, Examples: ex("length(hmac_sha1(to_utf8('a'), to_utf8('key')))", "20")},
		{Name: "hmac_sha256", Doc: "The SHA-256 code of a message with a key.", Signatures: keyed, MayThrow: true, Examples: ex("length(hmac_sha256(to_utf8('a'), to_utf8('key')))", "32")},
		{Name: "hmac_sha512", Doc: "The SHA-512 code of a message with a key.", Signatures: keyed, MayThrow: true, Examples: ex("length(hmac_sha512(to_utf8('a'), to_utf8('key')))", "64")},
	}
}

func encodings() []Func {
	write, read := sigs("(varbinary) -> varchar"), sigs("(varchar(x)) -> varbinary", "(varbinary) -> varbinary")
	return []Func{
		{Name: "to_hex", Doc: "The bytes as hexadecimal digits.", Signatures: write, Examples: ex("to_hex(X'00ff')", "00FF")},
		{Name: "from_hex", Doc: "Reads hexadecimal digits.", Signatures: read, MayThrow: true, Examples: ex("to_hex(from_hex('00ff'))", "00FF")},
		{Name: "to_base64", Doc: "The bytes in base 64.", Signatures: write, Examples: ex("to_base64(to_utf8('abc'))", "YWJj")},
		{Name: "from_base64", Doc: "Reads base 64.", Signatures: read, MayThrow: true, Examples: ex("from_utf8(from_base64('YWJj'))", "abc")},
		{Name: "to_base64url", Doc: "The bytes in base 64 with the letters for addresses.", Signatures: write, Examples: ex("to_base64url(X'fbff')", "-_8=")},
		{Name: "from_base64url", Doc: "Reads base 64 with the letters for addresses.", Signatures: read, MayThrow: true, Examples: ex("to_hex(from_base64url('-_8='))", "FBFF")},
		{Name: "to_base32", Doc: "The bytes in base 32.", Signatures: write, Examples: ex("to_base32(to_utf8('abc'))", "MFRGG===")},
		{Name: "from_base32", Doc: "Reads base 32.", Signatures: read, MayThrow: true, Examples: ex("from_utf8(from_base32('MFRGG==='))", "abc")},
	}
}

func numberEncodings() []Func {
	return []Func{
		{Name: "to_big_endian_32", Doc: "The four bytes of a number, the highest first.", Signatures: sigs("(integer) -> varbinary"), Examples: ex("to_hex(to_big_endian_32(1))", "00000001")},
		{Name: "from_big_endian_32", Doc: "Reads four bytes as a number, the highest first.", Signatures: sigs("(varbinary) -> integer"), MayThrow: true, Examples: ex("from_big_endian_32(X'00000001')", "1")},
		{Name: "to_big_endian_64", Doc: "The eight bytes of a number, the highest first.", Signatures: sigs("(bigint) -> varbinary"), Examples: ex("to_hex(to_big_endian_64(1))", "0000000000000001")},
		{Name: "from_big_endian_64", Doc: "Reads eight bytes as a number, the highest first.", Signatures: sigs("(varbinary) -> bigint"), MayThrow: true, Examples: ex("from_big_endian_64(X'0000000000000001')", "1")},
		{Name: "to_ieee754_32", Doc: "The four bytes of a real.", Signatures: sigs("(real) -> varbinary"), Examples: ex("to_hex(to_ieee754_32(CAST(1 AS real)))", "3F800000")},
		{Name: "from_ieee754_32", Doc: "Reads four bytes as a real.", Signatures: sigs("(varbinary) -> real"), MayThrow: true, Examples: ex("from_ieee754_32(X'3f800000')", "1.0")},
		{Name: "to_ieee754_64", Doc: "The eight bytes of a double.", Signatures: sigs("(double) -> varbinary"), Examples: ex("to_hex(to_ieee754_64(1))", "3FF0000000000000")},
		{Name: "from_ieee754_64", Doc: "Reads eight bytes as a double.", Signatures: sigs("(varbinary) -> double"), MayThrow: true, Examples: ex("from_ieee754_64(X'3ff0000000000000')", "1.0")},
	}
}
