import { usePresence, useTyping, useUnread } from "parley-react";

export default function Head() {
  const people = usePresence("general");
  const [typists, setTyping] = useTyping("general");
  const unread = useUnread("general");
  return (
    <header>
      <h2>
        general ({unread} new, {useUnread()} in all rooms)
      </h2>
      <p>{people.map(({ name }) => name).join(", ")}</p>
      <p>{typists.length > 0 && `${typists.map(({ name }) => name).join(", ")} types …`}</p>
      <input onChange={({ target }) => setTyping(target.value !== "")} />
    </header>
  );
}
