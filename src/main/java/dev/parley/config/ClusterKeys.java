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
          "How this member finds the others. none: it is alone. members: by the list "
              + "parley.cluster.members. kubernetes: by the DNS name of a headless Service. All "
              + "members must use the same PostgreSQL.");

  public static final Key<String> NAME =
      TABLE.add(
          "parley.cluster.name",
          text(),
          "parley",
          "The name of the cluster. Only members with the same name find each other.");

  public static final Key<List<String>> MEMBERS =
      TABLE.add(
          "parley.cluster.members",
          words(),
          "",
          "The other members as host:port, separated by commas. Write an IPv6 address in "
              + "brackets: [2001:db8::1]:5701. This member may be in the list too. It is enough to "
              + "name some that always run.");

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
          "The address of this host for the other members. The member listens only there.");

  public static final Key<Integer> PORT =
      TABLE.add(
          "parley.cluster.port",
          count(1, 65_535),
          "5701",
          "The port for the other members. Keep it inside your network, because anybody who "
              + "reaches it can do harm: see security.md.");

  public static final Key<String> SECRET =
      TABLE.add(
          "parley.cluster.secret",
          secret(),
          "",
          "Signs the messages between members. Set the same on all of them, with 16 "
              + "characters or more. Required unless parley.cluster.discovery is none.");

  public static final Key<Long> QUEUE_BYTES =
      TABLE.add(
          "parley.cluster.queue-bytes",
          bytes("64KiB", "4GiB"),
          "16MiB",
          "How many bytes may wait to be sent to one other member, and how many from all "
              + "others may wait to be delivered here. More is dropped; the log repairs it.");

  public static final Key<Duration> REPAIR_INTERVAL =
      TABLE.add(
          "parley.cluster.repair-interval",
          duration("100ms", "1500ms"),
          "1s",
          "How often a member asks the log for the end of its channels, to find what was lost"
              + " between members. A member that is alone does not ask.");

  private ClusterKeys() {}
}
