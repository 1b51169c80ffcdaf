package dev.parley.load.publish;

import dev.parley.load.check.Ledger;
import dev.parley.load.client.Client;
import dev.parley.load.measure.Meter;
import dev.parley.load.wire.FrameWriter;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;

/** A member of the room that publishes by its own connection. */
final class ClientPublisher implements Publisher {
  private static final byte[] ID = MessageWriter.ascii("{\"id\":");
  private static final byte[] NEXT_ID = MessageWriter.ascii("\n{\"id\":");
  private static final byte[] END = MessageWriter.ascii("}}");

  private final Client client;
  private final Ledger ledger;
  private final MessageWriter writer;
  private final byte[] middle;
  private final int number;
  private final int turn;
  private final int inRoom;
  private final int size;
  private final int batch;

  ClientPublisher(Client client, Ledger ledger, MessageWriter writer, String channel, Turn turn) {
    this.client = client;
    this.ledger = ledger;
    this.writer = writer;
    this.middle = MessageWriter.ascii(",\"publish\":{\"channel\":\"" + channel + "\",\"data\":");
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
      long sequence = ledger.next();
      writer.text(i == 0 ? ID : NEXT_ID).number(client.publishId(number, sequence)).text(middle);
      writer.data(sequence, intended, inRoom, size).text(END);
    }
    client.send(FrameWriter.text(ByteBufAllocator.DEFAULT, writer.bytes(), writer.length()));
    meter.sent += batch;
    if (intended >= meter.measureFrom()) {
      meter.sentMeasured += batch;
    }
  }
}
