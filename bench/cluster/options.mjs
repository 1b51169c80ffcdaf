import { parseArgs } from "node:util";
import { rate, whole } from "../../peers/compare/options.mjs";

export const USAGE = `node bench/cluster/cluster.mjs [EXPERIMENT …] [key=value …] [--option VALUE …]

  jitter                 every client loses its network for 2 s every 15 s, and comes back to another
                         member: what is delivered, and how soon they have caught up
  avalanche              all members are restarted in turn under load: how long clients are interrupted
  members                the same clients and rates with 1, 2 and 3 members
  cost                   messages, envelopes and bytes between members for one publication
  kill                   kill -9 of a member under load: until the last client has resumed
                         All of them unless told.
  key=value              a key of the load test's scenarios, for all of them; wins over everything

  --clients N            for the load tests; unless told what their scenarios say
  --members LIST         how many members; unless told 2 for jitter and avalanche, 2,3 for kill, and
                         1,2,3 for members and cost
  --rates LIST           deliveries a second in members; 50k,100k,200k unless told. A ladder ends where
                         a rate does not hold
  --database-url URL     the JDBC URL of a PostgreSQL, with --database-user (postgres) and
                         --database-password; unless told a fresh one, from the tests' binaries
  --java=OPTIONS         of the JVMs of the members; -Xmx1g unless told
  --threads N            event loops of the load test; half of the processors unless told
  --port N               the first of 50 ports; 9700 unless told
  --out DIR              where results go; bench/cluster/target/cluster-TIME unless told

Exit code: 0 all was measured and held, 1 something was not, 2 nothing could be, 130 interrupted.
`;

/** What the command line says; throws an Error that says what is wrong with it. */
export function options(argv, known) {
  const text = { type: "string" };
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      clients: text,
      members: text,
      rates: { ...text, default: "50k,100k,200k" },
      "database-url": text,
      "database-user": { ...text, default: "postgres" },
      "database-password": text,
      java: { ...text, default: "-Xmx1g" },
      threads: text,
      port: { ...text, default: "9700" },
      out: text,
      help: { type: "boolean", short: "h" },
    },
  });
  const experiments = positionals.filter((word) => !word.includes("="));
  for (const experiment of experiments) {
    if (!known.includes(experiment)) {
      throw new Error(`there is no ${experiment}, only ${known.join(", ")}`);
    }
  }
  return {
    help: values.help ?? false,
    experiments: experiments.length > 0 ? experiments : known,
    keys: Object.fromEntries(
      positionals.filter((word) => word.includes("=")).map((word) => word.split(/=(.*)/s, 2)),
    ),
    clients: values.clients && whole(values.clients),
    members: values.members?.split(",").map(whole),
    rates: values.rates.split(",").map(rate),
    database: {
      url: values["database-url"],
      user: values["database-user"],
      password: values["database-password"],
    },
    java: values.java.split(" ").filter(Boolean),
    threads: values.threads && whole(values.threads),
    port: whole(values.port),
    out: values.out,
  };
}
