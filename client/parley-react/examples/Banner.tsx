import { useConnection, useParley, useQueue } from "parley-react";

export default function Banner() {
  const parley = useParley();
  const connection = useConnection();
  const { waiting } = useQueue();
  if (connection.status === "connected") {
    return null;
  }
  return (
    <p role="status">
      {connection.reason?.message ?? "Connecting …"} {waiting > 0 && `${waiting} messages wait.`}
      {connection.status === "failed" && <button onClick={() => parley.retry()}>Try again</button>}
    </p>
  );
}
