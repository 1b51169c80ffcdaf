package dev.parley.load.publish;

import dev.parley.load.check.Ledger;
import dev.parley.load.client.Client;
import dev.parley.load.client.PublishForm;
import dev.parley.load.measure.Meter;
import dev.parley.load.wire.FrameWriter;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;

/** A member of the room that publishes by its own connection. */
final class ClientPublisher implements Publisher {
  private final Client client;
  private final Ledger ledger;
  private final MessageWriter writer;
  private final PublishForm form;
  private final int number;
  private final int turn;
  private final int inRoom;
  private final int size;
  private final int batch;

  ClientPublisher(Client client, Ledger ledger, MessageWriter writer, String channel, Turn turn) {
    this.client = client;
    this.ledger = ledger;
    this.writer = writer;
    this.form = client.publishing(channel);
    this.number = client.addPublisher(ledger);
    this.turn = turn.turn();
    this.inRoom = turn.inRoom();
    this.size = turn.size();
    this.batch = turn.batch();
  }

  @Override
  public EventLoop loop() {
    return client.loop();
  }

  @Override
  public int turn() {
    return turn;
  }

  @Override
  public void publish(long intended) {
    Meter meter = client.meter();
    if (!client.canPublish()) {
      meter.unsent += batch;
      return;
    }
    writer.clear();
    for (int i = 0; i < batch; i++) {
      if (i > 0) {
        separate();
      }
      long sequence = ledger.next();
      writer.text(form.start()).number(client.publishId(number, sequence)).text(form.middle());
      writer.data(sequence, intended, inRoom, size).text(form.end());
    }
    send();
    meter.sent += batch;
    if (intended >= meter.measureFrom()) {
      meter.sentMeasured += batch;
    }
  }

  private void separate() {
    if (form.separator() == null) {
      send();
      writer.clear();
    } else {
      writer.text(form.separator());
    }
  }

  private void send() {
    client.send(FrameWriter.text(ByteBufAllocator.DEFAULT, writer.bytes(), writer.length()));
  }
}
