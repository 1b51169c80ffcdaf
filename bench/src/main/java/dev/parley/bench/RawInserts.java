package dev.parley.bench;

import dev.parley.protocol.Payload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.Random;

/**
 * The same rows by plain JDBC: one connection, one prepared insert, one transaction a batch, into a
 * table of the same columns, key and index. Owned by one thread.
 */
final class RawInserts implements AutoCloseable {
  static final String TABLE = "raw_entry";

  private final Connection connection;
  private final PreparedStatement insert;
  private final Random random = new Random(1);
  private final byte[] key = new byte[16];
  private long offset;

  RawInserts(Store store) throws SQLException {
    this.connection = store.dataSource().getConnection();
    boolean h2 = store.name().equals("H2");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          h2
              ? "create table raw_entry as select * from parley_entry where 1 = 0"
              : "create table raw_entry (like parley_entry)");
      for (String column : new String[] {"channel", "entry_offset", "data", "created_at"}) {
        statement.execute("alter table raw_entry alter column " + column + " set not null");
      }
      statement.execute("alter table raw_entry add primary key (channel, entry_offset)");
      statement.execute(
          "create unique index raw_dedupe on raw_entry (dedupe_id)"
              + (h2 ? "" : " where dedupe_id is not null"));
    }
    connection.setAutoCommit(false);
    this.insert =
        connection.prepareStatement(
            "insert into raw_entry (channel, entry_offset, data, user_id, client_id, conn_info,"
                + " chan_info, tags, created_at, dedupe_id, batch_id)"
                + " values (?,?,?,?,?,?,?,?,?,?,?)");
  }

  /** Inserts and commits one batch. */
  void batch(int size, Workload workload) throws SQLException {
    long now = System.currentTimeMillis();
    for (int i = 0; i < size; i++) {
      offset++;
      Payload data = workload.data(offset);
      insert.setString(1, workload.channel((int) (offset % workload.channels())));
      insert.setLong(2, offset);
      insert.setBytes(3, data.bytes());
      insert.setString(4, workload.info().user());
      insert.setString(5, workload.info().client());
      insert.setNull(6, Types.VARBINARY);
      insert.setNull(7, Types.VARBINARY);
      insert.setNull(8, Types.VARCHAR);
      insert.setLong(9, now);
      if (workload.keys()) {
        random.nextBytes(key);
        insert.setBytes(10, key.clone());
      } else {
        insert.setNull(10, Types.VARBINARY);
      }
      insert.setLong(11, offset);
      insert.addBatch();
    }
    insert.executeBatch();
    connection.commit();
  }

  /** Rows a second over some time. */
  double rate(int size, Workload workload, Duration time) throws SQLException {
    long begun = System.nanoTime();
    long end = begun + time.toNanos();
    long rows = 0;
    while (System.nanoTime() < end) {
      batch(size, workload);
      rows += size;
    }
    return rows * 1e9 / (System.nanoTime() - begun);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
