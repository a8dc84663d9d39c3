package com.acme.checkout.desk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The desk's features depend on one another one way, and on what is above them; that knows none of them. */
class DeskArchitectureTest {

    private static final JavaClasses DESK = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("com.acme.checkout.desk");

    @Test
    void featuresDependOneWay() {
        slices().matching("com.acme.checkout.desk.(*)..")
                .should()
                .beFreeOfCycles()
                .check(DESK);
    }

    @Test
    void whatIsAboveThemKnowsNone() {
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.desk")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.desk.*..")
                .check(DESK);
    }
}
