package dev.parley.cluster;

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
 * Closes and opens envelopes: version, sender, receiver, stream, sequence, letters, signature. The
 * signature is HMAC-SHA256 with the secret that the members share, over all that stands before it;
 * the receiver is part of it, so that an envelope cannot be handed to somebody else. Immutable;
 * safe for all threads.
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

  byte[] close(UUID to, long stream, long sequence, List<byte[]> letters) {
    int size = HEADER + SIGNATURE;
    for (byte[] letter : letters) {
      size += Integer.BYTES + letter.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION);
    put(out, self);
    put(out, to);
    out.putLong(stream).putLong(sequence);
    for (byte[] letter : letters) {
      out.putInt(letter.length).put(letter);
    }
    out.put(signature(out.array(), out.position()));
    return out.array();
  }

  /** Opens an envelope that was sent to this member by one that knows the secret. */
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
    return new ClusterFrame(from, in.getLong(), in.getLong(), letters(in));
  }

  private static List<ByteBuffer> letters(ByteBuffer in) throws RefusedException {
    List<ByteBuffer> letters = new ArrayList<>();
    while (in.remaining() >= Integer.BYTES) {
      int length = in.getInt();
      if (length < 1 || length > in.remaining()) {
        throw new RefusedException(DropReason.MALFORMED);
      }
      letters.add(in.slice(in.position(), length));
      in.position(in.position() + length);
    }
    return letters;
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

  /** The envelope is not opened; says why. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final DropReason why;

    RefusedException(DropReason why) {
      super(why.name(), null, false, false);
      this.why = why;
    }

    DropReason why() {
      return why;
    }
  }
}
