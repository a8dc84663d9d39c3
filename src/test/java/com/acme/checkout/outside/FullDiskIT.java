package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker on a file system of 64 MB, and what fills it. */
class FullDiskIT {

    private static final int MEGABYTE = 1024 * 1024;
    private static final String CUSTOMER = "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}";

    @TempDir
    private Path folder;
    private Path disk;
    private Orchestrator orchestrator;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(folder.resolve("disk"));
        if (run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()) != 0) {
            String line = "Full disk: skipped, for a file system can't be mounted here (that takes root).";
            System.out.println(line);
            assumeTrue(false, line);
        }
        orchestrator = new Orchestrator();
        orchestrator.answers = call -> Orchestrator.Answer.of(503);
    }

    @AfterEach
    void unmount() throws Exception {
        if (orchestrator != null) {
            orchestrator.close();
            run("umount", disk.toString());
        }
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private Service service(String least) {
        return new Service(disk, Map.of("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url(), "CHECKOUT_SANDBOX", "false",
                "CHECKOUT_EMBEDDED_MIN_FREE", least));
    }

    /** Leaves as many bytes free, or none. */
    private void fill(long left) throws IOException {
        try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
            byte[] piece = new byte[64 * 1024];
            while (Files.getFileStore(disk).getUsableSpace() > left) {
                out.write(piece);
            }
        } catch (IOException e) {
            if (left > 0) {
                throw e;
            }
        }
    }

    private HttpResponse<String> checkout(Service service, String key) throws Exception {
        return service.post("/carts/5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f/checkout", CUSTOMER, "Idempotency-Key", key);
    }

    @Test
    void whatTheDiskHasNoRoomForIsRefusedAtOnceAndTakenAgainOnceThereIs() throws Exception {
        try (Service service = service("2MB").start()) {
            // 92 % full: a share says nothing.
            fill(5 * MEGABYTE);
            assertThat(checkout(service, "first").statusCode()).isEqualTo(202);
            fill(MEGABYTE);
            await().untilAsserted(() -> assertThat(service.readiness()).contains("DEGRADED", "CHECKOUT_EMBEDDED_MIN_FREE"));
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = checkout(service, "second");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(service.log()).contains("neither started nor made durable").doesNotContain("\tat ");
            assertThat(service.metrics()).contains("checkout_outcomes_total{destination=\"standard\",door=\"http\",outcome=\"unavailable\"} 5.0");
            try (Queues queues = new Queues(service.brokerPort)) {
                assertThatThrownBy(() -> queues.send("checkout.commands", CUSTOMER.getBytes(), Map.of()))
                        .hasStackTraceContaining("CHECKOUT_DATA");
            }
            Files.delete(disk.resolve("filler"));
            await().untilAsserted(() -> assertThat(checkout(service, "second").statusCode()).isEqualTo(202));
            await().untilAsserted(() -> assertThat(service.readiness()).doesNotContain("DEGRADED"));
        }
    }

    @Test
    void aBrokerWhoseJournalFailedStartsAnewByItselfAndHoldsWhatItHadTaken() throws Exception {
        try (Service service = service("0B").start()) {
            fill(0);
            String body = CUSTOMER.replace("}", ",\"further\":\"" + "x".repeat(50_000) + "\"}");
            int taken = 0;
            int status;
            do {
                status = service.post("/carts/" + UUID.randomUUID() + "/checkout", body, "Prefer", "respond-async").statusCode();
                taken += status == 202 ? 1 : 0;
            } while (status == 202);
            assertThat(status).isEqualTo(503);
            await().untilAsserted(() -> assertThat(service.readiness()).contains("DEGRADED", "CHECKOUT_DATA"));
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            Files.delete(disk.resolve("filler"));
            await().untilAsserted(() -> assertThat(service.readiness()).doesNotContain("DEGRADED"));
            int all = taken;
            await().untilAsserted(() -> assertThat(orchestrator.sagas).hasSizeGreaterThanOrEqualTo(all));
            assertThat(checkout(service, "afterwards").statusCode()).isEqualTo(200);
        }
    }
}
