package com.acme.checkout.desk.notice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message is signed as Standard Webhooks says, and the page's snippet for receivers tells a good signature from others. */
class SignatureTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final Instant AT = Instant.ofEpochSecond(1614265330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

    /** The value is OpenSSL's: {@code openssl dgst -sha256 -mac HMAC} of {@code id.timestamp.body}. */
    @Test
    void theSignatureIsThatOfAnotherImplementation() {
        assertThat(Signature.of(SECRET, ID, AT, BODY)).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void thePagesSnippetTakesAGoodSignatureAndNoOther(@TempDir Path folder) throws Exception {
        Matcher snippet = Pattern.compile("(?s)```java\n(.*?class Verifier.*?)```")
                .matcher(Files.readString(Path.of("docs/webhooks.md")));
        assertThat(snippet.find()).isTrue();
        Path source = Files.writeString(folder.resolve("Verifier.java"), snippet.group(1));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                .isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {URI.create(folder.toUri().toString()).toURL()})) {
            Method verify = loader.loadClass("Verifier")
                    .getDeclaredMethod(
                            "isOurs",
                            String.class,
                            String.class,
                            String.class,
                            String.class,
                            byte[].class,
                            Instant.class);
            verify.setAccessible(true);
            String at = "" + AT.getEpochSecond();
            String good = Signature.of(SECRET, ID, AT, BODY);
            String another = Signature.of("whsec_" + "A".repeat(32), ID, AT, BODY);
            assertThat(verify.invoke(null, SECRET, ID, at, good, BODY, AT)).isEqualTo(true);
            assertThat(verify.invoke(null, SECRET, ID, at, another + " " + good, BODY, AT))
                    .as("while a secret is exchanged there are two")
                    .isEqualTo(true);
            assertThat(verify.invoke(null, SECRET, ID, at, another, BODY, AT)).isEqualTo(false);
            assertThat(verify.invoke(null, SECRET, "another", at, good, BODY, AT))
                    .isEqualTo(false);
            assertThat(verify.invoke(null, SECRET, ID, at, good, "{}".getBytes(UTF_8), AT))
                    .isEqualTo(false);
            assertThat(verify.invoke(null, SECRET, ID, at, good, BODY, AT.plusSeconds(301)))
                    .as("too old")
                    .isEqualTo(false);
        }
    }
}
