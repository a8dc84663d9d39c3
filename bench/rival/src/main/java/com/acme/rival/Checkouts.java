package com.acme.rival;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The happy path of {@code POST /carts/{cartId}/checkout}: no broker, no retries, no breaker, no keys, no metrics. */
@RestController
class Checkouts {

    private static final Logger LOG = LoggerFactory.getLogger("com.acme.outcome");
    private static final String UUID_TEXT = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
    private static final UUID NAMESPACE = UUID.fromString("62902839-df0b-5f75-9da3-a7999dc803c6");

    record Command(@NotNull @Pattern(regexp = UUID_TEXT) String customerId, @Size(min = 1, max = 128) String promotionCode) {
    }

    /** Members in RFC 8785's order, which is alphabetical. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Content(String cartId, String customerId, String promotionCode) {
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Saga(String checkoutId, String cartId, String customerId, String promotionCode) {
    }

    record Started(String checkoutId, String cartId, String status) {
    }

    private final CloseableHttpClient http;
    private final ObjectMapper json;
    private final URI sagas;

    Checkouts(CloseableHttpClient http, ObjectMapper json, @Value("${rival.orchestrator-url}") String orchestrator) {
        this.http = http;
        this.json = json;
        this.sagas = URI.create(orchestrator + "/sagas");
    }

    @GetMapping("/readiness")
    String readiness() {
        return "UP";
    }

    @PostMapping("/carts/{cartId}/checkout")
    ResponseEntity<Started> checkout(@PathVariable @Pattern(regexp = UUID_TEXT) String cartId, @RequestBody @Valid Command command,
                                     @RequestHeader(value = "traceparent", required = false) String traceparent) throws IOException {
        long began = System.nanoTime();
        String trace = traceparent == null ? newTrace() : traceparent;
        String checkoutId = version5("content\n" + json.writeValueAsString(new Content(cartId.toLowerCase(Locale.ROOT),
                command.customerId().toLowerCase(Locale.ROOT), command.promotionCode()))).toString();
        HttpPost post = new HttpPost(sagas);
        post.setHeader("Idempotency-Key", checkoutId);
        post.setHeader("traceparent", trace);
        post.setEntity(new ByteArrayEntity(
                json.writeValueAsBytes(new Saga(checkoutId, cartId, command.customerId(), command.promotionCode())),
                ContentType.APPLICATION_JSON));
        int status = http.execute(post, answer -> {
            EntityUtils.consume(answer.getEntity());
            return answer.getCode();
        });
        if (status / 100 != 2) {
            throw new ResponseStatusException(HttpStatus.BAD_GATEWAY);
        }
        LOG.atInfo().setMessage("started").addKeyValue("checkoutId", checkoutId).addKeyValue("traceId", trace.substring(3, 35))
                .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).log();
        return ResponseEntity.ok().location(URI.create("/checkouts/" + checkoutId)).body(new Started(checkoutId, cartId, "STARTED"));
    }

    private static String newTrace() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "00-" + hex.toHexDigits(random.nextLong() | 1) + hex.toHexDigits(random.nextLong()) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-01";
    }

    private static UUID version5(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(ByteBuffer.allocate(16 + text.length)
                    .putLong(NAMESPACE.getMostSignificantBits()).putLong(NAMESPACE.getLeastSignificantBits()).put(text).array()));
            return new UUID(hash.getLong() & ~0xF000L | 0x5000L, hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
