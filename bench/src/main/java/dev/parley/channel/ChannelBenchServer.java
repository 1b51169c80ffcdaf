package dev.parley.channel;

import dev.parley.channel.recovery.HistoryReader;
import dev.parley.cluster.Members;
import dev.parley.cluster.SingleMemberBridge;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.log.routing.RoutingLog;
import dev.parley.presence.Presence;
import io.micrometer.core.instrument.MeterRegistry;

/** The channels of a member over its log, put together as its container would. */
public final class ChannelBenchServer implements AutoCloseable {
  private final MemberExecutors executors;
  private final WriterPool writers;
  private final ChannelService channels;

  /** Puts them together. */
  public ChannelBenchServer(ParleyConfig config, RoutingLog logs, MeterRegistry meters) {
    this.executors = new MemberExecutors(config, ChannelBenchServer::daemon);
    this.writers = new WriterPool(config, meters, ChannelBenchServer::daemon);
    HistoryReader history = new HistoryReader(config, logs, writers, executors);
    Presence presence =
        new Presence(config, Members.single("bench"), meters, ChannelBenchServer::daemon);
    Hub hub = new Hub(config, history, writers, presence, new SingleMemberBridge(), meters);
    this.channels = new ChannelService(config, new ChannelNames(config), hub, history, presence);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  public ChannelService channels() {
    return channels;
  }

  @Override
  public void close() {
    writers.stop();
    executors.close();
  }
}
