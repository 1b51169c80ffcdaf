import { commandLine, rate, requireKnown, split, whole } from "../support/options.mjs";

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
  const { values, words, common } = commandLine(
    argv,
    {
      clients: undefined,
      members: undefined,
      rates: "50k,100k,200k",
      "database-url": undefined,
      "database-user": "postgres",
      "database-password": undefined,
      java: "-Xmx1g",
      port: "9700",
    },
    true,
  );
  const experiments = words.filter((word) => !word.includes("="));
  requireKnown(experiments, known);
  return {
    ...common,
    experiments: experiments.length > 0 ? experiments : known,
    keys: Object.fromEntries(
      words.filter((word) => word.includes("=")).map((word) => word.split(/=(.*)/s, 2)),
    ),
    clients: values.clients && whole(values.clients),
    members: values.members?.split(",").map(whole),
    rates: values.rates.split(",").map(rate),
    database: {
      url: values["database-url"],
      user: values["database-user"],
      password: values["database-password"],
    },
    java: split(values.java, " "),
  };
}
