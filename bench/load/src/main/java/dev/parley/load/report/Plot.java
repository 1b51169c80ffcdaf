package dev.parley.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line chart as SVG, in the colours of the page it stands in. */
final class Plot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 220;
  private static final int LEFT = 64;
  private static final int RIGHT = 12;
  private static final int TOP = 10;
  private static final int BOTTOM = 26;
  private static final int STEPS = 4;

  /** A point; not drawn if y is NaN. */
  record Point(double x, double y) {}

  /** A mark on the x axis. */
  record Mark(double x, String text) {}

  private record Line(String name, List<Point> points) {}

  private final String title;
  private final List<Line> lines = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  Plot(String title) {
    this.title = title;
  }

  Plot line(String name, List<Point> points) {
    lines.add(new Line(name, points.stream().filter(p -> !Double.isNaN(p.y())).toList()));
    return this;
  }

  Plot mark(double x, String text) {
    marks.add(new Mark(x, text));
    return this;
  }

  /** The chart with its title; empty if there is nothing to draw. */
  String svg() {
    List<Point> all = lines.stream().flatMap(line -> line.points().stream()).toList();
    if (all.isEmpty()) {
      return "";
    }
    double from = all.stream().mapToDouble(Point::x).min().orElseThrow();
    double to = Math.max(from + 1e-9, all.stream().mapToDouble(Point::x).max().orElseThrow());
    double top = ceiling(all.stream().mapToDouble(Point::y).max().orElseThrow());
    StringBuilder out = new StringBuilder();
    out.append("<figure><figcaption>").append(title);
    for (int i = 0; i < lines.size() && lines.size() > 1; i++) {
      out.append(" <span class=\"l").append(i).append("\">&#9644; ");
      out.append(lines.get(i).name()).append("</span>");
    }
    out.append("</figcaption><svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    out.append("\" role=\"img\" aria-label=\"").append(title).append("\">");
    for (int i = 0; i <= STEPS; i++) {
      double value = top * i / STEPS;
      double y = y(value, top);
      out.append(format("<path class=\"g\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT));
      out.append(format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 6, y + 4));
      out.append(number(value)).append("</text>");
    }
    for (Mark mark : marks.isEmpty() ? evenly(from, to) : marks) {
      double x = x(mark.x(), from, to);
      out.append(format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", x, HEIGHT - 8));
      out.append(mark.text()).append("</text>");
    }
    for (int i = 0; i < lines.size(); i++) {
      out.append("<polyline class=\"l").append(i).append("\" points=\"");
      for (Point point : lines.get(i).points()) {
        out.append(format("%.1f,%.1f ", x(point.x(), from, to), y(point.y(), top)));
      }
      out.append("\"/>");
    }
    return out.append("</svg></figure>\n").toString();
  }

  private static List<Mark> evenly(double from, double to) {
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) {
      double x = from + (to - from) * i / STEPS;
      marks.add(new Mark(x, format("%.0f s", x)));
    }
    return marks;
  }

  private static double x(double x, double from, double to) {
    return LEFT + (x - from) / (to - from) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double y, double top) {
    return HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM);
  }

  /** The next round number. */
  static double ceiling(double value) {
    if (value <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 2, 4, 5, 8}) {
      if (value <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }

  static String number(double value) {
    if (value >= 1e6) {
      return trim(format("%.2f", value / 1e6)) + "M";
    }
    if (value >= 1e4) {
      return trim(format("%.1f", value / 1e3)) + "k";
    }
    return trim(format("%.2f", value));
  }

  private static String trim(String number) {
    return number.contains(".") ? number.replaceFirst("\\.?0+$", "") : number;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
