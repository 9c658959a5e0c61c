package external

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/glauxhq/glaux/internal/serde"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// flowColumns are the columns of VPC flow logs of version 5, in the order of Athena's guide.
func flowColumns(t testing.TB) []serde.Column {
	t.Helper()
	text, integer, bigint := types.Text(), types.Of(types.Integer), types.Of(types.BigInt)
	return []serde.Column{
		{Name: "version", Type: integer},
		{Name: "account_id", Type: text},
		{Name: "interface_id", Type: text},
		{Name: "srcaddr", Type: text},
		{Name: "dstaddr", Type: text},
		{Name: "srcport", Type: integer},
		{Name: "dstport", Type: integer},
		{Name: "protocol", Type: bigint},
		{Name: "packets", Type: bigint},
		{Name: "bytes", Type: bigint},
		{Name: "start", Type: bigint},
		{Name: "end", Type: bigint},
		{Name: "action", Type: text},
		{Name: "log_status", Type: text},
		{Name: "vpc_id", Type: text},
		{Name: "subnet_id", Type: text},
		{Name: "instance_id", Type: text},
		{Name: "tcp_flags", Type: integer},
		{Name: "type", Type: text},
		{Name: "pkt_srcaddr", Type: text},
		{Name: "pkt_dstaddr", Type: text},
		{Name: "region", Type: text},
		{Name: "az_id", Type: text},
		{Name: "sublocation_type", Type: text},
		{Name: "sublocation_id", Type: text},
		{Name: "pkt_src_aws_service", Type: text},
		{Name: "pkt_dst_aws_service", Type: text},
		{Name: "flow_direction", Type: text},
		{Name: "traffic_path", Type: integer},
	}
}

// flowLog writes a file of flow logs with so many fields of version 5.
func flowLog(rows, fields int) []byte {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test
	var b bytes.Buffer
	b.WriteString("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n")
	for i := range rows {
		src, dst := r.IntN(400), r.IntN(5000)
		all := []any{
			5, "123456789012", fmt.Sprintf("eni-0%016x", src%40*7919), fmt.Sprintf("10.0.%d.%d", src/250, src%250), fmt.Sprintf("52.%d.%d.7", dst/250, dst%250),
			443, 1024 + r.IntN(60000), 6, 1 + r.IntN(100), 40 + r.IntN(150000), 1720000000 + i/100, 1720000060 + i/100, "ACCEPT", "OK",
			"vpc-0123456789abcdef0", fmt.Sprintf("subnet-0%016x", src%6), fmt.Sprintf("i-0%016x", src%40), 19, "IPv4", fmt.Sprintf("10.0.%d.%d", src/250, src%250),
			fmt.Sprintf("52.%d.%d.7", dst/250, dst%250), "us-east-1", "use1-az1", "-", "-", "-", "S3", "egress", 8,
		}
		for k := range fields {
			if k > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprint(&b, all[k])
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// The aim is 400,000 records a second on one core, from text to Parquet.
func BenchmarkFlowLogs(b *testing.B) {
	for _, fields := range []int{14, 29} {
		b.Run(fmt.Sprintf("%d fields", fields), func(b *testing.B) {
			const rows = 200_000
			text := flowLog(rows, fields)
			format, err := serde.New(serde.Definition{
				Properties: map[string]string{"field.delim": " "}, Table: map[string]string{"skip.header.line.count": "1"}, Columns: flowColumns(b)[:fields],
			})
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				err := writeParquet(b.Context(), format, serde.File{Name: "a.log", Body: bytes.NewReader(text)}, io.Discard)
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
