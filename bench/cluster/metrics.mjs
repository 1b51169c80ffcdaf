const ANSWER_MILLIS = 5000;

/** What a member says in its /metrics. */
export async function metricsOf(url) {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(ANSWER_MILLIS) });
  if (!answer.ok) {
    throw new Error(`${url}/metrics answers ${answer.status}`);
  }
  return answer.text();
}

/** A figure by its name and a part of its labels; several are added up, none is 0. */
export function figure(text, name, label = "") {
  return text
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(label))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

/** What a member has sent to others so far. */
export function sent(text) {
  const of = (what) => figure(text, `parley_cluster_${what}_total`, 'direction="sent"');
  return { messages: of("messages"), envelopes: of("envelopes"), bytes: of("bytes") };
}
