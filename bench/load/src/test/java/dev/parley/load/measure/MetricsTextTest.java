package dev.parley.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private static final String TEXT =
      """
      # TYPE jvm_memory_used_bytes gauge
      jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 3.0E6
      jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 6.0E6
      jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.0E6
      jvm_gc_pause_seconds_sum{action="end of minor GC",cause="G1 Evacuation Pause"} 0.024
      jvm_gc_pause_seconds_max{action="end of minor GC",cause="G1 Evacuation Pause"} 0.02
      process_cpu_usage 0.25
      system_cpu_count 4.0
      """;

  @Test
  void readsWhatTheServerTells() {
    ServerSample sample = new MetricsText(TEXT).sample(7, Double.NaN, ServerSample.UNKNOWN, 1);
    assertThat(sample.cpu()).isEqualTo(1);
    assertThat(sample.heap()).isEqualTo(9e6);
    assertThat(sample.gcMillis()).isEqualTo(24);
    assertThat(sample.gcMaxMillis()).isEqualTo(20);
    assertThat(sample.rss()).isEqualTo(7);
    assertThat(sample.threads()).isNaN();
  }

  @Test
  void processorTimeOfTwoSamplesIsExact() {
    ServerSample first =
        new MetricsText("process_cpu_time_ns_total 1.0E10\n")
            .sample(0, Double.NaN, ServerSample.UNKNOWN, 1);
    MetricsText later = new MetricsText("process_cpu_time_ns_total 1.3E10\n" + TEXT);
    assertThat(later.sample(0, Double.NaN, first, 2).cpu()).isEqualTo(1.5);
    assertThat(later.sample(0, 1.75, first, 2).cpu()).isEqualTo(1.75);
  }

  @Test
  void whatIsNotThereIsNotKnown() {
    ServerSample sample =
        new MetricsText("").sample(Double.NaN, Double.NaN, ServerSample.UNKNOWN, 1);
    assertThat(sample.aged(Double.NaN)).isEqualTo(ServerSample.UNKNOWN);
  }
}
