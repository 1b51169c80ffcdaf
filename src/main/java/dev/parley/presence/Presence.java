package dev.parley.presence;

import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
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
 * Who is in which channel, on all members. Each member owns the clients whose connections it holds,
 * and tells the others; all look at what all have told. Safe for all threads.
 *
 * <p>Joins and leaves are told to one watcher, for each channel in the order of what they are
 * about, and each client's in turns; on the thread that changed something, or on another one that
 * is telling something of the same channel just then. No lock of presence is held meanwhile.
 *
 * <p>Rules P1 to P4 of {@code docs/SPEC.md}.
 */
@Singleton
public class Presence {
  private static final System.Logger LOG = System.getLogger(Presence.class.getName());
  private static final long TICK_NANOS = Duration.ofMillis(250).toNanos();
  private static final long BEAT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Members members;
  private final PresenceTable attendances = new PresenceTable();
  private final LocalClients own;
  private final RemotePresence others;
  private final LongSupplier nanoTime;
  private final ThreadFactory threads;
  private volatile boolean stopped;

  /** Null until the application has started. */
  private volatile Thread thread;

  /** When the others last got a digest. Owned by the thread that makes the steps. */
  private long beatNanos;

  /** Begins to hear other members at once, and to tell them when the application has started. */
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
    this.beatNanos = nanoTime.getAsLong();
    this.own = new LocalClients(graceNanos, meters);
    this.others = new RemotePresence(members, own, attendances, meters, graceNanos, nanoTime);
    this.threads = threads;
    meters.entries("self", own::size);
    meters.entries("others", others::size);
    members.setListener(Members.Topic.PRESENCE, others);
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

  /** Names the one who is told of all joins and leaves; must be quick and must not block. */
  public void setListener(Consumer<Push> watcher) {
    attendances.watch(watcher);
  }

  /**
   * Shows a client of this member that is not live yet; nobody is told. Showing it again replaces
   * what is known of it.
   */
  public void addWithoutJoin(String channel, ClientInfo info) {
    put(new PresenceEntry(channel, info, Stage.ARRIVING, members.self()));
  }

  /** A client of this member is live: its join is told, once. */
  public void join(String channel, ClientInfo info) {
    put(new PresenceEntry(channel, info, Stage.LIVE, members.self()));
  }

  /**
   * Forgets a client of this member, and tells its leave if its join was told; forgetting one that
   * is not there does nothing.
   */
  public void leave(String channel, String client) {
    PresenceEntry gone = own.remove(new Key(channel, client));
    if (gone != null) {
      attendances.remove(gone);
      wake();
    }
  }

  /**
   * Forgets a client of this member whose connection was lost, but not before its user had {@code
   * parley.presence.grace} to come back, on any member.
   */
  public void leaveAfterGrace(String channel, String client) {
    PresenceEntry shown = own.lose(new Key(channel, client), nanoTime.getAsLong());
    if (shown == null) {
      leave(channel, client);
    } else {
      attendances.put(shown);
      wake();
    }
  }

  private void put(PresenceEntry attendee) {
    own.put(attendee);
    attendances.put(attendee);
    wake();
  }

  /** All clients of a channel by their id: a copy. */
  public Map<String, ClientInfo> of(String channel) {
    return attendances.look(channel, attendance -> attendance.copy(PresenceEntry::info));
  }

  /** The members that hold the clients of a channel, by the client's id: a copy. */
  public Map<String, Member> membersOf(String channel) {
    return attendances.look(channel, attendance -> attendance.copy(PresenceEntry::owner));
  }

  /** The same without those whose connections were lost. */
  public Map<String, Member> membersOfConnected(String channel) {
    return attendances.look(
        channel,
        attendance -> {
          Map<String, Member> owners =
              attendance.copy(each -> each.stage() == Stage.LOST ? null : each.owner());
          owners.values().removeIf(Objects::isNull);
          return owners;
        });
  }

  /** How many clients a channel has and how many users they are, without walking over them. */
  public Stats statsOf(String channel) {
    return attendances.look(channel, ChannelPresence::stats);
  }

  /**
   * Numbers of one channel.
   *
   * @param clients connections
   * @param users different user ids behind them
   */
  public record Stats(int clients, int users) {}

  // What is done by the thread of presence.

  private void wake() {
    if (own.isHeard()) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!stopped && !Thread.currentThread().isInterrupted()) {
      try {
        step();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "presence could not be looked after", e);
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  /**
   * Forgets who has been lost for too long, and tells the other members what has changed. What
   * changes meanwhile makes the next note, so that notes grow by themselves when much happens.
   */
  void step() {
    long now = nanoTime.getAsLong();
    own.expire(now).forEach(attendances::remove);
    others.expire(now);
    boolean beat = now - beatNanos >= BEAT_NANOS;
    if (beat) {
      beatNanos = now;
    }
    PresenceUpdate note = own.next(beat);
    while (note != null) {
      members.sendToAll(Members.Topic.PRESENCE, PresenceUpdateCodec.encode(note));
      note = note instanceof PresenceUpdate.Changes ? own.next(beat) : null;
    }
  }
}
