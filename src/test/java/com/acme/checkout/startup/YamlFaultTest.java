package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** A fault of YAML is said where it is mended. */
class YamlFaultTest {

    private static YamlFault of(String text) {
        MarkedYamlEngineException e = catchThrowableOfType(
                MarkedYamlEngineException.class,
                () -> new Compose(LoadSettings.builder().setUseMarks(true).build()).composeString(text));
        return e == null ? null : YamlFault.of(e, text);
    }

    @Test
    void aQuoteThatIsNeverClosed() {
        YamlFault fault = of("a: 1\nb: \"two\nc: 3\n");
        assertThat(fault.line()).isEqualTo(2);
        assertThat(fault.column()).isEqualTo(4);
        assertThat(fault.cure()).isEqualTo("close the quote that is opened there, in the same line");
    }

    @Test
    void aQuoteThatTheNextOneCloses() {
        YamlFault fault = of("a: 1\nb: \"two\nc: 3\nd: \"four\"\ne: 5\n");
        assertThat(fault.line()).isEqualTo(2);
        assertThat(fault.fault()).contains("in line 4");
    }

    @Test
    void aQuoteOfSeveralLinesThatIsClosed() {
        assertThat(of("a: \"one\n  two\"\nb: \"three\nc: \"four\"\n").line()).isEqualTo(3);
        assertThat(of("a: \"one\n  two\"\nb: 1\n  c: 2\n").cure()).startsWith("correct the indentation");
    }

    @Test
    void anotherFaultIsSaidWhereTheParserFoundIt() {
        assertThat(of("a: 1\n  b: 2\n").line()).isEqualTo(2);
        assertThat(of("a: 1\n  b: 2\n").cure()).startsWith("correct the indentation");
        assertThat(of("a: [1\nb: 2\n").cure()).startsWith("correct the indentation");
    }

    /** Each quote of the shipped rules and delivery steps in turn is left out. */
    @Test
    void anyQuoteOfTheShippedRoutes() throws Exception {
        List<String> elsewhere = new ArrayList<>();
        int faults = 0;
        for (String file : List.of("destinations", "delivery", "dead-letters", "http-door")) {
            List<String> lines = Files.readAllLines(Path.of("routes/" + file + ".camel.yaml"));
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                int close = line.lastIndexOf('"');
                if (!line.strip().startsWith("#")
                        && close >= 0
                        && line.chars().filter(each -> each == '"').count() % 2 == 0) {
                    List<String> broken = new ArrayList<>(lines);
                    broken.set(i, line.substring(0, close) + line.substring(close + 1));
                    YamlFault fault = of(String.join("\n", broken));
                    faults++;
                    if (fault == null || fault.line() != i + 1) {
                        elsewhere.add(file + ":" + (i + 1) + " " + fault);
                    }
                }
            }
        }
        assertThat(faults).isGreaterThan(10);
        assertThat(elsewhere).isEmpty();
    }
}
