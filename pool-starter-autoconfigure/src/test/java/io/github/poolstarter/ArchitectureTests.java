package io.github.poolstarter;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariConfigMXBean;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the map of the packages: which there are, what each may use, and what each must
 * never know. A package of the map that doesn't exist breaks no rule.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.poolstarter";

	/**
	 * The map, from top to bottom: a package may use those above it, and neither its
	 * neighbours nor those below. Packages below one of these belong to it.
	 */
	private static final List<List<String>> MAP = List.of(List.of(ROOT), List.of("pool"), List.of("database"),
			List.of("tracking"), List.of("jdbc"), List.of("routing"), List.of("remotecall"), List.of("tuning"),
			List.of("budget"), List.of("sizing"), List.of("alert"), List.of("metrics", "actuate", "dashboard", "redis"),
			List.of("autoconfigure"));

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void rulesLookAtTheLibraryAndNotAtItsTests() {
		assertThat(CLASSES.contain(PoolTemplate.class)).isTrue();
		assertThat(CLASSES.contain(ROOT + ".autoconfigure.PoolsProperties")).isTrue();
		assertThat(CLASSES.contain(ArchitectureTests.class)).isFalse();
	}

	@Test
	void packageUsesOnlyThoseAboveIt() {
		LayeredArchitecture rule = Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true);
		List<String> above = new ArrayList<>();
		for (List<String> row : MAP) {
			for (String name : row) {
				rule = rule.layer(name).definedBy(packages(name));
				rule = (above.isEmpty()) ? rule.whereLayer(name).mayNotAccessAnyLayer()
						: rule.whereLayer(name).mayOnlyAccessLayers(above.toArray(String[]::new));
			}
			above.addAll(row);
		}
		check(rule.ensureAllClassesAreContainedInArchitecture());
	}

	@Test
	void noPackageIsPartOfACycle() {
		check(SlicesRuleDefinition.slices().assignedFrom(new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				return SliceIdentifier.of(type.getPackageName());
			}

			@Override
			public String getDescription() {
				return "packages";
			}

		}).should().beFreeOfCycles());
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(CLASSES.stream().map(JavaClass::getPackage))
			.filteredOn((types) -> !types.isAnnotatedWith(NullMarked.class))
			.extracting(JavaPackage::getName)
			.isEmpty();
	}

	@Test
	void rootDoesNotKnowBoot() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(packages(ROOT))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot.."));
	}

	@Test
	void poolAndTrackingDoNotKnowSpring() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(packages("pool"), packages("tracking"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.."));
	}

	@Test
	void tuningIsAPureFunctionOfItsEvidence() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(packages("tuning"))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "com.zaxxer..", "io.micrometer..",
					"org.apache.commons.logging..", "org.slf4j..", "java.io..", "java.net..", "java.nio..",
					"java.sql..", "javax.."));
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(packages("tuning"))
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(Clock.class, Thread.class)
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethodWhere(DescribedPredicate.describe("it reads a clock", (call) -> call.getName().equals("now")
					&& call.getTargetOwner().getPackageName().startsWith("java.time"))));
	}

	@Test
	void budgetAndSizingDoNotKnowEndpoints() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(packages("budget"), packages("sizing"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot.actuate.."));
	}

	@Test
	void onlyOneClassResizesAPool() {
		List<JavaClass> resizing = CLASSES.stream()
			.filter((type) -> type.getMethodCallsFromSelf().stream().anyMatch((call) -> resizes(call.getTarget())))
			.toList();
		assertThat(resizing).hasSizeLessThanOrEqualTo(1)
			.allSatisfy((type) -> assertThat(type.getPackageName()).isEqualTo(ROOT + ".sizing"));
	}

	@Test
	void propertiesStayInAutoConfiguration() {
		check(ArchRuleDefinition.classes()
			.that()
			.haveSimpleName("PoolsProperties")
			.should()
			.resideInAPackage(packages("autoconfigure"))
			.andShould()
			.onlyHaveDependentClassesThat()
			.resideInAPackage(packages("autoconfigure")));
	}

	private static void check(ArchRule rule) {
		rule.allowEmptyShould(true).check(CLASSES);
	}

	private static String packages(String name) {
		return (name.equals(ROOT)) ? ROOT : ROOT + "." + name + "..";
	}

	private static boolean resizes(AccessTarget.MethodCallTarget target) {
		return target.getName().equals("setMaximumPoolSize")
				&& target.getOwner().isAssignableTo(HikariConfigMXBean.class)
				&& !target.getOwner().isEquivalentTo(HikariConfig.class);
	}

}
