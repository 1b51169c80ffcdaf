package dev.parley.it;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** How many objects of each class live in the heap of a process. */
public final class HeapHistogram {
  /** Classes of which Parley and the server keep an object for each open WebSocket. */
  public static final List<String> OF_A_WEBSOCKET =
      NeedsOwnFrames.Condition.areInUse()
          ? List.of(
              "dev.parley.session.Session",
              "dev.parley.transport.frames.WebSocketConnection",
              "dev.parley.transport.frames.WebSocketTransport",
              "com.ibm.ws.webcontainer31.upgrade.UpgradedWebConnectionImpl")
          : List.of(
              "dev.parley.session.Session",
              "dev.parley.transport.websocket.WebSocketEndpoint",
              "dev.parley.transport.websocket.EndpointConnection",
              "dev.parley.transport.websocket.EndpointTransport");

  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

  private final Map<String, Long> instances;
  private final long bytes;

  private HeapHistogram(Map<String, Long> instances, long bytes) {
    this.instances = instances;
    this.bytes = bytes;
  }

  /** Makes the process collect all garbage, and counts the objects that are left. */
  public static HeapHistogram afterFullCollection(long pid) {
    // On a busy machine the process may answer jcmd late.
    return Awaitility.await("jcmd")
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> parse(Jcmd.run(pid, "GC.class_histogram")), Objects::nonNull);
  }

  /** Several classes of one name, from several class loaders, are counted together. */
  private static HeapHistogram parse(String text) {
    Map<String, Long> instances = new HashMap<>();
    long bytes = 0;
    for (String line : text.split("\n")) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        instances.merge(row.group(3), Long.parseLong(row.group(1)), Long::sum);
        bytes += Long.parseLong(row.group(2));
      }
    }
    if (instances.isEmpty()) {
      throw new IllegalStateException("no histogram: " + text);
    }
    return new HeapHistogram(instances, bytes);
  }

  /** How many there are of a class. */
  public long of(String className) {
    return instances.getOrDefault(className, 0L);
  }

  /** How many bytes all objects together have. */
  long bytes() {
    return bytes;
  }

  /** The classes with such a part in their name, each with how many. */
  Map<String, Long> namedLike(String part) {
    Map<String, Long> found = new TreeMap<>(instances);
    found.keySet().removeIf(name -> !name.contains(part));
    return found;
  }

  /** The classes of these packages that have grown by so much, each with how much. */
  Map<String, Long> grownSince(HeapHistogram before, long atLeast, List<String> packages) {
    Map<String, Long> grown = new TreeMap<>();
    instances.forEach(
        (name, count) -> {
          long more = count - before.of(name);
          if (more >= atLeast && packages.stream().anyMatch(name::startsWith)) {
            grown.put(name, more);
          }
        });
    return grown;
  }
}
