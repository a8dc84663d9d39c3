package com.acme.checkout.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The desk's settings as they are bound. */
class DeskPropertiesTest {

    @Test
    void whatNobodySetsIsAsApplicationYamlSays() throws Exception {
        DeskProperties settings = TestSettings.of();
        String yaml = Files.readString(Path.of("application.yaml"));
        assertThat(settings.enabled()).hasToString(said(yaml, "CHECKOUT_DESK"));
        assertThat(settings.retention())
                .isEqualTo(Duration.ofDays(30))
                .isEqualTo(TestSettings.of("checkout.desk.retention", said(yaml, "CHECKOUT_DESK_RETENTION"))
                        .retention());
        assertThat(settings.canaryWait())
                .isEqualTo(TestSettings.of("checkout.desk.canary-wait", said(yaml, "CHECKOUT_DESK_CANARY_WAIT"))
                        .canaryWait());
        assertThat(settings.pauseShare()).hasToString(said(yaml, "CHECKOUT_DESK_PAUSE_SHARE"));
        assertThat(settings.pauseWindow()).hasToString(said(yaml, "CHECKOUT_DESK_PAUSE_WINDOW"));
        assertThat(settings.auth())
                .isEqualTo(TestSettings.of("checkout.desk.auth", said(yaml, "CHECKOUT_DESK_AUTH"))
                        .auth());
        assertThat(settings.nameClaim()).isEqualTo(said(yaml, "CHECKOUT_DESK_NAME_CLAIM"));
        assertThat(settings.scopes()).isEqualTo(said(yaml, "CHECKOUT_DESK_SCOPES"));
        assertThat(settings.links().trace() + settings.links().saga())
                .isEqualTo(said(yaml, "CHECKOUT_DESK_LINKS_TRACE") + said(yaml, "CHECKOUT_DESK_LINKS_SAGA"));
        assertThat(settings.users()).isEmpty();
    }

    /** The default that stands behind a variable's name. */
    private static String said(String yaml, String variable) {
        Matcher text = Pattern.compile("\\$\\{" + variable + ":([^}]*)}").matcher(yaml);
        assertThat(text.find()).as(variable).isTrue();
        return text.group(1);
    }

    @Test
    void usersAndScopesAreTakenApart() {
        DeskProperties settings = TestSettings.of(
                "checkout.desk.users.alice.password",
                "s3cret",
                "checkout.desk.users.alice.roles",
                "ops-view,ops-replay",
                "checkout.desk.scopes",
                "openid, profile email",
                "checkout.desk.issuer",
                " https://issuer.example ");
        assertThat(settings.users()).containsOnlyKeys("alice");
        assertThat(settings.users().get("alice").roles()).isEqualTo(Set.of("ops-view", "ops-replay"));
        assertThat(settings.scopeList()).containsExactly("openid", "profile", "email");
        assertThat(settings.issuer()).isEqualTo("https://issuer.example");
    }
}
