package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.WebhookProperties.Format;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A notice as it is sent: a CloudEvent 1.0 in structured mode, a message of Slack's incoming webhooks, or an Adaptive Card 1.4 as
 * Workflows in Microsoft Teams take it. What is shown to people is never read as markup.
 *
 * @param type of the body's content
 */
record Message(String type, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "urn:acme:checkout:desk";
    private static final String LINK = "Open the desk";
    private static final int SLACK_SECTION = 2900;

    /** {@code desk}: where a browser finds the desk. */
    static Message of(Notice notice, Format format, String desk) {
        String link = desk + notice.facts().path();
        return switch (format) {
            case JSON -> new Message("application/cloudevents+json; charset=utf-8", json(cloudEvent(notice, link)));
            case SLACK -> new Message("application/json; charset=utf-8", json(slack(notice.facts(), link)));
            case TEAMS -> new Message("application/json; charset=utf-8", json(teams(notice.facts(), link)));
        };
    }

    private static Map<String, Object> cloudEvent(Notice notice, String link) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("title", notice.facts().title());
        data.put("link", link);
        data.putAll(notice.facts().data());
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("specversion", "1.0");
        event.put("id", notice.id().toString());
        event.put("source", SOURCE);
        event.put("type", notice.event().type());
        event.put("time", notice.at().toString());
        if (notice.facts().subject() != null) {
            event.put("subject", notice.facts().subject());
        }
        event.put("datacontenttype", "application/json");
        event.put("data", data);
        return event;
    }

    private static Map<String, Object> slack(Facts facts, String link) {
        String title = escaped(facts.title());
        StringBuilder text = new StringBuilder("*" + title.replace("*", "∗") + "*");
        facts.lines().forEach(line -> text.append('\n').append(escaped(line)));
        String section = text.length() <= SLACK_SECTION ? text.toString() : "*" + title + "*";
        return Map.of(
                "text",
                title,
                "blocks",
                List.of(
                        Map.of("type", "section", "text", Map.of("type", "mrkdwn", "text", section)),
                        Map.of(
                                "type",
                                "section",
                                "text",
                                Map.of(
                                        "type",
                                        "mrkdwn",
                                        "text",
                                        "<" + link.replace("&", "&amp;") + "|" + LINK + ">"))));
    }

    /** Slack's three characters of control. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static Map<String, Object> teams(Facts facts, String link) {
        List<Object> body = new ArrayList<>();
        body.add(text(facts.title(), true));
        facts.lines().forEach(line -> body.add(text(line, false)));
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        card.put("body", body);
        card.put("actions", List.of(Map.of("type", "Action.OpenUrl", "title", LINK, "url", link)));
        return Map.of(
                "type",
                "message",
                "attachments",
                List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card)));
    }

    /** A text block would be read as Markdown; a run of text is not. */
    private static Map<String, Object> text(String line, boolean bold) {
        return Map.of(
                "type",
                "RichTextBlock",
                "inlines",
                List.of(Map.of("type", "TextRun", "text", line, "weight", bold ? "Bolder" : "Default")));
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message can't be written as JSON", e);
        }
    }
}
