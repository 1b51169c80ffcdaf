package dev.parley.it.cluster;

import dev.parley.it.MemberAddress;
import java.io.IOException;

/** The network between the members of a test, which can be separated where the host allows it. */
interface Network extends AutoCloseable {
  /** The address at which all members reach this process and the database. */
  String here();

  /** The address of one more member. */
  MemberAddress newPlace() throws IOException;

  /** Whether {@link #cut} works. */
  boolean canBeCut();

  /** Drops all packets between two members, in both directions. */
  void cut(MemberAddress a, MemberAddress b) throws IOException;

  /** Ends the cut. */
  void heal() throws IOException;

  @Override
  void close() throws IOException;

  /**
   * A network of namespaces if this process may make one; else that of the host, with a message.
   */
  static Network open() throws IOException {
    try {
      return Namespaces.open();
    } catch (Namespaces.NotPermittedException e) {
      System.out.println(
          "Network namespaces cannot be made here, so no network is cut, and tests that need it"
              + " are skipped: "
              + e.getMessage());
      return new HostNetwork();
    }
  }

  /** The loopback of this host. */
  final class HostNetwork implements Network {
    @Override
    public String here() {
      return "localhost";
    }

    @Override
    public MemberAddress newPlace() {
      return MemberAddress.local();
    }

    @Override
    public boolean canBeCut() {
      return false;
    }

    @Override
    public void cut(MemberAddress a, MemberAddress b) {
      throw new UnsupportedOperationException("the loopback cannot be cut");
    }

    @Override
    public void heal() {
      // No cut is possible here.
    }

    @Override
    public void close() {
      // It belongs to the host.
    }
  }
}
