package dev.parley.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network: all addresses that begin with the same bits. Immutable.
 *
 * @param bytes the bytes of an address of the network
 * @param bits how many bits are the same in all its addresses
 */
public record Network(byte[] bytes, int bits) {
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  /**
   * Reads {@code 10.0.0.5}, {@code 10.1.0.0/16} or {@code 2001:db8::/64}.
   *
   * @throws IllegalArgumentException for any other text; the message says what to write
   */
  static Network of(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = address(address).map(InetAddress::getAddress).orElseThrow(() -> wrong(text));
    int most = 8 * bytes.length;
    if (slash < 0) {
      return new Network(bytes, most);
    }
    try {
      int bits = Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= most) {
        return new Network(bytes, bits);
      }
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
    throw wrong(text);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no address: write such as 10.0.0.5, 10.1.0.0/16 or 2001:db8::/64");
  }

  /** Whether an address belongs to this network. */
  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != bytes.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((other[bit / 8] & mask) != (bytes[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads an address; empty for any other text. Does not look up names.
   *
   * @param text IPv4, or IPv6 without brackets; a zone at its end is ignored
   */
  public static Optional<InetAddress> address(String text) {
    int zone = text.indexOf('%');
    String literal = zone < 0 ? text : text.substring(0, zone);
    boolean isLiteral =
        IPV4.matcher(literal).matches()
            || (literal.indexOf(':') >= 0 && IPV6.matcher(literal).matches());
    if (!isLiteral) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(literal));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
