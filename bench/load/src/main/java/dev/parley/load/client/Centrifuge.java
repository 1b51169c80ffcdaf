package dev.parley.load.client;

import dev.parley.load.wire.FrameScanner;
import dev.parley.load.wire.LineScanner;
import java.util.List;

/** The Centrifuge protocol in JSON: commands and replies by id, a line each. */
final class Centrifuge implements Dialect {
  @Override
  public String path() {
    return "/connection/websocket";
  }

  @Override
  public FrameScanner scanner(String channelPrefix) {
    return new LineScanner(channelPrefix, true);
  }

  @Override
  public void read(String text, Client client) {
    Reply.read(text, client);
  }

  @Override
  public String greeting(String token) {
    return "{\"id\":"
        + Client.CONNECT
        + ",\"connect\":{\"token\":\""
        + token
        + "\",\"name\":\"parley-load\"}}";
  }

  /** One frame for all, with the position where there is one. */
  @Override
  public List<String> subscribe(List<Membership> memberships) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < memberships.size(); i++) {
      out.append(i == 0 ? "" : "\n").append(subscribeAgain(i, memberships.get(i)));
    }
    return List.of(out.toString());
  }

  @Override
  public String subscribeAgain(int index, Membership membership) {
    StringBuilder out = new StringBuilder("{\"id\":").append(Client.SUBSCRIBE + index);
    out.append(",\"subscribe\":{\"channel\":\"").append(membership.channel).append('"');
    if (membership.recoverable()) {
      out.append(",\"recover\":true,\"epoch\":\"").append(membership.epoch());
      out.append("\",\"offset\":").append(membership.offset());
    }
    return out.append("}}").toString();
  }

  @Override
  public String pong() {
    return "{}";
  }

  @Override
  public PublishForm publishing(String channel) {
    return PublishForm.of(
        "{\"id\":", ",\"publish\":{\"channel\":\"" + channel + "\",\"data\":", "}}", "\n");
  }
}
