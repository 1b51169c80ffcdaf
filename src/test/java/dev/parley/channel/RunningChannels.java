package dev.parley.channel;

import dev.parley.channel.recovery.GapDetectorDriver;
import dev.parley.channel.recovery.HistoryReader;
import dev.parley.cluster.Bridge;
import dev.parley.cluster.Members;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.log.routing.RoutingLog;
import dev.parley.presence.Presence;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.ThreadFactory;

/** The package put together as in a container, with all its threads. Ends its log, too. */
final class RunningChannels implements AutoCloseable {
  final ChannelService channels;
  final Publisher publisher;
  private final RoutingLog log;
  private final MemberExecutors executors;
  private final WriterPool writers;
  private final GapDetectorDriver gapDetector;

  RunningChannels(ParleyConfig config, RoutingLog log, Bridge bridge, SimpleMeterRegistry meters) {
    this.log = log;
    ThreadFactory daemons =
        work -> {
          Thread thread = new Thread(work);
          thread.setDaemon(true);
          return thread;
        };
    Presence presence = new Presence(config, Members.single("n1"), meters, daemons);
    ChannelNames names = new ChannelNames(config);
    writers = new WriterPool(config, meters, daemons);
    executors = new MemberExecutors(config, daemons);
    HistoryReader history = new HistoryReader(config, log, writers, executors);
    Hub hub = new Hub(config, history, writers, presence, bridge, meters);
    channels = new ChannelService(config, names, hub, history, presence);
    publisher = new Publisher(names, hub, log, bridge, meters);
    gapDetector = new GapDetectorDriver(config, hub, log, bridge, meters, executors);
    gapDetector.start();
  }

  FakeSubscriber subscribe(String channel, String client) {
    FakeSubscriber subscriber = new FakeSubscriber(client, Runnable::run);
    subscriber.subscribe(channels, channel, new SubscribeOptions(null, true, false));
    return subscriber;
  }

  @Override
  public void close() {
    gapDetector.close();
    writers.stop();
    executors.close();
    log.close();
  }
}
