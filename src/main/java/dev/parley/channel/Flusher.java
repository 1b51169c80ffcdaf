package dev.parley.channel;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.Push;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries what waits in channels to their subscribers: encodes it once, as few frames for all of
 * them, and hands these over. What is published while one round is under way makes the next one, so
 * that batches grow by themselves under load and a lone message goes out at once.
 *
 * <p>One thread does it; so no channel is worked on twice at a time, and order holds. Handing over
 * never blocks.
 */
@Singleton
class Flusher implements DeliveryProgress {
  private static final System.Logger LOG = System.getLogger(Flusher.class.getName());

  /** One round fills no outbox that was empty. */
  private static final int BATCHES_IN_AN_OUTBOX = 4;

  private final BlockingQueue<FlushableChannel> dirty = new LinkedBlockingQueue<>();
  private final JsonCodec codec;
  private final long frameBytes;
  private final long batchBytes;
  private final Counter deliveries;
  private final Counter failures;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile long lastRoundNanos = System.nanoTime();
  private volatile boolean working;

  @Inject
  Flusher(ParleyConfig config, JsonCodec codec, MeterRegistry meters, ThreadFactory threads) {
    this.codec = codec;
    this.frameBytes = config.bytes(Setting.FRAME_BYTES);
    this.batchBytes = config.bytes(Setting.OUTBOX_BYTES) / BATCHES_IN_AN_OUTBOX;
    this.deliveries =
        Counter.builder("parley.deliveries")
            .description("Pushes handed to subscribers")
            .register(meters);
    this.failures =
        Counter.builder("parley.delivery.failures")
            .description("Subscribers that failed to take a frame")
            .register(meters);
    this.thread = threads.newThread(this::run);
    thread.start();
  }

  /** A channel with its place in the queue, where it stands once at the most, and its repair. */
  static final class FlushableChannel {
    private final Channel channel;
    private final AtomicBoolean queued = new AtomicBoolean();
    private final AtomicBoolean inRepair = new AtomicBoolean();

    FlushableChannel(Channel channel) {
      this.channel = channel;
    }

    Channel channel() {
      return channel;
    }

    /** False if one is under way: that one will see what this one is for. */
    boolean beginRepair() {
      return inRepair.compareAndSet(false, true);
    }

    void endRepair() {
      inRepair.set(false);
    }
  }

  /** Has the channel flushed soon. Returns at once. */
  void flush(FlushableChannel channel) {
    if (channel.queued.compareAndSet(false, true)) {
      dirty.add(channel);
    }
  }

  @Override
  public boolean deliveryMakesProgress(int seconds) {
    boolean idle = !working && dirty.isEmpty();
    return idle || System.nanoTime() - lastRoundNanos < TimeUnit.SECONDS.toNanos(seconds);
  }

  @PreDestroy
  void stop() {
    stopped = true;
    thread.interrupt();
  }

  private void run() {
    while (!stopped) {
      try {
        flushNext();
      } catch (InterruptedException e) {
        if (!stopped) {
          LOG.log(System.Logger.Level.WARNING, "the flusher was interrupted and goes on", e);
        }
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a channel could not be flushed", e);
      }
      working = false;
      lastRoundNanos = System.nanoTime();
    }
  }

  /** One round: delivers what waits in the next channel, and waits for one if there is none. */
  void flushNext() throws InterruptedException {
    FlushableChannel next = dirty.take();
    lastRoundNanos = System.nanoTime();
    working = true;
    next.queued.set(false);
    if (deliver(next.channel)) {
      flush(next);
    }
  }

  /** How many channels wait for their round. */
  int waiting() {
    return dirty.size();
  }

  /** Delivers the first of what waits; true if there is more. */
  private boolean deliver(Channel channel) {
    Channel.Batch batch = channel.take(batchBytes);
    if (batch.pushes().isEmpty() || batch.targets().length == 0) {
      return batch.more();
    }
    List<Frame> frames = frames(batch.pushes());
    for (Subscription target : batch.targets()) {
      try {
        target.deliver(channel.name(), frames);
      } catch (RuntimeException e) {
        failures.increment();
        LOG.log(System.Logger.Level.ERROR, "a subscriber could not be delivered to", e);
      }
    }
    deliveries.increment((double) batch.pushes().size() * batch.targets().length);
    return batch.more();
  }

  private List<Frame> frames(List<Push> pushes) {
    List<Frame> frames = new ArrayList<>(1);
    List<Frame> lines = new ArrayList<>(pushes.size());
    long bytes = 0;
    for (Push push : pushes) {
      Frame line = Frame.of(codec.push(push));
      if (!lines.isEmpty() && bytes + line.bytes() > frameBytes) {
        frames.add(Frame.join(lines));
        lines.clear();
        bytes = 0;
      }
      lines.add(line);
      bytes += line.bytes() + 1;
    }
    frames.add(Frame.join(lines));
    return frames;
  }
}
