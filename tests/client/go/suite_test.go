// Package client drives a server through pgx and lib/pq as Go programs do.
package client

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/lib/pq"
)

var dsn = os.Getenv("DUCKGRES_TEST_DSN")

func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func execute(t *testing.T, conn *pgx.Conn, text string, values ...any) pgconn.CommandTag {
	t.Helper()
	tag, err := conn.Exec(context.Background(), text, values...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return tag
}

func numbers(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	table := fmt.Sprintf("t_%012x", rand.Uint64()>>16)
	execute(t, conn, "create table "+table+"(id integer primary key, name text)")
	t.Cleanup(func() { conn.Exec(context.Background(), "drop table "+table) })
	batch := &pgx.Batch{}
	for id := 1; id <= 100; id++ {
		batch.Queue("insert into "+table+" values ($1, $2)", id, fmt.Sprint("n", id))
	}
	if err := conn.SendBatch(context.Background(), batch).Close(); err != nil {
		t.Fatal(err)
	}
	return table
}

func sqlstate(err error) string {
	var told *pgconn.PgError
	if errors.As(err, &told) {
		return told.Code
	}
	return fmt.Sprint(err)
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %#v, want %#v", got, want)
	}
}

func TestPgxEveryExecMode(t *testing.T) {
	modes := []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec,
		pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	}
	conn := connect(t)
	table := numbers(t, conn)
	for _, mode := range modes {
		for id := 1; id <= 3; id++ {
			var name string
			query := "select name from " + table + " where id = $1"
			if err := conn.QueryRow(context.Background(), query, mode, id).Scan(&name); err != nil {
				t.Fatalf("%v: %v", mode, err)
			}
			equal(t, name, fmt.Sprint("n", id))
		}
	}
}

func TestPgxTypesBothWays(t *testing.T) {
	conn := connect(t)
	when := time.Date(2024, 2, 3, 4, 5, 6, 789000, time.UTC)
	day := time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)
	cases := []struct {
		typeName string
		value    any
	}{
		{"smallint", int16(-7)}, {"integer", int32(2147483647)}, {"bigint", int64(1) << 62},
		{"real", float32(1.5)}, {"double precision", 0.1}, {"boolean", true},
		{"text", "it's ☃"}, {"bytea", []byte{0, 255, 1}}, {"date", day}, {"timestamp", when},
		{"integer[]", []int32{1, 2, 3}}, {"text[]", []string{"a", "b\"c", ""}},
		{"double precision[]", []float64{1.5, -2.25}},
	}
	for _, c := range cases {
		got := reflect.New(reflect.TypeOf(c.value))
		query := "select $1::" + c.typeName
		if err := conn.QueryRow(context.Background(), query, c.value).Scan(got.Interface()); err != nil {
			t.Fatalf("%s: %v", c.typeName, err)
		}
		equal(t, got.Elem().Interface(), c.value)
	}
}

func TestPgxTimestamptz(t *testing.T) {
	want := time.Date(2024, 7, 1, 12, 0, 0, 1000, time.UTC)
	var got time.Time
	row := connect(t).QueryRow(context.Background(), "select $1::timestamptz", want)
	if err := row.Scan(&got); err != nil {
		t.Fatal(err)
	}
	equal(t, got.UTC(), want)
}

func TestPgxNumericIntervalUuid(t *testing.T) {
	conn := connect(t)
	var number pgtype.Numeric
	var span pgtype.Interval
	var id pgtype.UUID
	query := "select $1::numeric(12,4), $2::interval, $3::uuid"
	wantNumber, wantSpan := pgtype.Numeric{}, pgtype.Interval{Months: 14, Days: 3, Microseconds: 4_500_000, Valid: true}
	wantID := pgtype.UUID{Bytes: [16]byte{0xa0, 15: 0x11}, Valid: true}
	if err := wantNumber.Scan("-1234.5600"); err != nil {
		t.Fatal(err)
	}
	err := conn.QueryRow(context.Background(), query, wantNumber, wantSpan, wantID).Scan(&number, &span, &id)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := number.Value()
	equal(t, text, "-1234.5600")
	equal(t, span, wantSpan)
	equal(t, id, wantID)
}

func TestPgxNulls(t *testing.T) {
	var number *int32
	var text *string
	row := connect(t).QueryRow(context.Background(), "select $1::integer, $2::text", nil, nil)
	if err := row.Scan(&number, &text); err != nil {
		t.Fatal(err)
	}
	if number != nil || text != nil {
		t.Fatal("NULL came back as a value")
	}
}

func TestPgxFieldDescriptions(t *testing.T) {
	rows, err := connect(t).Query(context.Background(), "select 1 as a, 'x'::text as b, 1.5::numeric(7,2) as c, array[1.5]::numeric(7,2)[] as d")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for _, field := range rows.FieldDescriptions() {
		got = append(got, fmt.Sprint(field.Name, " ", field.DataTypeOID, " ", field.TypeModifier))
	}
	typmod := fmt.Sprint(7<<16 + 2 + 4)
	equal(t, got, []string{"a 23 -1", "b 25 -1", "c 1700 " + typmod, "d 1231 " + typmod})
}

func TestPgxPreparedDescription(t *testing.T) {
	conn := connect(t)
	table := numbers(t, conn)
	prepared, err := conn.Prepare(context.Background(), "one", "select id, name from "+table+" where id = $1 and name = $2")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, prepared.ParamOIDs, []uint32{pgtype.Int4OID, pgtype.TextOID})
	equal(t, []uint32{prepared.Fields[0].DataTypeOID, prepared.Fields[1].DataTypeOID}, []uint32{pgtype.Int4OID, pgtype.TextOID})
	if err := conn.Deallocate(context.Background(), "one"); err != nil {
		t.Fatal(err)
	}
}

func TestPgxCommandTags(t *testing.T) {
	conn := connect(t)
	table := numbers(t, conn)
	equal(t, execute(t, conn, "update "+table+" set name = 'z' where id <= $1", 10).String(), "UPDATE 10")
	equal(t, execute(t, conn, "delete from "+table+" where id > $1", 95).String(), "DELETE 5")
	equal(t, execute(t, conn, "insert into "+table+" values ($1, $2)", 500, "x").String(), "INSERT 0 1")
	equal(t, execute(t, conn, "select * from "+table+" where id = $1", 500).String(), "SELECT 1")
}

func TestPgxBatchAnswersInOrder(t *testing.T) {
	conn := connect(t)
	batch := &pgx.Batch{}
	for n := range 50 {
		batch.Queue("select $1::integer * 2", n)
	}
	results := conn.SendBatch(context.Background(), batch)
	defer results.Close()
	for n := range 50 {
		var got int
		if err := results.QueryRow().Scan(&got); err != nil {
			t.Fatal(err)
		}
		equal(t, got, n*2)
	}
}

func TestPgxCopyTo(t *testing.T) {
	conn := connect(t)
	table := numbers(t, conn)
	var out bytes.Buffer
	query := "copy (select id, name from " + table + " order by id limit 2) to stdout csv header"
	tag, err := conn.PgConn().CopyTo(context.Background(), &out, query)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, tag.RowsAffected(), int64(2))
	equal(t, out.String(), "id,name\n1,n1\n2,n2\n")
	_, err = conn.PgConn().CopyTo(context.Background(), &out, "copy nosuch_table to stdout")
	equal(t, sqlstate(err), "42P01")
}

func TestPgxFailedBatchIsUndone(t *testing.T) {
	conn := connect(t)
	table := numbers(t, conn)
	batch := &pgx.Batch{}
	batch.Queue("delete from " + table)
	batch.Queue("insert into "+table+" values ($1, 'a'), ($1, 'b')", 1)
	equal(t, sqlstate(conn.SendBatch(context.Background(), batch).Close()), "23505")
	var count int
	if err := conn.QueryRow(context.Background(), "select count(*) from "+table).Scan(&count); err != nil {
		t.Fatal(err)
	}
	equal(t, count, 100)
}

func TestPgxErrors(t *testing.T) {
	conn := connect(t)
	for query, want := range map[string]string{
		"select nosuch": "42703", "select * from nosuch_table": "42P01", "selec 1": "42601",
		"select 2147483647 + 1": "22003", "select 'x'::integer": "22P02",
	} {
		_, err := conn.Exec(context.Background(), query)
		equal(t, sqlstate(err), want)
	}
	var told *pgconn.PgError
	_, err := conn.Exec(context.Background(), "select nosuch")
	if !errors.As(err, &told) {
		t.Fatal(err)
	}
	equal(t, told.Position, int32(8))
	execute(t, conn, "select 1")
}

func TestPgxTransactions(t *testing.T) {
	conn := connect(t)
	table := numbers(t, conn)
	tx, err := conn.BeginTx(context.Background(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(context.Background(), "delete from "+table); err != nil {
		t.Fatal(err)
	}
	equal(t, conn.PgConn().TxStatus(), byte('T'))
	_, err = tx.Exec(context.Background(), "select nosuch")
	equal(t, sqlstate(err), "42703")
	equal(t, conn.PgConn().TxStatus(), byte('E'))
	if err := tx.Commit(context.Background()); !errors.Is(err, pgx.ErrTxCommitRollback) {
		t.Fatal("a failed transaction was committed: ", err)
	}
	equal(t, conn.PgConn().TxStatus(), byte('I'))
	equal(t, execute(t, conn, "select * from "+table).String(), "SELECT 100")
}

func TestPgxCancelRequest(t *testing.T) {
	conn := connect(t)
	table := numbers(t, conn)
	timer := time.AfterFunc(500*time.Millisecond, func() { conn.PgConn().CancelRequest(context.Background()) })
	defer timer.Stop()
	began := time.Now()
	_, err := conn.Exec(context.Background(), fmt.Sprintf(
		"select count(*) from %[1]s a cross join %[1]s b cross join %[1]s c cross join %[1]s d"+
			" cross join %[1]s e cross join %[1]s f where (a.id * b.id + c.id * d.id - e.id * f.id) %% 7 = 3", table))
	equal(t, sqlstate(err), "57014")
	if time.Since(began) > 5*time.Second {
		t.Fatal("cancel took ", time.Since(began))
	}
	execute(t, conn, "select 1")
}

func TestPgxWrongPassword(t *testing.T) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.Password = "wrong"
	_, err = pgx.ConnectConfig(context.Background(), config)
	equal(t, sqlstate(err), "28P01")
}

func TestPgxRuntimeParameters(t *testing.T) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.RuntimeParams["application_name"] = "go tests"
	config.RuntimeParams["statement_timeout"] = "7000"
	conn, err := pgx.ConnectConfig(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for name, want := range map[string]string{"application_name": "go tests", "statement_timeout": "7s"} {
		var got string
		if err := conn.QueryRow(context.Background(), "show "+name).Scan(&got); err != nil {
			t.Fatal(err)
		}
		equal(t, got, want)
	}
}

func openPq(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestPqQueryAndTypes(t *testing.T) {
	var number int64
	var text string
	var flag bool
	var when time.Time
	var data []byte
	row := openPq(t).QueryRow("select $1::bigint, $2::text, $3::boolean, timestamp '2024-01-02 03:04:05', $4::bytea",
		int64(1)<<40, "it's ☃", true, []byte{0, 255})
	if err := row.Scan(&number, &text, &flag, &when, &data); err != nil {
		t.Fatal(err)
	}
	equal(t, []any{number, text, flag, data}, []any{int64(1) << 40, "it's ☃", true, []byte{0, 255}})
	equal(t, when.UTC(), time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC))
}

func TestPqPreparedAndArrays(t *testing.T) {
	statement, err := openPq(t).Prepare("select $1::integer[], $2::text[]")
	if err != nil {
		t.Fatal(err)
	}
	defer statement.Close()
	for range 3 {
		var numbers []int64
		var texts []string
		row := statement.QueryRow(pq.Array([]int64{1, 2}), pq.Array([]string{"a", "b c"}))
		if err := row.Scan(pq.Array(&numbers), pq.Array(&texts)); err != nil {
			t.Fatal(err)
		}
		equal(t, numbers, []int64{1, 2})
		equal(t, texts, []string{"a", "b c"})
	}
}

func TestPqErrorsAndTransactions(t *testing.T) {
	transaction, err := openPq(t).Begin()
	if err != nil {
		t.Fatal(err)
	}
	var told *pq.Error
	if _, err = transaction.Exec("select nosuch"); !errors.As(err, &told) || told.Code != "42703" {
		t.Fatal(err)
	}
	if _, err = transaction.Exec("select 1"); !errors.As(err, &told) || told.Code != "25P02" {
		t.Fatal(err)
	}
	if err = transaction.Rollback(); err != nil {
		t.Fatal(err)
	}
}

func TestPqContextCancels(t *testing.T) {
	table := numbers(t, connect(t))
	limited, stop := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer stop()
	began := time.Now()
	_, err := openPq(t).ExecContext(limited, fmt.Sprintf(
		"select count(*) from %[1]s a cross join %[1]s b cross join %[1]s c cross join %[1]s d"+
			" cross join %[1]s e cross join %[1]s f where (a.id * b.id + c.id * d.id - e.id * f.id) %% 7 = 3", table))
	if err == nil || time.Since(began) > 5*time.Second {
		t.Fatal(err, time.Since(began))
	}
}
