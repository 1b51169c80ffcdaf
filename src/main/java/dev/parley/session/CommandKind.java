package dev.parley.session;

import dev.parley.config.Key;
import dev.parley.config.Rate;
import dev.parley.config.RateKeys;
import dev.parley.limit.RefusalMeter;
import dev.parley.protocol.Command;

/** Commands that have a rate. The others cost little, or end with the session. */
enum CommandKind {
  PUBLISH(RateKeys.SESSION_PUBLISH, RateKeys.USER_PUBLISH, RefusalMeter.Kind.PUBLISH),
  SUBSCRIBE(RateKeys.SESSION_SUBSCRIBE, RateKeys.USER_SUBSCRIBE, RefusalMeter.Kind.SUBSCRIBE),
  RPC(RateKeys.SESSION_RPC, RateKeys.USER_RPC, RefusalMeter.Kind.RPC),
  READ(RateKeys.SESSION_READ, RateKeys.USER_READ, RefusalMeter.Kind.READ);

  final Key<Rate> ofSession;
  final Key<Rate> ofUser;
  final RefusalMeter.Kind refused;

  CommandKind(Key<Rate> ofSession, Key<Rate> ofUser, RefusalMeter.Kind refused) {
    this.ofSession = ofSession;
    this.ofUser = ofUser;
    this.refused = refused;
  }

  /** Null for one without a rate. */
  static CommandKind of(Command command) {
    if (command instanceof Command.Publish) {
      return PUBLISH;
    } else if (command instanceof Command.Subscribe
        || command instanceof Command.Refresh
        || command instanceof Command.SubRefresh) {
      // A token is checked, which costs as much as what comes after it.
      return SUBSCRIBE;
    } else if (command instanceof Command.Rpc rpc) {
      return rpc.method().equals(ChannelPublishMethod.NAME) ? PUBLISH : RPC;
    } else if (command instanceof Command.Send) {
      return RPC;
    } else if (command instanceof Command.History
        || command instanceof Command.Presence
        || command instanceof Command.PresenceStats) {
      return READ;
    }
    return null;
  }
}
