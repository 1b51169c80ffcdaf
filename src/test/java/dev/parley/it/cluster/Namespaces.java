package dev.parley.it.cluster;

import dev.parley.it.MemberAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A network for the members of a test. Each member has a network namespace. All of them and this
 * host are at one bridge, which is in a namespace too, so that the firewall of the host does not
 * filter it. It needs {@code ip} of iproute2, the rights of root, and the parts of the kernel for
 * namespaces, bridges and veth pairs.
 *
 * <p>A cut gives each side a wrong hardware address of the other. The bridge drops the packets, and
 * neither side gets an error, also on open connections.
 *
 * <p>A shell waits for the end of this process and removes everything, the members too. Not for
 * concurrent use.
 */
final class Namespaces implements Network {
  /** Addresses that are reserved for tests of networks. */
  private static final String ADDRESSES = "198.18.";

  private static final int MOST = 256;
  private static final int HOST = 254;
  private static final String NOBODY = "02:00:00:00:00:00";
  private static final String TAKEN = "File exists";
  private static final int HTTP_PORT = 9080;
  private static final int CLUSTER_PORT = 5701;

  /** Waits until its input ends. */
  private static final String CLEANER =
      """
      trap '' INT TERM HUP
      read -r end
      ip link delete "$1"
      for name in $(ip netns list | cut -d ' ' -f 1 | grep "^$1-"); do
        ip netns pids "$name" | xargs -r kill -9
        ip netns delete "$name"
      done
      """;

  /** This process has no right to make it, or the host lacks a part. */
  static final class NotPermittedException extends Exception {
    private static final long serialVersionUID = 1;

    NotPermittedException(String message) {
      super(message);
    }
  }

  private final String name;
  private final String prefix;
  private final String hub;
  private final Process cleaner;
  private final List<MemberAddress> places = new ArrayList<>();
  private final Set<Set<MemberAddress>> cuts = new LinkedHashSet<>();

  /** Fails with {@link #TAKEN} when another process has this number. */
  private Namespaces(int number) throws IOException {
    this.name = "parley" + number;
    this.prefix = ADDRESSES + number + ".";
    this.hub = name + "-hub";
    ip("netns", "add", hub);
    this.cleaner = new ProcessBuilder("sh", "-c", CLEANER, "cleaner", name).start();
    try {
      plugIn();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Makes one that no other process uses. */
  static Namespaces open() throws NotPermittedException {
    for (int number = 0; number < MOST; number++) {
      try {
        return new Namespaces(number);
      } catch (IOException e) {
        if (!e.getMessage().contains(TAKEN)) {
          throw new NotPermittedException(e.getMessage());
        }
      }
    }
    throw new NotPermittedException("all of " + MOST + " are in use");
  }

  private void plugIn() throws IOException {
    ip("-n", hub, "link", "add", "hub", "type", "bridge");
    ip("-n", hub, "link", "set", "hub", "up");
    ip("link", "add", name, "type", "veth", "peer", "name", "host", "netns", hub);
    ip("-n", hub, "link", "set", "host", "master", "hub", "up");
    ip("address", "add", here() + "/24", "dev", name);
    ip("link", "set", name, "up");
  }

  @Override
  public String here() {
    return prefix + HOST;
  }

  @Override
  public MemberAddress newPlace() throws IOException {
    String port = "m" + (places.size() + 1);
    String namespace = name + "-" + port;
    String address = prefix + (places.size() + 1);
    ip("netns", "add", namespace);
    ip("-n", namespace, "link", "add", "eth0", "type", "veth", "peer", port, "netns", hub);
    ip("-n", hub, "link", "set", port, "master", "hub", "up");
    ip("-n", namespace, "address", "add", address + "/24", "dev", "eth0");
    ip("-n", namespace, "link", "set", "lo", "up");
    ip("-n", namespace, "link", "set", "eth0", "up");
    MemberAddress place =
        new MemberAddress(
            address, HTTP_PORT, CLUSTER_PORT, List.of("ip", "netns", "exec", namespace));
    places.add(place);
    return place;
  }

  @Override
  public boolean canBeCut() {
    return true;
  }

  @Override
  public void cut(MemberAddress a, MemberAddress b) throws IOException {
    neighbour("replace", a, b, "lladdr", NOBODY, "nud", "permanent");
    neighbour("replace", b, a, "lladdr", NOBODY, "nud", "permanent");
    cuts.add(Set.of(a, b));
  }

  @Override
  public void heal() throws IOException {
    for (Set<MemberAddress> cut : cuts) {
      List<MemberAddress> sides = List.copyOf(cut);
      neighbour("delete", sides.get(0), sides.get(1));
      neighbour("delete", sides.get(1), sides.get(0));
    }
    cuts.clear();
  }

  private void neighbour(String verb, MemberAddress at, MemberAddress other, String... more)
      throws IOException {
    String namespace = at.entrance().get(at.entrance().size() - 1);
    List<String> command =
        new ArrayList<>(List.of("-n", namespace, "neighbour", verb, other.host(), "dev", "eth0"));
    command.addAll(List.of(more));
    ip(command.toArray(String[]::new));
  }

  /** Lets the shell remove everything, as it does when this process dies. */
  @Override
  public void close() throws IOException {
    cleaner.getOutputStream().close();
    try {
      cleaner.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
