package dev.parley.transport.uni;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Reads of a push that the server has written what moves positions, and passes over the rest, such
 * as the application's data, whatever it is.
 */
final class PushReader {
  /** Deeper than what the server lets in. */
  private static final int DEPTH = 2000;

  /** Keys of the application's data are passed over, and not remembered: see JsonReader. */
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
          .build();

  private PushReader() {}

  /** Hears what a push says. */
  interface Listener {
    /**
     * The client is subscribed.
     *
     * @param epoch null where the channel has no positions
     * @param offset up to where it has heard the channel
     */
    void subscribed(String channel, String epoch, long offset);

    /** A publication; offset 0 where the channel has no positions. */
    void published(String channel, long offset);

    /** The client is not subscribed any more. */
    void unsubscribed(String channel);

    /** The session has ended. */
    void ended(boolean reconnect);
  }

  /** Reads one push, without the object around it. */
  static void read(byte[] push, Listener listener) throws IOException {
    try (JsonParser in = FACTORY.createParser(push)) {
      in.nextToken();
      String channel = null;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        switch (name) {
          case "channel" -> channel = in.getText();
          case "connect" -> connected(in, listener);
          case "subscribe" -> subscribed(channel, in, listener);
          case "pub" -> listener.published(channel, Place.read(in).offset);
          case "unsubscribe" -> {
            in.skipChildren();
            listener.unsubscribed(channel);
          }
          case "disconnect" -> listener.ended(Place.read(in).reconnect);
          default -> in.skipChildren();
        }
      }
    }
  }

  private static void connected(JsonParser in, Listener listener) throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      if (name.equals("subs")) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String channel = in.currentName();
          in.nextToken();
          subscribed(channel, in, listener);
        }
      } else {
        in.skipChildren();
      }
    }
  }

  private static void subscribed(String channel, JsonParser in, Listener listener)
      throws IOException {
    Place place = Place.read(in);
    listener.subscribed(channel, place.epoch, Math.max(place.offset, place.lastOffset));
  }

  /** The fields of one object that matter; the parser stands at its begin, and then at its end. */
  private static final class Place {
    private String epoch;
    private long offset;
    private long lastOffset;
    private boolean reconnect;

    static Place read(JsonParser in) throws IOException {
      Place place = new Place();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        switch (name) {
          case "epoch" -> place.epoch = in.getText();
          case "offset" -> place.offset = in.getLongValue();
          case "reconnect" -> place.reconnect = in.getBooleanValue();
          case "publications" -> {
            while (in.nextToken() == JsonToken.START_OBJECT) {
              place.lastOffset = read(in).offset;
            }
          }
          default -> in.skipChildren();
        }
      }
      return place;
    }
  }
}
