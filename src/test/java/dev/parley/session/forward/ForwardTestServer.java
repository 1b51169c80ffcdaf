package dev.parley.session.forward;

import dev.parley.session.SessionTestServer;

/** A member to which commands come by requests. */
final class ForwardTestServer extends SessionTestServer {
  final CommandForwarder forwarder;

  ForwardTestServer(String... settings) {
    super(settings);
    EmulatedSessionRegistry emulated = new EmulatedSessionRegistry();
    listeners.add(emulated);
    forwarder = new CommandForwarder(members, emulated, context, channelServer.config, executors);
    forwarder.listen();
  }
}
