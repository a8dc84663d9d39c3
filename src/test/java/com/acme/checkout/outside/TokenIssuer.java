package com.acme.checkout.outside;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An issuer of tokens that operators log in at: OpenID Connect by authorization code, with PKCE, for one client. */
final class TokenIssuer implements AutoCloseable {

    static final String CLIENT = "desk-client";
    static final String SECRET = "desk-client-s3cret";

    final int port = Service.freePort();
    /** What it says of whoever logs in. */
    volatile Map<String, Object> person = Map.of();

    private final RSAKey key;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private HttpServer server;

    TokenIssuer() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    TokenIssuer start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        String about = """
                {"issuer":"$","jwks_uri":"$/keys","authorization_endpoint":"$/authorize","token_endpoint":"$/token",
                 "userinfo_endpoint":"$/userinfo","end_session_endpoint":"$/logout","subject_types_supported":["public"],
                 "response_types_supported":["code"],"id_token_signing_alg_values_supported":["RS256"]}""".replace("$", url());
        server.createContext("/.well-known/openid-configuration", http -> answer(http, 200, about));
        server.createContext("/keys", http -> answer(http, 200, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::exchange);
        server.createContext("/userinfo", http -> answer(http, 200, "{\"sub\":\"person-1\"}"));
        server.start();
        return this;
    }

    /** Whoever comes is logged in at once, and led back. */
    private void authorize(HttpExchange http) throws IOException {
        Map<String, String> asked = form(http.getRequestURI().getRawQuery());
        String code = "code-" + codes.size();
        codes.put(code, asked);
        http.getResponseHeaders()
                .set(
                        "Location",
                        asked.get("redirect_uri") + "?code=" + code + "&state="
                                + java.net.URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8));
        answer(http, 302, "");
    }

    private void exchange(HttpExchange http) throws IOException {
        Map<String, String> given = form(new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(String.valueOf(given.get("code")));
        String client =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ':' + SECRET).getBytes(StandardCharsets.UTF_8));
        try {
            byte[] verified = MessageDigest.getInstance("SHA-256")
                    .digest(given.getOrDefault("code_verifier", "").getBytes(StandardCharsets.US_ASCII));
            boolean right = asked != null
                    && client.equals(http.getRequestHeaders().getFirst("Authorization"))
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(verified)
                            .equals(asked.get("code_challenge"))
                    && asked.get("redirect_uri").equals(given.get("redirect_uri"));
            answer(
                    http,
                    right ? 200 : 400,
                    !right
                            ? "{\"error\":\"invalid_grant\"}"
                            : "{\"token_type\":\"Bearer\",\"expires_in\":300,\"access_token\":\""
                                    + token(Map.of("scope", "openid")) + "\",\"id_token\":\""
                                    + token(person, Map.of("aud", CLIENT, "nonce", asked.get("nonce"))) + "\"}");
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** A token with these claims, good for five minutes, of the subject {@code person-1} unless they say otherwise. */
    @SafeVarargs
    final String token(Map<String, Object>... claims) throws Exception {
        JWTClaimsSet.Builder all = new JWTClaimsSet.Builder()
                .issuer(url())
                .subject("person-1")
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
        Stream.of(claims).forEach(some -> some.forEach(all::claim));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), all.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static Map<String, String> form(String text) {
        return Stream.of(text.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static void answer(HttpExchange http, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", "application/json");
        http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        http.getResponseBody().write(bytes);
        http.close();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
