package dev.parley.protocol;

import java.util.List;
import java.util.Map;

/**
 * What a reply carries when a command succeeded: one record for each command of the Centrifuge
 * client protocol.
 */
public sealed interface Result {
  /**
   * The session is open.
   *
   * @param ttl seconds until the token expires; 0 if it does not
   * @param subs the subscriptions that the server made
   * @param ping seconds between pings
   * @param session by which requests with commands find the session, a secret; null where commands
   *     come over the connection
   * @param node the member that holds the session
   */
  record Connect(
      String client,
      String version,
      long ttl,
      Payload data,
      Map<String, Subscribe> subs,
      long ping,
      boolean pong,
      String session,
      String node,
      long time)
      implements Result {
    /** Freezes the map. */
    public Connect {
      subs = Map.copyOf(subs);
    }
  }

  /**
   * The session is open and in its room; for clients of {@link RoomCodec}.
   *
   * @param presence who is there; null if that cannot be said
   * @param unknown why it cannot be said; null if it can
   */
  record Entered(Connect connect, Presence presence, ProtocolException unknown) implements Result {}

  /**
   * The session is subscribed.
   *
   * @param recoverable whether the channel has positions; then {@code position} is where the live
   *     publications go on
   * @param wasRecovering whether the client asked to recover
   * @param recovered whether nothing is missing between what the client had and {@code
   *     publications}
   * @param publications what came meanwhile, the first page of it
   * @param ttl seconds until the subscription ends unless it is refreshed; 0 if it does not
   * @param delta whether deltas are agreed: its publications may come as {@link Push.Compressed}
   */
  record Subscribe(
      StreamPosition position,
      boolean recoverable,
      boolean positioned,
      boolean wasRecovering,
      boolean recovered,
      List<Publication> publications,
      long ttl,
      boolean delta)
      implements Result {
    /** Freezes the list. */
    public Subscribe {
      publications = List.copyOf(publications);
    }

    /** One that does not end by itself, without deltas. */
    public Subscribe(
        StreamPosition position,
        boolean recoverable,
        boolean positioned,
        boolean wasRecovering,
        boolean recovered,
        List<Publication> publications) {
      this(position, recoverable, positioned, wasRecovering, recovered, publications, 0, false);
    }

    /** The position that the client has with the publications that come with the result. */
    StreamPosition reached() {
      long last = publications.isEmpty() ? 0 : publications.get(publications.size() - 1).offset();
      return new StreamPosition(Math.max(position.offset(), last), position.epoch());
    }

    /** The same, for where publications are sent apart. */
    public Subscribe withoutPublications() {
      return new Subscribe(
          position, recoverable, positioned, wasRecovering, recovered, List.of(), ttl, delta);
    }

    /** The same, for a subscription that ends in so many seconds. */
    public Subscribe endingIn(long seconds) {
      return new Subscribe(
          position,
          recoverable,
          positioned,
          wasRecovering,
          recovered,
          publications,
          seconds,
          delta);
    }

    /** The same, with deltas if they are agreed. */
    public Subscribe withDelta(boolean agreed) {
      return new Subscribe(
          position, recoverable, positioned, wasRecovering, recovered, publications, ttl, agreed);
    }
  }

  /**
   * A publication is stored.
   *
   * @param position where it stands in the log; {@link StreamPosition#NONE} if there is none
   */
  record Published(StreamPosition position) implements Result {}

  /** A command whose success has nothing to say. */
  record Done(String command) implements Result {}

  /** Clients by their id. */
  record Presence(Map<String, ClientInfo> clients) implements Result {
    /** Freezes the map. */
    public Presence {
      clients = Map.copyOf(clients);
    }
  }

  /** How many clients, and how many different users they are. */
  record PresenceStats(int clients, int users) implements Result {}

  /** A page of the log and the position of its head. */
  record History(List<Publication> publications, StreamPosition head) implements Result {
    /** Freezes the list. */
    public History {
      publications = List.copyOf(publications);
    }
  }

  /** The answer of a method. */
  record Rpc(Payload data) implements Result {}

  /** The new token was taken; ttl in seconds, 0 if it does not expire. */
  record Refresh(String client, String version, long ttl) implements Result {}

  /** The new subscription token was taken; ttl in seconds, 0 if the subscription does not end. */
  record SubRefresh(long ttl) implements Result {}

  /** Where a publication stands in the log; {@code channel.publish} answers it. */
  record Position(StreamPosition position) implements Result {}
}
