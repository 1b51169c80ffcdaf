package dev.parley.protocol;

import java.time.Duration;
import java.util.Map;

/** The form of the events that say who is typing. Holds no state. */
public final class TypingEvent {
  /** The method by which clients say that they type. */
  public static final String METHOD = "room.typing";

  /** How long a user counts as typing who does not say so again. */
  public static final Duration DURATION = Duration.ofSeconds(6);

  /** The tags of the publication. */
  public static final Map<String, String> TAGS = Map.of("type", "typing");

  private static final Payload TYPES =
      Payload.json("{\"typing\":true,\"for\":" + DURATION.toMillis() + "}");
  private static final Payload STOPPED = Payload.json("{\"typing\":false}");

  private TypingEvent() {}

  /** The data of the publication. */
  public static Payload data(boolean typing) {
    return typing ? TYPES : STOPPED;
  }

  /** Whether a publication is such an event: a stored one with the same tag is not. */
  static boolean is(Publication publication) {
    return publication.offset() == 0
        && publication.info() != null
        && TAGS.get("type").equals(publication.tags().get("type"));
  }

  /** Whether its user types; else the user has stopped. */
  static boolean isTyping(Publication event) {
    return !event.data().equals(STOPPED);
  }
}
