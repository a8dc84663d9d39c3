package com.acme.checkout.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandSchemaTest {

    private static final String DRAFT_7 = "\"$schema\": \"http://json-schema.org/draft-07/schema#\"";
    private static final String CART = "\"cartId\":\"6fd5b6d6-0d4a-4bb1-9a1b-4a39a1d2d3f1\"";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"email":"a@example.org"}                         | []
            {"email":"a@example.org","note":null}             | []
            {"email":"a@example.org","other":{"deep":[1]}}    | []
            {}                                                | [email is required]
            {"email":null}                                    | [email is required]
            {"email":7}                                       | [email integer found, string expected]
            {"email":"a@example.org","items":[{"sku":1},{}]}  | [items[0].sku integer found, string expected, items[1].sku is required]
            {"email":"a@example.org","closed":{"x":1}}        | [closed.x is not a field of this command]
            {"email":"a@example.org","day":"2026-02-30"}      | [day must be in the format date]
            {"email":"a@example.org","size":"XL"}             | [size does not have a value in the enumeration ["S", "M"]]
            """)
    void tellsWhatIsWrongAndWhere(String members, String expected) throws Exception {
        CommandSchema schema = schema("""
                "properties": {
                  "cartId": {"type": "string"}, "email": {"type": "string"}, "note": {"type": "string"},
                  "day": {"type": "string", "format": "date"}, "size": {"enum": ["S", "M"]},
                  "items": {"type": "array", "items": {"$ref": "#/definitions/item"}},
                  "closed": {"type": "object", "additionalProperties": false}
                },
                "definitions": {"item": {"properties": {"sku": {"type": "string"}}, "required": ["sku"]}},
                "required": ["cartId", "email"]
                """);
        assertThat(told(schema, members)).hasToString(expected);
    }

    @Test
    void leavesTheCartToItsOwnRule() throws Exception {
        CommandSchema schema =
                schema("\"properties\": {\"cartId\": {\"format\": \"uuid\"}}, \"required\": [\"cartId\"]");
        assertThat(schema.violations(json("{\"cartId\":7}"))).isEmpty();
        assertThat(schema.violations(json("{}"))).isEmpty();
    }

    @Test
    void saysItInEnglishAndWithoutTheSendersWords() throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMAN);
        try {
            CommandSchema schema = schema(
                    "\"properties\": {\"n\": {\"pattern\": \"^[0-9]+$\"}, \"m\": {\"const\": 1}}, \"required\": [\"cartId\"]");
            assertThat(told(schema, "{\"n\":\"Ada Lovelace\",\"m\":\"Ada\"}").toString())
                    .contains("n does not match the regex pattern", "m must be the constant value '1'")
                    .doesNotContain("Ada");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void manyMistakesAreAnAnswerOfBoundedLength() throws Exception {
        CommandSchema schema = schema("\"additionalProperties\": {\"type\": \"string\"}, \"required\": [\"cartId\"]");
        StringBuilder members = new StringBuilder("{\"" + "long".repeat(200) + "\\n\":1");
        for (int i = 0; i < 5000; i++) {
            members.append(",\"n").append(i).append("\":1");
        }
        List<String> told = told(schema, members.append('}').toString());
        assertThat(told).hasSize(21).contains("$ breaks further rules of its JSON Schema: 4981");
        assertThat(told)
                .allSatisfy(each -> assertThat(each).hasSizeLessThan(300).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                                                     | is not complete JSON: it ends in the middle (line 1, column 2)
            []                                                                    | is not one JSON object (line 1, column 1)
            {"required": ["cartId"]}                                              | its $schema is missing
            {"$schema": "http://json-schema.org/draft-04/schema#"}                | its $schema is not one that this service reads
            {DRAFT, "type": "objekt", "required": ["cartId"]}                     | is no JSON Schema: $.type
            {DRAFT, "required": "cartId"}                                         | is no JSON Schema: $.required
            {DRAFT, "required": ["customerId"]}                                   | it does not require cartId, and every command checks out one cart
            {DRAFT, "required": ["cartId"], "properties": {"checkoutId": {}}}     | it has the property checkoutId
            {DRAFT, "required": ["cartId"], "properties": {"a": {"pattern": "("}}}| is no JSON Schema: $.properties.a.pattern
            {DRAFT, "required": ["cartId"], "allOf": [{"$ref": "#"}]}             | it refers to itself without an end
            {DRAFT, "required": ["cartId"], "allOf": [{"$ref": "#/nowhere"}]}     | can't be read as a JSON Schema
            {DRAFT, "required": ["cartId"], "allOf": [{"$ref": "http://127.0.0.1:1/x.json"}]} | can't be read as a JSON Schema
            """)
    void refusesWhatIsNoSchemaOfACommand(String text, String wrong) throws Exception {
        Path file = Files.writeString(folder.resolve("x.v1.schema.json"), text.replace("DRAFT", DRAFT_7));
        assertThatThrownBy(() -> CommandSchema.read(file))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageStartingWith(wrong);
    }

    private CommandSchema schema(String members) throws Exception {
        return CommandSchema.read(
                Files.writeString(folder.resolve("x.v1.schema.json"), "{" + DRAFT_7 + "," + members + "}"));
    }

    private static List<String> told(CommandSchema schema, String members) throws Exception {
        String text = members.equals("{}") ? "{" + CART + "}" : "{" + CART + "," + members.substring(1);
        return schema.violations(json(text)).stream()
                .map(each -> each.field() + " " + each.message())
                .sorted()
                .toList();
    }

    private static ObjectNode json(String text) throws Exception {
        return StrictJson.mapper().readValue(text, ObjectNode.class);
    }
}
