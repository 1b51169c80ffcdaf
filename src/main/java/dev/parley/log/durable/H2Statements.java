package dev.parley.log.durable;

import dev.parley.database.SqlFailure;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Publication;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** Appends to H2, which runs in this process, so small statements cost little. */
final class H2Statements implements AppendStatements {
  private static final String ADVANCE =
      "select epoch, head, head_at from final table (update parley_channel set head = head + ?,"
          + " head_at = greatest(head_at, ?), oldest_at = case when head = tail"
          + " then greatest(head_at, ?) else oldest_at end where name = ?)";

  private static final String INSERT =
      "insert into parley_entry (channel, entry_offset, data, user_id, client_id, conn_info,"
          + " chan_info, tags, created_at, dedupe_id, batch_id) values (?,?,?,?,?,?,?,?,?,?,?)";

  @Override
  public boolean append(Connection connection, AppendBatch batch, long now) throws SQLException {
    if (!advance(connection, batch, now)) {
      return false;
    }
    try {
      insert(connection, batch);
      return true;
    } catch (SQLException e) {
      if (batch.hasKeys && SqlFailure.of(e) == SqlFailure.CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /** In the order in which H2 sorts, because it compares strings as Java does. */
  private static boolean advance(Connection connection, AppendBatch batch, long now)
      throws SQLException {
    List<ChannelBatch> sorted = batch.channels;
    sorted.sort(Comparator.comparing(channel -> channel.name));
    try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
      for (ChannelBatch channel : sorted) {
        statement.setLong(1, channel.count);
        statement.setLong(2, now);
        statement.setLong(3, now);
        statement.setString(4, channel.name);
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            return false;
          }
          channel.setOffsets(row.getString(1), row.getLong(2), row.getLong(3));
        }
      }
    }
    return true;
  }

  private static void insert(Connection connection, AppendBatch batch) throws SQLException {
    try (PreparedStatement row = connection.prepareStatement(INSERT)) {
      for (int i = 0; i < batch.size(); i++) {
        ChannelBatch channel = batch.channelOf[i];
        Publication draft = batch.append(i).draft();
        ClientInfo info = draft.info();
        row.setString(1, channel.name);
        row.setLong(2, channel.nextOffset());
        row.setBytes(3, draft.data().bytes());
        row.setString(4, info == null ? null : info.user());
        row.setString(5, info == null ? null : info.client());
        row.setBytes(6, info == null ? null : ColumnCodec.bytes(info.connInfo()));
        row.setBytes(7, info == null ? null : ColumnCodec.bytes(info.chanInfo()));
        row.setString(8, ColumnCodec.text(draft.tags()));
        row.setLong(9, channel.time);
        row.setBytes(10, ColumnCodec.bytes(batch.appends.get(i).dedupeId));
        row.setLong(11, batch.id);
        row.addBatch();
      }
      row.executeBatch();
    }
  }
}
