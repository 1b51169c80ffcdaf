package dev.parley.load;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The command line: a scenario, what it changes of the scenario, and options that tell where the
 * server is.
 */
record Options(String scenario, Map<String, String> overrides, Map<String, String> options) {
  static final String USAGE =
      """
      java -jar parley-load.jar SCENARIO [key=value …] [--option VALUE …]

      SCENARIO is a file, or the name of one of the scenarios in the jar: smoke, r13-event, r13-room,
      idle-10k, handshakes, ingress, stalled-100, compare, jitter, avalanche, kill-resume,
      cluster-deliveries. key=value or -Dkey=value changes a key of it.

        --url URL[,URL …]      the server, or several that make one; http://localhost:9080 unless told
        --protocol NAME        centrifuge (unless told) or socketio; see bench/peers
        --api-key KEY          for publish.by=api; "dev" unless told
        --origin ORIGIN        sent with the upgrade; none unless told
        --sources N            connect from 127.0.0.1 to 127.0.0.N: each has its own ports
        --threads N            event loops; half of the processors unless told
        --server-pid PID       a server on this machine: its resident memory and processor time
        --metrics URL          where its metrics are; URL/metrics of the first unless told
        --out DIR              where results go; target/load unless told
        --token-key FILE       sign the tokens: a private key in PEM, or a secret (HS256)
        --token-issuer ISS, --token-audience AUD, --token-kid KID    for --token-key
        --token-command CMD    prints a token; {user} stands for the user
        --token TOKEN          one token for all
      Without a --token option the tokens come from /dev/token of the first URL.

      Exit code: 0 all criteria held, 1 one did not, 2 it could not be run.
      """;

  private static final Set<String> KNOWN =
      Set.of(
          "url",
          "protocol",
          "api-key",
          "origin",
          "sources",
          "threads",
          "server-pid",
          "metrics",
          "out",
          "token-key",
          "token-issuer",
          "token-audience",
          "token-kid",
          "token-command",
          "token");

  static Options of(List<String> arguments) {
    String scenario = null;
    Map<String, String> overrides = new TreeMap<>();
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("--")) {
        String[] words = argument.substring(2).split("=", 2);
        if (!KNOWN.contains(words[0])) {
          throw new IllegalArgumentException("there is no option --" + words[0]);
        }
        if (words.length == 1 && ++i == arguments.size()) {
          throw new IllegalArgumentException(argument + " needs a value");
        }
        options.put(words[0], words.length == 2 ? words[1] : arguments.get(i));
      } else if (argument.contains("=")) {
        String[] words = argument.replaceFirst("^-D", "").split("=", 2);
        overrides.put(words[0], words[1]);
      } else if (scenario == null) {
        scenario = argument;
      } else {
        throw new IllegalArgumentException(
            "there is a scenario already; what is " + argument + "?");
      }
    }
    if (scenario == null) {
      throw new IllegalArgumentException("name a scenario");
    }
    return new Options(scenario, overrides, options);
  }

  String text(String option, String otherwise) {
    return options.getOrDefault(option, otherwise);
  }

  int number(String option, int otherwise) {
    String text = options.get(option);
    try {
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--" + option + " must be a whole number, not " + text, e);
    }
  }

  Path out() {
    return Path.of(text("out", "target/load"));
  }
}
