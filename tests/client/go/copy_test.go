package client

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/lib/pq"
)

const loaded = "id integer primary key, name varchar(20) not null, price numeric(6,2), day date"

var loadedNames = []string{"id", "name", "price", "day"}

func empty(t *testing.T, conn *pgx.Conn, columns string) string {
	t.Helper()
	table := fmt.Sprintf("t_%012x", rand.Uint64()>>16)
	execute(t, conn, "create table "+table+"("+columns+")")
	t.Cleanup(func() { conn.Exec(context.Background(), "drop table "+table) })
	return table
}

func decimal(t *testing.T, text string) pgtype.Numeric {
	t.Helper()
	var number pgtype.Numeric
	if err := number.Scan(text); err != nil {
		t.Fatal(err)
	}
	return number
}

// shown returns a table's rows as text, one line a row.
func shown(t *testing.T, conn *pgx.Conn, table string) string {
	t.Helper()
	var out bytes.Buffer
	query := "copy (select * from " + table + " order by 1) to stdout (null '-')"
	if _, err := conn.PgConn().CopyTo(context.Background(), &out, query); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func copyRows(conn *pgx.Conn, table string, columns []string, rows [][]any) (int64, error) {
	return conn.CopyFrom(context.Background(), pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
}

func TestPgxCopyFromRows(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	day := time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)
	count, err := copyRows(conn, table, loadedNames, [][]any{
		{1, "tab\tand\\n ☃", decimal(t, "-1234.5"), day}, {2, "", nil, nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, count, int64(2))
	equal(t, shown(t, conn, table), "1\ttab\\tand\\\\n ☃\t-1234.50\t1969-12-31\n2\t\t-\t-\n")
}

func TestPgxCopyFromSomeColumnsInAnotherOrder(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, `a integer, "The B" text default 'd', c bigint default 7`)
	if _, err := copyRows(conn, table, []string{"The B", "a"}, [][]any{{"x", 1}, {nil, 2}}); err != nil {
		t.Fatal(err)
	}
	equal(t, shown(t, conn, table), "1\tx\t7\n2\t-\t7\n")
}

func TestPgxCopyFromEveryType(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, "id smallint, a bigint, b real, c double precision, d boolean, e bytea, f uuid,"+
		" g timestamp, h timestamptz, i time, j interval, k integer[], l text[], m jsonb, n json, o char(4), p numeric")
	when := time.Date(2024, 2, 3, 4, 5, 6, 789000, time.UTC)
	_, err := copyRows(conn, table, strings.Split("id a b c d e f g h i j k l m n o p", " "), [][]any{{
		int16(-7), int64(1) << 62, float32(1.5), 0.1, true, []byte{0, 255}, pgtype.UUID{Bytes: [16]byte{0xa0, 15: 0x11}, Valid: true},
		when, when, pgtype.Time{Microseconds: 3_600_000_001, Valid: true}, pgtype.Interval{Months: 14, Days: 3, Microseconds: 4_500_000, Valid: true},
		[]int32{1, -2}, []string{"a", "b\"c", ""}, map[string]any{"k": []any{1, nil}}, []byte(`{"k":  1}`), "ab", decimal(t, "123456.789"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"-7", "4611686018427387904", "1.5", "0.1", "t", `\\x00ff`, "a0000000-0000-0000-0000-000000000011",
		"2024-02-03 04:05:06.000789", "2024-02-03 04:05:06.000789+00", "01:00:00.000001", "1 year 2 mons 3 days 00:00:04.5",
		"{1,-2}", `{a,"b\\"c",""}`, `{"k": [1, null]}`, `{"k":  1}`, "ab  ", "123456.789",
	}
	execute(t, conn, "set timezone to 'UTC'")
	equal(t, strings.Split(strings.TrimSuffix(shown(t, conn, table), "\n"), "\t"), want)
}

func TestPgxCopyFromEnum(t *testing.T) {
	conn := connect(t)
	name := fmt.Sprintf("mood_%08x", rand.Uint32())
	execute(t, conn, "create type "+name+" as enum ('sad', 'happy')")
	t.Cleanup(func() { conn.Exec(context.Background(), "drop type "+name) })
	table := empty(t, conn, "id integer, mood "+name)
	var oid uint32
	query := "select oid from pg_catalog.pg_type where typname = $1"
	if err := conn.QueryRow(context.Background(), query, name).Scan(&oid); err != nil {
		t.Fatal(err)
	}
	conn.TypeMap().RegisterType(&pgtype.Type{Name: name, OID: oid, Codec: &pgtype.EnumCodec{}})
	if _, err := copyRows(conn, table, []string{"id", "mood"}, [][]any{{1, "happy"}, {2, nil}}); err != nil {
		t.Fatal(err)
	}
	_, err := copyRows(conn, table, []string{"id", "mood"}, [][]any{{3, "sad"}, {4, "glad"}})
	equal(t, sqlstate(err), "22P02")
	equal(t, shown(t, conn, table), "1\thappy\n2\t-\n")
}

func TestPgxCopyFromManyRows(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	const rows = 50_000
	count, err := conn.CopyFrom(context.Background(), pgx.Identifier{table}, []string{"id", "name"},
		pgx.CopyFromSlice(rows, func(n int) ([]any, error) { return []any{n, fmt.Sprint("n", n)}, nil }))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, count, int64(rows))
	var sum int64
	var last string
	query := "select sum(id), max(name) from " + table
	if err := conn.QueryRow(context.Background(), query).Scan(&sum, &last); err != nil {
		t.Fatal(err)
	}
	equal(t, []any{sum, last}, []any{int64(rows * (rows - 1) / 2), "n9999"})
}

func TestPgxCopyFromBadValues(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	for want, row := range map[string][]any{
		"22021": {2, "a\x00b", nil, nil}, "22001": {2, strings.Repeat("x", 21), nil, nil},
		"22003": {2, "b", decimal(t, "123456.5"), nil}, "23502": {2, nil, nil, nil}, "23505": {1, "b", nil, nil},
	} {
		_, err := copyRows(conn, table, loadedNames, [][]any{{1, "a", nil, nil}, row, {3, "c", nil, nil}})
		equal(t, sqlstate(err), want)
		equal(t, conn.PgConn().TxStatus(), byte('I'))
		equal(t, shown(t, conn, table), "")
	}
}

func TestPgxCopyFromSourceThatFails(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	gone := errors.New("the source is gone")
	_, err := conn.CopyFrom(context.Background(), pgx.Identifier{table}, []string{"id", "name"},
		pgx.CopyFromSlice(20_000, func(n int) ([]any, error) {
			if n == 15_000 {
				return nil, gone
			}
			return []any{n, "x"}, nil
		}))
	if err == nil || !(errors.Is(err, gone) || sqlstate(err) == "57014") {
		t.Fatal(err)
	}
	equal(t, shown(t, conn, table), "")
}

func TestPgxCopyFromInTransactions(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	names := []string{"id", "name"}
	for _, work := range []struct {
		rows   [][]any
		want   string
		status byte
	}{
		{[][]any{{1, "a"}}, "1\ta\t-\t-\n", 'T'}, {[][]any{{2, "b"}, {2, "c"}}, "1\ta\t-\t-\n", 'E'},
	} {
		tx, err := conn.Begin(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		_, err = tx.CopyFrom(context.Background(), pgx.Identifier{table}, names, pgx.CopyFromRows(work.rows))
		equal(t, err != nil, work.status == 'E')
		equal(t, conn.PgConn().TxStatus(), work.status)
		if work.status == 'T' {
			equal(t, tx.Commit(context.Background()), nil)
		} else {
			equal(t, tx.Rollback(context.Background()), nil)
		}
		equal(t, shown(t, conn, table), work.want)
	}
}

func TestPgxCopyFromUnknownTableOrColumn(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	_, err := copyRows(conn, "nosuch_table", []string{"a"}, [][]any{{1}})
	equal(t, sqlstate(err), "42P01")
	_, err = copyRows(conn, table, []string{"nosuch"}, [][]any{{1}})
	equal(t, sqlstate(err), "42703")
	equal(t, shown(t, conn, table), "")
}

func TestPgconnCopyFromTextAndCsv(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	copyIn := "copy " + table + " (id, name) from stdin"
	for _, given := range []struct{ query, data string }{
		{copyIn, "1\tone\n2\ttwo\n"}, {copyIn + " with csv header", "id,name\n3,\"a,b\"\n4,four"},
	} {
		tag, err := conn.PgConn().CopyFrom(context.Background(), strings.NewReader(given.data), given.query)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, tag.String(), "COPY 2")
	}
	equal(t, shown(t, conn, table), "1\tone\t-\t-\n2\ttwo\t-\t-\n3\ta,b\t-\t-\n4\tfour\t-\t-\n")
	_, err := conn.PgConn().CopyFrom(context.Background(), strings.NewReader("5\tfive\nx\tsix\n"), copyIn)
	var told *pgconn.PgError
	if !errors.As(err, &told) {
		t.Fatal(err)
	}
	equal(t, told.Code, "22P02")
	equal(t, told.Where, fmt.Sprintf(`COPY %s, line 2, column id: "x"`, table))
	equal(t, execute(t, conn, "select * from "+table).String(), "SELECT 4")
}

func TestPgconnCopyFromBrokenBinary(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	head := append([]byte("PGCOPY\n\xff\r\n\x00"), make([]byte, 8)...)
	row := func(fields ...[]byte) []byte {
		out := binary.BigEndian.AppendUint16(nil, uint16(len(fields)))
		for _, field := range fields {
			out = append(binary.BigEndian.AppendUint32(out, uint32(len(field))), field...)
		}
		return out
	}
	good, end := row([]byte{0, 0, 0, 1}, []byte("a")), []byte{0xff, 0xff}
	for want, parts := range map[string][][]byte{
		"08P01": {head, good, row([]byte{0, 2}, []byte("b")), end},          // an integer of two bytes
		"22P03": {head, good, row([]byte{0, 0, 0, 2, 0}, []byte("b")), end}, // and of five
		"22P04": {head, good, row([]byte{0, 0, 0, 2}), end},                 // a field too few
		"22021": {head, good, row([]byte{0, 0, 0, 2}, []byte{0xff}), end},
	} {
		data := bytes.NewReader(bytes.Join(parts, nil))
		_, err := conn.PgConn().CopyFrom(context.Background(), data, "copy "+table+" (id, name) from stdin binary")
		equal(t, sqlstate(err), want)
		equal(t, shown(t, conn, table), "")
	}
}

func pqCopy(t *testing.T, db *sql.DB, table string, rows [][]any) error {
	t.Helper()
	transaction, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer transaction.Rollback()
	statement, err := transaction.Prepare(pq.CopyIn(table, "id", "name"))
	if err != nil {
		return err
	}
	for _, row := range rows {
		if _, err := statement.Exec(row...); err != nil {
			return err
		}
	}
	if _, err := statement.Exec(); err != nil {
		return err
	}
	if err := statement.Close(); err != nil {
		return err
	}
	return transaction.Commit()
}

func TestPqCopyIn(t *testing.T) {
	conn := connect(t)
	table := empty(t, conn, loaded)
	db := openPq(t)
	if err := pqCopy(t, db, table, [][]any{{1, "tab\t\\ ☃"}, {2, "two"}}); err != nil {
		t.Fatal(err)
	}
	var told *pq.Error
	if err := pqCopy(t, db, table, [][]any{{3, "three"}, {"x", "four"}}); !errors.As(err, &told) || told.Code != "22P02" {
		t.Fatal(err)
	}
	equal(t, shown(t, conn, table), "1\ttab\\t\\\\ ☃\t-\t-\n2\ttwo\t-\t-\n")
	var one int
	if err := db.QueryRow("select 1").Scan(&one); err != nil {
		t.Fatal(err)
	}
}
