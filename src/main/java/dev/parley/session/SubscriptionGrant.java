package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.security.Decision;
import java.time.Instant;

/**
 * Why a session may be subscribed to a channel, and until when. Immutable.
 *
 * @param ofServer whether the server has made the subscription; then no permission is needed
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

  /** The grant of a permission that the client has. */
  static SubscriptionGrant of(Decision permit) {
    return permit == Decision.UNLIMITED
        ? STANDING
        : new SubscriptionGrant(false, permit.until(), permit.info());
  }
}
