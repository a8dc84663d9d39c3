package com.acme.checkout.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;

/** What editors know of the settings while somebody writes {@code application.yaml}. */
class SettingsMetadataTest {

    @Test
    void everySettingIsDescribed() throws Exception {
        Map<String, String> descriptions = new TreeMap<>();
        for (JsonNode property : new ObjectMapper()
                .readTree(Path.of("target/classes/META-INF/spring-configuration-metadata.json")
                        .toFile())
                .path("properties")) {
            descriptions.put(
                    property.path("name").asText(), property.path("description").asText());
        }
        Set<String> undescribed = new TreeSet<>();
        for (var source :
                new YamlPropertySourceLoader().load("application.yaml", new FileSystemResource("application.yaml"))) {
            Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames())
                    .filter(name -> name.startsWith("checkout.") && !name.startsWith("checkout.desk."))
                    .filter(name -> descriptions
                            .getOrDefault(
                                    name.replaceFirst("^(checkout\\.(destinations|kafka\\.client))\\..*", "$1"), "")
                            .isBlank())
                    .forEach(undescribed::add);
        }
        assertThat(undescribed).isEmpty();
    }
}
