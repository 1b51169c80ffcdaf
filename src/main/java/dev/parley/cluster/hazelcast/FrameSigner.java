package dev.parley.cluster.hazelcast;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens frames: version, sender, receiver, stream, sequence, messages, signature. The
 * signature is HMAC-SHA256 over all bytes before it, with the secret of the cluster. It covers the
 * receiver, so that a frame cannot be sent to another member again. Immutable; safe for all
 * threads.
 */
final class FrameSigner {
  static final byte VERSION = 1;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIGNATURE = 32;
  private static final int HEADER = 1 + 4 * Long.BYTES + 2 * Long.BYTES;

  private final SecretKeySpec key;
  private final UUID self;

  FrameSigner(String secret, UUID self) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.self = self;
  }

  byte[] seal(UUID to, long stream, long sequence, List<byte[]> messages) {
    int size = HEADER + SIGNATURE;
    for (byte[] message : messages) {
      size += Integer.BYTES + message.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION);
    put(out, self);
    put(out, to);
    out.putLong(stream).putLong(sequence);
    for (byte[] message : messages) {
      out.putInt(message.length).put(message);
    }
    out.put(signature(out.array(), out.position()));
    return out.array();
  }

  /** Opens a frame that a member with the same secret has sent to this member. */
  ClusterFrame open(byte[] bytes) throws RefusedException {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw new RefusedException(DropReason.VERSION);
    }
    int signed = bytes.length - SIGNATURE;
    if (signed < HEADER) {
      throw new RefusedException(DropReason.MALFORMED);
    }
    byte[] claimed = new byte[SIGNATURE];
    System.arraycopy(bytes, signed, claimed, 0, SIGNATURE);
    if (!MessageDigest.isEqual(claimed, signature(bytes, signed))) {
      throw new RefusedException(DropReason.SIGNATURE);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, signed - 1);
    UUID from = uuid(in);
    if (!uuid(in).equals(self)) {
      throw new RefusedException(DropReason.SIGNATURE);
    }
    return new ClusterFrame(from, in.getLong(), in.getLong(), messages(in));
  }

  private static List<ByteBuffer> messages(ByteBuffer in) throws RefusedException {
    List<ByteBuffer> messages = new ArrayList<>();
    while (in.remaining() >= Integer.BYTES) {
      int length = in.getInt();
      if (length < 1 || length > in.remaining()) {
        throw new RefusedException(DropReason.MALFORMED);
      }
      messages.add(in.slice(in.position(), length));
      in.position(in.position() + length);
    }
    return messages;
  }

  private byte[] signature(byte[] bytes, int length) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(bytes, 0, length);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  private static void put(ByteBuffer out, UUID id) {
    out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static UUID uuid(ByteBuffer in) {
    return new UUID(in.getLong(), in.getLong());
  }

  /** A frame is refused, for a reason. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final DropReason reason;

    RefusedException(DropReason reason) {
      super(reason.name(), null, false, false);
      this.reason = reason;
    }

    DropReason reason() {
      return reason;
    }
  }
}
