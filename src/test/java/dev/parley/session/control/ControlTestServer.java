package dev.parley.session.control;

import dev.parley.channel.ChannelNames;
import dev.parley.session.SessionTestServer;

/** A member whose sessions are controlled by back ends. */
final class ControlTestServer extends SessionTestServer {
  final SessionControl control;

  ControlTestServer(String... settings) {
    super(settings);
    RevocationHandler revocations = new RevocationHandler(sessions, security.revocations);
    revocations.listen();
    control =
        new SessionControl(
            members,
            new ControlHandler(sessions, context, subscribeHandler, revocations),
            context,
            new ChannelNames(channelServer.config),
            executors);
    control.listen();
  }
}
