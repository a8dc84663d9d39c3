package com.acme.checkout.desk.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Thymeleaf puts a fragment in the place of an element before it looks at that element's condition, which is then lost. */
class FragmentsTest {

    private static final Path PAGES = Path.of("src/main/resources/ops/pages");
    private static final Pattern TAG = Pattern.compile("<[a-z:]+\\s(?:[^>\"]|\"[^\"]*\")*>");
    private static final Pattern LOST = Pattern.compile("\\sth:(if|unless|switch|case)=");

    @Test
    void noConditionIsLostToAFragment() throws IOException {
        List<Path> pages;
        try (Stream<Path> files = Files.list(PAGES)) {
            pages = files.toList();
        }
        int replaced = 0;
        for (Path page : pages) {
            Matcher tags = TAG.matcher(Files.readString(page));
            while (tags.find()) {
                if (tags.group().contains("th:replace=")) {
                    replaced++;
                    assertThat(tags.group()).as(page.getFileName().toString()).doesNotContainPattern(LOST);
                }
            }
        }
        assertThat(replaced).as("fragments that are put in").isGreaterThan(20);
    }
}
