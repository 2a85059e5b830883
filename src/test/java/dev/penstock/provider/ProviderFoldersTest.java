package dev.penstock.provider;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** A provider is one folder, and nothing outside it. */
class ProviderFoldersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.penstock");

    @Test
    void folders_ignore_their_siblings() {
        slices().matching("dev.penstock.provider.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void nobody_names_a_provider() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.penstock.provider.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.penstock.provider.*..")
                .check(CLASSES);
    }

    @Test
    void folders_need_the_vocabulary_and_this_package_only() {
        classes()
                .that()
                .resideInAPackage("dev.penstock.provider..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.penstock.provider..",
                        "dev.penstock.call",
                        // Secrets that are objects are read, and a service account's assertion is written.
                        "dev.penstock.json",
                        "dev.penstock.egress",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..",
                        "com.google.auto.service")
                .check(CLASSES);
    }

    @Test
    void each_folder_holds_one_provider() {
        assertThat(Providers.load().all())
                .extracting(provider -> provider.getClass().getPackageName())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("dev.penstock.provider."));
    }
}
