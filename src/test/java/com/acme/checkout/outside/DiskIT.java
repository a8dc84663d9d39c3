package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data folder on a disk that is filled up, one that hangs, and one whose power fails. */
class DiskIT {

    private static final int MEGABYTE = 1024 * 1024;
    private static final String CUSTOMER = "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}";

    private static final int LETTERS = 50;

    @TempDir
    private Path folder;

    private final Orchestrator orchestrator = new Orchestrator();

    DiskIT() throws Exception {
        orchestrator.answers = call -> Orchestrator.Answer.of(503);
    }

    @AfterEach
    void close() {
        orchestrator.close();
    }

    private Service service(Disk disk, String least) {
        return new Service(
                disk.folder,
                Map.of(
                        "CHECKOUT_ORCHESTRATOR_URL",
                        orchestrator.url(),
                        "CHECKOUT_SANDBOX",
                        "false",
                        "CHECKOUT_EMBEDDED_MIN_FREE",
                        least));
    }

    private HttpResponse<String> checkout(Service service, String key) throws Exception {
        return service.post("/carts/5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f/checkout", CUSTOMER, "Idempotency-Key", key);
    }

    @Test
    void whatTheDiskHasNoRoomForIsRefusedAtOnceAndTakenAgainOnceThereIs() throws Exception {
        try (Disk disk = Disk.of(folder.resolve("disk"), 64);
                Service service = service(disk, "2MB").start()) {
            // 92 % full: a share says nothing.
            disk.fill(5 * MEGABYTE);
            assertThat(checkout(service, "first").statusCode()).isEqualTo(202);
            disk.fill(MEGABYTE);
            await().untilAsserted(
                            () -> assertThat(service.readiness()).contains("DEGRADED", "CHECKOUT_EMBEDDED_MIN_FREE"));
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = checkout(service, "second");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(service.log())
                    .contains("neither started nor made durable")
                    .doesNotContain("\tat ");
            assertThat(service.metrics())
                    .contains(
                            "checkout_outcomes_total{destination=\"standard\",door=\"http\",outcome=\"unavailable\"} 5.0");
            try (Queues queues = new Queues(service.brokerPort)) {
                assertThatThrownBy(() -> queues.send("checkout.commands", CUSTOMER.getBytes(), Map.of()))
                        .hasStackTraceContaining("CHECKOUT_DATA");
            }
            disk.empty();
            await().untilAsserted(() ->
                    assertThat(checkout(service, "second").statusCode()).isEqualTo(202));
            await().untilAsserted(() -> assertThat(service.readiness()).doesNotContain("DEGRADED"));
        }
    }

    @Test
    void aBrokerWhoseJournalFailedStartsAnewByItselfAndHoldsWhatItHadTaken() throws Exception {
        try (Disk disk = Disk.of(folder.resolve("disk"), 64);
                Service service = service(disk, "0B").start()) {
            disk.fill(0);
            String body = CUSTOMER.replace("}", ",\"further\":\"" + "x".repeat(50_000) + "\"}");
            int taken = 0;
            int status;
            do {
                status = service.post("/carts/" + UUID.randomUUID() + "/checkout", body, "Prefer", "respond-async")
                        .statusCode();
                taken += status == 202 ? 1 : 0;
            } while (status == 202);
            assertThat(status).isEqualTo(503);
            await().untilAsserted(() -> assertThat(service.readiness()).contains("DEGRADED", "CHECKOUT_DATA"));
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            disk.empty();
            await().untilAsserted(() -> assertThat(service.readiness()).doesNotContain("DEGRADED"));
            int all = taken;
            await().untilAsserted(() -> assertThat(orchestrator.sagas).hasSizeGreaterThanOrEqualTo(all));
            assertThat(checkout(service, "afterwards").statusCode()).isEqualTo(200);
        }
    }

    /** The data folder's alone: what the service writes to its log goes elsewhere. */
    @Test
    void aDiskThatHangsKeepsNobodyWaitingAndItAllGoesOnByItself() throws Exception {
        try (Disk disk = Disk.thatCanHang(folder.resolve("disk"), 256);
                Service service = new Service(
                                folder,
                                Map.of(
                                        "CHECKOUT_ORCHESTRATOR_URL",
                                        orchestrator.url(),
                                        "CHECKOUT_SANDBOX",
                                        "false",
                                        "CHECKOUT_DATA",
                                        disk.folder.resolve("data").toString(),
                                        "CHECKOUT_EMBEDDED_MIN_FREE",
                                        "2MB"))
                        .start()) {
            assertThat(checkout(service, "before").statusCode()).isEqualTo(202);
            disk.hang();
            // Nothing of it is known at first: each waits its time, and no longer. Its key is free again then, and so
            // not 409.
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = checkout(service, "meanwhile");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            }
            await().untilAsserted(() -> assertThat(service.readiness()).contains("DEGRADED", "has not answered"));
            assertThat(checkout(service, "known").statusCode()).isEqualTo(503);
            assertThat(service.log()).doesNotContain("\tat ");
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            await("what needs no broker")
                    .untilAsserted(() -> assertThat(checkout(service, "started").statusCode())
                            .isEqualTo(200));
            disk.goOn();
            await().untilAsserted(() -> assertThat(service.readiness()).doesNotContain("DEGRADED"));
            await().untilAsserted(() ->
                    assertThat(orchestrator.sagas).as("what was taken before").hasSizeGreaterThanOrEqualTo(2));
            orchestrator.answers = call -> Orchestrator.Answer.of(503);
            await().untilAsserted(() ->
                    assertThat(checkout(service, "afterwards").statusCode()).isEqualTo(202));
        }
    }

    /** What was still in the memory of the file system is not in a copy of its device. */
    @Test
    void aPowerCutLosesNoDeadLetterWhetherItIsFiledOrOnItsWay() throws Exception {
        orchestrator.answers = call -> Orchestrator.Answer.of(404);
        try (Disk disk = Disk.thatCanHang(folder.resolve("disk"), 200);
                Disk copy = copied(disk);
                Service service = desk(copy).start()) {
            Operators operators = new Operators(service).awaitOpen();
            operators.awaitCount("OPEN", LETTERS);
            assertThat(operators.json("/counts").path("total").asInt()).isEqualTo(LETTERS);
        }
    }

    private Disk copied(Disk disk) throws Exception {
        try (Service service = desk(disk).start()) {
            Operators operators = new Operators(service).awaitOpen();
            for (int i = 0; i < LETTERS; i++) {
                assertThat(service.post(
                                        "/carts/" + UUID.randomUUID() + "/checkout",
                                        CUSTOMER,
                                        "Prefer",
                                        "respond-async")
                                .statusCode())
                        .isEqualTo(202);
            }
            await("some are filed").until(() -> operators.count("OPEN") >= LETTERS / 4);
            service.kill();
            return disk.copy(folder.resolve("copy"));
        }
    }

    private Service desk(Disk disk) {
        return new Service(
                folder,
                Operators.settings(Map.of(
                        "CHECKOUT_ORCHESTRATOR_URL",
                        orchestrator.url(),
                        "CHECKOUT_SANDBOX",
                        "false",
                        "CHECKOUT_DATA",
                        disk.folder.resolve("data").toString(),
                        "CHECKOUT_EMBEDDED_MIN_FREE",
                        "2MB")));
    }
}
