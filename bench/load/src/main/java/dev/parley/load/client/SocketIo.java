package dev.parley.load.client;

import dev.parley.load.wire.FrameScanner;
import dev.parley.load.wire.Json;
import dev.parley.load.wire.PacketScanner;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Socket.IO 5 over Engine.IO 4: a packet in each frame. A client joins by the event {@code
 * subscribe}, sends by {@code publish} and gets {@code message}; the server acknowledges both with
 * an error or null.
 */
final class SocketIo implements Dialect {
  private static final Pattern ACKNOWLEDGEMENT =
      Pattern.compile("43([0-9]{1,9})(\\[.*])", Pattern.DOTALL);
  private static final String ENGINE_OPEN = "0";
  private static final String ENGINE_CLOSE = "1";
  private static final String CONNECT = "40";
  private static final String DISCONNECT = "41";
  private static final String EVENT = "42";
  private static final String CONNECT_ERROR = "44";

  @Override
  public String path() {
    return "/socket.io/?EIO=4&transport=websocket";
  }

  @Override
  public FrameScanner scanner(String channelPrefix) {
    return new PacketScanner(channelPrefix);
  }

  @Override
  public void read(String text, Client client) {
    Matcher acknowledgement = ACKNOWLEDGEMENT.matcher(text);
    if (acknowledgement.matches()) {
      acknowledged(Integer.parseInt(acknowledgement.group(1)), acknowledgement.group(2), client);
    } else if (text.startsWith(ENGINE_OPEN)) {
      client.say(CONNECT);
    } else if (text.startsWith(CONNECT)) {
      client.connected();
    } else if (text.startsWith(CONNECT_ERROR)) {
      client.failed(Client.CONNECT, text.substring(CONNECT_ERROR.length()));
    } else if (text.startsWith(DISCONNECT) || text.startsWith(ENGINE_CLOSE)) {
      client.failed(Client.CONNECT, "the server has ended the session");
    } else {
      client.unreadable(text);
    }
  }

  private static void acknowledged(int id, String answer, Client client) {
    Object error;
    try {
      error = Json.parse(answer) instanceof List<?> all && !all.isEmpty() ? all.get(0) : null;
    } catch (IllegalArgumentException e) {
      client.unreadable(answer);
      return;
    }
    if (error != null) {
      client.failed(id, error.toString());
    } else {
      client.subscribed(id, null, 0, false);
    }
  }

  @Override
  public String greeting(String token) {
    return null; // the server speaks first
  }

  @Override
  public List<String> subscribe(List<Membership> memberships) {
    return java.util.stream.IntStream.range(0, memberships.size())
        .mapToObj(i -> subscribeAgain(i, memberships.get(i)))
        .toList();
  }

  @Override
  public String subscribeAgain(int index, Membership membership) {
    int id = Client.SUBSCRIBE + index;
    return EVENT + id + "[\"subscribe\",\"" + membership.channel + "\"]";
  }

  @Override
  public String pong() {
    return "3";
  }

  @Override
  public PublishForm publishing(String channel) {
    return PublishForm.of(EVENT, "[\"publish\",\"" + channel + "\",", "]", null);
  }
}
