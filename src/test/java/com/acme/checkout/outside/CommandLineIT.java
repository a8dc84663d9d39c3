package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/checkout} and {@code bin/dead-letters} as people and scripts in a terminal use them: here of a desk that
 * answers as the test wants, and of the service itself.
 */
@Tag("long")
class CommandLineIT {

    private static final String PASSWORD = "pa55-word";
    private static final String TOKEN = "3c9a5f1e-8d2b-4f6a-9e0c-7b1d2a3f4e5d";
    private static final String OPERATION = "0b6f7c1e-3a44-4d0a-8f57-2c6f0d1b7e90";

    /** By method and path; the last answer of several stays. */
    private final Map<String, Queue<String>> answers = new ConcurrentHashMap<>();

    private final List<String> asked = new ArrayList<>();
    private HttpServer desk;

    @TempDir
    private Path folder;

    private record Run(int code, String out, String err) {}

    @BeforeEach
    void open() throws IOException {
        desk = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        desk.setExecutor(Executors.newCachedThreadPool());
        desk.createContext("/", this::answer);
        desk.start();
    }

    @AfterEach
    void close() {
        desk.stop(0);
    }

    private void answer(HttpExchange http) throws IOException {
        String request =
                http.getRequestMethod() + ' ' + http.getRequestURI().toString().replaceFirst("^/ops/dead-letters", "");
        String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        synchronized (asked) {
            asked.add(request + (body.isEmpty() ? "" : ' ' + body));
        }
        Queue<String> known = answers.get(request);
        String[] answer = known == null
                ? new String[] {"404", "{\"title\":\"No such resource\",\"detail\":\"There is no such entry.\"}"}
                : (known.size() > 1 ? known.poll() : known.peek()).split(" ", 2);
        byte[] bytes = answer[1].getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(Integer.parseInt(answer[0]), bytes.length);
        http.getResponseBody().write(bytes);
        http.close();
    }

    private void answers(String request, String... each) {
        answers.put(request, new ConcurrentLinkedQueue<>(List.of(each)));
    }

    @Test
    void aReplayIsWatchedToItsEndAndSaysBySuccessHowItEnded() throws Exception {
        answers(
                "POST /replays",
                "200 {\"total\":20,\"byDestination\":{\"standard\":20},\"refused\":{},\"heldBack\":0,\"token\":\""
                        + TOKEN + "\"}",
                "201 {\"id\":\"" + OPERATION + "\",\"state\":\"RUNNING\"}");
        answers(
                "GET /replays/" + OPERATION,
                "200 " + operation("RUNNING", 5, 5, 0),
                "503 {}",
                "200 " + operation("DONE", 20, 20, 0));
        Run run = run(
                "replay",
                "--state",
                "OPEN,FAILED_AGAIN",
                "--destination=standard",
                "--rate",
                "200",
                "--canary",
                "5",
                "--yes",
                "--watch");
        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("RUNNING: 5 of 20 sent", "DONE: 20 of 20 sent, 20 resolved, 0 failed again");
        assertThat(json(asked.get(0)))
                .as("what is asked first")
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        "{\"filter\":{\"state\":[\"OPEN\",\"FAILED_AGAIN\"],\"destination\":[\"standard\"]},\"rate\":200,\"canary\":5,\"dryRun\":true}"));
        assertThat(json(asked.get(1)))
                .as("and confirmed")
                .isEqualTo(new ObjectMapper().readTree("{\"rate\":200,\"canary\":5,\"token\":\"" + TOKEN + "\"}"));

        answers("GET /replays/" + OPERATION, "200 " + operation("DONE", 20, 18, 2));
        assertThat(run("operation", OPERATION, "--watch").code)
                .as("some failed again")
                .isEqualTo(1);
        answers("GET /replays/" + OPERATION, "200 " + operation("STOPPED", 5, 4, 0));
        assertThat(run("operation", OPERATION, "--watch", "--json").out).contains("\"state\":\"STOPPED\"");
    }

    private static JsonNode json(String request) throws IOException {
        return new ObjectMapper().readTree(request.substring(request.indexOf('{')));
    }

    @Test
    void whatIsDiscardedIsWhatWasCountedAndAllIsAskedForByName() throws Exception {
        answers(
                "POST /discards",
                "200 {\"count\":14,\"leftAlone\":2,\"token\":\"" + TOKEN + "\"}",
                "200 {\"count\":14}");
        Run run = run("discard", "--all", "--because", "tests", "--yes");
        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).isEqualTo("14 discarded\n");
        assertThat(run.err).contains("Discard 14, and leave 2 alone.");
        assertThat(json(asked.get(0))).isEqualTo(new ObjectMapper().readTree("{\"all\":true,\"dryRun\":true}"));
        assertThat(json(asked.get(1)))
                .isEqualTo(new ObjectMapper().readTree("{\"token\":\"" + TOKEN + "\",\"reason\":\"tests\"}"));
    }

    private static String operation(String state, int sent, int resolved, int failedAgain) {
        return "{\"id\":\"%s\",\"state\":\"%s\",\"frozen\":20,\"sent\":%d,\"resolved\":%d,\"failedAgain\":%d,\"refused\":0,\"remaining\":%d,\"rate\":50}"
                .formatted(OPERATION, state, sent, resolved, failedAgain, 20 - sent);
    }

    @Test
    void nothingIsDoneThatNobodyConfirmed() throws Exception {
        answers(
                "POST /replays",
                "200 {\"total\":14,\"byDestination\":{\"standard\":9,\"promotion\":3},\"refused\":{\"failed again twice\":2}}");
        Run dry = run("replay", "--cause", "abc", "--dry-run");
        assertThat(dry.code).isZero();
        assertThat(dry.out)
                .contains(
                        "Replay 12 of 14 at 50 a second, the first 5 of each destination as a canary",
                        "to standard: 9",
                        "to promotion: 3",
                        "left out, failed again twice: 2");
        Run unasked = run("replay", "--cause", "abc");
        assertThat(unasked.code).isEqualTo(2);
        assertThat(unasked.err).contains("to standard: 9", "give --yes");
        assertThat(asked).allSatisfy(request -> assertThat(request).contains("\"cause\":\"abc\"", "\"dryRun\":true"));
        asked.clear();
        for (List<String> wrong : List.of(
                List.of("replay", "--yes"),
                List.of("discard", "--all", "--yes"),
                List.of("list", "--rate", "5"),
                List.of("discard", "--cart", "", "--because", "x", "--yes"),
                List.of("replay", "--destination", "a,", "--yes"),
                List.of("replay", "", "--yes"),
                List.of("list", "--cart="),
                List.of("operation", "a/../b"),
                List.of("show", " "),
                List.of("discard", "--all=false", "--because", "x", "--yes"),
                List.of("replay", "--cause", "abc", "--dry-run", "--yes=no"))) {
            Run run = run(wrong.toArray(String[]::new));
            assertThat(run.code).as(wrong + run.err).isEqualTo(2);
            assertThat(run.err.lines()).singleElement().asString().startsWith("dead-letters: ");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void whatStrangersSentDoesNotSteerTheTerminalAndAPipeGetsItByteForByte() throws Exception {
        answers(
                "GET ?state=OPEN&limit=2",
                "200 {\"entries\":[{\"id\":\"e1\",\"state\":\"OPEN\",\"detail\":\"\\u001b[2Jgone \\u009b \\\"\\u00e9\\\"\"}],\"next\":\"n1\"}");
        Run list = run("list", "--state", "OPEN", "--limit", "2");
        assertThat(list.out)
                .contains("e1", " [2Jgone   \"é\"", "--after n1")
                .doesNotContain("\u001b")
                .doesNotContain("\u009b");
        answers("GET ?id=e1&limit=21", "200 {\"entries\":[{\"id\":\"e1\"}]}");
        answers("GET /e1/body", "200 {\"a\":\u001b1}\r\n");
        assertThat(run("body", "e1").out).isEqualTo("{\"a\":\u001b1}\r\n");
        answers("GET /export", "200 {\"n\":1}\n{\"n\":2}\n");
        assertThat(run("export").out).isEqualTo("{\"n\":1}\n{\"n\":2}\n");
    }

    @Test
    void noSecretIsSeenByOthersOnTheMachine() throws Exception {
        CountDownLatch come = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        desk.removeContext("/");
        desk.createContext("/", http -> {
            come.countDown();
            try {
                go.await(90, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            answer(http);
        });
        Process process = start(Map.of(), "show", "unknown");
        assertThat(come.await(90, TimeUnit.SECONDS)).isTrue();
        String seen = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        go.countDown();
        Run run = ended(process);
        assertThat(seen).contains("checkout-api.jar", "dead-letters").doesNotContain(PASSWORD);
        assertThat(run.code).as("there is no such entry").isEqualTo(5);
        assertThat(run.out + run.err).contains("There is no such entry.").doesNotContain(PASSWORD);
    }

    @Test
    void ofTheServiceItself(@TempDir Path data) throws Exception {
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = new Service(
                        data,
                        Map.of(
                                "CHECKOUT_DESK",
                                "true",
                                "CHECKOUT_DESK_PASSWORD",
                                PASSWORD,
                                "CHECKOUT_ORCHESTRATOR_URL",
                                orchestrator.url(),
                                "CHECKOUT_DESK_USERS_VERA_PASSWORD",
                                "vera-s3cret",
                                "CHECKOUT_DESK_USERS_VERA_ROLES",
                                "ops-view"))) {
            Map<String, String> operator = Map.of("DEAD_LETTERS_URL", "http://127.0.0.1:" + service.port + "/");
            Run away = ended(start(operator, "list"));
            assertThat(away.code).isEqualTo(4);
            assertThat(away.err.lines()).singleElement().asString().contains("does not answer");
            service.start();
            await("the desk is open").until(() -> service.get("/ops").statusCode() == 401);
            Map<String, String> vera = new HashMap<>(operator);
            vera.putAll(Map.of("DEAD_LETTERS_USER", "vera", "DEAD_LETTERS_PASSWORD", "vera-s3cret"));
            Run refused = ended(start(vera, "export"));
            assertThat(refused.code).isEqualTo(3);
            assertThat(refused.err).contains("403", "ops-payload, which vera does not have");
            Map<String, String> wrong = new HashMap<>(operator);
            wrong.put("DEAD_LETTERS_PASSWORD", "guess");
            assertThat(ended(start(wrong, "list")).code).isEqualTo(3);
            byte[] letter = "{\"cartId\": oops \u001b[2J\u00e9".getBytes(StandardCharsets.UTF_8);
            try (Queues queues = new Queues(service.brokerPort)) {
                queues.send("checkout.commands", letter, Map.of("shop", "web-1"));
            }
            await("it is filed")
                    .until(() -> ended(start(operator, "counts", "--reason", "UNREADABLE"))
                            .out
                            .startsWith("total 1"));
            Run list = ended(start(operator, "list", "--state", "OPEN"));
            assertThat(list.out.lines())
                    .singleElement()
                    .asString()
                    .contains("UNREADABLE")
                    .doesNotContain("\u001b");
            String id = list.out.substring(0, 36);
            assertThat(ended(start(operator, "body", id)).out).isEqualTo(new String(letter, StandardCharsets.UTF_8));
            assertThat(ended(start(operator, "headers", id)).out).contains("shop: web-1");
            assertThat(ended(start(vera, "headers", id)).code).isEqualTo(3);
            assertThat(ended(start(operator, "note", id, "told Shopping")).code).isZero();
            assertThat(ended(start(operator, "show", id.substring(0, 8))).out).contains(id);
            assertThat(ended(start(vera, "show", id)).out)
                    .contains(id, "UNREADABLE", "told Shopping")
                    .doesNotContain("oops");
            assertThat(ended(start(operator, "groups", "--text", "web-1")).out.lines())
                    .singleElement()
                    .asString()
                    .contains("UNREADABLE");
            assertThat(new ObjectMapper()
                            .readTree(ended(start(operator, "export")).out)
                            .at("/entry/id")
                            .asText())
                    .isEqualTo(id);

            assertThat(ended(start(operator, "discard", id, "--because", "a test of Shopping's", "--yes")).out)
                    .isEqualTo("1 discarded\n");
            assertThat(ended(start(operator, "replay", id, "--yes")).code)
                    .as("discarded: not to be replayed")
                    .isEqualTo(5);
            assertThat(ended(start(operator, "restore", id, "--yes")).out).isEqualTo("1 restored\n");
            Path mended = folder.resolve("mended.json");
            Files.writeString(mended, "{\"cartId\":\"5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f\"}");
            Run check = ended(start(operator, "repair", id, mended.toString(), "--check"));
            assertThat(check.code).isEqualTo(1);
            assertThat(check.out).contains("customerId is required");
            Files.writeString(
                    mended,
                    "{\"cartId\":\"5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f\",\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}");
            assertThat(ended(start(operator, "repair", id, mended.toString())).out)
                    .isEqualTo("Repaired.\n");
            orchestrator.answers = call -> Orchestrator.Answer.of(422);
            Run again = ended(start(operator, "replay", id, "--yes", "--watch"));
            assertThat(again.code).as(again.out + again.err).isEqualTo(1);
            assertThat(again.out).contains("1 failed again");
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            Run done = ended(start(operator, "replay", "--state", "FAILED_AGAIN", "--yes", "--watch"));
            assertThat(done.code).as(done.out + done.err).isZero();
            assertThat(done.out).contains("DONE: 1 of 1 sent, 1 resolved");
            Run audit = ended(start(operator, "audit"));
            assertThat(audit.code).as(audit.err).isZero();
            assertThat(audit.out)
                    .contains("vera", "DENIED", "LOGIN_REFUSED", "NOTE", "PAYLOAD", "EXPORT", "DISCARD", "REPLAY", id);
        }
    }

    @Test
    void aCommandOfOnesOwnIsSentToTheService(@TempDir Path data) throws Exception {
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = new Service(data, Map.of("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url()))) {
            Map<String, String> here = Map.of("CHECKOUT_URL", "http://127.0.0.1:" + service.port);
            Path cart = Files.writeString(
                    folder.resolve("cart.json"),
                    "{\"cartId\":\"5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f\",\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}");
            Run away = ended(checkout(here, "send", cart.toString()));
            assertThat(away.code).isEqualTo(2);
            assertThat(away.err.lines()).singleElement().asString().contains("nobody answers at", "bin/checkout run");
            // As bin/checkout starts it, and with a variable that only the command line reads.
            Path loaded = folder.resolve("classes.txt");
            service.by(
                            "-Xlog:class+load:file=" + loaded,
                            "-jar",
                            Path.of("target", "checkout-api.jar").toString(),
                            "run")
                    .start();
            // Spring reads the annotations of all classes in our packages, and so may load the types of these.
            assertThat(Files.readAllLines(loaded).stream().filter(line -> line.contains(" picocli.")))
                    .as("of the command line a start of the service loads nothing")
                    .allMatch(line -> line.matches(".* picocli\\.CommandLine\\$(Command|ScopeType) .*"));
            await("it is started").untilAsserted(() -> {
                Run sent = ended(checkout(here, "send", cart.toString(), "--idempotency-key", "order-1"));
                assertThat(sent.code).as(sent.out + sent.err).isZero();
                assertThat(sent.out).startsWith("HTTP 200\n").contains("\"STARTED\"");
            });
            Run later = ended(checkout(here, "send", cart.toString(), "--prefer", "respond-async"));
            assertThat(later.code).as(later.err).isZero();
            assertThat(later.out).startsWith("HTTP 202\nLocation: /checkouts/").contains("\"ACCEPTED\"");
            Run other = ended(checkout(
                    here,
                    "send",
                    cart.toString(),
                    "--cart-id",
                    "5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5a",
                    "--idempotency-key=order-1"));
            assertThat(other.code).isEqualTo(1);
            assertThat(other.out).startsWith("HTTP 400\n").contains("must equal the cartId of the path");
            Files.writeString(
                    cart,
                    "{\"cartId\":\"5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f\",\"customerId\":\"0d9e1f7e-6d53-4f0a-8a43-0c2a0b1f7e22\"}");
            Run reused = ended(checkout(here, "send", cart.toString(), "--idempotency-key", "order-1"));
            assertThat(reused.code).isEqualTo(1);
            assertThat(reused.out).startsWith("HTTP 422\n");
            assertThat(reused.err.lines()).singleElement().asString().startsWith("checkout: 422: nothing was started");
        }
    }

    @Test
    void theScriptSaysWhatItCanDoAndWhatItLacks() throws Exception {
        Run help = ended(checkout(Map.of(), "--help"));
        assertThat(help.code).as(help.err).isZero();
        assertThat(help.out).contains("Usage: checkout", "send", "dead-letters");
        assertThat(help.err).isEmpty();
        assertThat(ended(checkout(Map.of(), "--version")).out).matches("checkout \\d+\\.\\d+\\.\\d+\\S*\n");
        Run mistyped = ended(checkout(Map.of(), "sned"));
        assertThat(mistyped.code).isEqualTo(2);
        assertThat(mistyped.err).isEqualTo("checkout: there is no command sned; see checkout --help\n");
        Run jar = ended(checkout(Map.of("CHECKOUT_JAR", "/nowhere.jar"), "--help"));
        assertThat(jar.code).isEqualTo(2);
        assertThat(jar.err).isEqualTo("checkout: CHECKOUT_JAR names no file; set it to the path of checkout-api.jar\n");
        Run java = ended(checkout(Map.of("JAVA_HOME", "/nowhere"), "--help"));
        assertThat(java.code).isEqualTo(2);
        assertThat(java.err.lines()).singleElement().asString().contains("there is no java");
        Path linked = Files.createSymbolicLink(
                folder.resolve("checkout"), Path.of("bin/checkout").toAbsolutePath());
        assertThat(ended(start(linked, Map.of(), "run", "--help")).out).contains("Usage: checkout run");
    }

    private Process checkout(Map<String, String> environment, String... arguments) throws IOException {
        return start(Path.of("bin/checkout").toAbsolutePath(), environment, arguments);
    }

    private Run run(String... arguments) throws Exception {
        return ended(start(Map.of(), arguments));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        return start(Path.of("bin/dead-letters").toAbsolutePath(), environment, arguments);
    }

    private Process start(Path script, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "DEAD_LETTERS_PASSWORD",
                        PASSWORD,
                        "DEAD_LETTERS_URL",
                        "http://127.0.0.1:" + desk.getAddress().getPort()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Run ended(Process process) throws Exception {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Run(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }
}
