package dev.parley.it.cluster;

import dev.parley.it.Member;
import dev.parley.it.MemberAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Members of the built package, each a process, on one PostgreSQL, for all tests of a class.
 * Methods kill, pause, restart and separate them. Register it in a static field. Members are
 * numbered from 0. When a test fails, the ends of the members' logs are printed. Not for concurrent
 * use.
 *
 * <p>Where this process may make network namespaces, each member has one, see {@link Namespaces}.
 * Elsewhere they share the network of the host, and {@link #partition} skips the test.
 */
public final class Cluster implements BeforeAllCallback, AfterAllCallback, TestWatcher {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int LINES_SHOWN = 60;

  private final String name;
  private final int size;
  private final Map<String, String> settings = new HashMap<>();
  private final List<Member> members = new ArrayList<>();
  private Path war = Member.BUILT;

  /** Null unless {@link #behindOneName}. */
  private HostsFile names;

  private Network network;
  private EmbeddedPostgres database;

  private Cluster(String name, int size) {
    this.name = name;
    this.size = size;
    settings.put("PARLEY_DEV", "true");
    settings.put("PARLEY_RATES", "false");
    settings.put("PARLEY_CLUSTER_DISCOVERY", "members");
    settings.put("PARLEY_CLUSTER_SECRET", "a secret for tests only");
    // So that clients notice soon when their member is paused.
    settings.put("PARLEY_SESSION_PING_INTERVAL", "5s");
    settings.put("PARLEY_SESSION_PONG_TIMEOUT", "4s");
    settings.put("PARLEY_DRAIN_TIME", "1s");
  }

  /** Members that start together, before the first test. */
  public static Cluster of(String name, int size) {
    return new Cluster(name, size);
  }

  /** Adds a setting of all members, an environment variable. */
  public Cluster with(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /**
   * Lets the members find each other as in Kubernetes, by a name that resolves to all of them. The
   * name resolves to none before {@link #resolve}, so each member begins alone.
   */
  public Cluster behindOneName(String service) {
    names = new HostsFile(service);
    return with("PARLEY_CLUSTER_DISCOVERY", "kubernetes")
        .with("PARLEY_CLUSTER_KUBERNETES_SERVICE", service)
        .with("JAVA_TOOL_OPTIONS", names.option());
  }

  /** Makes the name resolve to all members. */
  public void resolve() throws IOException {
    List<String> hosts = members.stream().map(member -> member.place().host()).toList();
    say("resolve to " + hosts);
    names.resolveTo(hosts);
  }

  /** Makes the members run another WAR than the built one, until {@link #deploy}. */
  public Cluster running(Path other) {
    war = other;
    return this;
  }

  /** Makes a member run another WAR from its next start on. */
  public void deploy(int i, Path other) {
    say("deploy " + other + " on " + i);
    member(i).deploy(other);
  }

  /** A member. */
  public Member member(int i) {
    return members.get(i);
  }

  /** The number of members, dead ones included. */
  public int size() {
    return members.size();
  }

  /** The URLs of the members that are alive. */
  List<String> urlsAlive() {
    return members.stream().filter(Member::isAlive).map(Member::url).toList();
  }

  /** The URLs of all members. */
  public List<String> urls() {
    return members.stream().map(Member::url).toList();
  }

  /** {@code kill -9}. */
  public void kill(int i) {
    say("kill " + i);
    member(i).kill();
  }

  /** Pauses a member; its connections stay open. */
  public void pause(int i) {
    say("pause " + i);
    member(i).pause();
  }

  /** Resumes a paused member. */
  public void resume(int i) {
    say("resume " + i);
    member(i).resume();
  }

  /**
   * Drops all packets between two members, in both directions. Clients and the database reach both.
   * Skips the test where the network cannot be separated.
   */
  public void partition(int a, int b) throws IOException {
    Assumptions.assumeTrue(canPartition(), "the network cannot be cut here");
    say("partition " + a + " " + b);
    network.cut(member(a).place(), member(b).place());
  }

  /** Whether {@link #partition} works here. */
  public boolean canPartition() {
    return network.canBeCut();
  }

  /** Ends all partitions. */
  public void heal() throws IOException {
    say("heal");
    network.heal();
  }

  /**
   * Starts a member again and waits until it is ready. A running one is drained by SIGTERM first.
   */
  public void restart(int i) {
    if (member(i).isAlive()) {
      say("drain " + i);
      member(i).stop();
    }
    say("start " + i);
    member(i).start();
  }

  /** Starts the members again that another test has killed, and waits until all see each other. */
  public void startTheDead() {
    for (int i = 0; i < size(); i++) {
      if (!member(i).isAlive()) {
        restart(i);
      }
    }
    awaitAll();
  }

  /** Restarts one member after the other, the next one when all see each other again. */
  public void rollingRestart() {
    for (int i = 0; i < size(); i++) {
      restart(i);
      awaitAll();
    }
  }

  /**
   * Starts one more member, which the others do not know from their settings; returns its number.
   */
  public int join() throws IOException {
    MemberAddress place = network.newPlace();
    List<String> known =
        new ArrayList<>(members.stream().map(member -> member.place().clusterAddress()).toList());
    known.add(place.clusterAddress());
    int i = members.size();
    say("join " + i);
    make(place, known).start();
    return i;
  }

  /** Waits until each living member sees all living members. */
  public void awaitAll() {
    List<Member> alive = members.stream().filter(Member::isAlive).toList();
    alive.forEach(member -> awaitSeen(member, alive.size()));
  }

  /** Waits until a member sees so many, itself included. */
  public void awaitSeen(int i, int count) {
    awaitSeen(member(i), count);
  }

  private static void awaitSeen(Member member, int count) {
    Awaitility.await(member.url() + " sees " + count + " members")
        .atMost(LONGEST)
        .until(() -> member.metric("parley_cluster_members") == count);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    if (isNested(context)) {
      return;
    }
    try {
      network = Network.open();
      database =
          EmbeddedPostgres.builder()
              .setServerConfig("listen_addresses", listenAddresses())
              .setDataDirectoryCustomizer(Cluster::letMembersIn)
              .start();
      List<MemberAddress> places = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        places.add(network.newPlace());
      }
      List<String> known = places.stream().map(MemberAddress::clusterAddress).toList();
      places.forEach(place -> make(place, known));
      members.forEach(Member::launch);
      members.forEach(Member::awaitReady);
      if (names == null) {
        awaitAll();
      }
    } catch (IOException | RuntimeException e) {
      printLogs();
      afterAll(context);
      throw e;
    }
  }

  /** A nested class has the members of the class around it. */
  private static boolean isNested(ExtensionContext context) {
    return context.getRequiredTestClass().isAnnotationPresent(Nested.class);
  }

  private Member make(MemberAddress place, List<String> known) {
    Map<String, String> all = new HashMap<>(settings);
    String node = name + "-" + members.size();
    all.put("PARLEY_NODE_NAME", node);
    all.put("PARLEY_CLUSTER_HOST", place.host());
    all.put("PARLEY_CLUSTER_PORT", Integer.toString(place.clusterPort()));
    all.put("PARLEY_CLUSTER_MEMBERS", String.join(",", known));
    all.put(
        "PARLEY_DB_URL",
        "jdbc:postgresql://%s:%d/postgres?reWriteBatchedInserts=true&socketTimeout=30"
            .formatted(network.here(), database.getPort()));
    all.put("PARLEY_DB_USER", "postgres");
    Member member = Member.of(node, place, all);
    member.deploy(war);
    members.add(member);
    return member;
  }

  /** The library that starts the database comes by localhost. */
  private String listenAddresses() {
    return Stream.of("localhost", network.here()).distinct().collect(Collectors.joining(","));
  }

  private static void letMembersIn(File data) {
    try {
      Files.writeString(
          data.toPath().resolve("pg_hba.conf"),
          "\nhost all all samenet trust\n",
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (isNested(context)) {
      return;
    }
    members.forEach(Member::close);
    if (database != null) {
      database.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    printLogs();
  }

  /** Prints each step, for whoever reads a failure. */
  private void say(String step) {
    System.out.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + name + ": " + step);
  }

  private void printLogs() {
    for (Member member : members) {
      List<String> lines = member.log().lines().toList();
      System.out.println(
          lines.stream()
              .skip(Math.max(0, lines.size() - LINES_SHOWN))
              .collect(
                  Collectors.joining("\n", "--- the end of " + member.url() + "'s log\n", "")));
    }
  }
}
