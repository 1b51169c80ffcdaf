package dev.parley.load.client;

import java.util.Arrays;
import java.util.Locale;

/** The languages in which a server can be put under load. */
public enum Protocol {
  /** The Centrifuge protocol in JSON: Parley, Centrifugo, and what answers like them. */
  CENTRIFUGE(new Centrifuge()),
  /** Socket.IO 4, with rooms as {@code bench/peers/socketio} has them. */
  SOCKETIO(new SocketIo());

  final Dialect dialect;

  Protocol(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The one of that name. */
  public static Protocol of(String name) {
    for (Protocol protocol : values()) {
      if (protocol.name().equalsIgnoreCase(name)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException(
        "--protocol must be one of "
            + Arrays.toString(values()).toLowerCase(Locale.ROOT)
            + ", not "
            + name);
  }
}
