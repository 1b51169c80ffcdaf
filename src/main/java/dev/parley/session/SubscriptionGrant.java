package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.security.Decision;
import java.time.Instant;

/**
 * What a subscription of a session rests on. Immutable.
 *
 * @param ofServer whether the server has made it: then nobody had to be asked
 * @param until when it ends; null if it does not
 * @param info what others see of the user in this channel; null if nothing
 */
record SubscriptionGrant(boolean ofServer, Instant until, Payload info) {
  static final SubscriptionGrant SERVER = new SubscriptionGrant(true, null, null);
  private static final SubscriptionGrant STANDING = new SubscriptionGrant(false, null, null);

  /** The client as others see it in this channel. */
  ClientInfo shown(ClientInfo client) {
    return info == null
        ? client
        : new ClientInfo(client.user(), client.client(), client.connInfo(), info);
  }

  /** The client has asked, and may. */
  static SubscriptionGrant of(Decision permit) {
    return permit == Decision.STANDING
        ? STANDING
        : new SubscriptionGrant(false, permit.until(), permit.info());
  }
}
