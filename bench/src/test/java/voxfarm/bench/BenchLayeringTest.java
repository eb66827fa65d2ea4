package voxfarm.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows within this module; those of the shipped ones are held where they end. */
@AnalyzeClasses(packages = "voxfarm.bench", importOptions = ImportOption.DoNotIncludeTests.class)
class BenchLayeringTest {
    @ArchTest
    static final ArchRule PACKAGES_IMPORT_EACH_OTHER_IN_NO_CIRCLE =
            slices().matching("voxfarm.bench.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ROOMS_KNOW_NO_WIRING =
            noClasses()
                    .that()
                    .resideInAnyPackage("voxfarm.bench.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("voxfarm.bench");
}
