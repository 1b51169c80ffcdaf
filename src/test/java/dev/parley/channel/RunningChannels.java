package dev.parley.channel;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Members;
import dev.parley.config.ApplicationStart;
import dev.parley.config.ParleyConfig;
import dev.parley.log.ChannelLogs;
import dev.parley.presence.Presence;
import dev.parley.sweep.Sweepers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.ThreadFactory;

/** The package put together as in a container, with all its threads. Ends its log, too. */
final class RunningChannels implements AutoCloseable {
  final Channels channels;
  final Publisher publisher;
  private final ChannelLogs log;
  private final LogReads reads;
  private final Sweepers sweepers;
  private final HeadWatch heads;

  RunningChannels(ParleyConfig config, ChannelLogs log, Bridge bridge, SimpleMeterRegistry meters) {
    this.log = log;
    ThreadFactory daemons =
        work -> {
          Thread thread = new Thread(work);
          thread.setDaemon(true);
          return thread;
        };
    Presence presence = new Presence(config, Members.alone("n1"), meters, daemons);
    ChannelNames names = new ChannelNames(config);
    reads = new LogReads(config, daemons);
    sweepers = new Sweepers(config, meters, daemons);
    Flusher flusher = new Flusher(config, meters, sweepers);
    LogPages pages = new LogPages(config, log, reads, sweepers);
    ActiveChannels active = new ActiveChannels(config, pages, flusher, presence, bridge, meters);
    channels = new Channels(config, names, active, pages, presence);
    publisher = new Publisher(names, active, log, bridge, meters);
    heads = new HeadWatch(config, active, log, bridge, meters, daemons);
    heads.start(new ApplicationStart());
  }

  FakeSubscriber subscribe(String channel, String client) {
    FakeSubscriber subscriber = new FakeSubscriber(client, Runnable::run);
    channels.subscribe(
        channel, subscriber, new SubscribeOptions(null, true, false), subscriber.outcome());
    return subscriber;
  }

  @Override
  public void close() {
    heads.stop();
    sweepers.stop();
    reads.stop();
    log.close();
  }
}
