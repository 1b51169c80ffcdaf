package dev.parley.config;

import static dev.parley.config.ValueType.bool;
import static dev.parley.config.ValueType.duration;
import static dev.parley.config.ValueType.oneOf;
import static dev.parley.config.ValueType.text;
import static dev.parley.config.ValueType.words;

import java.time.Duration;
import java.util.List;

/** The settings of the member itself, and of its modes. */
public final class ServerKeys {
  /** How the HTTP API answers an error. */
  public enum ApiErrors {
    /** By a status of HTTP. */
    STATUS,
    /** By 200, with the error in the body. */
    BODY
  }

  /** What reads and writes the frames of WebSockets. */
  public enum WebSockets {
    /** Parley on Open Liberty, the container on every other server. */
    AUTO,
    /** Parley. */
    OWN,
    /** The container, by the Jakarta WebSocket API. */
    CONTAINER
  }

  static final KeyTable TABLE = new KeyTable();

  public static final Key<Boolean> DEV =
      TABLE.add(
          "parley.dev",
          bool(),
          "false",
          "Turns on the development mode: the token issuer at /dev/token, ?user= for"
              + " rooms, the demo pages, the"
              + " API key \"dev\", connections from the page's own origin, and subscriptions of "
              + "every user to room, feed and event. The start fails when parley.production is on "
              + "as well.");

  public static final Key<String> DEV_CLIENT =
      TABLE.add(
          "parley.dev.client",
          text(),
          "",
          "Only for development: the folder client of the source tree. The server builds the "
              + "demo pages from it when the WAR has none.");

  public static final Key<Boolean> PRODUCTION =
      TABLE.add(
          "parley.production",
          bool(),
          "false",
          "Refuses everything that is only for development. The container image sets it.");

  public static final Key<Boolean> EXIT_ON_FAILED_START =
      TABLE.add(
          "parley.exit-on-failed-start",
          bool(),
          "false",
          "Ends the process with code 1 when Parley cannot start, for example because of a "
              + "wrong setting. The container image sets it. Without it the server keeps running, "
              + "because it may run other applications; the liveness check is down.");

  public static final Key<String> NODE_NAME =
      TABLE.add(
          "parley.node.name",
          text(),
          "",
          "The name of this member in replies, logs and metrics. Empty: the name of the host.");

  public static final Key<Duration> DRAIN_TIME =
      TABLE.add(
          "parley.drain.time",
          duration("0s", "10m"),
          "25s",
          "How long a member may take to send its clients away after a drain or SIGTERM. It "
              + "sends them as fast as other members accept them. A member without others takes at "
              + "most 5s.");

  public static final Key<ApiErrors> API_ERRORS =
      TABLE.add(
          "parley.api.errors",
          oneOf(ApiErrors.class),
          "status",
          "How the HTTP API reports an error. status: by the HTTP status. body: by status 200"
              + " with the error in the body, as libraries for Centrifugo expect it. A wrong key or"
              + " token is 401 in both cases.");

  public static final Key<WebSockets> WEBSOCKET =
      TABLE.add(
          "parley.websocket",
          oneOf(WebSockets.class),
          "auto",
          "What reads and writes the frames of WebSockets. own: Parley itself. container: the "
              + "server, by the Jakarta WebSocket API. auto: own on Open Liberty, container on "
              + "every other server. docs/servers.md says what differs. On Open Liberty, "
              + "container lets strangers fill the memory; on WildFly too: set own where strangers "
              + "connect.");

  public static final Key<List<String>> NAMESPACES =
      TABLE.add(
          "parley.namespaces",
          words(),
          "room,inbox,feed,event,default",
          "The names of all namespaces. The channel a:b belongs to namespace a. A channel "
              + "without a colon belongs to namespace default.");

  private ServerKeys() {}
}
