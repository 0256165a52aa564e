import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.copy.PGCopyOutputStream;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;

/** pgjdbc as Java programs use it; prints "ok NAME" or "not ok NAME" for every test. */
public class Suite {
  interface Work {
    void run() throws Exception;
  }

  static final List<String> failures = new ArrayList<>();
  static final String table = "t_" + UUID.randomUUID().toString().substring(0, 8);
  static Connection connection;

  static Connection connect(String... settings) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", System.getenv("PGUSER"));
    properties.setProperty("password", System.getenv("PGPASSWORD"));
    properties.setProperty("sslmode", System.getenv("PGSSLMODE"));
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    String place = System.getenv("PGHOST") + ":" + System.getenv("PGPORT");
    String url = "jdbc:postgresql://" + place + "/" + System.getenv("PGDATABASE");
    return DriverManager.getConnection(url, properties);
  }

  static void test(String name, Work work) {
    try {
      work.run();
      System.out.println("ok " + name);
    } catch (Throwable failure) {
      System.out.println("not ok " + name);
      failure.printStackTrace(System.out);
      failures.add(name);
    }
  }

  static void same(Object got, Object wanted) {
    if (!Objects.deepEquals(got, wanted)) {
      throw new AssertionError("got " + got + ", want " + wanted);
    }
  }

  static void refused(String sqlstate, Work work) throws Exception {
    try {
      work.run();
    } catch (SQLException error) {
      same(error.getSQLState(), sqlstate);
      return;
    }
    throw new AssertionError("no error, want " + sqlstate);
  }

  static void execute(Connection on, String text) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute(text);
    }
  }

  /** A transaction goes on behind a statement that failed. */
  static void autosave(String mode) throws Exception {
    try (Connection on = connect("autosave", mode)) {
      String name = table + "_" + mode;
      boolean always = mode.equals("always"); // else it goes on only where a plan was void
      execute(on, "create table " + name + " (id int primary key, n int)");
      on.setAutoCommit(false);
      try (PreparedStatement insert = on.prepareStatement("insert into " + name + " values (?, ?)")) {
        for (int id : new int[] {1, 2, 1, 3}) {
          insert.setInt(1, id);
          insert.setInt(2, 10 * id);
          try {
            insert.executeUpdate();
          } catch (SQLException error) {
            same(error.getSQLState(), "23505");
            if (!always) {
              on.rollback();
            }
          }
        }
      }
      if (always) {
        refused("42703", () -> one(on, "select nosuch"));
      }
      same(one(on, "select sum(n) from " + name), always ? 60L : 30L);
      on.commit();
    }
  }

  static Object one(Connection on, String text) throws SQLException {
    try (Statement statement = on.createStatement();
        ResultSet rows = statement.executeQuery(text)) {
      same(rows.next(), true);
      return rows.getObject(1);
    }
  }

  static String heavy() {
    String crossed = table + " a";
    for (String alias : new String[] {"b", "c", "d", "e"}) {
      crossed += " cross join " + table + " " + alias;
    }
    return "select count(*) from " + crossed + " where (a.id * b.id + c.id - d.id + e.id) % 7 = 3";
  }

  public static void main(String[] arguments) throws Exception {
    connection = connect();
    execute(connection, "create table " + table + "(id integer primary key, name text)");
    StringBuilder values = new StringBuilder();
    for (int id = 1; id <= 1000; id++) {
      values.append(id == 1 ? "" : ",").append("(").append(id).append(",'n").append(id).append("')");
    }
    execute(connection, "insert into " + table + " values " + values);
    try {
      login();
      types();
      prepared();
      batches();
      copies();
      copiesIn();
      badCopiesIn();
      paging();
      errors();
      transactions();
      cancel();
    } finally {
      execute(connection, "drop table " + table);
      connection.close();
    }
    System.exit(failures.isEmpty() ? 0 : 1);
  }

  static void login() {
    test("login over TLS", () -> same(one(connection, "select 1"), 1));
    test("wrong password has its SQLSTATE", () -> refused("28P01", () -> connect("password", "wrong")));
    test("ApplicationName arrives", () -> {
      try (Connection other = connect("ApplicationName", "java tests")) {
        same(one(other, "show application_name"), "java tests");
      }
    });
    test("options set settings", () -> {
      try (Connection other = connect("options", "-c statement_timeout=7000")) {
        same(one(other, "show statement_timeout"), "7s");
      }
    });
    test("isValid asks the server", () -> same(connection.isValid(5), true));
    test("getTransactionIsolation answers a known level", () -> {
      int level = connection.getTransactionIsolation();
      List<Integer> known = Arrays.asList(Connection.TRANSACTION_READ_COMMITTED,
          Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE);
      same(known.contains(level), true);
    });
    test("setTransactionIsolation is accepted", () -> {
      try (Connection other = connect()) {
        other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        same(other.getTransactionIsolation(), Connection.TRANSACTION_REPEATABLE_READ);
        same(one(other, "select 1"), 1);
      }
    });
    test("preferQueryMode simple", () -> {
      try (Connection other = connect("preferQueryMode", "simple");
          PreparedStatement statement = other.prepareStatement("select ?::integer + 1")) {
        statement.setInt(1, 41);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          same(rows.getInt(1), 42);
        }
      }
    });
  }

  static void roundTrip(String type, Object value, Class<?> as) throws SQLException {
    String text = "select cast(? as " + type + ")";
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (int run = 0; run < 7; run++) { // past the threshold: named and binary from the fifth on
        statement.setObject(1, value);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          same(rows.getObject(1, as), value);
        }
      }
    }
  }

  static void types() {
    test("type smallint", () -> roundTrip("smallint", -7, Integer.class));
    test("type integer", () -> roundTrip("integer", 2147483647, Integer.class));
    test("type bigint", () -> roundTrip("bigint", 9007199254740993L, Long.class));
    test("type real", () -> roundTrip("real", 1.5f, Float.class));
    test("type double", () -> roundTrip("double precision", 0.1, Double.class));
    test("type numeric", () -> roundTrip("numeric(12,4)", new BigDecimal("-1234.5600"), BigDecimal.class));
    test("type boolean", () -> roundTrip("boolean", true, Boolean.class));
    test("type text", () -> roundTrip("text", "it's \\ ☃ \n", String.class));
    test("type bytea", () -> roundTrip("bytea", new byte[] {0, -1, 1}, byte[].class));
    test("type date", () -> roundTrip("date", LocalDate.of(1969, 12, 31), LocalDate.class));
    test("type time", () -> roundTrip("time", LocalTime.of(10, 11, 12, 500_000_000), LocalTime.class));
    test("type timestamp", () ->
        roundTrip("timestamp", LocalDateTime.of(2024, 2, 3, 4, 5, 6, 789_000), LocalDateTime.class));
    test("type timestamptz", () -> roundTrip("timestamp with time zone",
        OffsetDateTime.of(2024, 7, 1, 12, 0, 0, 1000, ZoneOffset.UTC), OffsetDateTime.class));
    test("type uuid", () -> roundTrip("uuid", new UUID(5, 7), UUID.class));
    test("type json", () -> {
      PGobject json = new PGobject();
      json.setType("json");
      json.setValue("{\"k\": [1, null]}");
      roundTrip("json", json, PGobject.class);
    });
    test("type integer array", () -> {
      Integer[] wanted = {1, null, 3};
      try (PreparedStatement statement = connection.prepareStatement("select cast(? as integer[])")) {
        for (int run = 0; run < 7; run++) {
          statement.setArray(1, connection.createArrayOf("int4", wanted));
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            same(rows.getArray(1).getArray(), wanted);
          }
        }
      }
    });
    test("type interval", () -> { // as text: for an object the driver asks the catalog
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select interval '1 day 02:03:04'")) {
        rows.next();
        same(rows.getString(1), "1 day 02:03:04");
      }
    });
    test("nulls", () -> {
      try (PreparedStatement statement =
          connection.prepareStatement("select cast(? as integer), cast(? as text)")) {
        statement.setNull(1, Types.INTEGER);
        statement.setNull(2, Types.VARCHAR);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          same(rows.getObject(1), null);
          same(rows.getString(2), null);
        }
      }
    });
    test("result columns tell names and types", () -> {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select 1 as a, 'x'::text as b, 1.5::numeric(7,2) as c")) {
        ResultSetMetaData told = rows.getMetaData();
        same(told.getColumnLabel(1) + told.getColumnLabel(2) + told.getColumnLabel(3), "abc");
        same(told.getColumnType(1), Types.INTEGER);
        same(told.getColumnTypeName(2), "text");
        same(told.getPrecision(3) + "," + told.getScale(3), "7,2");
      }
    });
  }

  static void prepared() {
    test("prepared statement past the threshold is on the server", () -> {
      String text = "select name from " + table + " where id = ?";
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        statement.unwrap(PGStatement.class).setPrepareThreshold(3);
        for (int id = 1; id <= 10; id++) {
          statement.setInt(1, id);
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            same(rows.getString(1), "n" + id);
          }
          same(statement.unwrap(PGStatement.class).isUseServerPrepare(), id >= 2); // of the next run
        }
      }
    });
    test("parameters sent as unknown", () -> {
      try (Connection other = connect("stringtype", "unspecified");
          PreparedStatement statement =
              other.prepareStatement("select name from " + table + " where id = ?")) {
        statement.setString(1, "7");
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          same(rows.getString(1), "n7");
        }
      }
    });
    test("parameter types told by the server", () -> {
      try (PreparedStatement statement =
          connection.prepareStatement("select * from " + table + " where id = ? and name = ?")) {
        same(statement.getParameterMetaData().getParameterTypeName(1), "int4");
        same(statement.getParameterMetaData().getParameterTypeName(2), "text");
      }
    });
    test("columns told before execution", () -> {
      try (PreparedStatement statement = connection.prepareStatement("select id, name from " + table)) {
        same(statement.getMetaData().getColumnName(2), "name");
      }
    });
    test("statements separated by semicolons", () -> {
      try (Statement statement = connection.createStatement()) {
        same(statement.execute("select 1; select 2"), true);
        same(statement.getMoreResults(), true);
        try (ResultSet rows = statement.getResultSet()) {
          rows.next();
          same(rows.getInt(1), 2);
        }
      }
    });
    test("returned keys", () -> {
      String text = "insert into " + table + " values (?, ?) returning id";
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        statement.setInt(1, 5000);
        statement.setString(2, "r");
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          same(rows.getInt(1), 5000);
        }
      }
      execute(connection, "delete from " + table + " where id = 5000");
    });
    test("update counts", () -> {
      try (Statement statement = connection.createStatement()) {
        same(statement.executeUpdate("update " + table + " set name = name where id <= 10"), 10);
        same(statement.executeUpdate("update " + table + " set name = name where id < 0"), 0);
      }
    });
  }

  static int[] insertBatch(Connection on, int from, int to) throws SQLException {
    String text = "insert into " + table + " values (?, ?)";
    try (PreparedStatement statement = on.prepareStatement(text)) {
      for (int id = from; id <= to; id++) {
        statement.setInt(1, id);
        statement.setString(2, "b" + id);
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  static void batches() {
    test("batch of one statement", () -> {
      int[] counts = insertBatch(connection, 2001, 2300);
      same(counts.length, 300);
      same(Arrays.stream(counts).sum(), 300);
      execute(connection, "delete from " + table + " where id > 2000");
    });
    test("batch rewritten to many rows", () -> {
      try (Connection other = connect("reWriteBatchedInserts", "true")) {
        same(insertBatch(other, 3001, 3300).length, 300);
        same(one(other, "select count(*) from " + table + " where id > 3000"), 300L);
        execute(other, "delete from " + table + " where id > 3000");
      }
    });
    test("batch of different statements", () -> {
      try (Statement statement = connection.createStatement()) {
        statement.addBatch("insert into " + table + " values (4001, 'x')");
        statement.addBatch("update " + table + " set name = 'y' where id = 4001");
        statement.addBatch("delete from " + table + " where id = 4001");
        same(statement.executeBatch(), new int[] {1, 1, 1});
      }
    });
    test("failing batch is undone in a transaction", () -> {
      try (Connection other = connect()) {
        other.setAutoCommit(false);
        try {
          insertBatch(other, 999, 1001);
          throw new AssertionError("the key 999 was taken twice");
        } catch (BatchUpdateException error) {
          same(error.getSQLState(), "23505");
        }
        refused("25P02", () -> one(other, "select 1"));
        other.rollback();
        same(one(other, "select count(*) from " + table), 1000L);
      }
    });
  }

  static String copied(Connection on, String text) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rows = on.unwrap(PGConnection.class).getCopyAPI().copyOut(text, out);
    return rows + ":" + out.toString(StandardCharsets.UTF_8);
  }

  static void copies() {
    test("copy out as text", () ->
        same(copied(connection, "copy (select 1, null, 'a\\b\tü') to stdout"), "1:1\t\\N\ta\\\\b\\tü\n"));
    test("copy out as csv with a header", () ->
        same(copied(connection, "copy (values (1, 'x,y'), (2, '')) to stdout with csv header"),
            "2:column1,column2\n1,\"x,y\"\n2,\"\"\n"));
    test("copy out of many rows", () -> {
      String found = copied(connection, "copy (select id from " + table + " order by id) to stdout");
      same(found.startsWith("1000:1\n2\n"), true);
      same(found.lines().count(), 1000L);
    });
    test("copy out read row by row", () -> {
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      CopyOut copy = copies.copyOut("copy " + table + " (id) to stdout");
      same(copy.getFieldCount(), 1);
      int rows = 0;
      while (copy.readFromCopy() != null) {
        rows++;
      }
      same(rows, 1000);
      same(copy.getHandledRowCount(), 1000L);
    });
    test("wrong copy is refused", () -> {
      refused("42P01", () -> copied(connection, "copy no_such_table to stdout"));
      refused("42601", () -> copied(connection, "copy " + table + " to stdout (nothing)"));
    });
  }

  static final String loaded = table + "_in";

  static CopyManager copying(Connection on) throws SQLException {
    return on.unwrap(PGConnection.class).getCopyAPI();
  }

  static InputStream stream(String data) {
    return new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8));
  }

  /** A header and rows of an integer and a text; no text is NULL. */
  static byte[] binary(String... names) {
    ByteBuffer out = ByteBuffer.allocate(100_000);
    out.put("PGCOPY\n".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {-1, 13, 10, 0}).putLong(0);
    for (int id = 1; id <= names.length; id++) {
      out.putShort((short) 2).putInt(4).putInt(id);
      if (names[id - 1] == null) {
        out.putInt(-1);
      } else {
        byte[] name = names[id - 1].getBytes(StandardCharsets.UTF_8);
        out.putInt(name.length).put(name);
      }
    }
    out.putShort((short) -1);
    return Arrays.copyOf(out.array(), out.position());
  }

  /** A test that gets an empty table and says which rows are there at its end. */
  static void loading(String wanted, Work work) throws Exception {
    execute(connection, "create table " + loaded + "(id integer primary key, name text)");
    try {
      work.run();
      same(copied(connection, "copy (select * from " + loaded + " order by id) to stdout"), wanted);
    } finally {
      execute(connection, "drop table " + loaded);
    }
  }

  static void copiesIn() {
    String text = "copy " + loaded + " from stdin";
    test("copy in of text by a stream", () ->
        loading("3:1\tone\n2\t\\N\n3\ta\\tb\\\\ü☃\n", () ->
            same(copying(connection).copyIn(text, stream("1\tone\n2\t\\N\n3\ta\\tb\\\\ü☃")), 3L)));
    test("copy in of csv by a reader", () ->
        loading("3:1\ta,\"b\\nc\n2\t\\N\n3\t\n", () -> {
          StringReader data = new StringReader("id;name\r\n1;\"a,\"\"b\nc\"\r\n2;\r\n3;\"\"\r\n");
          same(copying(connection).copyIn(text + " with csv header delimiter ';'", data), 3L);
        }));
    test("copy in of csv in pieces of a byte", () ->
        loading("2:1\té€\n2\tx\n", () ->
            same(copying(connection).copyIn(text + " (format csv)", stream("1,é€\n2,x\n"), 1), 2L)));
    test("copy in of binary", () ->
        loading("3:1\tone\n2\t\\N\n3\té€\n", () -> {
          InputStream data = new ByteArrayInputStream(binary("one", null, "é€"));
          same(copying(connection).copyIn(text + " (format binary)", data), 3L);
        }));
    test("copy in row by row", () ->
        loading("2:1\tone\n2\ttwo\n", () -> {
          CopyIn copy = copying(connection).copyIn("copy " + loaded + " (name, id) from stdin");
          same(copy.getFieldCount() + "," + copy.getFormat(), "2,0");
          for (String row : new String[] {"one\t1\n", "two\t2\n"}) {
            byte[] data = row.getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(data, 0, data.length);
          }
          same(copy.endCopy(), 2L);
          same(copy.isActive(), false);
        }));
    test("copy in by an output stream", () ->
        loading("2:1\tone\n2\ttwo\n", () -> {
          PGConnection opened = connection.unwrap(PGConnection.class);
          try (PGCopyOutputStream out = new PGCopyOutputStream(opened, text + " binary", 3)) {
            out.write(binary("one", "two"));
          }
        }));
    test("copy in of nothing", () ->
        loading("0:", () -> {
          same(copying(connection).copyIn(text, stream("")), 0L);
          same(copying(connection).copyIn(text + " csv header", stream("id,name\n")), 0L);
          same(copying(connection).copyIn(text + " binary", new ByteArrayInputStream(binary())), 0L);
        }));
    test("copy in of what was copied out", () -> {
      for (String form : new String[] {"text", "csv", "binary"}) {
        loading(copied(connection, "copy (select * from " + table + " order by id) to stdout"), () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          copying(connection).copyOut("copy " + table + " to stdout (format " + form + ")", out);
          InputStream data = new ByteArrayInputStream(out.toByteArray());
          same(copying(connection).copyIn(text + " (format " + form + ")", data), 1000L);
        });
      }
    });
  }

  static void badCopiesIn() {
    String text = "copy " + loaded + " from stdin";
    test("bad values of a copy in", () ->
        loading("0:", () -> {
          CopyManager copies = copying(connection);
          refused("22P02", () -> copies.copyIn(text, stream("1\tone\nx\ttwo\n")));
          refused("22P04", () -> copies.copyIn(text, stream("1\tone\n2\n")));
          refused("22P04", () -> copies.copyIn(text + " csv", stream("1,one\n2,two,more\n")));
          refused("22P04", () -> copies.copyIn(text + " csv", stream("1,one\n2,\"two\n")));
          refused("22003", () -> copies.copyIn(text + " csv", stream("1,one\n2147483648,two\n")));
          refused("23502", () -> copies.copyIn(text, stream("1\tone\n\\N\ttwo\n")));
          refused("23505", () -> copies.copyIn(text, stream("1\tone\n1\ttwo\n")));
          refused("22021", () -> copies.copyIn(text + " binary", new ByteArrayInputStream(binary("a", "b\0c"))));
          refused("22P04", () -> copies.copyIn(text + " binary", stream("1\tone\n")));
        }));
    test("a bad value of a copy in says where it is", () ->
        loading("0:", () -> {
          try {
            copying(connection).copyIn(text, stream("1\tone\nx\ttwo\n"));
          } catch (PSQLException error) {
            same(error.getServerErrorMessage().getWhere(), "COPY " + loaded + ", line 2, column id: \"x\"");
            return;
          }
          throw new AssertionError("x is no integer");
        }));
    test("a bad value before much more of a copy in", () ->
        loading("0:", () -> {
          String data = "x\tbad\n" + "7\tseven\n".repeat(400_000);
          refused("22P02", () -> copying(connection).copyIn(text, stream(data)));
        }));
    test("a copy in to what is not there is refused", () ->
        loading("0:", () -> {
          refused("42P01", () -> copying(connection).copyIn("copy no_such_table from stdin"));
          refused("42703", () -> copying(connection).copyIn("copy " + loaded + " (nosuch) from stdin"));
        }));
    test("a copy in that is cancelled", () ->
        loading("0:", () -> {
          CopyIn copy = copying(connection).copyIn(text);
          byte[] data = "1\tone\n".getBytes(StandardCharsets.UTF_8);
          copy.writeToCopy(data, 0, data.length);
          copy.cancelCopy();
          same(copy.isActive(), false);
        }));
    test("a source that fails undoes its copy in", () ->
        loading("0:", () -> {
          InputStream broken = new InputStream() {
            int rows = 0;

            @Override
            public int read() throws IOException {
              throw new IOException("never a single byte");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
              if (++rows == 50) {
                throw new IOException("the source is gone");
              }
              byte[] row = (rows + "\tx\n").getBytes(StandardCharsets.UTF_8);
              System.arraycopy(row, 0, into, from, row.length);
              return row.length;
            }
          };
          try {
            copying(connection).copyIn(text, broken);
          } catch (IOException error) {
            same(error.getMessage(), "the source is gone");
            return;
          }
          throw new AssertionError("the source did not fail");
        }));
    test("a copy in of a transaction", () ->
        loading("1:1\tone\n", () -> {
          try (Connection other = connect()) {
            other.setAutoCommit(false);
            copying(other).copyIn(text, stream("1\tone\n"));
            other.commit();
            refused("23505", () -> copying(other).copyIn(text, stream("2\ttwo\n2\ttwo\n")));
            refused("25P02", () -> one(other, "select 1"));
            other.rollback();
            copying(other).copyIn(text, stream("3\tthree\n"));
            other.rollback();
          }
        }));
  }

  static void paging() {
    test("fetch size pages through a portal", () -> {
      try (Connection other = connect()) {
        other.setAutoCommit(false);
        try (PreparedStatement statement =
            other.prepareStatement("select id from " + table + " where id > ? order by id")) {
          statement.setFetchSize(64);
          for (int run = 0; run < 6; run++) {
            statement.setInt(1, 500);
            int wanted = 501;
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                same(rows.getInt(1), wanted++);
              }
            }
            same(wanted, 1001);
          }
        }
        other.commit();
      }
    });
    test("two portals of one transaction are read by turns", () -> {
      try (Connection other = connect()) {
        other.setAutoCommit(false);
        try (Statement up = other.createStatement();
            Statement down = other.createStatement()) {
          up.setFetchSize(10);
          down.setFetchSize(10);
          try (ResultSet rising = up.executeQuery("select id from " + table + " order by id");
              ResultSet falling = down.executeQuery("select id from " + table + " order by id desc")) {
            for (int n = 1; n <= 100; n++) {
              rising.next();
              falling.next();
              same(rising.getInt(1) + falling.getInt(1), 1001);
            }
          }
        }
        other.rollback();
      }
    });
    test("portal read beside other statements", () -> {
      try (Connection other = connect()) {
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
          statement.setFetchSize(10);
          try (ResultSet rows = statement.executeQuery("select id from " + table + " order by id")) {
            for (int n = 1; n <= 25; n++) {
              rows.next();
              same(rows.getInt(1), n);
              same(one(other, "select " + n), n);
            }
          }
        }
        other.commit();
      }
    });
    test("result left early", () -> {
      try (Connection other = connect()) {
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
          statement.setFetchSize(5);
          try (ResultSet rows = statement.executeQuery("select id from " + table)) {
            rows.next();
          }
        }
        other.commit();
        same(one(other, "select 1"), 1);
      }
    });
    test("setMaxRows limits", () -> {
      try (Statement statement = connection.createStatement()) {
        statement.setMaxRows(7);
        int count = 0;
        try (ResultSet rows = statement.executeQuery("select id from " + table)) {
          while (rows.next()) {
            count++;
          }
        }
        same(count, 7);
      }
    });
  }

  static void errors() {
    test("errors carry SQLSTATE", () -> {
      refused("42703", () -> one(connection, "select nosuch"));
      refused("42P01", () -> one(connection, "select * from nosuch_table"));
      refused("42601", () -> one(connection, "selec 1"));
      refused("22P02", () -> one(connection, "select 'x'::integer"));
      refused("23505", () -> execute(connection, "insert into " + table + " values (1, 'x')"));
      same(one(connection, "select 1"), 1);
    });
    test("error tells its place", () -> {
      try {
        one(connection, "select nosuch");
        throw new AssertionError("no error");
      } catch (PSQLException error) {
        same(error.getServerErrorMessage().getPosition(), 8);
        same(error.getServerErrorMessage().getMessage(), "column \"nosuch\" does not exist");
        same(error.getServerErrorMessage().getSeverity(), "ERROR");
      }
    });
    test("warnings are kept", () -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute("commit");
        same(statement.getWarnings().getMessage(), "there is no transaction in progress");
        same(statement.getWarnings().getSQLState(), "25P01");
      }
    });
  }

  static void transactions() {
    test("rollback and commit", () -> {
      try (Connection other = connect()) {
        other.setAutoCommit(false);
        execute(other, "insert into " + table + " values (6001, 'x')");
        other.rollback();
        same(one(other, "select count(*) from " + table), 1000L);
        execute(other, "insert into " + table + " values (6001, 'x')");
        other.commit();
        same(one(connection, "select count(*) from " + table), 1001L);
        execute(other, "delete from " + table + " where id = 6001");
        other.commit();
      }
    });
    test("failed transaction refuses until rollback", () -> {
      try (Connection other = connect()) {
        other.setAutoCommit(false);
        refused("42703", () -> one(other, "select nosuch"));
        refused("25P02", () -> one(other, "select 1"));
        other.rollback();
        same(one(other, "select 1"), 1);
      }
    });
    test("commit of a failed transaction rolls back", () -> {
      try (Connection other = connect()) {
        other.setAutoCommit(false);
        execute(other, "delete from " + table);
        refused("42703", () -> one(other, "select nosuch"));
        other.commit();
      }
      same(one(connection, "select count(*) from " + table), 1000L);
    });
    test("savepoints by name and without", () -> {
      Connection on = connect();
      execute(on, "create table " + table + "_s (id int primary key, n int)");
      on.setAutoCommit(false);
      execute(on, "insert into " + table + "_s values (1, 1)");
      java.sql.Savepoint outer = on.setSavepoint("Outer one");
      execute(on, "insert into " + table + "_s values (2, 2)");
      java.sql.Savepoint inner = on.setSavepoint();
      refused("23505", () -> execute(on, "insert into " + table + "_s values (1, 3)"));
      refused("25P02", () -> execute(on, "select 1"));
      on.rollback(inner);
      same(one(on, "select count(*) from " + table + "_s"), 2L);
      on.rollback(outer);
      execute(on, "insert into " + table + "_s values (3, 3)");
      on.releaseSavepoint(outer);
      on.commit();
      same(one(on, "select sum(id) from " + table + "_s"), 4L);
      on.close();
    });
    test("autosave always", () -> autosave("always"));
    test("autosave conservative", () -> autosave("conservative"));

    test("read-only connection refuses writes", () -> {
      try (Connection other = connect()) {
        other.setReadOnly(true);
        other.setAutoCommit(false);
        same(one(other, "select count(*) from " + table), 1000L);
        refused("25006", () -> execute(other, "delete from " + table));
        other.rollback();
      }
    });
  }

  static void cancel() {
    test("cancel from another thread", () -> {
      try (Statement statement = connection.createStatement()) {
        Timer timer = new Timer(true);
        timer.schedule(new TimerTask() {
          @Override
          public void run() {
            try {
              statement.cancel();
            } catch (SQLException error) {
              throw new IllegalStateException(error);
            }
          }
        }, 500);
        long began = System.nanoTime();
        refused("57014", () -> statement.executeQuery(heavy()));
        timer.cancel();
        same(System.nanoTime() - began < 5_500_000_000L, true);
      }
      same(one(connection, "select 1"), 1);
    });
    test("query timeout cancels", () -> {
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(1);
        refused("57014", () -> statement.executeQuery(heavy()));
      }
      same(one(connection, "select 1"), 1);
    });
    test("backend process ids differ", () -> {
      try (Connection other = connect()) {
        int mine = connection.unwrap(PGConnection.class).getBackendPID();
        same(other.unwrap(PGConnection.class).getBackendPID() != mine, true);
      }
    });
  }
}
