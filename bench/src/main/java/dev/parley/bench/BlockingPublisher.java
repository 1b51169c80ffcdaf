package dev.parley.bench;

import dev.parley.log.Append;
import dev.parley.log.AppendCallback;
import dev.parley.log.ChannelLog;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.concurrent.locks.LockSupport;

/** Publishes and waits, one after the other. Owned by one thread. */
final class BlockingPublisher implements AppendCallback {
  private final ChannelLog log;
  private final Thread owner = Thread.currentThread();
  private volatile boolean done;
  private ProtocolException problem;

  BlockingPublisher(ChannelLog log) {
    this.log = log;
  }

  void publish(Append append) {
    done = false;
    log.append(append, this);
    while (!done) {
      LockSupport.park(this);
    }
    if (problem != null) {
      throw problem;
    }
  }

  @Override
  public void appended(Publication publication, StreamPosition position) {
    finish(null);
  }

  @Override
  public void duplicate(StreamPosition position) {
    finish(null);
  }

  @Override
  public void failed(ProtocolException failure) {
    finish(failure);
  }

  private void finish(ProtocolException failure) {
    problem = failure;
    done = true;
    LockSupport.unpark(owner);
  }
}
