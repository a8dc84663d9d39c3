package com.acme.checkout.desk.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.NoticeEvent;
import com.acme.checkout.desk.WebhookProperties.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a notice is written as, for each kind of receiver. */
class MessageTest {

    private static final UUID ID = UUID.fromString("0b6f7c1e-3a44-4d0a-8f57-2c6f0d1b7e90");
    private static final Notice NOTICE = new Notice(
            ID,
            NoticeEvent.NEW_CAUSE,
            new Facts(
                    "New cause & more: REJECTED",
                    List.of("Route: <!channel> [a](b)"),
                    "7a533d",
                    "/entries?cause=7a533d",
                    Map.of("reason", "REJECTED")),
            Instant.parse("2026-11-23T17:38:46Z"),
            0);

    private static JsonNode written(Format format) throws Exception {
        return new ObjectMapper()
                .readTree(Message.of(NOTICE, format, "https://checkout.example/ops")
                        .body());
    }

    @Test
    void jsonIsACloudEvent() throws Exception {
        assertThat(Message.of(NOTICE, Format.JSON, "").type()).startsWith("application/cloudevents+json");
        assertThat(written(Format.JSON)).isEqualTo(new ObjectMapper().readTree("""
                {"specversion":"1.0","id":"0b6f7c1e-3a44-4d0a-8f57-2c6f0d1b7e90","source":"urn:acme:checkout:desk",
                "type":"com.acme.checkout.desk.cause.new","time":"2026-11-23T17:38:46Z","subject":"7a533d",
                "datacontenttype":"application/json","data":{"title":"New cause & more: REJECTED",
                "link":"https://checkout.example/ops/entries?cause=7a533d","reason":"REJECTED"}}"""));
    }

    @Test
    void slackReadsNothingOfItAsItsMarkup() throws Exception {
        assertThat(written(Format.SLACK)).isEqualTo(new ObjectMapper().readTree("""
                {"text":"New cause &amp; more: REJECTED","blocks":[{"type":"section","text":{"type":"mrkdwn",
                "text":"*New cause &amp; more: REJECTED*\\nRoute: &lt;!channel&gt; [a](b)"}},{"type":"section","text":{"type":"mrkdwn",
                "text":"<https://checkout.example/ops/entries?cause=7a533d|Open the desk>"}}]}"""));
    }

    @Test
    void teamsGetsACardWithAButton() throws Exception {
        JsonNode message = written(Format.TEAMS);
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(message.at("/attachments/0/contentType").asText())
                .isEqualTo("application/vnd.microsoft.card.adaptive");
        JsonNode card = message.at("/attachments/0/content");
        assertThat(card.path("type").asText() + card.path("version").asText()).isEqualTo("AdaptiveCard1.4");
        assertThat(card.path("body").findValuesAsText("text"))
                .containsExactly("New cause & more: REJECTED", "Route: <!channel> [a](b)");
        assertThat(card.path("body"))
                .as("no Markdown")
                .allMatch(block -> block.path("type").asText().equals("RichTextBlock"));
        assertThat(card.at("/actions/0/url").asText()).isEqualTo("https://checkout.example/ops/entries?cause=7a533d");
    }

    @Test
    void whatALibraryQuotesIsLeftOut() {
        assertThat(Cleaned.text("Unexpected \"Anna Example\" at 12 in {\"customerId\":\"x\"} of anna@example.com"))
                .isEqualTo("Unexpected <quoted> at <n> in <quoted>");
        assertThat(Cleaned.text("refused: anna@example.com, 7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11"))
                .isEqualTo("refused: <e-mail>, <id>");
        assertThat(Cleaned.text("x".repeat(300))).hasSize(200);
    }
}
