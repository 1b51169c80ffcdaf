package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.security.Permit;
import java.time.Instant;

/**
 * What a subscription of a session rests on. Immutable.
 *
 * @param ofServer whether the server has made it: then nobody had to be asked
 * @param until when it ends; null if it does not
 * @param info what others see of the user in this channel; null if nothing
 */
record Basis(boolean ofServer, Instant until, Payload info) {
  static final Basis SERVER = new Basis(true, null, null);
  private static final Basis STANDING = new Basis(false, null, null);

  /** The client as others see it in this channel. */
  ClientInfo shown(ClientInfo client) {
    return info == null
        ? client
        : new ClientInfo(client.user(), client.client(), client.connInfo(), info);
  }

  /** The client has asked, and may. */
  static Basis of(Permit permit) {
    return permit == Permit.STANDING ? STANDING : new Basis(false, permit.until(), permit.info());
  }
}
