package dev.parley.load.publish;

import dev.parley.load.check.Ledger;
import dev.parley.load.measure.Meter;
import io.netty.channel.EventLoop;
import java.util.Arrays;

/** Publishes through the HTTP API, always by the same connection so that the order is kept. */
final class ApiPublisher implements Publisher {
  private static final byte[] END = MessageWriter.ascii("}");

  private final ApiConnection connection;
  private final Ledger ledger;
  private final MessageWriter writer;
  private final byte[] beginning;
  private final Turn turn;

  ApiPublisher(
      ApiConnection connection, Ledger ledger, MessageWriter writer, String channel, Turn turn) {
    this.connection = connection;
    this.ledger = ledger;
    this.writer = writer;
    this.beginning = MessageWriter.ascii("{\"channel\":\"" + channel + "\",\"data\":");
    this.turn = turn;
  }

  @Override
  public EventLoop loop() {
    return connection.loop();
  }

  @Override
  public int turn() {
    return turn.turn();
  }

  @Override
  public void publish(long intended) {
    Meter meter = connection.meter();
    for (int i = 0; i < turn.batch(); i++) {
      if (connection.full()) {
        meter.unsent++;
        continue;
      }
      long sequence = ledger.next();
      writer.clear().text(beginning).data(sequence, intended, turn.inRoom(), turn.size()).text(END);
      connection.post(this, sequence, Arrays.copyOf(writer.bytes(), writer.length()));
      meter.sent++;
      if (intended >= meter.measureFrom()) {
        meter.sentMeasured++;
      }
    }
  }

  void confirm(long sequence) {
    ledger.confirm(sequence);
  }

  void refuse(long sequence) {
    ledger.refuse(sequence);
  }
}
