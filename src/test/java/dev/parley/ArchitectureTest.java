package dev.parley;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may use which. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.parley");

  /** From top to bottom: a package may use only those of later lines. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("transport", "browser"),
          List.of("api"),
          List.of("room", "notification", "document", "feed"),
          List.of("session"),
          List.of("channel"),
          List.of("delivery"),
          List.of("presence"),
          List.of("cluster"),
          List.of("log"),
          List.of("security"),
          List.of("database"),
          List.of("limit"),
          List.of("protocol"),
          List.of("concurrent"),
          List.of("config"),
          List.of("probe"));

  /**
   * The largest number of public types of each package. Raise one only when callers need another
   * type.
   */
  private static final Map<String, Integer> PUBLIC_TYPES =
      Map.ofEntries(
          Map.entry("transport.frames", 3),
          Map.entry("transport.websocket", 6),
          Map.entry("transport", 9),
          Map.entry("transport.stream", 6),
          Map.entry("transport.uni", 3),
          Map.entry("transport.room", 3),
          Map.entry("transport.poll", 1),
          Map.entry("browser", 2),
          Map.entry("api", 18),
          Map.entry("room", 0),
          Map.entry("session", 11),
          Map.entry("session.control", 3),
          Map.entry("session.forward", 1),
          Map.entry("session.drain", 1),
          Map.entry("channel", 7),
          Map.entry("channel.recovery", 7),
          Map.entry("delivery", 4),
          Map.entry("presence", 1),
          Map.entry("cluster", 8),
          Map.entry("cluster.hazelcast", 1),
          Map.entry("cluster.replication", 3),
          Map.entry("log", 4),
          Map.entry("log.durable", 1),
          Map.entry("log.memory", 3),
          Map.entry("log.routing", 2),
          Map.entry("security", 17),
          Map.entry("database", 3),
          Map.entry("protocol", 25),
          Map.entry("limit", 6),
          Map.entry("concurrent", 1),
          Map.entry("config", 19),
          Map.entry("probe", 1),
          Map.entry("ops", 6));

  private static String inside(String name) {
    return "dev.parley." + name + "..";
  }

  private static DescribedPredicate<JavaClass> outside(String... packages) {
    return resideInAPackage("dev.parley..")
        .and(DescribedPredicate.not(resideInAnyPackage(packages)));
  }

  private static Set<String> packages() {
    return CLASSES.stream()
        .map(type -> type.getPackageName().substring("dev.parley.".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void allPackagesAreKnown() {
    assertThat(CLASSES.size()).isGreaterThan(150);
    assertThat(packages()).containsExactlyInAnyOrderElementsOf(PUBLIC_TYPES.keySet());
    Set<String> known =
        LAYERS.stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));
    known.add("ops");
    assertThat(packages()).allSatisfy(name -> assertThat(known).contains(name.split("\\.")[0]));
  }

  @Test
  void aLayerUsesOnlyLayersBelowIt() {
    int looked = 0;
    for (int layer = 0; layer < LAYERS.size(); layer++) {
      for (String current : LAYERS.get(layer)) {
        List<String> forbidden = new ArrayList<>();
        LAYERS
            .subList(0, layer)
            .forEach(above -> above.forEach(name -> forbidden.add(inside(name))));
        LAYERS.get(layer).stream()
            .filter(name -> !name.equals(current))
            .forEach(name -> forbidden.add(inside(name)));
        forbidden.add(inside("ops"));
        long types = CLASSES.stream().filter(resideInAPackage(inside(current))).count();
        if (types > 0) {
          noClasses()
              .that()
              .resideInAPackage(inside(current))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(forbidden.toArray(String[]::new))
              .check(CLASSES);
          looked++;
        }
      }
    }
    assertThat(looked).isGreaterThanOrEqualTo(10);
  }

  @Test
  void noPackagesDependOnEachOther() {
    slices().matching("dev.parley.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void eachTechnologyHasItsPackages() {
    only("jakarta.ws.rs..", inside("api"));
    only(
        "jakarta.persistence..",
        inside("log"),
        inside("security"),
        inside("database"),
        inside("room"));
    only("org.flywaydb..", inside("database"));
    only("java.sql..", inside("log"), inside("database"));
    only("com.nimbusds..", inside("security"));
    only("com.hazelcast..", inside("cluster.hazelcast"));
    only("org.eclipse.microprofile.health..", inside("ops"));
    only("jakarta.websocket..", inside("transport.websocket"));
    noClasses()
        .that(outside(inside("transport"), inside("api"), inside("browser")))
        .and()
        .haveSimpleNameNotEndingWith("MetricsServlet")
        .and()
        .haveSimpleNameNotEndingWith("StartFailureFilter")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.servlet..")
        .check(CLASSES);
  }

  private static void only(String technology, String... allowed) {
    assertThat(
            CLASSES.stream()
                .filter(resideInAnyPackage(allowed))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .anyMatch(use -> resideInAPackage(technology).test(use.getTargetClass())))
        .as(technology + " is used where it may be")
        .isTrue();
    noClasses()
        .that(outside(allowed))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology)
        .check(CLASSES);
  }

  @Test
  void nothingIsPrintedAndTheLogIsSystemLogger() {
    // The health check of the image is a program, and Docker keeps what it prints.
    noClasses()
        .that(outside(inside("probe")))
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
    GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
    noClasses().should().dependOnClassesThat().resideInAPackage("org.slf4j..").check(CLASSES);
  }

  @Test
  void namesSayWhatATypeIs() {
    classes()
        .should()
        .haveSimpleNameNotEndingWith("Util")
        .andShould()
        .haveSimpleNameNotEndingWith("Utils")
        .andShould()
        .haveSimpleNameNotEndingWith("Manager")
        .andShould()
        .haveSimpleNameNotEndingWith("Helper")
        .andShould()
        .haveSimpleNameNotEndingWith("Impl")
        .check(CLASSES);
  }

  @Test
  void aPackageShowsFewTypes() {
    PUBLIC_TYPES.forEach(
        (name, most) -> {
          List<String> shown =
              CLASSES.stream()
                  .filter(type -> type.getPackageName().equals("dev.parley." + name))
                  .filter(
                      type ->
                          type.isTopLevelClass()
                              && type.getModifiers().contains(JavaModifier.PUBLIC))
                  .map(JavaClass::getSimpleName)
                  .toList();
          assertThat(shown).as("public types of " + name).hasSizeLessThanOrEqualTo(most);
        });
  }

  @Test
  void everyPackageIsDescribed() throws IOException {
    for (String name : packages()) {
      Path info = Path.of("src/main/java/dev/parley", name.replace('.', '/'), "package-info.java");
      assertThat(info).content().startsWith("/**").containsPattern("(?s)[.;:].*[.]\n \\*/");
    }
  }

  @Test
  void noFileIsLong() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(100);
      for (Path source : sources) {
        assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThanOrEqualTo(400);
      }
    }
  }
}
