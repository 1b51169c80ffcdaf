package dev.parley.protocol;

import java.util.List;
import java.util.Map;

/**
 * JSON for clients without an SDK. They send one request and get only pushes, without the object
 * {@code push} around them.
 */
public final class PushCodec extends JsonCodec {
  private final JsonReader reader;

  /**
   * @param reader parses the request
   */
  public PushCodec(JsonReader reader) {
    super(reader, 1);
    this.reader = reader;
  }

  /** The only command: see {@link #connect}. */
  @Override
  public List<Command> decode(byte[] frame) throws MalformedFrameException {
    return List.of(connect(frame));
  }

  /**
   * Decodes the request of a client: the fields of {@code connect} as one object, or nothing. Its
   * {@code subs} names the channels to subscribe to.
   *
   * @throws MalformedFrameException when it is more than one object, or has other fields
   */
  public Command.Connect connect(byte[] request) throws MalformedFrameException {
    List<Fields> objects = reader.objects(Utf8.decode(request), 1, 1, "data"::equals);
    return CommandReader.connectOnly(objects.isEmpty() ? new Fields(Map.of()) : objects.get(0));
  }

  @Override
  public Frame push(Push push) {
    return Frame.of(line(out -> MessageFields.fields(out, push)), PositionChange.of(push));
  }

  /** The joined frame keeps its messages, with the positions that each of them changes. */
  @Override
  public Frame join(List<Frame> frames) {
    return super.join(frames).withMessages(frames);
  }
}
