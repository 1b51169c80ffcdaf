package dev.parley.protocol;

import java.util.List;

/**
 * The pushes of a channel as plain messages. There is one for all clients of a room, so that a
 * message is encoded once for them.
 */
enum RoomPushes implements PushEncoder {
  /** For the room of the client. */
  OF_ROOM {
    @Override
    public Frame push(Push push) {
      if (push instanceof Push.Published published) {
        return TypingEvent.is(published.publication())
            ? RoomMessages.typing(published.publication())
            : RoomMessages.message(published.publication(), published.epoch());
      } else if (push instanceof Push.Join join) {
        return RoomMessages.joined(join.info());
      } else if (push instanceof Push.Leave leave) {
        return RoomMessages.left(leave.info());
      }
      return RoomMessages.push(push);
    }
  },

  /** For its other channels, such as its inbox, so that nothing of them is taken for the room. */
  OF_OTHERS {
    @Override
    public Frame push(Push push) {
      return push instanceof Push.Refreshed refreshed
          ? RoomMessages.refreshed(null, refreshed.ttl())
          : RoomMessages.push(push);
    }
  };

  private static final byte SEPARATOR = '\n';

  /** The joined frame keeps its messages, because each is sent as a frame of its own. */
  @Override
  public Frame join(List<Frame> frames) {
    return Frame.join(frames, SEPARATOR).withMessages(frames);
  }

  @Override
  public int separatorBytes() {
    return 1;
  }
}
