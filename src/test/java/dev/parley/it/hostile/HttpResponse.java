package dev.parley.it.hostile;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP answer.
 *
 * @param status 0 if the member has hung up before it said one
 * @param head the status line and the headers
 */
public record HttpResponse(int status, String head, String body) {
  private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3})");
  private static final Pattern LENGTH = Pattern.compile("(?m)^content-length: (\\d+)");

  /** Where bytes come from, as {@link java.io.InputStream#read()} gives them. */
  public interface Source {
    /** The next byte; -1 at the end. */
    int read() throws IOException;
  }

  /** Reads an answer, not more than that. */
  public static HttpResponse read(Source in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      if (read < 0) {
        return new HttpResponse(0, head.toString(), "");
      }
      head.append((char) read);
    }
    Matcher status = STATUS.matcher(head);
    int code = status.find() ? Integer.parseInt(status.group(1)) : 0;
    return new HttpResponse(
        code, head.toString(), body(head.toString().toLowerCase(Locale.ROOT), in));
  }

  private static String body(String head, Source in) throws IOException {
    StringBuilder body = new StringBuilder();
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      append(body, Integer.parseInt(length.group(1)), in);
    } else if (head.contains("transfer-encoding: chunked")) {
      for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
        append(body, size, in);
        line(in);
      }
      line(in);
    }
    return body.toString();
  }

  private static int chunkSize(Source in) throws IOException {
    return Integer.parseInt(line(in).trim(), 16);
  }

  private static String line(Source in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
      line.append((char) read);
    }
    return line.toString();
  }

  private static void append(StringBuilder body, int length, Source in) throws IOException {
    for (int i = 0; i < length; i++) {
      int read = in.read();
      if (read < 0) {
        return;
      }
      body.append((char) read);
    }
  }
}
