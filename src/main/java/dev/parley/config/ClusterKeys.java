package dev.parley.config;

import static dev.parley.config.ValueType.bytes;
import static dev.parley.config.ValueType.count;
import static dev.parley.config.ValueType.duration;
import static dev.parley.config.ValueType.oneOf;
import static dev.parley.config.ValueType.secret;
import static dev.parley.config.ValueType.text;
import static dev.parley.config.ValueType.words;

import java.time.Duration;
import java.util.List;

/** The settings of a cluster. */
public final class ClusterKeys {
  /** How a member finds the others. */
  public enum Discovery {
    /** It is alone. */
    NONE,
    /** By a list of addresses. */
    MEMBERS,
    /** By the DNS name of a headless Service. */
    KUBERNETES
  }

  static final KeyTable TABLE = new KeyTable();

  public static final Key<Discovery> DISCOVERY =
      TABLE.add(
          "parley.cluster.discovery",
          oneOf(Discovery.class),
          "none",
          "How this member finds the others: none (it is alone), members (those of "
              + "parley.cluster.members), kubernetes (the DNS name of a headless Service). All "
              + "members must use one PostgreSQL.");

  public static final Key<String> NAME =
      TABLE.add(
          "parley.cluster.name",
          text(),
          "parley",
          "Members of the same name find each other, others don't.");

  public static final Key<List<String>> MEMBERS =
      TABLE.add(
          "parley.cluster.members",
          words(),
          "",
          "The members as host:port, an IPv6 address in brackets ([2001:db8::1]:5701), "
              + "comma-separated; this one may be among them. Some that are always there will do.");

  public static final Key<String> KUBERNETES_SERVICE =
      TABLE.add(
          "parley.cluster.kubernetes-service",
          text(),
          "",
          "The DNS name of a headless Service with publishNotReadyAddresses, such as "
              + "parley-members.default.svc.cluster.local.");

  public static final Key<String> HOST =
      TABLE.add(
          "parley.cluster.host",
          text(),
          "localhost",
          "The one address of this host to listen on for other members, and to be reached at by"
              + " them.");

  public static final Key<Integer> PORT =
      TABLE.add(
          "parley.cluster.port",
          count(1, 65_535),
          "5701",
          "The port for other members. Keep it inside your network: who reaches it can do harm,"
              + " see security.md.");

  public static final Key<String> SECRET =
      TABLE.add(
          "parley.cluster.secret",
          secret(),
          "",
          "Signs what members tell each other; the same on all, 16 characters at least. Must be"
              + " set unless discovery is none.");

  public static final Key<Long> QUEUE_BYTES =
      TABLE.add(
          "parley.cluster.queue-bytes",
          bytes("64KiB", "4GiB"),
          "16MiB",
          "What may wait to be sent to one other member, and what may wait here to be delivered"
              + " from all. More is dropped; the log repairs it.");

  public static final Key<Duration> REPAIR_INTERVAL =
      TABLE.add(
          "parley.cluster.repair-interval",
          duration("100ms", "1500ms"),
          "1s",
          "How often the log is asked where the channels end, so that what was lost between "
              + "members is found. A member that is alone does not ask.");

  private ClusterKeys() {}
}
