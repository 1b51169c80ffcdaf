package dev.parley.limit;

import dev.parley.config.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * An IP address that a request came from. Immutable.
 *
 * @param text the address in the form that Java writes; an IPv4 address also where it came in the
 *     form of an IPv6 address
 * @param network what it is counted as: an IPv4 address alone, an IPv6 address with all of its /64,
 *     because whoever has one has all of them
 */
public record ClientAddress(String text, String network) {
  private static final int COUNTED_BYTES = 8;
  private static final ClientAddress UNKNOWN = new ClientAddress("unknown", "unknown");

  /** Checks that both are there. */
  public ClientAddress {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(network, "network");
  }

  /** Of an address as text; whatever else it is counts as one address, {@code unknown}. */
  public static ClientAddress of(String text) {
    return parse(text).orElse(UNKNOWN);
  }

  /**
   * Reads an address; empty for anything else, and so for names: nothing is looked up.
   *
   * @param text may be null
   */
  public static Optional<ClientAddress> parse(String text) {
    return text == null ? Optional.empty() : Network.address(text).map(ClientAddress::of);
  }

  static ClientAddress of(InetAddress address) {
    if (address instanceof Inet4Address) {
      return new ClientAddress(address.getHostAddress(), address.getHostAddress());
    }
    byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), COUNTED_BYTES), 16);
    return new ClientAddress(
        address.getHostAddress(), ofBytes(network).getHostAddress() + "/" + 8 * COUNTED_BYTES);
  }

  private static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
