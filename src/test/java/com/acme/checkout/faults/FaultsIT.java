package com.acme.checkout.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.acme.checkout.outside.Disk;
import com.acme.checkout.outside.Operators;
import com.acme.checkout.outside.PostgresDatabase;
import com.acme.checkout.outside.Service;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything around the service goes wrong, and the service itself is killed, while commands come by both doors: in the end
 * each has its saga or its dead letter, and no two. {@code mvn verify -Pfaults}; see {@code docs/guarantees.md}.
 */
@Tag("faults")
class FaultsIT {

    private static final int SECONDS = 15;
    private static final Path FAKE_TIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    /** Each mood by itself, so that a finding tells of one. */
    @ParameterizedTest
    @ValueSource(strings = {"slow 1500", "slow 3000", "status 503", "status 429 1", "status 401", "cut", "drop"})
    void theOrchestratorInOneMood(String mode) throws Exception {
        Faults.scenario(
                "orchestrator-" + mode.replace(' ', '-'),
                "embedded",
                SECONDS,
                Load.Mix.USUAL,
                world -> List.of(world.orchestrator(mode)));
    }

    @Test
    void theOrchestratorKilled() throws Exception {
        Faults.scenario(
                "orchestrator-killed",
                "embedded",
                SECONDS,
                Load.Mix.USUAL,
                world -> List.of(world.orchestratorKilled()));
    }

    @Test
    void theOrchestratorStopped() throws Exception {
        Faults.scenario(
                "orchestrator-stopped",
                "embedded",
                SECONDS,
                Load.Mix.USUAL,
                world -> List.of(world.orchestratorStopped()));
    }

    @Test
    void theOrchestratorFlapping() throws Exception {
        Faults.scenario(
                "orchestrator-flapping",
                "embedded",
                SECONDS,
                Load.Mix.USUAL,
                world -> List.of(world.orchestratorFlapping()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "rabbitmq", "artemis"})
    void theOrchestratorInEveryMoodByTurns(String broker) throws Exception {
        Faults.scenario("orchestrator", broker, SECONDS, Load.Mix.USUAL, World::orchestratorMoods);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "rabbitmq", "artemis"})
    void theBrokerKilled(String broker) throws Exception {
        Faults.scenario("broker-killed", broker, SECONDS, Load.Mix.USUAL, world -> List.of(world.brokerKilled()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "rabbitmq", "artemis"})
    void theBrokerStopped(String broker) throws Exception {
        Faults.scenario("broker-stopped", broker, SECONDS, Load.Mix.USUAL, world -> List.of(world.brokerStopped()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "rabbitmq", "artemis"})
    void brokerAndOrchestratorKilledTogether(String broker) throws Exception {
        Faults.scenario(
                "both-killed",
                broker,
                SECONDS,
                Load.Mix.USUAL,
                world -> List.of(Fault.both(world.brokerKilled(), world.orchestratorKilled())));
    }

    /** In HTTP requests, in draining, and, since the Orchestrator fails at times, in delayed retries. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "kafka", "rabbitmq", "artemis"})
    void theServiceKilled(String broker) throws Exception {
        Faults.scenario(
                "service-killed",
                broker,
                SECONDS,
                Load.Mix.USUAL,
                world -> List.of(
                        world.serviceKilled(),
                        Fault.both(world.orchestrator("status 503"), world.serviceKilled()),
                        Fault.both(world.orchestrator("slow 1500"), world.serviceKilled()),
                        Fault.both(world.orchestrator("slow 1000 503"), world.serviceKilled())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "kafka"})
    void theServiceTerminatedUnderLoad(String broker) throws Exception {
        Faults.scenario(
                "service-terminated", broker, SECONDS, Load.Mix.USUAL, world -> List.of(world.serviceTerminated()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "kafka"})
    void theServiceStopped(String broker) throws Exception {
        Faults.scenario("service-stopped", broker, SECONDS, Load.Mix.USUAL, world -> List.of(world.serviceStopped()));
    }

    /** Poison between good ones; headers that are orders inside the service; headers as large as the broker lets a sender have them. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "kafka", "rabbitmq", "artemis", "amqp"})
    void oddMessages(String broker) throws Exception {
        Faults.scenario(
                "odd-messages",
                broker,
                SECONDS,
                Load.Mix.odd(broker.equals("rabbitmq") ? 70_000 : 200_000),
                world -> List.of(world.orchestrator("status 503")));
    }

    @Test
    void anotherInstanceComesAndGoes() throws Exception {
        Faults.asked("rebalance", "kafka");
        try (World world = new World("rebalance", "kafka", Map.of()).start();
                Service another = world.another()) {
            Faults.clean(
                    world.run(
                            2 * SECONDS,
                            Load.Mix.USUAL,
                            List.of(
                                    Fault.of("another instance comes and goes", another::start, another::close),
                                    Fault.of("another instance comes and is killed", another::start, another::kill))),
                    world);
        }
    }

    /** Dead letters are filed while the service is killed; then they are replayed, and it is killed again. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "rabbitmq"})
    void killedWhileItFilesAndReplays(String broker) throws Exception {
        Faults.asked("desk-killed", broker);
        try (World world = new World(
                        "desk-killed", broker, Operators.settings(Map.of("CHECKOUT_DESK_CANARY_WAIT", "30s")))
                .start()) {
            world.load(SECONDS, Load.Mix.HEALING, List.of(world.serviceKilled()));
            new Operators(world.service).awaitOpen();
            Faults.clean(world.settled(Duration.ofSeconds(240)), world);
            replayed(world, world.serviceKilled());
        }
    }

    /** Somebody's long transaction holds the desk's tables. */
    @Test
    void theDesksDatabaseIsLocked() throws Exception {
        Faults.asked("database-locked", "embedded");
        try (PostgresDatabase database = new PostgresDatabase();
                World world = new World("database-locked", "embedded", database.settings(Map.of())).start()) {
            new Operators(world.service).awaitOpen();
            Fault locked = Fault.of(
                    "database locked", () -> database.lock("dead_letter, payload, operation"), database::unlock);
            world.load(SECONDS, Load.Mix.HEALING, List.of(locked));
            Faults.clean(world.settled(Duration.ofSeconds(240)), world);
            replayed(world, locked);
        }
    }

    @Test
    void theDesksDatabaseGoesAway() throws Exception {
        Faults.asked("database-gone", "embedded");
        try (PostgresDatabase database = new PostgresDatabase();
                World world = new World("database-gone", "embedded", database.settings(Map.of())).start()) {
            new Operators(world.service).awaitOpen();
            Fault gone = Fault.of("database gone", database.wire::cut, database.wire::join);
            world.load(SECONDS, Load.Mix.HEALING, List.of(gone));
            Faults.clean(world.settled(Duration.ofSeconds(240)), world);
            replayed(world, gone);
        }
    }

    /** Every dead letter of a healed cart is replayed, through {@code fault}, and has its saga. */
    private static void replayed(World world, Fault fault) throws Exception {
        Operators operators = new Operators(world.service);
        long open = operators.json("/counts").path("byState").path("OPEN").asLong();
        assertThat(open).as("dead letters to replay").isPositive();
        world.orchestrator.mode("healed");
        long before =
                world.orchestrator.calls().stream().filter(Checker.Call::saga).count();
        String replay = operators.replay("{\"filter\": {\"reason\": \"REJECTED\"}, \"rate\": 20, \"canary\": 3}");
        await("the replay is under way")
                .until(() -> world.orchestrator.calls().stream()
                                .filter(Checker.Call::saga)
                                .count()
                        > before + open / 4);
        fault.begin();
        fault.end();
        operators.awaitOpen();
        JsonNode done = operators.awaitState(replay, "DONE");
        Checker.Report report = world.settled(Duration.ofMinutes(5));
        Faults.clean(report, world);
        assertThat(report.outcomes()).as("after the replay %s", done).doesNotContainKey("REJECTED");
    }

    /** On a file system of its own. */
    @Test
    void theDiskIsFull() throws Exception {
        Faults.asked("disk-full", "embedded");
        try (Disk disk = Disk.of(Path.of("target", "faults", "disk").toAbsolutePath(), 400);
                World world = new World("disk-full", "embedded", Map.of(), disk.folder.resolve("data")).start()) {
            Fault full = Fault.of("disk full", () -> disk.fill(0), disk::empty);
            // Alone, and while nothing can be delivered either.
            Faults.clean(
                    world.run(
                            SECONDS, Load.Mix.USUAL, List.of(full, Fault.both(full, world.orchestrator("status 503")))),
                    world);
        }
    }

    /** The broker's and the desk's. */
    @Test
    void theDiskHangs() throws Exception {
        Faults.asked("disk-hanging", "embedded");
        try (Disk disk = Disk.thatCanHang(
                        Path.of("target", "faults", "hanging-disk").toAbsolutePath(), 400);
                World world = new World(
                                "disk-hanging", "embedded", Operators.settings(Map.of()), disk.folder.resolve("data"))
                        .start()) {
            new Operators(world.service).awaitOpen();
            Fault hanging = Fault.of("disk hanging", disk::hang, disk::goOn);
            world.load(
                    SECONDS, Load.Mix.HEALING, List.of(hanging, Fault.both(hanging, world.orchestrator("status 503"))));
            world.orchestrator.mode("ok");
            Faults.clean(world.settled(Duration.ofSeconds(240)), world);
            replayed(world, hanging);
        }
    }

    /**
     * The service's clock, by Debian's faketime; its own waits go by a clock that does not jump. What waits on the broker is due by the
     * clock, and so comes up to two hours late or early: in the end it is four hours later, and none may be missing.
     */
    @Test
    void theClockJumpsByTwoHoursBothWays() throws Exception {
        Faults.asked("clock", "embedded");
        Faults.needs(Files.exists(FAKE_TIME), "the scenario clock needs Debian's package faketime: not run");
        Path clock = Files.writeString(
                Files.createDirectories(Path.of("target", "faults"))
                        .resolve("clock")
                        .toAbsolutePath(),
                "+0\n");
        try (World world = new World(
                        "clock",
                        "embedded",
                        Map.of(
                                "LD_PRELOAD",
                                FAKE_TIME.toString(),
                                "FAKETIME_TIMESTAMP_FILE",
                                clock.toString(),
                                "FAKETIME_CACHE_DURATION",
                                "1",
                                "FAKETIME_DONT_FAKE_MONOTONIC",
                                "1",
                                // Else its waits return at once.
                                "FAKETIME_FORCE_MONOTONIC_FIX",
                                "0"))
                .start()) {
            world.load(
                    SECONDS,
                    Load.Mix.USUAL,
                    List.of(
                            Fault.of(
                                    "clock two hours ahead",
                                    () -> Files.writeString(clock, "+7200\n"),
                                    () -> Files.writeString(clock, "+0\n")),
                            Fault.of(
                                    "clock two hours behind",
                                    () -> Files.writeString(clock, "-7200\n"),
                                    () -> Files.writeString(clock, "+0\n"))));
            Files.writeString(clock, "+14400\n");
            Faults.clean(world.settled(Duration.ofSeconds(240)), world);
            assertThat(world.service
                            .log()
                            .lines()
                            .filter(line -> line.matches("\\d{4}-\\d\\d-.*"))
                            .map(line -> OffsetDateTime.parse(line.split(" ")[0])))
                    .as("its clock was moved")
                    .anyMatch(time -> time.isAfter(OffsetDateTime.now().plusHours(3)));
        }
    }

    /** The suite can fail: what loses messages is found to lose them. */
    @Test
    void aBuildThatAcknowledgesFirstIsCaughtOnRabbitMq() throws Exception {
        Faults.acknowledgesFirst("rabbitmq", "acknowledgeMode: AUTO", "acknowledgeMode: NONE");
    }
}
