package dev.parley.presence;

import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.replication.SetUpdate;
import dev.parley.config.ApplicationStart;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.presence.PresenceEntry.Key;
import dev.parley.presence.PresenceEntry.Stage;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Push;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The clients in each channel, on all members. Each member owns the clients whose connections it
 * holds, and sends its changes to the others. Safe for all threads.
 *
 * <p>One listener receives joins and leaves: those of a channel in order, each client's by turns.
 * The thread that makes a change calls it, or another thread that calls it for the same channel at
 * that moment. No lock of presence is held meanwhile.
 *
 * <p>Rules P1 to P4 of {@code docs/SPEC.md}.
 */
@Singleton
public class Presence {
  private static final System.Logger LOG = System.getLogger(Presence.class.getName());
  private static final long TICK_NANOS = Duration.ofMillis(250).toNanos();
  private static final long DIGEST_NANOS = Duration.ofSeconds(1).toNanos();

  private final Members members;
  private final PresenceTable table = new PresenceTable();
  private final LocalClients local;
  private final RemotePresence remote;
  private final LongSupplier nanoTime;
  private final ThreadFactory threads;
  private volatile boolean stopped;

  /** Null until the application has started. */
  private volatile Thread thread;

  /** When the last digest was sent. Belongs to the thread that runs the steps. */
  private long digestNanos;

  /** Receives updates of other members at once, and sends when the application has started. */
  @Inject
  public Presence(
      ParleyConfig config, Members members, MeterRegistry registry, ThreadFactory threads) {
    this(config, members, registry, threads, System::nanoTime);
  }

  Presence(
      ParleyConfig config,
      Members members,
      MeterRegistry registry,
      ThreadFactory threads,
      LongSupplier nanoTime) {
    PresenceMeters meters = new PresenceMeters(registry);
    long graceNanos = config.get(SessionKeys.PRESENCE_GRACE).toNanos();
    this.members = members;
    this.nanoTime = nanoTime;
    this.digestNanos = nanoTime.getAsLong();
    this.local = new LocalClients(graceNanos, meters);
    this.remote = new RemotePresence(members, local, table, meters, graceNanos, nanoTime);
    this.threads = threads;
    meters.registerEntries("self", local::size);
    meters.registerEntries("others", remote::size);
    members.setListener(Members.Topic.PRESENCE, remote);
  }

  void start(@Observes ApplicationStart start) {
    Thread made = threads.newThread(this::run);
    made.setName("parley-presence");
    made.start();
    thread = made;
  }

  @PreDestroy
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  /** Sets the receiver of all joins and leaves; it must be quick and must not block. */
  public void setListener(Consumer<Push> listener) {
    table.setListener(listener);
  }

  /**
   * Shows a client of this member that still catches up; delivers no join. Another call replaces
   * the entry of the client.
   */
  public void addWithoutJoin(String channel, ClientInfo info) {
    put(new PresenceEntry(channel, info, Stage.SUBSCRIBING, members.self()));
  }

  /** Shows a client of this member as live; delivers its join, once. */
  public void join(String channel, ClientInfo info) {
    put(new PresenceEntry(channel, info, Stage.LIVE, members.self()));
  }

  /**
   * Removes a client of this member, and delivers its leave if it has joined. Does nothing if it is
   * not there.
   */
  public void leave(String channel, String client) {
    PresenceEntry removed = local.remove(new Key(channel, client));
    if (removed != null) {
      table.remove(removed);
      wakeThread();
    }
  }

  /**
   * Removes a client of this member whose connection was lost, after its user had {@code
   * parley.presence.grace} to come back, on any member.
   */
  public void leaveAfterGrace(String channel, String client) {
    PresenceEntry shown = local.disconnect(new Key(channel, client), nanoTime.getAsLong());
    if (shown == null) {
      leave(channel, client);
    } else {
      table.put(shown);
      wakeThread();
    }
  }

  private void put(PresenceEntry entry) {
    local.put(entry);
    table.put(entry);
    wakeThread();
  }

  /** Returns all clients of a channel by their id: a copy. */
  public Map<String, ClientInfo> of(String channel) {
    return table.read(channel, presence -> presence.copy(PresenceEntry::info));
  }

  /** Returns the members that own the clients of a channel, by the client's id: a copy. */
  public Map<String, Member> membersOf(String channel) {
    return table.read(channel, presence -> presence.copy(PresenceEntry::owner));
  }

  /** Returns the same without the clients whose connections were lost. */
  public Map<String, Member> membersOfConnected(String channel) {
    return table.read(
        channel,
        presence -> {
          Map<String, Member> owners =
              presence.copy(entry -> entry.stage() == Stage.DISCONNECTED ? null : entry.owner());
          owners.values().removeIf(Objects::isNull);
          return owners;
        });
  }

  /** Returns the numbers of clients and users of a channel, without a walk over them. */
  public Stats statsOf(String channel) {
    return table.read(channel, ChannelPresence::stats);
  }

  /**
   * Numbers of one channel.
   *
   * @param clients connections
   * @param users different user ids among them
   */
  public record Stats(int clients, int users) {}

  // The thread of presence.

  private void wakeThread() {
    if (local.isReplicated()) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!stopped && !Thread.currentThread().isInterrupted()) {
      try {
        step();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "presence could not be updated", e);
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  /**
   * Removes the clients whose grace is over, and sends the changes to the other members. Changes
   * that come meanwhile go into the next update, so updates grow under load.
   */
  void step() {
    long now = nanoTime.getAsLong();
    local.removeExpired(now).forEach(table::remove);
    remote.removeExpired(now);
    boolean digestDue = now - digestNanos >= DIGEST_NANOS;
    if (digestDue) {
      digestNanos = now;
    }
    SetUpdate<Key, PresenceEntry> update = local.nextUpdate(digestDue);
    while (update != null) {
      members.sendToAll(Members.Topic.PRESENCE, PresenceUpdateCodec.encode(update));
      update = update instanceof SetUpdate.Changes ? local.nextUpdate(digestDue) : null;
    }
  }
}
