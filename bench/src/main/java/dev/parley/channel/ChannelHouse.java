package dev.parley.channel;

import dev.parley.cluster.Members;
import dev.parley.cluster.SingleMemberBridge;
import dev.parley.config.ParleyConfig;
import dev.parley.log.ChannelLogs;
import dev.parley.presence.Presence;
import dev.parley.sweep.Sweepers;
import io.micrometer.core.instrument.MeterRegistry;

/** The channels of a member over its log, put together as its container would. */
public final class ChannelHouse implements AutoCloseable {
  private final LogReads reads;
  private final Sweepers sweepers;
  private final Channels channels;

  /** Puts them together. */
  public ChannelHouse(ParleyConfig config, ChannelLogs logs, MeterRegistry meters) {
    this.reads = new LogReads(config, ChannelHouse::daemon);
    this.sweepers = new Sweepers(config, meters, ChannelHouse::daemon);
    Flusher flusher = new Flusher(config, meters, sweepers);
    Presence presence = new Presence(config, Members.alone("bench"), meters, ChannelHouse::daemon);
    LogPages pages = new LogPages(config, logs, reads, sweepers);
    ActiveChannels active =
        new ActiveChannels(config, pages, flusher, presence, new SingleMemberBridge(), meters);
    this.channels = new Channels(config, new ChannelNames(config), active, pages, presence);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  public Channels channels() {
    return channels;
  }

  @Override
  public void close() {
    sweepers.stop();
    reads.stop();
  }
}
