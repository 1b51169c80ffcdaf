package dev.parley.protocol;

import java.util.List;
import java.util.Map;

/**
 * JSON for clients without an SDK, which know pushes only: these come without the object {@code
 * push} around them, and all that such a client says is what it wants.
 */
public final class PushCodec extends JsonCodec {
  private final JsonReader reader;

  /**
   * @param reader reads what comes in
   */
  public PushCodec(JsonReader reader) {
    super(reader, 1);
    this.reader = reader;
  }

  /** The one command: see {@link #connect}. */
  @Override
  public List<Command> decode(byte[] frame) throws MalformedFrameException {
    return List.of(connect(frame));
  }

  /**
   * What a client asks for: the fields of {@code connect} as an object of their own, or nothing. It
   * is subscribed to the channels that {@code subs} names.
   *
   * @throws MalformedFrameException when it is more than one object, or one of other fields
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
