package com.acme.checkout.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.acme.checkout.faults.Checker.Category;
import com.acme.checkout.faults.Checker.Letter;
import com.acme.checkout.faults.Checker.Report;
import com.acme.checkout.faults.Checker.State;
import com.acme.checkout.outside.Broker;
import com.acme.checkout.outside.JmsBroker;
import com.acme.checkout.outside.KafkaBroker;
import com.acme.checkout.outside.Operators;
import com.acme.checkout.outside.RabbitMqBroker;
import com.acme.checkout.outside.Service;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * One scenario's processes: the packaged service, a broker, an Orchestrator; and outside of them the ledger. What they leave
 * behind is in {@code target/faults/<scenario>-<broker>}.
 */
final class World implements AutoCloseable {

    /** Named in every scenario's first line; {@code -Dfaults.seed} repeats one. */
    static final long SEED = Long.getLong("faults.seed", System.nanoTime() % 1_000_000);

    /** Nothing has happened for so long: what is not resolved then never will be. Longer than the longest delay here. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final List<String> QUEUES =
            List.of("checkout.commands", "checkout.pending.standard", "checkout.pending.promotion");

    final Path folder;
    final Broker broker;
    final StandIn orchestrator;
    final Ledger ledger;
    final Service service;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final boolean desk;

    /** {@code more}: settings of the service beside those of every scenario. Started by {@link #start}. */
    World(String scenario, String brokerName, Map<String, String> more) throws Exception {
        this(scenario, brokerName, more, null);
    }

    /** With the service's data in a folder of its own. */
    World(String scenario, String brokerName, Map<String, String> more, Path data) throws Exception {
        System.out.println("Faults: " + scenario + " on " + brokerName + ", -Dfaults.seed=" + SEED);
        folder = Path.of("target", "faults", scenario + "-" + brokerName).toAbsolutePath();
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectories(folder);
        Path brokerFolder = Files.createDirectories(folder.resolve("broker"));
        ledger = new Ledger(folder.resolve("ledger"));
        broker = switch (brokerName) {
            case "embedded" -> JmsBroker.embedded();
            case "artemis" -> JmsBroker.artemis(brokerFolder);
            case "amqp" -> JmsBroker.amqp(brokerFolder);
            case "kafka" -> new KafkaBroker(brokerFolder).start();
            case "rabbitmq" -> new RabbitMqBroker(brokerFolder, null);
            default -> throw new IllegalArgumentException(brokerName);
        };
        orchestrator = new StandIn(folder);
        settings.putAll(Map.of(
                "CHECKOUT_ORCHESTRATOR_URL",
                orchestrator.url(),
                "CHECKOUT_DELAYED_RETRIES",
                "500ms,1s,2s",
                "CHECKOUT_BREAKER_WAIT",
                "1s",
                "CHECKOUT_RESPONSE_TIMEOUT_MS",
                "2000",
                "CHECKOUT_TOTAL_TIMEOUT",
                "4s",
                "CHECKOUT_HTTP_PARK_GRACE",
                "2s"));
        settings.putAll(broker.settings());
        settings.putAll(more);
        if (data != null) {
            settings.put("CHECKOUT_DATA", data.toString());
        }
        desk = Boolean.parseBoolean(settings.get("CHECKOUT_DESK"));
        service = new Service(folder, settings);
    }

    World start() throws IOException {
        service.start();
        return this;
    }

    /** A second service on the same broker and Orchestrator. */
    Service another() throws IOException {
        return new Service(Files.createDirectories(folder.resolve("another")), settings);
    }

    /** How long the load runs: {@code -Dfaults.seconds}, or {@code usually}. */
    static long millis(int usually) {
        return Integer.getInteger("faults.seconds", usually) * 1000L;
    }

    /** Load, and these faults meanwhile; then everything is well, and what came of it is told. */
    Report run(int seconds, Load.Mix mix, List<Fault> faults) throws Exception {
        load(seconds, mix, faults);
        orchestrator.mode("ok");
        return settled(Duration.ofSeconds(240));
    }

    void load(int seconds, Load.Mix mix, List<Fault> faults) throws Exception {
        Load load = new Load(SEED, ledger, mix).http(service.port).broker(broker);
        try {
            Nemesis.run(SEED, faults, millis(seconds));
        } finally {
            load.end();
        }
    }

    /**
     * The verdict, once nothing moves any more; or the last one, where that is not so within {@code patience}. Good commands go on
     * coming until all of the others are resolved: without any, a command that always gets a 503 is an outage, and uses up no attempts.
     */
    Report settled(Duration patience) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        List<Ledger.Operation> sent = ledger.operations();
        Load others = new Load(SEED + 1, ledger, Load.Mix.GOOD).http(service.port);
        boolean alone = false;
        int calls = -1;
        long since = 0;
        Report report = null;
        Exception why = null;
        try {
            while (System.nanoTime() < end) {
                try {
                    int now = orchestrator.calls().size();
                    if (now != calls) {
                        calls = now;
                        since = System.nanoTime();
                    }
                    Set<String> waiting = waiting();
                    if (!alone && unresolved(check(sent, waiting)) == 0) {
                        others.end();
                        alone = true;
                    }
                    report = check(ledger.operations(), waiting);
                    if (alone
                            && waiting.isEmpty()
                            && unresolved(report) == 0
                            && System.nanoTime() - since > QUIET.toNanos()) {
                        return told(report);
                    }
                } catch (Exception e) {
                    // Something is not back yet.
                    why = e;
                }
                Thread.sleep(1000);
            }
        } finally {
            others.end();
        }
        if (report == null) {
            throw new IllegalStateException("what came of it can't be looked at; everything is in " + folder, why);
        }
        // Once more, now that nobody sends any more.
        return told(check(ledger.operations(), waiting()));
    }

    private static int unresolved(Report report) {
        return report.count(Category.LOST) + report.count(Category.UNRESOLVED);
    }

    private Report told(Report report) throws IOException {
        System.out.println("  " + report);
        Files.writeString(
                folder.resolve("report"),
                report.findings().values().stream()
                        .flatMap(List::stream)
                        .collect(Collectors.joining("\n", report + "\n\n", "\n")));
        return report;
    }

    private Report check(List<Ledger.Operation> operations, Set<String> waiting) throws Exception {
        Set<String> carts =
                operations.stream().map(each -> each.command().cart()).collect(Collectors.toSet());
        List<Letter> letters = new ArrayList<>();
        for (Broker.Letter letter : broker.browse("checkout.dead-letters")) {
            String cart = cart(letter, carts).orElse(letter.headers().get("cartId"));
            letters.add(new Letter(
                    letter.headers().get("deadLetterId"), cart, letter.headers().get("deadLetterReason"), State.OPEN));
        }
        if (desk) {
            letters.addAll(filed());
        }
        return Checker.check(operations, orchestrator.calls(), letters, waiting);
    }

    /** What the desk has filed: its word is the later one. */
    private List<Letter> filed() throws Exception {
        List<Letter> filed = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = new Operators(service).json("?limit=500" + after);
            page.path("entries")
                    .forEach(entry -> filed.add(new Letter(
                            entry.path("id").asText(),
                            entry.path("cartId").asText(null),
                            entry.path("reason").asText(),
                            switch (entry.path("state").asText()) {
                                case "RESOLVED" -> State.RESOLVED;
                                case "DISCARDED" -> State.DISCARDED;
                                default -> State.OPEN;
                            })));
            after = page.hasNonNull("next") ? "&after=" + page.path("next").asText() : null;
        } while (after != null);
        return filed;
    }

    private Set<String> waiting() throws Exception {
        Set<String> waiting = new HashSet<>();
        for (String queue : QUEUES) {
            if (!(broker instanceof KafkaBroker kafka) || kafka.lag(queue) > 0) {
                for (Broker.Letter letter : broker.browse(queue)) {
                    waiting.add(cart(letter, null).orElse(letter.headers().getOrDefault("cartId", "(no cart)")));
                }
            }
        }
        if (desk && !(broker instanceof KafkaBroker)) {
            broker.browse("checkout.dead-letters")
                    .forEach(letter ->
                            waiting.add("(to be filed) " + letter.headers().get("deadLetterId")));
        }
        return waiting;
    }

    /** The cart that the ledger knows the message by: the first in its body, or the first of {@code carts}. */
    private static Optional<String> cart(Broker.Letter letter, Set<String> carts) {
        return UUID.matcher(new String(letter.body(), UTF_8))
                .results()
                .map(MatchResult::group)
                .filter(each -> carts == null || carts.contains(each))
                .findFirst();
    }

    // The faults that these processes can suffer.

    Fault orchestratorKilled() {
        return Fault.of("Orchestrator killed", orchestrator::kill, orchestrator::start);
    }

    Fault orchestratorStopped() {
        return Fault.of("Orchestrator stopped (SIGSTOP)", orchestrator::stop, orchestrator::goOn);
    }

    Fault orchestrator(String mode) {
        return Fault.of("Orchestrator: " + mode, () -> orchestrator.mode(mode), () -> orchestrator.mode("ok"));
    }

    /** Up and down within one turn. */
    Fault orchestratorFlapping() {
        return Fault.of(
                "Orchestrator flapping",
                () -> {
                    for (int i = 0; i < 4; i++) {
                        orchestrator.mode(i % 2 == 0 ? "status 503" : "drop");
                        Thread.sleep(400);
                        orchestrator.mode("ok");
                        Thread.sleep(300);
                    }
                },
                () -> orchestrator.mode("ok"));
    }

    List<Fault> orchestratorMoods() {
        return List.of(
                orchestratorKilled(),
                orchestrator("slow 1500"),
                orchestrator("slow 3000"),
                orchestratorStopped(),
                orchestratorFlapping(),
                orchestrator("status 429 1"),
                orchestrator("status 503"),
                orchestrator("status 401"),
                orchestrator("cut"),
                orchestrator("drop"));
    }

    Fault serviceKilled() {
        return Fault.of("service killed", service::kill, service::start);
    }

    Fault serviceTerminated() {
        return Fault.of("service terminated (SIGTERM)", service::close, service::start);
    }

    Fault serviceStopped() {
        return Fault.of(
                "service stopped (SIGSTOP)",
                () -> Signals.send("STOP", service.pid()),
                () -> Signals.send("CONT", service.pid()));
    }

    Fault brokerKilled() {
        return Fault.of("broker killed", broker::kill, broker::restart);
    }

    Fault brokerStopped() {
        return Fault.of("broker stopped (SIGSTOP)", () -> signalBroker("STOP"), () -> signalBroker("CONT"));
    }

    /** To the processes that name the broker's folder: whatever the broker, that is how it was started. */
    private void signalBroker(String signal) throws Exception {
        List<Long> processes;
        try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
            processes = all.map(ProcessHandle::pid).filter(this::isBroker).toList();
        }
        Path rabbit = folder.resolve("broker/rabbitmq/pid");
        if (Files.exists(rabbit)) {
            processes = List.of(Long.parseLong(Files.readString(rabbit).strip()));
        }
        if (processes.isEmpty()) {
            throw new IllegalStateException("no process of a broker in " + folder);
        }
        for (long process : processes) {
            Signals.send(signal, process);
        }
    }

    private boolean isBroker(long process) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc/" + process + "/cmdline")), UTF_8)
                    .contains(folder.resolve("broker").toString());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        try (ledger;
                orchestrator;
                broker;
                service) {
            // In the reverse order.
        }
    }
}
