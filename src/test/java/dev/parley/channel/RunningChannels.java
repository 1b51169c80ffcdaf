package dev.parley.channel;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Members;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.log.RoutingLog;
import dev.parley.presence.Presence;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.ThreadFactory;

/** The package put together as in a container, with all its threads. Ends its log, too. */
final class RunningChannels implements AutoCloseable {
  final ChannelService channels;
  final Publisher publisher;
  private final RoutingLog log;
  private final MemberExecutors executors;
  private final WriterPool sweepers;
  private final GapDetector heads;

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
    executors = new MemberExecutors(config, daemons);
    HistoryThreads reads = new HistoryThreads(executors);
    sweepers = new WriterPool(config, meters, daemons);
    Fanout fanout = new Fanout(config, meters, sweepers);
    HistoryReader pages = new HistoryReader(config, log, reads, sweepers);
    Hub active = new Hub(config, pages, fanout, presence, bridge, meters);
    channels = new ChannelService(config, names, active, pages, presence);
    publisher = new Publisher(names, active, log, bridge, meters);
    heads = new GapDetector(config, active, log, bridge, meters, executors);
    heads.start(new ApplicationStart());
  }

  FakeSubscriber subscribe(String channel, String client) {
    FakeSubscriber subscriber = new FakeSubscriber(client, Runnable::run);
    subscriber.subscribe(channels, channel, new SubscribeOptions(null, true, false));
    return subscriber;
  }

  @Override
  public void close() {
    heads.stop();
    sweepers.stop();
    executors.close();
    log.close();
  }
}
