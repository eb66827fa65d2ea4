package voxfarm.embedded;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import voxfarm.common.bucket.BucketLayout;

/** The arrows between modules, and who may know which library. */
@AnalyzeClasses(
        packages = "voxfarm",
        importOptions = {ImportOption.DoNotIncludeTests.class, LayeringTest.NoFixtures.class})
class LayeringTest {
    /** Of the jar in which common shares what its tests use. */
    static final class NoFixtures implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule COMMON_KNOWS_NO_OTHER_MODULE =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.common..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.audio..",
                            "voxfarm.http..",
                            "voxfarm.telemetry..",
                            "voxfarm.frontend..",
                            "voxfarm.books..",
                            "voxfarm.models..",
                            "voxfarm.dispatcher..",
                            "voxfarm.worker..",
                            "voxfarm.app..",
                            "voxfarm.embedded..");

    /** What they tell of themselves, they tell a port. */
    @ArchTest
    static final ArchRule TELEMETRY_KNOWS_COMMON_AND_IS_KNOWN_BY_THE_WIRING =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "voxfarm.audio..",
                            "voxfarm.http..",
                            "voxfarm.frontend..",
                            "voxfarm.models..",
                            "voxfarm.dispatcher..",
                            "voxfarm.worker..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("voxfarm.telemetry..");

    @ArchTest
    static final ArchRule ONLY_TELEMETRY_KNOWS_ITS_LIBRARIES =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("voxfarm.telemetry..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.micrometer..", "io.prometheus..", "io.opentelemetry..");

    @ArchTest
    static final ArchRule FRONTEND_AND_MODELS_KNOW_COMMON_ALONE =
            noClasses()
                    .that()
                    .resideInAnyPackage("voxfarm.frontend..", "voxfarm.models..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.audio..",
                            "voxfarm.http..",
                            "voxfarm.books..",
                            "voxfarm.dispatcher..",
                            "voxfarm.worker..",
                            "voxfarm.app..",
                            "voxfarm.embedded..");

    @ArchTest
    static final ArchRule BOOKS_KNOW_COMMON_AND_THE_FRONT_END_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.books..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.audio..",
                            "voxfarm.http..",
                            "voxfarm.models..",
                            "voxfarm.dispatcher..",
                            "voxfarm.worker..",
                            "voxfarm.app..",
                            "voxfarm.embedded..");

    @ArchTest
    static final ArchRule ONLY_BOOKS_KNOW_JSOUP =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("voxfarm.books..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.jsoup..");

    @ArchTest
    static final ArchRule AUDIO_KNOWS_COMMON_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.audio..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.http..",
                            "voxfarm.frontend..",
                            "voxfarm.books..",
                            "voxfarm.models..",
                            "voxfarm.dispatcher..",
                            "voxfarm.worker..",
                            "voxfarm.app..",
                            "voxfarm.embedded..");

    @ArchTest
    static final ArchRule HTTP_KNOWS_COMMON_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.http..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.audio..",
                            "voxfarm.frontend..",
                            "voxfarm.books..",
                            "voxfarm.models..",
                            "voxfarm.dispatcher..",
                            "voxfarm.worker..",
                            "voxfarm.app..",
                            "voxfarm.embedded..");

    @ArchTest
    static final ArchRule ONLY_AUDIO_KNOWS_FFMPEG =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("voxfarm.audio..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule FRONTEND_KNOWS_NO_TENSORS =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.frontend..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("voxfarm.models..", "ai.onnx..", "ai.onnxruntime..");

    @ArchTest
    static final ArchRule DISPATCHER_KNOWS_NO_WORKER =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.dispatcher..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.worker..",
                            "voxfarm.models..",
                            "voxfarm.app..",
                            "voxfarm.embedded..");

    @ArchTest
    static final ArchRule WORKER_KNOWS_NO_DISPATCHER =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.worker..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.dispatcher..", "voxfarm.app..", "voxfarm.embedded..");

    /** So that a dispatcher or a worker of a cluster needs none of it. */
    @ArchTest
    static final ArchRule ONLY_THE_EMBEDDED_FARM_KNOWS_ITS_SERVERS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("voxfarm.embedded..", "voxfarm.bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.embedded..",
                            "kafka..",
                            "scala..",
                            "org.apache.kafka.server..",
                            "org.apache.kafka.metadata..",
                            "org.gaul..");

    @ArchTest
    static final ArchRule PACKAGES_IMPORT_EACH_OTHER_IN_NO_CIRCLE =
            slices().matching("voxfarm.(*).(*)..").should().beFreeOfCycles();

    /** What stands in the package of a module itself wires the others: it is above them. */
    @ArchTest
    static final ArchRule DOORS_KNOW_NO_WIRING =
            noClasses()
                    .that()
                    .resideInAnyPackage("voxfarm.dispatcher.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("voxfarm.dispatcher");

    @ArchTest
    static final ArchRule ROOMS_OF_THE_WORKER_KNOW_NO_WIRING =
            noClasses()
                    .that()
                    .resideInAnyPackage("voxfarm.worker.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("voxfarm.worker");

    /** From the queue down to the engine; nobody asks upwards. */
    @ArchTest
    static final ArchRule THE_WORKER_IS_A_STAIR =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("poll")
                    .definedBy("voxfarm.worker.poll..")
                    .layer("process")
                    .definedBy("voxfarm.worker.process..")
                    .layer("binding")
                    .definedBy("voxfarm.worker.binding..")
                    .layer("assembly")
                    .definedBy("voxfarm.worker.assembly..")
                    .layer("speak")
                    .definedBy("voxfarm.worker.speak..")
                    .layer("voices")
                    .definedBy("voxfarm.worker.residency..", "voxfarm.worker.isolation..")
                    .layer("engine")
                    .definedBy("voxfarm.worker.engine..")
                    .whereLayer("poll")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("process")
                    .mayOnlyBeAccessedByLayers("poll")
                    .whereLayer("binding")
                    .mayOnlyBeAccessedByLayers("process")
                    .whereLayer("assembly")
                    .mayOnlyBeAccessedByLayers("process", "binding")
                    .whereLayer("speak")
                    .mayOnlyBeAccessedByLayers("assembly", "process")
                    .whereLayer("voices")
                    .mayOnlyBeAccessedByLayers("speak");

    @ArchTest
    static final ArchRule ONLY_THE_STORE_KNOWS_THE_S3_CLIENT =
            noClasses()
                    .that()
                    // the embedded server answers in the client's own documents
                    .resideOutsideOfPackages("voxfarm.common.store..", "voxfarm.embedded..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule ONLY_THE_ENGINE_KNOWS_THE_RUNTIME =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("voxfarm.worker.engine..")
                    .and()
                    .resideOutsideOfPackage("voxfarm.bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule ENGINE_KNOWS_NO_QUEUE =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.worker.engine..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "voxfarm.worker.poll..",
                            "voxfarm.worker.process..",
                            "org.apache.kafka..");

    @ArchTest
    static final ArchRule KAFKA_STOPS_AT_ITS_OWNERS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "voxfarm.common.kafka..",
                            "voxfarm.dispatcher.intake..",
                            "voxfarm.worker.poll..",
                            "voxfarm.embedded..",
                            "voxfarm.bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka.clients..", "kafka..");

    @ArchTest
    static final ArchRule HTTP_STOPS_AT_THE_API =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("voxfarm.dispatcher.api..", "voxfarm.http..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..");

    /** What reads JSON in another way has no budget. */
    @ArchTest
    static final ArchRule ONLY_THE_JSON_PACKAGE_READS_JSON =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("voxfarm.common.json..", "voxfarm.bench..")
                    .should()
                    .callMethodWhere(
                            describe(
                                    "a reader of Jackson is made or used",
                                    (JavaMethodCall call) -> isReaderOfJackson(call.getTarget())));

    private static boolean isReaderOfJackson(AccessTarget.MethodCallTarget target) {
        boolean reader =
                target.getOwner().isAssignableTo("com.fasterxml.jackson.core.ObjectCodec")
                        || target.getOwner()
                                .isAssignableTo("com.fasterxml.jackson.databind.ObjectReader")
                        || target.getOwner()
                                .isAssignableTo("com.fasterxml.jackson.core.TokenStreamFactory");
        String name = target.getName();
        return reader
                && (name.startsWith("read")
                        || name.startsWith("createParser")
                        || name.equals("createNonBlockingByteArrayParser")
                        || name.equals("getFactory"));
    }

    /** Nor does a body reach anything but the reader that has room for it. */
    @ArchTest
    static final ArchRule BODIES_ARE_READ_WHERE_THERE_IS_ROOM =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.dispatcher.api..")
                    .and()
                    .doNotHaveSimpleName("Form")
                    .should()
                    .callMethodWhere(
                            describe(
                                    "a whole body is taken from Javalin",
                                    (JavaMethodCall call) ->
                                            call.getTarget()
                                                            .getOwner()
                                                            .isAssignableTo(
                                                                    "io.javalin.http.Context")
                                                    && call.getTarget()
                                                            .getName()
                                                            .matches(
                                                                    "body|bodyAs.*|bodyStream.*")));

    /** Nor a field of a form anything but the reader that looks at its charset. */
    @ArchTest
    static final ArchRule FORMS_ARE_READ_WHERE_THEIR_CHARSETS_ARE_LOOKED_AT =
            noClasses()
                    .that()
                    .resideInAPackage("voxfarm.dispatcher.api..")
                    .and()
                    .doNotHaveSimpleName("Form")
                    .should()
                    .callMethodWhere(
                            describe(
                                    "a part of a form is taken from the server",
                                    (JavaMethodCall call) ->
                                            call.getTarget()
                                                    .getName()
                                                    .matches(
                                                            "formParam.*|uploadedFile.*|getPart")));

    /** Where a document lies is the knowledge of who keeps it; the simulation looks for itself. */
    @ArchTest
    static final ArchRule KEYS_ARE_BUILT_BY_THEIR_KEEPERS =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("voxfarm.common.bucket..", "voxfarm.bench..")
                    .and()
                    .doNotHaveSimpleName("VoicePackageStore")
                    .should()
                    .callMethodWhere(
                            describe(
                                    "a key of a request, result, plan, text, part or voice is"
                                            + " built",
                                    (JavaMethodCall call) ->
                                            call.getTarget()
                                                            .getOwner()
                                                            .isEquivalentTo(BucketLayout.class)
                                                    && call.getTarget()
                                                            .getName()
                                                            .matches(
                                                                    "request|result|plan|text|part"
                                                                        + "|voice(Manifest|Package)")));

    @ArchTest
    static final ArchRule NAMES_SAY_SOMETHING =
            classes()
                    .should()
                    .haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl)$")
                    .because("such names say nothing of what a class does");
}
