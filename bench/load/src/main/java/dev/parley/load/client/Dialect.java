package dev.parley.load.client;

import dev.parley.load.wire.FrameScanner;
import java.util.List;

/**
 * What a client says inside the frames of WebSocket, and how it understands the answers. There is
 * one class for each language that servers speak. Without state, so all clients share one.
 */
interface Dialect {
  /** Where the server takes the upgrade. */
  String path();

  /** Reads what is frequent; one for each thread. */
  FrameScanner scanner(String channelPrefix);

  /** Reads what the scanner did not know. */
  void read(String text, Client client);

  /** The frame that begins a session once there is a WebSocket; null to wait for the server. */
  String greeting(String token);

  /** The frames that subscribe to all; their ids tell the places in the list. */
  List<String> subscribe(List<Membership> memberships);

  /** Subscribes again to the one of that place. */
  String subscribeAgain(int index, Membership membership);

  /** The answer to a ping. */
  String pong();

  /** What a publish command into a channel is made of. */
  PublishForm publishing(String channel);
}
