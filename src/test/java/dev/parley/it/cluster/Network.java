package dev.parley.it.cluster;

import dev.parley.it.MemberAddress;
import java.io.IOException;

/** The network between the members of a test, which can be cut where the host allows it. */
interface Network extends AutoCloseable {
  /** The address at which this process, and the database with it, is reached by all members. */
  String here();

  /** A place for one more member. */
  MemberAddress newPlace() throws IOException;

  /** Whether {@link #cut} works. */
  boolean canBeCut();

  /** From now on no packet gets from one to the other, either way, and nobody is told. */
  void cut(MemberAddress a, MemberAddress b) throws IOException;

  /** All packets get through again. */
  void heal() throws IOException;

  @Override
  void close() throws IOException;

  /** A network of namespaces if this process may make one; else the host's, and it is said why. */
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
      // It was never cut.
    }

    @Override
    public void close() {
      // It is the host's.
    }
  }
}
