package dev.parley.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Resolves names for members instead of DNS: a file that the JVM reads at each look-up. It holds
 * this host and one more name. Not for concurrent use.
 */
final class HostsFile {
  private final String name;
  private final Path file;

  /** The name does not resolve yet. */
  HostsFile(String name) {
    this.name = name;
    try {
      this.file = Files.createTempFile("hosts", ".txt");
      file.toFile().deleteOnExit();
      resolveTo(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The option of the JVM that uses the file. */
  String option() {
    return "-Djdk.net.hosts.file=" + file;
  }

  /** Changes the addresses of the name. Without addresses it does not resolve. */
  void resolveTo(List<String> addresses) throws IOException {
    StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
    text.append("127.0.0.1 ").append(InetAddress.getLocalHost().getHostName()).append('\n');
    addresses.forEach(address -> text.append(address).append(' ').append(name).append('\n'));
    // A reader never sees half of the file.
    Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
