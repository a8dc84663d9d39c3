package com.acme.checkout.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JSON Schema of a further command: draft-07, as the catalog publishes them, or 2020-12. Immutable. */
final class CommandSchema {

    private static final Map<String, VersionFlag> DRAFTS = Map.of(
            "http://json-schema.org/draft-07/schema", VersionFlag.V7,
            "https://json-schema.org/draft/2020-12/schema", VersionFlag.V202012);

    /** Told one by one; more of them would make the answer longer than the command. */
    private static final int MAX_TOLD = 20;

    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final String FIX = "write it as its draft of JSON Schema says";

    private final ObjectNode json;
    private final JsonSchema schema;

    private CommandSchema(ObjectNode json, JsonSchema schema) {
        this.json = json;
        this.schema = schema;
    }

    /** @throws InvalidSchemaException it is no schema, or not one of a command */
    static CommandSchema read(Path file) throws InvalidSchemaException {
        ObjectNode json = json(file);
        String draft = json.path("$schema").asText().replaceFirst("#$", "");
        VersionFlag version = DRAFTS.get(draft);
        if (version == null) {
            throw new InvalidSchemaException(
                    file,
                    0,
                    "$schema",
                    "its $schema is " + (draft.isEmpty() ? "missing" : "not one that this service reads"),
                    "begin with \"$schema\": \"http://json-schema.org/draft-07/schema#\", or the one of 2020-12");
        }
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                // Nothing is fetched from anywhere: what a schema refers to stands in it.
                version, builder -> builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .formatAssertionsEnabled(true)
                .locale(Locale.ENGLISH)
                .pathType(PathType.LEGACY)
                .build();
        meta(file, json, version, config);
        command(file, json);
        try {
            JsonSchema schema = factory.getSchema(json, config);
            schema.initializeValidators();
            // A pattern that can't be read, and a schema that refers to itself without an end, show with the first
            // command.
            schema.validate(JSON.createObjectNode());
            return new CommandSchema(json, schema);
        } catch (StackOverflowError e) {
            throw new InvalidSchemaException(
                    file, 0, "$ref", "it refers to itself without an end", "let what is referred to be another part");
        } catch (RuntimeException e) {
            throw new InvalidSchemaException(file, 0, "", "can't be read as a JSON Schema (" + why(e) + ")", FIX);
        }
    }

    private static ObjectNode json(Path file) throws InvalidSchemaException {
        try {
            return JSON.readValue(Files.readString(file), ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new InvalidSchemaException(
                    file,
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr()),
                    "",
                    "is not " + CommandReader.describe(e),
                    "correct it");
        } catch (IOException e) {
            throw new InvalidSchemaException(file, 0, "", "can't be read (" + why(e) + ")", "correct it");
        }
    }

    /** Whether it is a schema, by the schema of its draft. */
    private static void meta(Path file, ObjectNode json, VersionFlag version, SchemaValidatorsConfig config)
            throws InvalidSchemaException {
        JsonSchema meta = JsonSchemaFactory.getInstance(version).getSchema(SchemaLocation.of(version.getId()), config);
        for (ValidationMessage each : meta.validate(json)) {
            JsonNodePath at = each.getInstanceLocation();
            String word = at.getNameCount() == 0 ? "" : at.getName(at.getNameCount() - 1);
            throw new InvalidSchemaException(file, 0, word, "is no JSON Schema: " + each.getMessage(), FIX);
        }
    }

    /** What every command is: an object with a cart. */
    private static void command(Path file, ObjectNode json) throws InvalidSchemaException {
        boolean cart = false;
        for (JsonNode each : json.path("required")) {
            cart |= each.asText().equals(Command.CART_ID);
        }
        if (!cart) {
            throw new InvalidSchemaException(
                    file,
                    0,
                    "required",
                    "it does not require cartId, and every command checks out one cart",
                    "add cartId to its required");
        }
        if (json.path("properties").has(Command.CHECKOUT_ID)) {
            throw new InvalidSchemaException(
                    file,
                    0,
                    Command.CHECKOUT_ID,
                    "it has the property checkoutId, which this service derives and refuses in a command",
                    "leave it out");
        }
    }

    private static String why(Exception failure) {
        return String.valueOf(
                        failure instanceof JsonSchemaException schema && schema.getCause() != null
                                ? schema.getCause().getMessage()
                                : failure.getMessage())
                .replaceAll("\\s+", " ");
    }

    ObjectNode json() {
        return json;
    }

    List<Violation> violations(ObjectNode command) {
        ObjectNode present = command.objectNode();
        for (var member : command.properties()) {
            // Absent, as the contract has it. The cart is judged by its own rule.
            if (!member.getValue().isNull() && !member.getKey().equals(Command.CART_ID)) {
                present.set(member.getKey(), member.getValue());
            }
        }
        present.set(Command.CART_ID, command.get(Command.CART_ID));
        Collection<ValidationMessage> found = schema.validate(present);
        List<Violation> violations = new ArrayList<>();
        for (ValidationMessage each : found) {
            Violation violation = violation(each);
            if (!violation.field().equals(Command.CART_ID) && violations.size() < MAX_TOLD) {
                violations.add(violation);
            }
        }
        violations.sort(Comparator.comparing(Violation::field).thenComparing(Violation::message));
        if (found.size() > MAX_TOLD) {
            violations.add(new Violation("$", "breaks further rules of its JSON Schema: " + (found.size() - MAX_TOLD)));
        }
        return violations;
    }

    /** Without a word of the command's values; names in it are the caller's too, however long they are. */
    private static Violation violation(ValidationMessage message) {
        String place = place(message.getInstanceLocation());
        String property = message.getProperty();
        if (property != null && (message.getType().equals("required"))) {
            return new Violation(
                    Values.oneLine(new StringBuilder(place.isEmpty() ? property : place + "." + property)),
                    "is required");
        }
        if (property != null
                && (message.getType().equals("additionalProperties")
                        || message.getType().equals("unevaluatedProperties"))) {
            return new Violation(
                    Values.oneLine(new StringBuilder(place.isEmpty() ? property : place + "." + property)),
                    "is not a field of this command");
        }
        return new Violation(
                place.isEmpty() ? "$" : Values.oneLine(new StringBuilder(place)),
                message.getType().equals("format")
                        ? "must be in the format " + message.getSchemaNode().asText()
                        : Values.oneLine(new StringBuilder(message.getError())));
    }

    /** As in {@code items[0].price}. */
    private static String place(JsonNodePath path) {
        StringBuilder place = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            Object element = path.getElement(i);
            if (element instanceof Integer) {
                place.append('[').append(element).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(element);
            }
        }
        return place.toString();
    }
}
