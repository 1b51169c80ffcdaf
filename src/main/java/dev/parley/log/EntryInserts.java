package dev.parley.log;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Writes the rows of one batch in the running transaction: through its JDBC connection where the
 * JPA provider hands it out (a JPA insert costs about a quarter more), else through JPA. Owned by
 * the writer thread.
 */
final class EntryInserts {
  private static final String INSERT =
      "insert into parley_entry (channel, entry_offset, data, user_id, client_id, conn_info,"
          + " chan_info, tags, created_at, dedupe_id, batch_id) values (?,?,?,?,?,?,?,?,?,?,?)";

  private boolean unwraps;

  /**
   * @param unwrap false to go through JPA in any case
   */
  EntryInserts(boolean unwrap) {
    this.unwraps = unwrap;
  }

  void insert(EntityManager em, long batchId, List<Answer> appended) throws SQLException {
    Connection connection = unwraps ? connectionOf(em) : null;
    if (connection == null) {
      appended.forEach(answer -> em.persist(entity(answer, batchId)));
    } else {
      insert(connection, batchId, appended);
    }
  }

  /** Null when this provider keeps its connection for itself; it is not asked again. */
  private Connection connectionOf(EntityManager em) {
    try {
      Connection connection = em.unwrap(Connection.class);
      unwraps = connection != null;
      return connection;
    } catch (PersistenceException | IllegalArgumentException e) {
      if (SqlFailure.of(e) != SqlFailure.OTHER) {
        throw e;
      }
      unwraps = false;
      return null;
    }
  }

  private static void insert(Connection connection, long batchId, List<Answer> appended)
      throws SQLException {
    try (PreparedStatement row = connection.prepareStatement(INSERT)) {
      for (Answer answer : appended) {
        Publication publication = answer.publication();
        ClientInfo info = publication.info();
        row.setString(1, answer.pending().channel());
        row.setLong(2, publication.offset());
        row.setBytes(3, publication.data().bytes());
        row.setString(4, info == null ? null : info.user());
        row.setString(5, info == null ? null : info.client());
        row.setBytes(6, info == null ? null : bytes(info.connInfo()));
        row.setBytes(7, info == null ? null : bytes(info.chanInfo()));
        row.setString(8, Tags.write(publication.tags()));
        row.setLong(9, publication.time());
        row.setBytes(10, bytes(answer.pending().dedupeId));
        row.setLong(11, batchId);
        row.addBatch();
      }
      row.executeBatch();
    }
  }

  private static Entry entity(Answer answer, long batchId) {
    Publication publication = answer.publication();
    ClientInfo info = publication.info();
    Entry entry = new Entry();
    entry.channel = answer.pending().channel();
    entry.offset = publication.offset();
    entry.data = publication.data().bytes();
    if (info != null) {
      entry.userId = info.user();
      entry.clientId = info.client();
      entry.connInfo = bytes(info.connInfo());
      entry.chanInfo = bytes(info.chanInfo());
    }
    entry.tags = Tags.write(publication.tags());
    entry.createdAt = publication.time();
    entry.dedupeId = bytes(answer.pending().dedupeId);
    entry.batchId = batchId;
    return entry;
  }

  static byte[] bytes(UUID id) {
    return id == null
        ? null
        : ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
  }

  private static byte[] bytes(Payload payload) {
    return payload == null ? null : payload.bytes();
  }
}
