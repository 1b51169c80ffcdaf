package dev.parley.load.client;

import java.util.List;

/** The commands of the Centrifuge protocol that a client of the load test sends. */
final class Commands {
  static final int CONNECT = 1;

  /** The subscriptions are numbered from here, by their place in the client's list. */
  static final int SUBSCRIBE = 2;

  private Commands() {}

  static String connect(String token) {
    return "{\"id\":"
        + CONNECT
        + ",\"connect\":{\"token\":\""
        + token
        + "\",\"name\":\"parley-load\"}}";
  }

  /** One frame that subscribes to all, with the position where there is one. */
  static String subscribe(List<Membership> memberships) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < memberships.size(); i++) {
      Membership membership = memberships.get(i);
      out.append(i == 0 ? "" : "\n").append("{\"id\":").append(SUBSCRIBE + i);
      out.append(",\"subscribe\":{\"channel\":\"").append(membership.channel).append('"');
      if (membership.recoverable()) {
        out.append(",\"recover\":true,\"epoch\":\"").append(membership.epoch());
        out.append("\",\"offset\":").append(membership.offset());
      }
      out.append("}}");
    }
    return out.toString();
  }

  /** Subscribes to one again. */
  static String subscribe(int index, Membership membership) {
    return subscribe(List.of(membership))
        .replaceFirst("\"id\":[0-9]+", "\"id\":" + (SUBSCRIBE + index));
  }
}
