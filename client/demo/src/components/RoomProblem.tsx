import type { Reason } from "parley-client";
import { Icon } from "./Icon.tsx";

/** In place of the messages: why one may not read them. */
export function RoomProblem({ room, reason }: { room: string; reason: Reason | null }) {
  return (
    <div className="room-empty" role="alert" data-testid="room-problem">
      <span className="room-empty-icon">
        <Icon name="lock" size={28} />
      </span>
      <h3>You cannot read #{room}</h3>
      <p>{reason?.message ?? "The server does not allow it."}</p>
    </div>
  );
}
