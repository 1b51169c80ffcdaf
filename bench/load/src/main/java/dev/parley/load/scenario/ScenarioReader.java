package dev.parley.load.scenario;

import dev.parley.load.scenario.Scenario.PublishBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Reads scenario files, and says all that is wrong with one at once. */
public final class ScenarioReader {
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int MOST_SUBSCRIPTIONS = 128;

  private ScenarioReader() {}

  /**
   * Reads a file; when there is none of that name, the scenario of that name that the jar carries.
   *
   * @param overrides keys and values that win over those of the file
   */
  public static Scenario read(String file, Map<String, String> overrides)
      throws IOException, ScenarioException {
    String name = Path.of(file).getFileName().toString().replaceFirst("\\.properties$", "");
    Properties properties = new Properties();
    try (Reader reader = open(file, name)) {
      properties.load(reader);
    }
    Map<String, String> values = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    values.putAll(overrides);
    return of(name, values);
  }

  private static Reader open(String file, String name) throws IOException, ScenarioException {
    if (Files.isRegularFile(Path.of(file))) {
      return Files.newBufferedReader(Path.of(file));
    }
    InputStream carried =
        ScenarioReader.class.getResourceAsStream("/scenarios/" + name + ".properties");
    if (carried == null) {
      throw new ScenarioException(file, List.of("there is no such file, and no such scenario"));
    }
    return new InputStreamReader(carried, StandardCharsets.UTF_8);
  }

  /** Makes a scenario of its keys and values. */
  public static Scenario of(String name, Map<String, String> values) throws ScenarioException {
    Settings settings = new Settings(values);
    Scenario scenario = scenario(name, settings);
    check(scenario, settings);
    settings.refuseUnknown();
    if (!settings.problems().isEmpty()) {
      throw new ScenarioException("scenario " + name, settings.problems());
    }
    return scenario;
  }

  private static Scenario scenario(String name, Settings s) {
    String transport = s.text("transport", "websocket");
    if (!transport.equals("websocket")) {
      s.problem("transport", "must be websocket, the only one so far, not " + transport);
    }
    int connections = s.count("connections", 100, 1, MOST_CONNECTIONS);
    int rooms = s.count("rooms", 1, 0, MOST_CONNECTIONS);
    return new Scenario(
        name,
        s.text("description", ""),
        connections,
        s.duration("ramp", "0s"),
        s.count("connect.pending", 100, 1, MOST_CONNECTIONS),
        s.duration("connect.timeout", "30s"),
        s.count("users", Math.min(connections, 1000), 1, MOST_CONNECTIONS),
        s.text("namespace", "event"),
        rooms,
        s.count("members", Math.max(1, connections / Math.max(1, rooms)), 1, MOST_CONNECTIONS),
        s.count("publishers", 1, 1, MOST_CONNECTIONS),
        s.oneOf("publish.by", PublishBy.CLIENTS, PublishBy.class),
        s.count("publish.api-connections", 8, 1, 1000),
        s.number("rate", 0, 0, 10_000_000),
        s.count("size", 100, 1, 1 << 20),
        s.count("publish.batch", 1, 1, 256),
        s.duration("warmup", "2s"),
        s.duration("duration", "10s"),
        s.duration("drain", "5s"),
        s.count("receive-buffer", 0, 0, 1 << 30),
        s.count("segment", 0, 0, 65_495),
        fault("stall", s),
        fault("disconnect", s),
        s.criteria());
  }

  private static Fault fault(String kind, Settings s) {
    Fault fault =
        new Fault(
            s.number(kind + ".share", 0, 0, 1),
            s.duration(kind + ".at", "0s"),
            s.duration(kind + ".for", "5s"),
            s.duration(kind + ".every", "0s"));
    if (fault.recurs() && fault.every().compareTo(fault.length()) <= 0) {
      s.problem(kind + ".every", "must be longer than " + kind + ".for");
    }
    return fault;
  }

  private static void check(Scenario scenario, Settings s) {
    int connections = scenario.connections();
    if (scenario.members() > connections) {
      s.problem("members", "may be " + connections + " at most, the number of connections");
    }
    long subscriptions = (long) scenario.rooms() * scenario.members();
    if (subscriptions > (long) MOST_SUBSCRIPTIONS * connections) {
      s.problem("rooms", "times members is more than " + MOST_SUBSCRIPTIONS + " for a connection");
    }
    if (scenario.publishers() > scenario.members()) {
      s.problem("publishers", "may be " + scenario.members() + " at most, the number of members");
    }
    if (scenario.duration().isZero()) {
      s.problem("duration", "must be longer than nothing");
    }
    int victims =
        scenario.stall().victims(connections) + scenario.disconnect().victims(connections);
    long publishing =
        scenario.publishBy() == PublishBy.API || !scenario.publishes()
            ? 0
            : Math.min(connections, (long) scenario.rooms() * scenario.publishers());
    if (victims > connections - publishing) {
      s.problem(
          "stall.share",
          "and disconnect.share befall clients that do not publish, and there are only "
              + (connections - publishing)
              + " of those");
    }
  }
}
