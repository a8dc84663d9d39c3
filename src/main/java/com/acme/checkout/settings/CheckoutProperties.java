package com.acme.checkout.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What concerns the service as a whole.
 *
 * <p>Of every record of settings: {@code application.yaml} lists each setting with its environment variable and its default,
 * so a record has no default of its own, and its numbers are boxed: editors would take 0 for the default of another. {@code startup.Settings} binds and validates the records before anything is
 * started, and names the setting that is wrong; Spring then gives the same values to the beans.
 *
 * @param broker folder under routes/brokers/ whose Kamelets carry messages
 * @param orchestratorUrl base URL of the Orchestrator of the standard destination. A user and a password in it are sent as
 *     Basic credentials and never shown. Empty on the embedded broker: the sandbox
 * @param orchestratorPromotionUrl base URL of the Orchestrator that commands with a promotion code go to; empty: the
 *     standard destination's
 * @param sandbox whether a stand-in for the Orchestrator and for Shopping runs in this process. Empty: true on the embedded
 *     broker without an Orchestrator URL, else false
 * @param sandboxBesideOrchestrator whether the sandbox may run beside a real Orchestrator
 * @param commands folder of the JSON Schemas of further commands, and of their rules
 * @param data folder of the embedded broker's journal, of one process at a time
 * @param consumers messages of one queue that are worked on at once; brokers begin with 4
 * @param remembered checkouts, and idempotency keys, that this process remembers
 */
@ConfigurationProperties("checkout")
public record CheckoutProperties(
        String broker,
        String orchestratorUrl,
        String orchestratorPromotionUrl,
        Boolean sandbox,
        boolean sandboxBesideOrchestrator,
        @NotNull Path commands,
        Path data,
        @NotNull @Min(4) @Max(1_000_000) Integer consumers,
        @NotNull @Min(0) Integer remembered) {}
