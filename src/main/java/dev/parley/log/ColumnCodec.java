package dev.parley.log;

import dev.parley.protocol.Payload;
import java.nio.ByteBuffer;
import java.util.UUID;

/** What goes into columns of an entry in another form than it has in memory. */
final class ColumnCodec {
  private ColumnCodec() {}

  static byte[] bytes(UUID id) {
    return id == null
        ? null
        : ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
  }

  static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  static byte[] bytes(Payload payload) {
    return payload == null ? null : payload.bytes();
  }
}
