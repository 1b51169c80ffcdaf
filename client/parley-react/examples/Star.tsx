import { useParley } from "parley-react";
import { useState } from "react";

export default function Star() {
  const parley = useParley();
  const [starred, setStarred] = useState(false);
  const star = () =>
    parley
      .optimistic({
        apply: () => setStarred(true),
        revert: () => setStarred(false),
        commit: () => parley.rpc("post.star", { post: 7 }),
      })
      .catch(() => {}); // `revert` has shown it
  return <button onClick={star}>{starred ? "Starred" : "Star"}</button>;
}
