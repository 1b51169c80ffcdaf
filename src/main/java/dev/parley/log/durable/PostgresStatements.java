package dev.parley.log.durable;

import dev.parley.protocol.ClientInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Appends to PostgreSQL. Each statement is a round trip, so rows travel as arrays, one for each
 * column. A batch of one channel is one statement, any other batch is two; both make the channels
 * that are missing.
 */
final class PostgresStatements implements AppendStatements {
  /**
   * A member that stops between a statement and its commit, or loses its network there, would lock
   * the heads of its channels for hours, and no member could append to them. After this time the
   * database ends its transaction; the member tries again.
   */
  private static final String IDLE_LIMIT = "'2s'";

  private static final String IDLE_SETTING = "idle_in_transaction_session_timeout";

  /** Begins a transaction that has no statement of {@link #append} with the same limit. */
  static final String LIMIT_IDLE = "set local " + IDLE_SETTING + " = " + IDLE_LIMIT;

  private static final String HEADS =
      "insert into parley_channel (name, epoch, head, tail, head_at, oldest_at) ";

  private static final String ADVANCE =
      " on conflict (name) do update set head = parley_channel.head + excluded.head,"
          + " head_at = greatest(parley_channel.head_at, excluded.head_at),"
          + " oldest_at = case when parley_channel.head = parley_channel.tail"
          + " then greatest(parley_channel.head_at, excluded.head_at)"
          + " else parley_channel.oldest_at end returning name, epoch, head, head_at,"
          // In the statement that locks, so that it costs no round trip.
          + " set_config('"
          + IDLE_SETTING
          + "', "
          + IDLE_LIMIT
          + ", true)";

  private static final String ADVANCE_MANY =
      HEADS
          + "select n.name, n.epoch, n.entries, 0, ?, ?"
          + " from unnest(?::text[], ?::text[], ?::bigint[]) as n (name, epoch, entries)"
          + " order by n.name collate \"C\""
          + ADVANCE;

  private static final String ENTRIES =
      "insert into parley_entry (channel, entry_offset, created_at, batch_id, data, user_id,"
          + " client_id, conn_info, chan_info, tags, dedupe_id) select ";

  private static final String DATA =
      "r.data, r.user_id, r.client_id, r.conn_info, r.chan_info, r.tags, r.dedupe_id";

  /** PostgreSQL fills shorter arrays up with null, so a column without values needs no array. */
  private static final String ARRAYS =
      "unnest(?::bytea[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::text[], ?::bytea[]";

  private static final String NAMES =
      "(data, user_id, client_id, conn_info, chan_info, tags, dedupe_id";

  private static final String INSERT_MANY =
      ENTRIES
          + "r.channel, r.entry_offset, r.created_at, ?, "
          + DATA
          + " from "
          + ARRAYS
          + ", ?::text[], ?::bigint[], ?::bigint[]) as r "
          + NAMES
          + ", channel, entry_offset, created_at)";

  private static final String APPEND_ONE_BEGIN =
      "with h as ("
          + HEADS
          + "values (?, ?, ?, 0, ?, ?)"
          + ADVANCE
          + "), e as ("
          + ENTRIES
          + "h.name, h.head - ? + r.place, h.head_at, ?, "
          + DATA
          + " from h, "
          + ARRAYS
          + ") with ordinality as r "
          + NAMES
          + ", place)";

  private static final String APPEND_ONE_END =
      " returning 1) select h.epoch, h.head, h.head_at, (select count(*) from e) from h";

  private static final String SKIP_USED_KEYS =
      " on conflict (dedupe_id) where dedupe_id is not null do nothing";

  private static final String APPEND_ONE = APPEND_ONE_BEGIN + APPEND_ONE_END;
  private static final String APPEND_ONE_KEYED = APPEND_ONE_BEGIN + SKIP_USED_KEYS + APPEND_ONE_END;
  private static final String INSERT_MANY_KEYED = INSERT_MANY + SKIP_USED_KEYS;

  @Override
  public boolean append(Connection connection, AppendBatch batch, long now) throws SQLException {
    if (batch.channels.size() == 1) {
      return appendOne(connection, batch, batch.channels.get(0), now);
    }
    advanceMany(connection, batch, now);
    return insertMany(connection, batch);
  }

  private static boolean appendOne(
      Connection connection, AppendBatch batch, ChannelBatch channel, long now)
      throws SQLException {
    String sql = batch.hasKeys ? APPEND_ONE_KEYED : APPEND_ONE;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, channel.name);
      statement.setString(2, newEpoch());
      statement.setLong(3, channel.count);
      statement.setLong(4, now);
      statement.setLong(5, now);
      statement.setLong(6, channel.count);
      statement.setLong(7, batch.id);
      setData(connection, statement, 8, batch);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        channel.setOffsets(row.getString(1), row.getLong(2), row.getLong(3));
        return row.getLong(4) == batch.size();
      }
    }
  }

  private static void advanceMany(Connection connection, AppendBatch batch, long now)
      throws SQLException {
    Map<String, ChannelBatch> byName = new HashMap<>();
    batch.channels.forEach(channel -> byName.put(channel.name, channel));
    ChannelBatch[] channels = batch.channels.toArray(ChannelBatch[]::new);
    try (PreparedStatement statement = connection.prepareStatement(ADVANCE_MANY)) {
      statement.setLong(1, now);
      statement.setLong(2, now);
      ArrayParameters arrays = new ArrayParameters(connection, statement, 3, channels.length);
      arrays.texts(i -> channels[i].name);
      arrays.texts(i -> newEpoch());
      arrays.numbers(i -> (long) channels[i].count);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          byName.get(row.getString(1)).setOffsets(row.getString(2), row.getLong(3), row.getLong(4));
        }
      }
    }
  }

  private static boolean insertMany(Connection connection, AppendBatch batch) throws SQLException {
    String sql = batch.hasKeys ? INSERT_MANY_KEYED : INSERT_MANY;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, batch.id);
      ArrayParameters arrays = setData(connection, statement, 2, batch);
      ChannelBatch[] channels = batch.channelOf;
      arrays.texts(i -> channels[i].name);
      arrays.numbers(i -> channels[i].nextOffset());
      arrays.numbers(i -> channels[i].time);
      return statement.executeUpdate() == batch.size();
    }
  }

  private static ArrayParameters setData(
      Connection connection, PreparedStatement statement, int first, AppendBatch batch)
      throws SQLException {
    ArrayParameters arrays = new ArrayParameters(connection, statement, first, batch.size());
    arrays.bytes(i -> batch.append(i).draft().data().bytes());
    arrays.texts(ofInfo(batch, ClientInfo::user));
    arrays.texts(ofInfo(batch, ClientInfo::client));
    arrays.bytes(ofInfo(batch, info -> ColumnCodec.bytes(info.connInfo())));
    arrays.bytes(ofInfo(batch, info -> ColumnCodec.bytes(info.chanInfo())));
    arrays.texts(i -> ColumnCodec.text(batch.append(i).draft().tags()));
    arrays.bytes(i -> ColumnCodec.bytes(batch.appends.get(i).dedupeId));
    return arrays;
  }

  private static <T> IntFunction<T> ofInfo(AppendBatch batch, Function<ClientInfo, T> column) {
    return i -> {
      ClientInfo info = batch.append(i).draft().info();
      return info == null ? null : column.apply(info);
    };
  }

  /** Sets one parameter after the other, each an array with a value for each row. */
  private static final class ArrayParameters {
    private final Connection connection;
    private final PreparedStatement statement;
    private final int rows;
    private int next;

    ArrayParameters(Connection connection, PreparedStatement statement, int first, int rows) {
      this.connection = connection;
      this.statement = statement;
      this.next = first;
      this.rows = rows;
    }

    void texts(IntFunction<String> value) throws SQLException {
      set("text", new String[rows], value);
    }

    void numbers(IntFunction<Long> value) throws SQLException {
      set("bigint", new Long[rows], value);
    }

    void bytes(IntFunction<byte[]> value) throws SQLException {
      set("bytea", new byte[rows][], value);
    }

    private <T> void set(String type, T[] values, IntFunction<T> value) throws SQLException {
      boolean any = false;
      for (int i = 0; i < rows; i++) {
        values[i] = value.apply(i);
        any |= values[i] != null;
      }
      if (any) {
        statement.setArray(next, connection.createArrayOf(type, values));
      } else {
        statement.setNull(next, Types.ARRAY);
      }
      next++;
    }
  }

  private static String newEpoch() {
    return UUID.randomUUID().toString();
  }
}
