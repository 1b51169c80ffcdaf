package dev.parley.channel;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a publisher hears. */
class RecordedConfirmation implements Confirmation {
  final List<String> heard = new CopyOnWriteArrayList<>();

  @Override
  public void confirmed(StreamPosition position) {
    heard.add("confirmed " + position.offset() + " " + position.epoch());
  }

  @Override
  public void refused(ProtocolException problem) {
    heard.add("refused " + problem.code().code());
  }
}
