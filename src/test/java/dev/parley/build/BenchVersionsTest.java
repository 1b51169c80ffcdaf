package dev.parley.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A WAR cannot be the parent of {@code bench/pom.xml}, so its versions are held to the server's.
 */
class BenchVersionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"bench/pom.xml", "bench/load/pom.xml"})
  void benchmarksAreBuiltWithTheVersionsOfTheServer(String pom) throws Exception {
    Map<String, String> server = properties(Path.of("pom.xml"));
    Map<String, String> bench = properties(Path.of(pom));
    bench.keySet().retainAll(server.keySet());
    assertThat(bench)
        .hasSizeGreaterThan(5)
        .allSatisfy((k, v) -> assertThat(server).containsEntry(k, v));
  }

  private static Map<String, String> properties(Path pom) throws Exception {
    Element project =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getDocumentElement();
    NodeList nodes =
        ((Element) project.getElementsByTagName("properties").item(0)).getElementsByTagName("*");
    Map<String, String> found = new TreeMap<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      found.put(nodes.item(i).getNodeName(), nodes.item(i).getTextContent());
    }
    return found;
  }
}
