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
 * PostgreSQL is a round trip away, so rows travel as arrays, one a column. A batch of one channel
 * is one statement, another batch is two; either makes the channels that are missing.
 */
final class PostgresStatements implements AppendStatements {
  /**
   * A member that stands still, or whose network is gone, between a statement and its commit would
   * hold the heads of its channels for hours, and no member could append to them. After this long
   * the database ends its transaction, and it tries again.
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
          // With the locks, so that it costs no round trip.
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

  /** Shorter arrays are filled up with null, so a column of nothing but null is no array at all. */
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
        channel.advanced(row.getString(1), row.getLong(2), row.getLong(3));
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
      int count = channels.length;
      setArray(connection, statement, 3, "text", new String[count], i -> channels[i].name);
      setArray(connection, statement, 4, "text", new String[count], i -> newEpoch());
      setArray(connection, statement, 5, "bigint", new Long[count], i -> (long) channels[i].count);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          byName.get(row.getString(1)).advanced(row.getString(2), row.getLong(3), row.getLong(4));
        }
      }
    }
  }

  private static boolean insertMany(Connection connection, AppendBatch batch) throws SQLException {
    String sql = batch.hasKeys ? INSERT_MANY_KEYED : INSERT_MANY;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, batch.id);
      setData(connection, statement, 2, batch);
      int count = batch.size();
      ChannelBatch[] channels = batch.channelOf;
      setArray(connection, statement, 9, "text", new String[count], i -> channels[i].name);
      setArray(connection, statement, 10, "bigint", new Long[count], i -> channels[i].nextOffset());
      setArray(connection, statement, 11, "bigint", new Long[count], i -> channels[i].time);
      return statement.executeUpdate() == count;
    }
  }

  private static void setData(
      Connection connection, PreparedStatement statement, int first, AppendBatch batch)
      throws SQLException {
    int count = batch.size();
    IntFunction<byte[]> data = i -> batch.append(i).draft().data().bytes();
    setArray(connection, statement, first, "bytea", new byte[count][], data);
    setArray(
        connection, statement, first + 1, "text", new String[count], ofInfo(batch, i -> i.user()));
    setArray(
        connection,
        statement,
        first + 2,
        "text",
        new String[count],
        ofInfo(batch, ClientInfo::client));
    setArray(
        connection,
        statement,
        first + 3,
        "bytea",
        new byte[count][],
        ofInfo(batch, info -> ColumnCodec.bytes(info.connInfo())));
    setArray(
        connection,
        statement,
        first + 4,
        "bytea",
        new byte[count][],
        ofInfo(batch, info -> ColumnCodec.bytes(info.chanInfo())));
    IntFunction<String> tags = i -> ColumnCodec.text(batch.append(i).draft().tags());
    setArray(connection, statement, first + 5, "text", new String[count], tags);
    IntFunction<byte[]> keys = i -> ColumnCodec.bytes(batch.appends.get(i).dedupeId);
    setArray(connection, statement, first + 6, "bytea", new byte[count][], keys);
  }

  private static <T> IntFunction<T> ofInfo(AppendBatch batch, Function<ClientInfo, T> column) {
    return i -> {
      ClientInfo info = batch.append(i).draft().info();
      return info == null ? null : column.apply(info);
    };
  }

  private static <T> void setArray(
      Connection connection,
      PreparedStatement statement,
      int index,
      String type,
      T[] values,
      IntFunction<T> value)
      throws SQLException {
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(i);
      any |= values[i] != null;
    }
    if (any) {
      statement.setArray(index, connection.createArrayOf(type, values));
    } else {
      statement.setNull(index, Types.ARRAY);
    }
  }

  private static String newEpoch() {
    return UUID.randomUUID().toString();
  }
}
