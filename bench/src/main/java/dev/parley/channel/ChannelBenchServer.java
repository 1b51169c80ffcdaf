package dev.parley.channel;

import dev.parley.cluster.Members;
import dev.parley.cluster.SingleMemberBridge;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.log.RoutingLog;
import dev.parley.presence.Presence;
import io.micrometer.core.instrument.MeterRegistry;

/** The channels of a member over its log, put together as its container would. */
public final class ChannelBenchServer implements AutoCloseable {
  private final MemberExecutors executors;
  private final WriterPool sweepers;
  private final ChannelService channels;

  /** Puts them together. */
  public ChannelBenchServer(ParleyConfig config, RoutingLog logs, MeterRegistry meters) {
    this.executors = new MemberExecutors(config, ChannelBenchServer::daemon);
    HistoryThreads reads = new HistoryThreads(executors);
    this.sweepers = new WriterPool(config, meters, ChannelBenchServer::daemon);
    Fanout fanout = new Fanout(config, meters, sweepers);
    Presence presence =
        new Presence(config, Members.single("bench"), meters, ChannelBenchServer::daemon);
    HistoryReader pages = new HistoryReader(config, logs, reads, sweepers);
    Hub active = new Hub(config, pages, fanout, presence, new SingleMemberBridge(), meters);
    this.channels = new ChannelService(config, new ChannelNames(config), active, pages, presence);
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
    sweepers.stop();
    executors.close();
  }
}
