package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/checkout dev}: what somebody saves is what runs, and what is broken is not. */
class DevIT {

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final String NOTE = """
        - route:
            id: note
            errorHandler: {noErrorHandler: {}}
            from:
              uri: direct:before-start
              steps:
                - setHeader: {name: X-Note, constant: %s}
        """;

    @TempDir
    Path folder;

    private Service service;
    private Orchestrator orchestrator;

    @Test
    void eachChangeIsRunAndWhatIsBrokenLeavesTheLastThatWasGood() throws Exception {
        Path project = Project.copy(folder.resolve("project"));
        Path note = project.resolve("routes/note.camel.yaml");
        Path application = project.resolve("application.yaml");
        try (Orchestrator target = new Orchestrator();
                Service dev = service(project, target)) {
            service = dev;
            orchestrator = target;
            dev.start();
            assertThat(noted()).isNull();
            assertThat(console(dev)).contains("\"routeId\":\"answered\"").doesNotContain("\"routeId\":\"note\"");

            Files.writeString(note, NOTE.formatted("one"));
            await().ignoreExceptions().until(() -> "one".equals(noted()));
            assertThat(console(dev)).as("after a start anew").contains("\"routeId\":\"note\"");
            // As an editor locks the file that it has open.
            Files.createSymbolicLink(project.resolve("routes/.#note.camel.yaml"), Path.of("somebody@somewhere.1234"));
            int before = starts();
            Files.writeString(note, NOTE.formatted("two"));
            await().ignoreExceptions().until(() -> "two".equals(noted()));
            assertThat(starts()).as("the route that runs has new steps").isEqualTo(before);
            assertThat(dev.log()).contains("The tests were not over, and end here: the next change has come.");

            // What the check of the files finds does not touch what runs.
            int starts = starts();
            Files.writeString(note, NOTE.formatted("three").replace("setHeader", "setHeadr"));
            String mistake = "routes/note.camel.yaml:7:11: there is no step setHeadr; did you mean setHeader?";
            await().until(() -> dev.log().contains(mistake + "\n"));
            await("the page says so").ignoreExceptions().until(() -> page().contains(mistake));
            assertThat(page()).contains("The last routes that were good run until that is mended.");
            assertThat(noted()).isEqualTo("two");
            assertThat(starts()).isEqualTo(starts);

            Files.delete(note);
            await("a route that is deleted is gone").ignoreExceptions().until(() -> noted() == null);
            await("the page says nothing").ignoreExceptions().until(() -> !page().contains("routes-notice"));

            // What only the start finds; the copy of the last files that were good has no such folder.
            Files.createDirectory(project.resolve("routes/commands"));
            Files.writeString(note, NOTE.formatted("four"));
            await().ignoreExceptions().until(() -> "four".equals(noted()));
            String good = Files.readString(application);
            assertThat(good).contains("timeout-per-shutdown-phase: 35s");
            Files.writeString(application, good.replace("phase: 35s", "phase: soon"));
            await().until(() -> dev.log().contains("timeout-per-shutdown-phase: can't be read as Duration"));
            await("the last that was good").ignoreExceptions().until(() -> "four".equals(noted()));
            await("the page says so")
                    .ignoreExceptions()
                    .until(() -> page().contains("does not start with the files as they are"));
            Files.writeString(application, good);
            await().ignoreExceptions().until(() -> "four".equals(noted()) && !page().contains("routes-notice"));
            assertThat(dev.log()).doesNotContain("\tat ");
            assertThat(copies()).isNotEmpty();
        }
        assertThat(copies()).as("nothing is left behind").isEmpty();
    }

    @Test
    void theTestBesideWhatWasChangedIsRun() throws Exception {
        Path project = Project.copy(folder.resolve("project"));
        try (Orchestrator target = new Orchestrator();
                Service dev = service(project, target)) {
            service = dev;
            orchestrator = target;
            dev.start();
            int starts = starts();
            Files.writeString(project.resolve("routes/note.test.yaml"), """
                tests:
                  - name: a note
                    expect: {answer: 200, calls: [{headers: {X-Note: one}}]}
                """);
            await().until(() -> dev.log().contains("FAILED: 1 of 1 test"));
            await("the page says so").ignoreExceptions().until(() -> page().contains("Tests of the routes fail"));
            assertThat(starts()).as("a test is no change of what runs").isEqualTo(starts);
            Files.writeString(project.resolve("routes/note.camel.yaml"), NOTE.formatted("one"));
            await().until(() -> dev.log().contains("Passed: 1 test"));
            assertThat(page()).doesNotContain("routes-notice");
        }
    }

    @Test
    void whereNothingCanStartItWaitsForTheCure() throws Exception {
        Path project = Project.copy(folder.resolve("project"));
        Path note = project.resolve("routes/note.camel.yaml");
        Files.writeString(note, NOTE.formatted("one").replace("direct:before-start", "direct:before-strat"));
        try (Orchestrator target = new Orchestrator();
                Service dev = service(project, target)) {
            service = dev;
            orchestrator = target;
            dev.launch();
            await().until(() -> dev.log().contains("did you mean direct:before-start?"));
            await().until(() -> dev.log().contains("Nothing runs until that is mended."));
            Files.writeString(note, NOTE.formatted("one"));
            await().ignoreExceptions().until(() -> "one".equals(noted()));
        }
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> each.getFileName().toString().startsWith("checkout-dev"))
                    .toList();
        }
    }

    private Service service(Path project, Orchestrator target) {
        Map<String, String> settings = Operators.settings(Map.of("CHECKOUT_ORCHESTRATOR_URL", target.url()));
        List<String> program = new ArrayList<>(Unpacked.program());
        program.replaceAll(
                each -> each.endsWith(".jar") ? Path.of(each).toAbsolutePath().toString() : each);
        program.add(0, "-Djava.io.tmpdir=" + folder);
        program.add("dev");
        return new Service(folder, settings).in(project).by(program.toArray(new String[0]));
    }

    /** Camel's console, on the management port. */
    private static String console(Service dev) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + dev.managementPort + "/actuator/camel/route"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The header that a checkout's start has now. */
    private String noted() throws Exception {
        UUID cart = UUID.randomUUID();
        assertThat(service.post("/carts/" + cart + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}")
                        .statusCode())
                .isEqualTo(200);
        List<String> notes =
                orchestrator.callsFor(cart.toString()).get(0).headers().get("X-note");
        return notes == null ? null : notes.get(0);
    }

    private int starts() {
        return service.log().split("Checkout API is ready", -1).length - 1;
    }

    private String page() throws Exception {
        String user = Base64.getEncoder().encodeToString(("operator:" + Operators.PASSWORD).getBytes(UTF_8));
        return service.get("/ops", "Authorization", "Basic " + user).body();
    }
}
