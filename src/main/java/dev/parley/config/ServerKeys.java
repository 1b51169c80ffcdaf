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

  static final KeyTable TABLE = new KeyTable();

  public static final Key<Boolean> DEV =
      TABLE.add(
          "parley.dev",
          bool(),
          "false",
          "Development mode: the token issuer at /dev/token, the demo pages, the API key "
              + "\"dev\", the page's own origin allowed, the channels of room, feed and event open to"
              + " every user. The start fails when parley.production is on as well.");

  public static final Key<String> DEV_CLIENT =
      TABLE.add(
          "parley.dev.client",
          text(),
          "",
          "Development only: the folder client of the source tree, to build the demo pages from"
              + " when the WAR has none.");

  public static final Key<Boolean> PRODUCTION =
      TABLE.add(
          "parley.production",
          bool(),
          "false",
          "Refuses every development convenience. The container image sets it.");

  public static final Key<Boolean> EXIT_ON_FAILED_START =
      TABLE.add(
          "parley.exit-on-failed-start",
          bool(),
          "false",
          "Ends the process, with code 1, when Parley cannot start, such as by a wrong setting."
              + " The container image sets it. Elsewhere the server stays, with liveness down: other "
              + "applications may run in it.");

  public static final Key<String> NODE_NAME =
      TABLE.add(
          "parley.node.name",
          text(),
          "",
          "Name of this member in replies, logs and metrics. Empty: the host's name.");

  public static final Key<Duration> DRAIN_TIME =
      TABLE.add(
          "parley.drain.time",
          duration("0s", "10m"),
          "25s",
          "The most a member that is drained, or gets SIGTERM, takes to tell its clients to go:"
              + " as fast as other members take them in; one that is alone within 5s.");

  public static final Key<ApiErrors> API_ERRORS =
      TABLE.add(
          "parley.api.errors",
          oneOf(ApiErrors.class),
          "status",
          "How a method of the HTTP API answers an error: by a status of HTTP (status), or by "
              + "200 with the error in the body (body), as libraries for Centrifugo expect it. A key "
              + "or token that is not valid is 401 in any case.");

  public static final Key<List<String>> NAMESPACES =
      TABLE.add(
          "parley.namespaces",
          words(),
          "room,inbox,feed,event,default",
          "The namespaces there are. A channel a:b is of namespace a; one without a colon is of"
              + " namespace default.");

  private ServerKeys() {}
}
