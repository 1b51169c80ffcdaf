package dev.parley.channel;

import dev.parley.channel.recovery.GapDetectorDriver;
import dev.parley.channel.recovery.HandDrivenReads;
import dev.parley.channel.recovery.HistoryReader;
import dev.parley.cluster.Members;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.HandDrivenWriterPool;
import dev.parley.log.Append;
import dev.parley.log.ChannelLog;
import dev.parley.presence.Presence;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The channels of one member, with a log, a bridge, reads and a writer pool that the test drives by
 * hand.
 */
public final class ChannelTestServer {
  final List<String> trace;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final FakeLog log;
  final FakeBridge bridge;
  public final Presence presence;
  public final ParleyConfig config;
  final HandDrivenReads reads = new HandDrivenReads();
  public final HandDrivenWriterPool writers;
  final HistoryReader history;
  final Hub hub;
  final GapDetectorDriver gapDetector;
  public final ChannelService channels;
  public final Publisher publisher;

  /**
   * @param settings keys and values in turns
   */
  public ChannelTestServer(String... settings) {
    this(Members.single("n1"), settings);
  }

  /**
   * A member that tells others who is present.
   *
   * @param settings keys and values in turns
   */
  public ChannelTestServer(Members members, String... settings) {
    this(new FakeLog(Collections.synchronizedList(new ArrayList<>())), members, settings);
  }

  private ChannelTestServer(FakeLog log, Members members, String... settings) {
    this(log, log, new FakeBridge(log.trace), members, settings);
  }

  /**
   * A member with others.
   *
   * @param log what the members share; null if it is no fake
   * @param seen the same as this member sees it
   */
  ChannelTestServer(FakeLog log, ChannelLog seen, FakeBridge bridge, String... settings) {
    this(log, seen, bridge, Members.single("n1"), settings);
  }

  private ChannelTestServer(
      FakeLog log, ChannelLog seen, FakeBridge bridge, Members members, String... settings) {
    this.log = log;
    this.bridge = bridge;
    this.trace = bridge.trace;
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    config = ParleyConfig.of(values);
    presence = new Presence(config, members, meters, Thread::new);
    writers = new HandDrivenWriterPool(config);
    history = reads.reader(config, seen, writers);
    hub = new Hub(config, history, writers, presence, bridge, meters);
    gapDetector =
        new GapDetectorDriver(
            config, hub, seen, bridge, meters, new MemberExecutors(config, Thread::new));
    ChannelNames names = new ChannelNames(config);
    channels = new ChannelService(config, names, hub, history, presence);
    publisher = new Publisher(names, hub, seen, bridge, meters);
  }

  FakeSubscriber subscriber(String client) {
    return new FakeSubscriber(client, reads.waiting::add);
  }

  /** Subscribes and lets it come to its end. */
  FakeSubscriber subscribed(String channel, String client) {
    FakeSubscriber subscriber = subscriber(client);
    subscribe(channel, subscriber, null);
    settle();
    return subscriber;
  }

  /** Begins to subscribe with a position; see {@link #settle}. */
  FakeSubscriber recovering(String channel, String client, long offset) {
    FakeSubscriber subscriber = subscriber(client);
    subscribe(channel, subscriber, new StreamPosition(offset, "e1"));
    return subscriber;
  }

  void subscribe(String channel, FakeSubscriber subscriber, StreamPosition since) {
    subscriber.subscribe(channels, channel, new SubscribeOptions(since, false, false));
  }

  static PublishRequest message(String channel, String json) {
    return PublishRequest.of(channel, Payload.json(json), null);
  }

  /** Publishes as the server would. */
  public void publish(String channel, int times) {
    for (int i = 0; i < times; i++) {
      publisher.publish(message(channel, "\"m\""));
    }
  }

  /** Stores as another member would, whose signal was lost. */
  void storeSilently(String channel, int times) {
    for (int i = 0; i < times; i++) {
      log.store(
          new Append(channel, new Publication(0, 0, Payload.json("\"s\""), null, Map.of()), null));
    }
  }

  void flush() {
    writers.runAll();
  }

  /** Lets everything happen that can happen by itself. */
  public void settle() {
    while (!reads.waiting.isEmpty() || writers.waiting() > 0) {
      reads.runAll();
      flush();
    }
  }

  /** From now on what is published waits for {@link #commit}. */
  public void holdCommits() {
    log.commitsByHand = true;
  }

  /** Commits what has waited longest. */
  public void commit() {
    log.commit();
  }

  /** Whether reading the log fails. */
  public void logIsAway(boolean away) {
    log.readThrows = away ? new IllegalStateException("thrown by a test, on purpose") : null;
  }

  double counted(String name, String... tags) {
    return meters.get(name).tags(tags).counter().count();
  }
}
